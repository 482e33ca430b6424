import { Connections, type IConnectable, type ISecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Resource } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';
import { ARNS } from '../../private/validation/arn';
import { checkImport, environmentFromArn } from '../../private/validation/environment';
import { ValidationErrors } from '../../private/validation/validation-errors';
import { NFS } from './nfs-rules';

/**
 * An access point of an S3 Files file system: a bucket that is mounted as a directory.
 */
export interface IS3FilesAccessPoint extends IConnectable {
  /**
   * Its ARN, which begins with that of its file system.
   */
  readonly accessPointArn: string;

  /**
   * The mount targets that must be there before an agent mounts it. It is undefined when they are there already.
   */
  readonly mountTargetsAvailable?: IDependable;

  /**
   * Where it has mount targets, as far as that is known.
   *
   * @internal
   */
  readonly _zones?: string[];

  /**
   * Where they are, as far as that is known.
   *
   * @internal
   */
  readonly _vpc?: IVpc;
}

/** What is known of an access point that was made elsewhere. */
export interface S3FilesAttributes {
  /**
   * Its ARN: `arn:aws:s3files:…:file-system/fs-…/access-point/fsap-…`.
   */
  readonly accessPointArn: string;

  /**
   * The security groups of the file system's mount targets, which the agent must reach on TCP 2049.
   */
  readonly securityGroups: ISecurityGroup[];

  /**
   * The mount targets that must be there before an agent mounts it.
   *
   * @default - they are there already
   */
  readonly mountTargetsAvailable?: IDependable;
}

export class ImportedS3FilesAccessPoint extends Resource implements IS3FilesAccessPoint {
  public readonly accessPointArn: string;
  public readonly connections: Connections;
  public readonly mountTargetsAvailable?: IDependable;

  public constructor(scope: Construct, id: string, attrs: S3FilesAttributes) {
    super(scope, id, environmentFromArn(attrs.accessPointArn, ARNS.s3FilesAccessPoint));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'accessPointArn', attrs.accessPointArn, ARNS.s3FilesAccessPoint);
    errors.throwIfAny();
    this.accessPointArn = attrs.accessPointArn;
    this.mountTargetsAvailable = attrs.mountTargetsAvailable;
    this.connections = new Connections({ securityGroups: attrs.securityGroups, defaultPort: NFS });
  }
}
