import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import {
  Authorizer,
  Harness,
  type HarnessScheduleOptions,
  Runtime,
  type RuntimeScheduleOptions,
  ScheduleTarget,
} from '../../src';
import { ARTIFACT, harnessIn, MODEL, messageOf, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { type SynthesizedStack, synthesizeStack } from '../support/synthesize';
import { wire } from '../support/wiring';
import { definitionOf } from '../support/workflow';

const DAILY = ScheduleExpression.rate(Duration.days(1));
const SESSION = 's'.repeat(33);

function scheduled(stack: Stack, target: ScheduleTarget, scheduleGroup?: ScheduleGroup): Schedule {
  return new Schedule(stack, 'Daily', { schedule: DAILY, target, scheduleGroup });
}
const runtimeTarget = (stack: Stack, options: Partial<RuntimeScheduleOptions> = {}) =>
  scheduled(stack, ScheduleTarget.runtime(runtimeIn(stack), { payload: { task: 'report' }, ...options }));
const harnessTarget = (stack: Stack, options: Partial<HarnessScheduleOptions> = {}) =>
  scheduled(stack, ScheduleTarget.harness(harnessIn(stack), { prompt: 'Report', ...options }));

interface Target {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input: string;
  readonly RetryPolicy: object;
  readonly DeadLetterConfig?: { readonly Arn: string };
}

/** The target of the only schedule, with its references resolved. */
function targetOf(stacks: SynthesizedStack[]): Target {
  const [schedule] = wire(stacks)
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule');
  return schedule.Properties?.Target as Target;
}

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:111122223333:failed';

describe('A schedule for a runtime', () => {
  test('calls InvokeAgentRuntime with the payload as a string, without retries', () => {
    const target = targetOf(synthesizeStack((stack) => runtimeTarget(stack)));
    expect(target.Arn).toBe('arn:aws:scheduler:::aws-sdk:bedrockagentcore:invokeAgentRuntime');
    expect(JSON.parse(target.Input)).toEqual({
      AgentRuntimeArn: expect.stringMatching(/:runtime\//),
      ContentType: 'application/json',
      Payload: '{"task":"report"}',
    });
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 0 });
    expect(target.DeadLetterConfig).toBeUndefined();
  });

  test('passes the endpoint, the session ID, the user ID, the queue and the retry policy', () => {
    const target = targetOf(
      synthesizeStack((stack) => {
        const runtime = runtimeIn(stack);
        scheduled(
          stack,
          ScheduleTarget.runtime(runtime, {
            endpoint: runtime.addEndpoint('live'),
            payload: { at: ContextAttribute.scheduledTime },
            sessionId: SESSION,
            userId: 'reports',
            deadLetterQueue: Queue.fromQueueArn(stack, 'Failed', QUEUE_ARN),
            retryAttempts: 2,
            maxEventAge: Duration.hours(1),
          }),
        );
      }),
    );
    expect(JSON.parse(target.Input)).toMatchObject({
      Qualifier: 'live',
      RuntimeSessionId: SESSION,
      RuntimeUserId: 'reports',
      Payload: '{"at":"<aws.scheduler.scheduled-time>"}',
    });
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 });
    expect(target.DeadLetterConfig).toEqual({ Arn: QUEUE_ARN });
  });
});

describe('A schedule for a harness', () => {
  test('starts a workflow that invokes the harness with the prompt', () => {
    const stacks = synthesizeStack((stack) => harnessTarget(stack));
    const target = targetOf(stacks);
    expect(target.Arn).toMatch(/^arn:aws:states:us-east-1:111122223333:stateMachine:/);
    expect(target.Input).toBe('{"prompt":"Report"}');
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
    expect(Object.values(definitionOf(stacks).States)).toEqual([
      expect.objectContaining({
        Resource: 'arn:aws:states:::bedrockagentcore:invokeHarness',
        Parameters: {
          HarnessArn: expect.any(String),
          'RuntimeSessionId.$': 'States.UUID()',
          Messages: [{ Role: 'user', Content: [{ 'Text.$': '$.prompt' }] }],
        },
      }),
    ]);
  });

  test('passes the options of the task', () => {
    const overrides = { limits: { timeout: Duration.minutes(10) } };
    const stacks = synthesizeStack((stack) =>
      harnessTarget(stack, { actorId: 'reports', sessionId: SESSION, overrides, retryAttempts: 0 }),
    );
    const [{ Parameters }] = Object.values(definitionOf(stacks).States);
    expect(Parameters).toMatchObject({ ActorId: 'reports', RuntimeSessionId: SESSION, TimeoutSeconds: 600 });
    expect(targetOf(stacks).RetryPolicy).toMatchObject({ MaximumRetryAttempts: 0 });
  });
});

describe('The role of a schedule', () => {
  const ACTIONS = ['InvokeAgentRuntime', 'InvokeAgentRuntimeForUser', 'InvokeAgentRuntimeCommand'].map(
    (action) => `bedrock-agentcore:${action}`,
  );
  const policies = (stacks: SynthesizedStack[]) => policiesOf(stacks, roleNamed(stacks, 'DailyInvokeRole'));

  test('may invoke the runtime through the default endpoint, and nothing else', async () => {
    const stacks = synthesizeStack((stack) => runtimeTarget(stack));
    const { AgentRuntimeArn: agent } = JSON.parse(targetOf(stacks).Input);
    const may = (resource: string) => allowedOf(policies(stacks), ['call', ACTIONS, resource]);
    expect(await may(agent)).toEqual(['bedrock-agentcore:InvokeAgentRuntime']);
    expect(await may(`${agent}/runtime-endpoint/DEFAULT`)).toEqual(['bedrock-agentcore:InvokeAgentRuntime']);
    expect(await may(`${agent}/runtime-endpoint/live`)).toEqual([]);
    expect(await may(agentCoreArn('runtime/neighbor-a1B2c3D4e5'))).toEqual([]);
  });

  test('may invoke on behalf of a user only if there is a user ID', async () => {
    const stacks = synthesizeStack((stack) => runtimeTarget(stack, { userId: 'reports' }));
    const { AgentRuntimeArn: agent } = JSON.parse(targetOf(stacks).Input);
    expect(await allowedOf(policies(stacks), ['call', ACTIONS, agent])).toEqual(ACTIONS.slice(0, 2));
  });

  test('may start the workflow of the harness, and not invoke the harness itself', async () => {
    const stacks = synthesizeStack((stack) => harnessTarget(stack));
    const { Arn } = targetOf(stacks);
    const start = ['states:StartExecution', 'states:StartSyncExecution'];
    expect(await allowedOf(policies(stacks), ['start', start, Arn])).toEqual(['states:StartExecution']);
    expect(await allowedOf(policies(stacks), ['start', start, `${Arn}2`])).toEqual([]);
    expect(JSON.stringify(policies(stacks))).not.toContain('bedrock-agentcore:');
  });

  test('may send to the dead-letter queue only if there is one', async () => {
    const withQueue = synthesizeStack((stack) =>
      runtimeTarget(stack, { deadLetterQueue: Queue.fromQueueArn(stack, 'Failed', QUEUE_ARN) }),
    );
    const send = ['sqs:SendMessage', 'sqs:ReceiveMessage'];
    expect(await allowedOf(policies(withQueue), ['send', send, QUEUE_ARN])).toEqual(['sqs:SendMessage']);
    expect(await allowedOf(policies(withQueue), ['send', send, `${QUEUE_ARN}2`])).toEqual([]);
    const without = synthesizeStack((stack) => runtimeTarget(stack));
    expect(await allowedOf(policies(without), ['send', send, QUEUE_ARN])).toEqual([]);
  });

  test('may use the key of an encrypted dead-letter queue', () => {
    const stack = testStack();
    const encryptionMasterKey = new Key(stack, 'Key');
    runtimeTarget(stack, { deadLetterQueue: new Queue(stack, 'Failed', { encryptionMasterKey }) });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:GenerateDataKey', 'kms:Decrypt'] })]),
      },
    });
  });

  test('trusts EventBridge Scheduler for the group of the schedule only', () => {
    const trustOf = (group: (stack: Stack) => ScheduleGroup | undefined) => {
      const stack = testStack();
      const target = ScheduleTarget.runtime(runtimeIn(stack), { payload: {} });
      const schedule = scheduled(stack, target, group(stack));
      const role = schedule.node.findChild('InvokeRole') as Role;
      const [statement] = stack.resolve(role.assumeRolePolicy).Statement;
      return statement;
    };
    expect(trustOf(() => undefined)).toMatchObject({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: {
        StringEquals: {
          'aws:SourceAccount': '111122223333',
          'aws:SourceArn': {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, ':scheduler:us-east-1:111122223333:schedule-group/default'],
            ],
          },
        },
      },
    });
    expect(trustOf((stack) => new ScheduleGroup(stack, 'Reports'))).toMatchObject({
      Condition: { StringEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
    });
  });

  test('can be given, and gets the permissions before the schedule starts', () => {
    const stack = testStack();
    const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    runtimeTarget(stack, { role });
    const template = Template.fromStack(stack);
    const [[policyId]] = Object.entries(template.findResources('AWS::IAM::Policy'));
    template.hasResource('AWS::Scheduler::Schedule', { DependsOn: [policyId] });
    expect(warningsOf(stack).filter((warning) => warning.includes('grantNotAdded'))).toEqual([]);
  });

  test('can be given for a harness, whose workflow does not wait for the permission to start it', () => {
    const stack = testStack();
    const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    harnessTarget(stack, { role });
    const template = Template.fromStack(stack);
    const policies = Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.startsWith('Given'));
    template.hasResource('AWS::Scheduler::Schedule', { DependsOn: policies });
  });

  test('that cannot be edited gets a warning with its permissions', () => {
    const stack = testStack();
    const role = Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/scheduler', { mutable: false });
    runtimeTarget(stack, { role });
    expect(warningsOf(stack).filter((warning) => warning.includes('grantNotAdded'))).toEqual([
      expect.stringMatching(/^ScheduleTarget adds no permission.*bedrock-agentcore:InvokeAgentRuntime/),
    ]);
  });
});

describe('A schedule rejects', () => {
  test.each<[what: string, options: Partial<RuntimeScheduleOptions>, message: RegExp]>([
    ['too many retries', { retryAttempts: 186 }, /^Test\/Daily: retryAttempts must be between 0 and 185, got 186\.$/],
    ['negative retries', { retryAttempts: -1 }, /retryAttempts must be between 0 and 185, got -1/],
    ['parts of retries', { retryAttempts: 1.5 }, /retryAttempts must be a whole number, got 1\.5/],
    ['a short event age', { maxEventAge: Duration.seconds(59) }, /maxEventAge must be between 60 and 86400 seconds/],
    ['a long event age', { maxEventAge: Duration.hours(25) }, /maxEventAge must be between 60 and 86400 seconds/],
    ['a short session ID', { sessionId: 's'.repeat(32) }, /sessionId must be between 33 and 256 characters, got 32/],
    ['an empty user ID', { userId: '' }, /userId must be between 1 and 1024 characters, got 0/],
  ])('%s', (_, options, message) => {
    expect(messageOf(() => runtimeTarget(testStack(), options))).toMatch(message);
    const within = { retryAttempts: 185, maxEventAge: Duration.minutes(1), sessionId: SESSION, userId: 'u' };
    expect(messageOf(() => runtimeTarget(testStack(), within))).toBe('nothing was thrown');
  });

  test('an empty prompt, and takes one character', () => {
    expect(messageOf(() => harnessTarget(testStack(), { prompt: '' }))).toMatch(
      /^Test\/Daily: prompt must be at least 1/,
    );
    expect(messageOf(() => harnessTarget(testStack(), { prompt: 'a' }))).toBe('nothing was thrown');
  });

  test('agents with JWT authorization', () => {
    const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
      clients: ['web'],
    });
    const stack = testStack();
    const runtime = new Runtime(stack, 'Web', { artifact: ARTIFACT, authorizer });
    const harness = new Harness(stack, 'Chat', { model: MODEL, authorizer });
    expect(messageOf(() => scheduled(stack, ScheduleTarget.runtime(runtime, { payload: {} })))).toMatch(
      /runtime must use IAM authorization.*EventBridge Scheduler signs requests/,
    );
    expect(
      messageOf(
        () =>
          new Schedule(stack, 'Chats', {
            schedule: DAILY,
            target: ScheduleTarget.harness(harness, { prompt: 'Hello' }),
          }),
      ),
    ).toMatch(/harness must use IAM authorization/);
  });
});
