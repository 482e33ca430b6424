import { CfnResource, Reference, Tokenization } from 'aws-cdk-lib/core';
import { referencesIn } from '../conditions';
import { propertyOf } from '../known/resource';
import { leavesOf } from './leaves';
import { isUnknown } from './unknown';

/** The types of resources that can depend on an agent, because they invoke it or belong to it. */
const CALLERS =
  /^AWS::(?:BedrockAgentCore::(?:Harness|Runtime)(?:Endpoint)?|Lambda::Function|StepFunctions::StateMachine)$/;

/** Finds environment variables with attributes of resources that CloudFormation creates after the agent. */
export function circularProblems(agent: CfnResource): string[] {
  const variables = propertyOf(agent, 'environmentVariables') ?? {};
  if (typeof variables !== 'object' || Tokenization.isResolvable(variables)) {
    return [];
  }
  const unknown = Object.entries(variables).filter(([, value]) => isUnknown(value) && mayReferToCaller(value));
  if (unknown.length === 0) {
    return [];
  }
  const byId = byIdOf(resourcesOf(agent));
  const callers = new Map([...byId].filter(([, { cfnResourceType }]) => CALLERS.test(cfnResourceType)));
  return unknown.flatMap(([name, value]) => {
    const source = laterSource(agent, value, callers, byId);
    return source
      ? [
          `environment.${name} must not contain an attribute of ${source === agent ? 'the agent itself' : `${source.node.path}, which depends on the agent`}. CloudFormation rejects the circular dependency. Store the value in AWS Systems Manager Parameter Store, and pass the name of the parameter.`,
        ]
      : [];
  });
}

/** Returns a resource that a value contains an attribute of, and that CloudFormation creates after the agent. */
export function createdAfter(agent: CfnResource, value: unknown): CfnResource | undefined {
  const byId = byIdOf(resourcesOf(agent));
  return laterSource(agent, value, byId, byId);
}

/** Returns the resources of a stack that CloudFormation creates before one of them, under whatever condition. */
export function createdBefore(resource: CfnResource): Set<CfnResource> {
  return dependenciesOf(resource, byIdOf(resourcesOf(resource)), true);
}

/** @param sources The resources that are considered, by logical ID, of all resources of the stack in `byId` */
function laterSource(
  agent: CfnResource,
  value: unknown,
  sources: Map<string, CfnResource>,
  byId: Map<string, CfnResource>,
): CfnResource | undefined {
  return referredTo(agent.stack.resolve(value), sources).find((source) => dependenciesOf(source, byId).has(agent));
}

function resourcesOf({ stack }: CfnResource): CfnResource[] {
  return stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter((resource) => resource.stack === stack);
}

/** Whether a value can contain an attribute of a resource that can depend on an agent. Few values do. */
function mayReferToCaller(value: unknown): boolean {
  return leavesOf(value).some(
    (leaf) =>
      Tokenization.isResolvable(leaf) &&
      (!Reference.isReference(leaf) ||
        (CfnResource.isCfnResource(leaf.target) && CALLERS.test(leaf.target.cfnResourceType))),
  );
}

function byIdOf(resources: CfnResource[]): Map<string, CfnResource> {
  return new Map(resources.map((resource) => [String(resource.stack.resolve(resource.logicalId)), resource]));
}

/**
 * Returns a resource, and all resources that CloudFormation creates before it.
 *
 * @param isConditional Whether to include dependencies that exist only under a condition
 */
function dependenciesOf(first: CfnResource, byId: Map<string, CfnResource>, isConditional = false): Set<CfnResource> {
  const found = new Set([first]);
  for (const resource of found) {
    if (isConditional || resource.cfnOptions.condition === undefined) {
      for (const next of referredTo(resource.stack.resolve(resource._toCloudFormation()), byId, isConditional)) {
        found.add(next);
      }
    }
  }
  return found;
}

function referredTo(rendered: unknown, byId: Map<string, CfnResource>, isConditional = false): CfnResource[] {
  // CloudFormation uses only one of the values of Fn::If.
  if (!isConditional && `${JSON.stringify(rendered)}`.includes('"Fn::If"')) {
    return [];
  }
  const { Resources: resources = {} } = (rendered ?? {}) as { Resources?: Record<string, { DependsOn?: string[] }> };
  const before = Object.values(resources).flatMap(({ DependsOn: ids = [] }) => ids);
  return [...referencesIn(rendered), ...before].flatMap((id) => byId.get(id) ?? []);
}
