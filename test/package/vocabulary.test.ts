import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import {
  type AgentGrants,
  type AgentProps,
  Authorizer,
  ClaimRule,
  Endpoint,
  Filesystem,
  Harness,
  HarnessMemory,
  type IAgent,
  Network,
  PrivateEndpoint,
  Runtime,
} from '../../src';
import { efsAccessPointIn, s3FilesIn, vpcIn } from '../support/fixtures/parts';
import { ARTIFACT, MODEL, type PolicyStatement, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

/** Creates agents of both kinds with the same common props. Only the constructor and the required props differ. */
const KINDS: Record<string, (stack: Stack, surroundings: AgentProps) => IAgent> = {
  Harness: (stack, surroundings) =>
    new Harness(stack, 'Agent', { ...surroundings, model: MODEL, memory: HarnessMemory.none() }),
  Runtime: (stack, surroundings) => new Runtime(stack, 'Agent', { ...surroundings, artifact: ARTIFACT }),
};
const NAMES = Object.keys(KINDS);

type Words = (stack: Stack) => AgentProps;

const SURROUNDINGS: Record<string, Words> = {
  nothing: () => ({}),
  'the public network': () => ({ network: Network.publicNetwork() }),
  'a VPC': (stack) => ({ network: Network.vpc(vpcIn(stack), { allowAllOutbound: false }) }),
  'session storage': () => ({ filesystems: [Filesystem.sessionStorage('/mnt/work')] }),
  'file systems of a VPC': (stack) => {
    const vpc = vpcIn(stack);
    return {
      network: Network.vpc(vpc),
      filesystems: [
        Filesystem.efs(efsAccessPointIn(stack, 'Cases', vpc), '/mnt/cases'),
        Filesystem.s3Files(s3FilesIn(stack, 'Scans', vpc), '/mnt/scans', { readOnly: true }),
      ],
    };
  },
  'a lifecycle': () => ({ lifecycle: { idleTimeout: Duration.minutes(5), maxLifetime: Duration.hours(1) } }),
  'an environment': () => ({ environment: { LOG_LEVEL: 'info' } }),
  'IAM callers': () => ({ authorizer: Authorizer.iam() }),
  'callers with tokens': () => ({
    authorizer: Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
      audiences: ['desk'],
      scopes: ['agents/ask'],
      claims: [ClaimRule.listContains('groups', 'adjusters')],
      privateEndpoint: PrivateEndpoint.latticeResource('rcfg-0123456789abcdef0'),
    }),
  }),
};

/** The template properties of the common props of an agent, under the names of a runtime. */
function surroundingsOf(stack: Stack): unknown {
  const template = Template.fromStack(stack);
  const [harness] = Object.values(template.findResources('AWS::BedrockAgentCore::Harness'));
  const [runtime] = Object.values(template.findResources('AWS::BedrockAgentCore::Runtime'));
  const { Environment = {}, ...properties } = (harness ?? runtime).Properties;
  const placed = { ...properties, ...Environment.AgentCoreRuntimeEnvironment };
  const { NetworkConfiguration, FilesystemConfigurations, LifecycleConfiguration, EnvironmentVariables } = placed;
  const { AuthorizerConfiguration } = placed;
  return plain({
    NetworkConfiguration,
    FilesystemConfigurations,
    LifecycleConfiguration,
    EnvironmentVariables,
    AuthorizerConfiguration,
  });
}

function madeOf(kind: string, words: Words): Stack {
  const stack = testStack();
  KINDS[kind](stack, words(stack));
  return stack;
}

/** The statements of the agent's role for the common props. */
function permissionsOf(stack: Stack): PolicyStatement[] {
  const roles = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  const [, role] = roles.find(([id]) => id.startsWith('AgentRole')) ?? roles[0];
  const statements: PolicyStatement[] = role.Properties.Policies[0].PolicyDocument.Statement;
  return plain(statements.filter(({ Sid = '' }) => Sid.startsWith('Filesystem'))) as PolicyStatement[];
}

/** The rules between security groups. */
function rulesOf(stack: Stack): unknown[] {
  const template = Template.fromStack(stack);
  return ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap((type) =>
    Object.values(template.findResources(type)).map(({ Properties }) => plain(Properties)),
  );
}

describe.each(Object.entries(SURROUNDINGS))('Moved from a harness onto a runtime, %s', (_, words) => {
  test('has the same properties in the template', () => {
    const [onHarness, onRuntime] = NAMES.map((kind) => surroundingsOf(madeOf(kind, words)));
    expect(onRuntime).toEqual(onHarness);
  });

  test('has the same permissions and security group rules', () => {
    const [harness, runtime] = NAMES.map((kind) => madeOf(kind, words));
    expect(permissionsOf(runtime)).toEqual(permissionsOf(harness));
    expect(rulesOf(runtime)).toEqual(rulesOf(harness));
  });

  test('has the same warnings', () => {
    const [onHarness, onRuntime] = NAMES.map((kind) => warningsOf(madeOf(kind, words)));
    expect(onRuntime).toEqual(onHarness);
  });
});

test('the comparison detects a difference', () => {
  const [plainly, inVpc] = [SURROUNDINGS.nothing, SURROUNDINGS['file systems of a VPC']].map((words) =>
    madeOf('Runtime', words),
  );
  expect(surroundingsOf(plainly)).not.toEqual(surroundingsOf(inVpc));
  expect(permissionsOf(plainly)).not.toEqual(permissionsOf(inVpc));
  expect(rulesOf(plainly)).not.toEqual(rulesOf(inVpc));
});

/** The grants that only a runtime supports. */
const RUNTIME_VERBS = ['streamBidirectionally', 'streamBidirectionallyForUser', 'readAgentCard'] as const;
const VERBS: Array<Exclude<keyof AgentGrants, (typeof RUNTIME_VERBS)[number]>> = [
  'invoke',
  'invokeForUser',
  'invokeCommand',
  'openShell',
  'stopSession',
];

describe.each(NAMES)('A %s', (kind) => {
  test('uses a given role as its execution role', () => {
    const stack = testStack();
    const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
    const agent = KINDS[kind](stack, { role });
    expect(agent.role).toBe(role);
    expect(agent.grantPrincipal).toBe(role.grantPrincipal);
  });

  test('adds a named endpoint with a pinned version', () => {
    const stack = testStack();
    const endpoint = KINDS[kind](stack, {}).addEndpoint('live', { version: '3', description: 'For customers' });
    expect(endpoint).toBeInstanceOf(Endpoint);
    expect(endpoint.endpointName).toBe('live');
    expect(plain(stack.resolve(endpoint.invocationUrl))).toMatch(/^https:\/\/bedrock-agentcore\..*[?&]qualifier=live$/);
    Template.fromStack(stack).resourceCountIs(`AWS::BedrockAgentCore::${kind}Endpoint`, 1);
  });

  test.each(VERBS)('has grants.%s, as does its endpoint', (verb) => {
    const stack = testStack();
    const agent = KINDS[kind](stack, {});
    const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    for (const grants of [agent.grants, agent.addEndpoint('live').grants]) {
      expect(grants[verb](caller).success).toBe(true);
    }
  });
});

describe.each(RUNTIME_VERBS)('grants.%s', (verb) => {
  const callerIn = (stack: Stack) =>
    new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

  test('is supported on a runtime', () => {
    const stack = testStack();
    expect(KINDS.Runtime(stack, {}).grants[verb](callerIn(stack)).success).toBe(true);
  });

  test('is rejected on a harness, with a hint to use a runtime', () => {
    const stack = testStack();
    expect(() => KINDS.Harness(stack, {}).grants[verb](callerIn(stack))).toThrow(
      `Test/Agent: grants.${verb} is not supported on a Harness. Use a Runtime instead.`,
    );
  });
});
