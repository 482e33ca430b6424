import { Template } from 'aws-cdk-lib/assertions';
import {
  AgentRuntimeArtifact,
  Runtime as AwsRuntime,
  CfnHarness,
  CfnRuntime,
  type IRuntimeRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type App, Stack as OtherStack, type Stack } from 'aws-cdk-lib/core';
import { HarnessEndpoint, RuntimeEndpoint } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { ACCOUNT, messageOf, REGION, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

const roleArn = `arn:aws:iam::${ACCOUNT}:role/agent`;
const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/agent:1`;
const JWT = {
  customJwtAuthorizer: {
    discoveryUrl: 'https://a.example.com/.well-known/openid-configuration',
    allowedClients: ['a'],
  },
};

const l1Runtime = (stack: Stack, props: object = {}) =>
  new CfnRuntime(stack, 'Agent', {
    agentRuntimeName: 'agent',
    agentRuntimeArtifact: { containerConfiguration: { containerUri: IMAGE } },
    networkConfiguration: { networkMode: 'PUBLIC' },
    roleArn,
    ...props,
  });
const l1Harness = (stack: Stack, props: object = {}) =>
  new CfnHarness(stack, 'Agent', {
    harnessName: 'agent',
    executionRoleArn: roleArn,
    model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
    ...props,
  } as never);

function propertiesOf(stack: Stack, type: string): unknown {
  const [resource] = Object.values(Template.fromStack(stack).findResources(`AWS::BedrockAgentCore::${type}`));
  return plain(resource.Properties);
}

const callerIn = (stack: Stack) =>
  new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

describe('RuntimeEndpoint', () => {
  test.each<[what: string, runtimeIn: (stack: Stack) => IRuntimeRef, id: string]>([
    ['an L1', (stack) => l1Runtime(stack), 'Agent'],
    [
      'an L2 of aws-cdk-lib',
      (stack) =>
        new AwsRuntime(stack, 'Agent', {
          runtimeName: 'agent',
          agentRuntimeArtifact: AgentRuntimeArtifact.fromImageUri(IMAGE),
        }),
      'Agent\\w+',
    ],
  ])('follows the version of %s of a runtime', (_, runtimeIn, id) => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    const endpoint = new RuntimeEndpoint(stack, 'Live', { runtime, endpointName: 'live' });
    endpoint.grants.invoke(callerIn(stack));
    expect(propertiesOf(stack, 'RuntimeEndpoint')).toEqual({
      AgentRuntimeId: expect.stringMatching(new RegExp(`^\\$\\{${id}\\.AgentRuntimeId\\}$`)),
      AgentRuntimeVersion: expect.stringMatching(new RegExp(`^\\$\\{${id}\\.AgentRuntimeVersion\\}$`)),
      Name: 'live',
    });
    const policies = JSON.stringify(plain(Template.fromStack(stack).findResources('AWS::IAM::Policy')));
    expect(policies).toMatch(new RegExp(`\\$\\{${id}\\.AgentRuntimeArn\\}/runtime-endpoint/live`));
    expect(warningsOf(stack)).toEqual([]);
    expect(endpoint.metricInvocations().dimensions).toMatchObject({ Name: expect.stringMatching(/::live$/) });
  });

  test('warns that grants have no effect for an L1 runtime with an authorizer', () => {
    const stack = testStack();
    const runtime = l1Runtime(stack, { authorizerConfiguration: JWT });
    new RuntimeEndpoint(stack, 'Live', { runtime }).grants.invoke(callerIn(stack));
    expect(warningsOf(stack)).toEqual([expect.stringContaining('grantOnJwtAgent')]);
  });

  test('requires a version for an imported runtime', () => {
    const stack = testStack();
    const runtime = AwsRuntime.fromAgentRuntimeAttributes(stack, 'Agent', {
      agentRuntimeArn: references.RUNTIME_ARN,
      agentRuntimeId: 'agent-a1B2c3D4e5',
      agentRuntimeName: 'agent',
      roleArn,
    } as never);
    expect(messageOf(() => new RuntimeEndpoint(stack, 'Live', { runtime }))).toMatch(
      /^Test\/Live: version must be set/,
    );
    new RuntimeEndpoint(stack, 'Live', { runtime, version: '3', endpointName: 'live' });
    new RuntimeEndpoint(stack, 'Next', { runtime, version: '4' });
    expect(propertiesOf(stack, 'RuntimeEndpoint')).toEqual({
      AgentRuntimeId: 'agent-a1B2c3D4e5',
      AgentRuntimeVersion: '3',
      Name: 'live',
    });
  });

  test('requires a version for an L1 runtime in another stack', () => {
    const stack = testStack();
    const other = new OtherStack(stack.node.root as App, 'Other', { env: { account: ACCOUNT, region: REGION } });
    const runtime = l1Runtime(stack);
    expect(messageOf(() => new RuntimeEndpoint(other, 'Live', { runtime }))).toMatch(
      /version must be set if the endpoint is in another stack than the agent/,
    );
    expect(messageOf(() => new RuntimeEndpoint(other, 'Live', { runtime, version: '1' }))).toBe('nothing was thrown');
  });

  test('imports an endpoint of an L1 runtime', () => {
    const stack = testStack();
    const runtime = l1Runtime(stack);
    const endpoint = RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', { runtime, endpointName: 'live' });
    expect(plain(stack.resolve(endpoint.endpointArn))).toMatch(/\.AgentRuntimeArn\}\/runtime-endpoint\/live$/);
  });
});

describe('HarnessEndpoint', () => {
  test('follows the version of an L1 harness', () => {
    const stack = testStack();
    const endpoint = new HarnessEndpoint(stack, 'Live', { harness: l1Harness(stack), endpointName: 'live' });
    endpoint.grants.invoke(callerIn(stack));
    expect(propertiesOf(stack, 'HarnessEndpoint')).toEqual({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write an attribute
      HarnessId: '${Agent.HarnessId}',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write an attribute
      TargetVersion: '${Agent.Version}',
      EndpointName: 'live',
    });
    expect(plain(stack.resolve(endpoint.metricInvocations().dimensions))).toMatchObject({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write an attribute
      Resource: '${Agent.Environment.AgentCoreRuntimeEnvironment.AgentRuntimeArn}',
    });
  });

  test('warns that grants have no effect for an L1 harness with an authorizer', () => {
    const stack = testStack();
    const harness = l1Harness(stack, { authorizerConfiguration: JWT });
    new HarnessEndpoint(stack, 'Live', { harness }).grants.invoke(callerIn(stack));
    expect(warningsOf(stack)).toEqual([expect.stringContaining('grantOnJwtAgent')]);
  });
});
