/** Simulates the IAM decisions for a role of a template, with all references resolved. */
import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { Stack } from 'aws-cdk-lib/core';
import type { Resource, Statement } from '../../scripts/assembly';
import { HarnessMemory, type HarnessProps, type Use } from '../../src';
import { ACCOUNT, harnessIn, REGION, runtimeIn } from './helpers';
import { type SynthesizedStack, synthesizeStack, type TemplateJson } from './synthesize';
import { wire } from './wiring';

const HARNESS = /:harness\/[^/]+(\/harness-endpoint\/[^/]+)?$/;
const BROWSER = /:browser(-custom)?\/[^/]+$/;
const THROUGH_HARNESS =
  'the harness developer guide requires it of callers on the harness, and the runtime behind a harness rejects calls';
const THROUGH_BROWSER =
  'the harness developer guide gives it on the browser, and roles that have it so do connect (awslabs/agentcore-samples#1882)';
const STATE_MACHINE = /:stateMachine:/;
const THROUGH_STATE_MACHINE =
  'IAM names the state machine as the resource when it denies the action (NOAA-OWP/hydrovis#837), and aws-cdk-lib grants it so (aws/aws-cdk#8486)';

/**
 * Actions with resources that AWS documents elsewhere and that are missing in the Service Authorization Reference, and
 * so in the simulator. The tests follow the documentation.
 */
export const DOCUMENTED_RESOURCES: Record<string, { readonly resource: RegExp; readonly reason: string }> = {
  'bedrock-agentcore:InvokeAgentRuntime': { resource: HARNESS, reason: THROUGH_HARNESS },
  'bedrock-agentcore:InvokeAgentRuntimeForUser': { resource: HARNESS, reason: THROUGH_HARNESS },
  'bedrock-agentcore:InvokeAgentRuntimeCommand': { resource: HARNESS, reason: THROUGH_HARNESS },
  'bedrock-agentcore:InvokeAgentRuntimeCommandShell': { resource: HARNESS, reason: THROUGH_HARNESS },
  'bedrock-agentcore:StopRuntimeSession': { resource: HARNESS, reason: THROUGH_HARNESS },
  'bedrock-agentcore:ConnectBrowserAutomationStream': { resource: BROWSER, reason: THROUGH_BROWSER },
  'bedrock-agentcore:ConnectBrowserLiveViewStream': { resource: BROWSER, reason: THROUGH_BROWSER },
  'bedrock-agentcore:ListBrowserSessions': { resource: BROWSER, reason: THROUGH_BROWSER },
  'states:SendTaskSuccess': { resource: STATE_MACHINE, reason: THROUGH_STATE_MACHINE },
  'states:SendTaskFailure': { resource: STATE_MACHINE, reason: THROUGH_STATE_MACHINE },
  'logs:PutResourcePolicy': {
    resource: /:log-group:/,
    reason:
      'policies of single log groups are newer than the reference, and the roles that AgentCore documents have it so',
  },
  'logs:DescribeLogGroups': {
    resource: /:log-group:/,
    reason: 'it is denied "on resource: arn:aws:logs:…:log-group::log-stream:", so IAM does hold it against log groups',
  },
};

const SEARCH_KEYS = {
  keys: ['bedrock-agentcore:namespacePath'],
  reason: 'the memory developer guide narrows searches below a path by it, as the field of the request is called',
};

/** Condition keys of AgentCore that are missing in the Service Authorization Reference, and so in the simulator. */
export const DOCUMENTED_KEYS: Record<string, { readonly keys: string[]; readonly reason: string }> = {
  'bedrock-agentcore:RetrieveMemoryRecords': SEARCH_KEYS,
  'bedrock-agentcore:ListMemoryRecords': SEARCH_KEYS,
};

export type Context = Record<string, string>;

/** Actions that are allowed or denied on a resource with the given condition keys. */
export type Row = readonly [what: string, actions: string | string[], resource: string, context?: Context];

interface PolicyDocument {
  readonly Version: string;
  readonly Statement: Statement[];
}

interface NamedPolicy {
  readonly name: string;
  readonly policy: PolicyDocument;
}

export function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** The policies that an IAM resource defines. */
export function policiesIn(id: string, { Properties = {} }: Resource): NamedPolicy[] {
  const inline = (Properties.Policies ?? []) as Array<{ PolicyName: string; PolicyDocument: PolicyDocument }>;
  const own = Properties.PolicyDocument as PolicyDocument | undefined;
  return [
    ...inline.map(({ PolicyName, PolicyDocument }) => ({ name: `${id}.${PolicyName}`, policy: PolicyDocument })),
    ...(own ? [{ name: id, policy: own }] : []),
  ];
}

/** The inline and attached policies of one role, with their references resolved. */
export function policiesOf(stacks: SynthesizedStack[], roleId: string): NamedPolicy[] {
  const resolved = wire(stacks);
  return stacks.flatMap(({ template }, index) =>
    Object.entries(resolved[index].template.Resources)
      .filter(
        ([id]) =>
          id === roleId ||
          refersTo(template, id, 'Roles', roleId) ||
          refersTo(template, roleId, 'ManagedPolicyArns', id),
      )
      .flatMap(([id, resource]) => policiesIn(id, resource)),
  );
}

function refersTo({ Resources }: TemplateJson, from: string, property: string, to: string): boolean {
  const values = (Resources[from]?.Properties?.[property] ?? []) as Array<{ Ref?: string }>;
  return values.some(({ Ref }) => Ref === to);
}

/** The logical ID of the only role with the given prefix. */
export function roleNamed(stacks: SynthesizedStack[], prefix: string): string {
  const roles = stacks.flatMap(({ template }) =>
    Object.entries(template.Resources).filter(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith(prefix)),
  );
  if (roles.length !== 1) {
    throw new Error(`there must be one role ${prefix}…, got ${roles.map(([id]) => id).join(', ') || 'none'}`);
  }
  return roles[0][0];
}

/** A KMS key whose policy delegates to IAM policies of the account, like the keys of the CDK. */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};

async function isAllowed(
  policies: NamedPolicy[],
  action: string,
  resource: string,
  context: Context,
): Promise<boolean> {
  const decision = await simulate({
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:role/Asked`,
      action,
      resource: { resource, accountId: ACCOUNT },
      contextVariables: context,
    },
    identityPolicies: policies,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: action.startsWith('kms:') ? KEY_POLICY : undefined,
  });
  return decision === 'Allowed';
}

/** An invalid request is a mistake in the test, and must not count as a denial. */
export async function simulate(simulation: Simulation): Promise<string> {
  const { action, resource } = simulation.request;
  const hasDocumentedKey = DOCUMENTED_KEYS[action]?.keys.some((key) => key in simulation.request.contextVariables);
  if (hasDocumentedKey || DOCUMENTED_RESOURCES[action]?.resource.test(resource.resource)) {
    return runUnsafeSimulation(simulation, {});
  }
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') {
    throw new Error(`${action} on ${resource.resource}: ${JSON.stringify(result.errors)}`);
  }
  const ignored = result.resultType === 'single' ? result.result.ignoredContextKeys : [];
  if (ignored?.length) {
    throw new Error(`${action} on ${resource.resource} does not support the condition keys ${ignored.join(', ')}`);
  }
  return result.overallResult;
}

/** Which of the actions of a row are allowed. */
export async function allowedOf(policies: NamedPolicy[], [, actions, resource, context = {}]: Row): Promise<string[]> {
  const asked = list(actions);
  const answers = await Promise.all(asked.map((action) => isAllowed(policies, action, resource, context)));
  return asked.filter((_, index) => answers[index]);
}

/** The policies of the only role with the given prefix in a stack with the given content. */
export function policiesMade(rolePrefix: string, fill: (stack: Stack) => void): NamedPolicy[] {
  const stacks = synthesizeStack(fill);
  return policiesOf(stacks, roleNamed(stacks, rolePrefix));
}

/** The policies of the role of a harness with the given props. */
export function agentPolicies(propsIn: (stack: Stack) => Partial<HarnessProps>): NamedPolicy[] {
  return policiesMade('AgentRole', (stack) => {
    harnessIn(stack, { harnessName: 'agent', memory: HarnessMemory.none(), ...propsIn(stack) });
  });
}

/** The policies of the role of a runtime with the given uses. */
export function userPolicies(usesIn: (stack: Stack) => Use[]): NamedPolicy[] {
  return policiesMade('AgentRole', (stack) => {
    runtimeIn(stack, { runtimeName: 'agent', uses: usesIn(stack) });
  });
}

interface Expected {
  readonly may: Row[];
  readonly mayNot: Row[];
}

/** Tests that a feature allows the role exactly the given actions, and that they are denied without the feature. */
export function testFeature(
  feature: string,
  propsIn: (stack: Stack) => Partial<HarnessProps>,
  expected: Expected,
): void {
  testPolicies(feature, [() => agentPolicies(propsIn), () => agentPolicies(() => ({}))], expected);
}

/** Tests the permissions of one entry in the `uses` of a runtime. */
export function testUse(what: string, useIn: (stack: Stack) => Use, expected: Expected): void {
  testPolicies(what, [() => userPolicies((stack) => [useIn(stack)]), () => userPolicies(() => [])], expected);
}

export function testPolicies(
  feature: string,
  [withIt, withoutIt]: [withIt: () => NamedPolicy[], withoutIt: () => NamedPolicy[]],
  { may, mayNot }: Expected,
): void {
  describe(`${feature}: the role`, () => {
    let asked: NamedPolicy[];
    let notAsked: NamedPolicy[];

    beforeAll(() => {
      asked = withIt();
      notAsked = withoutIt();
    });

    // test.each does not accept an empty table, and some features need no permission.
    for (const row of may) {
      test(`may ${row[0]} only if the feature is used`, async () => {
        expect(await allowedOf(asked, row)).toEqual(list(row[1]));
        expect(await allowedOf(notAsked, row)).toEqual([]);
      });
    }

    for (const row of mayNot) {
      test(`may not ${row[0]}`, async () => {
        expect(await allowedOf(asked, row)).toEqual([]);
      });
    }
  });
}

/** The ARN of an AgentCore resource in the account of the tests. */
export function agentCoreArn(resource: string, account = ACCOUNT, region = REGION): string {
  return `arn:aws:bedrock-agentcore:${region}:${account}:${resource}`;
}
