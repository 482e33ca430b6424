import { Gateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import { GatewayAuth, OAuthClient, OAuthGrantType, OAuthProvider, Tool } from '../../src';
import { render } from '../support/rendered';

const AGENTCORE = 'arn:aws:bedrock-agentcore:us-east-1:111122223333';
const CLIENT_ARN = `${AGENTCORE}:token-vault/default/oauth2credentialprovider/github`;
const AUTH = 'Tools.0.Config.AgentCoreGateway.OutboundAuth';

function signingIn(authOf: (stack: Stack) => GatewayAuth) {
  return render((stack) => {
    const gateway = Gateway.fromGatewayAttributes(stack, 'Shop', {
      gatewayArn: `${AGENTCORE}:gateway/shop-a1b2c3d4e5`,
      gatewayId: 'shop-a1b2c3d4e5',
      gatewayName: 'shop',
      role: Role.fromRoleName(stack, 'ShopRole', 'shop'),
    });
    return { tools: [Tool.gateway(gateway, { name: 'shop', auth: authOf(stack) })] };
  });
}

const knownClient = (stack: Stack) => OAuthClient.fromOauthClientArn(stack, 'Client', CLIENT_ARN);
const toolSids = (statements: object) => Object.keys(statements).filter((sid) => sid.startsWith('Tool'));

test('GatewayAuth.iam grants permission to invoke the gateway', () => {
  const { properties, statements } = signingIn(() => GatewayAuth.iam());
  expect(properties).toHaveProperty(AUTH, { AwsIam: {} });
  expect(toolSids(statements)).toEqual(['ToolGatewayShop']);
});

test('GatewayAuth.none grants no permissions', () => {
  const { properties, statements } = signingIn(() => GatewayAuth.none());
  expect(properties).toHaveProperty(AUTH, { None: {} });
  expect(toolSids(statements)).toEqual([]);
});

describe('GatewayAuth.oauth', () => {
  test('grants permission to get a token for the client, and not to invoke the gateway with IAM', () => {
    const { properties, statements } = signingIn((stack) => GatewayAuth.oauth(knownClient(stack)));
    expect(properties).toHaveProperty(AUTH, {
      Oauth: { ProviderArn: CLIENT_ARN, Scopes: [], GrantType: 'CLIENT_CREDENTIALS' },
    });
    const directory = `${AGENTCORE}:workload-identity-directory/default`;
    expect(statements.ToolGatewayOAuthShop).toEqual({
      Sid: 'ToolGatewayOAuthShop',
      Effect: 'Allow',
      Action: 'bedrock-agentcore:GetResourceOauth2Token',
      Resource: [
        `${AGENTCORE}:token-vault/default`,
        CLIENT_ARN,
        directory,
        `${directory}/workload-identity/harness_Test_Agent_C85D8DAB-*`,
      ],
    });
    expect(statements.ToolGatewayOAuthSecretShop).toMatchObject({
      Action: 'secretsmanager:GetSecretValue',
      Resource:
        'arn:aws:secretsmanager:us-east-1:111122223333:secret:bedrock-agentcore-identity!default/oauth2/github-*',
    });
    expect(JSON.stringify(statements)).not.toContain('InvokeGateway');
  });

  test('renders the token options', () => {
    const { properties } = signingIn((stack) =>
      GatewayAuth.oauth(knownClient(stack), {
        scopes: ['orders/read'],
        grantType: OAuthGrantType.AUTHORIZATION_CODE,
        defaultReturnUrl: 'https://shop.example.com/back',
        customParameters: { audience: 'orders' },
      }),
    );
    expect(properties).toHaveProperty(AUTH, {
      Oauth: {
        ProviderArn: CLIENT_ARN,
        Scopes: ['orders/read'],
        GrantType: 'AUTHORIZATION_CODE',
        DefaultReturnUrl: 'https://shop.example.com/back',
        CustomParameters: { audience: 'orders' },
      },
    });
  });

  test('grants permission to read the secret of a client of this app', () => {
    const { statements } = signingIn((stack) => {
      const secret = Secret.fromSecretNameV2(stack, 'Secret', 'shop/client');
      const provider = OAuthProvider.github();
      return GatewayAuth.oauth(
        new OAuthClient(stack, 'Client', { provider, clientId: 'id', secret, jsonKey: 'secret' }),
      );
    });
    expect(statements.ToolGatewayOAuthSecretShop.Resource).toBe(
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/client-??????',
    );
  });

  test('rejects the grant type TOKEN_EXCHANGE, which is not supported on a harness', () => {
    const grantType = OAuthGrantType.TOKEN_EXCHANGE;
    expect(() => signingIn((stack) => GatewayAuth.oauth(knownClient(stack), { grantType }))).toThrow(
      /tools: grantType of GatewayAuth\.oauth for "\w+" must be CLIENT_CREDENTIALS or AUTHORIZATION_CODE, got TOKEN_EXCHANGE\. CloudFormation does not accept TOKEN_EXCHANGE on a Harness\.$/,
    );
  });

  test('rejects the grant type USER_FEDERATION, which is not an OAuthGrantType', () => {
    const grantType = 'USER_FEDERATION' as unknown as OAuthGrantType;
    expect(() => signingIn((stack) => GatewayAuth.oauth(knownClient(stack), { grantType }))).toThrow(
      'GatewayAuth.oauth: grantType must be an OAuthGrantType, got a string. Use OAuthGrantType.CLIENT_CREDENTIALS, OAuthGrantType.AUTHORIZATION_CODE, OAuthGrantType.TOKEN_EXCHANGE or OAuthGrantType.of(…).',
    );
  });
});
