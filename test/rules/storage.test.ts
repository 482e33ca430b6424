import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  EbsDeviceVolumeType,
  InstanceArchitecture,
  InstanceType,
  type IVpc,
  SecurityGroup,
  Subnet,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, type AccessPointOptions, type CfnAccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, Fn, Size, type Stack, Token } from 'aws-cdk-lib/core';
import {
  Artifact,
  CapacityProvider,
  type CapacityProviderProps,
  CapacityReservation,
  ContainerImage,
  EphemeralVolume,
  Filesystem,
  Network,
  S3Files,
} from '../../src';
import { s3FilesOf } from '../support/fixtures/limits/storage-rows';
import { vpcIn } from '../support/fixtures/parts';
import { ACCOUNT, harnessIn, messageOf, REGION, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';
import { binaryFor, temporaryDirectories } from '../support/temporary';

const subnetsIn = (stack: Stack, ...zones: string[]) =>
  zones.map((availabilityZone, index) =>
    Subnet.fromSubnetAttributes(stack, `Subnet${index}`, { subnetId: `subnet-0123456${index}`, availabilityZone }),
  );
const directoryOf = temporaryDirectories();
const bucketOf = (stack: Stack, place: { region?: string; account?: string }) =>
  Bucket.fromBucketAttributes(stack, 'Known', { bucketArn: 'arn:aws:s3:::known', ...place });
const ofBucket = (bucketIn: (stack: Stack) => IBucket) => (stack: Stack) =>
  s3FilesOf(stack, { bucket: bucketIn(stack) });

const BUCKETS: Rule[] = [
  {
    rule: 'A bucket that is not versioned',
    refused: ofBucket((stack) => new Bucket(stack, 'Plain')),
    message: /Files: bucket must have versioning enabled, .* Set versioned: true\./,
    accepted: ofBucket((stack) => new Bucket(stack, 'Plain', { versioned: true })),
  },
  {
    rule: 'A bucket whose versions are suspended',
    refused: (stack) => {
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
    rule: 'A bucket without versions and locks',
    refused: ofBucket((stack) => new Bucket(stack, 'Plain', { objectLockEnabled: false })),
    message: /bucket must have versioning enabled/,
    accepted: ofBucket((stack) => new Bucket(stack, 'Locked', { objectLockEnabled: true })),
  },
  {
    rule: 'A bucket of another Region',
    refused: ofBucket((stack) => bucketOf(stack, { region: 'eu-west-1' })),
    message: /Files: bucket must be in the Region us-east-1, got eu-west-1/,
    accepted: ofBucket((stack) => bucketOf(stack, { region: REGION })),
  },
  {
    rule: 'A bucket of another account',
    refused: ofBucket((stack) => bucketOf(stack, { account: '444455556666' })),
    message: /Files: bucket must be in the account 111122223333, got 444455556666/,
    accepted: ofBucket((stack) => bucketOf(stack, { account: ACCOUNT })),
  },
  {
    rule: 'A bucket that is encrypted twice',
    refused: ofBucket(
      (stack) => new Bucket(stack, 'Twice', { versioned: true, encryption: BucketEncryption.DSSE_MANAGED }),
    ),
    message: /bucket must be encrypted with SSE-S3 or SSE-KMS, got DSSE-KMS\./,
    accepted: ofBucket(
      (stack) => new Bucket(stack, 'Once', { versioned: true, encryption: BucketEncryption.KMS_MANAGED }),
    ),
  },
  {
    rule: 'Two subnets in one Availability Zone',
    refused: (stack) => s3FilesOf(stack, { subnets: { subnets: subnetsIn(stack, 'us-east-1a', 'us-east-1a') } }),
    message: /subnets must be in different Availability Zones, .* got 2 subnets in us-east-1a\./,
    accepted: (stack) => s3FilesOf(stack, { subnets: { subnets: subnetsIn(stack, 'us-east-1a', 'us-east-1b') } }),
  },
  {
    rule: 'Subnets of which nobody knows how many they are',
    refused: (stack) => s3FilesOf(stack, { vpc: importedVpc(stack, Fn.split(',', Fn.importValue('subnets'))) }),
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

/** Mounts an access point of aws-cdk-lib, of a file system that is imported. */
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
    refused: mountingPoint({ createAcl, path: 'work' }),
    message:
      /^Test\/Agent: filesystems: the access point of \/mnt\/a: accessPoint\.path must be \/ or an absolute path of at most 4 directories and 100 characters, got "work"\. Use a path such as "\/work"\.$/,
    accepted: mountingPoint({ createAcl, path: '/work' }),
  },
  {
    rule: 'A path of an access point with 5 directories',
    refused: mountingPoint({ createAcl, path: '/a/b/c/d/e' }),
    message: /accessPoint\.path must be .* got "\/a\/b\/c\/d\/e"/,
    accepted: mountingPoint({ createAcl, path: '/a/b/c/d' }),
  },
  {
    rule: 'A path of an access point with 101 characters',
    refused: mountingPoint({ createAcl, path: `/${'a'.repeat(100)}` }),
    message: /accessPoint\.path must be .* at most 4 directories and 100 characters/,
    accepted: mountingPoint({ createAcl, path: `/${'a'.repeat(99)}` }),
  },
  {
    rule: 'Permissions of an access point that are not octal',
    refused: mountingPoint({ createAcl: { ...createAcl, permissions: '999' }, path: '/work' }),
    message:
      /accessPoint\.createAcl\.permissions must be 3 or 4 octal digits, got "999"\. Use permissions such as "750"/,
    accepted: mountingPoint({ createAcl: { ...createAcl, permissions: '0777' }, path: '/work' }),
  },
  {
    rule: 'A POSIX user of an access point by name',
    refused: mountingPoint({ posixUser: { ...posixUser, uid: 'root' } }),
    message: /accessPoint\.posixUser\.uid must be a POSIX ID from 0 to 4294967295, got "root"/,
    accepted: mountingPoint({ posixUser: { ...posixUser, uid: '0' } }),
  },
  {
    rule: 'A POSIX group of an access point past the largest ID',
    refused: mountingPoint({ posixUser: { ...posixUser, gid: '4294967296' } }),
    message: /accessPoint\.posixUser\.gid must be a POSIX ID from 0 to 4294967295, got "4294967296"/,
    accepted: (stack) =>
      mountingPoint({ posixUser: { ...posixUser, gid: new CfnParameter(stack, 'Group').valueAsString } })(stack),
  },
  {
    rule: 'A relative path of an L1 access point, set by an override',
    refused: overridden('RootDirectory.Path', 'work'),
    message: /accessPoint\.path must be .* got "work"/,
    accepted: overridden('RootDirectory.Path', '/work'),
  },
  {
    rule: 'Permissions of an L1 access point that are not octal, set by an override',
    refused: overridden('RootDirectory.CreationInfo.Permissions', '999'),
    message: /accessPoint\.createAcl\.permissions must be 3 or 4 octal digits, got "999"/,
    accepted: overridden('RootDirectory.CreationInfo.Permissions', '755'),
  },
  {
    rule: 'A POSIX user of an L1 access point by name, set by an override',
    refused: overridden('PosixUser.Uid', 'root'),
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
])('%s of a directory that Amazon EFS does not create for %j', (_, options, count) => {
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
    rule: 'EFS of another Region',
    refused: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, 'eu-west-1', ACCOUNT), '/mnt/a')),
    message: /filesystems: \/mnt\/a must be in the Region us-east-1, got eu-west-1/,
    accepted: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, REGION, ACCOUNT), '/mnt/a')),
  },
  {
    rule: 'EFS of another account',
    refused: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, REGION, '444455556666'), '/mnt/a')),
    message: /filesystems: \/mnt\/a must be in the account 111122223333, got 444455556666/,
    accepted: (stack) => mounting(stack, Filesystem.efsFileSystem(diskOf(stack, REGION, ACCOUNT), '/mnt/a')),
  },
  {
    rule: 'S3 Files of another account',
    refused: (stack) => mounting(stack, Filesystem.s3Files(filesOf(stack, REGION, '444455556666'), '/mnt/a')),
    message: /filesystems: \/mnt\/a must be in the account 111122223333, got 444455556666/,
    accepted: (stack) => mounting(stack, Filesystem.s3Files(filesOf(stack, REGION, ACCOUNT), '/mnt/a')),
  },
  {
    rule: 'S3 Files of another VPC of the app',
    refused: (stack) => mountingIn(stack, new Vpc(stack, 'One'), new Vpc(stack, 'Two')),
    message:
      /filesystems: \/mnt\/a must have its mount targets in the VPC of the agent, got mount targets in another VPC\./,
    accepted: (stack) => {
      const vpc = new Vpc(stack, 'One');
      return mountingIn(stack, vpc, vpc);
    },
  },
  {
    rule: 'S3 Files of another VPC by its id',
    refused: (stack) => mountingIn(stack, importedVpc(stack, SUBNETS), importedVpc(stack, SUBNETS, 'vpc-89abcdef')),
    message: /filesystems: \/mnt\/a must have its mount targets in the VPC of the agent/,
    accepted: (stack) => mountingIn(stack, importedVpc(stack, SUBNETS), new Vpc(stack, 'Perhaps')),
  },
  {
    rule: 'EFS at a path that nobody knows, through an access point that is named after it',
    refused: (stack) =>
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

const GIB = Size.gibibytes(10);
const ARM = [new InstanceType('c8g.large')];

function capacityIn(stack: Stack, props: Partial<CapacityProviderProps> = {}): CapacityProvider {
  return new CapacityProvider(stack, 'Capacity', { instanceTypes: ARM, network: Network.vpc(vpcIn(stack)), ...props });
}

const onInstances = (stack: Stack, props: Partial<CapacityProviderProps>, filesystems: Filesystem[]) =>
  runtimeIn(stack, { capacityProvider: capacityIn(stack, props), filesystems });
const volume = (options: object) => ({ volumes: [{ name: 'disk', size: GIB, ...options }] });
const lasting = (stack: Stack, provider: Duration, maxLifetime: Duration) =>
  runtimeIn(stack, {
    capacityProvider: capacityIn(stack, { lifecycle: { maxLifetime: provider } }),
    lifecycle: { maxLifetime },
  });

const INSTANCES: Rule[] = [
  {
    rule: 'Instances on the public network',
    refused: (stack) => capacityIn(stack, { network: Network.publicNetwork() }),
    message:
      /Capacity: network must be Network\.vpc\(…\), because instances require a VPC, got Network\.publicNetwork\(\)\. Pass the VPC of the instances\.$/,
    accepted: (stack) => capacityIn(stack),
  },
  {
    rule: 'Instances of two architectures',
    refused: (stack) => capacityIn(stack, { instanceTypes: [...ARM, new InstanceType('c7i.large')] }),
    message:
      /instanceTypes must be of one architecture, got arm64 and x86_64\. Create a capacity provider for each architecture\./,
    accepted: (stack) => capacityIn(stack, { instanceTypes: [...ARM, new InstanceType('m8g.large')] }),
  },
  {
    rule: 'Another architecture than that of the instances',
    refused: (stack) => capacityIn(stack, { architecture: InstanceArchitecture.X86_64 }),
    message: /instanceTypes must be of one architecture, x86_64, got arm64/,
    accepted: (stack) => capacityIn(stack, { architecture: InstanceArchitecture.ARM_64 }),
  },
  {
    rule: 'Instance types that nobody knows yet, of no architecture',
    refused: (stack) => capacityIn(stack, { instanceTypes: [unknownType(stack)] }),
    message: /architecture must be set, because the instance types are tokens\. Set InstanceArchitecture/,
    accepted: (stack) =>
      capacityIn(stack, { instanceTypes: [unknownType(stack)], architecture: InstanceArchitecture.X86_64 }),
  },
  {
    rule: 'Instance types whose names CDK does not understand, of no architecture',
    refused: (stack) => capacityIn(stack, { instanceTypes: [...ARM, new InstanceType('p6-b200.48xlarge')] }),
    message:
      /architecture must be set, because the AWS CDK does not know the architecture of "p6-b200\.48xlarge"\. Set /,
    accepted: (stack) =>
      capacityIn(stack, {
        instanceTypes: [new InstanceType('p6-b200.48xlarge')],
        architecture: InstanceArchitecture.X86_64,
      }),
  },
  {
    rule: 'Two volumes of one name',
    refused: (stack) => capacityIn(stack, { volumes: ['a', 'a'].map((name) => ({ name, size: GIB })) }),
    message: /volumes must have unique names, got "a" more than once\. Rename/,
    accepted: (stack) => capacityIn(stack, { volumes: ['a', 'b'].map((name) => ({ name, size: GIB })) }),
  },
  {
    rule: 'Operations a second of a volume that has none',
    refused: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.GP2, iops: 3000 })),
    message: /volumes\[0\]\.iops is supported for gp3, io1 and io2 only, got gp2\./,
    accepted: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.GP3, iops: 3000 })),
  },
  {
    rule: 'A volume that needs operations a second, without them',
    refused: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.IO2 })),
    message: /volumes\[0\]\.iops must be set for io2, which has no default\./,
    accepted: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.IO2, iops: 3000 })),
  },
  {
    rule: 'Throughput of another volume than gp3',
    refused: (stack) => capacityIn(stack, { rootVolume: { volumeType: EbsDeviceVolumeType.ST1, throughput: 125 } }),
    message: /rootVolume\.throughput is supported for gp3 only, got st1\./,
    accepted: (stack) => capacityIn(stack, { rootVolume: { throughput: 125 } }),
  },
  {
    rule: 'A key of a volume that is not encrypted',
    refused: (stack) => capacityIn(stack, volume({ encrypted: false, encryptionKey: new Key(stack, 'Key') })),
    message: /volumes\[0\]\.encryptionKey cannot be combined with encrypted: false\. Remove one/,
    accepted: (stack) => capacityIn(stack, volume({ encryptionKey: new Key(stack, 'Key') })),
  },
  {
    rule: 'An ephemeral volume of no size',
    refused: (stack) => capacityIn(stack, { launch: { ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', {})] } }),
    message:
      /launch\.ephemeralVolumes\[0\]\.size must be set, because the volume has no snapshot that determines the size\./,
    accepted: (stack) =>
      capacityIn(stack, {
        launch: { ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', { snapshotId: 'snap-01234567' })] },
      }),
  },
  {
    rule: 'Instances that may be idle for longer than they are kept',
    refused: (stack) =>
      capacityIn(stack, { lifecycle: { idleTimeout: Duration.hours(2), maxLifetime: Duration.hours(1) } }),
    message:
      /lifecycle\.idleTimeout must be at most lifecycle\.maxLifetime, 3600 seconds \(1 hour\), got 7200 seconds \(2 hours\)/,
    accepted: (stack) =>
      capacityIn(stack, { lifecycle: { idleTimeout: Duration.hours(1), maxLifetime: Duration.hours(1) } }),
  },
];

const RUNTIMES: Rule[] = [
  {
    rule: 'A volume that the capacity provider does not have',
    refused: (stack) =>
      onInstances(stack, { volumes: ['scratch', 'models'].map((name) => ({ name, size: GIB })) }, [
        Filesystem.volume('scrath', '/mnt/scratch'),
      ]),
    message:
      /Agent: filesystems: volumeName at \/mnt\/scratch must be a volume of the capacity provider \("scratch", "models"\), got "scrath"\. Use the name of a volume\.$/,
    accepted: (stack) =>
      onInstances(stack, { volumes: [{ name: 'scratch', size: GIB }] }, [Filesystem.volume('scratch', '/mnt/scratch')]),
  },
  {
    rule: 'A volume of a capacity provider without any',
    refused: (stack) => onInstances(stack, {}, [Filesystem.volume('scratch', '/mnt/scratch')]),
    message:
      /volumeName at \/mnt\/scratch must be a volume of the capacity provider \(which has no volumes\), got "scratch"\./,
    accepted: (stack) => onInstances(stack, {}, []),
  },
  {
    rule: 'Sessions that last longer than their instances',
    refused: (stack) => lasting(stack, Duration.hours(1), Duration.hours(2)),
    message:
      /lifecycle\.maxLifetime must be at most the maxLifetime of the capacity provider, 3600 seconds \(1 hour\), got 7200 seconds/,
    accepted: (stack) => lasting(stack, Duration.hours(2), Duration.hours(2)),
  },
  {
    rule: 'Code for arm64 on instances of x86_64',
    refused: (stack) => runtimeIn(stack, { artifact: nativeCode('arm64'), capacityProvider: x86In(stack) }),
    message: /it has binaries that are not for x86_64 Linux: native\.so: install its dependencies for x86_64 Linux/,
    accepted: (stack) => runtimeIn(stack, { artifact: nativeCode('x86_64'), capacityProvider: x86In(stack) }),
  },
  {
    rule: 'An image that is built for arm64 on instances of x86_64',
    refused: (stack) => runtimeIn(stack, { artifact: imageFor('linux/arm64'), capacityProvider: x86In(stack) }),
    message:
      /Dockerfile:1 builds for linux\/arm64, but the agent runs on linux\/amd64\. Remove --platform from the Dockerfile\./,
    accepted: (stack) => runtimeIn(stack, { artifact: imageFor('linux/amd64'), capacityProvider: x86In(stack) }),
  },
];

function unknownType(stack: Stack): InstanceType {
  return new InstanceType(new CfnParameter(stack, 'Type').valueAsString);
}

const x86In = (stack: Stack) => capacityIn(stack, { instanceTypes: [new InstanceType('g6.xlarge')] });

function nativeCode(architecture: 'arm64' | 'x86_64'): Artifact {
  const directory = directoryOf({ 'main.js': '', 'native.so': binaryFor(architecture) });
  return Artifact.fromDirectory(directory, { runtime: AgentCoreRuntime.NODE_22, entryPoint: ['main.js'] });
}

function imageFor(platform: string): Artifact {
  const directory = directoryOf({ Dockerfile: `FROM --platform=${platform} scratch\n` });
  return Artifact.fromImage(ContainerImage.fromDirectory(directory));
}

testRules([...BUCKETS, ...MOUNTS, ...ACCESS_POINTS, ...INSTANCES, ...RUNTIMES]);

describe('What is not known at synth is not judged:', () => {
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
      'the volumes of a mere reference',
      (stack) => {
        const capacityProvider = CapacityProvider.fromCapacityProviderAttributes(stack, 'Known', {
          capacityProviderArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:capacity-provider/known-a1B2c3D4e5',
        });
        runtimeIn(stack, { capacityProvider, filesystems: [Filesystem.volume('any', '/mnt/any')] });
      },
    ],
    [
      'zones of subnets that were imported by their ids',
      (stack) =>
        s3FilesOf(stack, {
          subnets: { subnets: ['1', '2'].map((id) => Subnet.fromSubnetId(stack, id, `subnet-0123456${id}`)) },
        }),
    ],
  ])('%s', (_, make) => {
    expect(messageOf(() => make(testStack()))).toBe('nothing was thrown');
  });
});

test('All errors of a capacity provider are in one error.', () => {
  const said = messageOf(() =>
    capacityIn(testStack(), {
      network: Network.publicNetwork(),
      capacityProviderName: 'my-capacity',
      launch: {
        capacityReservation: CapacityReservation.open(),
        ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', {})],
      },
    }),
  );
  expect(said).toMatch(/network must be/);
  expect(said).toMatch(/capacityProviderName must .*\. Use "my_capacity"/);
  expect(said).toMatch(/ephemeralVolumes\[0\]\.size/);
});
