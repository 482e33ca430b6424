import type { CapacityProviderReference, ICapacityProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Connections, type InstanceArchitecture, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type Duration, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ARNS } from '../../private/validation/arn';
import { checkImport, environmentFromArn } from '../../private/validation/environment';
import { ValidationErrors } from '../../private/validation/validation-errors';

/** Attributes of an imported capacity provider. */
export interface CapacityProviderAttributes {
  /**
   * The ARN of the capacity provider.
   */
  readonly capacityProviderArn: string;

  /**
   * The names of the data volumes.
   *
   * @default - the data volumes that runtimes mount are not validated
   */
  readonly volumeNames?: string[];

  /**
   * The CPU architecture of the instances, for which the code of runtimes must be built.
   *
   * @default InstanceArchitecture.ARM_64
   */
  readonly architecture?: InstanceArchitecture;

  /**
   * The maximum lifetime of the instances. Sessions cannot exceed it.
   *
   * @default Duration.days(14)
   */
  readonly maxLifetime?: Duration;

  /**
   * The security groups of the instances.
   *
   * @default - `connections` of runtimes on the capacity provider is not available
   */
  readonly securityGroups?: ISecurityGroup[];
}

/**
 * The known attributes of the instances that runtimes run on.
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
 * Returns the known attributes of a capacity provider. A reference has none.
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
