/**
 * The workflow of approval-workflow from start to finish: its definition is interpreted, its functions run, the page
 * of the decision is on loopback, and the services are fakes.
 */
import { join } from 'node:path';
import { stacksOfExample } from '../support/shared';
import { type Execution, StateError, type StateMachineDefinition, StateMachineRun } from '../support/state-machine';
import { definitionOf } from '../support/workflow';
import { type Loopback, type LoopbackRequest, serve } from './agents/loopback';
import { EXAMPLES, type Handler, handlerIn, handlerOf } from './functions-fixtures';

const definition = definitionOf(stacksOfExample('approval-workflow')) as unknown as StateMachineDefinition;
const ORDER = { orderId: 'A-1002', amount: 310, reason: 'It is late.\nTo approve:\nhttps://evil.example.com' };
const UUID = /^[0-9a-f-]{36}$/;
const KEY = 'k'.repeat(64);

interface Mail {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
}

/** The fakes of the AWS clients that the functions use. Each records what it gets. */
class Services {
  public readonly mails: Mail[] = [];
  public readonly asked: Array<Record<string, unknown>> = [];
  public readonly secretsRead: object[] = [];
  public run?: StateMachineRun;

  public standIns(): Record<string, unknown> {
    const client = (send: (input: never) => unknown) =>
      class {
        public async send({ input }: { readonly input: never }): Promise<unknown> {
          return send(input);
        }
      };
    class Command {
      public constructor(public readonly input: object) {}
    }
    const SNSClient = client((mail: Mail) => this.mails.push(mail));
    const SFNClient = client(({ taskToken, output }: { taskToken: string; output: string }) =>
      this.run?.sendTaskSuccess(taskToken, output),
    );
    const SecretsManagerClient = client((input: object) => {
      this.secretsRead.push(input);
      return { SecretString: KEY };
    });
    return {
      '@aws-sdk/client-sns': { SNSClient, PublishCommand: Command },
      '@aws-sdk/client-sfn': { SFNClient, SendTaskSuccessCommand: Command },
      '@aws-sdk/client-secrets-manager': { SecretsManagerClient, GetSecretValueCommand: Command },
    };
  }

  /** The links of the only mail: to approve and to reject. */
  public links(): [approve: string, reject: string] {
    expect(this.mails).toHaveLength(1);
    const links = [...this.mails[0].Message.matchAll(/^http:\S+$/gm)].map(([link]) => link);
    expect(links).toHaveLength(2);
    return links as [string, string];
  }
}

/** Serves a function as its URL does. */
function urlOf(handler: Handler): Promise<Loopback> {
  return serve(async ({ method, path }: LoopbackRequest) => {
    const event = { rawQueryString: path.split('?')[1] ?? '', requestContext: { http: { method } } };
    const answer = (await handler(event)) as { statusCode: number; headers: Record<string, string>; body: string };
    const { 'content-type': type, ...headers } = answer.headers;
    return { status: answer.statusCode, type, headers, body: answer.body };
  });
}

let services: Services;
let page: Loopback;
let run: StateMachineRun;
let stopReason: string;
/** Errors of the next invocations of the agent. */
let errors: Error[];

beforeEach(async () => {
  services = new Services();
  stopReason = 'end_turn';
  errors = [];
  const standIns = services.standIns();
  const folder = join(EXAMPLES, 'approval-workflow', 'functions', 'approval');
  page = await urlOf(handlerIn(join(folder, 'decide.mjs'), standIns));
  jest.replaceProperty(process, 'env', {
    ...process.env,
    SIGNING_KEY_ARN: 'the-key',
    DECIDE_URL: `${page.url}/`,
    TOPIC_ARN: 'the-topic',
    SECONDS_TO_DECIDE: `${3 * 24 * 3600}`,
  });
  const functions: Record<string, Handler> = {
    ask: handlerIn(join(folder, 'ask.mjs'), standIns),
    refund: handlerOf('approval-workflow', 'refund'),
  };
  run = new StateMachineRun(definition, {
    'bedrockagentcore:invokeHarness': (args) => {
      const error = errors.shift();
      if (error) {
        throw error;
      }
      services.asked.push(args);
      const Content = [{ Text: `Answer ${services.asked.length}.` }];
      return {
        Output: { Message: { Role: 'assistant', Content } },
        StopReason: stopReason,
        Usage: { InputTokens: 20, OutputTokens: 9, TotalTokens: 29 },
        Metrics: { LatencyMs: 900 },
      };
    },
    'lambda:invoke': async ({ FunctionName, Payload }) => {
      const [, name] = /:function:ApprovalWorkflow-([a-z]+)/.exec(String(FunctionName)) ?? [];
      try {
        return { StatusCode: 200, Payload: (await functions[String(name)](Payload as object)) ?? null };
      } catch (error) {
        throw new StateError((error as Error).name, (error as Error).message);
      }
    },
  });
  services.run = run;
});
afterEach(async () => {
  await page.close();
  jest.restoreAllMocks();
});

/** Starts the workflow, and waits until the mail is sent. */
async function waiting(order: object = ORDER): Promise<{ readonly end: Promise<Execution> }> {
  const end = run.run(order);
  while (services.mails.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { end };
}

const post = (link: string) => fetch(link, { method: 'POST' });
const ADVISED = ['Begin', 'Advise', 'Finished?', 'Wait for a person'];

describe('The workflow', () => {
  test('refunds what a person approved, and writes to the customer in the same session', async () => {
    const { end } = await waiting();
    const [approve] = services.links();
    expect((await post(approve)).status).toBe(200);
    const { output, ...execution } = await end;

    expect(execution).toEqual({
      status: 'SUCCEEDED',
      path: [...ADVISED, 'Approved?', 'Refund', 'Write to the customer'],
    });
    expect(output).toEqual({ decision: 'approved', refundId: expect.stringMatching(UUID), message: 'Answer 2.' });
    expect(services.asked.map(({ Messages }) => Messages)).toEqual([
      [
        {
          Role: 'user',
          Content: [{ Text: expect.stringMatching(/^Order A-1002: .* 310 euros, because: It is late/s) }],
        },
      ],
      [{ Role: 'user', Content: [{ Text: expect.stringContaining((output as { refundId: string }).refundId) }] }],
    ]);
    const [first, second] = services.asked;
    expect(first.RuntimeSessionId).toMatch(UUID);
    expect(second.RuntimeSessionId).toBe(first.RuntimeSessionId);
    expect([first.MaxIterations, second.MaxIterations]).toEqual([undefined, 1]);
  });

  test('ends without a refund if a person rejected it', async () => {
    const { end } = await waiting();
    const [, reject] = services.links();
    expect(await (await post(reject)).text()).toContain('You have rejected the refund of 310 euros');

    expect(await end).toEqual({
      status: 'SUCCEEDED',
      output: { decision: 'rejected' },
      path: [...ADVISED, 'Approved?', 'Rejected'],
    });
    expect(services.asked).toHaveLength(1);
  });

  test('fails if no one decides in time, and the links no longer work', async () => {
    const { end } = await waiting();
    run.timeOut();
    expect(await end).toMatchObject({
      status: 'FAILED',
      error: 'ApprovalExpired',
      cause: 'No one decided within 3 days.',
      path: [...ADVISED, 'Expired'],
    });
    expect((await post(services.links()[0])).status).toBe(410);
  });

  test('fails if the agent does not finish, and asks no one', async () => {
    stopReason = 'max_iterations_exceeded';
    expect(await run.run(ORDER)).toEqual({
      status: 'FAILED',
      error: 'AgentUnfinished',
      cause: 'The agent stopped with max_iterations_exceeded.',
      path: ['Begin', 'Advise', 'Finished?', 'Unfinished'],
    });
    expect(services.mails).toEqual([]);
  });

  test('retries a throttled invocation, and fails on other errors', async () => {
    errors.push(new StateError('BedrockAgentCore.ThrottlingException', 'Rate exceeded'));
    const { end } = await waiting();
    await post(services.links()[1]);
    expect((await end).status).toBe('SUCCEEDED');

    errors.push(new StateError('BedrockAgentCore.ValidationException', 'Invalid'));
    expect(await run.run(ORDER)).toMatchObject({ status: 'FAILED', error: 'BedrockAgentCore.ValidationException' });
  });

  test('fails if the amount is not one', async () => {
    const { end } = await waiting({ ...ORDER, amount: -1 });
    await post(services.links()[0]);
    expect(await end).toMatchObject({ status: 'FAILED', cause: 'amount must be greater than 0, got -1' });
  });
});

describe('The mail', () => {
  test('contains the order, the advice and two links, and marks texts of others', async () => {
    const { end } = await waiting();
    const [approve, reject] = services.links();
    const [{ TopicArn, Subject, Message }] = services.mails;
    expect([TopicArn, Subject]).toEqual(['the-topic', 'A refund needs your decision']);
    expect(Message.split('\n\n')).toEqual([
      'Please decide about the refund of 310 euros for the order A-1002.',
      'The customer says:\n> It is late.\n> To approve:\n> https://evil.example.com',
      'The agent says:\n> Answer 1.',
      `To approve:\n${approve}`,
      `To reject:\n${reject}`,
      'The links are valid for one decision, and open a page that asks you to confirm.',
    ]);
    await post(reject);
    await end;
  });
});

describe('The page', () => {
  test('asks to confirm, and decides nothing when a mail scanner opens the link', async () => {
    const { end } = await waiting();
    const [approve, reject] = services.links();
    for (const [link, verb] of [
      [approve, 'Approve'],
      [reject, 'Reject'],
    ]) {
      const answer = await fetch(link);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await answer.text()).toContain(
        `<h1>${verb} the refund of 310 euros for the order A-1002?</h1><form method="post"><button>${verb}</button></form>`,
      );
      expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    }
    expect(services.asked).toHaveLength(1);
    await post(reject);
    expect((await end).output).toEqual({ decision: 'rejected' });
  });

  test('accepts one decision only', async () => {
    const { end } = await waiting();
    const [approve, reject] = services.links();
    await post(reject);
    for (const link of [approve, reject]) {
      const again = await post(link);
      expect([again.status, await again.text()]).toEqual([410, expect.stringContaining('The decision has been made')]);
    }
    expect((await end).output).toEqual({ decision: 'rejected' });
  });

  test('accepts no link after its expiry', async () => {
    const { end } = await waiting();
    const [approve, reject] = services.links();
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now');
    clock.mockReturnValue(now + 3 * 24 * 3600_000 + 1000);
    for (const answer of [await fetch(approve), await post(approve)]) {
      expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('This link has expired.')]);
    }
    clock.mockReturnValue(now + 3 * 24 * 3600_000 - 2000);
    expect((await post(reject)).status).toBe(200);
    await end;
  });

  test.each<[what: string, change: (query: URLSearchParams) => void]>([
    ['another decision', (query) => query.set('decision', 'approved')],
    ['another subject', (query) => query.set('subject', 'the refund of 1 euro for the order A-1002')],
    ['a later expiry', (query) => query.set('expires', '99999999999')],
    ['another token', (query) => query.set('token', 'token-2')],
    ['another signature', (query) => query.set('signature', 'AAAA')],
    ['a signature with an additional byte', (query) => query.set('signature', `${query.get('signature')}AAAA`)],
    ['no signature', (query) => query.delete('signature')],
    ['no token', (query) => query.delete('token')],
  ])('rejects a link with %s', async (_, change) => {
    const { end } = await waiting();
    const reject = new URL(services.links()[1]);
    const changed = new URL(reject);
    change(changed.searchParams);
    for (const answer of [await fetch(changed), await post(changed.href)]) {
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('This link is not valid.')]);
    }
    await post(reject.href);
    expect((await end).output).toEqual({ decision: 'rejected' });
  });

  test('rejects a request without a query string', async () => {
    expect((await fetch(page.url)).status).toBe(403);
  });

  test('escapes what the order contains, and allows no scripts', async () => {
    const { end } = await waiting({ ...ORDER, orderId: '<script>alert("1")</script>' });
    const [, reject] = services.links();
    const answer = await fetch(reject);
    expect(await answer.text()).not.toContain('<script>');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    await post(reject);
    await end;
  });

  test('reads the signing key once for each environment of a function', async () => {
    const { end } = await waiting();
    const [, reject] = services.links();
    await fetch(reject);
    await post(reject);
    await end;
    // One environment of each function.
    expect(services.secretsRead).toEqual([{ SecretId: 'the-key' }, { SecretId: 'the-key' }]);
  });
});
