import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Gateway, GatewayAuthorizer, type IGatewayRef, type IMemoryRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { UserPool as CognitoUserPool, type UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import type { IAccessPoint } from 'aws-cdk-lib/aws-efs';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { App, Lazy, NestedStack, Stack, type StackProps, Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  type ApiKey,
  Authorizer,
  ContainerImage,
  Filesystem,
  GatewayAuth,
  Harness,
  HarnessMemory,
  HeaderValue,
  Hook,
  HookTarget,
  type IS3FilesAccessPoint,
  MemoryStore,
  MemoryStrategy,
  Model,
  Network,
  type OAuthClient,
  OAuthProvider,
  PrivateEndpoint,
  Skill,
  Tool,
} from '../../src';
import { efsAccessPointIn, functionIn, keyIn, oauthClientIn, s3FilesIn, vpcIn } from '../support/fixtures/parts';
import { ACCOUNT } from '../support/helpers';

const SKILL = join(__dirname, '..', '..', 'examples', 'research-analyst', 'skills', 'market-sizing');
const AGENTCORE = new ServicePrincipal('bedrock-agentcore.amazonaws.com');

/** Resources of every kind that an agent can use. */
interface Surroundings {
  readonly vpc: IVpc;
  readonly disk: IAccessPoint;
  readonly reports: IS3FilesAccessPoint;
  readonly key: IKey;
  readonly gateway: IGatewayRef;
  readonly memory: IMemoryRef;
  readonly users: UserPool;
  readonly client: UserPoolClient;
  readonly approve: IFunction;
  readonly topic: ITopic;
  readonly bus: EventBus;
  readonly skills: IBucket;
  readonly apiKey: ApiKey;
  readonly oauthClient: OAuthClient;
}

function surroundingsIn(scope: Construct): Surroundings {
  const vpc = vpcIn(scope);
  const users = new CognitoUserPool(scope, 'Users');
  const key = new Key(scope, 'Key');
  return {
    vpc,
    disk: efsAccessPointIn(scope, 'Cases', vpc),
    reports: s3FilesIn(scope, 'Reports', vpc),
    key,
    gateway: new Gateway(scope, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() }),
    memory: memoryIn(scope, key),
    users,
    client: users.addClient('Web'),
    approve: functionIn(scope, 'Approve'),
    topic: new Topic(scope, 'Told', { masterKey: key }),
    bus: new EventBus(scope, 'Bus'),
    skills: new Bucket(scope, 'Skills', { encryptionKey: key }),
    apiKey: keyIn(scope, 'Vault'),
    oauthClient: oauthClientIn(scope, 'Client', OAuthProvider.github()),
  };
}

/** A geographic inference profile, or a model in geographies without one. */
function modelIn(scope: Construct): Model {
  const { region } = Stack.of(scope);
  const [partition] = /^(us-gov|cn|eusc)/.exec(region) ?? ['us'];
  return Model.bedrock(`${{ cn: '', eusc: '' }[partition] ?? `${partition}.`}anthropic.claude-sonnet-4-6`);
}

/** A memory that uses a model, a bucket, a topic and a stream, all encrypted with one key. */
function memoryIn(scope: Construct, encryptionKey: IKey): MemoryStore {
  const model = modelIn(scope);
  return new MemoryStore(scope, 'Memory', {
    strategies: [
      MemoryStrategy.semantic({ extraction: { model, instructions: 'Only promises.' } }),
      MemoryStrategy.selfManaged({
        bucket: new Bucket(scope, 'Payloads', { encryptionKey }),
        topic: new Topic(scope, 'Arrived', { masterKey: encryptionKey }),
      }),
    ],
    encryptionKey,
    recordStream: new Stream(scope, 'Records', { encryptionKey }),
  });
}

/** An agent with IAM authorization and one with JWT authorization, which together use every feature of an agent. */
function agentsIn(scope: Construct, it: Surroundings): Harness {
  const signed = new Harness(scope, 'Signed', {
    model: modelIn(scope),
    alternateModels: [Model.openai('gpt-5', { apiKey: it.apiKey })],
    tools: [
      Tool.gateway(it.gateway),
      Tool.browser(),
      Tool.codeInterpreter(),
      Tool.remoteMcp('docs', 'https://mcp.example.com', { headers: { 'X-Key': HeaderValue.apiKey(it.apiKey) } }),
    ],
    skills: [Skill.fromDirectory(SKILL), Skill.fromBucket(it.skills, 'refunds'), Skill.aws()],
    memory: HarnessMemory.managed({ encryptionKey: it.key }),
    hooks: [
      Hook.beforeToolCall('approve', HookTarget.fromFunction(it.approve)),
      Hook.afterToolCall('audit', HookTarget.fromEventBus(it.bus)),
      Hook.afterInvocation('told', HookTarget.fromTopic(it.topic)),
    ],
    network: Network.vpc(it.vpc),
    filesystems: [
      Filesystem.sessionStorage('/mnt/work'),
      Filesystem.efs(it.disk, '/mnt/cases'),
      Filesystem.s3Files(it.reports, '/mnt/reports'),
    ],
  });
  new Harness(scope, 'Tokens', {
    model: Model.bedrock('amazon.nova-pro-v1:0'),
    memory: HarnessMemory.store(it.memory, { actorId: 'desk' }),
    tools: [Tool.gateway(oauthGateway(scope), { auth: GatewayAuth.oauth(it.oauthClient) })],
    image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(scope, 'Images', 'agents'), { tag: 'v1' }),
    authorizer: Authorizer.cognito(it.users, { clients: [it.client] }),
  }).addEndpoint('live');
  new Harness(scope, 'Inside', {
    model: Model.bedrock('amazon.nova-pro-v1:0'),
    memory: HarnessMemory.none(),
    authorizer: Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
      clients: ['web'],
      privateEndpoint: PrivateEndpoint.vpc(it.vpc),
    }),
  });
  return signed;
}

const oauthGateway = (scope: Construct) => new Gateway(scope, 'TokenShop');

/** Every kind of caller, of an agent and of an endpoint. */
function callersIn(scope: Construct, agent: Harness): void {
  const caller = new Role(scope, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  agent.grants.invoke(caller);
  agent.grants.invokeCommand(caller);
  agent.addEndpoint('live').grants.invokeForUser(functionIn(scope, 'Backend'));
}

function templatesOf(app: Stage): Record<string, string> {
  const { stacks } = app.synth();
  return Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template)]));
}

/** The resources in a template that a construct creates. */
function ownResources(stack: Stack, ...ids: string[]): string {
  const resources = Object.entries(Template.fromStack(stack).toJSON().Resources);
  return JSON.stringify(resources.filter(([id]) => ids.some((own) => id.startsWith(own))));
}

describe('Every environment', () => {
  const PLACES: Array<[place: string, props: StackProps]> = [
    ['an account and a Region that are not known at synth', {}],
    ['us-gov-west-1', { env: { account: ACCOUNT, region: 'us-gov-west-1' } }],
    ['cn-north-1', { env: { account: ACCOUNT, region: 'cn-north-1' } }],
    ['eusc-de-east-1', { env: { account: ACCOUNT, region: 'eusc-de-east-1' } }],
  ];

  test.each(PLACES)('supports an agent with every feature: %s', (_, props) => {
    const stack = new Stack(new App(), 'Desk', props);
    callersIn(stack, agentsIn(stack, surroundingsIn(stack)));
    Template.fromStack(stack).resourceCountIs('AWS::BedrockAgentCore::Harness', 3);
  });

  test.each(PLACES)('does not contain the partition or the domain of another: %s', (_, props) => {
    const stack = new Stack(new App(), 'Desk', props);
    callersIn(stack, agentsIn(stack, surroundingsIn(stack)));
    const own = ownResources(stack, 'Signed', 'Tokens', 'Inside', 'Vault', 'Client', 'Memory', 'CallerDefaultPolicy');
    expect(own).toContain('"Ref":"AWS::Partition"');
    expect(own).not.toMatch(/arn:aws[a-z-]*:/);
    // A service has the same principal in every partition.
    expect(own.replace(/"Service":"[a-z.-]+\.amazonaws\.com"/g, '')).not.toContain('amazonaws.');
  });

  test('does not contain a Region or an account in an environment-agnostic template', () => {
    const stack = new Stack(new App(), 'Desk');
    callersIn(stack, agentsIn(stack, surroundingsIn(stack)));
    const own = ownResources(stack, 'Signed', 'Tokens', 'Inside', 'Vault', 'Client', 'Memory', 'CallerDefaultPolicy');
    expect(own).not.toMatch(/us-east-1|us-west-2|:\d{12}:/);
  });

  test('has URLs with the domain of the partition', () => {
    const stack = new Stack(new App(), 'Desk', { env: { account: ACCOUNT, region: 'cn-north-1' } });
    const url = agentsIn(stack, surroundingsIn(stack)).invocationUrl;
    expect(JSON.stringify(stack.resolve(url))).toMatch(
      /https:\/\/bedrock-agentcore\.cn-north-1\.",\{"Ref":"AWS::URLSuffix"\}/,
    );
  });
});

describe('A nested stack', () => {
  test('supports an agent that uses resources of the parent stack', () => {
    const parent = new Stack(new App(), 'Desk', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const nested = new NestedStack(parent, 'Agents');
    const agent = agentsIn(nested, surroundingsIn(parent));
    callersIn(parent, agent);
    Template.fromStack(nested).resourceCountIs('AWS::BedrockAgentCore::Harness', 3);
    Template.fromStack(parent).resourceCountIs('AWS::BedrockAgentCore::Harness', 0);
  });

  test('supports an agent together with the resources that it uses', () => {
    const parent = new Stack(new App(), 'Desk');
    const nested = new NestedStack(parent, 'Agents');
    callersIn(nested, agentsIn(nested, surroundingsIn(nested)));
    Template.fromStack(nested).resourceCountIs('AWS::BedrockAgentCore::Harness', 3);
  });
});

describe('A stage', () => {
  test('supports an agent, with names that differ between stages', () => {
    const app = new App();
    const names = ['Beta', 'Prod'].map((id) => {
      const stack = new Stack(new Stage(app, id, { env: { account: ACCOUNT, region: 'us-east-1' } }), 'Desk');
      return agentsIn(stack, surroundingsIn(stack)).agentName;
    });
    expect(names).toEqual([expect.stringMatching(/^BetaDesk_Signed_/), expect.stringMatching(/^ProdDesk_Signed_/)]);
    app.synth();
  });
});

describe('Stacks that depend on each other', () => {
  function threeStacks(props: StackProps = { env: { account: ACCOUNT, region: 'us-east-1' } }) {
    const app = new App();
    const [base, agents, callers] = ['Base', 'Agents', 'Callers'].map((id) => new Stack(app, id, props));
    const surroundings = surroundingsIn(base);
    const agent = agentsIn(agents, surroundings);
    return { app, base, agents, callers, agent, surroundings };
  }

  const dependenciesOf = (stack: Stack) => stack.dependencies.map(({ stackName }) => stackName);

  test.each<[string, StackProps | undefined]>([
    ['known', undefined],
    ['unknown', {}],
  ])('contain resources, agents and callers, in that order: Region %s', (_, props) => {
    const { app, base, agents, callers, agent } = threeStacks(props);
    callersIn(callers, agent);
    expect(Object.keys(templatesOf(app))).toEqual(['Base', 'Agents', 'Callers']);
    expect([base, agents, callers].map(dependenciesOf)).toEqual([[], ['Base'], ['Agents']]);
  });

  test('allow a role in the stack of the agent to call it', () => {
    const { app, agents, agent } = threeStacks();
    const caller = new Role(agents, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    agent.grants.invoke(caller);
    agent.addEndpoint('beside').grants.openShell(caller);
    app.synth();
    expect(dependenciesOf(agents)).toEqual(['Base']);
  });

  test('allow grants to the agent on resources of the stack below', () => {
    const { app, base, agent, surroundings } = threeStacks();
    surroundings.skills.grantRead(agent);
    surroundings.topic.grantPublish(agent);
    app.synth();
    expect(dependenciesOf(base)).toEqual([]);
  });

  test('allow the execution role to be in the stack below the agent', () => {
    const app = new App();
    const [base, agents] = ['Base', 'Agents'].map((id) => new Stack(app, id));
    const role = new Role(base, 'Role', { assumedBy: AGENTCORE });
    new Harness(agents, 'Agent', { model: Model.bedrock('amazon.nova-pro-v1:0'), role });
    app.synth();
    expect([base, agents].map(dependenciesOf)).toEqual([[], ['Base']]);
  });

  test('are deployed after the stack of an execution role with a name, in another Region', () => {
    const { base, agents } = withNamedRole(
      (stack) => new Role(stack, 'Role', { assumedBy: AGENTCORE, roleName: 'agents' }),
    );
    expect([base, agents].map(dependenciesOf)).toEqual([[], ['Base']]);
  });

  test('do not depend on the stack of an imported execution role', () => {
    const { agents } = withNamedRole((stack) => Role.fromRoleName(stack, 'Role', 'agents'));
    expect(dependenciesOf(agents)).toEqual([]);
  });

  function withNamedRole(roleIn: (stack: Stack) => IRole) {
    const app = new App();
    const base = new Stack(app, 'Base', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    const agents = new Stack(app, 'Agents', { env: { account: ACCOUNT, region: 'us-east-1' } });
    new Harness(agents, 'Agent', { model: Model.bedrock('amazon.nova-pro-v1:0'), role: roleIn(base) });
    app.synth();
    return { base, agents };
  }
});

describe('The same app, synthesized twice', () => {
  function synthesized(tokensBefore: number): Record<string, string> {
    const app = new App();
    const stack = new Stack(app, 'Desk', { env: { account: ACCOUNT, region: 'us-east-1' } });
    Array.from({ length: tokensBefore }, () => Lazy.string({ produce: () => 'elsewhere' }));
    callersIn(stack, agentsIn(stack, surroundingsIn(stack)));
    return templatesOf(app);
  }

  test('has the same template, independent of tokens that were created before', () => {
    expect(synthesized(100)).toEqual(synthesized(0));
  });

  test('has the same names for a construct path, independent of other agents in the stack', () => {
    const names = [0, 1].map((moved) => {
      const stack = new Stack(new App(), 'Desk');
      const make = () => {
        const harness = new Harness(stack, 'Agent', { model: Model.litellm('ollama/llama4') });
        return [harness.agentName, keyIn(stack, 'Key').apiKeyName];
      };
      if (moved) {
        new Harness(stack, 'Before', { model: Model.litellm('ollama/llama4') });
      }
      return make();
    });
    expect(names[0]).toEqual(names[1]);
  });
});
