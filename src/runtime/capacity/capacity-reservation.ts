import type { CfnCapacityProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ICapacityReservationRef } from 'aws-cdk-lib/aws-ec2';
import type { IGroupRef } from 'aws-cdk-lib/aws-resourcegroups';
import { ARNS } from '../../private/validation/arn';
import type { Reference } from '../../private/validation/environment';

/** @internal */
export interface BoundReservation {
  readonly config: CfnCapacityProvider.CapacityReservationSpecificationProperty;
  /** The ARN of the reservation or group into which the operator role must be allowed to launch instances. */
  readonly arn?: string;
}

/**
 * The Amazon EC2 capacity reservations into which instances are launched.
 *
 * @example
 * const capacityReservation = agentcore.CapacityReservation.open();
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-capacity-reservations.html
 */
export class CapacityReservation {
  /**
   * Launches instances into any open capacity reservation that matches, and as On-Demand Instances if there is none.
   *
   * @example
   * agentcore.CapacityReservation.open();
   */
  public static open(): CapacityReservation {
    return new CapacityReservation({ config: { capacityReservationPreference: 'open' } });
  }

  /**
   * Does not launch instances into capacity reservations.
   *
   * @example
   * agentcore.CapacityReservation.none();
   */
  public static none(): CapacityReservation {
    return new CapacityReservation({ config: { capacityReservationPreference: 'none' } });
  }

  /**
   * Launches instances into matching capacity reservations only. No instances are launched if there is none.
   *
   * @example
   * agentcore.CapacityReservation.only();
   */
  public static only(): CapacityReservation {
    return new CapacityReservation({ config: { capacityReservationPreference: 'capacity-reservations-only' } });
  }

  /**
   * Launches instances into one capacity reservation.
   *
   * @example
   * declare const reservation: ec2.CfnCapacityReservation;
   * agentcore.CapacityReservation.reservation(reservation);
   *
   * @param reservation The capacity reservation. It can be shared by another account
   */
  public static reservation(reservation: ICapacityReservationRef): CapacityReservation {
    const { capacityReservationId, capacityReservationArn } = reservation.capacityReservationRef;
    const reference = { kind: ARNS.capacityReservation, arn: capacityReservationArn, env: reservation.env };
    return CapacityReservation.targeting({ capacityReservationId }, reference);
  }

  /**
   * Launches instances into the capacity reservations of a resource group.
   *
   * @example
   * declare const group: resourcegroups.CfnGroup;
   * agentcore.CapacityReservation.group(group);
   *
   * @param group The resource group
   */
  public static group(group: IGroupRef): CapacityReservation {
    const { groupArn } = group.groupRef;
    const reference = { kind: ARNS.resourceGroup, arn: groupArn, env: group.env };
    return CapacityReservation.targeting({ capacityReservationResourceGroupArn: groupArn }, reference);
  }

  private static targeting(
    capacityReservationTarget: CfnCapacityProvider.CapacityReservationTargetProperty,
    reference: Reference & { readonly arn: string },
  ): CapacityReservation {
    return new CapacityReservation({ config: { capacityReservationTarget }, arn: reference.arn }, reference);
  }

  private constructor(
    /** @internal */
    public readonly _bound: BoundReservation,
    /** The resource that the capacity reservation refers to. @internal */
    public readonly _reference?: Reference,
  ) {}
}
