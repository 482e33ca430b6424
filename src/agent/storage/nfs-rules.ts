import {
  CfnSecurityGroupEgress,
  CfnSecurityGroupIngress,
  type Connections,
  type IConnectable,
  type ISecurityGroup,
  Port,
} from 'aws-cdk-lib/aws-ec2';
import { CfnResource, Names, Stack } from 'aws-cdk-lib/core';
import type { IConstruct, IDependable } from 'constructs';
import type { Binding } from '../../private/iam/binding';

/** The port of the mount targets of Amazon EFS and S3 Files. */
export function nfsPort(): Port {
  return Port.tcp(2049);
}

/** The description does not name an agent, because several agents can share the security groups and the rule. */
const description = 'Agents mount the file system';

/**
 * Allows an agent to connect to the mount targets of a file system, and adds a dependency on them. The rules are
 * created in the stack of the agent, which already depends on both security groups. In another stack, they would create
 * a cycle.
 */
export function reach(
  binding: Binding,
  target: IConnectable,
  mountTargets?: IDependable,
  connections?: Connections,
): void {
  for (const own of connections?.securityGroups ?? []) {
    for (const theirs of target.connections.securityGroups) {
      if (!own.allowAllOutbound && !existingEgress(own, theirs)) {
        addEgress(binding.stack, own, theirs);
      }
      if (!existingIngress(own, theirs)) {
        addIngress(binding.stack, own, theirs);
      }
    }
  }
  if (mountTargets) {
    binding.prerequisites.push(mountTargets);
  }
}

/** Returns an existing rule by the construct IDs that the CDK uses, because Amazon EC2 rejects duplicate rules. */
function existingEgress(own: ISecurityGroup, theirs: ISecurityGroup): IConstruct | undefined {
  return (
    own.node.tryFindChild(`to ${theirs.uniqueId}:${nfsPort()}`) ??
    theirs.node.tryFindChild(`${own.uniqueId}:${nfsPort()} from`)
  );
}

function existingIngress(own: ISecurityGroup, theirs: ISecurityGroup): IConstruct | undefined {
  return (
    theirs.node.tryFindChild(`from ${own.uniqueId}:${nfsPort()}`) ??
    own.node.tryFindChild(`${theirs.uniqueId}:${nfsPort()} to`)
  );
}

/** Adds an egress rule. If the security groups are in other stacks, their methods would create the rule there. */
function addEgress(stack: Stack, own: ISecurityGroup, theirs: ISecurityGroup): void {
  const id = `NfsFrom${nameOf(own, theirs)}`;
  if (Stack.of(own) === stack) {
    own.addEgressRule(theirs, nfsPort(), description);
    setLogicalId(stack, id, existingEgress(own, theirs));
  } else if (!stack.node.tryFindChild(id)) {
    const sides = { groupId: own.securityGroupId, destinationSecurityGroupId: theirs.securityGroupId };
    new CfnSecurityGroupEgress(stack, id, { ...sides, ...nfsPort().toRuleJson(), description });
  }
}

function addIngress(stack: Stack, own: ISecurityGroup, theirs: ISecurityGroup): void {
  const id = `NfsTo${nameOf(own, theirs)}`;
  if (Stack.of(own) === stack) {
    theirs.addIngressRule(own, nfsPort(), description, true);
    setLogicalId(stack, id, existingIngress(own, theirs));
  } else if (!stack.node.tryFindChild(id)) {
    const sides = { groupId: theirs.securityGroupId, sourceSecurityGroupId: own.securityGroupId };
    new CfnSecurityGroupIngress(stack, id, { ...sides, ...nfsPort().toRuleJson(), description });
  }
}

/**
 * Sets a logical ID that does not contain the path of the stack. Otherwise, moving the stack would create the rule
 * again while the existing rule still exists.
 */
function setLogicalId(stack: Stack, id: string, rule?: IConstruct): void {
  if (CfnResource.isCfnResource(rule) && rule.stack === stack) {
    rule.overrideLogicalId(id);
  }
}

/** Returns a name from the paths within the stacks, which do not change when a stack moves into a stage. */
function nameOf(...groups: ISecurityGroup[]): string {
  return groups.map((group) => Names.uniqueResourceName(group, { maxLength: 100 })).join('');
}
