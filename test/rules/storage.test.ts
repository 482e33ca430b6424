import { type IVpc, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, type AccessPointOptions, type CfnAccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { Alias, Key, KeySpec } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Fn, RemovalPolicy, type Stack, Token } from 'aws-cdk-lib/core';
import { CapacityProvider, Filesystem, MemoryStore, Network, S3Files } from '../../src';
import { s3FilesOf } from '../support/fixtures/limits/storage-rows';
import { ACCOUNT, harnessIn, messageOf, REGION, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';
import { capacityIn, GIB, onInstances } from './storage-fixtures';

const subnetsIn = (stack: Stack, ...zones: string[]) =>
  zones.map((availabilityZone, index) =>
    Subnet.fromSubnetAttributes(stack, `Subnet${index}`, { subnetId: `subnet-0123456${index}`, availabilityZone }),
  );
const bucketOf = (stack: Stack, place: { region?: string; account?: string }) =>
  Bucket.fromBucketAttributes(stack, 'Known', { bucketArn: 'arn:aws:s3:::known', ...place });
const ofBucket = (bucketIn: (stack: Stack) => IBucket) => (stack: Stack) =>
  s3FilesOf(stack, { bucket: bucketIn(stack) });

const RETAINED: Record<string, (stack: Stack, removalPolicy: RemovalPolicy) => unknown> = {
  'S3 Files': (stack, removalPolicy) => s3FilesOf(stack, { removalPolicy }),
  'S3 Files, set later': (stack, policy) => s3FilesOf(stack).applyRemovalPolicy(policy),
  'a memory': (stack, removalPolicy) => new MemoryStore(stack, 'Store', { removalPolicy }),
  'a capacity provider': (stack, removalPolicy) => capacityIn(stack, { removalPolicy }),
};

const BUCKETS: Rule[] = [
  {
    rule: 'A bucket that is not versioned',
    rejected: ofBucket((stack) => new Bucket(stack, 'Plain')),
    message: /Files: bucket must have versioning enabled, .* Set versioned: true\./,
    accepted: ofBucket((stack) => new Bucket(stack, 'Plain', { versioned: true })),
  },
  {
    rule: 'A bucket whose versions are suspended',
    rejected: (stack) => {
      const resource = new CfnBucket(stack, 'L1', { versioningConfiguration: { status: 'Suspended' } });
      const bucket = Bucket.fromCfnBucket(resource);
      s3FilesOf(stack, { bucket });
    },
    message: /bucket must have versioning enabled/,
    accepted: (stack) => {
      const status = new CfnParameter(stack, 'Status').valueAsString;
      const resource = new CfnBucket(stack, 'L1', { versioningConfiguration: { status } });
      s3FilesOf(stack, { bucket: Bucket.fromCfnBucket(resource) });
    },
  },
  {
    rule: 'A bucket without versioning and Object Lock',
    rejected: ofBucket((stack) => new Bucket(stack, 'Plain', { objectLockEnabled: false })),
    message: /bucket must have versioning enabled/,
    accepted: ofBucket((stack) => new Bucket(stack, 'Locked', { objectLockEnabled: true })),
  },
  {
    rule: 'A bucket of another Region',
    rejected: ofBucket((stack) => bucketOf(stack, { region: 'eu-west-1' })),
    message: /Files: bucket must be in the Region us-east-1, got eu-west-1/,
    accepted: ofBucket((stack) => bucketOf(stack, { region: REGION })),
  },
  {
    rule: 'A bucket of another account',
    rejected: ofBucket((stack) => bucketOf(stack, { account: '444455556666' })),
    message: /Files: bucket must be in the account 111122223333, got 444455556666/,
    accepted: ofBucket((stack) => bucketOf(stack, { account: ACCOUNT })),
  },
  {
    rule: 'A bucket with dual-layer encryption',
    rejected: ofBucket(
      (stack) => new Bucket(stack, 'Twice', { versioned: true, encryption: BucketEncryption.DSSE_MANAGED }),
    ),
    message: /bucket must be encrypted with SSE-S3 or SSE-KMS, got DSSE-KMS\./,
    accepted: ofBucket(
      (stack) => new Bucket(stack, 'Once', { versioned: true, encryption: BucketEncryption.KMS_MANAGED }),
    ),
  },
  {
    rule: 'An asymmetric key of S3 Files',
    rejected: (stack) => s3FilesOf(stack, { encryptionKey: new Key(stack, 'Key', { keySpec: KeySpec.RSA_2048 }) }),
    message:
      /encryptionKey must be a symmetric encryption key, got the key Test\/Key with the keySpec RSA_2048\. Use a/,
    accepted: (stack) => {
      const targetKey = new Key(stack, 'Key');
      s3FilesOf(stack, { encryptionKey: new Alias(stack, 'Alias', { aliasName: 'alias/files', targetKey }) });
    },
  },
  ...Object.entries(RETAINED).map(([what, make]) => ({
    rule: `A snapshot as the removal policy of ${what}`,
    rejected: (stack: Stack) => make(stack, RemovalPolicy.SNAPSHOT),
    message:
      /^Test\/\w+: removalPolicy must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got SNAPSHOT, which .*\. Use RETAIN to keep the data\.$/,
    accepted: (stack: Stack) => make(stack, RemovalPolicy.DESTROY),
  })),
  {
    rule: 'Two subnets in one Availability Zone',
    rejected: (stack) => s3FilesOf(stack, { subnets: { subnets: subnetsIn(stack, 'us-east-1a', 'us-east-1a') } }),
    message: /subnets must be in different Availability Zones, .* got 2 subnets in us-east-1a\./,
    accepted: (stack) => s3FilesOf(stack, { subnets: { subnets: subnetsIn(stack, 'us-east-1a', 'us-east-1b') } }),
  },
  {
    rule: 'An unknown number of subnets',
    rejected: (stack) => s3FilesOf(stack, { vpc: importedVpc(stack, Fn.split(',', Fn.importValue('subnets'))) }),
    message: /^Test\/Files: subnets must be a list of known length at synth, [^#]*Vpc\.fromLookup\.$/,
    accepted: (stack) => s3FilesOf(stack, { vpc: importedVpc(stack, [Fn.importValue('subnet')]) }),
  },
];

function importedVpc(stack: Stack, privateSubnetIds: string[], vpcId = 'vpc-01234567') {
  return Vpc.fromVpcAttributes(stack, `Imported${vpcId}`, {
    vpcId,
    availabilityZones: ['us-east-1a'],
    privateSubnetIds,
  });
}

/** Mounts an access point of aws-cdk-lib on an imported file system. */
const mountingPoint = (options: AccessPointOptions) => (stack: Stack) => {
  const fileSystem = diskOf(stack, REGION, ACCOUNT);
  const accessPoint = new AccessPoint(stack, 'Point', { fileSystem, ...options });
  return mounting(stack, Filesystem.efs(accessPoint, '/mnt/a'));
};
const createAcl = { ownerUid: '1000', ownerGid: '1000', permissions: '750' };
const posixUser = { uid: '1000', gid: '1000' };

const ACCESS_POINTS: Rule[] = [
  {
    rule: 'A relative path of an access point',
    rejected: mountingPoint({ createAcl, path: 'work' }),
    message:
      /^Test\/Agent: filesystems: the access point of \/mnt\/a: accessPoint\.path must be \/ or an absolute path of at most 4 directories and 100 characters, got "work"\. Use a path such as "\/work"\.$/,
    accepted: mountingPoint({ createAcl, path: '/work' }),
  },
  {
    rule: 'A path of an access point with 5 directories',
    rejected: mountingPoint({ createAcl, path: '/a/b/c/d/e' }),
    message: /accessPoint\.path must be .* got "\/a\/b\/c\/d\/e"/,
    accepted: mountingPoint({ createAcl, path: '/a/b/c/d' }),
  },
  {
    rule: 'A path of an access point with 101 characters',
    rejected: mountingPoint({ createAcl, path: `/${'a'.repeat(100)}` }),
    message: /accessPoint\.path must be .* at most 4 directories and 100 characters/,
    accepted: mountingPoint({ createAcl, path: `/${'a'.repeat(99)}` }),
  },
  {
    rule: 'Permissions of an access point that are not octal',
    rejected: mountingPoint({ createAcl: { ...createAcl, permissions: '999' }, path: '/work' }),
    message:
      /accessPoint\.createAcl\.permissions must be 3 or 4 octal digits, got "999"\. Use permissions such as "750"/,
    accepted: mountingPoint({ createAcl: { ...createAcl, permissions: '0777' }, path: '/work' }),
  },
  {
    rule: 'A name instead of a POSIX user ID of an access point',
    rejected: mountingPoint({ posixUser: { ...posixUser, uid: 'root' } }),
    message: /accessPoint\.posixUser\.uid must be a POSIX ID from 0 to 4294967295, got "root"/,
    accepted: mountingPoint({ posixUser: { ...posixUser, uid: '0' } }),
  },
  {
    rule: 'A POSIX group of an access point above the maximum ID',
    rejected: mountingPoint({ posixUser: { ...posixUser, gid: '4294967296' } }),
    message: /accessPoint\.posixUser\.gid must be a POSIX ID from 0 to 4294967295, got "4294967296"/,
    accepted: (stack) =>
      mountingPoint({ posixUser: { ...posixUser, gid: new CfnParameter(stack, 'Group').valueAsString } })(stack),
  },
  {
    rule: 'A relative path of an L1 access point, set by an override',
    rejected: overridden('RootDirectory.Path', 'work'),
    message: /accessPoint\.path must be .* got "work"/,
    accepted: overridden('RootDirectory.Path', '/work'),
  },
  {
    rule: 'Permissions of an L1 access point that are not octal, set by an override',
    rejected: overridden('RootDirectory.CreationInfo.Permissions', '999'),
    message: /accessPoint\.createAcl\.permissions must be 3 or 4 octal digits, got "999"/,
    accepted: overridden('RootDirectory.CreationInfo.Permissions', '755'),
  },
  {
    rule: 'A name instead of a POSIX user ID of an L1 access point, set by an override',
    rejected: overridden('PosixUser.Uid', 'root'),
    message: /accessPoint\.posixUser\.uid must be a POSIX ID from 0 to 4294967295, got "root"/,
    accepted: overridden('PosixUser.Uid', '0'),
  },
];

function overridden(property: string, value: string): (stack: Stack) => unknown {
  return (stack) => {
    const fileSystem = diskOf(stack, REGION, ACCOUNT);
    const accessPoint = new AccessPoint(stack, 'Point', { fileSystem, createAcl, posixUser, path: '/work' });
    (accessPoint.node.defaultChild as CfnAccessPoint).addPropertyOverride(property, value);
    return mounting(stack, Filesystem.efs(accessPoint, '/mnt/a'));
  };
}

test.each([
  ['warns', { path: '/work' }, 1],
  ['does not warn', { path: '/work', createAcl }, 0],
  ['does not warn', { path: '/' }, 0],
  ['does not warn', {}, 0],
])('%s about a directory that Amazon EFS does not create for %j', (_, options, count) => {
  const stack = testStack();
  mountingPoint(options)(stack);
  const warnings = warningsOf(stack).filter((warning) => warning.includes('cdk-agentcore:accessPointWithoutAcl'));
  expect(warnings).toEqual(
    Array(count).fill(
      expect.stringMatching(
        /^filesystems: the access point of \/mnt\/a has the path "\/work" and no createAcl, .* Set createAcl, /,
      ),
    ),
  );
});

function diskOf(stack: Stack, region: string, account: string) {
  return FileSystem.fromFileSystemAttributes(stack, 'Disk', {
    fileSystemArn: `arn:aws:elasticfilesystem:${region}:${account}:file-system/fs-01234567`,
    securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'DiskGroup', 'sg-01234567'),
  });
}

function filesOf(stack: Stack, region: string, account: string) {
  return S3Files.fromS3FilesAttributes(stack, 'Known', {
    accessPointArn: `arn:aws:s3files:${region}:${account}:file-system/fs-0123456789abcdef0/access-point/fsap-0123456789abcdef0`,
    securityGroups: [],
  });
}

const SUBNETS = ['subnet-01234567'];
const mounting = (stack: Stack, filesystem: Filesystem, vpc: IVpc = importedVpc(stack, SUBNETS)) =>
  harnessIn(stack, { network: Network.vpc(vpc), filesystems: [filesystem] });
const mountingIn = (stack: Stack, vpc: IVpc, another: IVpc) => {
  const files = s3FilesOf(stack, { vpc });
  return mounting(stack, Filesystem.s3Files(files, '/mnt/a'), another);
};

const MOUNTS: Rule[] = [
  {
    rule: 'An EFS file system in another Region',
    rejected: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, 'eu-west-1', ACCOUNT), '/mnt/a')),
    message: /filesystems: \/mnt\/a must be in the Region us-east-1, got eu-west-1/,
    accepted: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, REGION, ACCOUNT), '/mnt/a')),
  },
  {
    rule: 'An EFS file system in another account',
    rejected: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, REGION, '444455556666'), '/mnt/a')),
    message: /filesystems: \/mnt\/a must be in the account 111122223333, got 444455556666/,
    accepted: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, REGION, ACCOUNT), '/mnt/a')),
  },
  {
    rule: 'An S3 Files file system in another account',
    rejected: (stack) => mounting(stack, Filesystem.s3Files(filesOf(stack, REGION, '444455556666'), '/mnt/a')),
    message: /filesystems: \/mnt\/a must be in the account 111122223333, got 444455556666/,
    accepted: (stack) => mounting(stack, Filesystem.s3Files(filesOf(stack, REGION, ACCOUNT), '/mnt/a')),
  },
  {
    rule: 'An S3 Files file system in another VPC of the app',
    rejected: (stack) => mountingIn(stack, new Vpc(stack, 'One'), new Vpc(stack, 'Two')),
    message:
      /filesystems: \/mnt\/a must have its mount targets in the VPC of the agent, got mount targets in another VPC\./,
    accepted: (stack) => {
      const vpc = new Vpc(stack, 'One');
      return mountingIn(stack, vpc, vpc);
    },
  },
  {
    rule: 'An S3 Files file system in another VPC that is imported by its ID',
    rejected: (stack) => mountingIn(stack, importedVpc(stack, SUBNETS), importedVpc(stack, SUBNETS, 'vpc-89abcdef')),
    message: /filesystems: \/mnt\/a must have its mount targets in the VPC of the agent/,
    accepted: (stack) => mountingIn(stack, importedVpc(stack, SUBNETS), new Vpc(stack, 'Perhaps')),
  },
  {
    rule: 'An EFS path that is not known at synth and is part of the ID of the access point',
    rejected: (stack) =>
      mounting(
        stack,
        Filesystem.efsFileSystem(diskOf(stack, REGION, ACCOUNT), new CfnParameter(stack, 'Path').valueAsString),
      ),
    message:
      /filesystems: mountPath of Filesystem\.efsFileSystem must be known at synth, .* got a token\. .* or Filesystem\.efs\.$/,
    accepted: (stack) => {
      const fileSystem = diskOf(stack, REGION, ACCOUNT);
      const accessPoint = AccessPoint.fromAccessPointAttributes(stack, 'Point', {
        accessPointId: 'fsap-0123456789abcdef0',
        fileSystem,
      });
      return mounting(stack, Filesystem.efs(accessPoint, new CfnParameter(stack, 'Path').valueAsString));
    },
  },
];

testRules([...BUCKETS, ...MOUNTS, ...ACCESS_POINTS]);

describe('A value that is not known at synth is not checked:', () => {
  test.each<[string, (stack: Stack) => unknown]>([
    ['an imported bucket', (stack) => s3FilesOf(stack, { bucket: Bucket.fromBucketName(stack, 'Known', 'known') })],
    [
      'the names of volumes',
      (stack) =>
        onInstances(stack, { volumes: [{ name: Token.asString({ Ref: 'Name' }), size: GIB }] }, [
          Filesystem.volume('scratch', '/mnt/scratch'),
        ]),
    ],
    [
      'the volumes of an imported capacity provider',
      (stack) => {
        const capacityProvider = CapacityProvider.fromCapacityProviderAttributes(stack, 'Known', {
          capacityProviderArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:capacity-provider/known-a1B2c3D4e5',
        });
        runtimeIn(stack, { capacityProvider, filesystems: [Filesystem.volume('any', '/mnt/any')] });
      },
    ],
    [
      'the Availability Zones of subnets that are imported by their IDs',
      (stack) =>
        s3FilesOf(stack, {
          subnets: { subnets: ['1', '2'].map((id) => Subnet.fromSubnetId(stack, id, `subnet-0123456${id}`)) },
        }),
    ],
  ])('%s', (_, make) => {
    expect(messageOf(() => make(testStack()))).toBe('nothing was thrown');
  });
});
