import {
  type CfnVPC,
  GatewayVpcEndpointAwsService,
  InstanceType,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
  type VpcProps,
} from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, type AccessPointOptions, FileSystem } from 'aws-cdk-lib/aws-efs';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import {
  Authorizer,
  CapacityProvider,
  Filesystem,
  Network,
  PrivateEndpoint,
  S3Files,
  type VpcNetworkOptions,
} from '../../src';
import { times } from '../support/fixtures/limits/row';
import { s3FilesOf } from '../support/fixtures/limits/storage-rows';
import { efsAccessPointIn, s3FilesIn, vpcIn } from '../support/fixtures/parts';
import { harnessIn, messageOf, runtimeIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';
import { testWarnings, type Warning } from '../support/warnings';

const DISCOVERY = 'https://id.example.com/.well-known/openid-configuration';
const vpcOf = (stack: Stack, id: string, props: VpcProps = {}) =>
  new Vpc(stack, id, { maxAzs: 1, natGateways: 1, ...props });
const groupIn = (stack: Stack, vpc: IVpc, id = 'Group') => new SecurityGroup(stack, id, { vpc });
const imported = (stack: Stack, vpcId: string) =>
  Vpc.fromVpcAttributes(stack, vpcId, {
    vpcId,
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-01234567'],
  });

/** The APIs that accept a VPC with its subnets or security groups. */
const USERS: Record<string, { prop: string; make: (stack: Stack, vpc: IVpc, options: VpcNetworkOptions) => unknown }> =
  {
    'an agent': {
      prop: 'network.',
      make: (stack, vpc, options) => harnessIn(stack, { network: Network.vpc(vpc, options) }),
    },
    'a capacity provider': {
      prop: 'network.',
      make: (stack, vpc, options) =>
        new CapacityProvider(stack, 'Agent', {
          instanceTypes: [new InstanceType('c8g.large')],
          network: Network.vpc(vpc, options),
        }),
    },
    'S3 Files': { prop: '', make: (stack, vpc, options) => s3FilesOf(stack, { vpc, ...options }) },
    'a private endpoint': {
      prop: 'authorizer.privateEndpoint.',
      make: (stack, vpc, options) =>
        harnessIn(stack, {
          authorizer: Authorizer.jwt(DISCOVERY, {
            clients: ['web'],
            privateEndpoint: PrivateEndpoint.vpc(vpc, options),
          }),
        }),
    },
  };

const IN_ONE_VPC: Rule[] = Object.entries(USERS).flatMap(([user, { prop, make }]) => [
  {
    rule: `A security group of another VPC for ${user}`,
    rejected: (stack: Stack) =>
      make(stack, vpcOf(stack, 'One'), { securityGroups: [groupIn(stack, vpcOf(stack, 'Two'))] }),
    message: new RegExp(
      `: ${prop.replaceAll('.', '\\.')}securityGroups\\[0\\] must be in the VPC Test/One, got a security group of another VPC, Test/Group\\.`,
    ),
    accepted: (stack: Stack) => {
      const vpc = vpcOf(stack, 'One');
      return make(stack, vpc, { securityGroups: [groupIn(stack, vpc)] });
    },
  },
  {
    rule: `A subnet of another VPC for ${user}`,
    rejected: (stack: Stack) =>
      make(stack, vpcOf(stack, 'One'), { subnets: { subnets: vpcOf(stack, 'Two').privateSubnets } }),
    message: new RegExp(
      `: ${prop.replaceAll('.', '\\.')}subnets\\[0\\] must be in the VPC Test/One, got a subnet of another`,
    ),
    accepted: (stack: Stack) => {
      const vpc = vpcOf(stack, 'One');
      return make(stack, vpc, { subnets: { subnets: vpc.privateSubnets } });
    },
  },
  {
    rule: `No subnets for ${user}`,
    rejected: (stack: Stack) => make(stack, vpcOf(stack, 'One'), { subnets: { subnets: [] } }),
    message: new RegExp(
      `${prop.replaceAll('.', '\\.')}subnets must (have between 1 and 16 entries, got 0 entries|select at least 1 subnet)`,
    ),
    accepted: (stack: Stack) => make(stack, vpcOf(stack, 'One'), {}),
  },
]);

const ofEfs = (stack: Stack, vpc: IVpc, network: IVpc) =>
  harnessIn(stack, {
    network: Network.vpc(network),
    filesystems: [Filesystem.efs(efsAccessPointIn(stack, 'Cases', vpc), '/mnt/cases')],
  });
const withPoint =
  (accessPoint: AccessPointOptions, mountPath = '/mnt/cases') =>
  (stack: Stack) => {
    const vpc = vpcIn(stack);
    const fileSystem = new FileSystem(stack, 'Disk', { vpc });
    return harnessIn(stack, {
      network: Network.vpc(vpc),
      filesystems: [Filesystem.efsFileSystem(fileSystem, mountPath, { accessPoint })],
    });
  };
const s3Point = (accessPoint: AccessPointOptions) => (stack: Stack) => s3FilesOf(stack, { accessPoint });

const MOUNTS: Rule[] = [
  {
    rule: 'An EFS file system in another VPC of the app',
    rejected: (stack) => ofEfs(stack, vpcOf(stack, 'One'), vpcOf(stack, 'Two')),
    message:
      /filesystems: \/mnt\/cases must have its mount targets in the VPC of the agent, got mount targets in another VPC\./,
    accepted: (stack) => {
      const vpc = vpcOf(stack, 'One');
      return ofEfs(stack, vpc, vpc);
    },
  },
  {
    rule: 'An EFS file system in another VPC that is imported by its ID',
    rejected: (stack) => ofEfs(stack, imported(stack, 'vpc-01234567'), imported(stack, 'vpc-89abcdef')),
    message: /filesystems: \/mnt\/cases must have its mount targets in the VPC of the agent/,
    accepted: (stack) => ofEfs(stack, imported(stack, 'vpc-01234567'), vpcOf(stack, 'Perhaps')),
  },
  {
    rule: 'An EFS file system in another VPC with an access point that is created for the agent',
    rejected: (stack) => {
      const fileSystem = new FileSystem(stack, 'Disk', { vpc: vpcOf(stack, 'One') });
      const filesystems = [Filesystem.efsFileSystem(fileSystem, '/mnt/a')];
      return runtimeIn(stack, { network: Network.vpc(vpcOf(stack, 'Two')), filesystems });
    },
    message: /filesystems: \/mnt\/a must have its mount targets in the VPC of the agent/,
    accepted: withPoint({}),
  },
  ...(['enableDnsSupport', 'enableDnsHostnames'] as const).flatMap((attribute) => [
    {
      rule: `An EFS file system in a VPC without ${attribute}`,
      rejected: (stack: Stack) => {
        const vpc = vpcOf(stack, 'One', { [attribute]: false });
        return ofEfs(stack, vpc, vpc);
      },
      message: new RegExp(
        `filesystems: the VPC of /mnt/cases must be a VPC with DNS support and DNS hostnames, .*Set ${attribute} to true`,
      ),
      accepted: (stack: Stack) => {
        const vpc = vpcOf(stack, 'One', { enableDnsSupport: true, enableDnsHostnames: true });
        return ofEfs(stack, vpc, vpc);
      },
    },
    {
      rule: `An S3 Files file system in a VPC without ${attribute}`,
      rejected: (stack: Stack) => s3FilesIn(stack, 'Files', vpcOf(stack, 'One', { [attribute]: false })),
      message: new RegExp(`Files: vpc must be a VPC with DNS support and DNS hostnames, .*Set ${attribute} to true`),
      accepted: (stack: Stack) => s3FilesIn(stack, 'Files', vpcOf(stack, 'One')),
    },
  ]),
  ...['/mnt/.', '/mnt/..', '/mnt/../'].map((mountPath) => ({
    rule: `The mount path ${mountPath}`,
    rejected: (stack: Stack) => harnessIn(stack, { filesystems: [Filesystem.sessionStorage(mountPath)] }),
    message:
      /filesystems: mountPath must be a directory below \/mnt, got "\/mnt\/\.\.?"\. Use a path such as "\/mnt\/work"\./,
    accepted: (stack: Stack) => harnessIn(stack, { filesystems: [Filesystem.sessionStorage('/mnt/..a')] }),
  })),
];

const POSIX: Rule[] = [
  ...['888', '75', '07500', 'rwxr-x---', '', '0x1'].flatMap((permissions) => [
    {
      rule: `An EFS access point with the permissions ${JSON.stringify(permissions)}`,
      rejected: withPoint({ createAcl: { ownerUid: '0', ownerGid: '0', permissions } }),
      message:
        /\/mnt\/cases: accessPoint\.createAcl\.permissions must be 3 or 4 octal digits, got ".*"\. Use permissions/,
      accepted: withPoint({ createAcl: { ownerUid: '0', ownerGid: '0', permissions: '0750' } }),
    },
    {
      rule: `An S3 Files access point with the permissions ${JSON.stringify(permissions)}`,
      rejected: s3Point({ path: '/a', createAcl: { ownerUid: '0', ownerGid: '0', permissions } }),
      message: /accessPoint\.createAcl\.permissions must /,
      accepted: s3Point({ path: '/a', createAcl: { ownerUid: '0', ownerGid: '0', permissions: '777' } }),
    },
  ]),
  ...['4294967296', '-1', '1.5', 'root', ''].flatMap((id) => [
    ...(['uid', 'gid'] as const).flatMap((name) => [
      {
        rule: `An EFS access point with the ${name} ${JSON.stringify(id)}`,
        rejected: withPoint({ posixUser: { uid: '1', gid: '1', [name]: id } }),
        message: new RegExp(
          `/mnt/cases: accessPoint\\.posixUser\\.${name} must be a POSIX ID from 0 to 4294967295, got "`,
        ),
        accepted: withPoint({ posixUser: { uid: '4294967295', gid: '0' } }),
      },
      {
        rule: `An S3 Files access point with the ${name} ${JSON.stringify(id)}`,
        rejected: s3Point({ posixUser: { uid: '1', gid: '1', [name]: id } }),
        message: new RegExp(`accessPoint\\.posixUser\\.${name} must `),
        accepted: s3Point({ posixUser: { uid: '4294967295', gid: '0' } }),
      },
    ]),
    {
      rule: `An EFS access point with the secondary group ${JSON.stringify(id)}`,
      rejected: withPoint({ posixUser: { uid: '1', gid: '1', secondaryGids: ['5', id] } }),
      message: /accessPoint\.posixUser\.secondaryGids\[1\] must be a POSIX ID/,
      accepted: withPoint({ posixUser: { uid: '1', gid: '1', secondaryGids: ['5', '6'] } }),
    },
    {
      rule: `An EFS directory with the owner ${JSON.stringify(id)}`,
      rejected: withPoint({ createAcl: { ownerUid: id, ownerGid: '1', permissions: '700' } }),
      message: /accessPoint\.createAcl\.ownerUid must be a POSIX ID/,
      accepted: withPoint({ createAcl: { ownerUid: '1', ownerGid: '1', permissions: '700' } }),
    },
  ]),
  {
    rule: 'An EFS access point with 17 secondary groups',
    rejected: withPoint({ posixUser: { uid: '1', gid: '1', secondaryGids: times(17, String) } }),
    message: /accessPoint\.posixUser\.secondaryGids must have at most 16 entries, got 17/,
    accepted: withPoint({ posixUser: { uid: '1', gid: '1', secondaryGids: times(16, String) } }),
  },
  ...['cases', '', '/a/b/c/d/e', '/../a', '/a*', `/${'a'.repeat(100)}`, '/a/'].flatMap((path) => [
    {
      rule: `The EFS directory ${JSON.stringify(path).slice(0, 20)}`,
      rejected: withPoint({ path }),
      message:
        /\/mnt\/cases: accessPoint\.path must be \/ or an absolute path of at most 4 directories and 100 characters/,
      accepted: withPoint({ path: `/a/b/c/${'d'.repeat(93)}` }),
    },
    {
      rule: `The S3 Files directory ${JSON.stringify(path).slice(0, 20)}`,
      rejected: s3Point({ path }),
      message: /accessPoint\.path must /,
      accepted: s3Point({ path: '/' }),
    },
  ]),
  {
    rule: 'A hidden mount path without a path for the access point',
    rejected: withPoint({}, '/mnt/.cache'),
    message: /filesystems: \/mnt\/\.cache: accessPoint\.path must be \/ or an absolute path .*got "\/\.cache"/,
    accepted: withPoint({ path: '/cache' }, '/mnt/.cache'),
  },
];

testRules([...IN_ONE_VPC, ...MOUNTS, ...POSIX]);

/** In a stack without an environment, ARNs contain tokens. */
const agnostic = () => new Stack(new App(), 'Agnostic');

describe('The ID of an access point in a stack without an environment', () => {
  const byId = (stack: Stack, accessPointId: string) => {
    const vpc = vpcIn(stack);
    const fileSystem = new FileSystem(stack, 'Disk', { vpc });
    const point = AccessPoint.fromAccessPointAttributes(stack, 'Point', { accessPointId, fileSystem });
    return harnessIn(stack, { network: Network.vpc(vpc), filesystems: [Filesystem.efs(point, '/mnt/a')] });
  };
  const byArn = (stack: Stack, accessPointId: string) => {
    const fileSystemArn = stack.formatArn({
      service: 's3files',
      resource: 'file-system',
      resourceName: 'fs-0123456789abcdef0',
    });
    const point = S3Files.fromS3FilesAttributes(stack, 'Point', {
      accessPointArn: `${fileSystemArn}/access-point/${accessPointId}`,
      securityGroups: [],
    });
    return harnessIn(stack, { network: Network.vpc(vpcIn(stack)), filesystems: [Filesystem.s3Files(point, '/mnt/a')] });
  };

  test.each([
    ['EFS', byId],
    ['S3 Files', byArn],
  ])('is checked for %s', (_, make) => {
    for (const id of ['point', 'fsap-xyz', 'fsap-', 'fs-0123456789abcdef0', 'fsap-0123 4567']) {
      expect(messageOf(() => make(agnostic(), id))).toContain(
        `the access point of /mnt/a must have an ID that consists of fsap- and hexadecimal digits, got "${id}"`,
      );
    }
    expect(messageOf(() => make(agnostic(), 'fsap-0123456789abcdef0'))).toBe('nothing was thrown');
    const stack = agnostic();
    expect(messageOf(() => make(stack, new CfnParameter(stack, 'Id').valueAsString))).toBe('nothing was thrown');
  });
});

const DNS: Warning[] = [
  {
    id: 'vpcWithoutDns',
    when: 'the VPC has DNS support disabled',
    warns: (stack) => harnessIn(stack, { network: Network.vpc(vpcOf(stack, 'One', { enableDnsSupport: false })) }),
    message: /network: the VPC has enableDnsSupport set to false\. .* Set enableDnsSupport and enableDnsHostnames/,
    not: 'the VPC has DNS support enabled',
    silent: (stack) => harnessIn(stack, { network: Network.vpc(vpcOf(stack, 'One')) }),
  },
  {
    id: 'vpcWithoutDns',
    when: 'the VPC has no DNS hostnames and an interface endpoint that is defined after the agent',
    warns: (stack) => {
      const vpc = vpcOf(stack, 'One');
      (vpc.node.defaultChild as CfnVPC).addPropertyOverride('EnableDnsHostnames', false);
      harnessIn(stack, { network: Network.vpc(vpc) });
      vpc.addInterfaceEndpoint('Logs', { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
    },
    message: /network: the VPC has enableDnsHostnames set to false/,
    not: 'the VPC has a gateway endpoint only',
    silent: (stack) => {
      const vpc = vpcOf(stack, 'One', { enableDnsHostnames: false });
      harnessIn(stack, { network: Network.vpc(vpc) });
      vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    },
  },
];

const inSubnets = (subnets: SubnetSelection) => (stack: Stack) =>
  new CapacityProvider(stack, 'Capacity', {
    instanceTypes: [new InstanceType('c8g.large')],
    network: Network.vpc(vpcIn(stack), { subnets }),
  });
const INSTANCES: Warning[] = [
  {
    id: 'publicSubnets',
    when: 'instances are in public subnets',
    warns: inSubnets({ subnetType: SubnetType.PUBLIC }),
    message:
      /Instances there have a public IP address, which exposes them to the internet, or cannot reach the internet/,
    not: 'instances are in private subnets',
    silent: inSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }),
  },
];

testWarnings([...DNS, ...INSTANCES]);
