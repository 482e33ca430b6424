import { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { type CfnCondition, CfnResource, Stack, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { propertyOf } from '../known/resource';
import { quote } from './limit';
import { isUnknown } from './unknown';

/** The property that names a resource, as users type it, and the L1 properties that no two resources can share. */
interface Naming {
  readonly prop: string;
  readonly properties: string[];
}

export const NAMINGS: Record<string, Naming> = {
  'AWS::BedrockAgentCore::Harness': { prop: 'harnessName', properties: ['harnessName'] },
  'AWS::BedrockAgentCore::HarnessEndpoint': { prop: 'endpointName', properties: ['endpointName', 'harnessId'] },
  'AWS::BedrockAgentCore::Runtime': { prop: 'runtimeName', properties: ['agentRuntimeName'] },
  'AWS::BedrockAgentCore::RuntimeEndpoint': { prop: 'endpointName', properties: ['name', 'agentRuntimeId'] },
  'AWS::BedrockAgentCore::CapacityProvider': { prop: 'capacityProviderName', properties: ['name'] },
  'AWS::BedrockAgentCore::Memory': { prop: 'memoryName', properties: ['name'] },
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': { prop: 'apiKeyName', properties: ['name'] },
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': { prop: 'oauthClientName', properties: ['name'] },
};

const REVIEWED = Symbol.for('cdk-agentcore.reviewed');

/** Marks a resource of this library, or the root of an app that is checked for shared names. */
export function mark(construct: IConstruct): void {
  Object.defineProperty(construct, REVIEWED, { value: true });
}

export function isMarked(construct: IConstruct): boolean {
  return REVIEWED in construct;
}

const RUNTIME = 'AWS::BedrockAgentCore::Runtime';

/** Finds resources of one name in one environment, of which this library made at least one. */
export function sharedNames(root: IConstruct): string[] {
  const groups = new Map<string, CfnResource[]>();
  const add = (key: string | undefined, resource: CfnResource) => {
    if (key !== undefined) {
      groups.set(key, [...(groups.get(key) ?? []), resource]);
    }
  };
  const resources = root.node.findAll().filter(CfnResource.isCfnResource);
  for (const resource of resources) {
    add(identityOf(resource), resource);
  }
  const alike = [...groups.values()].filter(areTogether).map(messageOfGroup);
  const runtimes = new Map([...groups].filter(([, [first]]) => first.cfnResourceType === RUNTIME));
  const taken = resources.filter(CfnHarness.isCfnHarness).flatMap((harness) => {
    const name = physicalNameOf(harness);
    const group = runtimes.get(name === undefined ? '' : keyOf(harness, RUNTIME, `harness_${name}`));
    return group && areTogether([...group, harness])
      ? [
          `runtimeName must not be ${quote(`harness_${name}`)} for ${group.map(pathOf).join(', ')}, because AgentCore creates a runtime of that name for the harness ${pathOf(harness)}. Use a different runtimeName.`,
        ]
      : [];
  });
  return [...alike, ...taken];
}

function messageOfGroup(group: CfnResource[]): string {
  const { prop, properties } = NAMINGS[group[0].cfnResourceType];
  const where = properties.length > 1 ? 'on an agent' : 'in an account and Region';
  const paths = group.map(pathOf).join(', ');
  return `${prop} must be unique ${where}, got ${quote(physicalNameOf(group[0]) ?? '')} for ${paths}. Use a different ${prop} for each.`;
}

/** Whether resources of one name exist at the same time: conditions may exclude each other. */
function areTogether(group: CfnResource[]): boolean {
  const conditions = new Set<CfnCondition | undefined>(group.map(({ cfnOptions }) => cfnOptions.condition));
  return group.length > 1 && group.some(isMarked) && (conditions.size < group.length || conditions.has(undefined));
}

function pathOf(resource: CfnResource): string {
  return isMarked(resource) && resource.node.scope ? resource.node.scope.node.path : resource.node.path;
}

/**
 * The combination that must be unique: the type, the name and the environment. `undefined` if the name is not known.
 */
function identityOf(resource: CfnResource): string | undefined {
  const { cfnResourceType: type } = resource;
  const naming = NAMINGS[type];
  const name = naming && physicalNameOf(resource);
  if (name === undefined) {
    return undefined;
  }
  // The token of the agent's ID is the same wherever it is used.
  const [, ...others] = naming.properties.map((property) => propertyOf(resource, property));
  return keyOf(resource, type, name, others);
}

function keyOf(resource: CfnResource, type: string, name: string, others: unknown[] = []): string {
  const { account, region } = Stack.of(resource);
  const isKnown = !isUnknown(account) && !isUnknown(region);
  // Stages with an unknown environment can be deployed to different ones.
  const stage = isKnown ? undefined : Stage.of(resource)?.node.path;
  return JSON.stringify([type, name, others, account, region, stage]);
}

function physicalNameOf(resource: CfnResource): string | undefined {
  const name = Stack.of(resource).resolve(propertyOf(resource, NAMINGS[resource.cfnResourceType].properties[0]));
  return typeof name === 'string' ? name : undefined;
}
