import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Names, Stack } from 'aws-cdk-lib/core';
import type { Binding } from '../../private/iam/binding';
import { duplicatesOf } from '../../private/validation/duplicates';
import { isUnknown } from '../../private/validation/unknown';
import { zonesOf } from '../network';
import { MOUNT_TARGET_NAMES } from './property-names';

/** Rejects a list of subnets that is only known at deployment, which looks like one subnet with a token as its ID. */
export function checkSubnets({ errors }: Binding, subnetIds: string[]): void {
  if (isUnknown(subnetIds)) {
    errors.add(
      'subnets must be a list of known length at synth, because each subnet gets a mount target, got a list that is only known at deployment. Import the VPC with the ID of each subnet, or with Vpc.fromLookup.',
    );
    return;
  }
  if (subnetIds.length === 0) {
    errors.add(
      'subnets must select at least 1 subnet, got 0 subnets. Select a subnet in each Availability Zone in which agents run.',
    );
  }
  for (const subnetId of subnetIds) {
    errors.checkLimits('MountTarget', { subnetId }, MOUNT_TARGET_NAMES);
  }
}

/**
 * Returns the part of the construct ID that replaces the file system if a mount target changes. A file system can have
 * only one mount target in an Availability Zone, and CloudFormation creates a mount target before it deletes the
 * previous one. Only the subnet of the first Availability Zone counts, because adding or removing others must not
 * replace the file system.
 */
export function mountId(subnets: ISubnet[], ipAddressType: string): string {
  const zoneOf = (subnet: ISubnet) => JSON.stringify(Stack.of(subnet).resolve(zonesOf([subnet])));
  const [first] = [...subnets].sort((a, b) => (zoneOf(a) < zoneOf(b) ? -1 : 1));
  if (!first) {
    return ipAddressType;
  }
  const isKnown = !isUnknown(first.subnetId);
  return `${ipAddressType}${isKnown ? first.subnetId : Names.uniqueResourceName(first, { maxLength: 200 })}`;
}

/** Rejects several subnets in one Availability Zone, as far as the Availability Zones are known. */
export function checkZones({ errors }: Binding, subnets: ISubnet[]): void {
  const zones = zonesOf(subnets);
  for (const zone of duplicatesOf(zones)) {
    const count = zones.filter((name) => name === zone).length;
    errors.add(
      `subnets must be in different Availability Zones, because each can have only one mount target, got ${count} subnets in ${zone}. Select one of them.`,
    );
  }
}
