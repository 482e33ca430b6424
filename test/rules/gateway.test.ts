import { EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiGatewayHttpMethod,
  type CfnGateway,
  type CfnRuntime,
  Gateway,
  GatewayAuthorizer,
  ProtocolType,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Lazy, type Stack } from 'aws-cdk-lib/core';
import {
  type ApiGatewayTargetOptions,
  ApiSchema,
  Authorizer,
  type GatewayTargetProps,
  McpListingMode,
  OAuthGrantType,
  PassthroughProtocol,
  PrivateEndpoint,
  Runtime,
  type RuntimeProps,
  TargetCredentials,
  TargetSource,
  ToolSchema,
} from '../../src';
import * as references from '../support/fixtures/limits/references';
import { functionIn } from '../support/fixtures/parts';
import { ACCOUNT, ARTIFACT, runtimeIn, testStack } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';
import { testRules } from '../support/rules';

const { GET, PUT } = ApiGatewayHttpMethod;
const TOOLS = ToolSchema.fromObject([{ name: 'find', description: 'Finds.', inputSchema: { type: 'object' } }]);
const NONE = TargetCredentials.none();
const SERVER = TargetSource.fromMcpServer('https://mcp.example.com');
const WEATHER = TargetSource.fromOpenApi(
  ApiSchema.fromFile(`${__dirname}/../../examples/gateway-tools/apis/weather.json`),
);
const SCHEDULER = TargetSource.fromSmithy(
  ApiSchema.fromFile(`${__dirname}/../../examples/gateway-tools/apis/scheduler.json`),
);
const FILTERS = [{ filterPath: '/pets/*', methods: [GET] }];

const ofFunction = (stack: Stack) => TargetSource.fromFunction(functionIn(stack, 'Orders'), TOOLS);
const inBucket = (stack: Stack, key: string, toolNames?: string[]) => {
  const bucket = Bucket.fromBucketName(stack, 'Docs', 'docs');
  return TargetSource.fromFunction(functionIn(stack, 'Orders'), ToolSchema.fromBucket(bucket, key, { toolNames }));
};
const ofApi = (
  stack: Stack,
  options: Partial<ApiGatewayTargetOptions>,
  api = RestApi.fromRestApiId(stack, 'Api', 'a1'),
) => targetIn(stack, { source: TargetSource.fromApiGateway(api, { stage: 'prod', filters: FILTERS, ...options }) });
const ofRuntime = (stack: Stack) => TargetSource.fromRuntime(references.runtime(stack));
const oauth = (stack: Stack, grantType?: OAuthGrantType) =>
  TargetCredentials.oauth(references.oauthClient(stack), { grantType });
const withProps = (propsOf: (stack: Stack) => Partial<GatewayTargetProps>) => (stack: Stack) =>
  targetIn(stack, propsOf(stack));
const awsGateway = (stack: Stack) =>
  new Gateway(stack, 'Aws', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
const mcpRuntime = (stack: Stack, props: Partial<RuntimeProps>) => TargetSource.fromMcpRuntime(runtimeIn(stack, props));

testRules([
  {
    rule: 'The credentials of a Lambda function are the role of the gateway',
    refused: withProps((stack) => ({ source: ofFunction(stack), credentials: oauth(stack) })),
    message:
      /credentials must be TargetCredentials\.gatewayRole\(…\) for a Lambda function, got TargetCredentials\.oauth\(…\)/,
    accepted: withProps((stack) => ({ source: ofFunction(stack), credentials: TargetCredentials.gatewayRole() })),
  },
  {
    rule: 'A Lambda function requires credentials',
    refused: withProps((stack) => ({ source: ofFunction(stack), credentials: NONE })),
    message:
      /credentials must be TargetCredentials\.gatewayRole\(…\) for a Lambda function, got TargetCredentials\.none\(\)/,
    accepted: withProps((stack) => ({ source: ofFunction(stack) })),
  },
  {
    rule: 'The credentials of an OpenAPI target are required',
    refused: withProps(() => ({ source: WEATHER })),
    message:
      /credentials is required for an OpenAPI target\. Use TargetCredentials\.none\(\), TargetCredentials\.gatewayRole/,
    accepted: withProps(() => ({ source: WEATHER, credentials: NONE })),
  },
  {
    rule: 'The credentials of an MCP server are required',
    refused: withProps(() => ({ source: SERVER })),
    message: /credentials is required for an MCP server\. Use TargetCredentials\.none\(\)/,
    accepted: withProps((stack) => ({ source: SERVER, credentials: oauth(stack) })),
  },
  {
    rule: 'A Smithy target does not support tokens of users',
    refused: withProps((stack) => ({
      source: SCHEDULER,
      credentials: oauth(stack, OAuthGrantType.AUTHORIZATION_CODE),
    })),
    message:
      /must be TargetCredentials\.gatewayRole\(…\) or TargetCredentials\.oauth\(…\) for a Smithy target, got TargetCredentials\.oauth\(…\) with AUTHORIZATION_CODE/,
    accepted: withProps((stack) => ({ source: SCHEDULER, credentials: oauth(stack) })),
  },
  {
    rule: 'A REST API does not support OAuth2 tokens',
    refused: (stack) =>
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
    refused: withProps((stack) => ({
      source: ofRuntime(stack),
      credentials: TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'X-Api-Key'),
    })),
    message: /TargetCredentials\.gatewayRole.* for a runtime, got TargetCredentials\.apiKeyInHeader/,
    accepted: withProps((stack) => ({ source: ofRuntime(stack), credentials: TargetCredentials.callerIam() })),
  },
  {
    rule: 'Only runtimes and passthrough targets support JWT passthrough',
    refused: withProps(() => ({ source: SERVER, credentials: TargetCredentials.jwtPassthrough() })),
    message: /credentials must be .* for an MCP server, got TargetCredentials\.jwtPassthrough\(\)/,
    accepted: withProps((stack) => ({
      gateway: gatewayIn(stack, { authorizerType: 'CUSTOM_JWT' }),
      source: TargetSource.passthrough('https://a.example.com', PassthroughProtocol.A2A),
      credentials: TargetCredentials.jwtPassthrough(),
    })),
  },
  {
    rule: 'JWT passthrough requires callers that send a token',
    refused: withProps((stack) => ({
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
    refused: withProps((stack) => ({
      gateway: gatewayIn(stack, { authorizerType: 'CUSTOM_JWT' }),
      source: ofRuntime(stack),
      credentials: TargetCredentials.callerIam(),
    })),
    message: /\.callerIam\(…\) must have a gateway with authorizer type AUTHENTICATE_ONLY or AWS_IAM, got CUSTOM_JWT/,
    accepted: withProps((stack) => ({ source: ofRuntime(stack), credentials: TargetCredentials.callerIam() })),
  },
  {
    rule: 'The service of signatures for an MCP server is required',
    refused: withProps(() => ({ source: SERVER, credentials: TargetCredentials.gatewayRole() })),
    message: /credentials\.service is required for an MCP server\. .* for example "execute-api"/,
    accepted: withProps(() => ({ source: SERVER, credentials: TargetCredentials.gatewayRole({ service: 'lambda' }) })),
  },
  {
    rule: 'The service of signatures for a Lambda function is not configurable',
    refused: withProps((stack) => ({
      source: ofFunction(stack),
      credentials: TargetCredentials.gatewayRole({ service: 'lambda' }),
    })),
    message: /credentials\.service is not supported for a Lambda function, .*Omit service\./,
    accepted: withProps((stack) => ({ source: ofFunction(stack), credentials: TargetCredentials.gatewayRole() })),
  },
  {
    rule: 'The Region of signatures requires a service',
    refused: withProps((stack) => ({
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
    refused: withProps(() => ({
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
    refused: withProps(() => ({
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
    rule: 'A Lambda function is in the Region of the gateway',
    refused: withProps((stack) => {
      const arn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`;
      return { source: TargetSource.fromFunction(LambdaFunction.fromFunctionArn(stack, 'Orders', arn), TOOLS) };
    }),
    message: /source: the function must be in the Region us-east-1, got eu-west-1/,
    accepted: withProps((stack) => {
      const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders`;
      return { source: TargetSource.fromFunction(LambdaFunction.fromFunctionArn(stack, 'Orders', arn), TOOLS) };
    }),
  },
  {
    rule: 'A runtime requires a gateway without a protocol',
    refused: withProps((stack) => ({ gateway: awsGateway(stack), source: ofRuntime(stack) })),
    message: /gateway must not have a protocol for a runtime, got MCP\. .* set it to undefined on the defaultChild/,
    accepted: withProps((stack) => {
      const gateway = awsGateway(stack);
      (gateway.node.defaultChild as CfnGateway).addPropertyDeletionOverride('ProtocolType');
      return { gateway, source: ofRuntime(stack) };
    }),
  },
  {
    rule: 'An inference connector requires a gateway without a protocol',
    refused: withProps((stack) => ({
      gateway: gatewayIn(stack, { protocolType: 'MCP' }),
      source: TargetSource.inferenceConnector('openai'),
      credentials: NONE,
    })),
    message: /gateway must not have a protocol for an inference connector, got MCP/,
    accepted: withProps((stack) => {
      const gateway = awsGateway(stack);
      (gateway.node.defaultChild as CfnGateway).protocolType = undefined;
      return { gateway, source: TargetSource.inferenceConnector('openai'), credentials: NONE };
    }),
  },
  {
    rule: 'Forwarded request headers are not restricted headers',
    refused: withProps(() => ({ metadata: { requestHeaders: ['X-Team', 'Content-Type'] } })),
    message: /metadata\.requestHeaders must not contain restricted headers, .*got "Content-Type"\. Use a custom header/,
    accepted: withProps(() => ({ metadata: { requestHeaders: ['X-Team', 'Authorization'] } })),
  },
  {
    rule: 'Forwarded response headers are not restricted headers',
    refused: withProps(() => ({ metadata: { responseHeaders: ['set-cookie'] } })),
    message: /metadata\.responseHeaders must not contain restricted headers, .*got "set-cookie"/,
    accepted: withProps(() => ({ metadata: { responseHeaders: ['X-Left'], queryParameters: ['set-cookie'] } })),
  },
  {
    rule: 'A Lambda function does not support a private endpoint',
    refused: withProps((stack) => ({
      source: ofFunction(stack),
      privateEndpoint: PrivateEndpoint.vpc(references.vpc(stack)),
    })),
    message: /privateEndpoint is not supported for a Lambda function, .*Omit it\./,
    accepted: withProps((stack) => ({ privateEndpoint: PrivateEndpoint.vpc(references.vpc(stack)) })),
  },
  {
    rule: 'Dynamic listing cannot be combined with the consent of users',
    refused: withProps((stack) => ({
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
    refused: withProps(() => ({ source: TargetSource.fromMcpServer('https://mcp.example.com', { tools: TOOLS }) })),
    message: /source\.tools requires credentials with OAuthGrantType\.AUTHORIZATION_CODE, .* Omit tools/,
    accepted: withProps((stack) => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', { tools: TOOLS }),
      credentials: oauth(stack, OAuthGrantType.AUTHORIZATION_CODE),
    })),
  },
  {
    rule: 'A runtime that hosts an MCP server uses the protocol MCP',
    refused: withProps((stack) => ({ source: mcpRuntime(stack, {}) })),
    message: /source: the runtime must use the protocol MCP, got HTTP\. Set protocol: ProtocolType\.MCP/,
    accepted: withProps((stack) => ({ source: mcpRuntime(stack, { protocol: ProtocolType.MCP }) })),
  },
  {
    rule: 'A runtime with JWT authorization requires OAuth2 tokens',
    refused: withProps((stack) => ({
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
    rule: 'A REST API has filters',
    refused: (stack) => ofApi(stack, { filters: [] }),
    message: /source\.filters must have at least 1 entry, got none\./,
    accepted: (stack) => ofApi(stack, { filters: [{ filterPath: '/*', methods: [GET] }] }),
  },
  {
    rule: 'A filter has methods',
    refused: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets', methods: [] }] }),
    message: /source\.filters\[0\]\.methods must have at least 1 entry, got none\./,
    accepted: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets', methods: [GET] }] }),
  },
  {
    rule: 'The path of a filter starts with a slash',
    refused: (stack) => ofApi(stack, { filters: [{ filterPath: 'pets', methods: [GET] }] }),
    message: /source\.filters\[0\]\.filterPath must start with "\/", got "pets"/,
    accepted: (stack) =>
      ofApi(stack, { filters: [{ filterPath: Lazy.string({ produce: () => '/p' }), methods: [GET] }] }),
  },
  {
    rule: 'A filter does not select a proxy resource',
    refused: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets/{proxy+}', methods: [GET] }] }),
    message: /source\.filters\[0\]\.filterPath must not contain a greedy path .*got "\/pets\/\{proxy\+\}"/,
    accepted: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets/{proxy}', methods: [GET] }] }),
  },
  {
    rule: 'An override applies to a path that the filters select',
    refused: (stack) => ofApi(stack, { overrides: [{ path: '/shelters', method: GET, name: 'a' }] }),
    message: /source\.overrides\[0\] must name one method of one path that the filters select, got GET "\/shelters"/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: 'a' }] }),
  },
  {
    rule: 'An override applies to a method that the filters select',
    refused: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: PUT, name: 'a' }] }),
    message: /got PUT "\/pets\/all"/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: 'a' }] }),
  },
  {
    rule: 'An override applies to one path',
    refused: (stack) => ofApi(stack, { overrides: [{ path: '/pets/*', method: GET, name: 'a' }] }),
    message: /must name one method of one path/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/{id}', method: GET, name: 'a' }] }),
  },
  {
    rule: 'The stage of an imported REST API is required',
    refused: (stack) => ofApi(stack, { stage: undefined }),
    message: /source\.stage is required for an API without a deployment stage/,
    accepted: (stack) => ofApi(stack, { stage: 'prod' }),
  },
  {
    rule: 'The URL of an MCP server has no white space',
    refused: withProps(() => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com/a b'),
      credentials: NONE,
    })),
    message:
      /source\.endpoint must have a host name and no white space, got "https:\/\/mcp\.example\.com\/a b"\. Write a space in a path as %20/,
    accepted: withProps(() => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com/a%20b'),
      credentials: NONE,
    })),
  },
  {
    rule: 'The URL of a passthrough target has no white space',
    refused: withProps(() => ({
      source: TargetSource.passthrough('https://a.example.com/a b', PassthroughProtocol.A2A),
      credentials: NONE,
    })),
    message: /source\.endpoint must have a host name and no white space, got "https:\/\/a\.example\.com\/a b"/,
    accepted: withProps(() => ({
      source: TargetSource.passthrough('https://a.example.com/a', PassthroughProtocol.A2A),
      credentials: NONE,
    })),
  },
  {
    rule: 'The URL of an inference provider has no white space',
    refused: withProps(() => ({
      source: TargetSource.inferenceProvider('https://a.example.com/a b'),
      credentials: NONE,
    })),
    message: /source\.endpoint must have a host name and no white space/,
    accepted: withProps(() => ({
      source: TargetSource.inferenceProvider('https://a.example.com/a'),
      credentials: NONE,
    })),
  },
  {
    rule: 'The URL of an MCP server has a host name',
    refused: withProps(() => ({ source: TargetSource.fromMcpServer('https://'), credentials: NONE })),
    message: /source\.endpoint must have a host name and no white space, got "https:\/\/"/,
    accepted: withProps(() => ({ source: TargetSource.fromMcpServer('https://m'), credentials: NONE })),
  },
  {
    rule: 'A resource priority is a whole number',
    refused: withProps(() => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', { resourcePriority: 1.5 }),
      credentials: NONE,
    })),
    message: /source\.resourcePriority must be a whole number, got 1\.5/,
    accepted: withProps(() => ({
      source: TargetSource.fromMcpServer('https://mcp.example.com', { resourcePriority: 1 }),
      credentials: NONE,
    })),
  },
  {
    rule: 'The timeout of session stickiness is a whole number of seconds',
    refused: withProps(() => ({
      source: TargetSource.passthrough('https://a.example.com', PassthroughProtocol.A2A, {
        stickyBy: 'contextId',
        stickyFor: Duration.millis(1500),
      }),
      credentials: NONE,
    })),
    message: /source\.stickyFor must be a whole number of seconds, got 1\.5 seconds/,
    accepted: withProps(() => ({
      source: TargetSource.passthrough('https://a.example.com', PassthroughProtocol.A2A, {
        stickyBy: 'contextId',
        stickyFor: Duration.millis(2000),
      }),
      credentials: NONE,
    })),
  },
  {
    rule: 'The parameters of an HTTP connector have names',
    refused: withProps(() => ({ source: TargetSource.httpConnector('agentcore-memory', { '1a': 'b' }) })),
    message: /source\.parameters keys must start with a letter .*, got "1a"/,
    accepted: withProps(() => ({ source: TargetSource.httpConnector('agentcore-memory', { a1: 'b' }) })),
  },
  {
    rule: 'The ID of a connector has no white space',
    refused: withProps(() => ({ source: TargetSource.connector('web search') })),
    message: /source\.connectorId must not contain white space, got "web search"/,
    accepted: withProps(() => ({ source: TargetSource.connector('web-search') })),
  },
  {
    rule: 'The tools of a connector have unique names',
    refused: withProps(() => ({
      source: TargetSource.connector('web-search', { tools: [{ name: 'a' }, { name: 'a' }] }),
    })),
    message: /source\.tools\[1\]\.name must be unique, got "a" more than once/,
    accepted: withProps(() => ({
      source: TargetSource.connector('web-search', { tools: [{ name: 'a' }, { name: 'b' }] }),
    })),
  },
  {
    rule: 'The enabled tools of a connector have names',
    refused: withProps(() => ({ source: TargetSource.connector('web-search', { enabled: ['a', ''] }) })),
    message: /source\.enabled\[1\] must have at least one character and no white space, got ""/,
    accepted: withProps(() => ({ source: TargetSource.connector('web-search', { enabled: ['a', 'b'] }) })),
  },
  {
    rule: 'The parameters of a connector tool have unique paths',
    refused: withProps(() => ({
      source: TargetSource.connector('web-search', {
        tools: [{ name: 'a', parameters: [{ path: 'p' }, { path: 'p' }] }],
      }),
    })),
    message: /source\.tools\[0\]\.parameters\[1\]\.path must be unique, got "p" more than once/,
    accepted: withProps(() => ({
      source: TargetSource.connector('web-search', {
        tools: [{ name: 'a', parameters: [{ path: 'p' }, { path: 'q' }] }],
      }),
    })),
  },
  {
    rule: 'The names of the tools of a schema in a bucket are unique',
    refused: withProps((stack) => ({ source: inBucket(stack, 'a.json', ['find', 'find']) })),
    message: /toolNames\[1\] must be unique, got "find" more than once/,
    accepted: withProps((stack) => ({ source: inBucket(stack, 'a.json', ['find', 'look']) })),
  },
  {
    rule: 'The key of a schema in a bucket is not a URI',
    refused: withProps((stack) => ({ source: inBucket(stack, 's3://docs/a.json') })),
    message: /the key of the schema must be a path in the bucket, not a URI, got "s3:\/\/docs\/a\.json"/,
    accepted: withProps((stack) => ({ source: inBucket(stack, 'docs/a.json') })),
  },
  {
    rule: 'The actions and resources of the role of a gateway are not empty',
    refused: withProps(() => ({
      source: SCHEDULER,
      credentials: TargetCredentials.gatewayRole({ actions: [], resourceArns: [] }),
    })),
    message: /credentials\.actions and credentials\.resourceArns must each have at least one entry, got none/,
    accepted: withProps(() => ({ source: SCHEDULER, credentials: TargetCredentials.gatewayRole() })),
  },
  {
    rule: 'The name of a stage is valid',
    refused: (stack) => ofApi(stack, { stage: '' }),
    message: /source\.stage must contain only letters, digits, hyphens and underscores \(1 to 128 characters\), got ""/,
    accepted: (stack) => ofApi(stack, { stage: 'prod-2_b' }),
  },
  {
    rule: 'The name of an override is not empty',
    refused: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: '' }] }),
    message: /source\.overrides\[0\]\.name must have at least one character and no white space, got ""/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: 'all' }] }),
  },
  {
    rule: 'The names of overrides are unique',
    refused: (stack) =>
      ofApi(stack, {
        overrides: [
          { path: '/pets/all', method: GET, name: 'pets' },
          { path: '/pets/one', method: GET, name: 'pets' },
        ],
      }),
    message: /source\.overrides\[1\]\.name must be unique, got "pets" more than once/,
    accepted: (stack) =>
      ofApi(stack, {
        overrides: [
          { path: '/pets/all', method: GET, name: 'pets' },
          { path: '/pets/one', method: GET, name: 'pet' },
        ],
      }),
  },
  {
    rule: 'A method has one override',
    refused: (stack) =>
      ofApi(stack, {
        overrides: [
          { path: '/pets/all', method: GET, name: 'pets' },
          { path: '/pets/all', method: GET, name: 'all' },
        ],
      }),
    message: /source\.overrides\[1\] must be the only override of its method, got GET "\/pets\/all" more than once/,
    accepted: (stack) =>
      ofApi(stack, {
        filters: [{ filterPath: '/pets/*', methods: [GET, PUT] }],
        overrides: [
          { path: '/pets/all', method: GET, name: 'pets' },
          { path: '/pets/all', method: PUT, name: 'all' },
        ],
      }),
  },
  {
    rule: 'The endpoint of a runtime target belongs to the runtime',
    refused: withProps((stack) => {
      const other = new Runtime(stack, 'Other', { artifact: ARTIFACT });
      return { source: TargetSource.fromRuntime(runtimeIn(stack), { endpoint: other.addEndpoint('live') }) };
    }),
    message:
      /source\.endpoint must be an endpoint of the runtime Agent, got an endpoint of another agent: Test\/Other\/Endpoint-live/,
    accepted: withProps((stack) => {
      const runtime = runtimeIn(stack);
      const reference = runtime.node.defaultChild as CfnRuntime;
      return { source: TargetSource.fromRuntime(reference, { endpoint: runtime.addEndpoint('live') }) };
    }),
  },
  {
    rule: 'A REST API is public',
    refused: (stack) => {
      const api = new RestApi(stack, 'Api', { endpointTypes: [EndpointType.PRIVATE] });
      api.root.addMethod('GET');
      return ofApi(stack, {}, api);
    },
    message: /source: the REST API must be public, got the endpoint type PRIVATE\. Use a regional/,
    accepted: (stack) => {
      const api = new RestApi(stack, 'Api', { endpointTypes: [EndpointType.REGIONAL] });
      api.root.addMethod('GET');
      return ofApi(stack, {}, api);
    },
  },
  {
    rule: 'The timeout of session stickiness requires an identifier',
    refused: withProps(() => ({
      source: TargetSource.passthrough('https://a.example.com', PassthroughProtocol.A2A, {
        stickyFor: Duration.minutes(1),
      }),
      credentials: NONE,
    })),
    message: /source\.stickyFor requires source\.stickyBy\. Set both, or omit both\./,
    accepted: withProps(() => ({
      source: TargetSource.passthrough('https://a.example.com', PassthroughProtocol.A2A, {
        stickyBy: 'contextId',
        stickyFor: Duration.minutes(1),
      }),
      credentials: NONE,
    })),
  },
]);

test('a target name with consecutive hyphens is rejected, with a suggestion', () => {
  expect(() => targetIn(testStack(), { targetName: 'my--orders' })).toThrow(
    /targetName must contain only .*, got "my--orders"\. Use "my-orders"\.$/,
  );
});

test('one error lists every problem of a target', () => {
  const stack = testStack();
  expect(() =>
    targetIn(stack, { source: SERVER, targetName: 'my_orders', metadata: { requestHeaders: ['Host'] } }),
  ).toThrow(
    /Test\/Target:\n {2}- credentials is required.*\n {2}- metadata.*\n {2}- targetName must .*Use "my-orders"/,
  );
});
