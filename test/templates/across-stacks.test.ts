import { Template } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { App, Lazy, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Filesystem, Harness, HarnessEndpoint, type HarnessProps, Network } from '../../src';
import { harnessIn, MODEL, messageOf, testStack } from '../support/helpers';

describe('A security group of one stack, a file system of another, an agent of a third', () => {
  interface Sides {
    readonly group: SecurityGroup;
    readonly disk: FileSystem;
  }
  interface Setup {
    readonly allowAllOutbound?: boolean;
    /** The mount paths of each agent. */
    readonly paths?: string[][];
    readonly opened?: (sides: Sides) => void;
  }
  const stacks = ({ allowAllOutbound = true, paths = [['/mnt/cases']], opened }: Setup = {}) => {
    const app = new App({ analyticsReporting: false });
    const [net, groups, data, agents] = ['Net', 'Groups', 'Data', 'Agents'].map((id) => new Stack(app, id));
    const vpc = new Vpc(net, 'Vpc', { maxAzs: 1 });
    const group = new SecurityGroup(groups, 'Group', { vpc, allowAllOutbound });
    const disk = new FileSystem(data, 'Disk', { vpc });
    opened?.({ group, disk });
    const network = Network.vpc(vpc, { securityGroups: [group] });
    for (const [index, mounts] of paths.entries()) {
      const filesystems = mounts.map((path) =>
        Filesystem.efs(disk.addAccessPoint(`Point${index}${path.slice(5)}`, { path: path.slice(4) }), path),
      );
      const props: HarnessProps = { model: MODEL, network, filesystems };
      new Harness(agents, `Agent${index}`, props);
    }
    return { app, groups, data, agents };
  };
  const rulesIn = (...all: Stack[]) =>
    all.flatMap((stack) =>
      ['Ingress', 'Egress'].flatMap((side) =>
        Object.values(Template.fromStack(stack).findResources(`AWS::EC2::SecurityGroup${side}`)).map(() => side),
      ),
    );

  test('do not create a dependency cycle, because the rules are in the stack of the agent', () => {
    const { app, groups, agents } = stacks({ allowAllOutbound: false });
    expect(() => app.synth()).not.toThrow();
    const port = { IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049 };
    Template.fromStack(agents).hasResourceProperties('AWS::EC2::SecurityGroupIngress', port);
    Template.fromStack(agents).hasResourceProperties('AWS::EC2::SecurityGroupEgress', port);
    Template.fromStack(groups).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('do not need a rule if the security group allows all outbound traffic', () => {
    expect(rulesIn(stacks().agents)).toEqual(['Ingress']);
  });

  test.each([
    ['two mounts of one agent', [['/mnt/cases', '/mnt/tools']]],
    ['two agents', [['/mnt/cases'], ['/mnt/cases']]],
  ])('have one rule for %s, because EC2 rejects duplicate rules', (_, paths) => {
    expect(rulesIn(stacks({ paths, allowAllOutbound: false }).agents)).toEqual(['Ingress', 'Egress']);
  });

  test.each<[how: string, opened: (sides: Sides) => void]>([
    ['to the file system from the group', ({ group, disk }) => disk.connections.allowDefaultPortFrom(group)],
    ['from the group to the file system', ({ group, disk }) => group.connections.allowToDefaultPort(disk)],
  ])('do not need a rule for a port that is already allowed, %s', (_, opened) => {
    const { groups, data, agents } = stacks({ opened, allowAllOutbound: false });
    expect(rulesIn(agents)).toEqual([]);
    expect(rulesIn(groups, data).sort()).toEqual(['Egress', 'Ingress']);
  });

  test('need the rule if another port is allowed', () => {
    const opened = ({ group, disk }: Sides) => disk.connections.allowFrom(group, Port.HTTPS);
    expect(rulesIn(stacks({ opened }).agents)).toEqual(['Ingress']);
  });
});

describe('An endpoint in another stack than its harness', () => {
  const endpointIn = (scopeOf: (stack: Stack) => Stack, version?: string) => {
    const stack = testStack();
    const harness = harnessIn(stack);
    return new HarnessEndpoint(scopeOf(stack), 'Live', { harness, version });
  };
  const another = (stack: Stack) => new Stack(stack.node.root as App, 'Another');

  test('cannot follow the newest version, because the exported version could never change', () => {
    expect(messageOf(() => endpointIn(another))).toMatch(
      /Another\/Live: version must be set if the endpoint is in another stack than the agent.*use addEndpoint of the agent\.$/,
    );
  });

  test('can be pinned to a version', () => {
    expect(() => endpointIn(another, '3')).not.toThrow();
  });

  test('can follow the newest version from a nested stack, which has a parameter for the version', () => {
    expect(() => endpointIn((stack) => new NestedStack(stack, 'Nested'))).not.toThrow();
  });
});

test('An endpoint whose name is unknown at synth requires the class instead of addEndpoint', () => {
  const harness = harnessIn(testStack());
  const endpointName = Lazy.string({ produce: () => 'live' });
  expect(messageOf(() => harness.addEndpoint(endpointName))).toMatch(/Use new HarnessEndpoint\(scope, id/);
  expect(() => new HarnessEndpoint(harness, 'Live', { harness, endpointName })).not.toThrow();
});
