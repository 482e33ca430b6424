/** The schedule and the rules of scheduled-agent: their targets, patterns and permissions. */
import type { Resource, Statement } from '../../scripts/assembly';
import { stacksOfExample } from '../support/shared';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { type StateMachineDefinition, StateMachineRun } from '../support/state-machine';
import { wire } from '../support/wiring';

const stacks = stacksOfExample('scheduled-agent');
const resources: Array<[id: string, resource: Resource]> = wire(stacks).flatMap(({ template }) =>
  Object.entries(template.Resources),
);

/** The properties of the only resource of a type with the given prefix. */
function propertiesOf<T>(type: string, prefix = ''): T {
  const found = resources.filter(([id, { Type }]) => Type === type && id.startsWith(prefix));
  expect(found).toHaveLength(1);
  return found[0][1].Properties as T;
}
const policies = (prefix: string) => policiesOf(stacks, roleNamed(stacks, prefix));
const definitionOf = (prefix: string): StateMachineDefinition =>
  JSON.parse(propertiesOf<{ DefinitionString: string }>('AWS::StepFunctions::StateMachine', prefix).DefinitionString);

interface Target {
  readonly Arn: string;
  readonly Input?: string;
  readonly DeadLetterConfig: { readonly Arn: string };
  readonly RetryPolicy?: object;
}
interface RuleProperties {
  readonly EventPattern: { readonly [field: string]: unknown };
  readonly Targets: Target[];
}
const daily = propertiesOf<{ Target: Target }>('AWS::Scheduler::Schedule').Target;
const onRequest = propertiesOf<RuleProperties>('AWS::Events::Rule', 'OnRequest');
const onReport = propertiesOf<RuleProperties>('AWS::Events::Rule', 'OnReport');
const [requested] = onRequest.Targets;
const [published] = onReport.Targets;

/** Whether an event pattern of exact values matches an event. */
function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) {
    return pattern.includes(event);
  }
  return Object.entries(pattern as object).every(([field, rest]) =>
    matches(rest, (event as Record<string, unknown> | undefined)?.[field]),
  );
}

const REQUEST = {
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  source: 'newsroom',
  'detail-type': 'Report Requested',
  time: '2026-11-28T09:00:00Z',
  detail: { subject: 'coffee in "Lisbon"' },
};
const ended = (stateMachineArn: string, status: string) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { stateMachineArn, status },
});

describe('The schedule', () => {
  test('starts a workflow whose task sends the prompt to the agent', () => {
    expect(daily.Arn).toMatch(/:stateMachine:ScheduledAgent-EveryMorningWorkflow/);
    expect(JSON.parse(String(daily.Input))).toEqual({
      prompt: 'It is <aws.scheduler.scheduled-time>. Report news about tea.',
    });
    expect(Object.values(definitionOf('EveryMorning').States)).toEqual([
      expect.objectContaining({
        Parameters: expect.objectContaining({
          HarnessArn: expect.stringMatching(/:harness\//),
          Messages: [{ Role: 'user', Content: [{ 'Text.$': '$.prompt' }] }],
        }),
      }),
    ]);
  });

  test('retries to start the workflow for an hour', () => {
    expect(daily.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 });
  });
});

describe('The rule for requests', () => {
  test('matches only events that request a report', () => {
    expect(matches(onRequest.EventPattern, REQUEST)).toBe(true);
    expect(matches(onRequest.EventPattern, { ...REQUEST, source: 'shop' })).toBe(false);
    expect(matches(onRequest.EventPattern, { ...REQUEST, 'detail-type': 'Report Written' })).toBe(false);
    expect(matches(onRequest.EventPattern, ended(requested.Arn, 'SUCCEEDED'))).toBe(false);
  });

  test('asks the agent about the subject of the event, in the session of the event', async () => {
    const asked: object[] = [];
    const run = new StateMachineRun(definitionOf('OnRequest'), {
      'bedrockagentcore:invokeHarness': (request) => {
        asked.push(request);
        return { Output: { Message: { Content: [{ Text: 'Coffee is hot.' }] } }, StopReason: 'end_turn' };
      },
    });
    expect(await run.run(REQUEST)).toMatchObject({
      status: 'SUCCEEDED',
      output: { Output: { Message: { Content: [{ Text: 'Coffee is hot.' }] } }, StopReason: 'end_turn' },
    });
    expect(asked).toEqual([
      {
        HarnessArn: expect.stringMatching(/:harness\//),
        RuntimeSessionId: REQUEST.id,
        Messages: [
          {
            Role: 'user',
            Content: [{ Text: 'It is 2026-11-28T09:00:00Z. Report news about coffee in "Lisbon".' }],
          },
        ],
      },
    ]);
  });
});

describe('The rule for reports', () => {
  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'])('publishes that a workflow has %s', (status) => {
    expect(published.Arn).toMatch(/^arn:aws:sns:.*Reports/);
    for (const { Arn } of [daily, requested]) {
      expect(matches(onReport.EventPattern, ended(Arn, status))).toBe(true);
    }
  });

  test('publishes neither the start of a workflow, nor the end of another workflow, nor requests', () => {
    for (const { Arn } of [daily, requested]) {
      expect(matches(onReport.EventPattern, ended(Arn, 'RUNNING'))).toBe(false);
      expect(matches(onReport.EventPattern, ended(`${Arn}2`, 'SUCCEEDED'))).toBe(false);
    }
    expect(matches(onReport.EventPattern, REQUEST)).toBe(false);
  });
});

describe('The dead-letter queue', () => {
  test('receives what the schedule and both rules could not deliver', () => {
    const queues = [daily, requested, published].map(({ DeadLetterConfig }) => DeadLetterConfig.Arn);
    expect(new Set(queues).size).toBe(1);
    expect(queues[0]).toMatch(/^arn:aws:sqs:.*Missed/);
  });

  test('accepts messages of the two rules, and of no other rule', () => {
    const [policy] = Object.values(stacks[0].template.Resources).filter(({ Type }) => Type === 'AWS::SQS::QueuePolicy');
    const { PolicyDocument } = policy.Properties as { PolicyDocument: { Statement: Statement[] } };
    const arnOf = (prefix: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${prefix}`)), 'Arn'] });
    expect(PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual(
      ['OnRequest', 'OnReport'].map((rule) => ({
        Sid: expect.stringContaining(rule),
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf('Missed'),
        Condition: { ArnEquals: { 'aws:SourceArn': arnOf(rule) } },
      })),
    );
  });
});

describe('The permissions', () => {
  const START = ['states:StartExecution', 'states:StartSyncExecution', 'states:UpdateStateMachine'];
  const INVOKE = ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeCommand', 'StopRuntimeSession'].map(
    (action) => `bedrock-agentcore:${action}`,
  );

  test.each([
    ['EveryMorningInvokeRole', daily.Arn, requested.Arn],
    ['OnRequestTarget0AgentInvokeRole', requested.Arn, daily.Arn],
  ])('%s may start its own workflow only', async (role, own, other) => {
    expect(await allowedOf(policies(role), ['start', START, own])).toEqual(START.slice(0, 1));
    expect(await allowedOf(policies(role), ['start', START, other])).toEqual([]);
  });

  test('only the role of the schedule may send to the queue, because EventBridge uses the policy of the queue', async () => {
    const send = (role: string) => allowedOf(policies(role), ['send', 'sqs:SendMessage', daily.DeadLetterConfig.Arn]);
    expect(await send('EveryMorningInvokeRole')).toEqual(['sqs:SendMessage']);
    expect(await send('OnRequestTarget0AgentInvokeRole')).toEqual([]);
  });

  test.each(['EveryMorningWorkflowRole', 'OnRequestTarget0AgentWorkflowRole'])(
    '%s may invoke the agent through one endpoint, and no other agent',
    async (role) => {
      const [harness] = /arn:aws:bedrock-agentcore:[\w-]*:\d*:harness\/[\w-]+/.exec(JSON.stringify(policies(role))) ?? [
        '',
      ];
      const may = (resource: string) => allowedOf(policies(role), ['invoke', INVOKE, resource]);
      expect(await may(harness)).toEqual(INVOKE.slice(0, 2));
      expect(await may(`${harness}/harness-endpoint/DEFAULT`)).toEqual(INVOKE.slice(0, 2));
      expect(await may(`${harness}/harness-endpoint/live`)).toEqual([]);
      expect(await may(agentCoreArn('harness/neighbor-a1B2c3D4e5'))).toEqual([]);
    },
  );
});

test('The agent stops before Step Functions does, and no function is left', () => {
  const { TimeoutSeconds } = propertiesOf<{ TimeoutSeconds: number }>('AWS::BedrockAgentCore::Harness');
  expect(TimeoutSeconds).toBeLessThan(15 * 60);
  expect(resources.filter(([, { Type }]) => Type === 'AWS::Lambda::Function')).toEqual([]);
});
