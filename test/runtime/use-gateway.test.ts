import { Gateway, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import { App, Stack } from 'aws-cdk-lib/core';
import { GatewayAuth, OAuthGrantType, Use } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { ACCOUNT, messageOf, REGION, runtimeIn, runtimeProperties, testStack } from '../support/helpers';
import { gatewayIn, renderRuntime } from '../support/rendered';
import { AGENTCORE, clientIn } from './use-fixtures';

describe('The use of a gateway', () => {
  const variablesOf = (useOf: (stack: Stack) => Use) =>
    renderRuntime((stack) => ({ uses: [useOf(stack)] })).properties.EnvironmentVariables;

  test('with OAuth grants tokens of the client instead of InvokeGateway, and adds the variables of the token', () => {
    const { properties, statements } = renderRuntime((stack) => ({
      uses: [
        Use.gateway(references.gateway(stack), {
          auth: GatewayAuth.oauth(clientIn(stack), { scopes: ['orders/read', 'orders/write'] }),
        }),
      ],
    }));
    expect(properties.EnvironmentVariables).toEqual({
      GATEWAY_URL: 'https://orders-a1b2c3d4e5.gateway.bedrock-agentcore.us-east-1.amazonaws.com/mcp',
      GATEWAY_OAUTH_PROVIDER: 'partners',
      GATEWAY_OAUTH_SCOPES: 'orders/read orders/write',
    });
    const [token] = Object.values(statements).filter(({ Sid }) => Sid?.startsWith('GatewayOAuthGateway'));
    expect(token).toMatchObject({
      Action: 'bedrock-agentcore:GetResourceOauth2Token',
      Resource: expect.arrayContaining([references.OAUTH_CLIENT_ARN, `${AGENTCORE}:token-vault/default`]),
    });
    expect(JSON.stringify(statements)).not.toContain('InvokeGateway');
  });

  test('with OAuth sets other environment variables if they are given', () => {
    const options = { variable: 'SHOP_URL', providerVariable: 'SHOP_PROVIDER', scopesVariable: 'SHOP_SCOPES' };
    const variables = variablesOf((stack) =>
      Use.gateway(references.gateway(stack), {
        ...options,
        auth: GatewayAuth.oauth(clientIn(stack), { scopes: ['read'] }),
      }),
    );
    expect(variables).toEqual({ SHOP_URL: expect.any(String), SHOP_PROVIDER: 'partners', SHOP_SCOPES: 'read' });
  });

  test('without authentication adds the URL and grants nothing', () => {
    const { properties, statements } = renderRuntime((stack) => ({
      uses: [Use.gateway(references.gateway(stack), { auth: GatewayAuth.none() })],
    }));
    expect(Object.keys(properties.EnvironmentVariables as object)).toEqual(['GATEWAY_URL']);
    expect(Object.keys(statements)).toEqual(Object.keys(renderRuntime().statements));
  });

  test('rejects token variables without OAuth', () => {
    const options = { providerVariable: 'SHOP_PROVIDER' };
    expect(messageOf(() => variablesOf((stack) => Use.gateway(references.gateway(stack), options)))).toBe(
      'Test/Agent: uses: providerVariable must be omitted without auth: GatewayAuth.oauth(…), got "SHOP_PROVIDER". Remove providerVariable, or pass auth.',
    );
  });

  test('rejects options of the token that only a harness can use', () => {
    const auth = (stack: Stack) =>
      GatewayAuth.oauth(clientIn(stack), { grantType: OAuthGrantType.AUTHORIZATION_CODE, scopes: ['read'] });
    expect(
      messageOf(() => variablesOf((stack) => Use.gateway(references.gateway(stack), { auth: auth(stack) }))),
    ).toMatch(/^Test\/Agent: uses: grantType of GatewayAuth\.oauth must be omitted for Use\.gateway/);
  });

  test.each<[what: string, gatewayOf: (stack: Stack) => IGatewayRef]>([
    [
      'defined in a stack of that Region',
      (stack) =>
        gatewayIn(
          new Stack(App.of(stack) as App, 'Ireland', {
            env: { account: ACCOUNT, region: 'eu-west-1' },
            crossRegionReferences: true,
          }),
        ),
    ],
    [
      'imported by its ARN',
      (stack) => references.gateway(stack, references.GATEWAY_ARN.replace('us-east-1', 'eu-west-1')),
    ],
    [
      'imported by aws-cdk-lib',
      (stack) =>
        Gateway.fromGatewayAttributes(stack, 'Shop', {
          gatewayArn: references.GATEWAY_ARN.replace('us-east-1', 'eu-west-1'),
          gatewayId: 'orders-a1b2c3d4e5',
          gatewayName: 'orders',
          role: Role.fromRoleName(stack, 'ShopRole', 'shop'),
        }),
    ],
  ])('of another Region has a URL of that Region: %s', (_, gatewayOf) => {
    const stack = testStack({ env: { account: ACCOUNT, region: REGION }, crossRegionReferences: true });
    runtimeIn(stack, { uses: [Use.gateway(gatewayOf(stack))] });
    const { GATEWAY_URL } = runtimeProperties(stack).EnvironmentVariables as Record<string, unknown>;
    expect(JSON.stringify(GATEWAY_URL)).toContain('.gateway.bedrock-agentcore.eu-west-1.');
  });
});
