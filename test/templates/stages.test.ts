/** A stack with an unchanged name retains its resources when the app is rearranged. */
import { Template } from 'aws-cdk-lib/assertions';
import { InstanceType, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Size, Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CapacityProvider, Filesystem, LogDestination, Network, Runtime, S3Files } from '../../src';
import { losses } from '../support/fates';
import { ACCOUNT, ARTIFACT, harnessIn, REGION } from '../support/helpers';

const env = { account: ACCOUNT, region: REGION };

/** Constructs in a VPC, in stacks with the given names, which can be equal. */
function appIn(scope: Construct, ids: Record<'net' | 'data' | 'agents', string>, prefix = ''): object[] {
  const made: Record<string, Stack> = {};
  const stackOf = (id: string) => {
    made[id] ??= new Stack(scope, `${prefix}${id}`, { env, stackName: id });
    return made[id];
  };
  const [net, data, agents] = [ids.net, ids.data, ids.agents].map(stackOf);
  const vpc = new Vpc(net, 'Vpc', { maxAzs: 2 });
  // A default description contains the construct path, and changing it replaces a security group.
  const groupIn = (stack: Stack, description: string) =>
    new SecurityGroup(stack, description, { vpc, description, allowAllOutbound: false });
  const shared = groupIn(net, 'Shared');
  const disk = new FileSystem(data, 'Disk', { vpc, securityGroup: groupIn(data, 'OfDisk') });
  const bucket = new Bucket(data, 'Bucket', { versioned: true });
  const files = Filesystem.s3Files(new S3Files(data, 'Files', { vpc, bucket }), '/mnt/files');
  harnessIn(agents, {
    network: Network.vpc(vpc, { allowAllOutbound: false }),
    filesystems: [files, Filesystem.efs(disk.addAccessPoint('Point', { path: '/a' }), '/mnt/disk')],
  });
  new Runtime(agents, 'Runtime', {
    artifact: ARTIFACT,
    network: Network.vpc(vpc, { securityGroups: [shared] }),
    filesystems: [files],
    observability: { traces: true, usageLogs: LogDestination.cloudWatchLogs() },
  });
  new CapacityProvider(agents, 'Capacity', {
    instanceTypes: [new InstanceType('c8g.large')],
    network: Network.vpc(vpc),
    volumes: [{ name: 'scratch', size: Size.gibibytes(20) }],
  });
  return Object.values(made).map((stack) => Template.fromStack(stack).toJSON());
}

const app = () => new App({ analyticsReporting: false });

describe.each([
  ['One stack', { net: 'Desk', data: 'Desk', agents: 'Desk' }],
  ['Each of three stacks', { net: 'Net', data: 'Data', agents: 'Agents' }],
])('%s', (_, ids) => {
  const before = appIn(app(), ids);

  const lost = (after: object[]) => after.flatMap((template, index) => losses(before[index], template));

  test('retains its resources in a stage', () => {
    expect(lost(appIn(new Stage(app(), 'Prod', { env }), ids))).toEqual([]);
  });

  test('retains its resources with another construct ID in the app', () => {
    expect(lost(appIn(app(), ids, 'Our'))).toEqual([]);
  });

  test('has other resources with other stack names', () => {
    const others = { net: `${ids.net}2`, data: `${ids.data}2`, agents: `${ids.agents}2` };
    expect(lost(appIn(app(), others))).not.toEqual([]);
  });
});
