import { CfnGateway, CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration, Fn, Lazy, type Stack, Token } from 'aws-cdk-lib/core';
import {
  ApiKey,
  Authorizer,
  BedrockApiFormat,
  ClaimRule,
  ContainerImage,
  Filesystem,
  Harness,
  HarnessEndpoint,
  HarnessMemory,
  HeaderValue,
  Hook,
  HookTarget,
  ManagedMemoryStrategy,
  Model,
  Network,
  OAuthClient,
  OAuthProvider,
  PrivateEndpoint,
  S3Files,
  Skill,
  Tool,
  Truncation,
} from '../../src';
import { harnessIn, harnessProperties, messageOf, roleStatements, testStack } from '../support/helpers';

/** One kind of value that is not known at synth, and that violates a rule in any property that checks it. */
interface Unknowns {
  readonly kind: string;
  text(stack: Stack): string;
  number(stack: Stack): number;
  list(stack: Stack): string[];
}

const parameter = (stack: Stack, type: string) =>
  new CfnParameter(stack, `Parameter${stack.node.children.length}`, { type });

const UNKNOWNS: Unknowns[] = [
  {
    kind: 'Lazy',
    text: () => Lazy.string({ produce: () => 'not valid anywhere!' }),
    number: () => Lazy.number({ produce: () => -1 }),
    list: () => Lazy.list({ produce: () => ['not valid anywhere!'] }),
  },
  {
    kind: 'CfnParameter',
    text: (stack) => parameter(stack, 'String').valueAsString,
    number: (stack) => parameter(stack, 'Number').valueAsNumber,
    list: (stack) => parameter(stack, 'CommaDelimitedList').valueAsList,
  },
  {
    kind: 'Fn.importValue',
    text: () => Fn.importValue('Text'),
    number: () => Token.asNumber(Fn.importValue('Number')),
    list: () => Fn.split(',', Fn.importValue('List')),
  },
];

/** An agent that uses a token in every property that accepts one. */
function everythingUnknown(stack: Stack, { text, number, list }: Unknowns): Harness {
  const some = () => text(stack);
  const many = () => number(stack);
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: some(),
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: [some()],
  });
  const group = SecurityGroup.fromSecurityGroupId(stack, 'Group', some());
  const apiKey = ApiKey.fromApiKeyArn(stack, 'Key', some());
  const fileSystem = FileSystem.fromFileSystemAttributes(stack, 'Disk', { fileSystemId: some(), securityGroup: group });
  const accessPoint = AccessPoint.fromAccessPointAttributes(stack, 'Point', { accessPointId: some(), fileSystem });
  const s3Files = { accessPointArn: some(), securityGroups: [group] };
  const gateway = new CfnGateway(stack, 'Shop', { name: some(), roleArn: some(), authorizerType: some() });
  const memory = new CfnMemory(stack, 'Store', { name: some(), eventExpiryDuration: many() });
  return new Harness(stack, 'Agent', {
    harnessName: some(),
    model: Model.bedrock(some(), { maxTokens: many(), temperature: many(), topP: many() }),
    alternateModels: [
      Model.litellm(some()),
      Model.openai(some(), { apiKey }),
      Model.bedrock(some(), { apiFormat: BedrockApiFormat.RESPONSES }),
    ],
    systemPrompt: some(),
    tools: [
      Tool.gateway(gateway, { name: some() }),
      Tool.browser({ name: some() }),
      Tool.remoteMcp(some(), some(), {
        headers: { 'X-Key': HeaderValue.apiKey(apiKey), Accept: HeaderValue.literal(some()) },
      }),
      Tool.inlineFunction(some(), { description: some(), inputSchema: { type: 'object' } }),
    ],
    alternateTools: [Tool.gateway(gateway, { name: some() }), Tool.browser({ name: some() })],
    allowedTools: list(stack),
    skills: [
      Skill.fromBucket(Bucket.fromBucketName(stack, 'Skills', some()), some()),
      Skill.fromGit(some(), { path: some(), credential: apiKey, username: some() }),
      Skill.fromPath(some()),
      Skill.aws(some()),
    ],
    memory: HarnessMemory.store(memory, {
      actorId: some(),
      messagesCount: many(),
      retrieval: { '/facts/': { topK: many(), relevanceScore: many(), strategyId: some() } },
    }),
    truncation: Truncation.summarization({
      summaryRatio: many(),
      preserveRecentMessages: many(),
      systemPrompt: some(),
    }),
    hooks: [
      Hook.beforeInvocation(
        some(),
        HookTarget.fromFunction(
          LambdaFunction.fromFunctionArn(stack, 'Ask', `arn:aws:lambda:us-east-1:1:function:${some()}`),
          {
            timeout: Duration.seconds(many()),
          },
        ),
      ),
      Hook.afterInvocation(
        some(),
        HookTarget.fromTopic(Topic.fromTopicArn(stack, 'Tell', `arn:aws:sns:us-east-1:1:${some()}`)),
      ),
      Hook.afterToolCall(some(), HookTarget.fromEventBus(EventBus.fromEventBusName(stack, 'Bus', some()))),
    ],
    limits: { maxIterations: many(), maxTokens: many(), timeout: Duration.seconds(many()) },
    image: ContainerImage.fromUri(some()),
    network: Network.vpc(vpc, { securityGroups: [group] }),
    filesystems: [
      Filesystem.sessionStorage(some()),
      Filesystem.efs(accessPoint, some()),
      Filesystem.s3Files(S3Files.fromS3FilesAttributes(stack, 'S3Files', s3Files), some()),
    ],
    lifecycle: { idleTimeout: Duration.seconds(many()), maxLifetime: Duration.seconds(many()) },
    environment: { NAME: some() },
    authorizer: Authorizer.jwt(some(), {
      audiences: list(stack),
      clients: [some()],
      scopes: list(stack),
      claims: [ClaimRule.stringEquals(some(), some()), ClaimRule.listContainsAny(some(), list(stack))],
      privateEndpoint: PrivateEndpoint.latticeResource(some()),
      privateEndpointOverrides: { 'keys.example.com': PrivateEndpoint.latticeResource(some()) },
    }),
    role: Role.fromRoleArn(stack, 'Role', `arn:aws:iam::111122223333:role/${some()}`),
  });
}

describe.each(UNKNOWNS)('A token from $kind', (unknowns) => {
  test('is not checked in any property of a harness', () => {
    const stack = testStack();
    expect(messageOf(() => everythingUnknown(stack, unknowns))).toBe('nothing was thrown');
    expect(harnessProperties(stack)).toHaveProperty('Model.BedrockModelConfig.ApiFormat', 'converse_stream');
  });

  test('is not checked in any option of the parts of a harness', () => {
    const stack = testStack();
    const apiKey = ApiKey.fromApiKeyArn(stack, 'Key', unknowns.text(stack));
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: unknowns.text(stack),
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: [unknowns.text(stack)],
    });
    const privateEndpoint = PrivateEndpoint.vpc(vpc, {
      routingDomain: unknowns.text(stack),
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', unknowns.text(stack))],
    });
    const said = messageOf(() =>
      harnessIn(stack, {
        model: Model.gemini(unknowns.text(stack), {
          apiKey,
          topK: unknowns.number(stack),
          apiBase: undefined,
        } as never),
        memory: HarnessMemory.managed({
          strategies: [ManagedMemoryStrategy.of(unknowns.text(stack))],
          eventExpiry: Duration.days(unknowns.number(stack)),
        }),
        truncation: Truncation.slidingWindow({ messagesCount: unknowns.number(stack) }),
        authorizer: Authorizer.jwt(unknowns.text(stack), { clients: ['web'], privateEndpoint }),
      }),
    );
    expect(said).toBe('nothing was thrown');
  });

  test('is not checked in any property of an endpoint, an API key or an OAuth client', () => {
    const stack = testStack();
    const secret = Secret.fromSecretNameV2(stack, 'Secret', unknowns.text(stack));
    const harness = Harness.fromHarnessAttributes(stack, 'Other', { harnessArn: unknowns.text(stack) });
    const said = messageOf(() => {
      const endpointName = unknowns.text(stack);
      const version = unknowns.text(stack);
      new HarnessEndpoint(stack, 'Live', { harness, endpointName, version, description: unknowns.text(stack) });
      new ApiKey(stack, 'ApiKey', { secret, jsonKey: unknowns.text(stack), apiKeyName: unknowns.text(stack) });
      new OAuthClient(stack, 'Client', {
        provider: OAuthProvider.discovery(unknowns.text(stack)),
        clientId: unknowns.text(stack),
        secret,
        jsonKey: unknowns.text(stack),
        oauthClientName: unknowns.text(stack),
      });
    });
    expect(said).toBe('nothing was thrown');
  });
});

test('a Sid does not contain the number of a token, which changes between synths', () => {
  const stack = testStack();
  const bucket = Bucket.fromBucketName(stack, 'Skills', 'skills');
  const prefixes = [parameter(stack, 'String').valueAsString, parameter(stack, 'String').valueAsString];
  harnessIn(stack, { skills: prefixes.map((prefix) => Skill.fromBucket(bucket, prefix)) });
  const skills = Object.keys(roleStatements(stack)).filter((sid) => sid.startsWith('Skill'));
  expect(skills).toEqual([
    'Skill',
    expect.stringMatching(/^SkillList[0-9a-f]{4}$/),
    expect.stringMatching(/^SkillList[0-9a-f]{4}$/),
  ]);
  expect(new Set(skills).size).toBe(3);
});

test('a VPC with a pending lookup is not checked, so the lookup can complete', () => {
  const stack = testStack();
  const vpc = Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0' });
  const privateEndpoint = PrivateEndpoint.vpc(vpc);
  const authorizer = Authorizer.jwt('https://x.com/.well-known/openid-configuration', {
    clients: ['web'],
    privateEndpoint,
  });
  harnessIn(stack, { network: Network.vpc(vpc), authorizer });
  expect(harnessProperties(stack)).toHaveProperty(
    'Environment.AgentCoreRuntimeEnvironment.NetworkConfiguration.NetworkModeConfig.Subnets',
    ['p-12345', 'p-67890'],
  );
});

test('one error lists every problem of a construct by property name', () => {
  const stack = testStack();
  const said = messageOf(() =>
    harnessIn(stack, {
      harnessName: 'support-desk',
      model: Model.bedrock('', { temperature: 3 }),
      systemPrompt: '',
      tools: [Tool.browser({ name: 'a b' }), Tool.remoteMcp('c', 'x'), Tool.remoteMcp('c', 'https://x')],
      skills: [Skill.aws('/x')],
      memory: HarnessMemory.managed({ strategies: [], eventExpiry: Duration.days(1) }),
      limits: { maxIterations: 0 },
      lifecycle: { idleTimeout: Duration.hours(9) },
      environment: { '': '' },
      authorizer: Authorizer.jwt('http://x', {}),
    }),
  );
  expect(said.split('\n  - ')).toEqual([
    'Test/Agent:',
    ...[
      'limits.maxIterations must',
      'model must have a model ID',
      'tools must have unique names',
      'tools: the url of "c"',
      'skills: paths of Skill.aws',
      'lifecycle.idleTimeout must be between 60 and 28800 seconds',
      'authorizer.discoveryUrl must start with https:// and end with /.well-known/openid-configuration, got "http://x".',
      'authorizer must have at least one of',
      'harnessName must',
      'model.temperature must',
      'systemPrompt',
      'tools[0].name must',
      'memory.strategies must',
      'memory.eventExpiry must',
      'environment keys must',
    ].map((beginning) => expect.stringContaining(beginning)),
  ]);
  expect(stack.node.tryFindChild('Agent')?.node.tryFindChild('Resource')).toBeUndefined();
});
