import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiKey, OAuthGrantType, TargetCredentials, TargetSource } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { ACCOUNT, REGION } from '../support/helpers';
import { renderTarget } from '../support/rendered';

const AGENTCORE = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}`;
const GATEWAY = 'orders-a1b2c3d4e5';
const IDENTITY = [
  `${AGENTCORE}:workload-identity-directory/default`,
  `${AGENTCORE}:workload-identity-directory/default/workload-identity/${GATEWAY}`,
];

/** Renders an MCP server target of a gateway with a known ID. */
function signingIn(credentialsOf: (stack: Stack) => TargetCredentials) {
  const { properties, statements } = renderTarget((stack) => ({
    gateway: references.gateway(stack),
    gatewayRole: references.role(stack),
    source: TargetSource.fromMcpServer('https://mcp.example.com'),
    credentials: credentialsOf(stack),
  }));
  return { credentials: properties.CredentialProviderConfigurations, statements };
}

describe('An API key', () => {
  test('is sent in a header, and read under the workload identity of the gateway', () => {
    const { credentials, statements } = signingIn((stack) =>
      TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'Authorization', { prefix: 'Bearer ' }),
    );
    expect(credentials).toEqual([
      {
        CredentialProviderType: 'API_KEY',
        CredentialProvider: {
          ApiKeyCredentialProvider: {
            ProviderArn: references.API_KEY_ARN,
            CredentialLocation: 'HEADER',
            CredentialParameterName: 'Authorization',
            CredentialPrefix: 'Bearer ',
          },
        },
      },
    ]);
    expect(Object.values(statements)).toEqual([
      expect.objectContaining({ Action: 'bedrock-agentcore:GetWorkloadAccessToken', Resource: IDENTITY }),
      expect.objectContaining({
        Action: 'bedrock-agentcore:GetResourceApiKey',
        Resource: [`${AGENTCORE}:token-vault/default`, references.API_KEY_ARN, ...IDENTITY],
      }),
      expect.objectContaining({
        Action: 'secretsmanager:GetSecretValue',
        Resource: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:bedrock-agentcore-identity!default/apikey/openai-*`,
      }),
    ]);
    expect(Object.keys(statements)).toEqual([
      expect.stringMatching(/^TargetApiKeyIdentity/),
      expect.stringMatching(/^TargetApiKey/),
      expect.stringMatching(/^TargetApiKeySecret/),
    ]);
  });

  test('is sent in a query parameter', () => {
    const { credentials } = signingIn((stack) => TargetCredentials.apiKeyInQuery(references.apiKey(stack), 'api_key'));
    expect(credentials).toHaveProperty('0.CredentialProvider.ApiKeyCredentialProvider', {
      ProviderArn: references.API_KEY_ARN,
      CredentialLocation: 'QUERY_PARAMETER',
      CredentialParameterName: 'api_key',
    });
  });

  test('grants access to an existing secret and its KMS key', () => {
    const { statements } = signingIn((stack) => {
      const secret = new Secret(stack, 'Keys', { encryptionKey: new Key(stack, 'SecretsKey') });
      return TargetCredentials.apiKeyInHeader(new ApiKey(stack, 'Key', { secret, jsonKey: 'key' }), 'X-Api-Key');
    });
    expect(statements.TargetApiKeySecretKey.Resource).toMatch(/^\$\{Keys\w+\}$/);
    expect(statements.TargetApiKeySecretKeyKey).toMatchObject({ Action: 'kms:Decrypt' });
  });
});

describe('An OAuth client', () => {
  test('uses the client credentials grant by default', () => {
    const { credentials, statements } = signingIn((stack) => TargetCredentials.oauth(references.oauthClient(stack)));
    expect(credentials).toEqual([
      {
        CredentialProviderType: 'OAUTH',
        CredentialProvider: {
          OauthCredentialProvider: {
            ProviderArn: references.OAUTH_CLIENT_ARN,
            Scopes: [],
            GrantType: 'CLIENT_CREDENTIALS',
          },
        },
      },
    ]);
    expect(Object.values(statements)).toEqual([
      expect.objectContaining({
        Action: [
          'bedrock-agentcore:GetWorkloadAccessToken',
          'bedrock-agentcore:GetWorkloadAccessTokenForJWT',
          'bedrock-agentcore:GetWorkloadAccessTokenForUserId',
        ],
        Resource: IDENTITY,
      }),
      expect.objectContaining({ Action: 'bedrock-agentcore:GetResourceOauth2Token' }),
      expect.objectContaining({
        Resource: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:bedrock-agentcore-identity!default/oauth2/partners-*`,
      }),
    ]);
  });

  test('uses the authorization code grant if it is set', () => {
    const { credentials } = signingIn((stack) =>
      TargetCredentials.oauth(references.oauthClient(stack), {
        grantType: OAuthGrantType.AUTHORIZATION_CODE,
        scopes: ['read'],
        defaultReturnUrl: 'https://shop.example.com/back',
        customParameters: { prompt: 'consent' },
      }),
    );
    expect(credentials).toHaveProperty('0.CredentialProvider.OauthCredentialProvider', {
      ProviderArn: references.OAUTH_CLIENT_ARN,
      GrantType: 'AUTHORIZATION_CODE',
      Scopes: ['read'],
      DefaultReturnUrl: 'https://shop.example.com/back',
      CustomParameters: { prompt: 'consent' },
    });
  });
});

test('TargetCredentials.gatewayRole signs requests for the given service and Region', () => {
  const { credentials, statements } = signingIn(() =>
    TargetCredentials.gatewayRole({
      service: 'execute-api',
      region: 'eu-west-1',
      actions: ['execute-api:Invoke'],
      resourceArns: [`arn:aws:execute-api:eu-west-1:${ACCOUNT}:a1b2c3/prod/POST/mcp`],
    }),
  );
  expect(credentials).toEqual([
    {
      CredentialProviderType: 'GATEWAY_IAM_ROLE',
      CredentialProvider: { IamCredentialProvider: { Service: 'execute-api', Region: 'eu-west-1' } },
    },
  ]);
  expect(statements.TargetSignedTarget.Resource).toBe(`arn:aws:execute-api:eu-west-1:${ACCOUNT}:a1b2c3/prod/POST/mcp`);
});

test('TargetCredentials.none renders no credentials and grants nothing', () => {
  expect(signingIn(() => TargetCredentials.none())).toEqual({ credentials: undefined, statements: {} });
});
