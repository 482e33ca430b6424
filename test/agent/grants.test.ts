import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { AgentGrants } from '../../src';
import { harnessIn, type PolicyStatement, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

/** What a caller may do after it was granted something, on the agent or on one endpoint of it. */
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
  test('of an agent allows it on the agent and through every endpoint of it', () => {
    expect(allowed((grants, caller) => grants[verb](caller))).toEqual([
      { Effect: 'Allow', Action: actions, Resource: expect.arrayContaining([expect.any(String)]) },
    ]);
    const [{ Resource }] = allowed((grants, caller) => grants[verb](caller));
    expect(Resource).toEqual([
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}$/),
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}\/harness-endpoint\/\*$/),
    ]);
  });

  test('of an endpoint allows it on the agent and that endpoint alone', () => {
    const [statement, ...others] = allowed((grants, caller) => grants[verb](caller), 'live');
    expect(statement.Action).toEqual(actions);
    expect(statement.Resource).toEqual([
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}$/),
      expect.stringMatching(/^\$\{Agent\w+\.Arn\}\/harness-endpoint\/live$/),
    ]);
    expect(others).toEqual([]);
  });
});

test('No grant, no permission.', () => {
  expect(allowed(() => undefined)).toEqual([]);
});

test('A grant gives the caller nothing to do in the name of a user, unless that was granted.', () => {
  const statements = allowed((grants, caller) => {
    grants.invoke(caller);
    grants.invokeCommand(caller);
    grants.openShell(caller);
  });
  expect(JSON.stringify(statements)).not.toContain('ForUser');
});

test('A grant gives the agent nothing.', () => {
  const stack = testStack();
  harnessIn(stack).grants.invoke(
    new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
  );
  const agents = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter((id) =>
    id.startsWith('AgentRole'),
  );
  expect(agents).toEqual([]);
});

test('A grant can be made a condition of what comes after it.', () => {
  const stack = testStack();
  const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const grant = harnessIn(stack).grants.invoke(caller);
  expect(grant.success).toBe(true);
  expect(grant.principalStatements).toHaveLength(1);
});
