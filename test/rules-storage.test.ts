import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { EbsDeviceVolumeType, InstanceArchitecture, InstanceType, Subnet } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, Size, type Stack, Token } from 'aws-cdk-lib/core';
import {
  Artifact,
  CapacityProvider,
  type CapacityProviderProps,
  CapacityReservation,
  ContainerImage,
  EphemeralVolume,
  Filesystem,
  Network,
} from '../src';
import { s3FilesOf } from './fixtures/limits/storage-rows';
import { vpcIn } from './fixtures/parts';
import { messageOf, runtimeIn, testStack } from './helpers';
import { type Rule, testRules } from './rules';
import { binaryFor, temporaryDirectories } from './temporary';

const subnetsIn = (stack: Stack, ...zones: string[]) =>
  zones.map((availabilityZone, index) =>
    Subnet.fromSubnetAttributes(stack, `Subnet${index}`, { subnetId: `subnet-0123456${index}`, availabilityZone }),
  );
const directoryOf = temporaryDirectories();
const ofBucket = (bucketIn: (stack: Stack) => Bucket) => (stack: Stack) =>
  s3FilesOf(stack, { bucket: bucketIn(stack) });

const BUCKETS: Rule[] = [
  {
    rule: 'A bucket that is not versioned',
    refused: ofBucket((stack) => new Bucket(stack, 'Plain')),
    message: /Files: bucket must be versioned, .*: give it versioned: true/,
    accepted: ofBucket((stack) => new Bucket(stack, 'Plain', { versioned: true })),
  },
  {
    rule: 'A bucket whose versions are suspended',
    refused: (stack) => {
      const resource = new CfnBucket(stack, 'L1', { versioningConfiguration: { status: 'Suspended' } });
      const bucket = Bucket.fromCfnBucket(resource);
      s3FilesOf(stack, { bucket });
    },
    message: /bucket must be versioned/,
    accepted: (stack) => {
      const status = new CfnParameter(stack, 'Status').valueAsString;
      const resource = new CfnBucket(stack, 'L1', { versioningConfiguration: { status } });
      s3FilesOf(stack, { bucket: Bucket.fromCfnBucket(resource) });
    },
  },
  {
    rule: 'A bucket that is encrypted twice',
    refused: ofBucket(
      (stack) => new Bucket(stack, 'Twice', { versioned: true, encryption: BucketEncryption.DSSE_MANAGED }),
    ),
    message: /bucket must be encrypted by SSE-S3 or SSE-KMS, got DSSE-KMS/,
    accepted: ofBucket(
      (stack) => new Bucket(stack, 'Once', { versioned: true, encryption: BucketEncryption.KMS_MANAGED }),
    ),
  },
  {
    rule: 'Two subnets in one Availability Zone',
    refused: (stack) => s3FilesOf(stack, { subnets: { subnets: subnetsIn(stack, 'us-east-1a', 'us-east-1a') } }),
    message: /subnets must be in different Availability Zones, .* got 2 in us-east-1a/,
    accepted: (stack) => s3FilesOf(stack, { subnets: { subnets: subnetsIn(stack, 'us-east-1a', 'us-east-1b') } }),
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
    message: /Capacity: network must be Network\.vpc\(…\), for instances are in a VPC, got the public network$/,
    accepted: (stack) => capacityIn(stack),
  },
  {
    rule: 'Instances of two architectures',
    refused: (stack) => capacityIn(stack, { instanceTypes: [...ARM, new InstanceType('c7i.large')] }),
    message: /instanceTypes must be of one architecture, got arm64 and x86_64: make a capacity provider for each/,
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
    message: /architecture must be given, for the instance types are not known at synth/,
    accepted: (stack) =>
      capacityIn(stack, { instanceTypes: [unknownType(stack)], architecture: InstanceArchitecture.X86_64 }),
  },
  {
    rule: 'Two volumes of one name',
    refused: (stack) => capacityIn(stack, { volumes: ['a', 'a'].map((name) => ({ name, size: GIB })) }),
    message: /volumes must have names of their own, got "a" more than once/,
    accepted: (stack) => capacityIn(stack, { volumes: ['a', 'b'].map((name) => ({ name, size: GIB })) }),
  },
  {
    rule: 'Operations a second of a volume that has none',
    refused: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.GP2, iops: 3000 })),
    message: /volumes\[0\]\.iops is for gp3, io1 and io2 only, got gp2/,
    accepted: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.GP3, iops: 3000 })),
  },
  {
    rule: 'A volume that needs operations a second, without them',
    refused: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.IO2 })),
    message: /volumes\[0\]\.iops must be given for io2/,
    accepted: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.IO2, iops: 3000 })),
  },
  {
    rule: 'Throughput of another volume than gp3',
    refused: (stack) => capacityIn(stack, { rootVolume: { volumeType: EbsDeviceVolumeType.ST1, throughput: 125 } }),
    message: /rootVolume\.throughput is for gp3 only, got st1/,
    accepted: (stack) => capacityIn(stack, { rootVolume: { throughput: 125 } }),
  },
  {
    rule: 'A key of a volume that is not encrypted',
    refused: (stack) => capacityIn(stack, volume({ encrypted: false, encryptionKey: new Key(stack, 'Key') })),
    message: /volumes\[0\]\.encryptionKey has no effect with encrypted: false/,
    accepted: (stack) => capacityIn(stack, volume({ encryptionKey: new Key(stack, 'Key') })),
  },
  {
    rule: 'An ephemeral volume of no size',
    refused: (stack) => capacityIn(stack, { launch: { ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', {})] } }),
    message: /launch\.ephemeralVolumes\[0\]\.size must be given, for there is no snapshot that says it/,
    accepted: (stack) =>
      capacityIn(stack, {
        launch: { ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', { snapshotId: 'snap-01234567' })] },
      }),
  },
  {
    rule: 'Instances that may be idle for longer than they are kept',
    refused: (stack) =>
      capacityIn(stack, { lifecycle: { idleTimeout: Duration.hours(2), maxLifetime: Duration.hours(1) } }),
    message: /lifecycle\.idleTimeout must be at most lifecycle\.maxLifetime, 3600 seconds, got 7200/,
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
      /Agent: filesystems: the capacity provider has no volume "scrath" to mount at \/mnt\/scratch: it has "scratch", "models"$/,
    accepted: (stack) =>
      onInstances(stack, { volumes: [{ name: 'scratch', size: GIB }] }, [Filesystem.volume('scratch', '/mnt/scratch')]),
  },
  {
    rule: 'A volume of a capacity provider without any',
    refused: (stack) => onInstances(stack, {}, [Filesystem.volume('scratch', '/mnt/scratch')]),
    message: /has no volume "scratch" to mount at \/mnt\/scratch: it has no volumes/,
    accepted: (stack) => onInstances(stack, {}, []),
  },
  {
    rule: 'Sessions that last longer than their instances',
    refused: (stack) => lasting(stack, Duration.hours(1), Duration.hours(2)),
    message: /lifecycle\.maxLifetime must be at most that of the capacity provider, 3600 seconds, got 7200/,
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
    message: /Dockerfile:1 builds for linux\/arm64, and the agent runs on linux\/amd64: leave --platform out/,
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

testRules([...BUCKETS, ...INSTANCES, ...RUNTIMES]);

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

test('All faults of a capacity provider are in one error.', () => {
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
  expect(said).toMatch(/capacityProviderName must match .*: try "my_capacity"/);
  expect(said).toMatch(/ephemeralVolumes\[0\]\.size/);
});
