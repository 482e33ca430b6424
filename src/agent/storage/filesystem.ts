import type { CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, type AccessPointOptions, type IAccessPoint, type IFileSystem } from 'aws-cdk-lib/aws-efs';
import { Annotations, Aws, Fn, Token } from 'aws-cdk-lib/core';
import type { Binding } from '../../private/iam/binding';
import { areDifferent, vpcIdOf } from '../../private/known';
import { ARNS, type ArnKind } from '../../private/validation/arn';
import { checkImport, checkReference, OWN } from '../../private/validation/environment';
import { deferred, isUnknown } from '../../private/validation/unknown';
import type { BoundNetwork } from '../network';
import { checkDns } from '../vpc';
import { checkAccessPoint, checkAccessPointId, checkAccessPointOf } from './access-point';
import { EFS, type FilesystemKind, S3_FILES, SESSION_STORAGE, VOLUME } from './filesystem-kind';
import { reach } from './nfs-rules';
import { USER } from './s3-files';
import type { IS3FilesAccessPoint } from './s3-files-access-point';

/** How a file system is mounted. */
export interface MountOptions {
  /**
   * Whether sessions may only read it: the role is then denied to write, whatever the file system's own policy allows.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** How a file system is mounted through an access point that is made for the agent. */
export interface EfsFileSystemOptions extends MountOptions {
  /**
   * The directory that sessions see, and as whom they see it. An ACL makes the directory when it is not there.
   *
   * @default - a directory of the mount's own name, as the user 1000 of the group 1000, who may read and write it
   */
  readonly accessPoint?: AccessPointOptions;
}

/**
 * A directory that an agent's sessions find under `/mnt`.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-filesystem-configurations.html
 */
export abstract class Filesystem {
  /**
   * Storage of the session itself, up to 1 GB: it is there again when the session resumes,
   * and empty after 14 idle days and after every new version of the agent. At most 1 an agent.
   *
   * @param mountPath one directory under `/mnt`, as in `/mnt/work`
   */
  public static sessionStorage(mountPath: string): Filesystem {
    return new SessionStorage(mountPath);
  }

  /**
   * An EFS file system through an access point, shared by all sessions. Needs a VPC. At most 2 an agent.
   *
   * @param accessPoint one that knows its file system: made in this app, or by `fromAccessPointAttributes`
   * @param mountPath one directory under `/mnt`, as in `/mnt/cases`
   */
  public static efs(accessPoint: IAccessPoint, mountPath: string, options: MountOptions = {}): Filesystem {
    return new EfsFilesystem(accessPoint, mountPath, options);
  }

  /**
   * An EFS file system through an access point that is made for the agent, shared by all sessions. Needs a VPC. At most 2 an agent.
   *
   * Agents that mount it at the same path share a directory.
   *
   * @param mountPath one directory under `/mnt`, as in `/mnt/cases`
   */
  public static efsFileSystem(
    fileSystem: IFileSystem,
    mountPath: string,
    options: EfsFileSystemOptions = {},
  ): Filesystem {
    return new NewEfsFileSystem(fileSystem, mountPath, options);
  }

  /**
   * A bucket through an S3 Files access point, shared by all sessions. Needs a VPC. At most 2 an agent.
   *
   * @param accessPoint an `S3Files`, made in this app or imported
   * @param mountPath one directory under `/mnt`, as in `/mnt/reports`
   */
  public static s3Files(accessPoint: IS3FilesAccessPoint, mountPath: string, options: MountOptions = {}): Filesystem {
    return new S3FilesFilesystem(accessPoint, mountPath, options);
  }

  /**
   * A volume of the capacity provider that the agent runs on. On a runtime with a capacity provider only, which takes no other kind.
   *
   * @param volumeName the volume's name there
   * @param mountPath one directory under `/mnt`, as in `/mnt/scratch`
   */
  public static volume(volumeName: string, mountPath: string): Filesystem {
    return new CapacityProviderVolume(volumeName, mountPath);
  }

  protected constructor(
    /** Where sessions find it. */
    public readonly mountPath: string,
  ) {}

  /** @internal */
  public abstract readonly _kind: FilesystemKind;

  /** @internal */
  public abstract _bind(binding: Binding, network?: BoundNetwork): CfnRuntime.FilesystemConfigurationProperty;
}

class SessionStorage extends Filesystem {
  public readonly _kind = SESSION_STORAGE;

  public constructor(mountPath: string) {
    super(mountPath);
  }

  public _bind(binding: Binding): CfnRuntime.FilesystemConfigurationProperty {
    Annotations.of(binding.scope).addInfoV2(
      'cdk-agentcore:sessionStorage',
      `filesystems: ${this.mountPath} is session storage, which every new version of the agent empties: keep on EFS or S3 Files what must outlive a deployment`,
    );
    binding.services.add('s3');
    return { sessionStorage: { mountPath: this.mountPath } };
  }
}

class EfsFilesystem extends Filesystem {
  public readonly _kind = EFS;

  public constructor(
    private readonly accessPoint: IAccessPoint,
    mountPath: string,
    private readonly options: MountOptions,
  ) {
    super(mountPath);
  }

  public _bind(binding: Binding, network?: BoundNetwork): CfnRuntime.FilesystemConfigurationProperty {
    checkAccessPointOf(binding.errors, `filesystems: the access point of ${this.mountPath}`, this.accessPoint);
    return this._mount(binding, network);
  }

  /** Mounts the access point, the settings of which have been checked. */
  public _mount(binding: Binding, network?: BoundNetwork): CfnRuntime.FilesystemConfigurationProperty {
    const { accessPointArn } = this.accessPoint;
    const fileSystem = this.fileSystem(binding);
    checkAccessPointId(binding.errors, `filesystems: the access point of ${this.mountPath}`, accessPointArn);
    if (fileSystem) {
      const groups = fileSystem.connections.securityGroups;
      const vpcIds = groups.flatMap((group) => vpcIdOf(group) ?? []);
      checkVpcOfMount(binding, this, vpcIds, network?.vpc);
      checkPlace(binding, this, ARNS.efsFileSystem, fileSystem.fileSystemArn);
      checkImport(binding.errors, `filesystems: ${this.mountPath}`, accessPointArn, ARNS.efsAccessPoint);
      permitMount(binding, this, 'elasticfilesystem', fileSystem.fileSystemArn, accessPointArn, this.options);
      binding.permissions.add({
        feature: 'FilesystemTargets',
        of: labelOf(this),
        actions: ['elasticfilesystem:DescribeMountTargets'],
        resources: [fileSystem.fileSystemArn],
      });
      binding.permissions.add({
        feature: 'FilesystemAccessPoint',
        of: labelOf(this),
        actions: ['elasticfilesystem:DescribeAccessPoints'],
        resources: [accessPointArn],
      });
      reach(binding, fileSystem, fileSystem.mountTargetsAvailable, network?.connections);
    }
    return { efsAccessPoint: { accessPointArn, mountPath: this.mountPath } };
  }

  /** An access point that was imported by its id alone does not know it. */
  private fileSystem(binding: Binding): IFileSystem | undefined {
    try {
      return this.accessPoint.fileSystem;
    } catch {
      binding.errors.add(
        `filesystems: the access point of ${this.mountPath} does not know its file system, to which the agent needs permission: import it by efs.AccessPoint.fromAccessPointAttributes with a fileSystem`,
      );
      return undefined;
    }
  }
}

class NewEfsFileSystem extends Filesystem {
  public readonly _kind = EFS;

  public constructor(
    private readonly fileSystem: IFileSystem,
    mountPath: string,
    private readonly options: EfsFileSystemOptions,
  ) {
    super(mountPath);
  }

  public _bind(binding: Binding, network?: BoundNetwork): CfnRuntime.FilesystemConfigurationProperty {
    const { accessPoint = {}, ...options } = this.options;
    if (Token.isUnresolved(this.mountPath)) {
      binding.errors.add(
        'filesystems: the mountPath of Filesystem.efsFileSystem must be known at synth, for the access point is named after it: give it as it is, or use Filesystem.efs',
      );
      return { efsAccessPoint: { accessPointArn: Aws.NO_VALUE, mountPath: this.mountPath } };
    }
    const { posixUser = USER, path = `/${labelOf(this)}` } = accessPoint;
    const given = labelOf(this).includes('/') ? accessPoint : { ...accessPoint, path };
    checkAccessPoint(binding.errors, `filesystems: ${this.mountPath}: accessPoint`, given);
    const createAcl = { ownerUid: posixUser.uid, ownerGid: posixUser.gid, permissions: '750' };
    const made = new AccessPoint(binding.scope, `AccessPoint${labelOf(this)}`, {
      createAcl,
      ...accessPoint,
      posixUser,
      path,
      fileSystem: this.fileSystem,
    });
    return new EfsFilesystem(made, this.mountPath, options)._mount(binding, network);
  }
}

class S3FilesFilesystem extends Filesystem {
  public readonly _kind = S3_FILES;

  public constructor(
    private readonly accessPoint: IS3FilesAccessPoint,
    mountPath: string,
    private readonly options: MountOptions,
  ) {
    super(mountPath);
  }

  public _bind(binding: Binding, network?: BoundNetwork): CfnRuntime.FilesystemConfigurationProperty {
    const { accessPointArn, mountTargetsAvailable } = this.accessPoint;
    const fileSystemArn = Fn.select(0, Fn.split('/access-point/', deferred(accessPointArn)));
    checkPlace(binding, this, ARNS.s3FilesAccessPoint, accessPointArn);
    const { _vpc } = this.accessPoint;
    checkVpcOfMount(binding, this, _vpc ? [_vpc.vpcId] : [], network?.vpc);
    checkAccessPointId(binding.errors, `filesystems: the access point of ${this.mountPath}`, accessPointArn);
    permitMount(binding, this, 's3files', fileSystemArn, accessPointArn, this.options);
    // This action knows no access point condition, so it cannot stand with the others.
    binding.permissions.add({
      feature: 'FilesystemAccessPoint',
      of: labelOf(this),
      actions: ['s3files:GetAccessPoint'],
      resources: [accessPointArn],
    });
    binding.permissions.add({
      feature: 'FilesystemTargets',
      of: labelOf(this),
      actions: ['s3files:ListMountTargets', 's3files:GetFileSystem'],
      resources: [fileSystemArn],
    });
    reach(binding, this.accessPoint, mountTargetsAvailable, network?.connections);
    this.reviewZones(binding, network?.zones);
    return { s3FilesAccessPoint: { accessPointArn, mountPath: this.mountPath } };
  }

  private reviewZones(binding: Binding, zones: string[] = []): void {
    const theirs = this.accessPoint._zones;
    const known = [...zones, ...(theirs ?? [])].every((zone) => !isUnknown(zone));
    const missing = theirs && known ? [...new Set(zones)].filter((zone) => !theirs.includes(zone)) : [];
    if (missing.length > 0) {
      Annotations.of(binding.scope).addWarningV2(
        `cdk-agentcore:noMountTarget${labelOf(this)}`,
        `filesystems: ${this.mountPath} has no mount target in ${missing.join(', ')}, where sessions cannot mount it: give the S3Files and the network the same subnets`,
      );
    }
  }
}

export class CapacityProviderVolume extends Filesystem {
  public readonly _kind = VOLUME;

  public constructor(
    public readonly volumeName: string,
    mountPath: string,
  ) {
    super(mountPath);
  }

  public _bind(): CfnRuntime.FilesystemConfigurationProperty {
    return { capacityProviderVolume: { volumeName: this.volumeName, mountPath: this.mountPath } };
  }
}

function labelOf(filesystem: Filesystem): string {
  return filesystem.mountPath.replace(/^\/mnt\/|\/$/g, '');
}

/**
 * Checks that sessions and mount targets are in the same VPC, and that the VPC resolves the names of mount targets.
 *
 * @param theirs The IDs of the VPCs of the mount targets, as far as they are known
 */
function checkVpcOfMount({ errors }: Binding, { mountPath }: Filesystem, theirs: string[], vpc?: IVpc): void {
  if (!vpc) {
    return;
  }
  if (theirs.some((vpcId) => areDifferent(vpcId, vpc.vpcId))) {
    errors.add(
      `filesystems: ${mountPath} must be mounted in the VPC that it has its mount targets in: give the file system and the network the same vpc`,
    );
  }
  checkDns(errors, `filesystems: the VPC of ${mountPath}`, vpc);
}

function checkPlace({ errors }: Binding, { mountPath }: Filesystem, kind: ArnKind, arn: string): void {
  checkReference(errors, `filesystems: ${mountPath}`, { kind, arn }, OWN);
}

function permitMount(
  binding: Binding,
  filesystem: Filesystem,
  service: string,
  fileSystemArn: string,
  accessPointArn: string,
  { readOnly }: MountOptions,
): void {
  const conditions = { ArnEquals: { [`${service}:AccessPointArn`]: accessPointArn } };
  binding.permissions.add({
    feature: 'Filesystem',
    of: labelOf(filesystem),
    actions: [`${service}:ClientMount`, ...(readOnly ? [] : [`${service}:ClientWrite`])],
    resources: [fileSystemArn],
    conditions,
  });
  if (readOnly) {
    // The file system's own policy, or its having none, may let clients write: only a denial keeps them from it.
    binding.permissions.add({
      feature: 'FilesystemReadOnly',
      of: labelOf(filesystem),
      actions: [`${service}:ClientWrite`, `${service}:ClientRootAccess`],
      resources: [fileSystemArn],
      conditions,
      effect: 'Deny',
    });
  }
}
