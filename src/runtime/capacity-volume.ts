import type { CfnCapacityProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib/core';
import type { Faults } from '../private/faults';
import { quote } from '../private/limit';

/** What kind of EBS volume it is. */
export interface VolumeOptions {
  /**
   * The type of the volume.
   *
   * @default EbsDeviceVolumeType.GP3
   */
  readonly volumeType?: EbsDeviceVolumeType;

  /**
   * Operations a second, 100 to 256,000, of gp3, io1 and io2.
   *
   * @default - those of the volume's type
   */
  readonly iops?: number;

  /**
   * MiB a second, 125 to 2,000, of gp3.
   *
   * @default - that of the volume's type
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
   * How large it is, 1 to 65,536 GiB.
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
   * How large it is, 1 to 65,536 GiB.
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
   * MiB a second, 100 to 300, at which the snapshot is brought.
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
  public _render(faults: Faults, prop: string): CfnCapacityProvider.EphemeralBlockDeviceMappingProperty {
    const { deviceName, virtualName } = this;
    const options = this._ebs;
    const ebs = options && {
      ...renderVolume(faults, prop, options),
      volumeSize: gibibytes(options.size),
      snapshotId: options.snapshotId,
      volumeInitializationRate: options.initializationRate,
      ebsCardIndex: options.ebsCardIndex,
    };
    if (options && !options.size && !options.snapshotId) {
      faults.add(`${prop}.size must be given, for there is no snapshot that says it`);
    }
    return { deviceName, virtualName, ebs };
  }
}

/** @internal */
export function renderDataVolumes(
  faults: Faults,
  volumes: DataVolume[],
): CfnCapacityProvider.VolumeConfigurationProperty[] | undefined {
  const names = volumes.map(({ name }) => name);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) < index))) {
    faults.add(`volumes must have names of their own, got ${quote(name)} more than once`);
  }
  const rendered = volumes.map((volume, index) => ({
    ...renderVolume(faults, `volumes[${index}]`, volume),
    name: volume.name,
    sizeGiB: gibibytes(volume.size) as number,
    snapshotId: volume.snapshotId,
  }));
  return rendered.length > 0 ? rendered.map((ebsConfiguration) => ({ ebsConfiguration })) : undefined;
}

const WITH_IOPS = [EbsDeviceVolumeType.GP3, EbsDeviceVolumeType.IO1, EbsDeviceVolumeType.IO2];
const NEEDS_IOPS = [EbsDeviceVolumeType.IO1, EbsDeviceVolumeType.IO2];

/**
 * What EBS says of all volumes, and no schema does.
 *
 * @internal
 */
export function renderVolume(
  faults: Faults,
  prop: string,
  { volumeType = EbsDeviceVolumeType.GP3, iops, throughput, encrypted = true, encryptionKey }: VolumeOptions,
) {
  if (iops !== undefined && !WITH_IOPS.includes(volumeType)) {
    faults.add(`${prop}.iops is for gp3, io1 and io2 only, got ${volumeType}: leave it out, or choose one of these`);
  }
  if (iops === undefined && NEEDS_IOPS.includes(volumeType)) {
    faults.add(`${prop}.iops must be given for ${volumeType}, which has no default`);
  }
  if (throughput !== undefined && volumeType !== EbsDeviceVolumeType.GP3) {
    faults.add(`${prop}.throughput is for gp3 only, got ${volumeType}: leave it out, or choose gp3`);
  }
  if (encryptionKey && !encrypted && !Token.isUnresolved(encrypted)) {
    faults.add(`${prop}.encryptionKey has no effect with encrypted: false: leave one of both out`);
  }
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
