import { Alias, type IKeyRef, Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  EphemeralVolume,
  type GatewayTarget,
  HarnessMemory,
  JwtAlgorithm,
  MemoryStore,
  Model,
  OAuthClient,
  OAuthClientAuth,
  OAuthProvider,
  TargetCredentials,
  TargetSource,
  Tool,
  Use,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { harnessIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';
import {
  API_KEY,
  arn,
  CAPACITY,
  capacityIn,
  GATEWAY,
  HARNESS,
  imported,
  KEY,
  MEMORY,
  OAUTH_CLIENT,
  RUNTIME,
  targetIn,
  using,
} from './locations-fixtures';

/** An ARN of another kind, and the message about it. */
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
    rejected: (stack) => make(stack, given),
    message: new RegExp(`${prop} must be the ARN of ${noun} \\(arn:aws:[^)]*\\), got ".*"${which}`),
    accepted: (stack) => make(stack, right),
  };
}
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
      rejected: using(() => Use.of('Orders', { actions: ['dynamodb:GetItem'], resourceArns: [given] })),
      message: /uses: resourceArns of Orders must be ARNs or "\*", got ".*"\. Use the ARN of the resource\./,
      accepted: using(() =>
        Use.of('Orders', { actions: ['dynamodb:GetItem'], resourceArns: ['arn:aws:dynamodb:*:*:table/orders-*', '*'] }),
      ),
    },
    {
      rule: `The resource "${given}" of the role of a gateway`,
      rejected: (stack) => signedTargetIn(stack, given),
      message: /credentials\.resourceArns must be ARNs or "\*", got ".*"/,
      accepted: (stack) => signedTargetIn(stack, arn('table/orders', { service: 'dynamodb' })),
    },
  ]),
  {
    rule: 'A resource of another partition in Use.of',
    rejected: using(() => Use.of('Orders', { actions: ['s3:GetObject'], resourceArns: ['arn:aws-cn:s3:::orders/*'] })),
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

/** Each property that requires a key ARN and not the ARN of an alias. */
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
    rejected: (stack: Stack) => make(stack, (alias as (stack: Stack) => IKeyRef)(stack)),
    message: new RegExp(
      `${prop} must be a KMS key, got the alias "(alias/agents|Test/Keyed/Alias)"\\. AgentCore takes keys by their own ARN: pass the key`,
    ),
    accepted: (stack: Stack) => make(stack, Key.fromKeyArn(stack, 'Key', arn(KEY, { service: 'kms' }))),
  })),
);

testRules([...KINDS, ...ALIASES]);
