import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { AgentGrants } from '../../src';
import { harnessIn, type PolicyStatement, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

/** The permissions of a caller after a grant on the agent, or on one endpoint of the agent. */
function allowed(grant: (grants: AgentGrants, caller: Role) => unknown, endpoint?: string): PolicyStatement[] {
  const stack = testStack();
  const harness = harnessIn(stack);
  const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  grant(endpoint ? harness.addEndpoint(endpoint).grants : harness.grants, caller);
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith('Caller'))
    .flatMap(([, { Properties }]) => plain(Properties.PolicyDocument.Statement) as PolicyStatement[]);
}

const VERBS: Array<[verb: keyof AgentGrants, actions: string | string[]]> = [
  ['invoke', ['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime']],
  [
    'invokeForUser',
    [
      'bedrock-agentcore:InvokeHarness',
      'bedrock-agentcore:InvokeAgentRuntime',
      'bedrock-agentcore:InvokeAgentRuntimeForUser',
    ],
  ],
  ['invokeCommand', ['bedrock-agentcore:InvokeAgentRuntimeCommand', 'bedrock-agentcore:InvokeAgentRuntime']],
  ['openShell', 'bedrock-agentcore:InvokeAgentRuntimeCommandShell'],
  ['stopSession', 'bedrock-agentcore:StopRuntimeSession'],
];

describe.each(VERBS)('grants.%s', (verb, actions) => {
  test('of an agent grants the actions on the agent and all endpoints', () => {
    expect(allowed((grants, caller) => grants[verb](caller))).toEqual([
      { Effect: 'Allow', Action: actions, Resource: expect.arrayContaining([expect.any(String)]) },
    ]);
    const [{ Resource }] = allowed((grants, caller) => grants[verb](caller));
    expect(Resource).toEqual([
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}$/),
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}\/harness-endpoint\/\*$/),
    ]);
  });

  test('of an endpoint grants the actions on the agent and only this endpoint', () => {
    const [statement, ...others] = allowed((grants, caller) => grants[verb](caller), 'live');
    expect(statement.Action).toEqual(actions);
    expect(statement.Resource).toEqual([
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}$/),
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}\/harness-endpoint\/live$/),
    ]);
    expect(others).toEqual([]);
  });
});

test('An agent without grants adds no permissions to callers', () => {
  expect(allowed(() => undefined)).toEqual([]);
});

test('Only grants.invokeForUser grants actions on behalf of a user', () => {
  const statements = allowed((grants, caller) => {
    grants.invoke(caller);
    grants.invokeCommand(caller);
    grants.openShell(caller);
  });
  expect(JSON.stringify(statements)).not.toContain('ForUser');
});

test('Grants to callers add no permissions to the agent', () => {
  const stack = testStack();
  harnessIn(stack).grants.invoke(
    new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
  );
  const agents = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter((id) =>
    id.startsWith('AgentRole'),
  );
  expect(agents).toEqual([]);
});

test('A resource can depend on a grant', () => {
  const stack = testStack();
  const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const grant = harnessIn(stack).grants.invoke(caller);
  expect(grant.success).toBe(true);
  expect(grant.principalStatements).toHaveLength(1);
});
