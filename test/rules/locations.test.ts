/** The valid environments of AgentCore resources that are passed by ARN or imported. */
import { CfnGateway, WorkloadIdentity } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import {
  ApiKey,
  CapacityProvider,
  GatewayAuth,
  Harness,
  HarnessEndpoint,
  HarnessMemory,
  HeaderValue,
  Model,
  OAuthClient,
  Runtime,
  RuntimeEndpoint,
  Skill,
  TargetCredentials,
  TargetSource,
  Tool,
  Use,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { ACCOUNT, harnessIn, runtimeIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';
import {
  API_KEY,
  arn,
  CAPACITY,
  far,
  GATEWAY,
  HARNESS,
  MEMORY,
  mustBeOwn,
  OAUTH_CLIENT,
  RUNTIME,
  targetIn,
} from './locations-fixtures';

const BROWSER = 'browser-custom/recorded-a1B2c3D4e5';
const INTERPRETER = 'code-interpreter-custom/sandbox-a1B2c3D4e5';

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

testRules(AGENTCORE);
