import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Lazy, type Stack } from 'aws-cdk-lib/core';
import {
  ApiSchema,
  Authorizer,
  McpListingMode,
  OAuthGrantType,
  OAuthProvider,
  OnBehalfOf,
  PassthroughProtocol,
  TargetCredentials,
  TargetSource,
} from '../../src';
import * as references from '../support/fixtures/limits/references';
import { oauthClientIn } from '../support/fixtures/parts';
import { ACCOUNT, testStack } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';
import { testRules } from '../support/rules';
import { FILTERS, mcpRuntime, NONE, ofApi, ofFunction, ofRuntime, SERVER, TOOLS, withProps } from './gateway-fixtures';

const WEATHER = TargetSource.fromOpenApi(
  ApiSchema.fromFile(`${__dirname}/../../examples/gateway-tools/apis/weather.json`),
);
const SCHEDULER = TargetSource.fromSmithy(
  ApiSchema.fromFile(`${__dirname}/../../examples/gateway-tools/apis/scheduler.json`),
);
const oauth = (stack: Stack, grantType?: OAuthGrantType) =>
  TargetCredentials.oauth(references.oauthClient(stack), { grantType });

const exchanging = (provider: OAuthProvider, grantType = OAuthGrantType.TOKEN_EXCHANGE) =>
  withProps((stack) => ({
    source: SERVER,
    credentials: TargetCredentials.oauth(oauthClientIn(stack, 'Client', provider), { grantType }),
  }));
const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';

testRules([
  {
    rule: 'The exchange of tokens requires a provider that exchanges them',
    rejected: exchanging(OAuthProvider.discovery(DISCOVERY)),
    message:
      /credentials\.grantType must not be TOKEN_EXCHANGE for the OAuth client Test\/Client, whose .* Set onBehalfOf of the provider, or/,
    accepted: exchanging(OAuthProvider.discovery(DISCOVERY, { onBehalfOf: OnBehalfOf.exchange() })),
  },
  {
    rule: 'The exchange of tokens is checked for custom providers, and for no other grant type',
    rejected: exchanging(OAuthProvider.discovery(DISCOVERY)),
    message: /TOKEN_EXCHANGE/,
    accepted: (stack) => {
      exchanging(OAuthProvider.microsoft())(stack);
      exchanging(OAuthProvider.discovery(DISCOVERY), OAuthGrantType.CLIENT_CREDENTIALS)(testStack());
    },
  },
  {
    rule: 'The credentials of a Lambda function are the role of the gateway',
    rejected: withProps((stack) => ({ source: ofFunction(stack), credentials: oauth(stack) })),
    message:
      /credentials must be TargetCredentials\.gatewayRole\(…\) for a Lambda function, got TargetCredentials\.oauth\(…\)/,
    accepted: withProps((stack) => ({ source: ofFunction(stack), credentials: TargetCredentials.gatewayRole() })),
  },
  {
    rule: 'A Lambda function requires credentials',
    rejected: withProps((stack) => ({ source: ofFunction(stack), credentials: NONE })),
    message:
      /credentials must be TargetCredentials\.gatewayRole\(…\) for a Lambda function, got TargetCredentials\.none\(\)/,
    accepted: withProps((stack) => ({ source: ofFunction(stack) })),
  },
  {
    rule: 'The credentials of an OpenAPI target are required',
    rejected: withProps(() => ({ source: WEATHER })),
    message:
      /credentials is required for an OpenAPI target\. Use TargetCredentials\.none\(\), TargetCredentials\.gatewayRole/,
    accepted: withProps(() => ({ source: WEATHER, credentials: NONE })),
  },
  {
    rule: 'The credentials of an MCP server are required',
    rejected: withProps(() => ({ source: SERVER })),
    message: /credentials is required for an MCP server\. Use TargetCredentials\.none\(\)/,
    accepted: withProps((stack) => ({ source: SERVER, credentials: oauth(stack) })),
  },
  {
    rule: 'A Smithy target does not support tokens of users',
    rejected: withProps((stack) => ({
      source: SCHEDULER,
      credentials: oauth(stack, OAuthGrantType.AUTHORIZATION_CODE),
    })),
    message:
      /must be TargetCredentials\.gatewayRole\(…\) or TargetCredentials\.oauth\(…\) for a Smithy target, got TargetCredentials\.oauth\(…\) with AUTHORIZATION_CODE/,
    accepted: withProps((stack) => ({ source: SCHEDULER, credentials: oauth(stack) })),
  },
  {
    rule: 'A REST API does not support OAuth2 tokens',
    rejected: (stack) =>
      targetIn(stack, {
        source: TargetSource.fromApiGateway(RestApi.fromRestApiId(stack, 'Api', 'a1'), {
          stage: 'prod',
          filters: FILTERS,
        }),
        credentials: oauth(stack),
      }),
    message:
      /must be TargetCredentials\.none\(\), TargetCredentials\.gatewayRole\(…\) or TargetCredentials\.apiKeyInHeader\(…\) for a REST API, got TargetCredentials\.oauth/,
    accepted: (stack) => ofApi(stack, {}),
  },
  {
    rule: 'A runtime does not support API keys',
    rejected: withProps((stack) => ({
      source: ofRuntime(stack),
      credentials: TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'X-Api-Key'),
    })),
    message: /TargetCredentials\.gatewayRole.* for a runtime, got TargetCredentials\.apiKeyInHeader/,
    accepted: withProps((stack) => ({ source: ofRuntime(stack), credentials: TargetCredentials.callerIam() })),
  },
  {
    rule: 'Only runtimes and passthrough targets support JWT passthrough',
    rejected: withProps(() => ({ source: SERVER, credentials: TargetCredentials.jwtPassthrough() })),
    message: /credentials must be .* for an MCP server, got TargetCredentials\.jwtPassthrough\(\)/,
    accepted: withProps((stack) => ({
      gateway: gatewayIn(stack, { authorizerType: 'CUSTOM_JWT' }),
      source: TargetSource.passthrough('https://a.example.com', PassthroughProtocol.A2A),
      credentials: TargetCredentials.jwtPassthrough(),
    })),
  },
  {
    rule: 'JWT passthrough requires callers that send a token',
    rejected: withProps((stack) => ({
      gateway: gatewayIn(stack),
      source: ofRuntime(stack),
      credentials: TargetCredentials.jwtPassthrough(),
    })),
    message: /\.jwtPassthrough\(\) must have a gateway with authorizer type CUSTOM_JWT or NONE, got AWS_IAM/,
    accepted: withProps((stack) => ({
      gateway: gatewayIn(stack, { authorizerType: Lazy.string({ produce: () => 'AWS_IAM' }) }),
      source: ofRuntime(stack),
      credentials: TargetCredentials.jwtPassthrough(),
    })),
  },
  {
    rule: 'Caller IAM credentials require callers that sign their requests',
    rejected: withProps((stack) => ({
      gateway: gatewayIn(stack, { authorizerType: 'CUSTOM_JWT' }),
      source: ofRuntime(stack),
      credentials: TargetCredentials.callerIam(),
    })),
    message: /\.callerIam\(…\) must have a gateway with authorizer type AUTHENTICATE_ONLY or AWS_IAM, got CUSTOM_JWT/,
    accepted: withProps((stack) => ({ source: ofRuntime(stack), credentials: TargetCredentials.callerIam() })),
  },
  {
    rule: 'The service of signatures for an MCP server is required',
    rejected: withProps(() => ({ source: SERVER, credentials: TargetCredentials.gatewayRole() })),
    message: /credentials\.service is required for an MCP server\. .* for example "execute-api"/,
    accepted: withProps(() => ({ source: SERVER, credentials: TargetCredentials.gatewayRole({ service: 'lambda' }) })),
  },
  {
    rule: 'The service of signatures for a Lambda function is not configurable',
    rejected: withProps((stack) => ({
      source: ofFunction(stack),
      credentials: TargetCredentials.gatewayRole({ service: 'lambda' }),
    })),
    message: /credentials\.service is not supported for a Lambda function, .*Omit service\./,
    accepted: withProps((stack) => ({ source: ofFunction(stack), credentials: TargetCredentials.gatewayRole() })),
  },
  {
    rule: 'The Region of signatures requires a service',
    rejected: withProps((stack) => ({
      source: ofFunction(stack),
      credentials: TargetCredentials.gatewayRole({ region: 'eu-west-1' }),
    })),
    message: /credentials\.region requires credentials\.service\. Set both, or omit both\./,
    accepted: withProps(() => ({
      source: SERVER,
      credentials: TargetCredentials.gatewayRole({ service: 'lambda', region: 'eu-west-1' }),
    })),
  },
  {
    rule: 'The actions of the role of a gateway are IAM actions',
    rejected: withProps(() => ({
      source: SCHEDULER,
      credentials: TargetCredentials.gatewayRole({ actions: ['GetSchedule'], resourceArns: ['*'] }),
    })),
    message: /^[^\n]*credentials\.actions must be a service prefix, a colon and .*, got "GetSchedule"\./,
    accepted: withProps(() => ({
      source: SCHEDULER,
      credentials: TargetCredentials.gatewayRole({ actions: ['scheduler:GetSchedule'], resourceArns: ['*'] }),
    })),
  },
  {
    rule: 'The actions of the role of a gateway require resources',
    rejected: withProps(() => ({
      source: SCHEDULER,
      credentials: TargetCredentials.gatewayRole({ actions: ['scheduler:GetSchedule'] }),
    })),
    message: /credentials\.actions requires credentials\.resourceArns\. Set both, or omit both\./,
    accepted: withProps(() => ({
      source: SCHEDULER,
      credentials: TargetCredentials.gatewayRole({
        actions: ['scheduler:GetSchedule'],
        resourceArns: [`arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule/default/a`],
      }),
    })),
  },
  {
    rule: 'Dynamic listing cannot be combined with the consent of users',
    rejected: withProps((stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', { listingMode: McpListingMode.DYNAMIC }),
      credentials: oauth(stack, OAuthGrantType.AUTHORIZATION_CODE),
    })),
    message: /source\.listingMode must not be DYNAMIC with OAuthGrantType\.AUTHORIZATION_CODE/,
    accepted: withProps((stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', { listingMode: McpListingMode.DYNAMIC }),
      credentials: oauth(stack),
    })),
  },
  {
    rule: 'The tools of an MCP server require the authorization code grant',
    rejected: withProps(() => ({ source: TargetSource.fromMcpServer('https://mcp.example.com', { tools: TOOLS }) })),
    message: /source\.tools requires credentials with OAuthGrantType\.AUTHORIZATION_CODE, .* Omit tools/,
    accepted: withProps((stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', { tools: TOOLS }),
      credentials: oauth(stack, OAuthGrantType.AUTHORIZATION_CODE),
    })),
  },
  {
    rule: 'A runtime with JWT authorization requires OAuth2 tokens',
    rejected: withProps((stack) => ({
      source: mcpRuntime(stack, {
        protocol: ProtocolType.MCP,
        authorizer: Authorizer.jwt('https://a.example.com/.well-known/openid-configuration', { audiences: ['a'] }),
      }),
    })),
    message: /credentials: the runtime uses JWT authorization, .* Use TargetCredentials\.oauth/,
    accepted: withProps((stack) => ({
      source: mcpRuntime(stack, {
        protocol: ProtocolType.MCP,
        authorizer: Authorizer.jwt('https://a.example.com/.well-known/openid-configuration', { audiences: ['a'] }),
      }),
      credentials: oauth(stack),
    })),
  },
  {
    rule: 'The actions and resources of the role of a gateway are not empty',
    rejected: withProps(() => ({
      source: SCHEDULER,
      credentials: TargetCredentials.gatewayRole({ actions: [], resourceArns: [] }),
    })),
    message: /credentials\.actions and credentials\.resourceArns must each have at least one entry, got none/,
    accepted: withProps(() => ({ source: SCHEDULER, credentials: TargetCredentials.gatewayRole() })),
  },
]);
