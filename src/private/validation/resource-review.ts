import { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations, type CfnCondition, CfnResource, Stack, Stage, TagManager } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { propertyOf } from '../known/resource';
import { warnUnlessOffered } from './availability';
import { quote } from './limit';
import { isUnknown } from './unknown';

const REVIEWED = Symbol.for('cdk-agentcore.reviewed');

/**
 * Reviews the resource of a construct. Whether the Region has its type is known now. Tags can be added later, and other
 * resources can have its name, so both are checked at synth. Call it at the end of the constructor.
 */
export function reviewResource(construct: Construct, type: string): void {
  warnUnlessOffered(construct, type);
  // Constructs that users add below the construct later are not part of it.
  const resources = construct.node.findAll().filter(CfnResource.isCfnResource);
  construct.node.addValidation({ validate: () => [...new Set(resources.flatMap(tagProblems))] });
  const { defaultChild } = construct.node;
  if (defaultChild) {
    mark(defaultChild);
    warnOfNewName(construct, defaultChild);
    warnOfDeletedRole(construct, defaultChild);
  }
  const { root } = construct.node;
  if (!isMarked(root)) {
    mark(root);
    root.node.addValidation({ validate: () => sharedNames(root) });
  }
}

/** The resources whose execution role is allowed to use what AgentCore creates under their name. */
const AGENTS = ['AWS::BedrockAgentCore::Harness', 'AWS::BedrockAgentCore::Runtime'];

/** Warns if an Aspect or an override changes the name of an agent after its permissions are rendered. */
function warnOfNewName(construct: Construct, resource: IConstruct): void {
  if (!CfnResource.isCfnResource(resource) || !AGENTS.includes(resource.cfnResourceType)) {
    return;
  }
  const { prop, properties } = NAMINGS[resource.cfnResourceType];
  const before = propertyOf(resource, properties[0]);
  construct.node.addValidation({
    validate: () => {
      const after = propertyOf(resource, properties[0]);
      if (after !== before) {
        Annotations.of(construct).addWarningV2(
          'cdk-agentcore:nameChangedLater',
          `${prop} was changed from ${quote(`${before}`)} to ${quote(`${after}`)} after the construct was created. The execution role is only allowed to write logs and to get tokens under the first name. Set ${prop} of the construct instead.`,
        );
      }
      return [];
    },
  });
}

/** Warns if a resource is retained, but the role that is created for it is not. */
function warnOfDeletedRole(construct: Construct, resource: IConstruct): void {
  const isKept = (child: unknown) =>
    CfnResource.isCfnResource(child) && /^Retain/.test(child.cfnOptions.deletionPolicy ?? '');
  construct.node.addValidation({
    validate: () => {
      const role = construct.node.tryFindChild('Role')?.node.defaultChild;
      if (role && isKept(resource) && !isKept(role)) {
        Annotations.of(construct).addWarningV2(
          'cdk-agentcore:retainedWithoutRole',
          'The removal policy retains the resource, but its execution role is deleted with the stack, so the retained resource cannot be used. Apply the removal policy to the role and its policies as well, for example with RemovalPolicies.of(…).retain().',
        );
      }
      return [];
    },
  });
}

function mark(construct: IConstruct): void {
  Object.defineProperty(construct, REVIEWED, { value: true });
}

function isMarked(construct: IConstruct): boolean {
  return REVIEWED in construct;
}

const MOST_TAGS = 50;
/** AgentCore accepts fewer characters than IAM and Amazon EC2 do. */
const AGENTCORE_CHARACTERS = {
  pattern: /^[a-zA-Z0-9\s._:/=+@-]*$/,
  words: 'letters, digits, spaces and . _ : / = + @ -',
};
const CHARACTERS = { ...AGENTCORE_CHARACTERS, pattern: /^[\p{L}\p{N}\p{Z}._:/=+@-]*$/u };

function tagProblems(resource: CfnResource): string[] {
  const tags = Object.entries(TagManager.of(resource)?.tagValues() ?? {});
  const allowed = resource.cfnResourceType.startsWith('AWS::BedrockAgentCore::') ? AGENTCORE_CHARACTERS : CHARACTERS;
  const problems = tags.flatMap(([key, value]) => [
    ...textProblems(`the key ${quote(key)}`, key, [1, 128], allowed),
    ...textProblems(`the value of ${quote(key)}`, value, [0, 256], allowed),
    ...reservedTagProblems('tags', { [key]: value }),
  ]);
  return tags.length > MOST_TAGS
    ? [...problems, `tags must have at most ${MOST_TAGS} entries, got ${tags.length}. Remove tags.`]
    : problems;
}

/** Tags that AWS reserves for itself, among tags that are not those of the construct. */
export function reservedTagProblems(prop: string, tags: { [key: string]: string } = {}): string[] {
  return Object.keys(tags)
    .filter((key) => /^aws:/i.test(key))
    .map(
      (key) => `${prop}: the key ${quote(key)} must not begin with "aws:", which is reserved for AWS. Use another key.`,
    );
}

function textProblems(
  what: string,
  text: string,
  [min, max]: [min: number, max: number],
  { pattern, words }: typeof CHARACTERS,
): string[] {
  if (isUnknown(text) || typeof text !== 'string') {
    return [];
  }
  const { length } = [...text];
  return [
    ...(length < min || length > max
      ? [
          `tags: ${what} must be ${min} to ${max} characters long, got ${length}. Use ${length > max ? 'fewer' : 'more'}.`,
        ]
      : []),
    ...(pattern.test(text) ? [] : [`tags: ${what} must consist of ${words}, got ${quote(text)}.`]),
  ];
}

/** The property that names a resource, as users type it, and the L1 properties that no two resources can share. */
interface Naming {
  readonly prop: string;
  readonly properties: string[];
}

const NAMINGS: Record<string, Naming> = {
  'AWS::BedrockAgentCore::Harness': { prop: 'harnessName', properties: ['harnessName'] },
  'AWS::BedrockAgentCore::HarnessEndpoint': { prop: 'endpointName', properties: ['endpointName', 'harnessId'] },
  'AWS::BedrockAgentCore::Runtime': { prop: 'runtimeName', properties: ['agentRuntimeName'] },
  'AWS::BedrockAgentCore::RuntimeEndpoint': { prop: 'endpointName', properties: ['name', 'agentRuntimeId'] },
  'AWS::BedrockAgentCore::CapacityProvider': { prop: 'capacityProviderName', properties: ['name'] },
  'AWS::BedrockAgentCore::Memory': { prop: 'memoryName', properties: ['name'] },
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': { prop: 'apiKeyName', properties: ['name'] },
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': { prop: 'oauthClientName', properties: ['name'] },
};

const RUNTIME = 'AWS::BedrockAgentCore::Runtime';

/** Finds resources of one name in one environment, of which this library made at least one. */
function sharedNames(root: IConstruct): string[] {
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
