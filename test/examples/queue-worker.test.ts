/** The function of queue-worker, with the agent on loopback, and the settings that let it run. */
import type { Resource } from '../../scripts/assembly';
import { stacksOfExample } from '../support/shared';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { errorOf, streamOf } from './agents/fake-deployment';
import { type Loopback, type LoopbackRequest, serve } from './agents/loopback';
import { PLATFORM } from './agents/process';
import { type Handler, handlerOf } from './functions-fixtures';

const HARNESS = agentCoreArn('harness/Triage-aBcDeFgHiJ');
const [FIRST, SECOND, THIRD] = [1, 2, 3].map((digit) => `6f9619ff-8b86-d011-b42d-00c04fc9640${digit}`);
const SESSION_HEADER = 'x-amzn-bedrock-agentcore-runtime-session-id';

describe('triage-ticket, which receives messages of a queue', () => {
  const requests: LoopbackRequest[] = [];
  const sent: object[] = [];
  let aws: Loopback;
  let triage: Handler;

  /** Answers a ticket as its text asks. */
  function answer(request: LoopbackRequest) {
    requests.push(request);
    const { messages } = JSON.parse(request.body.toString());
    const [{ text }] = messages[0].content;
    if (text === 'throttled') {
      return errorOf('ThrottlingException', 'Rate exceeded', 429);
    }
    const stopReason = text === 'endless' ? 'max_iterations_exceeded' : 'end_turn';
    return streamOf(
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Severity low. ' } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: `About: ${text}` } } },
      { messageStop: { stopReason } },
    );
  }
  class SendMessageCommand {
    public constructor(public readonly input: object) {}
  }
  class SQSClient {
    public async send({ input }: SendMessageCommand): Promise<void> {
      sent.push(input);
    }
  }

  beforeAll(async () => {
    aws = await serve(answer);
  });
  afterAll(() => aws.close());
  beforeEach(() => {
    requests.length = 0;
    sent.length = 0;
    jest.replaceProperty(process, 'env', {
      ...process.env,
      ...PLATFORM,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: aws.url,
      HARNESS_ARN: HARNESS,
      ANSWERS_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/answers',
    });
    jest.spyOn(console, 'error').mockImplementation();
    triage = handlerOf('queue-worker', 'triage-ticket', { '@aws-sdk/client-sqs': { SQSClient, SendMessageCommand } });
  });
  afterEach(() => jest.restoreAllMocks());

  const message = (messageId: string, body: string) => ({ messageId, body, eventSource: 'aws:sqs' });

  test('invokes the agent for each message, in the session of the message', async () => {
    const Records = [message(FIRST, 'wrong address'), message(SECOND, 'no invoice')];
    expect(await triage({ Records })).toEqual({ batchItemFailures: [] });

    const bySession = Object.fromEntries(
      requests.map(({ headers, body }) => [headers[SESSION_HEADER], JSON.parse(body.toString())]),
    );
    expect(bySession).toEqual({
      [FIRST]: { messages: [{ role: 'user', content: [{ text: 'wrong address' }] }] },
      [SECOND]: { messages: [{ role: 'user', content: [{ text: 'no invoice' }] }] },
    });
    expect(requests[0].path).toBe(`/harnesses/invoke?harnessArn=${encodeURIComponent(HARNESS)}`);
  });

  test('sends each answer to the queue of answers, with the ID of the ticket', async () => {
    await triage({ Records: [message(FIRST, 'wrong address')] });
    expect(sent).toEqual([
      {
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/answers',
        MessageBody: JSON.stringify({ ticket: FIRST, answer: 'Severity low. About: wrong address' }),
      },
    ]);
  });

  test('returns only the messages that failed, and answers the others', async () => {
    const Records = [message(FIRST, 'throttled'), message(SECOND, 'no invoice'), message(THIRD, 'endless')];
    expect(await triage({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: FIRST }, { itemIdentifier: THIRD }],
    });
    expect(sent).toEqual([expect.objectContaining({ MessageBody: expect.stringContaining(SECOND) })]);
    expect(jest.mocked(console.error).mock.calls.map(([error]) => String(error))).toEqual([
      expect.stringContaining('Rate exceeded'),
      `Error: The agent stopped with max_iterations_exceeded at message ${THIRD}.`,
    ]);
  });

  test('continues the session of a message that is delivered again', async () => {
    await triage({ Records: [message(FIRST, 'throttled')] });
    await triage({ Records: [message(FIRST, 'wrong address')] });
    expect(new Set(requests.map(({ headers }) => headers[SESSION_HEADER]))).toEqual(new Set([FIRST]));
  });
});

describe('the template of queue-worker', () => {
  const stacks = stacksOfExample('queue-worker');
  const resources = Object.entries(stacks[0].template.Resources);
  const properties = (type: string, prefix = '') => {
    const found = resources.filter(([id, { Type }]) => Type === type && id.startsWith(prefix));
    expect(found).toHaveLength(1);
    return (found[0][1] as Resource).Properties as Record<string, unknown>;
  };

  test('has timeouts that fit: agent, function, visibility', () => {
    const agent = properties('AWS::BedrockAgentCore::Harness').TimeoutSeconds as number;
    const ofFunction = properties('AWS::Lambda::Function').Timeout as number;
    const visibility = properties('AWS::SQS::Queue', 'Tickets').VisibilityTimeout as number;
    expect(ofFunction).toBeGreaterThan(agent);
    expect(visibility).toBeGreaterThanOrEqual(6 * ofFunction);
  });

  test('has partial batch responses, a limited number of sessions, and a dead-letter queue', () => {
    expect(properties('AWS::Lambda::EventSourceMapping')).toMatchObject({
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(properties('AWS::SQS::Queue', 'Tickets').RedrivePolicy).toMatchObject({ maxReceiveCount: 3 });
  });

  test('lets the function invoke its own agent, send answers and receive tickets, and nothing else', async () => {
    const policies = policiesOf(stacks, roleNamed(stacks, 'triageticketServiceRole'));
    const invoke = ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeCommand', 'StopRuntimeSession'].map(
      (action) => `bedrock-agentcore:${action}`,
    );
    const text = JSON.stringify(policies);
    const [harness] = /arn:aws:bedrock-agentcore:[\w-]*:\d*:harness\/[\w-]+/.exec(text) ?? [''];
    const queue = (name: string) => new RegExp(`arn:aws:sqs:[\\w:-]+${name}[\\w-]+`).exec(text)?.[0] ?? '';
    const use = ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue'];

    expect(await allowedOf(policies, ['invoke', invoke, harness])).toEqual(invoke.slice(0, 2));
    expect(await allowedOf(policies, ['invoke', invoke, agentCoreArn('harness/neighbor-a1B2c3D4e5')])).toEqual([]);
    expect(await allowedOf(policies, ['use', use, queue('Answers')])).toEqual(['sqs:SendMessage']);
    expect(await allowedOf(policies, ['use', use, queue('Tickets')])).toEqual(use.slice(1, 3));
    expect(await allowedOf(policies, ['use', use, `${queue('Tickets')}2`])).toEqual([]);
  });
});
