import type { CapacityProviderReference, ICapacityProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Connections, type InstanceArchitecture, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type Duration, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ARNS } from '../../private/validation/arn';
import { checkImport, environmentFromArn } from '../../private/validation/environment';
import { ValidationErrors } from '../../private/validation/validation-errors';

/** What is known of a capacity provider that was made elsewhere. */
export interface CapacityProviderAttributes {
  /**
   * Its ARN.
   */
  readonly capacityProviderArn: string;

  /**
   * The names of its volumes.
   *
   * @default - not known: what runtimes mount is not checked
   */
  readonly volumeNames?: string[];

  /**
   * The architecture of its instances, and of what runs on them.
   *
   * @default InstanceArchitecture.ARM_64
   */
  readonly architecture?: InstanceArchitecture;

  /**
   * How long its instances are kept, which sessions cannot exceed.
   *
   * @default - 14 days
   */
  readonly maxLifetime?: Duration;

  /**
   * The security groups of its instances.
   *
   * @default - its runtimes have no connections
   */
  readonly securityGroups?: ISecurityGroup[];
}

/**
 * What runtimes need to know of the instances that they run on.
 *
 * @internal
 */
export interface KnownCapacity {
  readonly volumeNames?: string[];
  readonly architecture?: InstanceArchitecture;
  readonly maxLifetime?: Duration;
  readonly connections?: Connections;
}

/**
 * Of a mere reference nothing is known but its ARN.
 *
 * @internal
 */
export function knownOf(provider: ICapacityProviderRef): KnownCapacity {
  return (provider as { readonly _known?: KnownCapacity })._known ?? {};
}

export class ImportedCapacityProvider extends Resource implements ICapacityProviderRef {
  public readonly capacityProviderRef: CapacityProviderReference;
  /** @internal */
  public readonly _known: KnownCapacity;

  public constructor(scope: Construct, id: string, attrs: CapacityProviderAttributes) {
    super(scope, id, environmentFromArn(attrs.capacityProviderArn, ARNS.capacityProvider));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'capacityProviderArn', attrs.capacityProviderArn, ARNS.capacityProvider);
    errors.throwIfAny();
    const { capacityProviderArn, securityGroups, ...known } = attrs;
    this.capacityProviderRef = { capacityProviderArn };
    this._known = { ...known, connections: securityGroups && new Connections({ securityGroups }) };
  }
}
