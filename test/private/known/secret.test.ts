import {
  ApiKeyCredentialProvider,
  CfnApiKeyCredentialProvider,
  CfnOAuth2CredentialProvider,
  OAuth2CredentialProvider,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretValue, type Stack } from 'aws-cdk-lib/core';
import { ApiKey, OAuthClient, OAuthProvider, Use } from '../../../src';
import { ACCOUNT, roleStatements, runtimeIn, testStack } from '../../support/helpers';
import { plain } from '../../support/rendered';

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
