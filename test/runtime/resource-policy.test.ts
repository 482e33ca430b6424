import { Template } from 'aws-cdk-lib/assertions';
import { CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  AccountPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  Effect,
  PolicyStatement,
  type PolicyStatementProps,
  ServicePrincipal,
  StarPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnCondition, CfnParameter, Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { Authorizer, HarnessEndpoint, Runtime, RuntimeEndpoint } from '../../src';
import { harnessIn, messageOf, runtimeIn, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

const OTHER = '444455556666';
const CALLER = `arn:aws:iam::${OTHER}:role/caller`;
const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', { clients: ['web'] });

function statement(props: PolicyStatementProps = {}): PolicyStatement {
  return new PolicyStatement({
    principals: [new ArnPrincipal(CALLER)],
    actions: ['bedrock-agentcore:InvokeAgentRuntime'],
    ...props,
  });
}

/** The resource-based policies of a stack by logical ID, with their statements. */
function policiesOf(stack: Stack): Record<string, { readonly resource: unknown; readonly statements: unknown[] }> {
  const found = Template.fromStack(stack).findResources('AWS::BedrockAgentCore::ResourcePolicy');
  return Object.fromEntries(
    Object.entries(found).map(([id, { Properties }]) => {
      const { ResourceArn, Policy } = plain(Properties) as { ResourceArn: string; Policy: string };
      return [id, { resource: ResourceArn, statements: JSON.parse(Policy).Statement }];
    }),
  );
}

const ALLOW = { Action: 'bedrock-agentcore:InvokeAgentRuntime', Effect: 'Allow', Principal: { AWS: CALLER } };
const RUNTIME = `\${Agent255F68E9.AgentRuntimeArn}`;
const LIVE = `\${AgentEndpointliveA2A7DFDC.AgentRuntimeEndpointArn}`;

describe('addToResourcePolicy of a runtime', () => {
  test('creates one policy, whose statements have the ARN of the runtime as their resource', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    runtime.addEndpoint('live');
    const { statementAdded, policyDependable } = runtime.addToResourcePolicy(statement());
    runtime.addToResourcePolicy(statement({ sid: 'Shell', effect: Effect.DENY, principals: [new StarPrincipal()] }));
    expect(statementAdded).toBe(true);
    expect(policyDependable).toBe(runtime.node.findChild('ResourcePolicy'));
    expect(policiesOf(stack)).toEqual({
      AgentResourcePolicy790D6677: {
        resource: RUNTIME,
        statements: [
          { ...ALLOW, Resource: RUNTIME },
          { ...ALLOW, Resource: RUNTIME, Sid: 'Shell', Effect: 'Deny', Principal: '*' },
        ],
      },
    });
  });

  test('is not needed: a runtime without statements has no policy', () => {
    const stack = testStack();
    runtimeIn(stack).addEndpoint('live');
    expect(policiesOf(stack)).toEqual({});
  });

  test('adds a statement once, also if it is added twice', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    runtime.addToResourcePolicy(statement({ sid: 'Caller' }));
    expect(runtime.addToResourcePolicy(statement({ sid: 'Caller' })).statementAdded).toBe(true);
    expect(policiesOf(stack).AgentResourcePolicy790D6677.statements).toHaveLength(1);
  });

  test('accepts tokens in principals, actions and conditions', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Caller');
    runtimeIn(stack).addToResourcePolicy(
      statement({
        principals: [new ArnPrincipal(parameter.valueAsString)],
        conditions: { StringEquals: { 'aws:SourceVpc': Fn.importValue('vpc') } },
      }),
    );
    const [{ Properties }] = Object.values(
      Template.fromStack(stack).findResources('AWS::BedrockAgentCore::ResourcePolicy'),
    );
    expect(stack.resolve(Properties.Policy)['Fn::Join'][1]).toEqual([
      '{"Statement":[{"Action":"bedrock-agentcore:InvokeAgentRuntime","Condition":{"StringEquals":{"aws:SourceVpc":"',
      { 'Fn::ImportValue': 'vpc' },
      '"}},"Effect":"Allow","Principal":{"AWS":"',
      { Ref: 'Caller' },
      '"},"Resource":"',
      { 'Fn::GetAtt': ['Agent255F68E9', 'AgentRuntimeArn'] },
      '"}],"Version":"2012-10-17"}',
    ]);
  });

  test('does not change the statement of the user', () => {
    const one = statement();
    runtimeIn(testStack()).addToResourcePolicy(one);
    expect(one.resources).toEqual([]);
  });

  test('accepts the ARN of the runtime as the resource', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    runtime.addToResourcePolicy(statement({ resources: [runtime.runtimeArn] }));
    expect(policiesOf(stack).AgentResourcePolicy790D6677.statements).toEqual([{ ...ALLOW, Resource: RUNTIME }]);
  });

  test('has the condition of the runtime', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    const condition = new CfnCondition(stack, 'IsOn', { expression: Fn.conditionEquals('a', 'b') });
    runtime.addToResourcePolicy(statement());
    (runtime.node.defaultChild as CfnRuntime).cfnOptions.condition = condition;
    Template.fromStack(stack).hasResource('AWS::BedrockAgentCore::ResourcePolicy', { Condition: 'IsOn' });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is deleted or retained with the runtime, whenever that is set', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    runtime.addToResourcePolicy(statement());
    const type = 'AWS::BedrockAgentCore::ResourcePolicy';
    expect(Object.values(Template.fromStack(stack).findResources(type))[0].DeletionPolicy).toBeUndefined();
    const other = testStack();
    const retained = runtimeIn(other);
    retained.addToResourcePolicy(statement());
    retained.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Template.fromStack(other).hasResource(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('on an imported runtime adds nothing, and prints the statement', () => {
    const stack = testStack();
    const runtimeArn = `arn:aws:bedrock-agentcore:us-east-1:${OTHER}:runtime/desk-a1B2c3D4e5`;
    const runtime = Runtime.fromRuntimeArn(stack, 'Theirs', runtimeArn);
    expect(runtime.addToResourcePolicy(statement())).toEqual({ statementAdded: false });
    expect(policiesOf(stack)).toEqual({});
    expect(warningsOf(stack)).toEqual([
      `addToResourcePolicy has no effect, because the runtime is not defined in this app. Add this statement where it is defined: {"Action":"bedrock-agentcore:InvokeAgentRuntime","Effect":"Allow","Principal":{"AWS":"${CALLER}"}} [ack: cdk-agentcore:importWithoutPolicy]`,
    ]);
  });
});

describe('addToResourcePolicy of an endpoint', () => {
  test('creates a policy of this endpoint only', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    const live = runtime.addEndpoint('live');
    runtime.addEndpoint('next');
    expect(live.addToResourcePolicy(statement()).statementAdded).toBe(true);
    expect(policiesOf(stack)).toEqual({
      AgentEndpointliveResourcePolicyEF75610B: { resource: LIVE, statements: [{ ...ALLOW, Resource: LIVE }] },
    });
  });

  test('creates a policy of the default endpoint of a runtime', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    expect(runtime.defaultEndpoint.addToResourcePolicy(statement()).statementAdded).toBe(true);
    const resource = `${RUNTIME}/runtime-endpoint/DEFAULT`;
    expect(policiesOf(stack)).toEqual({
      AgentDefaultEndpointPolicy22389E39: { resource, statements: [{ ...ALLOW, Resource: resource }] },
    });
    expect(runtime.defaultEndpoint).toBe(runtime.defaultEndpoint);
    expect(runtime.defaultEndpoint.endpointName).toBe('DEFAULT');
  });

  test('creates a policy of an endpoint whose runtime is not a Runtime', () => {
    const stack = testStack();
    const runtime = new CfnRuntime(stack, 'Plain', {
      agentRuntimeName: 'plain',
      agentRuntimeArtifact: { containerConfiguration: { containerUri: 'public.ecr.aws/acme/desk:1' } },
      networkConfiguration: { networkMode: 'PUBLIC' },
      roleArn: 'arn:aws:iam::111122223333:role/plain',
    });
    new RuntimeEndpoint(stack, 'Live', { runtime }).addToResourcePolicy(statement());
    expect(Object.keys(policiesOf(stack))).toEqual([expect.stringMatching(/^LiveResourcePolicy/)]);
  });

  test('on an imported endpoint adds nothing, and prints the statement', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    const live = RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', { runtime, endpointName: 'live' });
    expect(live.addToResourcePolicy(statement())).toEqual({ statementAdded: false });
    expect(policiesOf(stack)).toEqual({});
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/^addToResourcePolicy has no effect, because the endpoint is not defined in this app\./),
    ]);
  });

  test('is not supported on an endpoint of a harness', () => {
    const stack = testStack();
    const harness = harnessIn(stack);
    const imported = HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Live', { harness, endpointName: 'live' });
    for (const endpoint of [harness.addEndpoint('next'), imported]) {
      expect(() => endpoint.addToResourcePolicy(statement())).toThrow(
        /addToResourcePolicy is not supported on an endpoint of a Harness, which has no resource-based policy\. Use a/,
      );
    }
  });
});

describe('addToResourcePolicy rejects', () => {
  const rejected = (props: PolicyStatementProps, takesTokens = false) =>
    messageOf(() => runtimeIn(testStack(), takesTokens ? { authorizer } : {}).addToResourcePolicy(statement(props)));

  test.each<[string, PolicyStatementProps, string]>([
    [
      'a statement without principals',
      { principals: [] },
      "Test/Agent: addToResourcePolicy: principals must be set, got none. Pass principals, for example [new iam.ArnPrincipal('arn:aws:iam::444455556666:role/caller')].",
    ],
    [
      'a statement without actions',
      { actions: [] },
      'Test/Agent: addToResourcePolicy: actions must be set, got none. AgentCore does not support notActions in these policies.',
    ],
    [
      'an action of another service',
      { actions: ['bedrock:InvokeModel'] },
      'Test/Agent: addToResourcePolicy: actions must be actions of AgentCore, got "bedrock:InvokeModel". Use an action such as "bedrock-agentcore:InvokeAgentRuntime".',
    ],
    [
      'all resources',
      { resources: ['*'] },
      'Test/Agent: addToResourcePolicy: resources must be omitted or contain only the ARN of the runtime, because AgentCore rejects any other resource, got "*". Remove resources.',
    ],
  ])('%s', (_, props, message) => {
    expect(rejected(props)).toBe(message);
  });

  test('a second statement with the same sid', () => {
    const runtime = runtimeIn(testStack());
    runtime.addToResourcePolicy(statement({ sid: 'Caller' }));
    const second = statement({ sid: 'Caller', actions: ['bedrock-agentcore:GetAgentCard'] });
    expect(messageOf(() => runtime.addToResourcePolicy(second))).toBe(
      'Test/Agent: addToResourcePolicy: sid must be unique in the policy of the runtime, got "Caller", which another statement has. Use a different sid.',
    );
  });

  test('principals of a runtime with a JWT authorizer, except everyone', () => {
    expect(rejected({}, true)).toBe(
      'Test/Agent: addToResourcePolicy: principals must be [new iam.StarPrincipal()] on a runtime with a JWT authorizer, because its callers are not IAM principals. Limit the callers by conditions, for example on aws:SourceVpc.',
    );
    for (const everyone of [new StarPrincipal(), new AnyPrincipal()]) {
      expect(rejected({ principals: [everyone] }, true)).toBe('nothing was thrown');
    }
    expect(rejected({ principals: [new AccountPrincipal(OTHER)] }, true)).toMatch(/principals must be/);
  });

  test('nothing of a service or an account', () => {
    expect(rejected({ principals: [new ServicePrincipal('lambda.amazonaws.com'), new AccountPrincipal(OTHER)] })).toBe(
      'nothing was thrown',
    );
  });

  test('a policy with more than 20480 characters, and leaves it as it was', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    const numbered = (index: number) =>
      statement({
        principals: [new ArnPrincipal(`arn:aws:iam::${OTHER}:role/caller-${`${index}`.padStart(40, '0')}`)],
      });
    let added = 0;
    const message = messageOf(() => {
      for (; added < 200; added++) {
        runtime.addToResourcePolicy(numbered(added));
      }
    });
    expect(message).toMatch(
      /^Test\/Agent: the resource-based policy of the runtime must have at most 20480 characters, got about 20\d{3}\. Use fewer principals: allow an account or a role that several callers assume\.$/,
    );
    const { statements } = policiesOf(stack).AgentResourcePolicy790D6677;
    expect(statements).toHaveLength(added);
    // The ARN of the runtime is counted with the least number of characters that it can have.
    const text = JSON.stringify({ Statement: statements, Version: '2012-10-17' }).replaceAll(RUNTIME, 'a'.repeat(60));
    expect(text.length).toBeLessThanOrEqual(20_480);
    expect(text.length).toBeGreaterThan(20_480 - text.length / added);
  });
});
