import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { EbsDeviceVolumeType, InstanceArchitecture, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib/core';
import { Artifact, CapacityReservation, ContainerImage, EphemeralVolume, Filesystem, Network } from '../../src';
import { messageOf, runtimeIn, testStack } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';
import { binaryFor, temporaryDirectories } from '../support/temporary';
import { ARM, capacityIn, GIB, onInstances } from './storage-fixtures';

const directoryOf = temporaryDirectories();
const volume = (options: object) => ({ volumes: [{ name: 'disk', size: GIB, ...options }] });
const lasting = (stack: Stack, provider: Duration, maxLifetime: Duration) =>
  runtimeIn(stack, {
    capacityProvider: capacityIn(stack, { lifecycle: { maxLifetime: provider } }),
    lifecycle: { maxLifetime },
  });

const INSTANCES: Rule[] = [
  {
    rule: 'Instances on the public network',
    rejected: (stack) => capacityIn(stack, { network: Network.publicNetwork() }),
    message:
      /Capacity: network must be Network\.vpc\(…\), because instances require a VPC, got Network\.publicNetwork\(\)\. Pass the VPC of the instances\.$/,
    accepted: (stack) => capacityIn(stack),
  },
  {
    rule: 'Instances of two architectures',
    rejected: (stack) => capacityIn(stack, { instanceTypes: [...ARM, new InstanceType('c7i.large')] }),
    message:
      /instanceTypes must be of one architecture, got arm64 and x86_64\. Create a capacity provider for each architecture\./,
    accepted: (stack) => capacityIn(stack, { instanceTypes: [...ARM, new InstanceType('m8g.large')] }),
  },
  {
    rule: 'An architecture that differs from the instance types',
    rejected: (stack) => capacityIn(stack, { architecture: InstanceArchitecture.X86_64 }),
    message: /instanceTypes must be of one architecture, x86_64, got arm64/,
    accepted: (stack) => capacityIn(stack, { architecture: InstanceArchitecture.ARM_64 }),
  },
  {
    rule: 'Unknown instance types without an architecture',
    rejected: (stack) => capacityIn(stack, { instanceTypes: [unknownType(stack)] }),
    message: /architecture must be set, because the instance types are tokens\. Set InstanceArchitecture/,
    accepted: (stack) =>
      capacityIn(stack, { instanceTypes: [unknownType(stack)], architecture: InstanceArchitecture.X86_64 }),
  },
  {
    rule: 'Instance types that the CDK cannot parse, without an architecture',
    rejected: (stack) => capacityIn(stack, { instanceTypes: [...ARM, new InstanceType('p6-b200.48xlarge')] }),
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
    rejected: (stack) => capacityIn(stack, { volumes: ['a', 'a'].map((name) => ({ name, size: GIB })) }),
    message: /volumes must have unique names, got "a" more than once\. Rename/,
    accepted: (stack) => capacityIn(stack, { volumes: ['a', 'b'].map((name) => ({ name, size: GIB })) }),
  },
  {
    rule: 'IOPS of a volume type without configurable IOPS',
    rejected: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.GP2, iops: 3000 })),
    message: /volumes\[0\]\.iops is supported for gp3, io1 and io2 only, got gp2\./,
    accepted: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.GP3, iops: 3000 })),
  },
  {
    rule: 'A volume type that requires IOPS, without IOPS',
    rejected: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.IO2 })),
    message: /volumes\[0\]\.iops must be set for io2, which has no default\./,
    accepted: (stack) => capacityIn(stack, volume({ volumeType: EbsDeviceVolumeType.IO2, iops: 3000 })),
  },
  {
    rule: 'Throughput of a volume type other than gp3',
    rejected: (stack) => capacityIn(stack, { rootVolume: { volumeType: EbsDeviceVolumeType.ST1, throughput: 125 } }),
    message: /rootVolume\.throughput is supported for gp3 only, got st1\./,
    accepted: (stack) => capacityIn(stack, { rootVolume: { throughput: 125 } }),
  },
  {
    rule: 'A KMS key of an unencrypted volume',
    rejected: (stack) => capacityIn(stack, volume({ encrypted: false, encryptionKey: new Key(stack, 'Key') })),
    message: /volumes\[0\]\.encryptionKey cannot be combined with encrypted: false\. Remove one/,
    accepted: (stack) => capacityIn(stack, volume({ encryptionKey: new Key(stack, 'Key') })),
  },
  {
    rule: 'An ephemeral volume without a size',
    rejected: (stack) => capacityIn(stack, { launch: { ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', {})] } }),
    message:
      /launch\.ephemeralVolumes\[0\]\.size must be set, because the volume has no snapshot that determines the size\./,
    accepted: (stack) =>
      capacityIn(stack, {
        launch: { ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', { snapshotId: 'snap-01234567' })] },
      }),
  },
  {
    rule: 'An idle timeout above the maximum lifetime of the instances',
    rejected: (stack) =>
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
    rejected: (stack) =>
      onInstances(stack, { volumes: ['scratch', 'models'].map((name) => ({ name, size: GIB })) }, [
        Filesystem.volume('scrath', '/mnt/scratch'),
      ]),
    message:
      /Agent: filesystems: volumeName at \/mnt\/scratch must be a volume of the capacity provider \("scratch", "models"\), got "scrath"\. Use the name of a volume\.$/,
    accepted: (stack) =>
      onInstances(stack, { volumes: [{ name: 'scratch', size: GIB }] }, [Filesystem.volume('scratch', '/mnt/scratch')]),
  },
  {
    rule: 'A volume of a capacity provider without volumes',
    rejected: (stack) => onInstances(stack, {}, [Filesystem.volume('scratch', '/mnt/scratch')]),
    message:
      /volumeName at \/mnt\/scratch must be a volume of the capacity provider \(which has no volumes\), got "scratch"\./,
    accepted: (stack) => onInstances(stack, {}, []),
  },
  {
    rule: 'Sessions that last longer than their instances',
    rejected: (stack) => lasting(stack, Duration.hours(1), Duration.hours(2)),
    message:
      /lifecycle\.maxLifetime must be at most the maxLifetime of the capacity provider, 3600 seconds \(1 hour\), got 7200 seconds/,
    accepted: (stack) => lasting(stack, Duration.hours(2), Duration.hours(2)),
  },
  {
    rule: 'Code for arm64 on instances of x86_64',
    rejected: (stack) => runtimeIn(stack, { artifact: nativeCode('arm64'), capacityProvider: x86In(stack) }),
    message: /it has binaries that are not for x86_64 Linux: native\.so: install its dependencies for x86_64 Linux/,
    accepted: (stack) => runtimeIn(stack, { artifact: nativeCode('x86_64'), capacityProvider: x86In(stack) }),
  },
  {
    rule: 'An image that is built for arm64 on instances of x86_64',
    rejected: (stack) => runtimeIn(stack, { artifact: imageFor('linux/arm64'), capacityProvider: x86In(stack) }),
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

testRules([...INSTANCES, ...RUNTIMES]);

test('one error lists every problem of a capacity provider', () => {
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
