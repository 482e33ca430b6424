import { Gateway, GatewayAuthorizer, WorkloadIdentity } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'Identity');
const { GatewayAuth, HeaderValue, OAuthClientAuth, OAuthProvider, OnBehalfOf, Tool } = agentcore;

// One JSON secret with a field per vendor.
const secret = Secret.fromSecretNameV2(stack, 'Vendors', 'agents/vendors');
const papers = new agentcore.ApiKey(stack, 'Papers', { secret, jsonKey: 'papers' });
const openAi = new agentcore.ApiKey(stack, 'OpenAi', { secret, jsonKey: 'openai' });
const clientAt = (id: string, provider: agentcore.OAuthProvider) =>
  new agentcore.OAuthClient(stack, id, { provider, clientId: `${id}-agents`, secret, jsonKey: id.toLowerCase() });
const withSecret = [
  clientAt('GitHub', OAuthProvider.github()),
  clientAt('Slack', OAuthProvider.slack()),
  clientAt('Entra', OAuthProvider.microsoft('11111111-2222-3333-4444-555555555555')),
  clientAt('Okta', OAuthProvider.okta('https://example.okta.com/oauth2/default')),
];
const issues = clientAt(
  'Issues',
  OAuthProvider.discovery('https://issues.example.com/.well-known/openid-configuration'),
);

// A client without a secret: the KMS key signs assertions, and the provider has the public key.
const key = new Key(stack, 'SigningKey', { keyUsage: KeyUsage.SIGN_VERIFY, keySpec: KeySpec.RSA_2048 });
const discoveryUrl = 'https://login.example.com/.well-known/openid-configuration';
const shop = new agentcore.OAuthClient(stack, 'Shop', {
  provider: OAuthProvider.discovery(discoveryUrl, {
    clientAuth: OAuthClientAuth.privateKeyJwt(key, agentcore.JwtAlgorithm.RS256),
    onBehalfOf: OnBehalfOf.exchange(),
  }),
  clientId: 'shop-agents',
});

const authorizerConfiguration = GatewayAuthorizer.usingCustomJwt({ discoveryUrl, allowedClients: ['shop-agents'] });
const orders = new Gateway(stack, 'Orders', { authorizerConfiguration });
const buyer = new agentcore.Harness(stack, 'Buyer', {
  model: agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6'),
  alternateModels: [agentcore.Model.openai('gpt-5', { apiKey: openAi })],
  tools: [
    Tool.remoteMcp('papers', 'https://mcp.example.com/mcp', { headers: { 'X-Api-Key': HeaderValue.apiKey(papers) } }),
    Tool.gateway(orders, { auth: GatewayAuth.oauth(shop, { scopes: ['orders/read'] }) }),
  ],
});

const identity = new WorkloadIdentity(stack, 'ListIssues');
const listIssues = new lambda.Function(stack, 'list-issues', {
  ...{ runtime: lambda.Runtime.NODEJS_24_X, architecture: lambda.Architecture.ARM_64, handler: 'index.handler' },
  code: lambda.Code.fromAsset(`${__dirname}/functions/list-issues`),
  environment: {
    ISSUES_URL: 'https://issues.example.com',
    OAUTH_PROVIDER: issues.oauthClientName,
    WORKLOAD_NAME: identity.workloadIdentityName,
  },
});
identity.grantUse(listIssues);
issues.grants.use(listIssues, identity);

for (const client of [...withSecret, issues, shop]) {
  new CfnOutput(stack, `${client.node.id}CallbackUrl`, { value: client.callbackUrl });
}
new CfnOutput(stack, 'HarnessArn', { value: buyer.harnessArn });
new CfnOutput(stack, 'ListIssuesFunction', { value: listIssues.functionName });
