import {
  type CapacityProviderReference,
  CfnCapacityProvider,
  type ICapacityProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Connections, type IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Resource } from 'aws-cdk-lib/core';
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
import type { CapacityProviderProps } from './capacity-provider-props';
import { gibibytes, renderDataVolumes, renderVolume } from './capacity-volume';
import { checkRootVolume } from './ebs';
import {
  type CapacityProviderAttributes,
  ImportedCapacityProvider,
  type KnownCapacity,
} from './imported-capacity-provider';
import { architectureOf, OPERATING_SYSTEMS } from './instance-architecture';
import { renderLaunch } from './instance-launch';
import { permitOperator } from './operator-permissions';
import { CAPACITY_PROVIDER_NAMES } from './property-names';

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
