/** The functions of the examples, with the events that the service sends them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES, handlerOf } from './functions-fixtures';

/** The context with which a gateway calls the function of a tool. */
const calledAs = (name: string) => ({ clientContext: { custom: { bedrockAgentCoreToolName: name } } });

describe.each(['support-desk', 'typescript-agent'])('order-lookup of %s, a tool behind a gateway', (example) => {
  const lookUp = handlerOf(example, 'order-lookup');

  test('answers with the order', async () => {
    const answer = await lookUp({ orderId: 'A-1001' }, calledAs('orders___look_up_order'));
    expect(answer).toMatchObject({ state: 'delivered', total: 42.5 });
  });

  test('reports an unknown order', async () => {
    const answer = await lookUp({ orderId: 'B-7' }, calledAs('orders___look_up_order'));
    expect(answer).toEqual({ state: 'unknown', message: 'There is no order B-7.' });
  });

  test.each([
    ['another tool', 'orders___cancel_order'],
    ['no tool', ''],
  ])('rejects %s', async (_, name) => {
    await expect(lookUp({ orderId: 'A-1001' }, calledAs(name))).rejects.toThrow('no such tool');
  });

  test('answers every tool of its schema, and no other tool', () => {
    const schema: Array<{ name: string }> = JSON.parse(
      readFileSync(join(EXAMPLES, example, 'functions', 'order-lookup', 'tools.json'), 'utf8'),
    );
    expect(schema.map(({ name }) => name)).toEqual(['look_up_order']);
  });
});

describe('refund, a tool behind a gateway', () => {
  const refund = handlerOf('support-desk', 'refund');

  test('refunds an order', async () => {
    expect(await refund({ orderId: 'A-1001', amount: 42.5 }, calledAs('refunds___refund'))).toEqual({
      refundId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      orderId: 'A-1001',
      amount: 42.5,
      state: 'refunded',
    });
  });

  test.each([
    ['nothing', { orderId: 'A-1001', amount: 0 }],
    ['a negative amount', { orderId: 'A-1001', amount: -1 }],
    ['no amount', { orderId: 'A-1001' }],
    ['no order', { amount: 1 }],
  ])('rejects %s', async (_, input) => {
    await expect(refund(input, calledAs('refunds___refund'))).rejects.toThrow('amount must be greater than 0');
  });

  test('rejects another tool', async () => {
    const input = { orderId: 'A-1001', amount: 1 };
    await expect(refund(input, calledAs('refunds___cancel'))).rejects.toThrow('no such tool: refunds___cancel');
  });
});

describe('approve-refund, a hook before tool calls', () => {
  const approve = handlerOf('support-desk', 'approve-refund');
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
      reason: 'A person must approve refunds above 100 euros.',
    });
  });

  test('allows other tools with any input', async () => {
    expect(await approve(callOf('shop___look_up_order', { amount: 1_000 }))).toEqual({ decision: 'allow' });
  });

  test('fails on an event without a context, which the harness treats as a denial', async () => {
    await expect(approve({ name: 'approve' })).rejects.toThrow();
  });
});

/** Fakes of the AgentCore client, which records requests, and of a command. */
function agentCore(command: string, answer: object): { requests: object[]; standIns: Record<string, unknown> } {
  const requests: object[] = [];
  class Command {
    public constructor(public readonly input: object) {}
  }
  class BedrockAgentCoreClient {
    public async send({ input }: Command): Promise<object> {
      requests.push(input);
      return answer;
    }
  }
  return {
    requests,
    standIns: { '@aws-sdk/client-bedrock-agentcore': { BedrockAgentCoreClient, [command]: Command } },
  };
}

describe('recall-tenant, which reads the memory of one tenant', () => {
  const { requests, standIns } = agentCore('RetrieveMemoryRecordsCommand', {
    memoryRecordSummaries: [
      {
        memoryRecordId: 'mem-1',
        content: { text: 'Ada pays by card.' },
        score: 0.8,
        namespaces: ['/tenants/acme/ada/'],
      },
    ],
  });
  const recall = handlerOf('memory-per-tenant', 'recall-tenant', standIns);
  const question = 'How does she pay?';

  beforeEach(() => {
    requests.length = 0;
    jest.replaceProperty(process, 'env', { ...process.env, MEMORY_ID: 'users-1', NAMESPACE: '/tenants/acme/' });
  });
  afterEach(() => jest.restoreAllMocks());

  test('returns the records in the namespace of the tenant', async () => {
    expect(await recall({ question })).toEqual([{ text: 'Ada pays by card.', score: 0.8 }]);
    const searchCriteria = { searchQuery: question, topK: 5 };
    expect(requests).toEqual([{ memoryId: 'users-1', namespacePath: '/tenants/acme/', searchCriteria }]);
  });

  test('searches the namespace of one user, and not of users whose name has the same prefix', async () => {
    await recall({ question, user: 'ada' });
    expect(requests).toEqual([expect.objectContaining({ namespacePath: '/tenants/acme/ada/' })]);
  });
});

describe('record-event, which writes for any tenant', () => {
  const { requests, standIns } = agentCore('CreateEventCommand', { event: { eventId: '0000001#a1b2c3d4' } });
  const record = handlerOf('memory-per-tenant', 'record-event', standIns);
  const said = {
    tenant: 'acme',
    user: 'ada',
    sessionId: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
    messages: [
      { role: 'USER', text: 'Where is my invoice?' },
      { role: 'ASSISTANT', text: 'You get it by Friday.' },
    ],
  };

  beforeEach(() => {
    requests.length = 0;
    jest.replaceProperty(process, 'env', { ...process.env, MEMORY_ID: 'users-1' });
  });
  afterEach(() => jest.restoreAllMocks());

  test('stores an event for the user of the tenant', async () => {
    expect(await record({ ...said, saidAt: '2026-11-02T09:00:00Z' })).toEqual({ eventId: '0000001#a1b2c3d4' });
    expect(requests).toEqual([
      {
        memoryId: 'users-1',
        actorId: 'acme/ada',
        sessionId: said.sessionId,
        eventTimestamp: new Date('2026-11-02T09:00:00Z'),
        payload: [
          { conversational: { role: 'USER', content: { text: 'Where is my invoice?' } } },
          { conversational: { role: 'ASSISTANT', content: { text: 'You get it by Friday.' } } },
        ],
      },
    ]);
  });

  test('uses the current time by default', async () => {
    const before = Date.now();
    await record(said);
    const [{ eventTimestamp }] = requests as Array<{ eventTimestamp: Date }>;
    expect(eventTimestamp.getTime()).toBeGreaterThanOrEqual(before);
  });

  test.each([
    ['a tenant with a slash', { tenant: 'acme/globex' }],
    ['a user with a slash', { user: '../globex/eve' }],
    ['an empty tenant', { tenant: '' }],
    ['no user', { user: undefined }],
  ])('rejects %s', async (_, wrong) => {
    await expect(record({ ...said, ...wrong })).rejects.toThrow('no id of a tenant or a user');
    expect(requests).toEqual([]);
  });
});

describe('list-issues, which uses an OAuth client of the token vault', () => {
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
  const listIssues = handlerOf('identity', 'list-issues', {
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

  test('gets a token with its workload identity, and sends it to the API', async () => {
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

  test('reports an error response of the API', async () => {
    answering(new Response('', { status: 403 }));
    await expect(listIssues({ repository: 'shop' })).rejects.toThrow('the issues of shop cannot be read: 403');
  });
});
