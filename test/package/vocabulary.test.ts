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

/** The same words around agents of both kinds: what differs between the two tables is the constructor, and what only that kind has. */
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

/** Where CloudFormation has what surrounds an agent, in the words of a runtime. */
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

/** The statements of the agent's role for what surrounds it. */
function permissionsOf(stack: Stack): PolicyStatement[] {
  const roles = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  const [, role] = roles.find(([id]) => id.startsWith('AgentRole')) ?? roles[0];
  const statements: PolicyStatement[] = role.Properties.Policies[0].PolicyDocument.Statement;
  return plain(statements.filter(({ Sid = '' }) => Sid.startsWith('Filesystem'))) as PolicyStatement[];
}

/** The rules that were opened between security groups. */
function rulesOf(stack: Stack): unknown[] {
  const template = Template.fromStack(stack);
  return ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap((type) =>
    Object.values(template.findResources(type)).map(({ Properties }) => plain(Properties)),
  );
}

describe.each(Object.entries(SURROUNDINGS))('Moved from a harness onto a runtime, %s', (_, words) => {
  test('is the same in the template', () => {
    const [onHarness, onRuntime] = NAMES.map((kind) => surroundingsOf(madeOf(kind, words)));
    expect(onRuntime).toEqual(onHarness);
  });

  test('takes the same permissions and the same ways through the network', () => {
    const [harness, runtime] = NAMES.map((kind) => madeOf(kind, words));
    expect(permissionsOf(runtime)).toEqual(permissionsOf(harness));
    expect(rulesOf(runtime)).toEqual(rulesOf(harness));
  });

  test('is warned of alike', () => {
    const [onHarness, onRuntime] = NAMES.map((kind) => warningsOf(madeOf(kind, words)));
    expect(onRuntime).toEqual(onHarness);
  });
});

test('the comparison sees a difference', () => {
  const [plainly, inVpc] = [SURROUNDINGS.nothing, SURROUNDINGS['file systems of a VPC']].map((words) =>
    madeOf('Runtime', words),
  );
  expect(surroundingsOf(plainly)).not.toEqual(surroundingsOf(inVpc));
  expect(permissionsOf(plainly)).not.toEqual(permissionsOf(inVpc));
  expect(rulesOf(plainly)).not.toEqual(rulesOf(inVpc));
});

const VERBS: Array<Exclude<keyof AgentGrants, 'streamBidirectionally'>> = [
  'invoke',
  'invokeForUser',
  'invokeCommand',
  'openShell',
  'stopSession',
];

describe.each(NAMES)('On a %s', (kind) => {
  test('a role of the user is the role that it runs with', () => {
    const stack = testStack();
    const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
    const agent = KINDS[kind](stack, { role });
    expect(agent.role).toBe(role);
    expect(agent.grantPrincipal).toBe(role.grantPrincipal);
  });

  test('endpoints are added, named and pinned by the same words', () => {
    const stack = testStack();
    const endpoint = KINDS[kind](stack, {}).addEndpoint('live', { version: '3', description: 'For customers' });
    expect(endpoint).toBeInstanceOf(Endpoint);
    expect(endpoint.endpointName).toBe('live');
    expect(plain(stack.resolve(endpoint.invocationUrl))).toMatch(/^https:\/\/bedrock-agentcore\..*[?&]qualifier=live$/);
    Template.fromStack(stack).resourceCountIs(`AWS::BedrockAgentCore::${kind}Endpoint`, 1);
  });

  test.each(VERBS)('%s is granted by the same word, on the agent and on its endpoint', (verb) => {
    const stack = testStack();
    const agent = KINDS[kind](stack, {});
    const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    for (const grants of [agent.grants, agent.addEndpoint('live').grants]) {
      expect(grants[verb](caller).success).toBe(true);
    }
  });
});

describe('Both ways at once', () => {
  const callerIn = (stack: Stack) =>
    new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

  test('is to be had on a runtime', () => {
    const stack = testStack();
    expect(KINDS.Runtime(stack, {}).grants.streamBidirectionally(callerIn(stack)).success).toBe(true);
  });

  test('is refused on a harness, by the name of the kind that has it', () => {
    const stack = testStack();
    expect(() => KINDS.Harness(stack, {}).grants.streamBidirectionally(callerIn(stack))).toThrow(
      /Test\/Agent: grants\.streamBidirectionally is not supported on a Harness\. Use a Runtime instead\./,
    );
  });
});
