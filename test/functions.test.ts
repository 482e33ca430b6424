/** The functions of the examples, with the events that the service sends them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

type Handler = (event: object, context?: object) => Promise<unknown>;

const FUNCTIONS = join(__dirname, '..', 'examples', 'functions');

/** The handler of a function, with stand-ins for the modules that only AWS Lambda has. */
function handlerOf(name: string, standIns: Record<string, unknown> = {}): Handler {
  const { outputText } = transpileModule(readFileSync(join(FUNCTIONS, name, 'index.mjs'), 'utf8'), {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, allowJs: true },
  });
  const exported: { handler?: Handler } = {};
  new Function('require', 'exports', outputText)((id: string) => standIns[id] ?? require(id), exported);
  if (!exported.handler) {
    throw new Error(`examples/functions/${name}/index.mjs exports no handler`);
  }
  return exported.handler;
}

describe('order-lookup, a tool behind a gateway', () => {
  const lookUp = handlerOf('order-lookup');
  const calledAs = (name: string) => ({ clientContext: { custom: { bedrockAgentCoreToolName: name } } });

  test('answers with the order', async () => {
    const answer = await lookUp({ orderId: 'A-1001' }, calledAs('orders___look_up_order'));
    expect(answer).toMatchObject({ state: 'delivered', total: 42.5 });
  });

  test('says so when there is no such order', async () => {
    const answer = await lookUp({ orderId: 'B-7' }, calledAs('orders___look_up_order'));
    expect(answer).toEqual({ state: 'unknown', message: 'There is no order B-7.' });
  });

  test.each([
    ['another tool', 'orders___cancel_order'],
    ['no tool', ''],
  ])('refuses %s', async (_, name) => {
    await expect(lookUp({ orderId: 'A-1001' }, calledAs(name))).rejects.toThrow('no such tool');
  });

  test('answers to every tool of its schema, and to no other name', () => {
    const schema: Array<{ name: string }> = JSON.parse(
      readFileSync(join(FUNCTIONS, 'order-lookup', 'tools.json'), 'utf8'),
    );
    expect(schema.map(({ name }) => name)).toEqual(['look_up_order']);
  });
});

describe('approve-refund, a hook before tool calls', () => {
  const approve = handlerOf('approve-refund');
  const callOf = (toolName: string, toolInput: object) => ({
    hookEventId: '0b0f6c1e-8a44-4f0e-9c55-1f5b7f0a7c11',
    name: 'approve',
    event: 'before_tool_call',
    harnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/SupportDesk-aBcDeFgHiJ',
    sessionId: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
    context: { toolName, toolUseId: 'tooluse_1', toolInput },
  });

  test.each([0, 99.5, 100])('allows a refund of %d', async (amount) => {
    expect(await approve(callOf('shop___refund', { amount }))).toEqual({ decision: 'allow' });
  });

  test.each([
    ['100.01', { amount: 100.01 }],
    ['an unknown amount', {}],
  ])('denies a refund of %s', async (_, input) => {
    expect(await approve(callOf('shop___refund', input))).toEqual({
      decision: 'deny',
      reason: 'Refunds above 100 are for a person to approve.',
    });
  });

  test('allows other tools, whatever they are given', async () => {
    expect(await approve(callOf('shop___look_up_order', { amount: 1_000 }))).toEqual({ decision: 'allow' });
  });

  test('fails on an event without a context, which the harness takes for a denial', async () => {
    await expect(approve({ name: 'approve' })).rejects.toThrow();
  });
});

describe('ask-analyst, a backend that calls the agent', () => {
  const requests: object[] = [];
  class InvokeHarnessCommand {
    public constructor(public readonly input: object) {}
  }
  class BedrockAgentCoreClient {
    public async send({ input }: InvokeHarnessCommand): Promise<{ stream: AsyncIterable<object> }> {
      requests.push(input);
      return { stream: events() };
    }
  }
  async function* events() {
    yield { messageStart: { role: 'assistant' } };
    yield { contentBlockDelta: { delta: { text: 'The ledgers ' } } };
    yield { contentBlockDelta: { delta: { text: 'balance.' } } };
    yield { messageStop: { stopReason: 'end_turn' } };
  }
  const ask = handlerOf('ask-analyst', {
    '@aws-sdk/client-bedrock-agentcore': { BedrockAgentCoreClient, InvokeHarnessCommand },
  });

  beforeEach(() => {
    requests.length = 0;
    jest.replaceProperty(process, 'env', { ...process.env, HARNESS_ARN: 'the-harness', QUALIFIER: 'reports' });
  });
  afterEach(() => jest.restoreAllMocks());

  test('asks through its endpoint, and returns the whole answer', async () => {
    const sessionId = '6f9619ff-8b86-d011-b42d-00c04fc964ff';

    expect(await ask({ question: 'Do they?', sessionId })).toEqual({ sessionId, answer: 'The ledgers balance.' });
    expect(requests).toEqual([
      {
        harnessArn: 'the-harness',
        qualifier: 'reports',
        runtimeSessionId: sessionId,
        messages: [{ role: 'user', content: [{ text: 'Do they?' }] }],
      },
    ]);
  });

  test('begins a session with an id that is long enough for the service', async () => {
    const { sessionId } = (await ask({ question: 'Do they?' })) as { sessionId: string };
    expect(sessionId.length).toBeGreaterThanOrEqual(33);
  });
});

describe('ask-support, a backend that calls the agent on behalf of a customer', () => {
  const requests: object[] = [];
  class InvokeAgentRuntimeCommand {
    public constructor(public readonly input: object) {}
  }
  class BedrockAgentCoreClient {
    public async send({ input }: InvokeAgentRuntimeCommand) {
      requests.push(input);
      return { response: { transformToString: async () => JSON.stringify({ answer: 'It is delivered.' }) } };
    }
  }
  const ask = handlerOf('ask-support', {
    '@aws-sdk/client-bedrock-agentcore': { BedrockAgentCoreClient, InvokeAgentRuntimeCommand },
  });

  beforeEach(() => {
    requests.length = 0;
    jest.replaceProperty(process, 'env', { ...process.env, AGENT_ARN: 'the-agent', QUALIFIER: 'prod' });
  });
  afterEach(() => jest.restoreAllMocks());

  test('asks through its endpoint, and returns the answer', async () => {
    const sessionId = '6f9619ff-8b86-d011-b42d-00c04fc964ff';

    const answer = await ask({ question: 'Where is A-1001?', customer: 'ada', sessionId });
    expect(answer).toEqual({ sessionId, answer: 'It is delivered.' });
    expect(requests).toEqual([
      {
        agentRuntimeArn: 'the-agent',
        qualifier: 'prod',
        runtimeSessionId: sessionId,
        contentType: 'application/json',
        accept: 'application/json',
        payload: JSON.stringify({ prompt: 'Where is A-1001?', customer: 'ada' }),
      },
    ]);
  });

  test('begins a session with an id that is long enough for the service', async () => {
    const { sessionId } = (await ask({ question: 'Where?', customer: 'ada' })) as { sessionId: string };
    expect(sessionId.length).toBeGreaterThanOrEqual(33);
  });
});

describe('list-issues, a function that uses a client of the vault', () => {
  const requests: object[] = [];
  class Command {
    public constructor(public readonly input: object) {}
  }
  class BedrockAgentCoreClient {
    public async send({ input }: Command) {
      requests.push(input);
      return { workloadAccessToken: 'of-the-identity', accessToken: 'of-the-client' };
    }
  }
  const listIssues = handlerOf('list-issues', {
    '@aws-sdk/client-bedrock-agentcore': {
      BedrockAgentCoreClient,
      GetWorkloadAccessTokenCommand: Command,
      GetResourceOauth2TokenCommand: Command,
    },
  });
  const answering = (response: Response) => jest.spyOn(global, 'fetch').mockResolvedValue(response);

  beforeEach(() => {
    requests.length = 0;
    const ours = { WORKLOAD_NAME: 'lister', OAUTH_PROVIDER: 'issues', ISSUES_URL: 'https://issues.example.com' };
    jest.replaceProperty(process, 'env', { ...process.env, ...ours });
  });
  afterEach(() => jest.restoreAllMocks());

  test('gets a token under its own identity, and calls with it', async () => {
    const called = answering(Response.json([{ title: 'It does not open.' }]));
    expect(await listIssues({ repository: 'shop' })).toEqual([{ title: 'It does not open.' }]);
    expect(requests).toEqual([
      { workloadName: 'lister' },
      {
        workloadIdentityToken: 'of-the-identity',
        resourceCredentialProviderName: 'issues',
        oauth2Flow: 'M2M',
        scopes: ['issues:read'],
      },
    ]);
    expect(called).toHaveBeenCalledWith('https://issues.example.com/shop/issues', {
      headers: { authorization: 'Bearer of-the-client' },
    });
  });

  test('says so when it may not', async () => {
    answering(new Response('', { status: 403 }));
    await expect(listIssues({ repository: 'shop' })).rejects.toThrow('the issues of shop cannot be read: 403');
  });
});
