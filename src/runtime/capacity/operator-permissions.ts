import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { ArnFormat } from 'aws-cdk-lib/core';
import { permitKey } from '../../private/iam/access';
import type { Binding } from '../../private/iam/binding';
import { literalText } from '../../private/iam/policy-text';
import { isUnknown } from '../../private/validation/unknown';

/** The resources with which the operator role is allowed to launch instances. */
export interface Launch {
  /** Undefined if the network is rejected. */
  readonly network?: { readonly subnets: string[]; readonly securityGroups: string[] };
  readonly hasDataVolumes: boolean;
  readonly encryptionKeys: IKeyRef[];
  /** The snapshots of data volumes, which are created separately. */
  readonly dataSnapshotIds: string[];
  /** The snapshots of volumes that are launched with the instance. */
  readonly snapshotIds: string[];
  readonly reservationArn?: string;
  readonly keyPairName?: string;
  readonly licenseArns: string[];
  readonly instanceRoleArn?: string;
}

const OPERATOR = 'bedrock-agentcore.amazonaws.com';
const PROVIDER_TAG = 'bedrock-agentcore:capacity-provider-id';
/** AgentCore tags the resources of a capacity provider, and the permissions are limited to resources with the tag. */
const MARKED_NEW = { Null: { [`aws:RequestTag/${PROVIDER_TAG}`]: 'false' } };
const MARKED = { Null: { [`aws:ResourceTag/${PROVIDER_TAG}`]: 'false' } };
/** Matches resources that AgentCore manages, as Amazon EC2 records it. */
const MANAGED = { StringEquals: { 'ec2:ManagedResourceOperator': OPERATOR } };
const LAUNCH = ec2Actions('RunInstances', 'CreateFleet');

function ec2Actions(...names: string[]): string[] {
  return names.map((name) => `ec2:${name}`);
}

/**
 * Adds the permissions that AgentCore documents for the operator role, limited to the resources of the capacity
 * provider.
 */
export function permitOperator(binding: Binding, launch: Launch): void {
  permitLooking(binding);
  permitScaling(binding);
  permitLaunching(binding, launch);
  permitTagging(binding);
  if (launch.hasDataVolumes) {
    permitDataVolumes(binding, launch);
  }
  for (const key of launch.encryptionKeys) {
    permitVolumeKey(binding, key);
  }
  if (launch.instanceRoleArn) {
    binding.permissions.add({
      feature: 'InstanceProfile',
      actions: ['iam:PassRole'],
      resources: [launch.instanceRoleArn],
      conditions: { StringLike: { 'iam:PassedToService': 'ec2.*' } },
    });
  }
}

function ec2Arn({ stack }: Binding, resource: string, account: string = stack.account): string {
  return stack.formatArn({ service: 'ec2', account, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
}

function permitLooking({ permissions }: Binding): void {
  permissions.add({
    feature: 'Look',
    actions: [
      ...ec2Actions('DescribeAvailabilityZones', 'DescribeCapacityReservations', 'DescribeInstances'),
      ...ec2Actions('DescribeInstanceStatus', 'DescribeInstanceTypeOfferings', 'DescribeInstanceTypes'),
      ...ec2Actions('DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVolumes'),
      ...ec2Actions('DescribeLaunchTemplateVersions', 'DescribeNetworkInterfaces'),
      'autoscaling:DescribeAutoScalingInstances',
      'autoscaling:DescribeAutoScalingGroups',
    ],
    resources: ['*'],
  });
}

/** Adds permissions for launch templates, Auto Scaling groups and event rules. */
function permitScaling(binding: Binding): void {
  const { permissions, stack } = binding;
  const templates = [ec2Arn(binding, 'launch-template/*')];
  const groups = [binding.arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/agentcore-managed-instances-*')];
  const rules = [binding.arn('events', 'rule/agentcore-lifecycle-events-*')];
  permissions.add({
    feature: 'TemplateNew',
    actions: ec2Actions('CreateLaunchTemplate'),
    resources: templates,
    conditions: MARKED_NEW,
  });
  permissions.add({
    feature: 'Template',
    actions: ec2Actions('CreateLaunchTemplateVersion', 'ModifyLaunchTemplate'),
    resources: templates,
    conditions: MANAGED,
  });
  permissions.add({
    feature: 'GroupNew',
    actions: ['autoscaling:CreateAutoScalingGroup'],
    resources: groups,
    conditions: MARKED_NEW,
  });
  permissions.add({
    feature: 'Group',
    actions: ['UpdateAutoScalingGroup', 'PutLifecycleHook', 'CompleteLifecycleAction', 'LaunchInstances'].map(
      (action) => `autoscaling:${action}`,
    ),
    resources: groups,
    conditions: MARKED,
  });
  const role = 'role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';
  permissions.add({
    feature: 'GroupRole',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [stack.formatArn({ service: 'iam', region: '', resource: role, arnFormat: ArnFormat.NO_RESOURCE_NAME })],
  });
  permissions.add({
    feature: 'Events',
    actions: ['events:PutRule', 'events:PutTargets', 'events:RemoveTargets'],
    resources: rules,
    conditions: { StringEquals: { 'events:ManagedBy': OPERATOR } },
  });
  permissions.add({ feature: 'EventsLook', actions: ['events:DescribeRule'], resources: rules });
}

function permitLaunching(binding: Binding, launch: Launch): void {
  const { permissions } = binding;
  const add = (feature: string, resources: string[], conditions?: Record<string, Record<string, string>>) =>
    permissions.add({ feature: `Launch${feature}`, actions: LAUNCH, resources, conditions });
  permissions.add({
    feature: 'LaunchNetwork',
    actions: [...LAUNCH, 'ec2:CreateNetworkInterface'],
    // A shared VPC belongs to another account.
    resources: [
      ...idsOf(launch.network?.subnets).map((id) => ec2Arn(binding, `subnet/${id}`, '*')),
      ...idsOf(launch.network?.securityGroups).map((id) => ec2Arn(binding, `security-group/${id}`, '*')),
    ],
  });
  add('Image', [ec2Arn(binding, 'image/*', '')], { StringEquals: { 'ec2:Owner': 'amazon' } });
  permissions.add({
    feature: 'LaunchFleet',
    actions: ec2Actions('CreateFleet'),
    resources: [ec2Arn(binding, 'fleet/*')],
  });
  add('Template', [ec2Arn(binding, 'launch-template/*')], MARKED);
  add(
    'Instance',
    ['instance/*', 'network-interface/*', 'volume/*'].map((resource) => ec2Arn(binding, resource)),
    MARKED_NEW,
  );
  permissions.add({
    feature: 'Interface',
    actions: ec2Actions('AttachNetworkInterface'),
    resources: [ec2Arn(binding, 'instance/*'), ec2Arn(binding, 'network-interface/*')],
    conditions: MANAGED,
  });
  const parts = [
    ...launch.snapshotIds.map((id) => ec2Arn(binding, `snapshot/${id}`, '')),
    ...(launch.keyPairName ? [ec2Arn(binding, `key-pair/${literalText(launch.keyPairName)}`)] : []),
    ...launch.licenseArns,
    ...(launch.reservationArn ? [launch.reservationArn] : []),
  ];
  if (parts.length > 0) {
    permissions.add({ feature: 'LaunchParts', actions: ec2Actions('RunInstances'), resources: parts });
  }
}

/** The subnets of a VPC whose lookup is pending are a token. */
function idsOf(ids: string[] = []): string[] {
  return isUnknown(ids) ? ['*'] : ids;
}

function permitTagging(binding: Binding): void {
  const resources = ['fleet', 'instance', 'network-interface', 'volume', 'launch-template'].map((kind) =>
    ec2Arn(binding, `${kind}/*`),
  );
  const made = ['CreateFleet', 'CreateLaunchTemplate', 'RunInstances', 'CreateVolume', 'CreateNetworkInterface'];
  binding.permissions.add({
    feature: 'TagsNew',
    actions: ec2Actions('CreateTags'),
    resources,
    conditions: { StringEquals: { 'ec2:CreateAction': made } },
  });
  binding.permissions.add({
    feature: 'Tags',
    actions: ec2Actions('CreateTags'),
    resources,
    conditions: { ...MANAGED, 'ForAllValues:StringLike': { 'aws:TagKeys': 'bedrock-agentcore:*' } },
  });
}

function permitDataVolumes(binding: Binding, { dataSnapshotIds }: Launch): void {
  binding.permissions.add({
    feature: 'VolumeNew',
    actions: ec2Actions('CreateVolume'),
    resources: [ec2Arn(binding, 'volume/*')],
    conditions: MARKED_NEW,
  });
  binding.permissions.add({
    feature: 'Volume',
    actions: ec2Actions('AttachVolume'),
    resources: [ec2Arn(binding, 'volume/*'), ec2Arn(binding, 'instance/*')],
    conditions: MANAGED,
  });
  if (dataSnapshotIds.length > 0) {
    binding.permissions.add({
      feature: 'VolumeSnapshot',
      actions: ec2Actions('CreateVolume'),
      resources: dataSnapshotIds.map((id) => ec2Arn(binding, `snapshot/${id}`, '')),
    });
  }
}

/** Adds the permissions that Amazon EBS requires to create and attach encrypted volumes. */
function permitVolumeKey(binding: Binding, key: IKeyRef): void {
  const feature = { feature: 'Volume', of: key.node.id };
  const actions = ['Decrypt', 'DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'];
  permitKey(
    binding,
    feature,
    { service: 'ec2', region: binding.stack.region },
    actions.map((action) => `kms:${action}`),
    key,
  );
  binding.permissions.add({
    ...feature,
    feature: 'VolumeKeyGrant',
    actions: ['kms:CreateGrant'],
    resources: [key.keyRef.keyArn],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
}
