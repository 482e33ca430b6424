import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type ISecurityGroup, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import type { Stack } from 'aws-cdk-lib/core';
import { Filesystem, type MountOptions, Network, S3Files } from '../../../src';
import { efsAccessPointIn, s3FilesIn, vpcIn } from '../../support/fixtures/parts';
import { harnessIn, harnessProperties, roleStatements, testStack } from '../../support/helpers';
import { plain, render } from '../../support/rendered';

const FILESYSTEMS = 'Environment.AgentCoreRuntimeEnvironment.FilesystemConfigurations';
const EFS = 'arn:aws:elasticfilesystem:us-east-1:111122223333';
const FILE_SYSTEM = `${EFS}:file-system/fs-0123456789abcdef0`;
const ACCESS_POINT = `${EFS}:access-point/fsap-0123456789abcdef0`;
const S3_FILE_SYSTEM = 'arn:aws:s3files:us-east-1:111122223333:file-system/fs-0123456789abcdef0';
const S3_ACCESS_POINT = `${S3_FILE_SYSTEM}/access-point/fsap-0123456789abcdef0`;

function knownVpc(stack: Stack) {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718'],
  });
}

function group(stack: Stack, id: string): ISecurityGroup {
  return SecurityGroup.fromSecurityGroupId(stack, id, `sg-${id}`);
}

/** An agent that mounts imported file systems, so that their ids can be read. */
function mounting(filesystemsOf: (stack: Stack) => Filesystem[]) {
  return render((stack) => ({ network: Network.vpc(knownVpc(stack)), filesystems: filesystemsOf(stack) }));
}

function efs(stack: Stack, path: string, options?: MountOptions): Filesystem {
  const fileSystem = FileSystem.fromFileSystemAttributes(stack, `Disk${path}`, {
    fileSystemId: 'fs-0123456789abcdef0',
    securityGroup: group(stack, `00000000${path.length}`),
  });
  const attributes = { accessPointId: 'fsap-0123456789abcdef0', fileSystem };
  return Filesystem.efs(AccessPoint.fromAccessPointAttributes(stack, `Point${path}`, attributes), path, options);
}

function s3Files(stack: Stack, path: string, options?: MountOptions): Filesystem {
  const accessPoint = S3Files.fromS3FilesAttributes(stack, `S3Files${path}`, {
    accessPointArn: S3_ACCESS_POINT,
    securityGroups: [group(stack, '99999999')],
  });
  return Filesystem.s3Files(accessPoint, path, options);
}

const filesystemSids = (statements: object) => Object.keys(statements).filter((sid) => sid.startsWith('Filesystem'));

describe('A read-only file system', () => {
  const condition = { ArnEquals: { 'elasticfilesystem:AccessPointArn': ACCESS_POINT } };

  test("is denied to write, whatever the file system's own policy allows", () => {
    const { statements } = mounting((stack) => [efs(stack, '/mnt/cases', { readOnly: true })]);
    expect(statements.FilesystemReadOnlyCases).toEqual({
      Sid: 'FilesystemReadOnlyCases',
      Effect: 'Deny',
      Action: ['elasticfilesystem:ClientWrite', 'elasticfilesystem:ClientRootAccess'],
      Resource: FILE_SYSTEM,
      Condition: condition,
    });
  });

  test('does not deny writes by default', () => {
    const { statements } = mounting((stack) => [efs(stack, '/mnt/cases')]);
    expect(Object.keys(statements)).not.toContain('FilesystemReadOnlyCases');
  });
});

describe('An agent without file systems', () => {
  test('renders an empty list, so that an update can remove the last file system', () => {
    const { properties, statements } = render();
    expect(properties).toHaveProperty(FILESYSTEMS, []);
    expect(filesystemSids(statements)).toEqual([]);
  });
});

describe('Filesystem.sessionStorage', () => {
  test('requires no VPC and no permissions, and adds information about its retention', () => {
    const { stack, properties, statements } = render(() => ({
      filesystems: [Filesystem.sessionStorage('/mnt/work')],
    }));
    expect(properties).toHaveProperty(FILESYSTEMS, [{ SessionStorage: { MountPath: '/mnt/work' } }]);
    expect(filesystemSids(statements)).toEqual([]);
    Annotations.fromStack(stack).hasInfo(
      '/Test/Agent',
      Match.stringLikeRegexp('deleted with each new version of the agent'),
    );
  });

  test.each(['/work', '/mnt', '/mnt/a/b', 'mnt/work'])('is rejected at mount path %s', (path) => {
    expect(() => render(() => ({ filesystems: [Filesystem.sessionStorage(path)] }))).toThrow(
      /filesystems\[0\]\.mountPath must/,
    );
  });
});

describe('Filesystem.efs', () => {
  test('grants read and write access through the access point only', () => {
    const { properties, statements } = mounting((stack) => [efs(stack, '/mnt/cases')]);
    expect(properties).toHaveProperty(FILESYSTEMS, [
      { EfsAccessPoint: { AccessPointArn: ACCESS_POINT, MountPath: '/mnt/cases' } },
    ]);
    expect(statements.FilesystemCases).toEqual({
      Sid: 'FilesystemCases',
      Effect: 'Allow',
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      Resource: FILE_SYSTEM,
      Condition: { ArnEquals: { 'elasticfilesystem:AccessPointArn': ACCESS_POINT } },
    });
  });

  test('grants permission to describe the mount targets and the access point', () => {
    const { statements } = mounting((stack) => [efs(stack, '/mnt/cases')]);
    expect(statements.FilesystemTargetsCases).toMatchObject({
      Action: 'elasticfilesystem:DescribeMountTargets',
      Resource: FILE_SYSTEM,
    });
    expect(statements.FilesystemAccessPointCases).toMatchObject({
      Action: 'elasticfilesystem:DescribeAccessPoints',
      Resource: ACCESS_POINT,
    });
  });

  test('does not grant write access if readOnly is true', () => {
    const { statements } = mounting((stack) => [efs(stack, '/mnt/cases', { readOnly: true })]);
    expect(statements.FilesystemCases.Action).toBe('elasticfilesystem:ClientMount');
  });
});

describe('Filesystem.efsFileSystem', () => {
  const pointsOf = (filesystem: (disk: FileSystem) => Filesystem) => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const disk = new FileSystem(stack, 'Disk', { vpc });
    harnessIn(stack, { network: Network.vpc(vpc), filesystems: [filesystem(disk)] });
    const points = Template.fromStack(stack).findResources('AWS::EFS::AccessPoint');
    return { stack, points: Object.entries(points).map(([id, { Properties }]) => ({ id, ...Properties })) };
  };

  test('creates an access point with a writable directory', () => {
    const { points, stack } = pointsOf((disk) => Filesystem.efsFileSystem(disk, '/mnt/cases'));
    expect(points).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^AgentAccessPointcases/),
        PosixUser: { Uid: '1000', Gid: '1000' },
        RootDirectory: {
          Path: '/cases',
          CreationInfo: { OwnerUid: '1000', OwnerGid: '1000', Permissions: '750' },
        },
      }),
    ]);
    expect(plain(harnessProperties(stack))).toHaveProperty(FILESYSTEMS, [
      { EfsAccessPoint: { AccessPointArn: `${EFS}:access-point/\${${points[0].id}}`, MountPath: '/mnt/cases' } },
    ]);
    expect(plain(roleStatements(stack).FilesystemCases)).toMatchObject({
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
    });
  });

  test('renders all options', () => {
    const accessPoint = { path: '/shared', posixUser: { uid: '7', gid: '8' } };
    const { points, stack } = pointsOf((disk) =>
      Filesystem.efsFileSystem(disk, '/mnt/cases/', { accessPoint, readOnly: true }),
    );
    expect(points).toEqual([
      expect.objectContaining({
        PosixUser: { Uid: '7', Gid: '8' },
        RootDirectory: { Path: '/shared', CreationInfo: { OwnerUid: '7', OwnerGid: '8', Permissions: '750' } },
      }),
    ]);
    expect(plain(roleStatements(stack).FilesystemReadOnlyCases)).toMatchObject({ Effect: 'Deny' });
  });
});

describe('Filesystem.s3Files', () => {
  test('grants read and write access through the access point only', () => {
    const { properties, statements } = mounting((stack) => [s3Files(stack, '/mnt/reports/')]);
    expect(properties).toHaveProperty(FILESYSTEMS, [
      { S3FilesAccessPoint: { AccessPointArn: S3_ACCESS_POINT, MountPath: '/mnt/reports/' } },
    ]);
    expect(statements.FilesystemReports).toEqual({
      Sid: 'FilesystemReports',
      Effect: 'Allow',
      Action: ['s3files:ClientMount', 's3files:ClientWrite'],
      Resource: S3_FILE_SYSTEM,
      Condition: { ArnEquals: { 's3files:AccessPointArn': S3_ACCESS_POINT } },
    });
  });

  test('grants permission to describe the file system without a condition', () => {
    const { statements } = mounting((stack) => [s3Files(stack, '/mnt/reports')]);
    expect(statements.FilesystemAccessPointReports).toMatchObject({
      Action: 's3files:GetAccessPoint',
      Resource: S3_ACCESS_POINT,
    });
    expect(statements.FilesystemAccessPointReports.Condition).toBeUndefined();
    expect(statements.FilesystemTargetsReports).toMatchObject({
      Action: ['s3files:ListMountTargets', 's3files:GetMountTarget', 's3files:GetFileSystem'],
      Resource: S3_FILE_SYSTEM,
    });
  });

  test('does not grant write access if readOnly is true', () => {
    const { statements } = mounting((stack) => [s3Files(stack, '/mnt/reports', { readOnly: true })]);
    expect(statements.FilesystemReports.Action).toBe('s3files:ClientMount');
  });
});

describe('Security group rules of a file system', () => {
  const nfs = (type: string, stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources(type))
      .map(({ Properties }) => plain(Properties) as Record<string, unknown>)
      .filter(({ FromPort }) => FromPort === 2049);

  test('allow NFS from the agent to the mount targets', () => {
    const { stack } = mounting((it) => [s3Files(it, '/mnt/reports')]);
    expect(nfs('AWS::EC2::SecurityGroupIngress', stack)).toEqual([
      {
        Description: 'Agents mount the file system',
        GroupId: 'sg-99999999',
        IpProtocol: 'tcp',
        FromPort: 2049,
        ToPort: 2049,
        SourceSecurityGroupId: expect.stringMatching(/^\$\{AgentSecurityGroup/),
      },
    ]);
  });

  test('allow outbound NFS if the agent has no outbound access', () => {
    const stack = testStack();
    const network = Network.vpc(knownVpc(stack), { allowAllOutbound: false });
    harnessIn(stack, { network, filesystems: [s3Files(stack, '/mnt/reports')] });
    expect(nfs('AWS::EC2::SecurityGroupEgress', stack)).toEqual([
      expect.objectContaining({ ToPort: 2049, DestinationSecurityGroupId: 'sg-99999999' }),
    ]);
  });

  test('do not add outbound NFS if the agent has outbound access', () => {
    const { stack } = mounting((it) => [s3Files(it, '/mnt/reports')]);
    expect(nfs('AWS::EC2::SecurityGroupEgress', stack)).toEqual([]);
  });

  test('are added to given security groups', () => {
    const stack = testStack();
    const network = Network.vpc(knownVpc(stack), {
      securityGroups: [group(stack, '11111111'), group(stack, '22222222')],
    });
    harnessIn(stack, { network, filesystems: [s3Files(stack, '/mnt/reports')] });
    expect(nfs('AWS::EC2::SecurityGroupIngress', stack).map((rule) => rule.SourceSecurityGroupId)).toEqual([
      'sg-11111111',
      'sg-22222222',
    ]);
  });

  test('are created before the agent', () => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const filesystems = [
      Filesystem.efs(efsAccessPointIn(stack, 'Cases', vpc), '/mnt/cases'),
      Filesystem.s3Files(s3FilesIn(stack, 'Reports', vpc), '/mnt/reports'),
    ];
    harnessIn(stack, { network: Network.vpc(vpc), filesystems });
    const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Harness'));
    expect(DependsOn).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^CasesEfsMountTarget1/),
        expect.stringMatching(/^CasesEfsMountTarget2/),
        expect.stringMatching(/^ReportsMountTarget.*agentsSubnet1/),
        expect.stringMatching(/^ReportsMountTarget.*agentsSubnet2/),
      ]),
    );
  });
});

test('An invalid ARN of an access point is rejected with the property name', () => {
  const accessPointIs = (accessPointArn: string) => () =>
    mounting((stack) => [
      Filesystem.s3Files(
        S3Files.fromS3FilesAttributes(stack, 'Files', { accessPointArn, securityGroups: [] }),
        '/mnt/reports',
      ),
    ]);
  expect(accessPointIs('fsap-0123456789abcdef0')).toThrow(
    /^Test\/Files: accessPointArn must be the ARN of an S3 Files access point/,
  );
  expect(accessPointIs(S3_ACCESS_POINT)).not.toThrow();
});

test('Statements of two file systems have different Sids', () => {
  const { statements } = mounting((stack) => [
    efs(stack, '/mnt/cases'),
    efs(stack, '/mnt/Cases.2'),
    s3Files(stack, '/mnt/c'),
  ]);
  expect(filesystemSids(statements)).toEqual([
    'FilesystemCasesAndFilesystemCases2',
    'FilesystemTargetsCasesAndFilesystemTargetsCases2',
    'FilesystemAccessPointCasesAndFilesystemAccessPointCases2',
    'FilesystemC',
    'FilesystemAccessPointC',
    'FilesystemTargetsC',
  ]);
});
