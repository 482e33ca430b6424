import { handlerOf } from './functions-fixtures';

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
  const ask = handlerOf('private-analyst', 'ask-analyst', {
    '@aws-sdk/client-bedrock-agentcore': { BedrockAgentCoreClient, InvokeHarnessCommand },
  });

  beforeEach(() => {
    requests.length = 0;
    jest.replaceProperty(process, 'env', { ...process.env, HARNESS_ARN: 'the-harness', QUALIFIER: 'reports' });
  });
  afterEach(() => jest.restoreAllMocks());

  test('invokes the endpoint, and returns the complete answer', async () => {
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
  const ask = handlerOf('typescript-agent', 'ask-support', {
    '@aws-sdk/client-bedrock-agentcore': { BedrockAgentCoreClient, InvokeAgentRuntimeCommand },
  });

  beforeEach(() => {
    requests.length = 0;
    jest.replaceProperty(process, 'env', { ...process.env, AGENT_ARN: 'the-agent', QUALIFIER: 'prod' });
  });
  afterEach(() => jest.restoreAllMocks());

  test('invokes the endpoint, and returns the answer', async () => {
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

describe('file-claim, a backend that only invokes the agent', () => {
  const requests: object[] = [];
  class InvokeAgentRuntimeCommand {
    public constructor(public readonly input: object) {}
  }
  class BedrockAgentCoreClient {
    public async send({ input }: InvokeAgentRuntimeCommand) {
      requests.push(input);
      return { response: { transformToString: async () => JSON.stringify({ proposal: 'We pay 400 euros.' }) } };
    }
  }
  const file = handlerOf('workflow-agent', 'file-claim', {
    '@aws-sdk/client-bedrock-agentcore': { BedrockAgentCoreClient, InvokeAgentRuntimeCommand },
  });

  beforeEach(() => jest.replaceProperty(process, 'env', { ...process.env, AGENT_ARN: 'the-agent' }));
  afterEach(() => jest.restoreAllMocks());

  test('files a claim in a new session, and returns the proposal', async () => {
    const { sessionId, proposal } = (await file({ claim: 'A pipe burst.' })) as Record<string, string>;
    expect(proposal).toBe('We pay 400 euros.');
    expect(sessionId.length).toBeGreaterThanOrEqual(33);
    expect(requests).toEqual([
      expect.objectContaining({
        agentRuntimeArn: 'the-agent',
        runtimeSessionId: sessionId,
        payload: JSON.stringify({ claim: 'A pipe burst.' }),
      }),
    ]);
  });
});

describe('open-claim, a backend that lets a browser open the WebSocket', () => {
  const defaultProvider = () => async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of no account' });
  const open = handlerOf('workflow-agent', 'open-claim', { '@aws-sdk/credential-provider-node': { defaultProvider } });
  const AGENT_ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/claims-a1B2c3D4e5';

  beforeEach(() => jest.replaceProperty(process, 'env', { ...process.env, AGENT_ARN, AWS_REGION: 'us-east-1' }));
  afterEach(() => jest.restoreAllMocks());

  test('returns a URL of the agent that is signed for five minutes and one session', async () => {
    const { sessionId, url } = (await open({})) as Record<string, string>;
    const { protocol, hostname, pathname, searchParams } = new URL(url);
    expect([protocol, hostname]).toEqual(['wss:', 'bedrock-agentcore.us-east-1.amazonaws.com']);
    expect(pathname).toBe(`/runtimes/${encodeURIComponent(AGENT_ARN)}/ws`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      'X-Amzn-Bedrock-AgentCore-Runtime-Session-Id': sessionId,
      'X-Amz-Expires': '300',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});
