import { Connections, type IConnectable, type ISecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Resource } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';
import { ARNS } from '../../private/validation/arn';
import { checkImport, environmentFromArn } from '../../private/validation/environment';
import { ValidationErrors } from '../../private/validation/validation-errors';
import { nfsPort } from './nfs-rules';

/**
 * An access point of an S3 Files file system, through which agents mount an Amazon S3 bucket as a directory.
 */
export interface IS3FilesAccessPoint extends IConnectable {
  /**
   * The ARN of the access point, which starts with the ARN of the file system.
   */
  readonly accessPointArn: string;

  /**
   * The mount targets that agents depend on, or `undefined` if the mount targets already exist.
   */
  readonly mountTargetsAvailable?: IDependable;

  /**
   * The Availability Zones of the mount targets, as far as they are known.
   *
   * @internal
   */
  readonly _zones?: string[];

  /**
   * The VPC of the mount targets, if it is known.
   *
   * @internal
   */
  readonly _vpc?: IVpc;
}

/** Attributes of an imported S3 Files access point. */
export interface S3FilesAttributes {
  /**
   * The ARN of the access point, for example
   * `arn:aws:s3files:us-east-1:111122223333:file-system/fs-0123456789abcdef0/access-point/fsap-0123456789abcdef0`.
   */
  readonly accessPointArn: string;

  /**
   * The security groups of the mount targets. Agents are allowed to connect to the mount targets on TCP port 2049.
   */
  readonly securityGroups: ISecurityGroup[];

  /**
   * The mount targets that agents depend on.
   *
   * @default - the mount targets already exist
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
    this.connections = new Connections({ securityGroups: attrs.securityGroups, defaultPort: nfsPort() });
  }
}
