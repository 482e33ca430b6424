import { JsonPath, QueryLanguage, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration, Fn, type Stack } from 'aws-cdk-lib/core';
import { Authorizer, InvokeRuntime, type InvokeRuntimeProps, Runtime } from '../../src';
import { ARTIFACT, messageOf, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { agentCoreArn } from '../support/simulate';
import { evaluate, evaluateIntrinsic, readDefinition, renderTask, synthesizeWorkflow } from '../support/workflow';

const PAYLOAD = TaskInput.fromObject({ prompt: 'Hello' });

const task = (stack: Stack, props: Partial<InvokeRuntimeProps> = {}) =>
  new InvokeRuntime(stack, 'Ask', { runtime: runtimeIn(stack), payload: PAYLOAD, ...props });
const rejected = (props: Partial<InvokeRuntimeProps> | ((stack: Stack) => Partial<InvokeRuntimeProps>)) => {
  const stack = testStack();
  return messageOf(() => task(stack, typeof props === 'function' ? props(stack) : props));
};
const parametersOf = (payload: TaskInput) => renderTask((stack) => task(stack, { payload })).Parameters ?? {};
const argumentsOf = (payload: TaskInput) =>
  renderTask((stack) => task(stack, { payload, queryLanguage: QueryLanguage.JSONATA })).Arguments ?? {};

describe('InvokeRuntime', () => {
  test('renders the SDK integration with a payload and a new session ID', () => {
    expect(renderTask((stack) => task(stack))).toEqual({
      Type: 'Task',
      QueryLanguage: 'JSONPath',
      Resource: 'arn:aws:states:::aws-sdk:bedrockagentcore:invokeAgentRuntime',
      Parameters: {
        AgentRuntimeArn: expect.stringMatching(/^arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime\//),
        'RuntimeSessionId.$': 'States.UUID()',
        ContentType: 'application/json',
        Payload: '{"prompt":"Hello"}',
      },
      Retry: [expect.objectContaining({ ErrorEquals: ['BedrockAgentCore.ThrottlingException'] })],
      End: true,
    });
  });

  test('renders the endpoint, the session ID and the user ID only when they are given', () => {
    const { Parameters } = renderTask((stack) => {
      const runtime = runtimeIn(stack);
      return InvokeRuntime.jsonPath(stack, 'Ask', {
        runtime,
        endpoint: runtime.addEndpoint('live'),
        payload: PAYLOAD,
        sessionId: JsonPath.stringAt('$.caseId'),
        userId: 'ada',
        retryOnThrottling: false,
      });
    });
    expect(Parameters).toMatchObject({ Qualifier: 'live', 'RuntimeSessionId.$': '$.caseId', RuntimeUserId: 'ada' });
    expect(Object.keys(parametersOf(PAYLOAD))).toEqual([
      'AgentRuntimeArn',
      'RuntimeSessionId.$',
      'ContentType',
      'Payload',
    ]);
  });

  test('does not retry when asked not to', () => {
    expect(renderTask((stack) => task(stack, { retryOnThrottling: false })).Retry).toBeUndefined();
  });

  test('parses the response in the result', async () => {
    const jsonPath = renderTask((stack) =>
      InvokeRuntime.jsonPath(stack, 'Ask', {
        runtime: runtimeIn(stack),
        payload: PAYLOAD,
        resultSelector: InvokeRuntime.jsonPathResult(),
      }),
    );
    expect(jsonPath.ResultSelector).toEqual({ 'response.$': 'States.StringToJson($.Response)' });
    const { Output } = renderTask((stack) =>
      InvokeRuntime.jsonata(stack, 'Ask', {
        runtime: runtimeIn(stack),
        payload: PAYLOAD,
        outputs: InvokeRuntime.jsonataResult(),
      }),
    );
    expect(await evaluate(Output, { result: { Response: '{"answer":42}' } })).toEqual({ response: { answer: 42 } });
  });

  test('accepts an import', () => {
    const runtimeArn = agentCoreArn('runtime/shared-a1B2c3D4e5');
    const { Parameters } = renderTask((stack) =>
      task(stack, { runtime: Runtime.fromRuntimeAttributes(stack, 'Shared', { runtimeArn }) }),
    );
    expect(Parameters).toMatchObject({ AgentRuntimeArn: runtimeArn });
  });

  test('publishes the metrics of the service integration', () => {
    expect(task(testStack()).metricTimedOut().metricName).toBe('ServiceIntegrationsTimedOut');
  });
});

describe('The payload of a JSONPath task', () => {
  const input = { question: `Is "{}" it's \\ a 'set'?`, count: 2, items: [{ id: 1 }, null], nested: { text: 'x' } };

  test('is a literal text as it is', () => {
    expect(parametersOf(TaskInput.fromText('plain'))).toMatchObject({ Payload: 'plain' });
  });

  test('is a selected value as JSON', () => {
    const { 'Payload.$': payload } = parametersOf(TaskInput.fromJsonPathAt('$.nested'));
    expect(payload).toBe('States.JsonToString($.nested)');
    expect(evaluateIntrinsic(String(payload), input)).toBe('{"text":"x"}');
  });

  test('is the result of an intrinsic function as it is', () => {
    const text = JsonPath.format('{}', JsonPath.stringAt('$.question'));
    expect(parametersOf(TaskInput.fromText(text))).toMatchObject({ 'Payload.$': "States.Format('{}', $.question)" });
  });

  test('is an object with selected values as JSON, whatever the values are', () => {
    const { 'Payload.$': payload } = parametersOf(
      TaskInput.fromObject({
        prompt: JsonPath.stringAt('$.question'),
        count: JsonPath.numberAt('$.count'),
        quote: `it's {a}`,
        deep: [{ items: JsonPath.objectAt('$.items') }, 7, true, null],
        absent: undefined,
      }),
    );
    expect(JSON.parse(evaluateIntrinsic(String(payload), input))).toEqual({
      prompt: input.question,
      count: 2,
      quote: `it's {a}`,
      deep: [{ items: input.items }, 7, true, null],
    });
  });

  test('retains quotation marks and backslashes of a literal', () => {
    const payload = TaskInput.fromObject({ quote: '"a" \\ b', count: JsonPath.numberAt('$.count') });
    // The validator of the state language does not support escaped backslashes, which Step Functions documents.
    const { Parameters } = readDefinition(synthesizeWorkflow((stack) => task(stack, { payload }))).States.Ask;
    expect(Parameters?.['Payload.$']).toBe(
      String.raw`States.Format('\{"quote":"\\"a\\" \\\\ b","count":{}\}', States.JsonToString($.count))`,
    );
    const text = evaluateIntrinsic(String(Parameters?.['Payload.$']), input);
    expect(JSON.parse(text)).toEqual({ quote: '"a" \\ b', count: 2 });
  });

  test('contains values that are known at deployment', () => {
    const payload = (stack: Stack) =>
      TaskInput.fromObject({
        agent: runtimeIn(stack, { runtimeName: 'named' }).agentArn,
        at: JsonPath.stringAt('$.at'),
      });
    const { Parameters } = renderTask((stack) => {
      const runtime = Runtime.fromRuntimeAttributes(stack, 'Shared', {
        runtimeArn: agentCoreArn('runtime/a-a1B2c3D4e5'),
      });
      return new InvokeRuntime(stack, 'Ask', { runtime, payload: payload(stack) });
    });
    const text = evaluateIntrinsic(String(Parameters?.['Payload.$']), { at: 'noon' });
    expect(JSON.parse(text)).toEqual({ agent: expect.stringMatching(/:runtime\/named-/), at: 'noon' });
  });

  test('cannot contain the result of an intrinsic function', () => {
    const payload = TaskInput.fromObject({ id: JsonPath.uuid() });
    expect(messageOf(() => parametersOf(payload))).toMatch(
      /payload\.id must be a path, .* got States\.UUID\(\)\. Compute the value in a Pass state/,
    );
  });
});

describe('The payload of a JSONata task', () => {
  const states = { input: { question: 'Is "it" {so}?', items: [1, 'two', null] } };
  const sent = async (payload: TaskInput) => evaluate(argumentsOf(payload).Payload, states);

  test('is a literal text or object as it is', async () => {
    expect(await sent(TaskInput.fromText('plain'))).toBe('plain');
    expect(argumentsOf(PAYLOAD)).toMatchObject({ Payload: '{"prompt":"Hello"}' });
  });

  test('is the value of an expression, serialized unless it is a string', async () => {
    expect(await sent(TaskInput.fromText('{% $states.input.question %}'))).toBe(states.input.question);
    expect(await sent(TaskInput.fromText('{% $states.input %}'))).toBe(JSON.stringify(states.input));
  });

  test('is an object with expressions as JSON', async () => {
    const payload = {
      prompt: '{% $states.input.question %}',
      quote: 'it\'s {a} \\ "b"',
      deep: [{ items: '{% $states.input.items %}' }, 7, true, null],
      absent: undefined,
    };
    expect(JSON.parse(String(await sent(TaskInput.fromObject(payload))))).toEqual({
      prompt: states.input.question,
      quote: payload.quote,
      deep: [{ items: states.input.items }, 7, true, null],
    });
  });
});

describe('InvokeRuntime rejects', () => {
  test.each<[what: string, props: Partial<InvokeRuntimeProps>, message: RegExp]>([
    ['a short session ID', { sessionId: 's'.repeat(32) }, /sessionId must be between 33 and 256 characters, got 32/],
    ['a long session ID', { sessionId: 's'.repeat(257) }, /sessionId must be between 33 and 256 characters, got 257/],
    ['a long user ID', { userId: 'u'.repeat(1025) }, /userId must be between 1 and 1024 characters, got 1025/],
    [
      'a timeout that Step Functions does not wait for',
      { taskTimeout: Timeout.duration(Duration.minutes(16)) },
      /taskTimeout must be between 1 and 900 seconds/,
    ],
  ])('%s', (_, props, message) => {
    expect(rejected(props)).toMatch(message);
    const [bounded] = Object.keys(props);
    const within = { sessionId: 's'.repeat(256), userId: 'u', taskTimeout: Timeout.duration(Duration.minutes(15)) };
    expect(rejected({ [bounded]: within[bounded as keyof typeof within] })).toBe('nothing was thrown');
  });

  test('a runtime with JWT authorization', () => {
    const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
      clients: ['web'],
    });
    expect(rejected((stack) => ({ runtime: new Runtime(stack, 'Web', { artifact: ARTIFACT, authorizer }) }))).toMatch(
      /runtime must use IAM authorization, got an agent with JWT authorization/,
    );
  });

  test('an endpoint of another agent, but not of the same agent', () => {
    const other = (stack: Stack) => new Runtime(stack, 'Other', { artifact: ARTIFACT });
    expect(rejected((stack) => ({ endpoint: other(stack).addEndpoint('live') }))).toMatch(
      /endpoint must be an endpoint of runtime, got Test\/Other\/Endpoint-live/,
    );
    expect(
      rejected((stack) => {
        const runtime = other(stack);
        return { runtime, endpoint: runtime.addEndpoint('live') };
      }),
    ).toBe('nothing was thrown');
  });

  test('a runtime in another Region, and only warns about one in another account', () => {
    const importedIn = (stack: Stack, account: string, region: string) =>
      Runtime.fromRuntimeAttributes(stack, 'Far', {
        runtimeArn: agentCoreArn('runtime/far-a1B2c3D4e5', account, region),
      });
    expect(rejected((stack) => ({ runtime: importedIn(stack, '111122223333', 'eu-west-1') }))).toMatch(
      /runtime must be in the Region us-east-1, got eu-west-1/,
    );
    const stack = testStack();
    task(stack, { runtime: importedIn(stack, '444455556666', 'us-east-1') });
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^runtime is in another account \(444455556666\)/)]);
  });

  test('nothing that is known only at deployment', () => {
    expect(rejected({ sessionId: Fn.importValue('session'), userId: Fn.importValue('user') })).toBe(
      'nothing was thrown',
    );
  });
});
