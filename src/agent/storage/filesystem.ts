import type { CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AccessPoint, type IAccessPoint, type IFileSystem } from 'aws-cdk-lib/aws-efs';
import { Annotations, Aws, Fn, Token } from 'aws-cdk-lib/core';
import type { Binding } from '../../private/iam/binding';
import { vpcIdOf } from '../../private/known/vpc';
import { ARNS } from '../../private/validation/arn';
import { checkImport } from '../../private/validation/environment';
import { deferred, isUnknown } from '../../private/validation/unknown';
import type { BoundNetwork } from '../network';
import { checkAccessPoint, checkAccessPointId, checkAccessPointOf } from './access-point';
import { EFS, type FilesystemKind, S3_FILES, SESSION_STORAGE, VOLUME } from './filesystem-kind';
import { checkPlace, checkVpcOfMount, labelOf, permitMount } from './mount';
import type { EfsFileSystemOptions, MountOptions } from './mount-options';
import { reach } from './nfs-rules';
import { USER } from './s3-files';
import type { IS3FilesAccessPoint } from './s3-files-access-point';

/**
 * A file system that is mounted below `/mnt` in the sessions of an agent.
 *
 * @example
 * const filesystems = [
 *   agentcore.Filesystem.sessionStorage('/mnt/work'),
 *   agentcore.Filesystem.efs(accessPoint, '/mnt/cases', { readOnly: true }),
 * ];
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-filesystem-configurations.html
 */
export abstract class Filesystem {
  /**
   * Mounts session storage: up to 1 GB for each session, which is available again when the session resumes. AgentCore
   * deletes the data after 14 idle days, and with each new version of the agent. Maximum 1 per agent.
   *
   * @param mountPath The mount path: one directory below `/mnt`, at most 200 characters, for example `/mnt/work`
   *
   * @example
   * const filesystem = agentcore.Filesystem.sessionStorage('/mnt/work');
   */
  public static sessionStorage(mountPath: string): Filesystem {
    return new SessionStorage(mountPath);
  }

  /**
   * Mounts an Amazon EFS file system through an access point. All sessions share the files. Requires a VPC. Maximum 2
   * EFS file systems per agent.
   *
   * @param accessPoint The access point, defined in this app or imported with `AccessPoint.fromAccessPointAttributes`
   *   and its `fileSystem`
   * @param mountPath The mount path: one directory below `/mnt`, at most 200 characters, for example `/mnt/cases`
   * @param options Whether the file system is mounted read-only, by default read and write
   *
   * @example
   * const filesystem = agentcore.Filesystem.efs(accessPoint, '/mnt/cases');
   */
  public static efs(accessPoint: IAccessPoint, mountPath: string, options: MountOptions = {}): Filesystem {
    return new EfsFilesystem(accessPoint, mountPath, options);
  }

  /**
   * Mounts an Amazon EFS file system through an access point that is created for the agent. All sessions share the
   * files. Requires a VPC. Maximum 2 EFS file systems per agent.
   *
   * By default, agents that mount the file system at the same path share a directory.
   *
   * @param fileSystem The Amazon EFS file system
   * @param mountPath The mount path: one directory below `/mnt`, at most 200 characters, known at synth
   * @param options The settings of the access point, and whether the file system is mounted read-only
   *
   * @example
   * const filesystem = agentcore.Filesystem.efsFileSystem(files, '/mnt/cases');
   */
  public static efsFileSystem(
    fileSystem: IFileSystem,
    mountPath: string,
    options: EfsFileSystemOptions = {},
  ): Filesystem {
    return new NewEfsFileSystem(fileSystem, mountPath, options);
  }

  /**
   * Mounts an Amazon S3 bucket through an S3 Files access point. All sessions share the files. Requires a VPC. Maximum
   * 2 S3 Files file systems per agent.
   *
   * @param accessPoint An `S3Files`, defined in this app or imported
   * @param mountPath The mount path: one directory below `/mnt`, at most 200 characters, for example `/mnt/reports`
   * @param options Whether the file system is mounted read-only, by default read and write
   *
   * @example
   * const bucket = new s3.Bucket(stack, 'Reports', { versioned: true });
   * const reports = new agentcore.S3Files(stack, 'ReportFiles', { bucket, vpc });
   * const filesystem = agentcore.Filesystem.s3Files(reports, '/mnt/reports');
   */
  public static s3Files(accessPoint: IS3FilesAccessPoint, mountPath: string, options: MountOptions = {}): Filesystem {
    return new S3FilesFilesystem(accessPoint, mountPath, options);
  }

  /**
   * Mounts a volume of the capacity provider of a runtime. Supported only on a `Runtime` with a capacity provider,
   * which supports no other kind of file system.
   *
   * @param volumeName The name of the volume in the capacity provider
   * @param mountPath The mount path: one directory below `/mnt`, at most 200 characters, for example `/mnt/scratch`
   *
   * @example
   * const filesystem = agentcore.Filesystem.volume('scratch', '/mnt/scratch');
   */
  public static volume(volumeName: string, mountPath: string): Filesystem {
    return new CapacityProviderVolume(volumeName, mountPath);
  }

  protected constructor(
    /** The mount path of the file system in the sessions. */
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
      `filesystems: ${this.mountPath} is session storage, which is deleted with each new version of the agent. Use Amazon EFS or S3 Files for data that must be retained.`,
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

  /** Mounts an access point with checked settings. */
  public _mount(binding: Binding, network?: BoundNetwork): CfnRuntime.FilesystemConfigurationProperty {
    const { accessPointArn } = this.accessPoint;
    const fileSystem = this.fileSystem(binding);
    checkAccessPointId(binding.errors, `filesystems: the access point of ${this.mountPath}`, accessPointArn);
    if (fileSystem) {
      const groups = fileSystem.connections.securityGroups;
      const vpcIds = groups.flatMap((group) => vpcIdOf(group) ?? []);
      checkVpcOfMount(binding, this.mountPath, vpcIds, network?.vpc);
      checkPlace(binding, this.mountPath, ARNS.efsFileSystem, fileSystem.fileSystemArn);
      checkImport(binding.errors, `filesystems: ${this.mountPath}`, accessPointArn, ARNS.efsAccessPoint);
      permitMount(binding, this.mountPath, 'elasticfilesystem', fileSystem.fileSystemArn, accessPointArn, this.options);
      binding.permissions.add({
        feature: 'FilesystemTargets',
        of: labelOf(this.mountPath),
        actions: ['elasticfilesystem:DescribeMountTargets'],
        resources: [fileSystem.fileSystemArn],
      });
      binding.permissions.add({
        feature: 'FilesystemAccessPoint',
        of: labelOf(this.mountPath),
        actions: ['elasticfilesystem:DescribeAccessPoints'],
        resources: [accessPointArn],
      });
      reach(binding, fileSystem, fileSystem.mountTargetsAvailable, network?.connections);
    }
    return { efsAccessPoint: { accessPointArn, mountPath: this.mountPath } };
  }

  /** Returns the file system of the access point, which is not known of an access point that is imported by its ID. */
  private fileSystem(binding: Binding): IFileSystem | undefined {
    try {
      return this.accessPoint.fileSystem;
    } catch {
      binding.errors.add(
        `filesystems: the access point of ${this.mountPath} must have a fileSystem, because the execution role needs permission on it, got an access point without one. Import it with efs.AccessPoint.fromAccessPointAttributes and its fileSystem.`,
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
        'filesystems: mountPath of Filesystem.efsFileSystem must be known at synth, because the construct ID of the access point contains it, got a token. Use a literal mountPath, or Filesystem.efs.',
      );
      return { efsAccessPoint: { accessPointArn: Aws.NO_VALUE, mountPath: this.mountPath } };
    }
    const { posixUser = USER, path = `/${labelOf(this.mountPath)}` } = accessPoint;
    const given = labelOf(this.mountPath).includes('/') ? accessPoint : { ...accessPoint, path };
    checkAccessPoint(binding.errors, `filesystems: ${this.mountPath}: accessPoint`, given);
    const createAcl = { ownerUid: posixUser.uid, ownerGid: posixUser.gid, permissions: '750' };
    const made = new AccessPoint(binding.scope, `AccessPoint${labelOf(this.mountPath)}`, {
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
    checkPlace(binding, this.mountPath, ARNS.s3FilesAccessPoint, accessPointArn);
    const { _vpc } = this.accessPoint;
    checkVpcOfMount(binding, this.mountPath, _vpc ? [_vpc.vpcId] : [], network?.vpc);
    checkAccessPointId(binding.errors, `filesystems: the access point of ${this.mountPath}`, accessPointArn);
    permitMount(binding, this.mountPath, 's3files', fileSystemArn, accessPointArn, this.options);
    // This action does not support the condition on the access point.
    binding.permissions.add({
      feature: 'FilesystemAccessPoint',
      of: labelOf(this.mountPath),
      actions: ['s3files:GetAccessPoint'],
      resources: [accessPointArn],
    });
    binding.permissions.add({
      feature: 'FilesystemTargets',
      of: labelOf(this.mountPath),
      actions: ['s3files:ListMountTargets', 's3files:GetMountTarget', 's3files:GetFileSystem'],
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
        `cdk-agentcore:noMountTarget${labelOf(this.mountPath)}`,
        `filesystems: ${this.mountPath} has no mount target in ${missing.join(', ')}. Sessions in that Availability Zone cannot mount the file system. Use the same subnets for the S3Files and the network.`,
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
