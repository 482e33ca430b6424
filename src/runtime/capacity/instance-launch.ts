import type { CfnCapacityProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyPairRef } from 'aws-cdk-lib/aws-ec2';
import type { IInstanceProfile } from 'aws-cdk-lib/aws-iam';
import type { ILicenseConfigurationRef } from 'aws-cdk-lib/aws-licensemanager';
import { Annotations } from 'aws-cdk-lib/core';
import type { Binding } from '../../private/iam/binding';
import { ARNS, NOUNS } from '../../private/validation/arn';
import { checkReference, type LocationRule, OF_ACCOUNT, OWN } from '../../private/validation/environment';
import { reservedTagProblems } from '../../private/validation/resource-review';
import type { CapacityReservation } from './capacity-reservation';
import { type EphemeralVolume, renderEphemeralVolumes } from './capacity-volume';

/** What instances are launched with, beside their type, their network and their volumes. */
export interface InstanceLaunchOptions {
  /**
   * The profile of the instances, by whose role AgentCore collects their system logs. Agents have a role of their own.
   *
   * @default - none: no system logs are collected
   */
  readonly instanceProfile?: IInstanceProfile;

  /**
   * The capacity reservations that they are launched into.
   *
   * @default - any open one that fits
   */
  readonly capacityReservation?: CapacityReservation;

  /**
   * Volumes that go with the instance, at most 5.
   *
   * @default - none
   */
  readonly ephemeralVolumes?: EphemeralVolume[];

  /**
   * Whether EC2 measures them each minute, and not each five.
   *
   * @default false
   */
  readonly detailedMonitoring?: boolean;

  /**
   * The key pair by which one signs in to them.
   *
   * @default - nobody signs in
   */
  readonly keyPair?: IKeyPairRef;

  /**
   * Licenses that they use, at most 5.
   *
   * @default - none
   */
  readonly licenses?: ILicenseConfigurationRef[];

  /**
   * Tags of the instances, their volumes and their network interfaces.
   *
   * @default - those of AgentCore
   */
  readonly tags?: { [key: string]: string };
}

/** AWS RAM shares licenses and capacity reservations with other accounts. */
const SHARED: LocationRule = { region: 'own', account: 'any' };

/** @internal */
export function renderLaunch(
  { scope, errors }: Binding,
  launch: InstanceLaunchOptions,
): Partial<CfnCapacityProvider.LaunchParametersProperty> {
  const { instanceProfile, detailedMonitoring, ephemeralVolumes, licenses } = launch;
  if (instanceProfile && !instanceProfile.role) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:instanceProfileRole',
      'launch.instanceProfile does not know its role, which AgentCore must be allowed to pass to instances: import it by InstanceProfile.fromInstanceProfileAttributes with a role',
    );
  }
  if (instanceProfile) {
    const { instanceProfileArn: arn, env } = instanceProfile;
    checkReference(errors, 'launch.instanceProfile', { kind: ARNS.instanceProfile, arn, env }, OF_ACCOUNT);
  }
  for (const [index, { licenseConfigurationRef: ref, env }] of (licenses ?? []).entries()) {
    const reference = { kind: ARNS.license, arn: ref.licenseConfigurationArn, env };
    checkReference(errors, `launch.licenses[${index}]`, reference, SHARED);
  }
  if (launch.keyPair) {
    checkReference(errors, 'launch.keyPair', { kind: NOUNS.keyPair, env: launch.keyPair.env }, OWN);
  }
  if (launch.capacityReservation?._reference) {
    checkReference(errors, 'launch.capacityReservation', launch.capacityReservation._reference, SHARED);
  }
  for (const problem of reservedTagProblems('launch.tags', launch.tags)) {
    errors.add(problem);
  }
  return {
    instanceProfileArn: instanceProfile?.instanceProfileArn,
    capacityReservationSpecification: launch.capacityReservation?._bound.config,
    ephemeralVolumes: renderEphemeralVolumes(errors, ephemeralVolumes),
    monitoring: detailedMonitoring === undefined ? undefined : detailedMonitoring ? 'DETAILED' : 'BASIC',
    sshKeyName: launch.keyPair?.keyPairRef.keyName,
    licenseSpecifications: licenses?.map(({ licenseConfigurationRef: { licenseConfigurationArn } }) => ({
      licenseConfigurationArn,
    })),
    propagatedTags: launch.tags,
  };
}
