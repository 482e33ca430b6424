/** The permissions of a gateway role for each gateway target, and no other permissions. */
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ApiGatewayHttpMethod } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  ApiSchema,
  GatewayTarget,
  type GatewayTargetProps,
  OAuthClient,
  TargetCredentials,
  TargetSource,
  ToolSchema,
} from '../../src';
import * as references from '../support/fixtures/limits/references';
import { ACCOUNT, REGION } from '../support/helpers';
import { agentCoreArn, allowedOf, list, policiesOf, type Row, roleNamed } from '../support/simulate';
import { synthesizeStack } from '../support/synthesize';

const NEIGHBOUR = '999988887777';
const GATEWAY = 'shop-zyxwvutsrq';
const TOOLS = ToolSchema.fromObject([{ name: 'find', description: 'Finds.', inputSchema: { type: 'object' } }]);
const functionArn = (name: string, account = ACCOUNT) => `arn:aws:lambda:${REGION}:${account}:function:${name}`;
const functionOf = (stack: Stack, name: string) => LambdaFunction.fromFunctionArn(stack, name, functionArn(name));

type Props = Omit<GatewayTargetProps, 'gateway'>;

/** The policies of the role of a gateway with these targets. */
function gatewayPolicies(targets: Array<(stack: Stack) => Props>) {
  const stacks = synthesizeStack((stack) => {
    const role = new Role(stack, 'GatewayRole', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
    const gateway = Object.assign(references.gatewayOf(stack, GATEWAY), { role });
    for (const [index, propsIn] of targets.entries()) {
      new GatewayTarget(stack, `Target${index}`, { gateway, ...propsIn(stack) });
    }
  });
  return policiesOf(stacks, roleNamed(stacks, 'GatewayRole'));
}

interface Expected {
  readonly may: Row[];
  readonly mayNot: Row[];
}

const INVOKE = 'lambda:InvokeFunction';
const CALL_API = 'execute-api:Invoke';
const CALL_GATEWAY = 'bedrock-agentcore:InvokeGateway';
const CALL_RUNTIME = 'bedrock-agentcore:InvokeAgentRuntime';
const GET_KEY = 'bedrock-agentcore:GetResourceApiKey';
const GET_TOKEN = 'bedrock-agentcore:GetResourceOauth2Token';
const GET_IDENTITY = 'bedrock-agentcore:GetWorkloadAccessToken';
const GET_SECRET = 'secretsmanager:GetSecretValue';
const GET_OBJECT = 's3:GetObject';

const identity = (name: string) => agentCoreArn(`workload-identity-directory/default/workload-identity/${name}`);
const vaulted = (kind: 'apikey' | 'oauth2', name: string) =>
  `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:bedrock-agentcore-identity!default/${kind}/${name}-AbCdEf`;
const api = (path: string) => `arn:aws:execute-api:${REGION}:${ACCOUNT}:${path}`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:keys-AbCdEf`;
const SCHEDULE = `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/a`;

const CASES: Record<string, [props: (stack: Stack) => Props, expected: Expected]> = {
  'a function': [
    (stack) => ({ source: TargetSource.fromFunction(functionOf(stack, 'orders'), TOOLS) }),
    {
      may: [['call it', INVOKE, functionArn('orders')]],
      mayNot: [
        ['call another function', INVOKE, functionArn('refunds')],
        ['call a function whose name has the same prefix', INVOKE, functionArn('orders-admin')],
        ['call a version of it', INVOKE, `${functionArn('orders')}:1`],
        ['call a function of the same name in another account', INVOKE, functionArn('orders', NEIGHBOUR)],
        ['change it', 'lambda:UpdateFunctionCode', functionArn('orders')],
        ['fetch keys', GET_KEY, agentCoreArn('token-vault/default')],
      ],
    },
  ],
  'a REST API': [
    (stack) => ({
      source: TargetSource.fromApiGateway(RestApi.fromRestApiId(stack, 'Api', 'a1b2c3'), {
        stage: 'prod',
        filters: [{ filterPath: '/pets/{petId}', methods: [ApiGatewayHttpMethod.GET] }],
      }),
    }),
    {
      may: [['find a pet', CALL_API, api('a1b2c3/prod/GET/pets/1')]],
      mayNot: [
        ['change a pet', CALL_API, api('a1b2c3/prod/PUT/pets/1')],
        ['list all pets', CALL_API, api('a1b2c3/prod/GET/pets')],
        ['find an owner', CALL_API, api('a1b2c3/prod/GET/owners/1')],
        ['find a pet of the tests', CALL_API, api('a1b2c3/test/GET/pets/1')],
        ['call another API', CALL_API, api('zzzzzz/prod/GET/pets/1')],
      ],
    },
  ],
  'another gateway': [
    (stack) => ({ source: TargetSource.fromMcpGateway(references.gatewayOf(stack, 'orders-a1b2c3d4e5')) }),
    {
      may: [['call it', CALL_GATEWAY, references.GATEWAY_ARN]],
      mayNot: [
        ['call a third gateway', CALL_GATEWAY, agentCoreArn('gateway/refunds-a1b2c3d4e5')],
        ['call itself', CALL_GATEWAY, agentCoreArn(`gateway/${GATEWAY}`)],
        [
          'call a gateway with the same ID in another account',
          CALL_GATEWAY,
          agentCoreArn('gateway/orders-a1b2c3d4e5', NEIGHBOUR),
        ],
        ['change its targets', 'bedrock-agentcore:UpdateGatewayTarget', references.GATEWAY_ARN],
        ['get OAuth tokens', GET_TOKEN, agentCoreArn('token-vault/default')],
      ],
    },
  ],
  'an MCP server on a runtime': [
    (stack) => ({ source: TargetSource.fromMcpRuntime(references.runtime(stack)) }),
    {
      may: [
        ['call it', CALL_RUNTIME, references.RUNTIME_ARN],
        ['call its newest version', CALL_RUNTIME, `${references.RUNTIME_ARN}/runtime-endpoint/DEFAULT`],
      ],
      mayNot: [
        ['call another endpoint', CALL_RUNTIME, `${references.RUNTIME_ARN}/runtime-endpoint/live`],
        ['call another runtime', CALL_RUNTIME, agentCoreArn('runtime/other-a1B2c3D4e5')],
        ['call it for a user', 'bedrock-agentcore:InvokeAgentRuntimeForUser', references.RUNTIME_ARN],
        ['open a shell in it', 'bedrock-agentcore:InvokeAgentRuntimeCommandShell', references.RUNTIME_ARN],
      ],
    },
  ],
  'an API with a key of the vault': [
    (stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com'),
      credentials: TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'X-Api-Key'),
    }),
    {
      may: [
        ['fetch the key', GET_KEY, references.API_KEY_ARN],
        ['fetch it with its own identity', [GET_KEY, GET_IDENTITY], identity(GATEWAY)],
        ["read the key's secret", GET_SECRET, vaulted('apikey', 'openai')],
      ],
      mayNot: [
        ['fetch another key', GET_KEY, references.API_KEY_ARN.replace('openai', 'payments')],
        ['fetch it with the identity of another gateway', [GET_KEY, GET_IDENTITY], identity('other-zyxwvutsrq')],
        ["read another key's secret", GET_SECRET, vaulted('apikey', 'payments')],
        ['get tokens', GET_TOKEN, agentCoreArn('token-vault/default')],
      ],
    },
  ],
  'an API with a key of a secret': [
    (stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com'),
      credentials: TargetCredentials.apiKeyInHeader(
        ApiKey.fromApiKeyAttributes(stack, 'Key', {
          apiKeyArn: references.API_KEY_ARN,
          secret: Secret.fromSecretCompleteArn(stack, 'Secret', SECRET),
        }),
        'X-Api-Key',
      ),
    }),
    {
      may: [['read that secret', GET_SECRET, SECRET]],
      mayNot: [
        ['read a secret whose name has the same prefix', GET_SECRET, SECRET.replace('keys', 'keys-of-others')],
        ['read a managed secret of the token vault', GET_SECRET, vaulted('apikey', 'openai')],
      ],
    },
  ],
  'an API with tokens': [
    (stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com'),
      credentials: TargetCredentials.oauth(
        OAuthClient.fromOauthClientArn(stack, 'Client', references.OAUTH_CLIENT_ARN),
      ),
    }),
    {
      may: [
        ['get a token', GET_TOKEN, references.OAUTH_CLIENT_ARN],
        ['get it with its own identity', GET_TOKEN, identity(GATEWAY)],
        ['get it for a user', 'bedrock-agentcore:GetWorkloadAccessTokenForJWT', identity(GATEWAY)],
        ["read the client's secret", GET_SECRET, vaulted('oauth2', 'partners')],
      ],
      mayNot: [
        ['get a token of another client', GET_TOKEN, references.OAUTH_CLIENT_ARN.replace('partners', 'payments')],
        ['get a token with the identity of another gateway', GET_TOKEN, identity('other-zyxwvutsrq')],
        ['fetch keys', GET_KEY, agentCoreArn('token-vault/default')],
        ["read another client's secret", GET_SECRET, vaulted('oauth2', 'payments')],
      ],
    },
  ],
  'a document in a bucket': [
    (stack) => ({
      source: TargetSource.fromOpenApi(
        ApiSchema.fromBucket(Bucket.fromBucketName(stack, 'Docs', 'docs'), 'weather.json'),
      ),
      credentials: TargetCredentials.none(),
    }),
    {
      may: [['read it', GET_OBJECT, 'arn:aws:s3:::docs/weather.json']],
      mayNot: [
        ['read another object', GET_OBJECT, 'arn:aws:s3:::docs/weather.json.old'],
        ['change it', 's3:PutObject', 'arn:aws:s3:::docs/weather.json'],
        ['list the bucket', 's3:ListBucket', 'arn:aws:s3:::docs'],
      ],
    },
  ],
  "AWS's search": [
    () => ({ source: TargetSource.connector('web-search') }),
    {
      may: [['search', 'bedrock-agentcore:InvokeWebSearch', agentCoreArn('tool/web-search.v1', 'aws')]],
      mayNot: [
        [
          'search in another Region',
          'bedrock-agentcore:InvokeWebSearch',
          agentCoreArn('tool/web-search.v1', 'aws', 'eu-west-1'),
        ],
      ],
    },
  ],
  'a service that is described': [
    () => ({
      source: TargetSource.fromSmithy(
        ApiSchema.fromFile(`${__dirname}/../../examples/gateway-tools/apis/scheduler.json`),
      ),
      credentials: TargetCredentials.gatewayRole({ actions: ['scheduler:GetSchedule'], resourceArns: [SCHEDULE] }),
    }),
    {
      may: [['perform the given action', 'scheduler:GetSchedule', SCHEDULE]],
      mayNot: [
        ['perform another action', 'scheduler:DeleteSchedule', SCHEDULE],
        ['perform the given action on another schedule', 'scheduler:GetSchedule', SCHEDULE.replace('/a', '/b')],
      ],
    },
  ],
};

describe.each(Object.entries(CASES))('For %s the role of the gateway', (name, [props, { may, mayNot }]) => {
  const asked = gatewayPolicies([props]);
  const all = Object.entries(CASES);
  const others = gatewayPolicies(all.filter(([other]) => other !== name && !shares(other, name)).map(([, [of]]) => of));

  for (const row of may) {
    test(`may ${row[0]}, and with the other targets alone may not`, async () => {
      expect(await allowedOf(asked, row)).toEqual(list(row[1]));
      expect(await allowedOf(others, row)).toEqual([]);
    });
  }

  for (const row of mayNot) {
    test(`may not ${row[0]}`, async () => {
      expect(await allowedOf(asked, row)).toEqual([]);
    });
  }
});

/** Targets with a credential in the token vault share the workload identity of the gateway. */
function shares(left: string, right: string): boolean {
  return left.startsWith('an API with') && right.startsWith('an API with');
}

test('A gateway without targets has no permissions', () => {
  expect(gatewayPolicies([])).toEqual([]);
});

test('A target that is called with the identity of the caller adds no permissions to the gateway role', () => {
  const policies = gatewayPolicies([
    (stack) => ({
      source: TargetSource.fromRuntime(references.runtime(stack)),
      credentials: TargetCredentials.callerIam(),
    }),
  ]);
  expect(policies).toEqual([]);
});
