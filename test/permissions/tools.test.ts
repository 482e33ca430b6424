import {
  CfnBrowserCustom,
  CfnCodeInterpreterCustom,
  Gateway,
  type IGatewayRef,
  type IOAuth2CredentialProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiKey, GatewayAuth, HeaderValue, Hook, HookTarget, OAuthClient, Tool } from '../../src';
import { ACCOUNT } from '../support/helpers';
import { agentCoreArn, agentPolicies, allowedOf, type Row, testFeature } from '../support/simulate';

const INVOKE_GATEWAY = 'bedrock-agentcore:InvokeGateway';
const NEIGHBOUR = '999988887777';

function gatewayIn(stack: Stack, id = 'orders-abcdefghij'): IGatewayRef {
  return Gateway.fromGatewayAttributes(stack, id, {
    gatewayArn: agentCoreArn(`gateway/${id}`),
    gatewayId: id,
    gatewayName: id.split('-')[0],
    role: Role.fromRoleName(stack, `${id}Role`, 'gateway'),
  });
}

testFeature('a gateway', (stack) => ({ tools: [Tool.gateway(gatewayIn(stack))] }), {
  may: [['call it', INVOKE_GATEWAY, agentCoreArn('gateway/orders-abcdefghij')]],
  mayNot: [
    ['call another gateway', INVOKE_GATEWAY, agentCoreArn('gateway/refunds-abcdefghij')],
    [
      'call a gateway with the same ID in another account',
      INVOKE_GATEWAY,
      agentCoreArn('gateway/orders-abcdefghij', NEIGHBOUR),
    ],
    ['change it', 'bedrock-agentcore:UpdateGateway', agentCoreArn('gateway/orders-abcdefghij')],
    ['get OAuth tokens', 'bedrock-agentcore:GetResourceOauth2Token', agentCoreArn('token-vault/default')],
  ],
});

test('a harness with two gateways may call both and no other gateway', async () => {
  const policies = agentPolicies((stack) => ({
    tools: [Tool.gateway(gatewayIn(stack, 'orders-abcdefghij')), Tool.gateway(gatewayIn(stack, 'stock-abcdefghij'))],
  }));
  const call = (id: string): Row => ['call', INVOKE_GATEWAY, agentCoreArn(`gateway/${id}`)];
  expect(await allowedOf(policies, call('orders-abcdefghij'))).toEqual([INVOKE_GATEWAY]);
  expect(await allowedOf(policies, call('stock-abcdefghij'))).toEqual([INVOKE_GATEWAY]);
  expect(await allowedOf(policies, call('orders-zzzzzzzzzz'))).toEqual([]);
});

testFeature(
  'a gateway without authorization',
  (stack) => ({ tools: [Tool.gateway(gatewayIn(stack), { auth: GatewayAuth.none() })] }),
  { may: [], mayNot: [['call it with its permissions', INVOKE_GATEWAY, agentCoreArn('gateway/orders-abcdefghij')]] },
);

const GET_TOKEN = 'bedrock-agentcore:GetResourceOauth2Token';
const GET_KEY = 'bedrock-agentcore:GetResourceApiKey';
const GET_SECRET = 'secretsmanager:GetSecretValue';

function provider(kind: 'apikey' | 'oauth2', name: string): string {
  return agentCoreArn(`token-vault/default/${kind}credentialprovider/${name}`);
}

function secret(kind: 'apikey' | 'oauth2', name: string): string {
  const vaulted = `bedrock-agentcore-identity!default/${kind}/${name}-AbCdEf`;
  return `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${vaulted}`;
}

function identity(name: string): string {
  return agentCoreArn(`workload-identity-directory/default/workload-identity/${name}`);
}

function clientIn(stack: Stack): IOAuth2CredentialProviderRef {
  return OAuthClient.fromOauthClientArn(stack, 'Client', provider('oauth2', 'partners'));
}

testFeature(
  'a gateway with JWT authorization',
  (stack) => ({ tools: [Tool.gateway(gatewayIn(stack), { auth: GatewayAuth.oauth(clientIn(stack)) })] }),
  {
    may: [
      ['get a token as its client', GET_TOKEN, provider('oauth2', 'partners')],
      ['get a token from the vault', GET_TOKEN, agentCoreArn('token-vault/default')],
      ['get a token with its own identity', GET_TOKEN, identity('harness_agent-a1B2c3D4e5')],
      ["read the client's secret", GET_SECRET, secret('oauth2', 'partners')],
    ],
    mayNot: [
      ['get a token of another client', GET_TOKEN, provider('oauth2', 'payments')],
      ["read another client's secret", GET_SECRET, secret('oauth2', 'payments')],
      ['read the secret of an API key of that name', GET_SECRET, secret('apikey', 'partners')],
      ["get a token with another agent's identity", GET_TOKEN, identity('harness_other-a1B2c3D4e5')],
      ['fetch API keys', GET_KEY, agentCoreArn('token-vault/default')],
      ['call it with its own permissions', INVOKE_GATEWAY, agentCoreArn('gateway/orders-abcdefghij')],
    ],
  },
);

const mcpWithKey = (stack: Stack) =>
  Tool.remoteMcp('papers', 'https://mcp.example.com/papers', {
    headers: { Authorization: HeaderValue.apiKey(ApiKey.fromApiKeyArn(stack, 'Key', provider('apikey', 'papers'))) },
  });

testFeature('an MCP server with a key in a header', (stack) => ({ tools: [mcpWithKey(stack)] }), {
  may: [
    ['fetch the key', GET_KEY, provider('apikey', 'papers')],
    ['read its secret', GET_SECRET, secret('apikey', 'papers')],
  ],
  mayNot: [
    ['fetch another key', GET_KEY, provider('apikey', 'payments')],
    ["read another key's secret", GET_SECRET, secret('apikey', 'payments')],
  ],
});

const mcpWithoutKey = Tool.remoteMcp('docs', 'https://mcp.example.com/docs', {
  headers: { 'X-Team': HeaderValue.literal('support') },
});

testFeature('an MCP server without a key', () => ({ tools: [mcpWithoutKey] }), {
  may: [],
  mayNot: [['fetch keys', GET_KEY, agentCoreArn('token-vault/default')]],
});

function actions(...names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

const BROWSE = actions(
  ...['StartBrowserSession', 'GetBrowserSession', 'StopBrowserSession', 'UpdateBrowserStream'],
  ...['ConnectBrowserAutomationStream', 'ConnectBrowserLiveViewStream', 'ListBrowserSessions'],
);
const RUN_CODE = actions(
  ...['StartCodeInterpreterSession', 'GetCodeInterpreterSession', 'StopCodeInterpreterSession'],
  ...['ListCodeInterpreterSessions', 'InvokeCodeInterpreter'],
);
const BUILT_IN_BROWSER = agentCoreArn('browser/aws.browser.v1', 'aws');
const BUILT_IN_INTERPRETER = agentCoreArn('code-interpreter/aws.codeinterpreter.v1', 'aws');
const OWN_BROWSER = agentCoreArn('browser-custom/recorded-a1B2c3D4e5');
const OWN_INTERPRETER = agentCoreArn('code-interpreter-custom/sandbox-a1B2c3D4e5');

testFeature("AWS's browser", () => ({ tools: [Tool.browser()] }), {
  may: [['use it', BROWSE, BUILT_IN_BROWSER]],
  mayNot: [
    ['use a custom browser', BROWSE, OWN_BROWSER],
    ['use it in another Region', BROWSE, agentCoreArn('browser/aws.browser.v1', 'aws', 'eu-west-1')],
    ['run code', RUN_CODE, BUILT_IN_INTERPRETER],
    ['create browsers', 'bedrock-agentcore:CreateBrowser', '*'],
  ],
});

testFeature(
  'a custom browser',
  (stack) => ({
    tools: [Tool.browser({ browser: CfnBrowserCustom.fromBrowserCustomArn(stack, 'Browser', OWN_BROWSER) })],
  }),
  {
    may: [['use it', BROWSE, OWN_BROWSER]],
    mayNot: [
      ['use another browser', BROWSE, agentCoreArn('browser-custom/hidden-a1B2c3D4e5')],
      ["use AWS's own, which records nothing", BROWSE, BUILT_IN_BROWSER],
      ['delete it', 'bedrock-agentcore:DeleteBrowser', OWN_BROWSER],
    ],
  },
);

testFeature("AWS's code interpreter", () => ({ tools: [Tool.codeInterpreter()] }), {
  may: [['use it', RUN_CODE, BUILT_IN_INTERPRETER]],
  mayNot: [
    ['use a custom code interpreter', RUN_CODE, OWN_INTERPRETER],
    ['browse', BROWSE, BUILT_IN_BROWSER],
  ],
});

const interpreterIn = (stack: Stack) =>
  CfnCodeInterpreterCustom.fromCodeInterpreterCustomArn(stack, 'Sandbox', OWN_INTERPRETER);

testFeature(
  'a custom code interpreter',
  (stack) => ({ tools: [Tool.codeInterpreter({ codeInterpreter: interpreterIn(stack) })] }),
  {
    may: [['use it', RUN_CODE, OWN_INTERPRETER]],
    mayNot: [
      ['use another code interpreter', RUN_CODE, agentCoreArn('code-interpreter-custom/root-a1B2c3D4e5')],
      ["use AWS's own", RUN_CODE, BUILT_IN_INTERPRETER],
    ],
  },
);

testFeature(
  'alternate tools',
  (stack) => ({ alternateTools: [Tool.gateway(gatewayIn(stack)), Tool.browser(), mcpWithKey(stack)] }),
  {
    may: [
      ['call the gateway', INVOKE_GATEWAY, agentCoreArn('gateway/orders-abcdefghij')],
      ['use the browser', BROWSE, BUILT_IN_BROWSER],
      ['fetch the key', GET_KEY, provider('apikey', 'papers')],
      ['read the secret of the key', GET_SECRET, secret('apikey', 'papers')],
    ],
    mayNot: [
      ['call another gateway', INVOKE_GATEWAY, agentCoreArn('gateway/refunds-abcdefghij')],
      ['use a custom browser', BROWSE, OWN_BROWSER],
      ['run code', RUN_CODE, BUILT_IN_INTERPRETER],
      ['fetch another key', GET_KEY, provider('apikey', 'payments')],
      ['get OAuth tokens', GET_TOKEN, agentCoreArn('token-vault/default')],
    ],
  },
);

const INVOKE_FUNCTION = 'lambda:InvokeFunction';

function arn(service: string, resource: string, region = 'us-east-1'): string {
  return `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
}

const approve = (stack: Stack) => LambdaFunction.fromFunctionArn(stack, 'Approve', arn('lambda', 'function:approve'));

testFeature(
  'a hook that invokes a function',
  (stack) => ({ hooks: [Hook.beforeToolCall('approve', HookTarget.fromFunction(approve(stack)))] }),
  {
    may: [['invoke it', INVOKE_FUNCTION, arn('lambda', 'function:approve')]],
    mayNot: [
      ['invoke another function', INVOKE_FUNCTION, arn('lambda', 'function:refund')],
      ['invoke a function whose name has the same prefix', INVOKE_FUNCTION, arn('lambda', 'function:approve-all')],
      ['change it', 'lambda:UpdateFunctionCode', arn('lambda', 'function:approve')],
      ['publish', 'sns:Publish', arn('sns', 'audit')],
    ],
  },
);

const KEY = arn('kms', 'key/11111111-2222-3333-4444-555555555555');
const OTHER_KEY = arn('kms', 'key/99999999-2222-3333-4444-555555555555');
const ENCRYPT = ['kms:GenerateDataKey', 'kms:Decrypt'];

function via(service: string, region = 'us-east-1'): { 'kms:ViaService': string } {
  return { 'kms:ViaService': `${service}.${region}.amazonaws.com` };
}

const auditIn = (stack: Stack) =>
  Topic.fromTopicAttributes(stack, 'Audit', { topicArn: arn('sns', 'audit'), keyArn: KEY });

testFeature(
  'a hook that publishes to an encrypted topic',
  (stack) => ({ hooks: [Hook.afterToolCall('audit', HookTarget.fromTopic(auditIn(stack)))] }),
  {
    may: [
      ['publish to it', 'sns:Publish', arn('sns', 'audit')],
      ['encrypt messages to it', ENCRYPT, KEY, via('sns')],
    ],
    mayNot: [
      ['publish to another topic', 'sns:Publish', arn('sns', 'alarms')],
      ['subscribe to it', 'sns:Subscribe', arn('sns', 'audit')],
      ['use the key directly', ENCRYPT, KEY],
      ['use the key through another service', ENCRYPT, KEY, via('s3')],
      ['use the key through another Region', ENCRYPT, KEY, via('sns', 'eu-west-1')],
      ['use another key', ENCRYPT, OTHER_KEY, via('sns')],
    ],
  },
);

testFeature(
  'a hook that publishes to an unencrypted topic',
  (stack) => ({
    hooks: [Hook.afterToolCall('audit', HookTarget.fromTopic(Topic.fromTopicArn(stack, 'T', arn('sns', 'audit'))))],
  }),
  {
    may: [['publish to it', 'sns:Publish', arn('sns', 'audit')]],
    mayNot: [['use keys', ENCRYPT, KEY, via('sns')]],
  },
);

const busIn = (stack: Stack) => EventBus.fromEventBusArn(stack, 'Bus', arn('events', 'event-bus/agents'));

testFeature(
  'a hook that sends to an event bus',
  (stack) => ({ hooks: [Hook.afterInvocation('report', HookTarget.fromEventBus(busIn(stack)))] }),
  {
    may: [['send events to it', 'events:PutEvents', arn('events', 'event-bus/agents')]],
    mayNot: [
      ['send events to another event bus', 'events:PutEvents', arn('events', 'event-bus/payments')],
      ["put events onto the account's own", 'events:PutEvents', arn('events', 'event-bus/default')],
      ['create rules', 'events:PutRule', arn('events', 'rule/agents/all')],
    ],
  },
);
