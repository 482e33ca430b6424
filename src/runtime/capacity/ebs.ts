import type { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';

/** The limits of Amazon EBS for one volume type. CloudFormation has one range for all types. */
interface VolumeLimits {
  /** The range of the size, in GiB. */
  readonly size: [min: number, max: number];
  /** Set only if the IOPS are provisioned. */
  readonly iops?: { readonly range: [min: number, max: number]; readonly perGib: number; readonly usual?: number };
  /** In MiB/s. Set only if the throughput is provisioned. */
  readonly throughput?: { readonly range: [min: number, max: number]; readonly perIops: number };
  /** Whether instances can start from the volume. */
  readonly boots: boolean;
}

const LIMITS: Record<`${EbsDeviceVolumeType}`, VolumeLimits> = {
  gp3: {
    size: [1, 65_536],
    iops: { range: [3_000, 80_000], perGib: 500, usual: 3_000 },
    throughput: { range: [125, 2_000], perIops: 0.25 },
    boots: true,
  },
  gp2: { size: [1, 16_384], boots: true },
  io1: { size: [4, 16_384], iops: { range: [100, 64_000], perGib: 50 }, boots: true },
  io2: { size: [4, 65_536], iops: { range: [100, 256_000], perGib: 1_000 }, boots: true },
  st1: { size: [125, 16_384], boots: false },
  sc1: { size: [125, 16_384], boots: false },
  standard: { size: [1, 1_024], boots: true },
};

/** The settings of a volume that depend on its type. */
export interface Volume {
  readonly volumeType: EbsDeviceVolumeType;
  /** The size, in GiB. */
  readonly size?: number;
  readonly iops?: number;
  /** The throughput, in MiB/s. */
  readonly throughput?: number;
}

/** Checks a volume against the limits of its type. The schema check rejects unknown types. */
export function checkVolume(errors: ValidationErrors, prop: string, volume: Volume): void {
  const limits: VolumeLimits | undefined = LIMITS[volume.volumeType];
  if (limits) {
    const { volumeType } = volume;
    const isInRange = checkRange(errors, `${prop}.size`, volume.size, limits.size, 'GiB', volumeType);
    const areInRange = checkIops(errors, prop, { ...volume, size: isInRange ? volume.size : undefined }, limits);
    // The throughput depends on the IOPS, so it is not checked if the IOPS are unknown or rejected.
    const iops = volume.iops === undefined ? limits.iops?.usual : areInRange ? volume.iops : undefined;
    checkThroughput(errors, prop, volume, iops, limits);
  }
}

/** Checks the root volume, of which only the free space is known. */
export function checkRootVolume(errors: ValidationErrors, volumeType: EbsDeviceVolumeType, freeSpace: number): void {
  const limits: VolumeLimits | undefined = LIMITS[volumeType];
  if (limits && !limits.boots) {
    errors.add(
      `rootVolume.volumeType must be gp3, gp2, io1, io2 or standard, got ${volumeType}, which instances cannot start from. Use gp3.`,
    );
  } else if (limits && !isUnknown(freeSpace) && freeSpace > limits.size[1]) {
    errors.addOf(
      'freeSpace',
      `must be at most ${limits.size[1]} GiB for ${volumeType}, got ${freeSpace} GiB. Reduce it, or use gp3.`,
    );
  }
}

/** @returns whether the IOPS are known and in the range */
function checkIops(
  errors: ValidationErrors,
  prop: string,
  { volumeType, iops, size }: Volume,
  limits: VolumeLimits,
): boolean {
  if (iops === undefined && limits.iops && limits.iops.usual === undefined) {
    errors.add(`${prop}.iops must be set for ${volumeType}, which has no default. Set iops, or use gp3.`);
  }
  if (iops !== undefined && !limits.iops) {
    errors.add(
      `${prop}.iops is supported for gp3, io1 and io2 only, got ${volumeType}. Remove iops, or use one of these types.`,
    );
  }
  if (!limits.iops || !checkRange(errors, `${prop}.iops`, iops, limits.iops.range, 'IOPS', volumeType)) {
    return false;
  }
  if (iops !== undefined && size !== undefined) {
    const most = Math.max(limits.iops.usual ?? 0, limits.iops.perGib * size);
    if (iops > most) {
      errors.addOf(
        `${prop}.iops`,
        `must be at most ${limits.iops.perGib} IOPS per GiB for ${volumeType}, which is ${most} IOPS for ${size} GiB, got ${iops} IOPS. Increase the size, or reduce the IOPS.`,
      );
    }
  }
  return true;
}

function checkThroughput(
  errors: ValidationErrors,
  prop: string,
  { volumeType, throughput }: Volume,
  iops: number | undefined,
  limits: VolumeLimits,
): void {
  if (throughput !== undefined && !limits.throughput) {
    errors.add(`${prop}.throughput is supported for gp3 only, got ${volumeType}. Remove throughput, or use gp3.`);
  }
  const { range, perIops } = limits.throughput ?? {};
  const isInRange = range && checkRange(errors, `${prop}.throughput`, throughput, range, 'MiB/s', volumeType);
  if (isInRange && perIops && throughput !== undefined && iops !== undefined && throughput > perIops * iops) {
    errors.addOf(
      `${prop}.throughput`,
      `must be at most ${perIops} MiB/s per IOPS, which is ${perIops * iops} MiB/s for ${iops} IOPS, got ${throughput} MiB/s. Set iops to at least ${Math.ceil(throughput / perIops)}.`,
    );
  }
}

/** @returns whether the value is known and in the range */
function checkRange(
  errors: ValidationErrors,
  prop: string,
  value: number | undefined,
  [min, max]: [min: number, max: number],
  unit: string,
  volumeType: string,
): boolean {
  if (value === undefined || isUnknown(value)) {
    return false;
  }
  const isInRange = value >= min && value <= max;
  if (!isInRange) {
    errors.addOf(
      prop,
      `must be between ${min} and ${max} ${unit} for ${volumeType}, got ${value} ${unit}. Change the value, or the volumeType.`,
    );
  }
  return isInRange;
}

/** The device names that Amazon EC2 accepts, for all virtualization types. */
const DEVICE = /^(\/dev\/)?(sd|xvd|hd)[a-z]{1,2}\d{0,2}$/;

/** Warns about a device name that Amazon EC2 does not document. The schema accepts any name. */
export function reviewDevice(scope: Construct, prop: string, name: string): void {
  if (!isUnknown(name) && !DEVICE.test(name)) {
    Annotations.of(scope).addWarningV2(
      `cdk-agentcore:deviceName${name}`,
      `${prop} is not a device name that Amazon EC2 documents, got ${quote(name)}. Instances may not start. Use a name from "/dev/sdf" to "/dev/sdp".`,
    );
  }
}

/** Returns the shortest name of a device, because `sdh`, `/dev/sdh` and `/dev/xvdh` are the same device in Linux. */
export function deviceOf(name: string): string {
  return name.replace(/^\/dev\//, '').replace(/^xvd/, 'sd');
}
