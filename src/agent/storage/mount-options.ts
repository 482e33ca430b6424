import type { AccessPointOptions } from 'aws-cdk-lib/aws-efs';

/** Options for `Filesystem.efs` and `Filesystem.s3Files`. */
export interface MountOptions {
  /**
   * Whether the file system is mounted read-only. If `true`, the execution role is explicitly denied write access, even
   * if the policy of the file system allows it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** Options for `Filesystem.efsFileSystem`. */
export interface EfsFileSystemOptions extends MountOptions {
  /**
   * The root directory, POSIX user and directory permissions of the access point. Amazon EFS creates a directory that
   * does not exist with the permissions in `createAcl`.
   *
   * @default - a directory with the name of the mount path, which POSIX user 1000 of group 1000 can read and write
   */
  readonly accessPoint?: AccessPointOptions;
}
