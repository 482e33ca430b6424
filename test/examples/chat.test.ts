/** `npm run chat`, against the services on loopback. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { chat } from '../../scripts/chat/chat';
import { chatExamples, chatSettings } from '../../scripts/chat/deployment';
import { Terminal } from '../../scripts/chat/terminal';
import { stacksOfExample } from '../support/shared';
import {
  errorOf,
  type FakeDeployment,
  fakeDeployment,
  PASSWORD,
  type StreamEvent,
  streamOf,
  TOKEN,
} from './agents/fake-deployment';
import { PLATFORM } from './agents/process';

const HARNESS = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/Assistant-aBcDeFgHiJ';
const RUNTIME = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/Support-aBcDeFgHiJ';
const SESSION = '6f9619ff-8b86-d011-b42d-00c04fc964ff';
const SESSION_HEADER = 'x-amzn-bedrock-agentcore-runtime-session-id';

let aws: FakeDeployment;

beforeAll(async () => {
  aws = await fakeDeployment();
});
afterAll(() => aws.close());

const environment = () => ({
  ...PLATFORM,
  // The task sets the same value.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_ENDPOINT_URL_CLOUDFORMATION: aws.url,
  AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: aws.url,
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: aws.url,
});

beforeEach(() => {
  aws.requests.length = 0;
  aws.signIns.length = 0;
  jest.replaceProperty(process, 'env', { ...process.env, ...environment() });
});
afterEach(() => jest.restoreAllMocks());

/** Runs the chat with the given input lines, and returns the terminal output. */
async function say(args: string[], ...lines: string[]): Promise<string> {
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(''));
  const terminal = new Terminal(input, output);
  try {
    await chat(args, terminal);
  } finally {
    terminal.close();
  }
  return String(output.read() ?? '');
}

const text = (...pieces: string[]): StreamEvent[] =>
  pieces.map((piece) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: piece } } }));
const stop = (stopReason: string): StreamEvent => ({ messageStop: { stopReason } });
const call = (name: string, toolUseId: string, ...input: string[]): StreamEvent[] => [
  { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId, name, type: 'tool_use' } } } },
  ...input.map((piece) => ({ contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: piece } } } })),
  { contentBlockStop: { contentBlockIndex: 1 } },
];
const result = (toolUseId: string, status: string, said: string): StreamEvent[] => [
  { contentBlockStart: { contentBlockIndex: 0, start: { toolResult: { toolUseId, status } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { toolResult: [{ text: said }] } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
];
const bodies = () => aws.requests.map(({ body }) => JSON.parse(body.toString()));
const sessions = () => aws.requests.map(({ headers }) => headers[SESSION_HEADER]);

describe('The chat with a harness', () => {
  beforeEach(() => aws.deploy('Quickstart', { HarnessArn: HARNESS }));

  test('streams the answer', async () => {
    aws.answer(streamOf({ messageStart: { role: 'assistant' } }, ...text('Hello', ', Ada.'), stop('end_turn')));

    expect(await say(['quickstart', '--session', SESSION], 'Hello')).toBe(
      `Session ${SESSION}. Type /exit to leave.\nyou> Hello, Ada.\nyou> \n`,
    );
    expect(aws.requests).toHaveLength(1);
    expect(aws.requests[0].path).toBe(`/harnesses/invoke?harnessArn=${encodeURIComponent(HARNESS)}`);
    expect(bodies()).toEqual([{ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] }]);
  });

  test('sends signed requests', async () => {
    aws.answer(streamOf(...text('Hello.'), stop('end_turn')));
    await say(['quickstart'], 'Hello');
    expect(aws.requests[0].headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/us-east-1\/bedrock-agentcore\//,
    );
    expect(aws.signIns).toEqual([]);
  });

  test('uses one session for all turns, with an ID that is long enough', async () => {
    aws.answer(streamOf(...text('One.'), stop('end_turn')), streamOf(...text('Two.'), stop('end_turn')));
    await say(['quickstart'], 'First', '', 'Second', '/exit', 'Third');
    expect(sessions()).toHaveLength(2);
    expect(new Set(sessions()).size).toBe(1);
    expect(String(sessions()[0]).length).toBeGreaterThanOrEqual(33);
  });

  test('uses another session in another chat', async () => {
    aws.answer(streamOf(...text('One.'), stop('end_turn')), streamOf(...text('Two.'), stop('end_turn')));
    await say(['quickstart'], 'First');
    await say(['quickstart'], 'Second');
    expect(new Set(sessions()).size).toBe(2);
  });

  test('sends the qualifier and the actor', async () => {
    aws.deploy('Quickstart', { HarnessArn: HARNESS, Qualifier: 'staging' });
    aws.answer(streamOf(...text('Hello.'), stop('end_turn')));
    await say(['quickstart', '--user', 'ada'], 'Hello');
    expect(aws.requests[0].path).toContain('qualifier=staging');
    expect(bodies()).toEqual([expect.objectContaining({ actorId: 'ada' })]);
  });

  test('shows tool calls, tool results and the decisions of hooks', async () => {
    aws.answer(
      streamOf(
        ...text('Let me see.'),
        { hookEvent: { hookEventId: 'h-1', name: 'approve', type: 'before_tool_call', decision: 'allow' } },
        ...call('shop___look_up_order', 'tool-1', '{"orderId":', '"A-1001"}'),
        stop('tool_use'),
        ...result('tool-1', 'success', '{"state":"delivered"}'),
        stop('tool_result'),
        ...call('shop___refund', 'tool-2', '{"amount":310}'),
        {
          hookEvent: {
            hookEventId: 'h-2',
            name: 'approve',
            type: 'before_tool_call',
            decision: 'deny',
            reason: 'Too much.',
          },
        },
        ...result('tool-2', 'error', 'Denied.'),
        ...text('It is delivered.'),
        stop('end_turn'),
      ),
    );

    expect(await say(['quickstart', '--session', SESSION], 'Where is A-1001?')).toBe(
      [
        `Session ${SESSION}. Type /exit to leave.`,
        'you> Let me see.',
        '[hook] approve: allow',
        '[tool] shop___look_up_order {"orderId":"A-1001"}',
        '[tool] success: {"state":"delivered"}',
        '[tool] shop___refund {"amount":310}',
        '[hook] approve: deny, Too much.',
        '[tool] error: Denied.',
        'It is delivered.',
        'you> \n',
      ].join('\n'),
    );
    expect(aws.requests).toHaveLength(1);
  });

  describe('that waits for a tool result of the caller', () => {
    const asks = () =>
      aws.answer(
        streamOf(...call('ask_editor', 'tool-1', '{"question":"Publish?"}'), stop('tool_use')),
        streamOf(...text('As you say.'), stop('end_turn')),
      );

    test.each<[string, string, object]>([
      ['an approval', 'yes', { status: 'success', content: [{ text: 'The person approved this call.' }] }],
      ['a denial', 'no', { status: 'error', content: [{ text: 'The person denied this call.' }] }],
      ['an answer in words', 'On Monday.', { status: 'success', content: [{ text: 'On Monday.' }] }],
    ])('sends %s, in the same session', async (_, answer, expected) => {
      asks();
      const shown = await say(['quickstart'], 'Publish it', answer);

      expect(shown).toContain('[tool] ask_editor {"question":"Publish?"}\nask_editor waits for you.');
      expect(shown).toContain('As you say.\n');
      expect(bodies()[1]).toEqual({
        messages: [{ role: 'user', content: [{ toolResult: { toolUseId: 'tool-1', ...expected } }] }],
      });
      expect(new Set(sessions()).size).toBe(1);
    });

    test('sends a denial when the input ends', async () => {
      asks();
      await say(['quickstart'], 'Publish it');
      expect(bodies()[1].messages[0].content[0].toolResult.status).toBe('error');
    });
  });

  test.each(['max_iterations_exceeded', 'hook_stopped'])('shows that the agent stopped with %s', async (reason) => {
    aws.answer(streamOf(...text('So far'), stop(reason)));
    expect(await say(['quickstart'], 'Go on')).toContain(`So far\n[stopped] ${reason}\nyou> `);
  });

  test('shows a service error in one line, and continues in the same session', async () => {
    aws.answer(
      errorOf('AccessDeniedException', 'User is not authorized\n  to perform this action', 403),
      streamOf(...text('Hello.'), stop('end_turn')),
    );
    const shown = await say(['quickstart'], 'Hello', 'Hello again');
    expect(shown).toContain(
      '[error] AccessDeniedException: User is not authorized to perform this action\nyou> Hello.',
    );
    expect(new Set(sessions()).size).toBe(1);
  });
});

describe('The chat with a harness that accepts users of a user pool', () => {
  beforeEach(() =>
    aws.deploy('SupportDesk', { HarnessArn: HARNESS, UserPoolId: 'us-east-1_aBcDeFgHi', ClientId: 'the-client' }),
  );

  test('sends the token of the user, and no signature', async () => {
    aws.answer(streamOf(...text('Hello, Ada.'), stop('end_turn')));
    const shown = await say(['support-desk', '--user', 'ada'], PASSWORD, 'Hello');

    expect(shown).toContain('Password of ada: \nSession ');
    expect(shown).not.toContain(PASSWORD);
    expect(JSON.parse(aws.signIns[0].body.toString())).toEqual({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: 'the-client',
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    });
    expect(aws.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
    expect(bodies()).toEqual([expect.objectContaining({ actorId: 'ada' })]);
  });

  test('does not invoke the harness with a wrong password', async () => {
    await expect(say(['support-desk', '--user', 'ada'], 'wrong', 'Hello')).rejects.toThrow(
      'ada cannot sign in: NotAuthorizedException: Incorrect username or password.',
    );
    expect(aws.requests).toEqual([]);
  });

  test('does not invoke the harness without a user', async () => {
    await expect(say(['support-desk'], 'Hello')).rejects.toThrow('Add --user <name>.');
    expect(aws.requests).toEqual([]);
  });

  test('sends the token from the environment, without a sign-in', async () => {
    aws.answer(streamOf(...text('Hello.'), stop('end_turn')));
    jest.replaceProperty(process, 'env', { ...process.env, CHAT_TOKEN: 'from-the-environment' });
    await say(['support-desk'], 'Hello');
    expect(aws.signIns).toEqual([]);
    expect(aws.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer from-the-environment']);
  });
});

describe('The chat with a runtime', () => {
  beforeEach(() => aws.deploy('TypeScriptAgent', { RuntimeArn: RUNTIME, Qualifier: 'prod' }));

  test('sends the request, and streams the answer from server-sent events', async () => {
    const body = 'data: {"text":"It is "}\n\ndata: {"text":"delivered."}\n\n: comment\n\n';
    aws.answer({ type: 'text/event-stream', body });

    expect(await say(['typescript-agent'], 'Where is A-1001?')).toContain('you> It is delivered.\nyou> ');
    expect(aws.requests[0].path).toBe(`/runtimes/${encodeURIComponent(RUNTIME)}/invocations?qualifier=prod`);
    expect(String(sessions()[0]).length).toBeGreaterThanOrEqual(33);
    expect(bodies()).toEqual([{ prompt: 'Where is A-1001?', customer: 'ada', stream: true }]);
  });

  test.each([
    ['an object of texts', '{"coverage":"Insured.","proposal":"400 euros."}', 'Insured.\n\n400 euros.'],
    ['a string', '"Hello."', 'Hello.'],
    ['other JSON', '{"count":3}', '{"count":3}'],
    ['no JSON', 'Hello.', 'Hello.'],
  ])('shows %s as the answer', async (_, body, shown) => {
    aws.answer({ type: 'application/json', body });
    expect(await say(['typescript-agent'], 'Hello')).toContain(`you> ${shown}\nyou> `);
  });

  test('shows a service error in one line', async () => {
    aws.answer(errorOf('RuntimeClientError', 'Received error (500) from runtime.', 424));
    expect(await say(['typescript-agent'], 'Hello')).toContain(
      '[error] RuntimeClientError: Received error (500) from runtime.\nyou> ',
    );
  });
});

describe('The chat without a deployment', () => {
  test('names the stack and the Region', async () => {
    aws.deploy('Quickstart', { HarnessArn: HARNESS });
    await expect(say(['support-desk'], 'Hello')).rejects.toThrow(
      'The stack SupportDesk does not exist in us-east-1. Deploy it with npx cdk deploy, or set AWS_REGION.',
    );
  });

  test.each<[string, string, NodeJS.ProcessEnv]>([
    ['a Region', 'Region is missing', { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }],
    ['credentials', 'Could not load credentials from any providers', { AWS_ACCESS_KEY_ID: undefined }],
  ])('says how to set %s', async (_, message, missing) => {
    const none = { AWS_PROFILE: undefined, AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' };
    jest.replaceProperty(process, 'env', { ...process.env, ...none, ...missing });
    await expect(say(['quickstart'], 'Hello')).rejects.toThrow(`${message}. Set AWS_REGION and AWS credentials`);
  });

  test('names a missing output', async () => {
    aws.deploy('Quickstart', {});
    await expect(say(['quickstart'], 'Hello')).rejects.toThrow('neither an output HarnessArn nor an output RuntimeArn');
  });

  test.each([[['nowhere']], [[]]])('lists the examples for %j', async (args) => {
    await expect(say(args)).rejects.toThrow(/must be one of .*quickstart, .*support-desk/);
  });
});

describe('The chat command', () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const root = join(__dirname, '..', '..');
      const tsx = join(root, 'node_modules', '.bin', 'tsx');
      const child = spawn(tsx, ['--tsconfig', 'test/tsconfig.json', 'scripts/chat/main.ts', ...args], {
        cwd: root,
        env: process.env,
      });
      const [stdout, stderr]: [string[], string[]] = [[], []];
      child.stdout.on('data', (data) => stdout.push(String(data)));
      child.stderr.on('data', (data) => stderr.push(String(data)));
      child.stdin.end('Hello\n');
      child.once('close', (code) => resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') }));
    });

  test('shows the answer', async () => {
    aws.deploy('Quickstart', { HarnessArn: HARNESS });
    aws.answer(streamOf(...text('Hello, Ada.'), stop('end_turn')));
    expect(await run('quickstart', '--session', SESSION)).toEqual({
      code: 0,
      stdout: `Session ${SESSION}. Type /exit to leave.\nyou> Hello, Ada.\nyou> \n`,
      stderr: '',
    });
  });

  test('shows an error in one line', async () => {
    const { code, stderr } = await run('support-desk');
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringContaining('SupportDesk does not exist')]]);
  });
});

test.each(chatExamples())('%s has the outputs that the chat reads', (example) => {
  const { stack, payload } = chatSettings(example);
  const outputs = Object.keys(stacksOfExample(example).find((one) => one.stack === stack)?.template.Outputs ?? {});
  expect(outputs).toContain(payload ? 'RuntimeArn' : 'HarnessArn');
});
