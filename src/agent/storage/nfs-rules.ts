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

/** Where mount targets of EFS and of S3 Files listen. */
export const NFS = Port.tcp(2049);
/** Of no agent: several may share the groups, and with them the rule. */
const description = 'Agents mount the file system';

/**
 * Lets an agent reach the mount targets of a file system, and wait for them. The rules are made in the agent's stack,
 * which depends on both sides already: elsewhere they would be a cycle.
 */
export function reach(
  binding: Binding,
  target: IConnectable,
  mountTargets?: IDependable,
  connections?: Connections,
): void {
  for (const own of connections?.securityGroups ?? []) {
    for (const theirs of target.connections.securityGroups) {
      if (!own.allowAllOutbound && !fix(own, theirs)) {
        letOut(binding.stack, own, theirs);
      }
      if (!wayIn(own, theirs)) {
        letIn(binding.stack, own, theirs);
      }
    }
  }
  if (mountTargets) {
    binding.prerequisites.push(mountTargets);
  }
}

/** The rule that is there already, under the ids that CDK gives it on either side: EC2 takes none twice. */
function fix(own: ISecurityGroup, theirs: ISecurityGroup): IConstruct | undefined {
  return (
    own.node.tryFindChild(`to ${theirs.uniqueId}:${NFS}`) ?? theirs.node.tryFindChild(`${own.uniqueId}:${NFS} from`)
  );
}

function wayIn(own: ISecurityGroup, theirs: ISecurityGroup): IConstruct | undefined {
  return (
    theirs.node.tryFindChild(`from ${own.uniqueId}:${NFS}`) ?? own.node.tryFindChild(`${theirs.uniqueId}:${NFS} to`)
  );
}

/** When neither group is of the agent's stack, their own methods would make the rule in theirs. */
function letOut(stack: Stack, own: ISecurityGroup, theirs: ISecurityGroup): void {
  const id = `NfsFrom${nameOfBoth(own, theirs)}`;
  if (Stack.of(own) === stack) {
    own.addEgressRule(theirs, NFS, description);
    keepIn(stack, id, fix(own, theirs));
  } else if (!stack.node.tryFindChild(id)) {
    const sides = { groupId: own.securityGroupId, destinationSecurityGroupId: theirs.securityGroupId };
    new CfnSecurityGroupEgress(stack, id, { ...sides, ...NFS.toRuleJson(), description });
  }
}

function letIn(stack: Stack, own: ISecurityGroup, theirs: ISecurityGroup): void {
  const id = `NfsTo${nameOfBoth(own, theirs)}`;
  if (Stack.of(own) === stack) {
    theirs.addIngressRule(own, NFS, description, true);
    keepIn(stack, id, wayIn(own, theirs));
  } else if (!stack.node.tryFindChild(id)) {
    const sides = { groupId: theirs.securityGroupId, sourceSecurityGroupId: own.securityGroupId };
    new CfnSecurityGroupIngress(stack, id, { ...sides, ...NFS.toRuleJson(), description });
  }
}

/** CDK's ids name the whole path in the app: with another one, the rule would be made anew while it is there. */
function keepIn(stack: Stack, id: string, rule?: IConstruct): void {
  if (CfnResource.isCfnResource(rule) && rule.stack === stack) {
    rule.overrideLogicalId(id);
  }
}

/** By their stacks and not by the whole app: the rule is the same one when a stack moves into a stage. */
function nameOfBoth(...groups: ISecurityGroup[]): string {
  return groups.map((group) => Names.uniqueResourceName(group, { maxLength: 100 })).join('');
}
