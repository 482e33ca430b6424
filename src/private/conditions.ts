import { CfnSecurityGroupEgress, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import { Annotations, CfnCondition, CfnElement, type CfnOutput, CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { resourceOf } from './known/resource';

const FOLLOWS = Symbol.for('cdk-agentcore.followsCondition');
const JOINS = Symbol.for('cdk-agentcore.joinsCondition');

/**
 * Gives the condition of a construct's main resource to the resources that the construct has created so far, and to
 * their children. A resource that already has a condition retains it. The main resource is read at synthesis, because
 * users set
 * the condition on it after the construct exists.
 *
 * @param scope The construct whose resources follow. Call this at the end of its constructor
 * @param leader The construct whose main resource has the condition
 */
export function followCondition(scope: Construct, leader: IConstruct = scope): void {
  const own = [...scope.node.children];
  scope.node.addValidation({
    validate: () => {
      const condition = conditionOf(leader);
      if (condition) {
        const joined = scope.node.children.filter((child) => JOINS in child);
        applyCondition(
          condition,
          [...own, ...joined].flatMap((child) => child.node.findAll()),
        );
      }
      warnOfReferences(leader);
      return [];
    },
  });
  Object.defineProperty(scope, FOLLOWS, { value: true, configurable: true });
}

/**
 * Applies the condition of the parent to resources that the parent creates after its constructor, such as a policy.
 */
export function joinCondition(scope: Construct, leader: IConstruct): void {
  Object.defineProperty(scope, JOINS, { value: true });
  followCondition(scope, leader);
}

/**
 * Warns about resources without a condition that refer to a resource with a condition, such as the policy of a caller.
 * The policy cannot get the condition of the agent, because it can contain statements for other agents.
 */
function warnOfReferences(leader: IConstruct): void {
  const resource = resourceOf(leader, CfnResource.isCfnResource);
  const condition = resource?.cfnOptions.condition;
  if (!resource || !condition) {
    return;
  }
  const { stack } = resource;
  const id = String(stack.resolve(resource.logicalId));
  for (const element of elementsOf(stack)) {
    const isConditional = conditionOn(element) !== undefined || hasConditionalValues(element);
    // Resources below another construct of this library can be added later.
    const follows = element.node.scopes.some((one) => FOLLOWS in one);
    if (!follows && !isConditional && referencesOf(element).has(id)) {
      Annotations.of(element).addWarningV2(
        `cdk-agentcore:conditionalReference${id}`,
        `the resource refers to ${leader.node.path}, which has the condition ${condition.node.id}. CloudFormation rejects the template if the condition is false. Set the same condition in cfnOptions.condition of the resource. If a grant such as grants.invoke added the reference, the resource is the policy of the grantee.`,
      );
    }
  }
}

/** Whether a reference may be inside of Fn::If, which CloudFormation evaluates only in one case. */
function hasConditionalValues(element: CfnElement): boolean {
  return `${JSON.stringify(element.stack.resolve(element._toCloudFormation()))}`.includes('"Fn::If"');
}

/**
 * Returns the condition of a construct. An endpoint without a condition has the condition of its agent, because it
 * refers to the agent.
 */
function conditionOf(leader: IConstruct): CfnCondition | undefined {
  const resource = resourceOf(leader, CfnResource.isCfnResource);
  const { _agent } = leader as { readonly _agent?: IConstruct };
  return resource?.cfnOptions.condition ?? (_agent && conditionOf(_agent));
}

function elementsOf(stack: Stack): CfnElement[] {
  const elements = stack.node.findAll().filter(CfnElement.isCfnElement);
  return elements.filter((element) => element.stack === stack);
}

function applyCondition(condition: CfnCondition, constructs: IConstruct[]): void {
  const stack = Stack.of(condition);
  const elements = elementsOf(stack);
  const references = new Map(elements.map((element) => [element, referencesOf(element)]));
  const followers = new Map(
    constructs
      .filter(CfnResource.isCfnResource)
      .filter((resource) => resource.stack === stack && resource.cfnOptions.condition === undefined)
      .map((resource) => [String(stack.resolve(resource.logicalId)), resource]),
  );
  const isFollower = (element: CfnElement) => followers.get(String(stack.resolve(element.logicalId))) === element;
  const refersToFollower = (element: CfnElement) =>
    [...(references.get(element) ?? [])].some((id) => followers.has(id));
  // Rules between security groups are in the scope of either group, or of the stack.
  const isRuleOfFollower = (element: CfnElement) => isGroupRule(element) && refersToFollower(element);
  let shared: string[];
  do {
    // CloudFormation rejects a reference to a resource that is not created, so what others refer to is always created.
    const others = elements.filter(
      (element) => conditionOn(element) !== condition && !isFollower(element) && !isRuleOfFollower(element),
    );
    shared = others.flatMap((element) => [...(references.get(element) ?? [])]).filter((id) => followers.has(id));
    for (const id of shared) {
      followers.delete(id);
    }
  } while (shared.length > 0);
  const rules = elements.filter(CfnResource.isCfnResource).filter(isRuleOfFollower);
  for (const resource of new Set([...followers.values(), ...rules])) {
    resource.cfnOptions.condition = both(resource.cfnOptions.condition, condition);
  }
}

/** A rule between two groups exists only if both groups exist. */
function both(present: CfnCondition | undefined, condition: CfnCondition): CfnCondition {
  if (!present || present === condition) {
    return condition;
  }
  const { stack } = condition;
  const id = `${present.node.id}And${condition.node.id}`;
  const known = stack.node.tryFindChild(id) as CfnCondition | undefined;
  return known ?? new CfnCondition(stack, id, { expression: Fn.conditionAnd(present, condition) });
}

function isGroupRule(element: CfnElement): boolean {
  return (
    CfnSecurityGroupIngress.isCfnSecurityGroupIngress(element) ||
    CfnSecurityGroupEgress.isCfnSecurityGroupEgress(element)
  );
}

function conditionOn(element: CfnElement): CfnCondition | undefined {
  return CfnResource.isCfnResource(element) ? element.cfnOptions.condition : (element as Partial<CfnOutput>).condition;
}

/** Returns the logical IDs in the rendered references of an element. */
function referencesOf(element: CfnElement): Set<string> {
  return referencesIn(element.stack.resolve(element._toCloudFormation()));
}

/** Returns the logical IDs in the references of a part of a template. */
export function referencesIn(rendered: unknown): Set<string> {
  const found = new Set<string>();
  collectReferences(rendered, found);
  return found;
}

function collectReferences(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (key === 'Ref') {
      found.add(String(member));
    } else if (key === 'Fn::GetAtt') {
      found.add(String(Array.isArray(member) ? member[0] : member).split('.')[0]);
    } else if (key === 'Fn::Sub') {
      const [text] = [member].flat();
      for (const [, id] of String(text).matchAll(/\$\{([^!.}]+)[^}]*\}/g)) {
        found.add(id);
      }
    }
    collectReferences(member, found);
  }
}
