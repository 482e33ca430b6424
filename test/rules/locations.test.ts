/** Where what is passed by ARN or imported may be, and of which kind it must be. */
import {
  CfnApiKeyCredentialProvider,
  CfnGateway,
  type IGatewayRef,
  WorkloadIdentity,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnKeyPair, InstanceClass, InstanceSize, InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, InstanceProfile, Role } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnKey, type IKeyRef, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, Lazy, Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  Authorizer,
  CapacityProvider,
  EphemeralVolume,
  GatewayAuth,
  GatewayTarget,
  Harness,
  HarnessEndpoint,
  HarnessMemory,
  HeaderValue,
  JwtAlgorithm,
  LogDestination,
  MemoryStore,
  Model,
  Network,
  OAuthClient,
  OAuthClientAuth,
  OAuthProvider,
  PrivateEndpoint,
  Runtime,
  RuntimeEndpoint,
  S3Files,
  Skill,
  TargetCredentials,
  TargetSource,
  Tool,
  Use,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { vpcIn } from '../support/fixtures/parts';
import { ACCOUNT, harnessIn, REGION, runtimeIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';

const OTHER = '444455556666';

function arn(
  resource: string,
  { region = REGION, account = ACCOUNT, partition = 'aws', service = 'bedrock-agentcore' } = {},
): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

const HARNESS = 'harness/desk-a1B2c3D4e5';
const RUNTIME = 'runtime/desk-a1B2c3D4e5';
const GATEWAY = 'gateway/orders-a1b2c3d4e5';
const MEMORY = 'memory/customers-a1B2c3D4e5';
const CAPACITY = 'capacity-provider/shared-a1B2c3D4e5';
const API_KEY = 'token-vault/default/apikeycredentialprovider/openai';
const OAUTH_CLIENT = 'token-vault/default/oauth2credentialprovider/partners';
const BROWSER = 'browser-custom/recorded-a1B2c3D4e5';
const INTERPRETER = 'code-interpreter-custom/sandbox-a1B2c3D4e5';
const KEY = 'key/01234567-89ab-cdef-0123-456789abcdef';

const ELSEWHERE = { region: 'eu-west-1' };
const FOREIGN = { account: OTHER };

interface Where {
  readonly region?: string;
  readonly account?: string;
  readonly partition?: string;
}

/** The stack of the same app that is deployed elsewhere. */
function far(stack: Stack, env: Where): Stack {
  return new Stack(stack.node.root as App, 'Far', { env: { account: ACCOUNT, region: REGION, ...env } });
}

/** One rule for each way of being elsewhere that makes an error, against the one that is where it must be. */
function mustBeOwn(
  what: string,
  prop: string,
  make: (stack: Stack, where: Where) => unknown,
  ways: Array<'region' | 'account' | 'partition'> = ['region', 'account'],
): Rule[] {
  const wrong = {
    region: { where: ELSEWHERE, said: `must be in the Region ${REGION}, got eu-west-1\\. Use an? ` },
    account: { where: FOREIGN, said: `must be in the account ${ACCOUNT}, got ${OTHER}\\. Use an? ` },
    partition: { where: { partition: 'aws-cn' }, said: 'must be in the partition aws, got aws-cn\\. Use an? ' },
  };
  return ways.map((way) => ({
    rule: `${what} of another ${way}`,
    refused: (stack) => make(stack, wrong[way].where),
    message: new RegExp(`${prop} ${wrong[way].said}`),
    accepted: (stack) => make(stack, {}),
  }));
}

const using = (use: (stack: Stack) => Use) => (stack: Stack) => runtimeIn(stack, { uses: [use(stack)] });

const AGENTCORE: Rule[] = [
  ...mustBeOwn(
    'An API key of a model',
    'model\\.apiKey',
    (stack, where) =>
      harnessIn(stack, {
        model: Model.openai('gpt-5', { apiKey: ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY, where)) }),
      }),
    ['region', 'account', 'partition'],
  ),
  ...mustBeOwn('An API key in a header', 'tools: the header X-Key of "docs"', (stack, where) =>
    harnessIn(stack, {
      tools: [
        Tool.remoteMcp('docs', 'https://mcp.example.com', {
          headers: { 'X-Key': HeaderValue.apiKey(ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY, where))) },
        }),
      ],
    }),
  ),
  ...mustBeOwn(
    'An API key of a Git repository',
    'skills: the credential of https://git\\.example\\.com/skills',
    (stack, where) =>
      harnessIn(stack, {
        skills: [
          Skill.fromGit('https://git.example.com/skills', {
            credential: ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY, where)),
          }),
        ],
      }),
  ),
  ...mustBeOwn('An API key that code uses', 'uses: the API key Key', (stack, where) =>
    runtimeIn(stack, { uses: [Use.apiKey(ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY, where)))] }),
  ),
  ...mustBeOwn('An OAuth client that code uses', 'uses: the OAuth client Client', (stack, where) =>
    runtimeIn(stack, {
      uses: [Use.oauthClient(OAuthClient.fromOauthClientArn(stack, 'Client', arn(OAUTH_CLIENT, where)))],
    }),
  ),
  ...mustBeOwn('An OAuth client for a gateway', 'tools: the OAuth client of \\w+', (stack, where) => {
    const client = OAuthClient.fromOauthClientArn(stack, 'Client', arn(OAUTH_CLIENT, where));
    harnessIn(stack, { tools: [Tool.gateway(reference.gateway(stack), { auth: GatewayAuth.oauth(client) })] });
  }),
  ...mustBeOwn('An API key of a target', 'credentials\\.apiKey', (stack, where) => {
    const apiKey = ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY, where));
    targetIn(
      stack,
      TargetSource.fromMcpServer('https://mcp.example.com'),
      TargetCredentials.apiKeyInHeader(apiKey, 'X-Key'),
    );
  }),
  ...mustBeOwn('An OAuth client of a target', 'credentials\\.client', (stack, where) => {
    const client = OAuthClient.fromOauthClientArn(stack, 'Client', arn(OAUTH_CLIENT, where));
    targetIn(stack, TargetSource.fromMcpServer('https://mcp.example.com'), TargetCredentials.oauth(client));
  }),
  ...mustBeOwn('A gateway of a target', 'gateway', (stack, where) =>
    targetIn(
      stack,
      TargetSource.fromMcpServer('https://mcp.example.com'),
      TargetCredentials.none(),
      reference.gateway(stack, arn(GATEWAY, where)),
    ),
  ),
  ...mustBeOwn('A gateway of a target that another stack defines', 'gateway', (stack, where) =>
    targetIn(
      stack,
      TargetSource.fromMcpServer('https://mcp.example.com'),
      TargetCredentials.none(),
      new CfnGateway(far(stack, where), 'Gateway', {
        name: 'orders',
        authorizerType: 'NONE',
        roleArn: `arn:aws:iam::${ACCOUNT}:role/x`,
      }),
    ),
  ),
  ...mustBeOwn('A harness of an endpoint', 'harness', (stack, where) => {
    const harness = Harness.fromHarnessAttributes(stack, 'Harness', { harnessArn: arn(HARNESS, where) });
    new HarnessEndpoint(stack, 'Endpoint', { harness, version: '1' });
  }),
  ...mustBeOwn('A runtime of an endpoint', 'runtime', (stack, where) => {
    const runtime = Runtime.fromRuntimeAttributes(stack, 'Runtime', { runtimeArn: arn(RUNTIME, where) });
    new RuntimeEndpoint(stack, 'Endpoint', { runtime, version: '1' });
  }),
  ...mustBeOwn('The runtime of an imported harness', 'runtimeArn', (stack, where) =>
    Harness.fromHarnessAttributes(stack, 'Harness', { harnessArn: arn(HARNESS), runtimeArn: arn(RUNTIME, where) }),
  ),
  ...mustBeOwn('A capacity provider', 'capacityProvider', (stack, where) =>
    runtimeIn(stack, {
      capacityProvider: CapacityProvider.fromCapacityProviderAttributes(stack, 'Capacity', {
        capacityProviderArn: arn(CAPACITY, where),
      }),
    }),
  ),
  ...mustBeOwn(
    'A browser',
    'tools: the browser Browser\\d',
    (stack, where) =>
      harnessIn(stack, { tools: [Tool.browser({ browser: reference.browser(stack, arn(BROWSER, where)) })] }),
    ['account', 'partition'],
  ),
  ...mustBeOwn(
    'A code interpreter that code uses',
    'uses: the code interpreter CodeInterpreter\\d',
    (stack, where) =>
      runtimeIn(stack, {
        uses: [Use.codeInterpreter({ codeInterpreter: reference.codeInterpreter(stack, arn(INTERPRETER, where)) })],
      }),
    ['account'],
  ),
  ...mustBeOwn(
    'A memory',
    'memory',
    (stack, where) => harnessIn(stack, { memory: HarnessMemory.store(reference.memory(stack, arn(MEMORY, where))) }),
    ['partition'],
  ),
  ...mustBeOwn(
    'A gateway that is a tool',
    'tools: the gateway Gateway\\d',
    (stack, where) => harnessIn(stack, { tools: [Tool.gateway(reference.gateway(stack, arn(GATEWAY, where)))] }),
    ['partition'],
  ),
  ...mustBeOwn('A workload identity that gets a credential', 'grants\\.use: the workload identity', (stack, where) => {
    const key = ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY));
    const identity = WorkloadIdentity.fromWorkloadIdentityAttributes(stack, 'Identity', {
      workloadIdentityName: 'worker',
      workloadIdentityArn: arn('workload-identity-directory/default/workload-identity/worker', where),
    });
    key.grants.use(new Role(stack, 'Worker', { assumedBy: new AccountPrincipal(ACCOUNT) }), identity);
  }),
];

function targetIn(
  stack: Stack,
  source: TargetSource,
  credentials: TargetCredentials,
  gateway: IGatewayRef = reference.gateway(stack),
): GatewayTarget {
  const gatewayRole = Role.fromRoleName(stack, 'GatewayRole', 'gateway', { mutable: false });
  return new GatewayTarget(stack, 'Target', { gateway, source, credentials, gatewayRole });
}

const SERVICES: Rule[] = [
  ...mustBeOwn(
    'The key of a memory',
    'encryptionKey',
    (stack, where) =>
      new MemoryStore(stack, 'Store', {
        encryptionKey: Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' })),
      }),
    ['region', 'partition'],
  ),
  ...mustBeOwn(
    'The key of a managed memory',
    'memory\\.encryptionKey',
    (stack, where) =>
      harnessIn(stack, {
        memory: HarnessMemory.managed({
          encryptionKey: Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' })),
        }),
      }),
    ['region'],
  ),
  ...mustBeOwn(
    'The key of a volume',
    'rootVolume\\.encryptionKey',
    (stack, where) => {
      const encryptionKey = Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' }));
      capacityIn(stack, { rootVolume: { encryptionKey } });
    },
    ['region'],
  ),
  ...mustBeOwn(
    'The key of a file system',
    'encryptionKey',
    (stack, where) =>
      new S3Files(stack, 'Files', {
        bucket: new Bucket(stack, 'Bucket', { versioned: true }),
        vpc: vpcIn(stack),
        encryptionKey: Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' })),
      }),
    ['region'],
  ),
  ...mustBeOwn(
    'A VPC',
    'network: the VPC',
    (stack, where) => harnessIn(stack, { network: Network.vpc(vpcFrom(stack, where.region)) }),
    ['region'],
  ),
  ...mustBeOwn(
    'The VPC of a private endpoint',
    'authorizer\\.privateEndpoint: the VPC',
    (stack, where) => {
      const privateEndpoint = PrivateEndpoint.vpc(vpcFrom(stack, where.region));
      const authorizer = Authorizer.jwt('https://x.com/.well-known/openid-configuration', {
        clients: ['web'],
        privateEndpoint,
      });
      harnessIn(stack, { authorizer });
    },
    ['region'],
  ),
  ...mustBeOwn(
    'A VPC Lattice resource',
    'authorizer\\.privateEndpoint',
    (stack, where) => {
      const privateEndpoint = PrivateEndpoint.latticeResource(
        arn('resourceconfiguration/rcfg-0123456789abcdef0', { ...where, service: 'vpc-lattice' }),
      );
      const authorizer = Authorizer.jwt('https://x.com/.well-known/openid-configuration', {
        clients: ['web'],
        privateEndpoint,
      });
      harnessIn(stack, { authorizer });
    },
    ['region'],
  ),
  ...['harness', 'runtime', 'memory'].flatMap((kind) =>
    mustBeOwn(
      `The role of a ${kind}`,
      'role',
      (stack, { account = ACCOUNT }) => {
        const role = Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account}:role/agent`, { mutable: false });
        const makers = {
          harness: () => harnessIn(stack, { role }),
          runtime: () => runtimeIn(stack, { role }),
          memory: () => new MemoryStore(stack, 'Store', { role }),
        };
        makers[kind as keyof typeof makers]();
      },
      ['account'],
    ),
  ),
  ...mustBeOwn(
    'The role of a gateway',
    'gatewayRole',
    (stack, { account = ACCOUNT }) =>
      new GatewayTarget(stack, 'Target', {
        gateway: reference.gateway(stack),
        gatewayRole: Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account}:role/gateway`, { mutable: false }),
        source: TargetSource.fromMcpServer('https://mcp.example.com'),
        credentials: TargetCredentials.none(),
      }),
    ['account'],
  ),
  ...mustBeOwn(
    'An instance profile',
    'launch\\.instanceProfile',
    (stack, { account = ACCOUNT }) =>
      capacityIn(stack, {
        launch: {
          instanceProfile: InstanceProfile.fromInstanceProfileArn(
            stack,
            'Profile',
            `arn:aws:iam::${account}:instance-profile/agents`,
          ),
        },
      }),
    ['account'],
  ),
  ...mustBeOwn('A key pair', 'launch\\.keyPair', (stack, where) =>
    capacityIn(stack, { launch: { keyPair: new CfnKeyPair(far(stack, where), 'Pair', { keyName: 'agents' }) } }),
  ),
  ...mustBeOwn(
    'The log group that logs are delivered to',
    'observability\\.applicationLogs',
    (stack, where) =>
      runtimeIn(stack, {
        observability: {
          applicationLogs: LogDestination.fromLogGroup(
            LogGroup.fromLogGroupArn(
              stack,
              'Logs',
              arn('log-group:/aws/vendedlogs/desk', { ...where, service: 'logs' }),
            ),
          ),
        },
      }),
    ['account'],
  ),
];

function capacityIn(stack: Stack, props: object): CapacityProvider {
  return new CapacityProvider(stack, 'Capacity', {
    instanceTypes: [InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE)],
    network: Network.vpc(vpcIn(stack)),
    ...props,
  });
}

function vpcFrom(stack: Stack, region?: string) {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['use1-az1'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718'],
    region,
  });
}

const MODELS: Rule[] = [
  ...mustBeOwn(
    'A model by its ARN',
    'model',
    (stack, where) =>
      harnessIn(stack, {
        model: Model.bedrock(
          arn('inference-profile/global.anthropic.claude-sonnet-4-6', { ...where, service: 'bedrock' }),
        ),
      }),
    ['region', 'partition'],
  ),
  ...[
    ['eu', 'us-east-1', 'eu-central-1'],
    ['us', 'eu-west-1', 'us-west-2'],
    ['apac', 'us-east-1', 'ap-southeast-1'],
    ['jp', 'ap-southeast-2', 'ap-northeast-1'],
    ['au', 'ap-northeast-1', 'ap-southeast-2'],
    ['ca', 'eu-west-1', 'ca-central-1'],
    ['us-gov', 'us-east-1', 'us-gov-west-1'],
    ['global', 'us-gov-west-1', 'sa-east-1'],
  ].map(([geography, wrong, right]): Rule => {
    const modelIn = (region: string) => (stack: Stack) =>
      new Harness(far(stack, { region }), 'Agent', {
        model: Model.bedrock(`${geography}.anthropic.claude-sonnet-4-6`),
      });
    return {
      rule: `The inference profile ${geography} in ${wrong}`,
      refused: (stack) => rethrown(() => modelIn(wrong)(stack)),
      message: new RegExp(`model must be an inference profile of the geography of ${wrong}, got "${geography}\\.`),
      accepted: modelIn(right),
    };
  }),
  {
    rule: 'The inference profile eu that code uses in us-east-1',
    refused: using(() => Use.model(Model.bedrock('eu.anthropic.claude-sonnet-4-6'))),
    message: /uses must be an inference profile of the geography of us-east-1, got "eu\./,
    accepted: using(() =>
      Use.model(
        Model.bedrock(
          arn('inference-profile/eu.anthropic.claude-sonnet-4-6', { region: 'eu-west-1', service: 'bedrock' }),
        ),
      ),
    ),
  },
];

/** Rules expect their construct in the stack Test. */
function rethrown(construct: () => unknown): void {
  try {
    construct();
  } catch (error) {
    throw new Error((error as Error).message.replace(/^Far/, 'Test'));
  }
}

/** An ARN of another kind, and what is said of it. */
function kindRule(
  prop: string,
  given: string,
  noun: string,
  make: (stack: Stack, given: string) => unknown,
  right: string,
  other?: string,
): Rule {
  const which = other ? `, which is the ARN of ${other}\\.` : '\\.';
  return {
    rule: `${given} for ${noun} in ${prop.replaceAll('\\', '')}`,
    refused: (stack) => make(stack, given),
    message: new RegExp(`${prop} must be the ARN of ${noun} \\(arn:aws:[^)]*\\), got ".*"${which}`),
    accepted: (stack) => make(stack, right),
  };
}

const imported = {
  harness: (stack: Stack, harnessArn: string) => Harness.fromHarnessAttributes(stack, 'Import', { harnessArn }),
  harnessRuntime: (stack: Stack, runtimeArn: string) =>
    Harness.fromHarnessAttributes(stack, 'Import', { harnessArn: arn(HARNESS), runtimeArn }),
  runtime: (stack: Stack, runtimeArn: string) => Runtime.fromRuntimeAttributes(stack, 'Import', { runtimeArn }),
  memory: (stack: Stack, memoryArn: string) => MemoryStore.fromMemoryStoreAttributes(stack, 'Import', { memoryArn }),
  apiKey: (stack: Stack, apiKeyArn: string) => ApiKey.fromApiKeyArn(stack, 'Import', apiKeyArn),
  oauthClient: (stack: Stack, oauthClientArn: string) =>
    OAuthClient.fromOauthClientAttributes(stack, 'Import', { oauthClientArn }),
  capacity: (stack: Stack, capacityProviderArn: string) =>
    CapacityProvider.fromCapacityProviderAttributes(stack, 'Import', { capacityProviderArn }),
  s3Files: (stack: Stack, accessPointArn: string) =>
    S3Files.fromS3FilesAttributes(stack, 'Import', { accessPointArn, securityGroups: [] }),
};
const S3_FILES = 'file-system/fs-0123456789abcdef0/access-point/fsap-0123456789abcdef0';

const KINDS: Rule[] = [
  kindRule('runtimeArn', arn(HARNESS), 'a runtime', imported.runtime, arn(RUNTIME), 'a harness'),
  kindRule('runtimeArn', arn(HARNESS), 'a runtime', imported.harnessRuntime, arn(RUNTIME), 'a harness'),
  kindRule('harnessArn', arn(RUNTIME), 'a harness', imported.harness, arn(HARNESS), 'a runtime'),
  kindRule(
    'harnessArn',
    arn(`${HARNESS}/harness-endpoint/live`),
    'a harness',
    imported.harness,
    arn(HARNESS),
    'an endpoint of a harness',
  ),
  kindRule('harnessArn', 'desk-a1B2c3D4e5', 'a harness', imported.harness, arn(HARNESS)),
  kindRule('harnessArn', '', 'a harness', imported.harness, arn(HARNESS)),
  kindRule('memoryArn', 'customers-a1B2c3D4e5', 'a memory', imported.memory, arn(MEMORY)),
  kindRule('memoryArn', arn(GATEWAY), 'a memory', imported.memory, arn(MEMORY), 'a gateway'),
  kindRule('apiKeyArn', arn(OAUTH_CLIENT), 'an API key', imported.apiKey, arn(API_KEY), 'an OAuth client'),
  kindRule('oauthClientArn', arn(API_KEY), 'an OAuth client', imported.oauthClient, arn(OAUTH_CLIENT), 'an API key'),
  kindRule('capacityProviderArn', arn(RUNTIME), 'a capacity provider', imported.capacity, arn(CAPACITY), 'a runtime'),
  kindRule(
    'accessPointArn',
    arn('access-point/fsap-0123456789abcdef0', { service: 'elasticfilesystem' }),
    'an S3 Files access point',
    imported.s3Files,
    arn(S3_FILES, { service: 's3files' }),
    'an EFS access point',
  ),
  ...(['ApiKey', 'OAuthClient'] as const).map((kind) =>
    kindRule(
      'secret',
      arn('parameter/keys', { service: 'ssm' }),
      'a secret',
      (stack, secretArn) => {
        const secret = Secret.fromSecretPartialArn(stack, 'Secret', secretArn);
        return kind === 'ApiKey'
          ? new ApiKey(stack, 'Key', { secret, jsonKey: 'key' })
          : new OAuthClient(stack, 'Client', {
              provider: OAuthProvider.github(),
              clientId: 'web',
              secret,
              jsonKey: 'key',
            });
      },
      arn('secret:keys', { service: 'secretsmanager' }),
      'an SSM parameter',
    ),
  ),
  kindRule(
    'model',
    'arn:aws:s3:::models',
    'a Bedrock model or inference profile',
    (stack, id) => harnessIn(stack, { model: Model.bedrock(id) }),
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
    'an S3 bucket',
  ),
  kindRule(
    'alternateModels\\[0\\]',
    arn('guardrail/a1b2c3d4e5f6', { service: 'bedrock' }),
    'a Bedrock model or inference profile',
    (stack, id) => harnessIn(stack, { alternateModels: [Model.bedrock(id)] }),
    arn('provisioned-model/a1b2c3d4e5f6', { service: 'bedrock' }),
    'a guardrail',
  ),
  kindRule(
    'model\\.apiKey',
    arn(OAUTH_CLIENT),
    'an API key',
    (stack, given) =>
      harnessIn(stack, { model: Model.gemini('gemini-3-pro', { apiKey: reference.apiKey(stack, given) }) }),
    arn(API_KEY),
    'an OAuth client',
  ),
  kindRule(
    'memory',
    arn(RUNTIME),
    'a memory',
    (stack, given) => harnessIn(stack, { memory: HarnessMemory.store(reference.memory(stack, given)) }),
    arn(MEMORY),
    'a runtime',
  ),
  kindRule(
    'tools: the gateway Gateway\\d',
    arn(MEMORY),
    'a gateway',
    (stack, given) => harnessIn(stack, { tools: [Tool.gateway(reference.gateway(stack, given))] }),
    arn(GATEWAY),
    'a memory',
  ),
  kindRule(
    'source: the runtime',
    arn(HARNESS),
    'a runtime',
    (stack, given) =>
      targetIn(stack, TargetSource.fromRuntime(reference.runtime(stack, given)), TargetCredentials.gatewayRole()),
    arn(RUNTIME),
    'a harness',
  ),
  ...['orders', '', 'arn:aws:dynamodb', 'https://orders.example.com'].flatMap((given): Rule[] => [
    {
      rule: `The resource "${given}" of Use.of`,
      refused: using(() => Use.of('Orders', { actions: ['dynamodb:GetItem'], resourceArns: [given] })),
      message: /uses: resourceArns of Orders must be ARNs or "\*", got ".*"\. Use the ARN of the resource\./,
      accepted: using(() =>
        Use.of('Orders', { actions: ['dynamodb:GetItem'], resourceArns: ['arn:aws:dynamodb:*:*:table/orders-*', '*'] }),
      ),
    },
    {
      rule: `The resource "${given}" of the role of a gateway`,
      refused: (stack) => signedTargetIn(stack, given),
      message: /credentials\.resourceArns must be ARNs or "\*", got ".*"/,
      accepted: (stack) => signedTargetIn(stack, arn('table/orders', { service: 'dynamodb' })),
    },
  ]),
  {
    rule: 'A resource of another partition in Use.of',
    refused: using(() => Use.of('Orders', { actions: ['s3:GetObject'], resourceArns: ['arn:aws-cn:s3:::orders/*'] })),
    message: /uses: resourceArns of Orders: "arn:aws-cn:s3:::orders\/\*" must be in the partition aws, got aws-cn/,
    accepted: using(() => Use.of('Orders', { actions: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::orders/*'] })),
  },
];

function signedTargetIn(stack: Stack, resourceArn: string): GatewayTarget {
  const credentials = TargetCredentials.gatewayRole({
    service: 'dynamodb',
    actions: ['dynamodb:GetItem'],
    resourceArns: [resourceArn],
  });
  return targetIn(stack, TargetSource.fromMcpServer('https://mcp.example.com'), credentials);
}

/** Each property that takes a key by its own ARN. */
const KEYED: Array<[prop: string, make: (stack: Stack, key: IKeyRef) => unknown]> = [
  ['encryptionKey', (stack, key) => new MemoryStore(stack, 'Store', { encryptionKey: key as Key })],
  [
    'encryptionKey',
    (stack, key) =>
      MemoryStore.fromMemoryStoreAttributes(stack, 'Store', { memoryArn: arn(MEMORY), encryptionKey: key as Key }),
  ],
  [
    'memory\\.encryptionKey',
    (stack, encryptionKey) => harnessIn(stack, { memory: HarnessMemory.managed({ encryptionKey }) }),
  ],
  ['rootVolume\\.encryptionKey', (stack, encryptionKey) => capacityIn(stack, { rootVolume: { encryptionKey } })],
  [
    'launch\\.ephemeralVolumes\\[0\\]\\.encryptionKey',
    (stack, encryptionKey) =>
      capacityIn(stack, {
        launch: {
          ephemeralVolumes: [EphemeralVolume.ebs('/dev/sdh', { snapshotId: 'snap-0123456789abcdef0', encryptionKey })],
        },
      }),
  ],
  [
    'provider\\.clientAuth\\.key',
    (stack, key) =>
      new OAuthClient(stack, 'Client', {
        provider: OAuthProvider.discovery('https://x.com/.well-known/openid-configuration', {
          clientAuth: OAuthClientAuth.privateKeyJwt(key, JwtAlgorithm.RS256),
        }),
        clientId: 'web',
      }),
  ],
  [
    'signingKey',
    (stack, signingKey) =>
      OAuthClient.fromOauthClientAttributes(stack, 'Client', { oauthClientArn: arn(OAUTH_CLIENT), signingKey }),
  ],
];

const ALIASES: Rule[] = KEYED.flatMap(([prop, make]) =>
  [
    ['imported by its name', (stack: Stack) => Alias.fromAliasName(stack, 'Alias', 'alias/agents')],
    ['imported as a key', (stack: Stack) => Key.fromKeyArn(stack, 'Alias', arn('alias/agents', { service: 'kms' }))],
    ['defined in this app', (stack: Stack) => new Key(stack, 'Keyed').addAlias('agents')],
  ].map(([how, alias]) => ({
    rule: `An alias that is ${how} for ${prop.replaceAll('\\', '')}`,
    refused: (stack: Stack) => make(stack, (alias as (stack: Stack) => IKeyRef)(stack)),
    message: new RegExp(
      `${prop} must be a KMS key, got the alias "(alias/agents|Test/Keyed/Alias)"\\. AgentCore takes keys by their own ARN: pass the key`,
    ),
    accepted: (stack: Stack) => make(stack, Key.fromKeyArn(stack, 'Key', arn(KEY, { service: 'kms' }))),
  })),
);

testRules([...AGENTCORE, ...SERVICES, ...MODELS, ...KINDS, ...ALIASES]);

describe('A reference that is not known at synth', () => {
  const unknown = (hint: string) => Lazy.string({ produce: () => hint });

  test.each([
    ['runtimeArn', (stack: Stack) => imported.runtime(stack, unknown(arn(HARNESS)))],
    ['apiKeyArn', (stack: Stack) => imported.apiKey(stack, unknown('openai'))],
    [
      'the Region of a harness',
      (stack: Stack) => imported.harness(stack, arn(HARNESS, { region: unknown('eu-west-1') })),
    ],
    ['the ID of a harness', (stack: Stack) => imported.harness(stack, arn(`harness/${unknown('x')}`))],
    [
      'the resource of Use.of',
      using(() => Use.of('Any', { actions: ['s3:GetObject'], resourceArns: [unknown('x'), `${unknown('x')}/*`] })),
    ],
    ['the ARN of a model', (stack: Stack) => harnessIn(stack, { model: Model.bedrock(unknown('x')) })],
    [
      'a key of an L1',
      (stack: Stack) =>
        new MemoryStore(stack, 'Store', {
          encryptionKey: Key.fromKeyArn(stack, 'Key', new CfnKey(stack, 'L1', {}).attrArn),
        }),
    ],
    [
      'an API key of an L1',
      (stack: Stack) =>
        harnessIn(stack, {
          model: Model.openai('gpt-5', { apiKey: new CfnApiKeyCredentialProvider(stack, 'L1', { name: 'x' }) }),
        }),
    ],
  ] as Array<[string, (stack: Stack) => unknown]>)('%s is not judged', (_, make) => {
    expect(() => make(new Stack(new App(), 'Test', { env: { account: ACCOUNT, region: REGION } }))).not.toThrow();
  });

  test('nothing is judged in a stack whose environment is not known', () => {
    const stack = new Stack(new App(), 'Test');
    const apiKey = ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY, { region: 'eu-west-1', account: OTHER }));
    expect(() => harnessIn(stack, { model: Model.openai('gpt-5', { apiKey }) })).not.toThrow();
  });
});
