import { Template } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup, Subnet, SubnetType, Vpc, VpcEndpointIpAddressType } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib/core';
import { Filesystem, ImportDataRule, Network, S3Files, type S3FilesProps } from '../../../src';
import { vpcIn } from '../../support/fixtures/parts';
import { harnessIn, testStack } from '../../support/helpers';
import { plain, warningsOf } from '../../support/rendered';

interface Made {
  readonly stack: Stack;
  readonly files: S3Files;
  readonly template: Template;
  of(type: string): Array<Record<string, unknown>>;
}

function made(propsOf: (stack: Stack, vpc: Vpc) => Partial<S3FilesProps> = () => ({})): Made {
  const stack = testStack();
  const vpc = vpcIn(stack);
  const bucket = new Bucket(stack, 'Scans', { versioned: true });
  const files = new S3Files(stack, 'Files', { bucket, vpc, ...propsOf(stack, vpc) });
  const template = Template.fromStack(stack);
  const of = (type: string) =>
    Object.values(template.findResources(`AWS::S3Files::${type}`)).map(
      ({ Properties }) => plain(Properties) as Record<string, unknown>,
    );
  return { stack, files, template, of };
}

const roleOf = ({ template }: Made) =>
  Object.entries(template.findResources('AWS::IAM::Role')).find(([id]) => id.startsWith('FilesRole'));

describe('S3Files', () => {
  test('creates a file system with a dedicated role and no optional properties', () => {
    expect(made().of('FileSystem')).toEqual([
      {
        Bucket: expect.stringMatching(/^\$\{Scans\w+\.Arn\}$/),
        RoleArn: expect.stringMatching(/^\$\{FilesRole\w+\.Arn\}$/),
      },
    ]);
  });

  test('renders the prefix', () => {
    expect(made(() => ({ prefix: 'incoming/' })).of('FileSystem')).toMatchObject([{ Prefix: 'incoming/' }]);
  });

  test('creates a role that trusts S3 Files for file systems of the account and Region', () => {
    const [, role] = roleOf(made()) ?? [];
    expect(plain(role?.Properties.AssumeRolePolicyDocument.Statement)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'elasticfilesystem.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:s3files:us-east-1:111122223333:file-system/*' },
        },
      },
    ]);
    expect(role?.Properties.Policies[0].PolicyName).toBe('Synchronization');
  });
});

describe('Synchronization rules of S3Files', () => {
  const IMPORT = { Prefix: '', Trigger: 'ON_DIRECTORY_FIRST_ACCESS', SizeLessThan: 131_072 };
  const synchronization = (props: Partial<S3FilesProps>) =>
    made(() => props).of('FileSystem')[0].SynchronizationConfiguration;

  test('are not rendered by default', () => {
    expect(synchronization({})).toBeUndefined();
  });

  test('are rendered together with the expiration', () => {
    expect(synchronization({ expireAfter: Duration.days(3) })).toEqual({
      ImportDataRules: [IMPORT],
      ExpirationDataRules: [{ DaysAfterLastAccess: 3 }],
    });
    expect(synchronization({ imports: [ImportDataRule.onFileAccess('letters/', Size.mebibytes(1))] })).toEqual({
      ImportDataRules: [{ Prefix: 'letters/', Trigger: 'ON_FILE_ACCESS', SizeLessThan: 1_048_576 }],
      ExpirationDataRules: [{ DaysAfterLastAccess: 30 }],
    });
  });
});

describe('Mount targets of S3Files', () => {
  const subnetsOf = ({ of }: Made) => of('MountTarget').map(({ SubnetId }) => SubnetId);

  test('are created in each private subnet, with a security group without outbound rules', () => {
    const files = made();
    expect(subnetsOf(files)).toEqual([
      expect.stringMatching(/^\$\{VpcagentsSubnet1/),
      expect.stringMatching(/^\$\{VpcagentsSubnet2/),
    ]);
    expect(files.of('MountTarget')[0]).toMatchObject({
      IpAddressType: 'IPV4_ONLY',
      SecurityGroups: [expect.stringMatching(/^\$\{FilesSecurityGroup/)],
    });
    files.template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Mount targets of the file system Files',
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
    });
  });

  test('are created once in each Availability Zone', () => {
    const stack = testStack();
    const vpc = new Vpc(stack, 'Two', {
      maxAzs: 2,
      subnetConfiguration: ['agents', 'data'].map((name) => ({ name, subnetType: SubnetType.PRIVATE_ISOLATED })),
    });
    new S3Files(stack, 'Files', { bucket: Bucket.fromBucketName(stack, 'Scans', 'scans'), vpc });
    Template.fromStack(stack).resourceCountIs('AWS::S3Files::MountTarget', 2);
  });

  test('use the given subnets, security groups and IP address type', () => {
    const group = (stack: Stack) => SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-01234567');
    const files = made((stack) => ({
      subnets: { subnets: [Subnet.fromSubnetId(stack, 'Given', 'subnet-01234567')] },
      securityGroups: [group(stack)],
      ipAddressType: VpcEndpointIpAddressType.IPV6,
    }));
    expect(files.of('MountTarget')).toEqual([
      expect.objectContaining({
        SubnetId: 'subnet-01234567',
        SecurityGroups: ['sg-01234567'],
        IpAddressType: 'IPV6_ONLY',
      }),
    ]);
    expect(Object.keys(files.template.findResources('AWS::EC2::SecurityGroup'))).toEqual([]);
  });

  test('keep their logical IDs if another mount target is added', () => {
    const idsOf = (maxAzs: number) => {
      const stack = testStack();
      const vpc = new Vpc(stack, 'Vpc', { maxAzs });
      new S3Files(stack, 'Files', { bucket: Bucket.fromBucketName(stack, 'Scans', 'scans'), vpc });
      return Object.keys(Template.fromStack(stack).findResources('AWS::S3Files::MountTarget'));
    };
    expect(idsOf(3)).toEqual(expect.arrayContaining(idsOf(2)));
    expect(idsOf(2)).toHaveLength(2);
  });

  test('do not prevent the lookup of a VPC', () => {
    const stack = testStack();
    const vpc = Vpc.fromLookup(stack, 'Vpc', { isDefault: true });
    expect(
      () => new S3Files(stack, 'Files', { bucket: Bucket.fromBucketName(stack, 'Scans', 'scans'), vpc }),
    ).not.toThrow();
  });

  test('allow connections on the default port of NFS', () => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const files = new S3Files(stack, 'Files', { bucket: Bucket.fromBucketName(stack, 'Scans', 'scans'), vpc });
    files.connections.allowDefaultPortFrom(SecurityGroup.fromSecurityGroupId(stack, 'Admins', 'sg-01234567'));
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 2049,
      SourceSecurityGroupId: 'sg-01234567',
    });
    expect(files.connections.defaultPort?.toString()).toBe(Port.tcp(2049).toString());
  });
});

describe('The access point of S3Files', () => {
  const accessPoint = (props?: Partial<S3FilesProps>) => made(() => props ?? {}).of('AccessPoint')[0];
  const USER = { Uid: '1000', Gid: '1000' };

  test('has the root of the file system and a POSIX user other than root by default', () => {
    expect(accessPoint()).toEqual({ FileSystemId: expect.anything(), PosixUser: USER });
    expect(accessPoint({ accessPoint: { path: '/' } }).RootDirectory).toEqual({ Path: '/' });
  });

  test('creates a directory that the POSIX user can write to', () => {
    expect(accessPoint({ accessPoint: { path: '/inbox' } })).toMatchObject({
      PosixUser: USER,
      RootDirectory: {
        Path: '/inbox',
        CreationPermissions: { OwnerUid: '1000', OwnerGid: '1000', Permissions: '750' },
      },
    });
  });

  test('renders the given options', () => {
    const createAcl = { ownerUid: '7', ownerGid: '8', permissions: '700' };
    expect(accessPoint({ accessPoint: { path: '/a', posixUser: { uid: '5', gid: '6' }, createAcl } })).toMatchObject({
      PosixUser: { Uid: '5', Gid: '6' },
      RootDirectory: { CreationPermissions: { OwnerUid: '7', OwnerGid: '8', Permissions: '700' } },
    });
  });
});

describe('The removal policy of S3Files', () => {
  const policies = ({ template }: Made, type: string) =>
    Object.entries(
      template.toJSON().Resources as Record<
        string,
        { Type: string; DeletionPolicy?: string; UpdateReplacePolicy?: string }
      >,
    )
      .filter(([id, resource]) => resource.Type === type && id.startsWith('Files'))
      .map(([, { DeletionPolicy, UpdateReplacePolicy }]) => [DeletionPolicy, UpdateReplacePolicy]);

  test('retains the file system and its role by default', () => {
    const files = made();
    expect(policies(files, 'AWS::S3Files::FileSystem')).toEqual([['RetainExceptOnCreate', 'Retain']]);
    expect(policies(files, 'AWS::IAM::Role')).toEqual([['RetainExceptOnCreate', 'Retain']]);
  });

  test('does not retain mount targets and access points', () => {
    const files = made();
    expect(policies(files, 'AWS::S3Files::MountTarget')).toEqual([[], []].map(() => [undefined, undefined]));
    expect(policies(files, 'AWS::S3Files::AccessPoint')).toEqual([[undefined, undefined]]);
  });

  test('applies the removalPolicy of the props to both', () => {
    const files = made(() => ({ removalPolicy: RemovalPolicy.RETAIN }));
    expect(policies(files, 'AWS::S3Files::FileSystem')).toEqual([['Retain', 'Retain']]);
    expect(policies(files, 'AWS::IAM::Role')).toEqual([['Retain', 'Retain']]);
  });

  test('deletes both with RemovalPolicy.DESTROY', () => {
    const stack = testStack();
    const files = new S3Files(stack, 'Files', {
      bucket: Bucket.fromBucketName(stack, 'Scans', 'scans'),
      vpc: vpcIn(stack),
    });
    files.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const template = Template.fromStack(stack);
    template.hasResource('AWS::S3Files::FileSystem', { DeletionPolicy: 'Delete' });
    template.hasResource('AWS::IAM::Role', { DeletionPolicy: 'Delete' });
  });
});

describe('S3Files with a role', () => {
  test('adds the permissions in a policy that the file system depends on, and does not retain the role', () => {
    const files = made((stack) => ({
      role: new Role(stack, 'Given', { assumedBy: new ServicePrincipal('elasticfilesystem.amazonaws.com') }),
    }));
    const [[policyId]] = Object.entries(files.template.findResources('AWS::IAM::ManagedPolicy'));
    const [{ DependsOn }] = Object.values(files.template.findResources('AWS::S3Files::FileSystem'));
    expect(DependsOn).toEqual([policyId]);
    const [{ DeletionPolicy }] = Object.values(files.template.findResources('AWS::IAM::Role'));
    expect(DeletionPolicy).toBeUndefined();
    expect(warningsOf(files.stack)).toEqual([]);
  });

  test('warns about a role that does not trust S3 Files', () => {
    const { stack } = made((it) => ({
      role: new Role(it, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') }),
    }));
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/role does not trust elasticfilesystem\.amazonaws\.com, .*roleNotTrusting/),
    ]);
  });

  test('does not change a role that cannot be edited, and prints the missing permissions', () => {
    const { stack } = made((it) => ({
      role: Role.fromRoleArn(it, 'Given', 'arn:aws:iam::111122223333:role/sync', { mutable: false }),
    }));
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/must trust elasticfilesystem\.amazonaws\.com and have .*BucketObjects.*roleNotEditable/),
    ]);
  });
});

describe('An agent that mounts S3Files', () => {
  const agentIn = (stack: Stack, vpc: Vpc, files: S3Files) =>
    harnessIn(stack, { network: Network.vpc(vpc), filesystems: [Filesystem.s3Files(files, '/mnt/scans')] });

  test('depends on the mount targets', () => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const bucket = new Bucket(stack, 'Scans', { versioned: true });
    harnessIn(stack, {
      network: Network.vpc(vpc),
      filesystems: [Filesystem.s3Files(new S3Files(stack, 'Files', { bucket, vpc }), '/mnt/scans')],
    });
    const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Harness'));
    expect(DependsOn).toEqual([
      expect.stringMatching(/^FilesMountTarget.*agentsSubnet1/),
      expect.stringMatching(/^FilesMountTarget.*agentsSubnet2/),
    ]);
  });

  test('can be in another stack', () => {
    const app = new App();
    const [data, agents] = ['Data', 'Agents'].map((id) => new Stack(app, id));
    const vpc = vpcIn(data);
    const files = new S3Files(data, 'Files', { bucket: new Bucket(data, 'Scans', { versioned: true }), vpc });
    agentIn(agents, vpc, files);
    expect(() => app.synth()).not.toThrow();
    expect(agents.dependencies).toEqual([data]);
    expect(data.dependencies).toEqual([]);
  });

  test('is warned about Availability Zones without a mount target', () => {
    const stack = testStack();
    const vpc = Vpc.fromVpcAttributes(stack, 'Known', {
      vpcId: 'vpc-01234567',
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      privateSubnetIds: ['subnet-01234567', 'subnet-89abcdef'],
    });
    const files = new S3Files(stack, 'Files', {
      bucket: Bucket.fromBucketName(stack, 'Scans', 'scans'),
      vpc,
      subnets: { availabilityZones: ['us-east-1a'] },
    });
    harnessIn(stack, { network: Network.vpc(vpc), filesystems: [Filesystem.s3Files(files, '/mnt/scans')] });
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/\/mnt\/scans has no mount target in us-east-1b\. .*noMountTargetscans/),
    ]);
  });

  test('is not warned if each Availability Zone has a mount target, or is not known', () => {
    const { stack, files } = made();
    agentIn(stack, stack.node.findChild('Vpc') as Vpc, files);
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('S3Files grants permission to use the customer managed key of the bucket', () => {
  const stack = testStack();
  const bucket = new Bucket(stack, 'Scans', { versioned: true, encryption: BucketEncryption.KMS });
  new S3Files(stack, 'Files', { bucket, vpc: vpcIn(stack) });
  const [, role] = roleOf({ template: Template.fromStack(stack) } as Made) ?? [];
  const statements = role?.Properties.Policies[0].PolicyDocument.Statement as Array<{ Sid: string }>;
  expect(statements.map(({ Sid }) => Sid)).toEqual([
    'BucketList',
    'BucketObjects',
    'BucketKey',
    'ChangeRules',
    'ChangeRulesLook',
    'ChangeRulesList',
  ]);
});

test('S3Files.fromS3FilesAttributes imports an access point', () => {
  const stack = testStack();
  const accessPointArn =
    'arn:aws:s3files:us-east-1:111122223333:file-system/fs-0123456789abcdef0/access-point/fsap-0123456789abcdef0';
  const files = S3Files.fromS3FilesAttributes(stack, 'Files', { accessPointArn, securityGroups: [] });
  expect(files.accessPointArn).toBe(accessPointArn);
  expect(files.mountTargetsAvailable).toBeUndefined();
});
