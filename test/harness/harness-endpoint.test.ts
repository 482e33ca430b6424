import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Fn, type Stack, Token } from 'aws-cdk-lib/core';
import { Harness, HarnessEndpoint } from '../../src';
import { harnessIn, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/desk-a1B2c3D4e5';

function endpointsOf(stack: Stack): unknown[] {
  const endpoints = Template.fromStack(stack).findResources('AWS::BedrockAgentCore::HarnessEndpoint');
  return Object.values(endpoints).map(({ Properties }) => plain(Properties));
}

describe('An endpoint of a harness', () => {
  test('follows the newest version by default', () => {
    const stack = testStack();
    harnessIn(stack).addEndpoint('live');
    expect(endpointsOf(stack)).toEqual([
      {
        HarnessId: expect.stringMatching(/^\$\{Agent\w+\.HarnessId\}$/),
        EndpointName: 'live',
        TargetVersion: expect.stringMatching(/^\$\{Agent\w+\.Version\}$/),
      },
    ]);
  });

  test('renders the version and the description', () => {
    const stack = testStack();
    harnessIn(stack).addEndpoint('live', { version: '3', description: 'The endpoint for customers' });
    expect(endpointsOf(stack)).toEqual([
      expect.objectContaining({ TargetVersion: '3', Description: 'The endpoint for customers' }),
    ]);
  });

  test.each(['0', '01', '100000', 'latest'])('rejects version %s', (version) => {
    expect(() => harnessIn(testStack()).addEndpoint('live', { version })).toThrow(
      /Test\/Agent\/Endpoint-live:\s.*version must/,
    );
  });

  test('generates a different name for each construct path', () => {
    const stack = testStack();
    const harness = harnessIn(stack);
    const endpoints = ['Live', '2nd'].map((id) => new HarnessEndpoint(stack, id, { harness }));
    expect(new Set(endpoints.map(({ endpointName }) => endpointName)).size).toBe(2);
    for (const { endpointName } of endpoints) {
      expect(endpointName).toMatch(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/);
    }
  });

  test('has the attributes of the resource', () => {
    const stack = testStack();
    const endpoint = new HarnessEndpoint(stack, 'Live', { harness: harnessIn(stack), endpointName: 'live' });
    const resolved = (value: unknown) => plain(stack.resolve(value));
    expect(endpoint.endpointName).toBe('live');
    expect(resolved(endpoint.endpointArn)).toMatch(/^\$\{Live\w+\.Arn\}$/);
    expect(resolved(endpoint.liveVersion)).toMatch(/^\$\{Live\w+\.LiveVersion\}$/);
    expect(endpoint.harnessEndpointRef).toEqual({ harnessEndpointArn: endpoint.endpointArn });
    expect(endpoint.node.defaultChild).toBe(endpoint.node.findChild('Resource'));
  });

  test('grants by its name, without a reference to the resource', () => {
    const stack = testStack();
    const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    harnessIn(stack).addEndpoint('live').grants.invoke(caller);
    const [[id]] = Object.entries(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::HarnessEndpoint'));
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain('/harness-endpoint/live');
    expect(policies).not.toContain(id);
  });
});

describe('An endpoint of an imported harness', () => {
  test('uses the version of the import', () => {
    const stack = testStack();
    Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN, version: '7' }).addEndpoint('live');
    expect(endpointsOf(stack)).toEqual([{ HarnessId: 'desk-a1B2c3D4e5', EndpointName: 'live', TargetVersion: '7' }]);
  });

  test('uses its own version instead of the version of the import', () => {
    const stack = testStack();
    const desk = Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN, version: '7' });
    desk.addEndpoint('live', { version: '6' });
    expect(endpointsOf(stack)).toEqual([expect.objectContaining({ TargetVersion: '6' })]);
  });
});

describe('An endpoint that is imported by its ARN', () => {
  test('has the harness and the name that are part of the ARN', () => {
    const stack = testStack();
    const endpoint = HarnessEndpoint.fromHarnessEndpointArn(stack, 'Live', `${ARN}/harness-endpoint/live`);
    const harness = Harness.fromHarnessArn(stack, 'Desk', ARN);
    const known = HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Known', { harness, endpointName: 'live' });
    expect([endpoint.endpointArn, endpoint.endpointName, endpoint.invocationUrl]).toEqual([
      `${ARN}/harness-endpoint/live`,
      'live',
      known.invocationUrl,
    ]);
    expect(endpointsOf(stack)).toEqual([]);
  });

  test('accepts a token and a pending lookup', () => {
    const stack = testStack();
    const endpoint = HarnessEndpoint.fromHarnessEndpointArn(stack, 'Live', Fn.importValue('Live'));
    expect(stack.resolve(endpoint.endpointName)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/harness-endpoint/', { 'Fn::ImportValue': 'Live' }] }],
    });
    const pending = HarnessEndpoint.fromHarnessEndpointArn(stack, 'Pending', 'dummy-value-for-/agents/live');
    expect(Token.isUnresolved(pending.endpointName)).toBe(true);
  });

  test('rejects the ARN of the harness', () => {
    expect(() => HarnessEndpoint.fromHarnessEndpointArn(testStack(), 'Live', ARN)).toThrow(
      /^Test\/Live: endpointArn must be the ARN of an endpoint of a harness .*which is the ARN of a harness\.$/,
    );
  });
});

describe('An imported endpoint of a harness', () => {
  test('has the ARN and the URL of its harness and its name', () => {
    const stack = testStack();
    const harness = Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN });
    const endpoint = HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Live', { harness, endpointName: 'live' });
    expect(endpoint).toMatchObject({
      endpointArn: `${ARN}/harness-endpoint/live`,
      harnessEndpointRef: { harnessEndpointArn: `${ARN}/harness-endpoint/live` },
    });
    expect(endpoint.endpointName).toBe('live');
    expect(endpoint.invocationUrl).toBe(`${harness.invocationUrl}&qualifier=live`);
    expect(endpointsOf(stack)).toEqual([]);
  });

  test('grants on the harness and on this endpoint only', () => {
    const stack = testStack();
    const harness = Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN });
    const endpoint = HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Live', { harness, endpointName: 'live' });
    endpoint.grants.invoke(new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policy.Properties.PolicyDocument.Statement[0].Resource).toEqual([ARN, `${ARN}/harness-endpoint/live`]);
  });
});
