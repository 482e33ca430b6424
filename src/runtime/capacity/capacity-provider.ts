import {
  type CapacityProviderReference,
  CfnCapacityProvider,
  type ICapacityProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Connections, type IConnectable, type InstanceArchitecture, type InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Resource, type Size } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { checkIdleTimeout, type Lifecycle } from '../../agent/lifecycle';
import type { Network } from '../../agent/network';
import { seconds } from '../../private/durations';
import { Binding } from '../../private/iam/binding';
import { CreatedRole } from '../../private/iam/created-role';
import { executionRole } from '../../private/iam/execution-role';
import { createResource } from '../../private/iam/resource';
import { contentHash, nameByRole, retainedName } from '../../private/names';
import { removeTogether } from '../../private/removal';
import { checkConstruction } from '../../private/validation/guard';
import { deferred } from '../../private/validation/unknown';
import { type DataVolume, gibibytes, renderDataVolumes, renderVolume, type VolumeOptions } from './capacity-volume';
import { checkRootVolume } from './ebs';
import {
  type CapacityProviderAttributes,
  ImportedCapacityProvider,
  type KnownCapacity,
} from './imported-capacity-provider';
import { architectureOf, OPERATING_SYSTEMS } from './instance-architecture';
import { type InstanceLaunchOptions, renderLaunch } from './instance-launch';
import { permitOperator } from './operator-permissions';
import { CAPACITY_PROVIDER_NAMES } from './property-names';

/** Properties of `CapacityProvider`. Changing any property except `description` replaces the capacity provider. */
export interface CapacityProviderProps {
  /**
   * The Amazon EC2 instance types that sessions can run on. Must have 1 to 30 entries of one architecture.
   */
  readonly instanceTypes: InstanceType[];

  /**
   * The network of the instances. Must be `Network.vpc(…)`.
   */
  readonly network: Network;

  /**
   * The CPU architecture of the instances, for which the code of runtimes must be built.
   *
   * @default - the architecture of the instance types
   */
  readonly architecture?: InstanceArchitecture;

  /**
   * The data volumes of sessions, which a session has again when it resumes.
   *
   * Maximum 5. Runtimes mount a data volume with `Filesystem.volume`.
   *
   * A capacity provider with volumes is retained when it is replaced. Returning to an earlier configuration with the
   * same `role` gives the generated name of the retained capacity provider: set another `capacityProviderName` then.
   *
   * @default - no data volumes
   */
  readonly volumes?: DataVolume[];

  /**
   * The type of the root volume of the instances. The root volume is deleted with its instance. The types `st1` and
   * `sc1` are not supported.
   *
   * @default - an encrypted gp3 volume
   */
  readonly rootVolume?: VolumeOptions;

  /**
   * The free space on the root volume. Must be between 2 and 65,000 GiB.
   *
   * @default Size.gibibytes(8)
   */
  readonly freeSpace?: Size;

  /**
   * The idle timeout and the maximum lifetime of an instance. Both must be between 60 and 1,209,600 seconds (14 days).
   * When an instance is terminated, its sessions end. Their data volumes are retained.
   *
   * @default - the idle timeout of AgentCore, and a maximum lifetime of 14 days
   */
  readonly lifecycle?: Lifecycle;

  /**
   * Additional launch parameters of the instances, such as a key pair or a capacity reservation.
   *
   * @default - no additional launch parameters
   */
  readonly launch?: InstanceLaunchOptions;

  /**
   * The IAM role that AgentCore assumes to launch and manage the instances. The required permissions are added to the
   * role in a separate policy.
   *
   * @default - a role with permissions for the instances of the capacity provider
   */
  readonly role?: IRole;

  /**
   * The description of the capacity provider. Must be 1 to 4,096 characters long. The only property that can change
   * without replacing the capacity provider.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The name of the capacity provider: a letter followed by up to 47 letters, digits or underscores. Changing any
   * property except `description` replaces the capacity provider, so change a given name in the same deployment.
   *
   * @default - a unique name that changes with every property that replaces the capacity provider, and with the stack
   *   ID. It is known only at deployment
   */
  readonly capacityProviderName?: string;

  /**
   * The removal policy of the capacity provider and of the role and the security group that are created for it.
   *
   * The policy applies when the capacity provider is removed from the stack or replaced, and when the stack is deleted.
   *
   * @default - RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE with `volumes`; RemovalPolicy.DESTROY without
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A capacity provider: Amazon EC2 instances in your account on which runtimes run.
 *
 * AgentCore launches, patches and terminates the instances as sessions need them. The instance types and the network are
 * required properties.
 *
 * With `volumes`, the capacity provider, the role and the security group that are created for it are retained by default
 * when the capacity provider is replaced and when the stack is deleted. Without `volumes`, they are deleted. While a
 * retained security group exists, its VPC cannot be deleted.
 *
 * @example
 * const capacityProvider = new agentcore.CapacityProvider(stack, 'Instances', {
 *   instanceTypes: [ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE)],
 *   network: agentcore.Network.vpc(vpc),
 *   volumes: [{ name: 'scratch', size: Size.gibibytes(50) }],
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-instances-how-it-works.html
 */
export class CapacityProvider extends Resource implements ICapacityProviderRef, IConnectable {
  /**
   * Imports an existing capacity provider by its ARN. Volume names, architecture and lifecycle are not known, so
   * runtimes on the capacity provider are not validated against them.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param capacityProviderArn The ARN of the capacity provider
   * @throws if the value is not the ARN of a capacity provider
   *
   * @example
   * agentcore.CapacityProvider.fromCapacityProviderArn(
   *   stack,
   *   'Shared',
   *   'arn:aws:bedrock-agentcore:us-east-1:111122223333:capacity-provider/instances-a1B2c3D4e5',
   * );
   */
  public static fromCapacityProviderArn(
    scope: Construct,
    id: string,
    capacityProviderArn: string,
  ): ICapacityProviderRef {
    return CapacityProvider.fromCapacityProviderAttributes(scope, id, { capacityProviderArn });
  }

  /**
   * Imports an existing capacity provider by its attributes.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the capacity provider
   *
   * @example
   * agentcore.CapacityProvider.fromCapacityProviderAttributes(stack, 'Shared', {
   *   capacityProviderArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:capacity-provider/instances-a1B2c3D4e5',
   *   volumeNames: ['scratch'],
   * });
   */
  public static fromCapacityProviderAttributes(
    scope: Construct,
    id: string,
    attrs: CapacityProviderAttributes,
  ): ICapacityProviderRef {
    return new ImportedCapacityProvider(scope, id, {
      ...attrs,
      capacityProviderArn: deferred(attrs.capacityProviderArn),
    });
  }

  /**
   * The ARN of the capacity provider.
   */
  public readonly capacityProviderArn: string;

  /**
   * The ID of the capacity provider: the name and a suffix of ten characters that AgentCore generates.
   */
  public readonly capacityProviderId: string;

  /**
   * The name of the capacity provider.
   */
  public readonly capacityProviderName: string;

  /**
   * The IAM role that AgentCore assumes to launch and manage the instances.
   */
  public readonly role: IRole;

  /**
   * The network connections of the instances.
   */
  public readonly connections: Connections;

  /** @internal */
  public readonly _known: KnownCapacity;

  private readonly own: IConstruct[];

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the capacity provider
   */
  constructor(scope: Construct, id: string, props: CapacityProviderProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { volumes = [], launch = {}, lifecycle } = props;
    const binding = new Binding(this, 'CapacityProvider');

    const architecture = architectureOf(binding.errors, props);
    const freeSpaceGiB = gibibytes(props.freeSpace) ?? 8;
    const rootVolume = renderVolume(binding.errors, 'rootVolume', props.rootVolume ?? {});
    checkRootVolume(binding.errors, rootVolume.volumeType, freeSpaceGiB);
    const network = bindInstanceNetwork(binding, props.network);
    const ec2Configuration = {
      launchTemplateSource: {
        launchParameters: {
          operatingSystem: OPERATING_SYSTEMS[architecture],
          instanceRequirements: { allowedInstanceTypes: props.instanceTypes.map((type) => type.toString()) },
          ...renderLaunch(binding, launch),
        },
      },
      vpcConfiguration: network.config,
      volumes: renderDataVolumes(binding.errors, volumes),
      rootVolume: { ...rootVolume, freeSpaceGiB },
      lifecycleConfiguration: lifecycle && renderLifecycle(binding, lifecycle),
    };
    permitOperator(binding, {
      network: network.config,
      hasDataVolumes: volumes.length > 0,
      encryptionKeys: keysOf(props),
      dataSnapshotIds: volumes.flatMap(({ snapshotId }) => snapshotId ?? []),
      snapshotIds: (launch.ephemeralVolumes ?? []).flatMap(({ _ebs }) => _ebs?.snapshotId ?? []),
      reservationArn: launch.capacityReservation?._bound.arn,
      keyPairName: launch.keyPair?.keyPairRef.keyName,
      licenseArns: (launch.licenses ?? []).map((license) => license.licenseConfigurationRef.licenseConfigurationArn),
      instanceRoleArn: launch.instanceProfile?.role?.roleArn,
    });
    const computeConfiguration = { ec2Configuration };
    const role = executionRole(binding, props.role, {
      policyName: 'Operator',
      // A retained capacity provider retains its role, so the role of its replacement has another path.
      path: volumes.length > 0 ? `/agentcore/${contentHash(this, computeConfiguration)}/` : undefined,
    });
    const replacing = {
      computeConfiguration,
      permissionsConfiguration: { capacityProviderOperatorRoleArn: role.roleArn },
    };
    const generated =
      volumes.length > 0 && role instanceof CreatedRole && !props.role
        ? nameByRole(this, 48, replacing, role.roleId)
        : retainedName(this, 48, replacing);
    const { capacityProviderName: name = generated } = props;
    const config = { ...replacing, name, description: props.description };
    const { resource } = createResource(binding, 'CapacityProvider', config, CAPACITY_PROVIDER_NAMES, (checked) => ({
      resource: new CfnCapacityProvider(this, 'Resource', checked),
    }));

    this.capacityProviderArn = resource.attrArn;
    this.capacityProviderId = resource.attrCapacityProviderId;
    this.capacityProviderName = name;
    this.role = role;
    this.connections = network.connections;
    this._known = {
      volumeNames: volumes.map((volume) => volume.name),
      architecture,
      maxLifetime: lifecycle?.maxLifetime,
      connections: this.connections,
    };
    // The resources that are needed to launch instances, without the policies of a role that was passed.
    this.own = [this, ...this.node.children.filter(({ node }) => !props.role || node.id === 'SecurityGroup')];
    const removalPolicy =
      props.removalPolicy ?? (volumes.length > 0 ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : undefined);
    if (removalPolicy) {
      this.applyRemovalPolicy(removalPolicy);
    }
  }

  public get capacityProviderRef(): CapacityProviderReference {
    return { capacityProviderArn: this.capacityProviderArn };
  }

  /**
   * Applies a removal policy to the capacity provider, and to the role and the security group that are created for it.
   *
   * @param policy What happens when the capacity provider is removed from the stack or replaced, or when the stack is
   *   deleted
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    removeTogether(this, policy, this.own);
  }
}

function bindInstanceNetwork(binding: Binding, network: Network) {
  const { config, connections = new Connections() } = network._bind(binding);
  if (!config.networkModeConfig) {
    binding.errors.add(
      'network must be Network.vpc(…), because instances require a VPC, got Network.publicNetwork(). Pass the VPC of the instances.',
    );
  }
  return { config: config.networkModeConfig as CfnCapacityProvider.VpcConfigurationProperty, connections };
}

function renderLifecycle(
  { errors }: Binding,
  { idleTimeout, maxLifetime }: Lifecycle,
): CfnCapacityProvider.InstanceLifecycleConfigurationProperty {
  const config = {
    idleInstanceTimeout: idleTimeout && seconds(idleTimeout),
    maxLifetime: maxLifetime && seconds(maxLifetime),
  };
  checkIdleTimeout(errors, config.idleInstanceTimeout, config.maxLifetime);
  return config;
}

function keysOf({ volumes = [], rootVolume, launch }: CapacityProviderProps): IKeyRef[] {
  const ephemeral = (launch?.ephemeralVolumes ?? []).map(({ _ebs }) => _ebs);
  return [...new Set([...volumes, rootVolume, ...ephemeral].flatMap((volume) => volume?.encryptionKey ?? []))];
}
