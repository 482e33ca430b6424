import type { CfnCapacityProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { type Size, SizeRoundingBehavior } from 'aws-cdk-lib/core';
import { duplicatesOf } from '../../private/validation/duplicates';
import { quote } from '../../private/validation/limit';
import { checkEncryptionKey } from '../../private/validation/references';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { checkVolume, deviceOf, reviewDevice } from './ebs';

/** Settings of an Amazon EBS volume. */
export interface VolumeOptions {
  /**
   * The volume type.
   *
   * @default EbsDeviceVolumeType.GP3
   */
  readonly volumeType?: EbsDeviceVolumeType;

  /**
   * The provisioned IOPS. Must be 3,000 to 80,000 for gp3, 100 to 64,000 for io1, and 100 to 256,000 for io2, and at
   * most 500 (gp3), 50 (io1) or 1,000 (io2) per GiB. Required for io1 and io2. Not supported for other types.
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
   * Whether the volume is encrypted.
   *
   * @default true
   */
  readonly encrypted?: boolean;

  /**
   * The KMS key that encrypts the volume. Must be a key, not an alias. Requires `encrypted` to be `true`.
   *
   * @default - the default key of the account for Amazon EBS
   */
  readonly encryptionKey?: IKeyRef;
}

/**
 * A persistent data volume of a session. A session that resumes gets the data volume again. The data volume is deleted
 * with the session or with the capacity provider.
 */
export interface DataVolume extends VolumeOptions {
  /**
   * The name of the data volume, which `Filesystem.volume` refers to: a letter followed by up to 47 letters, digits,
   * underscores or hyphens.
   */
  readonly name: string;

  /**
   * The size of the volume. Must be 1 to 65,536 GiB for gp3, 4 to 65,536 GiB for io2, 4 to 16,384 GiB for io1,
   * 1 to 16,384 GiB for gp2, 125 to 16,384 GiB for st1 and sc1, and 1 to 1,024 GiB for standard.
   */
  readonly size: Size;

  /**
   * The ID of the Amazon EBS snapshot from which the data volume of each session is created.
   *
   * @default - an empty volume
   */
  readonly snapshotId?: string;
}

/** Options for `EphemeralVolume.ebs`. */
export interface EphemeralVolumeOptions extends VolumeOptions {
  /**
   * The size of the volume. Must be 1 to 65,536 GiB for gp3, 4 to 65,536 GiB for io2, 4 to 16,384 GiB for io1,
   * 1 to 16,384 GiB for gp2, 125 to 16,384 GiB for st1 and sc1, and 1 to 1,024 GiB for standard.
   *
   * @default - the size of the snapshot. Required without `snapshotId`
   */
  readonly size?: Size;

  /**
   * The ID of the Amazon EBS snapshot from which the volume is created.
   *
   * @default - an empty volume
   */
  readonly snapshotId?: string;

  /**
   * The rate at which Amazon EBS downloads the snapshot to the volume, in MiB/s. Must be 100 to 300. Requires
   * `snapshotId`.
   *
   * @default - blocks are downloaded when they are read
   */
  readonly initializationRate?: number;

  /**
   * The index of the EBS card of the instance to which the volume is attached.
   *
   * @default 0
   */
  readonly ebsCardIndex?: number;
}

/**
 * A volume that is deleted with its instance.
 *
 * @example
 * const volume = agentcore.EphemeralVolume.ebs('/dev/sdh', { size: Size.gibibytes(100) });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-instances-encryption.html
 */
export class EphemeralVolume {
  /**
   * Attaches an Amazon EBS volume.
   *
   * @example
   * agentcore.EphemeralVolume.ebs('/dev/sdh', { size: Size.gibibytes(100) });
   *
   * @param deviceName The device name, for example `/dev/sdh`
   * @param options The size, the snapshot and the type of the volume
   */
  public static ebs(deviceName: string, options: EphemeralVolumeOptions): EphemeralVolume {
    return new EphemeralVolume(deviceName, undefined, options);
  }

  /**
   * Attaches an instance store volume. Requires instance types that have an instance store.
   *
   * @example
   * agentcore.EphemeralVolume.instanceStore('/dev/sdh', 'ephemeral0');
   *
   * @param deviceName The device name, for example `/dev/sdh`
   * @param virtualName The virtual name of the instance store volume, for example `ephemeral0`
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
      errors.add(
        `${prop}.size must be set, because the volume has no snapshot that determines the size. Set size or snapshotId.`,
      );
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
    errors.add(`volumes must have unique names, got ${quote(name)} more than once. Rename one of the volumes.`);
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
 * Renders the settings that all volumes have.
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
    errors.add(`${prop}.encryptionKey cannot be combined with encrypted: false. Remove one of the two.`);
  }
  checkEncryptionKey(errors, `${prop}.encryptionKey`, encryptionKey);
  return { volumeType, iops, throughput, encrypted, kmsKeyId: encryptionKey?.keyRef.keyArn };
}

/**
 * Returns the size in GiB. Fractions are retained, so that the check of limits rejects them.
 *
 * @internal
 */
export function gibibytes(size?: Size): number | undefined {
  return size?.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
}
