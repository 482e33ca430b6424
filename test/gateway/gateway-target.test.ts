import { App, Lazy, Stack } from 'aws-cdk-lib/core';
import { PrivateEndpoint, TargetCredentials, TargetSource, ToolSchema } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { functionIn } from '../support/fixtures/parts';
import { ACCOUNT, messageOf, REGION } from '../support/helpers';
import { plain, renderTarget, targetIn, warningsOf } from '../support/rendered';

const TOOLS = ToolSchema.fromObject([
  { name: 'find', description: 'Finds an order.', inputSchema: { type: 'object' } },
  { name: 'cancel', description: 'Cancels an order.', inputSchema: { type: 'object' } },
]);
const ofFunction = (stack: Stack, id = 'Orders') => TargetSource.fromFunction(functionIn(stack, id), TOOLS);

describe('A target', () => {
  test('renders what was given, and leaves out what was not', () => {
    expect(renderTarget().properties).toEqual({
      GatewayIdentifier: expect.stringMatching(/^\$\{Shop\}$/),
      Name: 'orders',
      TargetConfiguration: { Mcp: { McpServer: { Endpoint: 'https://mcp.example.com/mcp', ListingMode: 'DEFAULT' } } },
    });
  });

  test('renders a description, headers and parameters, and a private way', () => {
    const { properties } = renderTarget((stack) => ({
      description: 'Orders of the shop.',
      metadata: { queryParameters: ['units'], requestHeaders: ['X-Team'], responseHeaders: ['X-Left'] },
      privateEndpoint: PrivateEndpoint.vpc(references.vpc(stack)),
    }));
    expect(properties).toMatchObject({
      Description: 'Orders of the shop.',
      MetadataConfiguration: {
        AllowedQueryParameters: ['units'],
        AllowedRequestHeaders: ['X-Team'],
        AllowedResponseHeaders: ['X-Left'],
      },
      PrivateEndpoint: {
        ManagedVpcResource: { VpcIdentifier: 'vpc-0a1b2c3d4e5f60718', EndpointIpAddressType: 'IPV4' },
      },
    });
  });

  test('has a generated name of at most 32 characters by default, which is stable', () => {
    const names = [1, 2].map(() => renderTarget(() => ({ targetName: undefined })).target.targetName);
    expect(names[0]).toBe(names[1]);
    expect(names[0]).toMatch(/^Test-?Target/);
    const long = new Stack(new App(), 'AStackWithAVeryLongNameThatGoesOnAndOn');
    expect(targetIn(long, { targetName: undefined }).targetName.length).toBeLessThanOrEqual(32);
  });

  test('can be passed as IGatewayTargetRef', () => {
    const { stack, target } = renderTarget();
    expect(plain(stack.resolve(target.gatewayTargetRef))).toEqual({
      gatewayIdentifier: expect.stringMatching(/^\$\{Shop\}$/),
      targetId: expect.stringMatching(/^\$\{Target\w+\.TargetId\}$/),
    });
  });
});

describe('GatewayTarget.toolName', () => {
  test('returns a name that starts with the target name', () => {
    const { target } = renderTarget((stack) => ({ source: ofFunction(stack) }));
    expect(target.toolNames).toEqual(['orders___find', 'orders___cancel']);
    expect(target.toolName('find')).toBe('orders___find');
  });

  test('rejects a tool that the target does not have', () => {
    const { target } = renderTarget((stack) => ({ source: ofFunction(stack) }));
    expect(messageOf(() => target.toolName('refund'))).toBe(
      'Test/Target: toolName must be called with a tool of the target (find, cancel), got "refund".',
    );
    expect(messageOf(() => target.toolName(Lazy.string({ produce: () => 'refund' })))).toBe('nothing was thrown');
  });

  test('accepts any tool if the tools of the target are not known', () => {
    const { target } = renderTarget();
    expect(target.toolNames).toBeUndefined();
    expect(target.toolName('find')).toBe('orders___find');
  });

  test('rejects any tool if the target has no tools', () => {
    const { target } = renderTarget(() => ({
      source: TargetSource.inferenceConnector('openai'),
      credentials: TargetCredentials.none(),
    }));
    expect(target.toolNames).toEqual([]);
    expect(messageOf(() => target.toolName('chat'))).toMatch(/a tool of the target \(none\), got "chat"\.$/);
  });
});

describe('A connector whose permissions are not known', () => {
  const smithy = (credentials?: TargetCredentials) => (stack: Stack) => ({
    source: TargetSource.connector('bedrock-knowledge-bases'),
    credentials,
    targetName: stack.node.id,
  });

  test('warns if no actions are passed', () => {
    expect(warningsOf(renderTarget(smithy()).stack)).toEqual([
      expect.stringMatching(
        /Pass actions and resourceArns to TargetCredentials\.gatewayRole.*targetWithoutPermissions/,
      ),
    ]);
  });

  test('grants the actions that are passed', () => {
    const given = TargetCredentials.gatewayRole({
      actions: ['bedrock:Retrieve'],
      resourceArns: [`arn:aws:bedrock:${REGION}:${ACCOUNT}:knowledge-base/ABCDEFGHIJ`],
    });
    const { stack, statements } = renderTarget(smithy(given));
    expect(warningsOf(stack)).toEqual([]);
    expect(statements).toEqual({
      TargetSignedTarget: {
        Sid: 'TargetSignedTarget',
        Effect: 'Allow',
        Action: 'bedrock:Retrieve',
        Resource: `arn:aws:bedrock:${REGION}:${ACCOUNT}:knowledge-base/ABCDEFGHIJ`,
      },
    });
  });
});
