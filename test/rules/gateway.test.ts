import {
  type CfnGateway,
  type CfnRuntime,
  Gateway,
  GatewayAuthorizer,
  ProtocolType,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { PassthroughProtocol, PrivateEndpoint, Runtime, TargetSource, ToolSchema } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { functionIn } from '../support/fixtures/parts';
import { ACCOUNT, ARTIFACT, runtimeIn, testStack } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';
import { testRules } from '../support/rules';
import { GET, mcpRuntime, NONE, ofApi, ofFunction, ofRuntime, PUT, SERVER, TOOLS, withProps } from './gateway-fixtures';

const inBucket = (stack: Stack, key: string, toolNames?: string[]) => {
  const bucket = Bucket.fromBucketName(stack, 'Docs', 'docs');
  return TargetSource.fromFunction(functionIn(stack, 'Orders'), ToolSchema.fromBucket(bucket, key, { toolNames }));
};
const awsGateway = (stack: Stack) =>
  new Gateway(stack, 'Aws', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });

testRules([
  {
    rule: 'A Lambda function is in the Region of the gateway',
    rejected: withProps((stack) => {
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
    rejected: withProps((stack) => ({ gateway: awsGateway(stack), source: ofRuntime(stack) })),
    message: /gateway must not have a protocol for a runtime, got MCP\. .* set it to undefined on the defaultChild/,
    accepted: withProps((stack) => {
      const gateway = awsGateway(stack);
      (gateway.node.defaultChild as CfnGateway).addPropertyDeletionOverride('ProtocolType');
      return { gateway, source: ofRuntime(stack) };
    }),
  },
  {
    rule: 'An inference connector requires a gateway without a protocol',
    rejected: withProps((stack) => ({
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
    rejected: withProps(() => ({ metadata: { requestHeaders: ['X-Team', 'Content-Type'] } })),
    message: /metadata\.requestHeaders must not contain restricted headers, .*got "Content-Type"\. Use a custom header/,
    accepted: withProps(() => ({ metadata: { requestHeaders: ['X-Team', 'Authorization'] } })),
  },
  {
    rule: 'Forwarded response headers are not restricted headers',
    rejected: withProps(() => ({ metadata: { responseHeaders: ['set-cookie'] } })),
    message: /metadata\.responseHeaders must not contain restricted headers, .*got "set-cookie"/,
    accepted: withProps(() => ({ metadata: { responseHeaders: ['X-Left'], queryParameters: ['set-cookie'] } })),
  },
  {
    rule: 'A Lambda function does not support a private endpoint',
    rejected: withProps((stack) => ({
      source: ofFunction(stack),
      privateEndpoint: PrivateEndpoint.vpc(references.vpc(stack)),
    })),
    message: /privateEndpoint is not supported for a Lambda function, .*Omit it\./,
    accepted: withProps((stack) => ({ privateEndpoint: PrivateEndpoint.vpc(references.vpc(stack)) })),
  },
  {
    rule: 'A runtime that hosts an MCP server uses the protocol MCP',
    rejected: withProps((stack) => ({ source: mcpRuntime(stack, {}) })),
    message: /source: the runtime must use the protocol MCP, got HTTP\. Set protocol: ProtocolType\.MCP/,
    accepted: withProps((stack) => ({ source: mcpRuntime(stack, { protocol: ProtocolType.MCP }) })),
  },
  {
    rule: 'The URL of an MCP server has no white space',
    rejected: withProps(() => ({
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
    rejected: withProps(() => ({
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
    rejected: withProps(() => ({
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
    rejected: withProps(() => ({ source: TargetSource.fromMcpServer('https://'), credentials: NONE })),
    message: /source\.endpoint must have a host name and no white space, got "https:\/\/"/,
    accepted: withProps(() => ({ source: TargetSource.fromMcpServer('https://m'), credentials: NONE })),
  },
  {
    rule: 'A resource priority is a whole number',
    rejected: withProps(() => ({
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
    rejected: withProps(() => ({
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
    rejected: withProps(() => ({ source: TargetSource.httpConnector('agentcore-memory', { '1a': 'b' }) })),
    message: /source\.parameters keys must start with a letter .*, got "1a"/,
    accepted: withProps(() => ({ source: TargetSource.httpConnector('agentcore-memory', { a1: 'b' }) })),
  },
  {
    rule: 'The ID of a connector has no white space',
    rejected: withProps(() => ({ source: TargetSource.connector('web search') })),
    message: /source\.connectorId must not contain white space, got "web search"/,
    accepted: withProps(() => ({ source: TargetSource.connector('web-search') })),
  },
  {
    rule: 'The tools of a connector are enabled',
    rejected: withProps(() => ({
      source: TargetSource.connector('web-search', { enabled: ['a', 'b'], tools: [{ name: 'a' }, { name: 'c' }] }),
    })),
    message: /source\.tools\[1\]\.name must be one of enabled, "a", "b", got "c"\. Add the tool to enabled, or remove/,
    accepted: withProps(() => ({
      source: TargetSource.connector('web-search', { enabled: ['a', 'b'], tools: [{ name: 'a' }] }),
    })),
  },
  {
    rule: 'The fixed parameters of a connector have values',
    rejected: withProps(() => ({
      source: TargetSource.connector('web-search', { tools: [{ name: 'a', parameterValues: { id: undefined } }] }),
    })),
    message:
      /source\.tools\[0\]\.parameterValues\.id must have a value, got undefined\. Remove the entry, or make sure/,
    accepted: withProps(() => ({
      source: TargetSource.connector('web-search', { tools: [{ name: 'a', parameterValues: { id: '', max: 0 } }] }),
    })),
  },
  {
    rule: 'The tools of a connector have unique names',
    rejected: withProps(() => ({
      source: TargetSource.connector('web-search', { tools: [{ name: 'a' }, { name: 'a' }] }),
    })),
    message: /source\.tools\[1\]\.name must be unique, got "a" more than once/,
    accepted: withProps(() => ({
      source: TargetSource.connector('web-search', { tools: [{ name: 'a' }, { name: 'b' }] }),
    })),
  },
  {
    rule: 'The enabled tools of a connector have names',
    rejected: withProps(() => ({ source: TargetSource.connector('web-search', { enabled: ['a', ''] }) })),
    message: /source\.enabled\[1\] must have at least one character and no white space, got ""/,
    accepted: withProps(() => ({ source: TargetSource.connector('web-search', { enabled: ['a', 'b'] }) })),
  },
  {
    rule: 'The parameters of a connector tool have unique paths',
    rejected: withProps(() => ({
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
    rejected: withProps((stack) => ({ source: inBucket(stack, 'a.json', ['find', 'find']) })),
    message: /toolNames\[1\] must be unique, got "find" more than once/,
    accepted: withProps((stack) => ({ source: inBucket(stack, 'a.json', ['find', 'look']) })),
  },
  {
    rule: 'The key of a schema in a bucket is not a URI',
    rejected: withProps((stack) => ({ source: inBucket(stack, 's3://docs/a.json') })),
    message: /the key of the schema must be a path in the bucket, not a URI, got "s3:\/\/docs\/a\.json"/,
    accepted: withProps((stack) => ({ source: inBucket(stack, 'docs/a.json') })),
  },
  {
    rule: 'A method has one override',
    rejected: (stack) =>
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
    rejected: withProps((stack) => {
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
    rule: 'The timeout of session stickiness requires an identifier',
    rejected: withProps(() => ({
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
