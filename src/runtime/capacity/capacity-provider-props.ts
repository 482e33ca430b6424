import type { InstanceArchitecture, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { RemovalPolicy, Size } from 'aws-cdk-lib/core';
import type { Lifecycle } from '../../agent/lifecycle';
import type { Network } from '../../agent/network';
import type { DataVolume, VolumeOptions } from './capacity-volume';
import type { InstanceLaunchOptions } from './instance-launch';

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
   * The persistent data volumes of sessions, which a session gets again when it resumes.
   *
   * Maximum 5. Runtimes mount a data volume with `Filesystem.volume`.
   *
   * A capacity provider with volumes is retained when it is replaced. If you return to an earlier configuration with
   * the same `role`, set another `capacityProviderName`, because the generated name is that of the retained capacity
   * provider.
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
   * The idle timeout and the maximum lifetime of the instances. Both must be between 60 and 1,209,600 seconds (14
   * days). When an instance is terminated, its sessions end. Their data volumes are retained.
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
   * The name of the capacity provider: a letter followed by up to 47 letters, digits or underscores. If the name is
   * set, change it together with any other property except `description`, because such a change replaces the capacity
   * provider.
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
