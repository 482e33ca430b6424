import type { CfnCapacityProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyPairRef } from 'aws-cdk-lib/aws-ec2';
import type { IInstanceProfile } from 'aws-cdk-lib/aws-iam';
import type { ILicenseConfigurationRef } from 'aws-cdk-lib/aws-licensemanager';
import { Annotations } from 'aws-cdk-lib/core';
import type { Binding } from '../../private/iam/binding';
import { ARNS, NOUNS } from '../../private/validation/arn';
import { checkReference, type LocationRule, OF_ACCOUNT, OWN } from '../../private/validation/environment';
import { reservedTagProblems } from '../../private/validation/tags';
import type { CapacityReservation } from './capacity-reservation';
import { type EphemeralVolume, renderEphemeralVolumes } from './capacity-volume';

/** Additional launch parameters of the instances of a capacity provider. */
export interface InstanceLaunchOptions {
  /**
   * The IAM instance profile of the instances. AgentCore uses the role of the instance profile to collect system logs.
   * The code of runtimes uses the execution role of the runtime instead.
   *
   * @default - no instance profile; system logs are not collected
   */
  readonly instanceProfile?: IInstanceProfile;

  /**
   * The capacity reservations into which the instances are launched.
   *
   * @default - any open capacity reservation that matches, otherwise On-Demand Instances
   */
  readonly capacityReservation?: CapacityReservation;

  /**
   * The volumes that are deleted with their instance. Must have different device names. Maximum 5.
   *
   * @default - no additional volumes
   */
  readonly ephemeralVolumes?: EphemeralVolume[];

  /**
   * Whether Amazon EC2 publishes metrics of the instances every minute (detailed monitoring), instead of every 5
   * minutes.
   *
   * @default false
   */
  readonly detailedMonitoring?: boolean;

  /**
   * The key pair for SSH connections to the instances.
   *
   * @default - no SSH connections
   */
  readonly keyPair?: IKeyPairRef;

  /**
   * The license configurations of AWS License Manager for the instances. Maximum 5.
   *
   * @default - no license configurations
   */
  readonly licenses?: ILicenseConfigurationRef[];

  /**
   * The tags of the instances, their volumes and their network interfaces, in addition to the tags of AgentCore.
   *
   * @default - the tags of AgentCore only
   */
  readonly tags?: { [key: string]: string };
}

/** AWS RAM can share licenses and capacity reservations with other accounts. */
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
      'launch.instanceProfile is imported without its role. AgentCore cannot launch instances, because the operator role must be allowed to pass the role to them. Import the profile with InstanceProfile.fromInstanceProfileAttributes, and pass role.',
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
