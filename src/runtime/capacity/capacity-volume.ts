import type { CfnCapacityProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { type Size, SizeRoundingBehavior } from 'aws-cdk-lib/core';
import { duplicatesOf } from '../../private/validation/duplicates';
import { quote } from '../../private/validation/limit';
import { checkKey } from '../../private/validation/references';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { checkVolume, deviceOf, reviewDevice } from './ebs';

/** What kind of EBS volume it is. */
export interface VolumeOptions {
  /**
   * The type of the volume.
   *
   * @default EbsDeviceVolumeType.GP3
   */
  readonly volumeType?: EbsDeviceVolumeType;

  /**
   * The provisioned IOPS. Must be 3,000 to 80,000 for gp3, 100 to 64,000 for io1, and 100 to 256,000 for io2, and at most
   * 500 (gp3), 50 (io1) or 1,000 (io2) per GiB. Required for io1 and io2. Not supported for other types.
   *
   * @default - 3,000 for gp3
   */
  readonly iops?: number;

  /**
   * The provisioned throughput of a gp3 volume, in MiB/s. Must be 125 to 2,000, and at most 0.25 per provisioned IOPS.
   * Not supported for other types.
   *
   * @default - 125 for gp3
   */
  readonly throughput?: number;

  /**
   * Whether it is encrypted.
   *
   * @default true
   */
  readonly encrypted?: boolean;

  /**
   * The key that encrypts it, by its own ARN.
   *
   * @default - the account's key for EBS
   */
  readonly encryptionKey?: IKeyRef;
}

/** A volume that a session finds again when it resumes, until the session or the capacity provider is deleted. */
export interface DataVolume extends VolumeOptions {
  /**
   * What runtimes mount it by: a letter, then at most 47 letters, digits, `_` and `-`.
   */
  readonly name: string;

  /**
   * The size of the volume. Must be 1 to 65,536 GiB for gp3, 4 to 65,536 GiB for io2, 4 to 16,384 GiB for io1,
   * 1 to 16,384 GiB for gp2, 125 to 16,384 GiB for st1 and sc1, and 1 to 1,024 GiB for standard.
   */
  readonly size: Size;

  /**
   * The snapshot that it begins with in each session.
   *
   * @default - it begins empty
   */
  readonly snapshotId?: string;
}

/** What kind of volume goes with the instance. */
export interface EphemeralVolumeOptions extends VolumeOptions {
  /**
   * The size of the volume. Must be 1 to 65,536 GiB for gp3, 4 to 65,536 GiB for io2, 4 to 16,384 GiB for io1,
   * 1 to 16,384 GiB for gp2, 125 to 16,384 GiB for st1 and sc1, and 1 to 1,024 GiB for standard.
   *
   * @default - that of the snapshot
   */
  readonly size?: Size;

  /**
   * The snapshot that it begins with.
   *
   * @default - it begins empty
   */
  readonly snapshotId?: string;

  /**
   * The rate at which Amazon EBS downloads the snapshot to the volume, in MiB/s. Must be 100 to 300. Requires `snapshotId`.
   *
   * @default - as it is read
   */
  readonly initializationRate?: number;

  /**
   * Which EBS card of the instance has it.
   *
   * @default - the first
   */
  readonly ebsCardIndex?: number;
}

/**
 * A volume that goes with the instance, and with it what is on it.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-instances-encryption.html
 */
export class EphemeralVolume {
  /**
   * An EBS volume.
   *
   * @param deviceName where the instance has it, as in `/dev/sdh`
   */
  public static ebs(deviceName: string, options: EphemeralVolumeOptions): EphemeralVolume {
    return new EphemeralVolume(deviceName, undefined, options);
  }

  /**
   * A disk that instances of the type come with.
   *
   * @param deviceName where the instance has it, as in `/dev/sdh`
   * @param virtualName which of the disks, as in `ephemeral0`
   */
  public static instanceStore(deviceName: string, virtualName: string): EphemeralVolume {
    return new EphemeralVolume(deviceName, virtualName);
  }

  private constructor(
    private readonly deviceName: string,
    private readonly virtualName?: string,
    /** @internal */
    public readonly _ebs?: EphemeralVolumeOptions,
  ) {}

  /** @internal */
  public _render(errors: ValidationErrors, prop: string): CfnCapacityProvider.EphemeralBlockDeviceMappingProperty {
    const { deviceName, virtualName } = this;
    reviewDevice(errors.scope, `${prop}.deviceName`, deviceName);
    const options = this._ebs;
    const volumeSize = gibibytes(options?.size);
    const ebs = options && {
      ...renderVolume(errors, prop, options, volumeSize),
      volumeSize,
      snapshotId: options.snapshotId,
      volumeInitializationRate: options.initializationRate,
      ebsCardIndex: options.ebsCardIndex,
    };
    if (options && !options.size && !options.snapshotId) {
      errors.add(`${prop}.size must be given, for there is no snapshot that says it`);
    }
    if (options?.initializationRate !== undefined && options.snapshotId === undefined) {
      errors.add(
        `${prop}.initializationRate has no effect without a snapshot. Set snapshotId, or omit initializationRate.`,
      );
    }
    return { deviceName, virtualName, ebs };
  }
}

/**
 * Renders the volumes of one instance, and checks that no device and no disk is used twice.
 *
 * @internal
 */
export function renderEphemeralVolumes(
  errors: ValidationErrors,
  volumes?: EphemeralVolume[],
): CfnCapacityProvider.EphemeralBlockDeviceMappingProperty[] | undefined {
  const rendered = volumes?.map((volume, index) => volume._render(errors, `launch.ephemeralVolumes[${index}]`));
  for (const [name, what] of [
    ['deviceName', 'device names'],
    ['virtualName', 'virtual names'],
  ] as const) {
    const names = (rendered ?? []).flatMap((volume) => volume[name] ?? []).map(deviceOf);
    for (const twice of duplicatesOf(names)) {
      errors.add(
        `launch.ephemeralVolumes must have different ${what}, got ${quote(twice)} more than once. Use another one for each volume.`,
      );
    }
  }
  return rendered;
}

/** @internal */
export function renderDataVolumes(
  errors: ValidationErrors,
  volumes: DataVolume[],
): CfnCapacityProvider.VolumeConfigurationProperty[] | undefined {
  const names = volumes.map(({ name }) => name);
  for (const name of duplicatesOf(names)) {
    errors.add(`volumes must have names of their own, got ${quote(name)} more than once`);
  }
  const rendered = volumes.map((volume, index) => {
    const sizeGiB = gibibytes(volume.size) as number;
    return {
      ...renderVolume(errors, `volumes[${index}]`, volume, sizeGiB),
      name: volume.name,
      sizeGiB,
      snapshotId: volume.snapshotId,
    };
  });
  return rendered.length > 0 ? rendered.map((ebsConfiguration) => ({ ebsConfiguration })) : undefined;
}

/**
 * What all volumes have in common.
 *
 * @internal
 */
export function renderVolume(
  errors: ValidationErrors,
  prop: string,
  { volumeType = EbsDeviceVolumeType.GP3, iops, throughput, encrypted = true, encryptionKey }: VolumeOptions,
  size?: number,
) {
  checkVolume(errors, prop, { volumeType, size, iops, throughput });
  if (encryptionKey && !encrypted && !isUnknown(encrypted)) {
    errors.add(`${prop}.encryptionKey has no effect with encrypted: false: leave one of both out`);
  }
  checkKey(errors, `${prop}.encryptionKey`, encryptionKey);
  return { volumeType, iops, throughput, encrypted, kmsKeyId: encryptionKey?.keyRef.keyArn };
}

/**
 * Fractions are left for the check of limits to refuse.
 *
 * @internal
 */
export function gibibytes(size?: Size): number | undefined {
  return size?.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}
