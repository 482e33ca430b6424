import {
  Connections,
  type ISecurityGroup,
  type ISubnet,
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
import { Duration, Lazy, Names, RemovalPolicy, Resource, Size, Stack } from 'aws-cdk-lib/core';
import { type Construct, DependencyGroup, type IDependable } from 'constructs';
import { Binding } from '../../private/iam/binding';
import { executionRole } from '../../private/iam/execution-role';
import { createResource } from '../../private/iam/resource';
import { removeTogether } from '../../private/removal';
import { NOUNS } from '../../private/validation/arn';
import { duplicatesOf } from '../../private/validation/duplicates';
import { checkReference, OWN_REGION } from '../../private/validation/environment';
import { checkConstruction } from '../../private/validation/guard';
import { checkObjectKey } from '../../private/validation/object-key';
import { checkKeyLocation, checkSecurityGroups } from '../../private/validation/references';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { descriptionOf, zonesOf } from '../network';
import { checkDns, checkVpcOf } from '../vpc';
import { ImportDataRule } from './import-data-rule';
import { NFS } from './nfs-rules';
import { ACCESS_POINT_NAMES, FILE_SYSTEM_NAMES, MOUNT_TARGET_NAMES } from './property-names';
import { ImportedS3FilesAccessPoint, type IS3FilesAccessPoint, type S3FilesAttributes } from './s3-files-access-point';
import { checkBucket, permitSynchronization, synchronizationTrust } from './s3-files-role';

/** How a bucket becomes a file system. */
export interface S3FilesProps {
  /**
   * The bucket. It must be versioned, of the same account and Region, and encrypted by SSE-S3 or SSE-KMS. Another one makes another file system.
   */
  readonly bucket: IBucket;

  /**
   * The VPC in which it is mounted, which resolves DNS names.
   */
  readonly vpc: IVpc;

  /**
   * The part of the bucket that is the file system, ending in `/`, at most 1,024 characters. Another one makes another file system.
   *
   * @default - the whole bucket
   */
  readonly prefix?: string;

  /**
   * The subnets of the mount targets: one subnet in each Availability Zone in which agents run.
   *
   * Adding or removing an Availability Zone other than the first keeps the file system. Changing the subnet of the first
   * Availability Zone replaces the file system, because a file system takes one mount target in an Availability Zone. To
   * change the subnet of another Availability Zone alone, change the construct ID as well.
   *
   * @default - the private subnets, one in each Availability Zone; of a VPC without any, the isolated ones
   */
  readonly subnets?: SubnetSelection;

  /**
   * The security groups of its mount targets, at most 100. Agents that mount it open TCP 2049 for themselves.
   *
   * @default - one of its own, which lets nothing out
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The type of the IP addresses of the mount targets. Changing the type replaces the file system.
   *
   * @default VpcEndpointIpAddressType.IPV4
   */
  readonly ipAddressType?: VpcEndpointIpAddressType;

  /**
   * What is brought from the bucket before it is read: 1 to 10 rules.
   *
   * @default - files below 128 KiB, when their directory is first looked at
   */
  readonly imports?: ImportDataRule[];

  /**
   * How long what was brought is kept after it was last read, 1 to 365 days. The bucket keeps it for ever.
   *
   * @default Duration.days(30)
   */
  readonly expireAfter?: Duration;

  /**
   * The key that encrypts the file system.
   *
   * The bucket has its own. Another key makes another file system.
   *
   * @default - a key of the service
   */
  readonly encryptionKey?: IKeyRef;

  /**
   * The role with which S3 Files reads and writes the bucket. It gets its permissions in a policy of its own.
   * Another one makes another file system.
   *
   * @default - a role that may do so in this bucket, and under its prefix only
   */
  readonly role?: IRole;

  /**
   * The directory that agents see as the root, and as whom they see it. An ACL makes the directory when it is not there.
   *
   * @default - all of the file system, as the user 1000 of the group 1000
   */
  readonly accessPoint?: AccessPointOptions;

  /**
   * Whether a prefix with very many objects is taken, where renaming a directory is slow and costs requests.
   * A change makes another file system.
   *
   * @default false
   */
  readonly acceptBucketWarning?: boolean;

  /**
   * What happens to the file system, and to the role that is created for it, when the file system is removed from the
   * stack or replaced, or when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket as a file system: with mount targets in a VPC, an access point for agents, and the role that synchronizes both.
 *
 * When the stack goes, the file system and its role stay: they hold what has not reached the bucket yet.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files.html
 */
export class S3Files extends Resource implements IS3FilesAccessPoint, IFileSystemRef {
  /**
   * A file system that was made elsewhere, by one access point of it.
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
   * The role with which S3 Files reads and writes the bucket.
   */
  public readonly role: IRole;

  private readonly ownRole?: IRole;

  constructor(scope: Construct, id: string, props: S3FilesProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { bucket, vpc, prefix } = props;
    const binding = new Binding(this, 'S3Files');

    checkBucket(binding, bucket);
    checkKeyLocation(binding.errors, 'encryptionKey', props.encryptionKey);
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
      // The owner is the POSIX user, which is checked itself.
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
          // By the subnet and not by its place: a zone takes one mount target, so they must not change places.
          new CfnMountTarget(this, `MountTarget${Names.uniqueResourceName(subnet, { maxLength: 200 })}`, {
            ...target,
            fileSystemId,
            subnetId: subnetIds[index],
          }),
      );
      return {
        resource,
        mountTargets,
        accessPoint: new CfnAccessPoint(this, 'AccessPoint', { ...accessPoint, fileSystemId }),
      };
    });

    this.accessPointArn = created.accessPoint.attrAccessPointArn;
    this.fileSystemArn = created.resource.attrFileSystemArn;
    this.connections = new Connections({ securityGroups, defaultPort: NFS });
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
   * What becomes of the file system, and of the role that was made for it, when the stack goes.
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    removeTogether(policy, [this, this.ownRole]);
  }
}

/** By the values of `VpcEndpointIpAddressType`, for naming its members would load all VPC endpoints at import. */
const IP_ADDRESS_TYPES: Record<`${VpcEndpointIpAddressType}`, string> = {
  ipv4: 'IPV4_ONLY',
  ipv6: 'IPV6_ONLY',
  dualstack: 'DUAL_STACK',
};

/** A list that is known to CloudFormation only looks like one subnet, whose id would be a token. */
function checkSubnets({ errors }: Binding, subnetIds: string[]): void {
  if (isUnknown(subnetIds)) {
    errors.add(
      'subnets must be known by number at synth, for each gets a mount target, got a list that CloudFormation knows: import the VPC with the id of each subnet, or look it up',
    );
    return;
  }
  if (subnetIds.length === 0) {
    errors.add(
      'subnets must select at least 1 subnet, because each gets a mount target, got none. Select a subnet in each Availability Zone in which agents run.',
    );
  }
  for (const subnetId of subnetIds) {
    errors.checkLimits('MountTarget', { subnetId }, MOUNT_TARGET_NAMES);
  }
}

/**
 * Returns the part of the mount targets that replaces the file system. A file system takes one mount target in a zone,
 * and CloudFormation creates a mount target before it deletes its predecessor, so a changed mount target needs another
 * file system. The subnet of the first zone decides, because adding and removing other zones must not replace it.
 */
function mountId(subnets: ISubnet[], ipAddressType: string): string {
  const zoneOf = (subnet: ISubnet) => JSON.stringify(Stack.of(subnet).resolve(zonesOf([subnet])));
  const [first] = [...subnets].sort((a, b) => (zoneOf(a) < zoneOf(b) ? -1 : 1));
  if (!first) {
    return ipAddressType;
  }
  const isKnown = !isUnknown(first.subnetId);
  return `${ipAddressType}${isKnown ? first.subnetId : Names.uniqueResourceName(first, { maxLength: 200 })}`;
}

/** A zone takes one mount target; what is not known to be alike is not judged. */
function checkZones({ errors }: Binding, subnets: ISubnet[]): void {
  const zones = zonesOf(subnets);
  for (const zone of duplicatesOf(zones)) {
    const count = zones.filter((name) => name === zone).length;
    errors.add(
      `subnets must be in different Availability Zones, for each takes one mount target, got ${count} in ${zone}`,
    );
  }
}

/** The root of the file system is there; another directory is made when it is not, and the user may write to it. */
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
 * As whom agents see file systems, whatever user their code runs as.
 *
 * @internal
 */
export const USER = { uid: '1000', gid: '1000' };

/** The service takes both kinds of rules or neither. */
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
