import { EbsDeviceVolumeType, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { CfnParameter, Size, type Stack } from 'aws-cdk-lib/core';
import {
  CapacityProvider,
  type CapacityProviderProps,
  type DataVolume,
  EphemeralVolume,
  type EphemeralVolumeOptions,
  Network,
  type VolumeOptions,
} from '../../src';
import { vpcIn } from '../support/fixtures/parts';
import { messageOf, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';

const { GP2, GP3, IO1, IO2, SC1, ST1, STANDARD } = EbsDeviceVolumeType;

const having = (props: Partial<CapacityProviderProps>) => (stack: Stack) =>
  new CapacityProvider(stack, 'Capacity', {
    instanceTypes: [new InstanceType('c8g.large')],
    network: Network.vpc(vpcIn(stack)),
    ...props,
  });
const data = (size: number, options: VolumeOptions = {}) =>
  having({ volumes: [{ name: 'disk', size: Size.gibibytes(size), ...options } as DataVolume] });
const root = (rootVolume: VolumeOptions, freeSpace?: number) =>
  having({ rootVolume, freeSpace: freeSpace === undefined ? undefined : Size.gibibytes(freeSpace) });
const ephemeral = (options: EphemeralVolumeOptions) =>
  having({ launch: { ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', options)] } });
const devices = (...volumes: EphemeralVolume[]) => having({ launch: { ephemeralVolumes: volumes } });
const ebs = (device: string) => EphemeralVolume.ebs(device, { size: Size.gibibytes(10) });

const iopsOf = (volumeType: EbsDeviceVolumeType) => ([IO1, IO2].includes(volumeType) ? 200 : undefined);
const SIZES: Array<[EbsDeviceVolumeType, min: number, max: number]> = [
  [GP3, 1, 65_536],
  [GP2, 1, 16_384],
  [IO1, 4, 16_384],
  [IO2, 4, 65_536],
  [ST1, 125, 16_384],
  [SC1, 125, 16_384],
  [STANDARD, 1, 1_024],
];
const IOPS: Array<[EbsDeviceVolumeType, size: number, min: number, max: number]> = [
  [GP3, 1_000, 3_000, 80_000],
  [IO1, 2_000, 100, 64_000],
  [IO2, 2_000, 100, 256_000],
];
/** The size, the maximum IOPS of that size, and the maximum IOPS per GiB. */
const RATIOS: Array<[EbsDeviceVolumeType, size: number, most: number, perGib: number]> = [
  [GP3, 1, 3_000, 500],
  [GP3, 10, 5_000, 500],
  [IO1, 10, 500, 50],
  [IO2, 10, 10_000, 1_000],
];

const RANGES: Rule[] = [
  ...SIZES.flatMap(([type, min, max]) =>
    [
      [min - 1, min],
      [max + 1, max],
    ].map(([wrong, right]) => ({
      rule: `A ${type} volume of ${wrong} GiB`,
      rejected: data(wrong, { volumeType: type, iops: iopsOf(type) }),
      message: new RegExp(
        `^[^\\n]*volumes\\[0\\]\\.size must be between ${min} and ${max} GiB for ${type}, got ${wrong} GiB\\.`,
      ),
      accepted: data(right, { volumeType: type, iops: iopsOf(type) }),
    })),
  ),
  ...IOPS.flatMap(([volumeType, size, min, max]) =>
    [
      [min - 1, min],
      [max + 1, max],
    ].flatMap(([wrong, right]) => [
      {
        rule: `A ${volumeType} volume of ${wrong} IOPS`,
        rejected: data(size, { volumeType, iops: wrong }),
        message: new RegExp(
          `^[^\\n]*volumes\\[0\\]\\.iops must be between ${min} and ${max} IOPS for ${volumeType}, got ${wrong} IOPS\\.`,
        ),
        accepted: data(size, { volumeType, iops: right }),
      },
      {
        rule: `A root volume of ${volumeType} with ${wrong} IOPS`,
        rejected: root({ volumeType, iops: wrong }),
        message: new RegExp(`^[^\\n]*rootVolume\\.iops must be between ${min} and ${max} IOPS for ${volumeType}`),
        accepted: root({ volumeType, iops: right }),
      },
    ]),
  ),
  ...RATIOS.map(([volumeType, size, most, perGib]) => ({
    rule: `${most + 1} IOPS of ${size} GiB of ${volumeType}`,
    rejected: data(size, { volumeType, iops: most + 1 }),
    message: new RegExp(
      `volumes\\[0\\]\\.iops must be at most ${perGib} IOPS per GiB for ${volumeType}, which is ${most} IOPS for ${size} GiB`,
    ),
    accepted: data(size, { volumeType, iops: most }),
  })),
  {
    rule: 'IOPS above the maximum for the size of an ephemeral volume',
    rejected: ephemeral({ size: Size.gibibytes(10), volumeType: IO1, iops: 501 }),
    message:
      /launch\.ephemeralVolumes\[0\]\.iops must be at most 50 IOPS per GiB for io1, which is 500 IOPS for 10 GiB/,
    accepted: ephemeral({ snapshotId: 'snap-01234567', volumeType: IO1, iops: 501 }),
  },
];

const THROUGHPUT: Rule[] = [
  ...[GP2, IO1, IO2, ST1, SC1, STANDARD].map((volumeType) => ({
    rule: `Throughput of ${volumeType}`,
    rejected: data(200, { volumeType, iops: iopsOf(volumeType), throughput: 200 }),
    message: new RegExp(`volumes\\[0\\]\\.throughput is supported for gp3 only, got ${volumeType}\\.`),
    accepted: data(200, { throughput: 200 }),
  })),
  ...[GP2, ST1, SC1, STANDARD].map((volumeType) => ({
    rule: `IOPS of ${volumeType}`,
    rejected: data(200, { volumeType, iops: 3_000 }),
    message: new RegExp(`volumes\\[0\\]\\.iops is supported for gp3, io1 and io2 only, got ${volumeType}\\.`),
    accepted: data(200, { volumeType }),
  })),
  {
    rule: 'Throughput above the maximum for the IOPS of gp3',
    rejected: data(100, { throughput: 751 }),
    message:
      /throughput must be at most 0\.25 MiB\/s per IOPS, which is 750 MiB\/s for 3000 IOPS, .*iops to at least 3004\./,
    accepted: data(100, { throughput: 750 }),
  },
  {
    rule: 'Throughput above the maximum for the IOPS of a root volume',
    rejected: root({ iops: 4_000, throughput: 1_001 }),
    message: /rootVolume\.throughput must be at most 0\.25 MiB\/s per IOPS, which is 1000 MiB\/s for 4000 IOPS/,
    accepted: root({ iops: 4_000, throughput: 1_000 }),
  },
];

const ROOT: Rule[] = [
  ...[ST1, SC1].map((volumeType) => ({
    rule: `A root volume of ${volumeType}`,
    rejected: root({ volumeType }),
    message: new RegExp(
      `rootVolume\\.volumeType must be gp3, gp2, io1, io2 or standard, got ${volumeType}, which instances cannot start from`,
    ),
    accepted: root({ volumeType: STANDARD }),
  })),
  {
    rule: 'Free space above the maximum size of the root volume type',
    rejected: root({ volumeType: STANDARD }, 1_025),
    message: /Capacity: freeSpace must be at most 1024 GiB for standard, got 1025 GiB\. Reduce it, or use gp3\.$/,
    accepted: root({}, 1_025),
  },
];

const EPHEMERAL: Rule[] = [
  {
    rule: 'A device twice',
    rejected: devices(ebs('/dev/sdh'), ebs('sdh')),
    message: /launch\.ephemeralVolumes must have different device names, got "sdh" more than once/,
    accepted: devices(ebs('/dev/sdh'), ebs('/dev/sdi')),
  },
  {
    rule: 'A device of an EBS volume and of an instance store',
    rejected: devices(ebs('/dev/sdh'), EphemeralVolume.instanceStore('/dev/sdh', 'ephemeral0')),
    message: /launch\.ephemeralVolumes must have different device names, got "sdh" more than once/,
    accepted: devices(ebs('/dev/sdh'), EphemeralVolume.instanceStore('/dev/sdi', 'ephemeral0')),
  },
  {
    rule: 'A disk twice',
    rejected: devices(...['/dev/sdh', '/dev/sdi'].map((name) => EphemeralVolume.instanceStore(name, 'ephemeral0'))),
    message: /launch\.ephemeralVolumes must have different virtual names, got "ephemeral0" more than once/,
    accepted: devices(
      EphemeralVolume.instanceStore('/dev/sdh', 'ephemeral0'),
      EphemeralVolume.instanceStore('/dev/sdi', 'ephemeral1'),
    ),
  },
  {
    rule: 'A device under two names',
    rejected: devices(ebs('/dev/xvdh'), ebs('/dev/sdh')),
    message: /launch\.ephemeralVolumes must have different device names, got "sdh" more than once/,
    accepted: devices(ebs('/dev/xvdh'), ebs('/dev/sdi')),
  },
  {
    rule: 'A device name with a space',
    rejected: devices(ebs('/dev/sd h')),
    message: /^Test\/Capacity: launch\.ephemeralVolumes\[0\]\.deviceName must [^\n]*$/,
    accepted: (stack) => devices(ebs(new CfnParameter(stack, 'Device').valueAsString))(stack),
  },
  {
    rule: 'An initialization rate without a snapshot',
    rejected: ephemeral({ size: Size.gibibytes(10), initializationRate: 200 }),
    message: /launch\.ephemeralVolumes\[0\]\.initializationRate has no effect without a snapshot\. Set snapshotId/,
    accepted: ephemeral({ snapshotId: 'snap-01234567', initializationRate: 200 }),
  },
];

testRules([...RANGES, ...THROUGHPUT, ...ROOT, ...EPHEMERAL]);

test('accepts sizes, IOPS and throughput that are only known at deployment', () => {
  const stack = testStack();
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  expect(messageOf(() => data(number, { iops: number, throughput: number })(stack))).toBe('nothing was thrown');
});

test.each([
  ['h', 1],
  ['/dev/nvme1n1', 1],
  ['/dev/sdh', 0],
  ['sdh', 0],
  ['/dev/xvdca', 0],
  ['/dev/sda1', 0],
])('the device name %s adds %d warnings', (name, count) => {
  const stack = testStack();
  devices(ebs(name))(stack);
  expect(warningsOf(stack).filter((warning) => warning.includes('cdk-agentcore:deviceName'))).toEqual(
    Array(count).fill(
      `launch.ephemeralVolumes[0].deviceName is not a device name that Amazon EC2 documents, got "${name}". Instances may not start. Use a name from "/dev/sdf" to "/dev/sdp". [ack: cdk-agentcore:deviceName${name}]`,
    ),
  );
});
