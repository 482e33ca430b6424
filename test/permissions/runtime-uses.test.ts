import {
  CfnBrowserCustom,
  CfnCodeInterpreterCustom,
  Gateway,
  type IGatewayRef,
  Memory,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiKey, Model, OAuthClient, Tool, Use } from '../../src';
import { ACCOUNT } from '../support/helpers';
import { agentCoreArn, agentPolicies, allowedOf, type Row, testUse, userPolicies } from '../support/simulate';

const NOVA = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0';
const LITE = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0';
const INVOKE_MODEL = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
const INVOKE_GATEWAY = 'bedrock-agentcore:InvokeGateway';
const GET_TOKEN = 'bedrock-agentcore:GetResourceOauth2Token';
const GET_KEY = 'bedrock-agentcore:GetResourceApiKey';
const GET_SECRET = 'secretsmanager:GetSecretValue';
const EVENTS = ['CreateEvent', 'GetEvent', 'ListEvents', 'DeleteEvent'].map((name) => `bedrock-agentcore:${name}`);
const RETRIEVE = 'bedrock-agentcore:RetrieveMemoryRecords';
const READ_MEMORY = ['GetMemory', 'GetMemoryRecord', 'ListMemoryRecords'].map((name) => `bedrock-agentcore:${name}`);
const LIST_SESSIONS = 'bedrock-agentcore:ListSessions';
const LIST_ACTORS = 'bedrock-agentcore:ListActors';
const START_BROWSER = 'bedrock-agentcore:StartBrowserSession';
const RUN_CODE = ['bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'];
const BROWSER = 'arn:aws:bedrock-agentcore:us-east-1:aws:browser/aws.browser.v1';
const INTERPRETER = 'arn:aws:bedrock-agentcore:us-east-1:aws:code-interpreter/aws.codeinterpreter.v1';

testUse('the use of a model', () => Use.model(Model.bedrock('amazon.nova-pro-v1:0')), {
  may: [['invoke it', INVOKE_MODEL, NOVA]],
  mayNot: [['invoke another model', INVOKE_MODEL, LITE]],
});

const papersIn = (stack: Stack) =>
  Memory.fromMemoryAttributes(stack, 'Papers', {
    memoryArn: agentCoreArn('memory/papers-a1B2c3D4e5'),
    roleArn: `arn:aws:iam::${ACCOUNT}:role/memory`,
  });
const PAPERS = agentCoreArn('memory/papers-a1B2c3D4e5');
const OTHER_MEMORY = agentCoreArn('memory/ledgers-a1B2c3D4e5');

testUse('the use of a memory', (stack) => Use.memory(papersIn(stack)), {
  may: [
    ['store events', EVENTS, PAPERS],
    ['retrieve memory records', RETRIEVE, PAPERS],
    ['read memory records and list sessions, as public SDKs do', [...READ_MEMORY, LIST_SESSIONS, LIST_ACTORS], PAPERS],
  ],
  mayNot: [
    [
      'read memory records and list sessions of another memory',
      [...READ_MEMORY, LIST_SESSIONS, LIST_ACTORS],
      OTHER_MEMORY,
    ],
    ['write records', 'bedrock-agentcore:BatchCreateMemoryRecords', PAPERS],
    ['delete records', 'bedrock-agentcore:DeleteMemoryRecord', PAPERS],
    ['store events in another memory', EVENTS, OTHER_MEMORY],
    ['retrieve memory records of another memory', RETRIEVE, OTHER_MEMORY],
    ['delete it', 'bedrock-agentcore:DeleteMemory', PAPERS],
  ],
});

testUse("the use of one actor's memory", (stack) => Use.memory(papersIn(stack), { actorId: 'alice' }), {
  may: [
    ['store events of the actor', [...EVENTS, LIST_SESSIONS], PAPERS, { 'bedrock-agentcore:actorId': 'alice' }],
    ['read memory records, which have no actor', [RETRIEVE, ...READ_MEMORY], PAPERS],
  ],
  mayNot: [
    ['list the sessions of another actor', LIST_SESSIONS, PAPERS, { 'bedrock-agentcore:actorId': 'bob' }],
    ['store the events of a session manager', EVENTS, PAPERS, { 'bedrock-agentcore:actorId': 'session_1' }],
    ['list the actors', LIST_ACTORS, PAPERS],
    ['store events of another actor', EVENTS[0], PAPERS, { 'bedrock-agentcore:actorId': 'bob' }],
    ['store events without an actor', EVENTS[0], PAPERS],
  ],
});

testUse(
  "the use of one actor's memory by a session manager",
  (stack) => Use.memory(papersIn(stack), { actorId: 'alice', additionalActorIds: ['session_*', 'agent_desk'] }),
  {
    may: [
      ['store events of the actor', [...EVENTS, LIST_SESSIONS], PAPERS, { 'bedrock-agentcore:actorId': 'alice' }],
      ['keep the state of any session', EVENTS, PAPERS, { 'bedrock-agentcore:actorId': 'session_1f2e' }],
      ['keep the state of its agent', EVENTS, PAPERS, { 'bedrock-agentcore:actorId': 'agent_desk' }],
    ],
    mayNot: [
      ['store events of another actor', EVENTS, PAPERS, { 'bedrock-agentcore:actorId': 'bob' }],
      ['store the state of another agent', EVENTS, PAPERS, { 'bedrock-agentcore:actorId': 'agent_desk2' }],
      ['list the actors', LIST_ACTORS, PAPERS],
    ],
  },
);

const ORDERS = agentCoreArn('gateway/orders-abcdefghij');

function gatewayIn(stack: Stack): IGatewayRef {
  return Gateway.fromGatewayAttributes(stack, 'Orders', {
    gatewayArn: ORDERS,
    gatewayId: 'orders-abcdefghij',
    gatewayName: 'orders',
    role: Role.fromRoleName(stack, 'OrdersRole', 'gateway'),
  });
}

testUse('the use of a gateway', (stack) => Use.gateway(gatewayIn(stack)), {
  may: [['call it', INVOKE_GATEWAY, ORDERS]],
  mayNot: [
    ['call another gateway', INVOKE_GATEWAY, agentCoreArn('gateway/refunds-abcdefghij')],
    ['change it', 'bedrock-agentcore:UpdateGateway', ORDERS],
  ],
});

testUse('the use of the built-in browser', () => Use.browser(), {
  may: [['open it', START_BROWSER, BROWSER]],
  mayNot: [['open a custom browser', START_BROWSER, agentCoreArn('browser-custom/recorded-a1B2c3D4e5')]],
});

const RECORDED = agentCoreArn('browser-custom/recorded-a1B2c3D4e5');

testUse(
  'the use of a custom browser',
  (stack) => Use.browser({ browser: CfnBrowserCustom.fromBrowserId(stack, 'Browser', 'recorded-a1B2c3D4e5') }),
  {
    may: [['open it', START_BROWSER, RECORDED]],
    mayNot: [
      ['open another browser', START_BROWSER, agentCoreArn('browser-custom/private-a1B2c3D4e5')],
      ['open the built-in browser', START_BROWSER, BROWSER],
      ['delete it', 'bedrock-agentcore:DeleteBrowser', RECORDED],
    ],
  },
);

testUse('the use of the built-in code interpreter', () => Use.codeInterpreter(), {
  may: [['run code', RUN_CODE, INTERPRETER]],
  mayNot: [
    ['run code in a custom code interpreter', RUN_CODE, agentCoreArn('code-interpreter-custom/sandbox-a1B2c3D4e5')],
  ],
});

testUse(
  'the use of a custom code interpreter',
  (stack) =>
    Use.codeInterpreter({
      codeInterpreter: CfnCodeInterpreterCustom.fromCodeInterpreterId(stack, 'Sandbox', 'sandbox-a1B2c3D4e5'),
    }),
  {
    may: [['run code in it', RUN_CODE, agentCoreArn('code-interpreter-custom/sandbox-a1B2c3D4e5')]],
    mayNot: [['run code in the built-in code interpreter', RUN_CODE, INTERPRETER]],
  },
);

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

const keyIn = (stack: Stack) => ApiKey.fromApiKeyArn(stack, 'Key', provider('apikey', 'papers'));
const clientIn = (stack: Stack) => OAuthClient.fromOauthClientArn(stack, 'Client', provider('oauth2', 'partners'));

testUse('the use of an API key', (stack) => Use.apiKey(keyIn(stack)), {
  may: [
    ['fetch it', GET_KEY, provider('apikey', 'papers')],
    ['fetch it with its own identity', GET_KEY, identity('agent-a1B2c3D4e5')],
    ['read its secret', GET_SECRET, secret('apikey', 'papers')],
  ],
  mayNot: [
    ['fetch another key', GET_KEY, provider('apikey', 'payments')],
    ["fetch it with another agent's identity", GET_KEY, identity('other-a1B2c3D4e5')],
    ["read another's secret", GET_SECRET, secret('apikey', 'payments')],
    ['get OAuth tokens', GET_TOKEN, agentCoreArn('token-vault/default')],
  ],
});

testUse('the use of an OAuth client', (stack) => Use.oauthClient(clientIn(stack)), {
  may: [
    ['get a token of it', GET_TOKEN, provider('oauth2', 'partners')],
    ['get a token with its own identity', GET_TOKEN, identity('agent-a1B2c3D4e5')],
    ["read the client's secret", GET_SECRET, secret('oauth2', 'partners')],
  ],
  mayNot: [
    ['get a token of another client', GET_TOKEN, provider('oauth2', 'payments')],
    ["read another client's secret", GET_SECRET, secret('oauth2', 'payments')],
    ['fetch API keys', GET_KEY, agentCoreArn('token-vault/default')],
  ],
});

const FOR_USER = 'bedrock-agentcore:GetWorkloadAccessTokenForUserId';

testUse('the use of user identities', () => Use.userIdentity(), {
  may: [['get a token on behalf of a user ID', FOR_USER, identity('agent-a1B2c3D4e5')]],
  mayNot: [
    ['get a token of another identity', FOR_USER, identity('other-a1B2c3D4e5')],
    ['get a token of an identity whose name has the same prefix', FOR_USER, identity('agents-a1B2c3D4e5')],
    ['create an identity', 'bedrock-agentcore:CreateWorkloadIdentity', identity('other-a1B2c3D4e5')],
  ],
});

const LEDGER = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/ledger`;

testUse('the use of a table', () => Use.of('Ledger', { actions: ['dynamodb:GetItem'], resourceArns: [LEDGER] }), {
  may: [['read an item', 'dynamodb:GetItem', LEDGER]],
  mayNot: [
    ['write an item', 'dynamodb:PutItem', LEDGER],
    ['read an item of another table', 'dynamodb:GetItem', `${LEDGER}s`],
  ],
});

const FOR_JWT = ['bedrock-agentcore:GetWorkloadAccessToken', 'bedrock-agentcore:GetWorkloadAccessTokenForJWT'];

describe('A runtime without uses', () => {
  const mayNot: Row[] = [
    ["get a token for another agent's identity", FOR_JWT, identity('other-a1B2c3D4e5')],
    ['get a token for a user by name', FOR_USER, identity('agent-a1B2c3D4e5')],
    [
      'write to other log groups',
      'logs:PutLogEvents',
      `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/bedrock-agentcore/runtimes/other-a1B2c3D4e5-DEFAULT:log-stream:s`,
    ],
  ];

  test('may get tokens for its own identity', async () => {
    const own: Row = ['get', FOR_JWT, identity('agent-a1B2c3D4e5')];
    expect(
      await allowedOf(
        userPolicies(() => []),
        own,
      ),
    ).toEqual(FOR_JWT);
  });

  test.each(mayNot.map((row) => ({ row, what: row[0] })))('may not $what', async ({ row }) => {
    expect(
      await allowedOf(
        userPolicies(() => []),
        row,
      ),
    ).toEqual([]);
  });
});

describe('The use of a resource by a runtime', () => {
  type Statements = Array<{ readonly Action: unknown; readonly Resource: unknown }>;

  /** Actions and resources, without the permissions that every agent has and without names. */
  function askedOf(policies: ReturnType<typeof userPolicies>, sid: RegExp): Statements {
    const statements = policies.flatMap(({ policy }) => policy.Statement);
    const chosen = statements.filter(({ Sid }) => sid.test(String(Sid)));
    return chosen.map(({ Action, Resource }) => ({ Action, Resource }));
  }

  test.each<[what: string, use: (stack: Stack) => Use, tool: (stack: Stack) => Tool]>([
    ['a gateway', (stack) => Use.gateway(gatewayIn(stack)), (stack) => Tool.gateway(gatewayIn(stack))],
    ['a browser', () => Use.browser(), () => Tool.browser()],
    ['a code interpreter', () => Use.codeInterpreter(), () => Tool.codeInterpreter()],
  ])('grants the same permissions as the tool of a harness: %s', (_, use, tool) => {
    const used = askedOf(
      userPolicies((stack) => [use(stack)]),
      /^(Gateway|Browser|CodeInterpreter)/,
    );
    const asTool = askedOf(
      agentPolicies((stack) => ({ tools: [tool(stack)] })),
      /^Tool/,
    );
    expect(used).toHaveLength(1);
    expect(used).toEqual(asTool);
  });
});
