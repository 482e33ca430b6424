import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Fn, type Stack, Token } from 'aws-cdk-lib/core';
import { Artifact, ContainerImage, type IAgent, Runtime, RuntimeEndpoint } from '../../src';
import { runtimeIn, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/desk-a1B2c3D4e5';

function endpointsOf(stack: Stack): unknown[] {
  const endpoints = Template.fromStack(stack).findResources('AWS::BedrockAgentCore::RuntimeEndpoint');
  return Object.values(endpoints).map(({ Properties }) => plain(Properties));
}

describe('An endpoint of a runtime', () => {
  test('follows the newest version by default', () => {
    const stack = testStack();
    runtimeIn(stack).addEndpoint('live');
    expect(endpointsOf(stack)).toEqual([
      {
        AgentRuntimeId: expect.stringMatching(/^\$\{Agent\w+\.AgentRuntimeId\}$/),
        Name: 'live',
        AgentRuntimeVersion: expect.stringMatching(/^\$\{Agent\w+\.AgentRuntimeVersion\}$/),
      },
    ]);
  });

  test('renders the version and the description', () => {
    const stack = testStack();
    runtimeIn(stack).addEndpoint('live', { version: '3', description: 'The endpoint for customers' });
    expect(endpointsOf(stack)).toEqual([
      expect.objectContaining({ AgentRuntimeVersion: '3', Description: 'The endpoint for customers' }),
    ]);
  });

  test.each(['0', '01', '100000', 'latest'])('rejects version %s', (version) => {
    expect(() => runtimeIn(testStack()).addEndpoint('live', { version })).toThrow(
      /Test\/Agent\/Endpoint-live:\s.*version must/,
    );
  });

  test('rejects the name DEFAULT', () => {
    expect(() => runtimeIn(testStack()).addEndpoint('DEFAULT')).toThrow(/endpointName must not be DEFAULT, which is/);
  });

  test.each(['default', 'Default'])('accepts the name %s with a warning', (name) => {
    const stack = testStack();
    runtimeIn(stack).addEndpoint(name);
    expect(warningsOf(stack)).toEqual([
      `endpointName is ${name}. AWS does not document whether the names of endpoints are case-sensitive, and AgentCore reserves DEFAULT. Use another name. [ack: cdk-agentcore:endpointNameLikeDefault]`,
    ]);
  });

  test.each(['live-2', '2nd', 'a'.repeat(49)])('is not named %s, in the words of the user', (name) => {
    expect(() => runtimeIn(testStack()).addEndpoint(name)).toThrow(
      / endpointName must (start with a letter|be between 1 and 48 characters)/,
    );
  });

  test('generates a different name for each construct path', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    const endpoints = ['Live', '2nd'].map((id) => new RuntimeEndpoint(stack, id, { runtime }));
    expect(new Set(endpoints.map(({ endpointName }) => endpointName)).size).toBe(2);
    for (const { endpointName } of endpoints) {
      expect(endpointName).toMatch(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/);
    }
  });

  test('has the attributes of the resource', () => {
    const stack = testStack();
    const endpoint = new RuntimeEndpoint(stack, 'Live', { runtime: runtimeIn(stack), endpointName: 'live' });
    const resolved = (value: unknown) => plain(stack.resolve(value));
    expect(endpoint.endpointName).toBe('live');
    expect(resolved(endpoint.endpointArn)).toMatch(/^\$\{Live\w+\.AgentRuntimeEndpointArn\}$/);
    expect(resolved(endpoint.liveVersion)).toMatch(/^\$\{Live\w+\.LiveVersion\}$/);
    expect(endpoint.runtimeEndpointRef).toEqual({ agentRuntimeEndpointArn: endpoint.endpointArn });
    expect(endpoint.node.defaultChild).toBe(endpoint.node.findChild('Resource'));
  });

  test('grants by its name, without a reference to the resource', () => {
    const stack = testStack();
    const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    runtimeIn(stack).addEndpoint('live').grants.invoke(caller);
    const [[id]] = Object.entries(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::RuntimeEndpoint'));
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain('/runtime-endpoint/live');
    expect(policies).not.toContain(id);
  });
});

describe('An image with a tag', () => {
  const tagged = (stack: Stack, tag: string) =>
    runtimeIn(stack, { artifact: Artifact.fromImage(ContainerImage.fromUri(`public.ecr.aws/acme/desk${tag}`)) });

  test('causes a warning with an endpoint of a fixed version', () => {
    const stack = testStack();
    tagged(stack, ':1').addEndpoint('live', { version: '3' });
    expect(warningsOf(stack)).toEqual([
      expect.stringContaining('version is 3, but the agent uses an image with a tag that can be moved.'),
    ]);
  });

  test('causes no warning with an endpoint that follows, and neither does a digest', () => {
    const stack = testStack();
    tagged(stack, ':1').addEndpoint('live');
    expect(warningsOf(stack)).toEqual([]);
    const other = testStack();
    tagged(other, `@sha256:${'0123456789abcdef'.repeat(4)}`).addEndpoint('live', { version: '3' });
    expect(warningsOf(other)).toEqual([]);
  });
});

describe('An endpoint of an imported runtime', () => {
  const deskIn = (stack: Stack, version?: string) =>
    Runtime.fromRuntimeAttributes(stack, 'Desk', { runtimeArn: ARN, version });

  test('uses the version of the import', () => {
    const stack = testStack();
    deskIn(stack, '7').addEndpoint('live');
    expect(endpointsOf(stack)).toEqual([{ AgentRuntimeId: 'desk-a1B2c3D4e5', Name: 'live', AgentRuntimeVersion: '7' }]);
  });

  test('uses its own version instead of the version of the import', () => {
    const stack = testStack();
    deskIn(stack, '7').addEndpoint('live', { version: '6' });
    expect(endpointsOf(stack)).toEqual([expect.objectContaining({ AgentRuntimeVersion: '6' })]);
  });

  test('requires a version if the import has none', () => {
    const agent: IAgent = deskIn(testStack());
    expect(() => agent.addEndpoint('live')).toThrow(/version must be set for an imported agent/);
  });
});

describe('An endpoint that is imported by its ARN', () => {
  test('has the runtime and the name that are part of the ARN', () => {
    const stack = testStack();
    const endpoint = RuntimeEndpoint.fromRuntimeEndpointArn(stack, 'Live', `${ARN}/runtime-endpoint/live`);
    const runtime = Runtime.fromRuntimeArn(stack, 'Desk', ARN);
    const known = RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Known', { runtime, endpointName: 'live' });
    expect([endpoint.endpointArn, endpoint.endpointName, endpoint.invocationUrl]).toEqual([
      `${ARN}/runtime-endpoint/live`,
      'live',
      known.invocationUrl,
    ]);
    expect(endpointsOf(stack)).toEqual([]);
  });

  test('accepts a token and a pending lookup', () => {
    const stack = testStack();
    const endpoint = RuntimeEndpoint.fromRuntimeEndpointArn(stack, 'Live', Fn.importValue('Live'));
    expect(stack.resolve(endpoint.endpointName)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/runtime-endpoint/', { 'Fn::ImportValue': 'Live' }] }],
    });
    const pending = RuntimeEndpoint.fromRuntimeEndpointArn(stack, 'Pending', 'dummy-value-for-/agents/live');
    expect(Token.isUnresolved(pending.endpointName)).toBe(true);
  });

  test('rejects the ARN of the runtime', () => {
    expect(() => RuntimeEndpoint.fromRuntimeEndpointArn(testStack(), 'Live', ARN)).toThrow(
      /^Test\/Live: endpointArn must be the ARN of an endpoint of a runtime .*which is the ARN of a runtime\.$/,
    );
  });
});

describe('An imported endpoint of a runtime', () => {
  test('has the ARN and the URL of its runtime and its name', () => {
    const stack = testStack();
    const runtime = Runtime.fromRuntimeAttributes(stack, 'Desk', { runtimeArn: ARN });
    const endpoint = RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', { runtime, endpointName: 'live' });
    expect(endpoint).toMatchObject({
      endpointArn: `${ARN}/runtime-endpoint/live`,
      endpointName: 'live',
      runtimeEndpointRef: { agentRuntimeEndpointArn: `${ARN}/runtime-endpoint/live` },
    });
    expect(endpoint.invocationUrl).toBe(`${runtime.invocationUrl}?qualifier=live`);
    expect(endpointsOf(stack)).toEqual([]);
  });

  test('grants on the runtime and on this endpoint only', () => {
    const stack = testStack();
    const runtime = Runtime.fromRuntimeAttributes(stack, 'Desk', { runtimeArn: ARN });
    const endpoint = RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', { runtime, endpointName: 'live' });
    endpoint.grants.invoke(new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policy.Properties.PolicyDocument.Statement[0].Resource).toEqual([ARN, `${ARN}/runtime-endpoint/live`]);
  });
});
