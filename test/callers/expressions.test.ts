import { EventField } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { ContextAttribute, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { JsonPath, QueryLanguage, TaskInput, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, Fn, type IResolvable, type Stack, Token } from 'aws-cdk-lib/core';
import {
  type HarnessScheduleOptions,
  InvokeHarness,
  type InvokeHarnessProps,
  InvokeRuntime,
  type InvokeRuntimeProps,
  type RuntimeEventOptions,
  type RuntimeScheduleOptions,
  ScheduleTarget,
} from '../../src';
import { messageOf, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { type SynthesizedStack, synthesizeStack } from '../support/synthesize';
import { wire } from '../support/wiring';
import { evaluate, evaluateIntrinsic, renderTask, stateMachineIn } from '../support/workflow';
import { EVENT, requestFor, runtimeTarget, SESSION } from './event-target-fixtures';
import { shortIn } from './invoke-harness-fixtures';

const { JSONATA, JSON_PATH } = QueryLanguage;
const PATH = JsonPath.stringAt('$.question');
const FIELD = EventField.fromPath('$.detail.question');
const LIST = Token.asList(Fn.getAtt('Cluster', 'Subnets'));

const harnessTask = (stack: Stack, props: Partial<InvokeHarnessProps>) =>
  new InvokeHarness(stack, 'Ask', {
    harness: shortIn(stack),
    ...(props.messages ? {} : { prompt: 'Hello' }),
    ...props,
  });
const runtimeTask = (stack: Stack, payload: TaskInput, props: Partial<InvokeRuntimeProps> = {}) =>
  new InvokeRuntime(stack, 'Ask', { runtime: runtimeIn(stack), payload, ...props });
const payloadTask = (payload: object, queryLanguage: QueryLanguage) => (stack: Stack) =>
  runtimeTask(stack, TaskInput.fromObject({ ...payload }), { queryLanguage });
const scheduleOf = (stack: Stack, target: ScheduleTarget) =>
  new Schedule(stack, 'Daily', { schedule: ScheduleExpression.rate(Duration.days(1)), target });
const runtimeSchedule = (options: Partial<RuntimeScheduleOptions>) => (stack: Stack) =>
  scheduleOf(stack, ScheduleTarget.runtime(runtimeIn(stack), { payload: {}, ...options }));
const harnessSchedule = (options: Partial<HarnessScheduleOptions>) => (stack: Stack) =>
  scheduleOf(stack, ScheduleTarget.harness(shortIn(stack), { prompt: 'Report', ...options }));
const ruleOf = (options: RuntimeEventOptions) => (stack: Stack) => runtimeTarget(stack, options);

const rejected = (define: (stack: Stack) => unknown) => messageOf(() => define(testStack()));
const literalsOf = (taskIn: (stack: Stack) => TaskStateBase, queryLanguage?: QueryLanguage) => {
  const stack = testStack();
  stateMachineIn(stack, taskIn(stack), queryLanguage);
  return warningsOf(stack).filter((warning) => warning.includes('literalExpression'));
};

describe('A state in JSONata', () => {
  test.each<[what: string, taskIn: (stack: Stack) => TaskStateBase, message: RegExp]>([
    [
      'a prompt',
      (stack) => harnessTask(stack, { prompt: PATH }),
      /prompt must not contain a JSONPath, got "\$\.question"/,
    ],
    ['a part of a prompt', (stack) => harnessTask(stack, { prompt: `Why ${PATH}?` }), /got "\$\.question"/],
    [
      'messages',
      (stack) => harnessTask(stack, { messages: TaskInput.fromJsonPathAt('$.m') }),
      /messages must not .*"\$\.m"/,
    ],
    [
      'an intrinsic function',
      (stack) => harnessTask(stack, { sessionId: JsonPath.uuid() }),
      /sessionId .*States\.UUID/,
    ],
    [
      'a member',
      payloadTask({ list: [{ n: JsonPath.numberAt('$.n') }] }, JSONATA),
      /payload\.list\[0\]\.n must not contain/,
    ],
    [
      'a list',
      payloadTask({ list: JsonPath.listAt('$.list') }, JSONATA),
      /payload\.list must not contain a JSONPath, got "\$\.list"/,
    ],
    [
      'the result',
      (stack) => harnessTask(stack, { outputs: InvokeHarness.jsonPathResult() }),
      /outputs\.text must not contain/,
    ],
    [
      'a field of an event',
      (stack) => harnessTask(stack, { prompt: FIELD }),
      /prompt must not contain a field of an event/,
    ],
  ])('rejects %s in JSONPath', (_, taskIn, message) => {
    const isKnown = rejected((stack) => stateMachineIn(stack, taskIn(stack), JSONATA));
    expect(isKnown).toMatch(message);
    expect(isKnown).toMatch(/^Test\/Ask: |^Test\/Ask:\n/);
  });

  test('is rejected at the task if the task names its language', () => {
    expect(rejected((stack) => harnessTask(stack, { prompt: PATH, queryLanguage: JSONATA }))).toBe(
      'Test/Ask: prompt must not contain a JSONPath, got "$.question". The state uses JSONata. Use an expression such as {% $states.input.name %}.',
    );
  });

  test('accepts expressions', () => {
    const prompt = '{% $states.input.question %}';
    const state = renderTask(
      (stack) => harnessTask(stack, { prompt, outputs: InvokeHarness.jsonataResult() }),
      JSONATA,
    );
    expect(state.Arguments?.Messages).toEqual([{ Role: 'user', Content: [{ Text: prompt }] }]);
  });
});

describe('A state in JSONPath', () => {
  test('accepts JSONPath, and rejects a field of an event', () => {
    expect(renderTask((stack) => harnessTask(stack, { prompt: PATH })).Parameters).toMatchObject({
      Messages: [{ Role: 'user', Content: [{ 'Text.$': '$.question' }] }],
    });
    expect(rejected((stack) => harnessTask(stack, { prompt: FIELD }))).toMatch(
      /prompt must not contain a field of an event, got "\$\.detail\.question"\. The state uses JSONPath\. Use an/,
    );
  });
});

describe('A text that looks like an expression', () => {
  test.each<[text: string, language: QueryLanguage]>([
    ['$.question', JSON_PATH],
    ['$$.Execution.Name', JSON_PATH],
    ['States.UUID()', JSON_PATH],
    ['{% $states.input.question %}', JSON_PATH],
    ['$.question', JSONATA],
    ['$states.input.question', JSONATA],
    [' {% $states.input.question %}', JSONATA],
    ['Why {% $states.input.question %}?', JSONATA],
  ])('warns about %j in %s', (text, language) => {
    expect(literalsOf((stack) => harnessTask(stack, { prompt: text }), language)).toEqual([
      expect.stringContaining(`prompt is sent as the text ${JSON.stringify(text)}, which looks like an expression.`),
    ]);
    const nested = TaskInput.fromObject({ a: { b: text } });
    expect(literalsOf((stack) => runtimeTask(stack, nested), language)).toEqual([
      expect.stringContaining('payload.a.b is sent as the text'),
    ]);
  });

  test('warns about the result in the other language', () => {
    const resultSelector = InvokeHarness.jsonataResult();
    expect(literalsOf((stack) => harnessTask(stack, { resultSelector }))).toHaveLength(3);
  });

  test.each<[text: string, language: QueryLanguage]>([
    ['Costs $5.00 today', JSON_PATH],
    ['$5.00', JSON_PATH],
    ['$', JSON_PATH],
    [PATH, JSON_PATH],
    ['{% $states.input.question %}', JSONATA],
    ['In the States. All of them', JSONATA],
  ])('does not warn about %j in %s', (text, language) => {
    expect(literalsOf((stack) => harnessTask(stack, { prompt: text }), language)).toEqual([]);
  });

  test('does not warn about a raw path', () => {
    expect(literalsOf(payloadTask({ 'a.$': '$.a' }, JSON_PATH))).toEqual([]);
  });
});

/** The ARN of a role as an object: `Fn.getAtt` returns no text. */
function arnIn(stack: Stack): IResolvable {
  const role = new CfnRole(stack, 'Reader', { assumeRolePolicyDocument: {} });
  return Fn.getAtt(stack.getLogicalId(role), 'Arn');
}
const ARN = expect.stringMatching(/^arn:aws:iam::111122223333:role\//);

describe('A payload', () => {
  test.each([JSON_PATH, JSONATA])('contains attributes as text in %s', (queryLanguage) => {
    const { Parameters, Arguments } = renderTask((stack) => {
      const arn = arnIn(stack);
      return payloadTask({ arn, list: [arn, 1] }, queryLanguage)(stack);
    });
    expect(JSON.parse(String((Parameters ?? Arguments)?.Payload))).toEqual({ arn: ARN, list: [ARN, 1] });
  });

  test('contains attributes as text beside expressions', async () => {
    const { Parameters } = renderTask((stack) => payloadTask({ arn: arnIn(stack), q: PATH }, JSON_PATH)(stack));
    const input = { question: 'Why?' };
    expect(JSON.parse(evaluateIntrinsic(String(Parameters?.['Payload.$']), input))).toEqual({ arn: ARN, q: 'Why?' });
    const q = '{% $states.input.question %}';
    const { Arguments } = renderTask((stack) => payloadTask({ arn: arnIn(stack), q }, JSONATA)(stack));
    expect(JSON.parse(String(await evaluate(Arguments?.Payload, { input })))).toEqual({ arn: ARN, q: 'Why?' });
  });

  test('of a rule contains attributes as text', async () => {
    const stacks = synthesizeStack((stack) =>
      ruleOf({ payload: { arn: arnIn(stack), id: EventField.eventId } })(stack),
    );
    expect(JSON.parse(String((await requestFor(stacks)).Payload))).toEqual({ arn: ARN, id: EVENT.id });
  });

  test('of a schedule contains attributes as text', () => {
    const stacks = synthesizeStack((stack) => runtimeSchedule({ payload: { arn: arnIn(stack) } })(stack));
    expect(JSON.parse(inputOf(stacks).Payload)).toEqual({ arn: ARN });
  });

  test.each<[what: string, define: (stack: Stack) => unknown]>([
    ['a task in JSONPath', payloadTask({ ids: LIST }, JSON_PATH)],
    ['a task in JSONata', payloadTask({ ids: LIST }, JSONATA)],
    ['a rule', ruleOf({ payload: { ids: LIST } })],
    ['a schedule', runtimeSchedule({ payload: { ids: LIST } })],
  ])('of %s rejects a list that is known only at deployment', (_, define) => {
    expect(rejected(define)).toMatch(/payload\.ids must not be a list that is known only at deployment\. Use Fn\.join/);
  });

  test('rejects an entry without a value, and omits a member without one', () => {
    expect(rejected(payloadTask({ list: [undefined] }, JSON_PATH))).toMatch(
      /^Test\/Ask: payload\.list\[0\] must be a JSON value, got undefined\./,
    );
    const { Parameters } = renderTask(payloadTask({ a: undefined, list: [1] }, JSON_PATH));
    expect(Parameters?.Payload).toBe('{"list":[1]}');
  });
});

describe('A rule', () => {
  test.each<[what: string, options: RuntimeEventOptions]>([
    ['payload.a', { payload: { a: PATH } }],
    ['payload.a[0]', { payload: { a: [`Why ${PATH}?`] } }],
    ['userId', { userId: PATH }],
  ])('rejects JSONPath in %s', (prop, options) => {
    expect(rejected(ruleOf(options))).toBe(
      `Test/Uploads: ${prop} must not contain a JSONPath, got "$.question". Use events.EventField.fromPath.`,
    );
  });
});

describe('A schedule', () => {
  test.each<[what: string, define: (stack: Stack) => unknown, message: RegExp]>([
    [
      'JSONPath in a payload',
      runtimeSchedule({ payload: { a: PATH } }),
      /payload\.a must not contain a JSONPath, got "\$/,
    ],
    [
      'fields of events',
      runtimeSchedule({ userId: FIELD }),
      /userId must not contain a field of an event, got "\$\.detail/,
    ],
    ['JSONPath in an actor ID', harnessSchedule({ actorId: PATH }), /actorId must not contain a JSONPath/],
    ['JSONPath in a prompt', harnessSchedule({ prompt: PATH }), /prompt must not contain a JSONPath/],
    [
      'attributes that nothing replaces',
      harnessSchedule({ actorId: ContextAttribute.scheduleArn }),
      /^Test\/Daily: actorId must not contain attributes of EventBridge Scheduler, got "<aws\.scheduler\.schedule-arn>"\. Only prompt can contain them\.$/,
    ],
    [
      'JSONPath in a system prompt',
      harnessSchedule({ overrides: { systemPrompt: PATH } }),
      /overrides\.systemPrompt must not contain a JSONPath/,
    ],
    [
      'attributes in a system prompt',
      harnessSchedule({ overrides: { systemPrompt: `It is ${ContextAttribute.scheduledTime}.` } }),
      /overrides\.systemPrompt must not contain attributes of EventBridge Scheduler, .* Only prompt can contain them/,
    ],
    [
      'a FIFO queue',
      (stack) => runtimeSchedule({ deadLetterQueue: new Queue(stack, 'Failed', { fifo: true }) })(stack),
      /deadLetterQueue must be a standard queue, got a FIFO queue\. EventBridge Scheduler does not support FIFO queues/,
    ],
  ])('rejects %s', (_, define, message) => {
    expect(rejected(define)).toMatch(message);
  });

  test('accepts attributes of EventBridge Scheduler in the session ID of a runtime, whatever their length', () => {
    const sessionId = ContextAttribute.scheduleArn;
    const stacks = synthesizeStack((stack) =>
      runtimeSchedule({ sessionId, payload: { at: ContextAttribute.scheduledTime } })(stack),
    );
    expect(inputOf(stacks)).toMatchObject({
      RuntimeSessionId: sessionId,
      Payload: '{"at":"<aws.scheduler.scheduled-time>"}',
    });
  });

  test('accepts a standard queue, and attributes in a prompt', () => {
    const define = (stack: Stack) =>
      harnessSchedule({
        prompt: `At ${ContextAttribute.scheduledTime}`,
        actorId: 'reporter',
        sessionId: SESSION,
        deadLetterQueue: new Queue(stack, 'Failed', { enforceSSL: true }),
      })(stack);
    expect(inputOf(synthesizeStack(define))).toEqual({ prompt: 'At <aws.scheduler.scheduled-time>' });
  });
});

/** The input of the only schedule, with its references resolved. */
function inputOf(stacks: SynthesizedStack[]): Record<string, string> {
  const [schedule] = wire(stacks)
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule');
  const { Target } = schedule.Properties as { readonly Target: { readonly Input: string } };
  return JSON.parse(Target.Input);
}
