import {
  ApiKeyCredentialProvider,
  CfnApiKeyCredentialProvider,
  CfnMemory,
  CfnOAuth2CredentialProvider,
  type IMemoryRef,
  Memory,
  OAuth2CredentialProvider,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretValue, type Stack } from 'aws-cdk-lib/core';
import { ApiKey, HarnessMemory, MemoryStore, OAuthClient, OAuthProvider, Use } from '../../src';
import { ACCOUNT, harnessIn, roleStatements, runtimeIn, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const MEMORY = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:memory/customers-a1B2c3D4e5`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/memory`;
const keyIn = (stack: Stack) => Key.fromKeyArn(stack, 'Key', KEY);

const ENCRYPTED: Record<string, (stack: Stack) => IMemoryRef> = {
  'a MemoryStore': (stack) => new MemoryStore(stack, 'It', { encryptionKey: keyIn(stack) }),
  'an imported MemoryStore': (stack) =>
    MemoryStore.fromMemoryStoreAttributes(stack, 'It', { memoryArn: MEMORY, encryptionKey: keyIn(stack) }),
  'a Memory of aws-cdk-lib': (stack) => new Memory(stack, 'It', { memoryName: 'it', kmsKey: keyIn(stack) }),
  'an imported Memory of aws-cdk-lib': (stack) =>
    Memory.fromMemoryAttributes(stack, 'It', { memoryArn: MEMORY, roleArn: ROLE, kmsKeyArn: KEY }),
  'a CfnMemory': (stack) => new CfnMemory(stack, 'It', { name: 'it', eventExpiryDuration: 30, encryptionKeyArn: KEY }),
};

const PLAIN: Record<string, (stack: Stack) => IMemoryRef> = {
  'a MemoryStore': (stack) => new MemoryStore(stack, 'It'),
  'a Memory of aws-cdk-lib': (stack) => new Memory(stack, 'It', { memoryName: 'it' }),
  'an imported Memory of aws-cdk-lib': (stack) =>
    Memory.fromMemoryAttributes(stack, 'It', { memoryArn: MEMORY, roleArn: ROLE }),
  'a CfnMemory': (stack) => new CfnMemory(stack, 'It', { name: 'it', eventExpiryDuration: 30 }),
};

const USERS: Record<string, (stack: Stack, memory: IMemoryRef) => unknown> = {
  'HarnessMemory.store': (stack, memory) => harnessIn(stack, { memory: HarnessMemory.store(memory) }),
  'Use.memory': (stack, memory) => runtimeIn(stack, { uses: [Use.memory(memory)] }),
};

const keyStatements = (stack: Stack) =>
  Object.entries(roleStatements(stack))
    .filter(([sid]) => sid.startsWith('MemoryKey'))
    .map(([, { Action, Resource, Condition }]) => plain({ Action, Resource, Condition }));

describe.each(Object.entries(USERS))('%s', (_, use) => {
  test.each(Object.entries(ENCRYPTED))('allows the use of the key of %s, through AgentCore only', (__, memoryIn) => {
    const stack = testStack();
    use(stack, memoryIn(stack));
    expect(keyStatements(stack)).toEqual([
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: KEY,
        Condition: { StringEquals: { 'kms:ViaService': 'bedrock-agentcore.us-east-1.amazonaws.com' } },
      },
    ]);
  });

  test.each(Object.entries(PLAIN))(
    'does not allow the use of a key with %s without a customer managed key',
    (__, memoryIn) => {
      const stack = testStack();
      use(stack, memoryIn(stack));
      expect(keyStatements(stack)).toEqual([]);
    },
  );
});

const SECRETS = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret`;
const OWN = `${SECRETS}:search-AbCdEf`;
const VAULT = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:token-vault/default`;
const API_KEY = `${VAULT}/apikeycredentialprovider/search`;
const CLIENT = `${VAULT}/oauth2credentialprovider/crm`;
const MANAGED = `${SECRETS}:bedrock-agentcore-identity!default`;

const external = (secretId: string) => ({ secretId, jsonKey: 'key' });
const keyL1 = (stack: Stack, secretId: string) =>
  new CfnApiKeyCredentialProvider(stack, 'It', {
    name: 'search',
    apiKeySecretSource: 'EXTERNAL',
    apiKeySecretConfig: external(secretId),
  });
const clientL1 = (stack: Stack, secretId: string) =>
  new CfnOAuth2CredentialProvider(stack, 'It', {
    name: 'crm',
    credentialProviderVendor: 'GithubOauth2',
    oauth2ProviderConfigInput: {
      githubOauth2ProviderConfig: {
        clientId: 'it',
        clientSecretSource: 'EXTERNAL',
        clientSecretConfig: external(secretId),
      },
    },
  });

describe('The role of an agent that uses a credential may read', () => {
  const rows: Array<[what: string, use: (stack: Stack) => Use, secret: unknown]> = [
    [
      'the secret of an ApiKey',
      (stack) =>
        Use.apiKey(
          new ApiKey(stack, 'It', { secret: Secret.fromSecretCompleteArn(stack, 'Secret', OWN), jsonKey: 'key' }),
        ),
      OWN,
    ],
    ['the external secret of a CfnApiKeyCredentialProvider', (stack) => Use.apiKey(keyL1(stack, OWN)), OWN],
    [
      'its external secret by a partial ARN',
      (stack) => Use.apiKey(keyL1(stack, `${SECRETS}:search`)),
      `${SECRETS}:search-??????`,
    ],
    ['its external secret by name', (stack) => Use.apiKey(keyL1(stack, 'search')), `${SECRETS}:search-??????`],
    [
      'the managed secret of an imported provider of aws-cdk-lib',
      (stack) =>
        Use.apiKey(
          ApiKeyCredentialProvider.fromApiKeyCredentialProviderAttributes(stack, 'It', {
            credentialProviderArn: API_KEY,
          }),
        ),
      `${MANAGED}/apikey/search-*`,
    ],
    [
      'the given secret of an imported provider of aws-cdk-lib',
      (stack) =>
        Use.apiKey(
          ApiKeyCredentialProvider.fromApiKeyCredentialProviderAttributes(stack, 'It', {
            credentialProviderArn: API_KEY,
            apiKeySecretArn: OWN,
          }),
        ),
      OWN,
    ],
    [
      'the secret of an OAuthClient',
      (stack) =>
        Use.oauthClient(
          new OAuthClient(stack, 'It', {
            provider: OAuthProvider.github(),
            clientId: 'it',
            secret: Secret.fromSecretCompleteArn(stack, 'Secret', OWN),
            jsonKey: 'key',
          }),
        ),
      OWN,
    ],
    ['the external secret of a CfnOAuth2CredentialProvider', (stack) => Use.oauthClient(clientL1(stack, OWN)), OWN],
    [
      'the given secret of an imported OAuth2 provider of aws-cdk-lib',
      (stack) =>
        Use.oauthClient(
          OAuth2CredentialProvider.fromOAuth2CredentialProviderAttributes(stack, 'It', {
            credentialProviderArn: CLIENT,
            credentialProviderVendor: 'GithubOauth2',
            clientSecretArn: OWN,
          }),
        ),
      OWN,
    ],
  ];

  test.each(rows)('%s', (_, use, secret) => {
    const stack = testStack();
    runtimeIn(stack, { uses: [use(stack)] });
    const read = Object.values(roleStatements(stack)).filter(
      ({ Action }) => Action === 'secretsmanager:GetSecretValue',
    );
    expect(read.map(({ Resource }) => plain(Resource))).toEqual([secret]);
  });

  test('the managed secret of a provider that aws-cdk-lib creates', () => {
    const stack = testStack();
    const it = new ApiKeyCredentialProvider(stack, 'It', { apiKey: SecretValue.unsafePlainText('test') });
    runtimeIn(stack, { uses: [Use.apiKey(it)] });
    const read = Object.values(roleStatements(stack)).filter(
      ({ Action }) => Action === 'secretsmanager:GetSecretValue',
    );
    expect(JSON.stringify(read.map(({ Resource }) => Resource))).toContain(
      'bedrock-agentcore-identity!default/apikey/',
    );
  });
});
