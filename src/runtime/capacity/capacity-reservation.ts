import type { CfnCapacityProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ICapacityReservationRef } from 'aws-cdk-lib/aws-ec2';
import type { IGroupRef } from 'aws-cdk-lib/aws-resourcegroups';
import { ARNS } from '../../private/validation/arn';
import type { Reference } from '../../private/validation/environment';

/** @internal */
export interface BoundReservation {
  readonly config: CfnCapacityProvider.CapacityReservationSpecificationProperty;
  /** What the operator must be allowed to launch into. */
  readonly arn?: string;
}

/**
 * Which of the account's capacity reservations instances are launched into.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-capacity-reservations.html
 */
export class CapacityReservation {
  /**
   * Any open one that fits, and none when there is none.
   */
  public static open(): CapacityReservation {
    return new CapacityReservation({ config: { capacityReservationPreference: 'open' } });
  }

  /**
   * None, also when one fits.
   */
  public static none(): CapacityReservation {
    return new CapacityReservation({ config: { capacityReservationPreference: 'none' } });
  }

  /**
   * One that fits: instances are launched nowhere else.
   */
  public static only(): CapacityReservation {
    return new CapacityReservation({ config: { capacityReservationPreference: 'capacity-reservations-only' } });
  }

  /**
   * This one.
   */
  public static reservation(reservation: ICapacityReservationRef): CapacityReservation {
    const { capacityReservationId, capacityReservationArn } = reservation.capacityReservationRef;
    const reference = { kind: ARNS.capacityReservation, arn: capacityReservationArn, env: reservation.env };
    return CapacityReservation.targeting({ capacityReservationId }, reference);
  }

  /**
   * Those of a resource group.
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
    /** What it refers to. @internal */
    public readonly _reference?: Reference,
  ) {}
}
