import { JsonPath, QueryLanguage, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';
import { Harness, HarnessEndpoint, InvokeHarness, type InvokeHarnessProps, Model } from '../../src';
import { testStack } from '../support/helpers';
import { agentCoreArn } from '../support/simulate';
import { definitionOf, evaluate, renderTask, synthesizeWorkflow } from '../support/workflow';
import { l1In, shortIn, task } from './invoke-harness-fixtures';

const ANSWER = {
  Output: { Message: { Role: 'assistant', Content: [{ Text: 'Yes, ' }, { Text: 'it is.' }] } },
  StopReason: 'end_turn',
  Usage: { InputTokens: 7, OutputTokens: 5, TotalTokens: 12 },
  Metrics: { LatencyMs: 900 },
};
const parametersOf = (props: Partial<InvokeHarnessProps> = {}) => renderTask((stack) => task(stack, props)).Parameters;

describe('InvokeHarness', () => {
  test('renders the optimized integration with a prompt and a new session ID', () => {
    expect(renderTask((stack) => task(stack))).toEqual({
      Type: 'Task',
      QueryLanguage: 'JSONPath',
      Resource: 'arn:aws:states:::bedrockagentcore:invokeHarness',
      Parameters: {
        HarnessArn: expect.stringMatching(/^arn:aws:bedrock-agentcore:us-east-1:111122223333:harness\//),
        'RuntimeSessionId.$': 'States.UUID()',
        Messages: [{ Role: 'user', Content: [{ Text: 'Hello' }] }],
      },
      Retry: [
        {
          ErrorEquals: ['BedrockAgentCore.ThrottlingException'],
          IntervalSeconds: 2,
          MaxAttempts: 6,
          BackoffRate: 2,
          JitterStrategy: 'FULL',
        },
      ],
      End: true,
    });
  });

  test('renders JSONPath expressions', () => {
    const state = renderTask((stack) =>
      InvokeHarness.jsonPath(stack, 'Ask', {
        harness: shortIn(stack),
        prompt: JsonPath.stringAt('$.question'),
        sessionId: JsonPath.stringAt('$.caseId'),
        actorId: JsonPath.stringAt('$.customer'),
        userId: JsonPath.stringAt('$.user'),
        resultSelector: InvokeHarness.jsonPathResult(),
      }),
    );
    expect(state.Parameters).toEqual({
      HarnessArn: expect.any(String),
      'RuntimeSessionId.$': '$.caseId',
      'RuntimeUserId.$': '$.user',
      'ActorId.$': '$.customer',
      Messages: [{ Role: 'user', Content: [{ 'Text.$': '$.question' }] }],
    });
    expect(state.ResultSelector).toEqual({
      'text.$': '$.Output.Message.Content[0].Text',
      'stopReason.$': '$.StopReason',
      'usage.$': '$.Usage',
    });
  });

  test('renders JSONata expressions that evaluate to the request and the result', async () => {
    const state = renderTask((stack) =>
      InvokeHarness.jsonata(stack, 'Ask', {
        harness: shortIn(stack),
        prompt: '{% "Case " & $states.input.caseId %}',
        actorId: '{% $states.input.customer %}',
        outputs: InvokeHarness.jsonataResult(),
      }),
    );
    expect(state).toMatchObject({ QueryLanguage: 'JSONata' });
    expect(state.Parameters).toBeUndefined();
    expect(await evaluate(state.Arguments, { input: { caseId: '4711', customer: 'ada' } })).toEqual({
      HarnessArn: expect.any(String),
      RuntimeSessionId: '0d9b5a0e-6f35-4c4b-9a51-8f3f8c3c7b11',
      ActorId: 'ada',
      Messages: [{ Role: 'user', Content: [{ Text: 'Case 4711' }] }],
    });
    const { Output } = state;
    const result = { text: 'Yes, it is.', stopReason: 'end_turn', usage: ANSWER.Usage };
    expect(await evaluate(Output, { result: ANSWER })).toEqual(result);
  });

  test('selects an empty text of an answer without text', async () => {
    const silent = { ...ANSWER, Output: { Message: { Role: 'assistant', Content: [] } } };
    expect(await evaluate(InvokeHarness.jsonataResult().text, { result: silent })).toBe('');
  });

  test('follows the query language of the state machine', () => {
    const state = renderTask((stack) => task(stack), QueryLanguage.JSONATA);
    expect(state.Parameters).toBeUndefined();
    expect(state.Arguments).toMatchObject({ RuntimeSessionId: '{% $uuid() %}' });
  });

  test('sends messages instead of a prompt', () => {
    const Messages = [
      { Role: 'assistant', Content: [{ Text: 'How can I help?' }] },
      { Role: 'user', Content: [{ Text: 'Where is my order?' }] },
    ];
    expect(parametersOf({ prompt: undefined, messages: TaskInput.fromObject(Messages as never) })).toMatchObject({
      Messages,
    });
    expect(parametersOf({ prompt: undefined, messages: TaskInput.fromJsonPathAt('$.messages') })).toMatchObject({
      'Messages.$': '$.messages',
    });
    const raw = [{ 'Role.$': '$.role', 'Content.$': '$.content' }];
    expect(parametersOf({ prompt: undefined, messages: TaskInput.fromObject(raw as never) })).toMatchObject({
      Messages: raw,
    });
    const selected = [{ Role: 'user', Content: [{ Text: JsonPath.stringAt('$.question') }] }];
    expect(parametersOf({ prompt: undefined, messages: TaskInput.fromObject(selected as never) })).toMatchObject({
      Messages: [{ Role: 'user', Content: [{ 'Text.$': '$.question' }] }],
    });
  });

  test('invokes an endpoint by its name', () => {
    const parameters = renderTask((stack) => {
      const harness = shortIn(stack);
      return new InvokeHarness(stack, 'Ask', { harness, endpoint: harness.addEndpoint('live'), prompt: 'Hello' });
    }).Parameters;
    expect(parameters).toMatchObject({ Qualifier: 'live' });
    expect(parametersOf()).not.toHaveProperty('Qualifier');
  });

  test('overrides nothing unless asked to', () => {
    expect(Object.keys(parametersOf() ?? {})).toEqual(['HarnessArn', 'RuntimeSessionId.$', 'Messages']);
  });

  test('overrides the model, the system prompt, the limits and the allowed tools in PascalCase', () => {
    const overrides = {
      model: Model.bedrock('amazon.nova-lite-v1:0', { temperature: 0, additionalParams: { top_k: 3 } }),
      systemPrompt: 'Answer in one sentence.',
      limits: { maxIterations: 5, maxTokens: 900, timeout: Duration.minutes(2) },
      allowedTools: [],
    };
    expect(parametersOf({ overrides })).toMatchObject({
      Model: {
        BedrockModelConfig: {
          ModelId: 'amazon.nova-lite-v1:0',
          ApiFormat: 'converse_stream',
          Temperature: 0,
          AdditionalParams: { top_k: 3 },
        },
      },
      SystemPrompt: [{ Text: 'Answer in one sentence.' }],
      MaxIterations: 5,
      MaxTokens: 900,
      TimeoutSeconds: 120,
      AllowedTools: [],
    });
  });

  test('retries throttled invocations unless asked not to', () => {
    expect(renderTask((stack) => task(stack, { retryOnThrottling: false })).Retry).toBeUndefined();
    expect(renderTask((stack) => task(stack, { retryOnThrottling: true })).Retry).toHaveLength(1);
  });

  test('renders the timeout of the task', () => {
    const taskTimeout = Timeout.duration(Duration.minutes(15));
    expect(renderTask((stack) => task(stack, { taskTimeout })).TimeoutSeconds).toBe(900);
    expect(renderTask((stack) => task(stack)).TimeoutSeconds).toBeUndefined();
  });

  test('publishes the metrics of the service integration', () => {
    const stack = testStack();
    const metric = task(stack).metricFailed();
    expect(metric.metricName).toBe('ServiceIntegrationsFailed');
    expect(stack.resolve(metric.dimensions)).toEqual({
      ServiceIntegrationResourceArn: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':states:::bedrockagentcore:invokeHarness']],
      },
    });
    expect(task(testStack()).metricRunTime().metricName).toBe('ServiceIntegrationRunTime');
  });

  test('accepts an import, an L1 and their endpoints', () => {
    const harnessArn = agentCoreArn('harness/shared-a1B2c3D4e5');
    const imported = renderTask((stack) => {
      const harness = Harness.fromHarnessAttributes(stack, 'Shared', { harnessArn });
      const attributes = { harness, endpointName: 'live' };
      const endpoint = HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Live', attributes);
      return new InvokeHarness(stack, 'Ask', { harness, endpoint, prompt: 'Hello' });
    });
    expect(imported.Parameters).toMatchObject({ HarnessArn: harnessArn, Qualifier: 'live' });
    const stacks = synthesizeWorkflow((stack) => {
      const harness = l1In(stack);
      const endpoint = new HarnessEndpoint(stack, 'Live', { harness, endpointName: 'live' });
      return new InvokeHarness(stack, 'Ask', { harness, endpoint, prompt: 'Hello' });
    });
    expect(definitionOf(stacks).States.Ask.Parameters).toMatchObject({ Qualifier: 'live' });
  });
});
