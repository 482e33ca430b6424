import {
  Connections,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  type SubnetSelection,
  VpcEndpointIpAddressType,
} from 'aws-cdk-lib/aws-ec2';
import type { AccessPointOptions } from 'aws-cdk-lib/aws-efs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  CfnAccessPoint,
  type CfnAccessPointProps,
  CfnFileSystem,
  CfnMountTarget,
  type FileSystemReference,
  type IFileSystemRef,
} from 'aws-cdk-lib/aws-s3files';
import { Duration, Lazy, Names, RemovalPolicy, Resource, Size } from 'aws-cdk-lib/core';
import { type Construct, DependencyGroup, type IDependable } from 'constructs';
import { copyOf } from '../../private/copy';
import { Binding } from '../../private/iam/binding';
import { executionRole } from '../../private/iam/execution-role';
import { createResource } from '../../private/iam/resource';
import { removeTogether } from '../../private/removal';
import { NOUNS } from '../../private/validation/arn';
import { checkReference, OWN_REGION } from '../../private/validation/environment';
import { checkConstruction } from '../../private/validation/guard';
import { checkObjectKey } from '../../private/validation/object-key';
import { checkKeyLocation, checkKeySpec, checkSecurityGroups } from '../../private/validation/references';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { descriptionOf, zonesOf } from '../network';
import { checkDns, checkVpcOf } from '../vpc';
import { ImportDataRule } from './import-data-rule';
import { checkSubnets, checkZones, mountId } from './mount-targets';
import { nfsPort } from './nfs-rules';
import { ACCESS_POINT_NAMES, FILE_SYSTEM_NAMES, MOUNT_TARGET_NAMES } from './property-names';
import { ImportedS3FilesAccessPoint, type IS3FilesAccessPoint, type S3FilesAttributes } from './s3-files-access-point';
import { checkBucket, permitSynchronization, synchronizationTrust } from './s3-files-role';

/** Properties of `S3Files`. */
export interface S3FilesProps {
  /**
   * The Amazon S3 bucket. Must have versioning enabled, be encrypted with SSE-S3 or SSE-KMS, and be in the account and
   * Region of the stack. Changing the bucket replaces the file system.
   */
  readonly bucket: IBucket;

  /**
   * The VPC of the mount targets. Must have DNS support and DNS hostnames enabled. Changing the VPC replaces the file
   * system.
   */
  readonly vpc: IVpc;

  /**
   * The prefix of the objects in the file system. Must end with `/`, and be at most 1,024 characters long. Changing the
   * prefix replaces the file system.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * The subnets of the mount targets: one subnet in each Availability Zone in which agents run.
   *
   * Adding or removing an Availability Zone other than the first updates the file system. Changing the subnet of the
   * first Availability Zone replaces the file system, because a file system can have only one mount target in an
   * Availability Zone. To change only the subnet of another Availability Zone, also change the construct ID.
   *
   * @default - one private subnet in each Availability Zone; isolated subnets if the VPC has no private subnets
   */
  readonly subnets?: SubnetSelection;

  /**
   * The security groups of the mount targets. Maximum 100. Agents that mount the file system are automatically allowed
   * to connect on TCP port 2049.
   *
   * @default - a dedicated security group without outbound rules
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The IP address type of the mount targets. Changing the type replaces the file system.
   *
   * @default VpcEndpointIpAddressType.IPV4
   */
  readonly ipAddressType?: VpcEndpointIpAddressType;

  /**
   * The rules for data that S3 Files imports from the bucket into the file system. Must have 1 to 10 entries.
   *
   * @default - files below 128 KiB are imported when their directory is accessed for the first time
   */
  readonly imports?: ImportDataRule[];

  /**
   * The time after the last access when imported data is removed from the file system. Must be between 1 and 365 days.
   * The objects in the bucket are not deleted.
   *
   * @default Duration.days(30)
   */
  readonly expireAfter?: Duration;

  /**
   * The KMS key that encrypts the file system. The encryption of the bucket is independent of this key. Changing the
   * key replaces the file system.
   *
   * @default - a key that S3 Files manages
   */
  readonly encryptionKey?: IKeyRef;

  /**
   * The IAM role that S3 Files assumes to read and write the bucket. The required permissions are added to the role in
   * a dedicated policy. Changing the role replaces the file system.
   *
   * @default - a role with permissions for this bucket, and for `prefix` only
   */
  readonly role?: IRole;

  /**
   * The root directory, POSIX user and directory permissions of the access point. S3 Files creates a directory that
   * does not exist with the permissions in `createAcl`. Changing this property replaces the access point.
   *
   * @default - the root of the file system, with POSIX user 1000 and group 1000
   */
  readonly accessPoint?: AccessPointOptions;

  /**
   * Whether to accept a prefix that contains a very large number of objects. Renaming a directory of such a prefix is
   * slow and incurs request charges. Changing this property replaces the file system.
   *
   * @default false
   */
  readonly acceptBucketWarning?: boolean;

  /**
   * The removal policy of the file system and of the role that is created for it.
   *
   * The policy applies when the file system is removed from the stack or replaced, and when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An S3 Files file system, with which agents mount an Amazon S3 bucket: the file system, its mount targets in a VPC, an
 * access point, and the role that synchronizes the file system with the bucket.
 *
 * The file system and its role are retained when the stack is deleted or the file system is replaced, because the file
 * system can contain data that is not yet synchronized with the bucket.
 *
 * @example
 * const bucket = new s3.Bucket(stack, 'Reports', { versioned: true });
 * const reports = new agentcore.S3Files(stack, 'ReportFiles', { bucket, vpc });
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files.html
 */
export class S3Files extends Resource implements IS3FilesAccessPoint, IFileSystemRef {
  /**
   * Imports an access point of an S3 Files file system.
   *
   * @param scope The scope in which the import is defined
   * @param id The construct ID of the import
   * @param attrs The ARN of the access point, and the security groups of the mount targets
   *
   * @example
   * const reports = agentcore.S3Files.fromS3FilesAttributes(stack, 'ReportFiles', {
   *   accessPointArn:
   *     'arn:aws:s3files:us-east-1:111122223333:file-system/fs-0123456789abcdef0/access-point/fsap-0123456789abcdef0',
   *   securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Mounts', 'sg-0123456789abcdef0')],
   * });
   */
  public static fromS3FilesAttributes(scope: Construct, id: string, attrs: S3FilesAttributes): IS3FilesAccessPoint {
    return new ImportedS3FilesAccessPoint(scope, id, attrs);
  }

  public readonly accessPointArn: string;
  public readonly connections: Connections;
  public readonly mountTargetsAvailable?: IDependable;
  /** @internal */
  public readonly _zones: string[];
  /** @internal */
  public readonly _vpc: IVpc;

  /**
   * The ARN of the file system.
   */
  public readonly fileSystemArn: string;

  /**
   * The IAM role that S3 Files assumes to read and write the bucket.
   */
  public readonly role: IRole;

  private readonly ownRole?: IRole;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the file system, its mount targets and its access point
   */
  constructor(scope: Construct, id: string, props: S3FilesProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { bucket, vpc, prefix } = props;
    const binding = new Binding(this, 'S3Files');

    checkBucket(binding, bucket);
    checkKeyLocation(binding.errors, 'encryptionKey', props.encryptionKey);
    checkKeySpec(binding.errors, 'encryptionKey', props.encryptionKey);
    checkSecurityGroups(binding.errors, 'securityGroups', props.securityGroups);
    checkReference(binding.errors, 'vpc', { kind: NOUNS.vpc, env: vpc.env }, OWN_REGION);
    checkObjectKey(binding.errors, 'prefix', prefix ?? '');
    permitSynchronization(binding, bucket, prefix);
    const { subnets, isPendingLookup } = vpc.selectSubnets({ onePerAz: true, ...props.subnets });
    checkZones(binding, subnets);
    checkVpcOf(binding.errors, '', vpc, { subnets, securityGroups: props.securityGroups });
    checkDns(binding.errors, 'vpc', vpc);
    const securityGroups = props.securityGroups ?? [
      new SecurityGroup(this, 'SecurityGroup', {
        vpc,
        allowAllOutbound: false,
        description: descriptionOf(this, 'Mount targets of the file system'),
      }),
    ];
    const target = {
      securityGroups: securityGroups.map(({ securityGroupId }) => securityGroupId),
      ipAddressType: IP_ADDRESS_TYPES[props.ipAddressType ?? VpcEndpointIpAddressType.IPV4],
    };
    const subnetIds = subnets.map(({ subnetId }) =>
      isPendingLookup ? Lazy.string({ produce: () => subnetId }) : subnetId,
    );
    const accessPoint = renderAccessPoint(props.accessPoint);
    const role = executionRole(binding, props.role, {
      ...synchronizationTrust(binding),
      policyName: 'Synchronization',
    });
    const config = {
      bucket: bucket.bucketArn,
      prefix,
      roleArn: role.roleArn,
      kmsKeyId: props.encryptionKey?.keyRef.keyArn,
      synchronizationConfiguration: renderSynchronization(binding.errors, props),
      acceptBucketWarning: props.acceptBucketWarning,
    };
    if (!props.accessPoint?.createAcl) {
      // The owner is the POSIX user, which is checked separately.
      binding.errors.settle('accessPoint.createAcl.ownerUid');
      binding.errors.settle('accessPoint.createAcl.ownerGid');
    }
    binding.errors.checkLimits('AccessPoint', accessPoint, ACCESS_POINT_NAMES);
    binding.errors.checkLimits('MountTarget', target, MOUNT_TARGET_NAMES);
    checkSubnets(binding, subnetIds);
    const created = createResource(binding, 'FileSystem', config, FILE_SYSTEM_NAMES, (checked) => {
      const resource = new CfnFileSystem(this, `FileSystem${mountId(subnets, target.ipAddressType)}`, checked);
      this.node.defaultChild = resource;
      const fileSystemId = resource.attrFileSystemId;
      const mountTargets = subnets.map(
        (subnet, index) =>
          // The ID contains the subnet instead of its index, so that a mount target does not move to another subnet.
          new CfnMountTarget(this, `MountTarget${Names.uniqueResourceName(subnet, { maxLength: 200 })}`, {
            ...target,
            fileSystemId,
            subnetId: subnetIds[index],
          }),
      );
      return {
        resource,
        mountTargets,
        accessPoint: new CfnAccessPoint(this, 'AccessPoint', copyOf({ ...accessPoint, fileSystemId })),
      };
    });

    this.accessPointArn = created.accessPoint.attrAccessPointArn;
    this.fileSystemArn = created.resource.attrFileSystemArn;
    this.connections = new Connections({ securityGroups, defaultPort: nfsPort() });
    this.mountTargetsAvailable = new DependencyGroup(...created.mountTargets);
    this._zones = zonesOf(subnets);
    this._vpc = vpc;
    this.role = role;
    this.ownRole = props.role ? undefined : role;
    this.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }

  public get fileSystemRef(): FileSystemReference {
    return { fileSystemArn: this.fileSystemArn };
  }

  /**
   * Sets the removal policy of the file system, and of the role that is created for it.
   *
   * @param policy The removal policy when the stack is deleted or the file system is replaced
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    removeTogether(this, policy, [this, this.ownRole]);
  }
}

/** The keys are the values of `VpcEndpointIpAddressType`, because using its members would load `aws-ec2` at import. */
const IP_ADDRESS_TYPES: Record<`${VpcEndpointIpAddressType}`, string> = {
  ipv4: 'IPV4_ONLY',
  ipv6: 'IPV6_ONLY',
  dualstack: 'DUAL_STACK',
};

/** Renders the access point. By default, S3 Files creates a directory that the POSIX user can write to. */
function renderAccessPoint(options: AccessPointOptions = {}): Omit<CfnAccessPointProps, 'fileSystemId'> {
  const { path, createAcl, clientToken, posixUser } = options;
  const user = posixUser ?? USER;
  const isMade = path !== undefined && path !== '/';
  const acl = createAcl ?? (isMade ? { ownerUid: user.uid, ownerGid: user.gid, permissions: '750' } : undefined);
  return {
    posixUser: user,
    rootDirectory: path === undefined && !acl ? undefined : { path, creationPermissions: acl },
    clientToken,
  };
}

/**
 * The default POSIX user of access points.
 *
 * @internal
 */
export const USER = { uid: '1000', gid: '1000' };

/** Renders the synchronization. S3 Files accepts import and expiration rules only together. */
function renderSynchronization(
  errors: ValidationErrors,
  { imports, expireAfter }: S3FilesProps,
): CfnFileSystem.SynchronizationConfigurationProperty | undefined {
  if (!imports && !expireAfter) {
    return undefined;
  }
  const rules = imports ?? [ImportDataRule.onDirectoryAccess('', Size.kibibytes(128))];
  const days = (expireAfter ?? Duration.days(30)).toDays({ integral: false });
  return {
    importDataRules: rules.map((rule, index) => rule._render(errors, `imports[${index}].prefix`)),
    expirationDataRules: [{ daysAfterLastAccess: days }],
  };
}
