/** The agent of the example typescript-agent, started from the synthesized bundle, with fake services on loopback. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import WebSocket from 'ws';
import { z } from 'zod';
import { Use } from '../../../src';
import { temporaryDirectories } from '../../support/temporary';
import { type DeployedRuntime, deployedRuntime } from './deployed';
import { type FakeAgentCore, fakeAgentCore } from './fake-agentcore';
import { type Block, type FakeBedrock, fakeBedrock } from './fake-bedrock';
import { type FakeGateway, fakeGateway } from './fake-gateway';
import type { LoopbackRequest } from './loopback';
import { type AgentProcess, agentProcesses, PLATFORM } from './process';

const directoryOf = temporaryDirectories();
const start = agentProcesses();
const SESSION = 'a-session-of-the-test-with-33-or-more-characters';
const LOOK_UP = 'orders___look_up_order';

let deployed: DeployedRuntime;
let bedrock: FakeBedrock;
let gateway: FakeGateway;
let agentCore: FakeAgentCore;
let agent: AgentProcess;

beforeAll(async () => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  deployed = deployedRuntime('typescript-agent', directoryOf());
  jest.restoreAllMocks();
  bedrock = await fakeBedrock();
  agentCore = await fakeAgentCore('They like blue parcels.', '42');
  gateway = await fakeGateway({
    name: LOOK_UP,
    input: { orderId: z.string() },
    call: ({ orderId }) => ({ orderId, state: 'delivered' }),
  });
  agent = await start({
    code: deployed.code,
    environment: {
      ...deployed.environment,
      ...PLATFORM,
      // Only the host differs from the URL in the template.
      [Use.GATEWAY_VARIABLE]: `${gateway.url}${new URL(deployed.environment[Use.GATEWAY_VARIABLE]).pathname}`,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
      AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: agentCore.url,
    },
  });
});

afterAll(() => Promise.all([bedrock, gateway, agentCore].map((fake) => fake.close())));

function invoke(body: object, headers: Record<string, string> = {}, session = SESSION): Promise<Response> {
  return fetch(`http://${agent.host}/invocations`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-amzn-bedrock-agentcore-runtime-session-id': session,
      ...headers,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
}

/** The content of the last message to the model. */
function lastBlocks(): Block[] {
  return bedrock.requests.at(-1)?.messages.at(-1)?.content ?? [];
}

function toolResult(): string {
  return JSON.stringify(lastBlocks().find((block) => block.toolResult)?.toolResult?.content);
}

/** The data of a stream of server-sent events. */
async function eventsOf(response: Response): Promise<object[]> {
  const lines = (await response.text()).split('\n');
  return lines.filter((line) => line.startsWith('data:')).map((line) => JSON.parse(line.slice(5)));
}

/** Sends a prompt over a WebSocket and waits until the agent is done. */
function ask(question: object): Promise<object[]> {
  const headers = { 'x-amzn-bedrock-agentcore-runtime-session-id': `${SESSION}-ws` };
  const socket = new WebSocket(`ws://${agent.host}/ws`, { headers });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer over the WebSocket:\n${agent.output()}`)), 20_000);
    const said: object[] = [];
    socket.on('open', () => socket.send(JSON.stringify(question)));
    socket.on('message', (data) => {
      said.push(JSON.parse(String(data)));
      if ('done' in (said.at(-1) ?? {})) {
        socket.close();
      }
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(said);
    });
  });
}

/** The expected signature of a request, computed from its signed headers. */
async function signatureOf({ method, path, headers, body }: LoopbackRequest): Promise<string> {
  const signer = new SignatureV4({
    service: 'bedrock-agentcore',
    region: PLATFORM.AWS_REGION,
    credentials: { accessKeyId: PLATFORM.AWS_ACCESS_KEY_ID, secretAccessKey: PLATFORM.AWS_SECRET_ACCESS_KEY },
    sha256: Sha256,
  });
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1].split(';') ?? [];
  const time = String(headers['x-amz-date']).replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5');
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  const request = new HttpRequest({ method, path, body, headers: signed, hostname: headers.host });
  return (await signer.sign(request, { signingDate: new Date(time) })).headers.authorization;
}

/** Waits up to ten seconds for a value. */
async function eventually<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 100; tries++) {
    const found = look();
    if (found !== undefined) {
      return found;
    }
    await pause(100);
  }
  throw new Error('it did not come about');
}

test('The template sets the environment variables that the code reads, and no others', () => {
  expect(deployed.entryPoint).toEqual(['main.js']);
  expect(deployed.environment).toEqual({
    [Use.MODEL_VARIABLE]: 'global.amazon.nova-2-lite-v1:0',
    [Use.MEMORY_VARIABLE]: expect.stringMatching(/^\w+-\w{10}$/),
    [Use.GATEWAY_VARIABLE]: expect.stringMatching(
      /^https:\/\/[a-z0-9-]+\.gateway\.bedrock-agentcore\.us-east-1\.amazonaws\.com\/mcp$/,
    ),
    [Use.CODE_INTERPRETER_VARIABLE]: expect.stringMatching(/^\w+-\w{10}$/),
  });
});

test('The agent names missing environment variables, and exits', async () => {
  const { [Use.MEMORY_VARIABLE]: _, ...rest } = deployed.environment;
  const started = start({ code: deployed.code, environment: { ...rest, ...PLATFORM } });
  await expect(started).rejects.toThrow(Use.MEMORY_VARIABLE);
});

test('The agent reports a healthy status', async () => {
  const response = await fetch(`http://${agent.host}/ping`, { signal: AbortSignal.timeout(5_000) });
  expect(await response.json()).toMatchObject({ status: 'Healthy' });
});

test('The agent sends no requests before the first invocation, because a snapshot would contain the connections', () => {
  expect([...bedrock.requests, ...gateway.requests, ...agentCore.requests]).toEqual([]);
});

describe('The TypeScript agent at /invocations', () => {
  test('answers with the model of the template, and offers all tools to the model', async () => {
    bedrock.script('Hello, how may I help?');
    const response = await invoke({ prompt: 'Hello', customer: 'ada' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('application/json'),
    ]);
    expect(await response.json()).toEqual({ answer: 'Hello, how may I help?' });
    expect(bedrock.requests.map(({ modelId }) => modelId)).toEqual(['global.amazon.nova-2-lite-v1:0']);
    const tools = bedrock.requests[0].toolConfig?.tools.map(({ toolSpec }) => toolSpec?.name);
    expect(tools).toEqual(expect.arrayContaining(['quote_shipping', LOOK_UP, 'executeCode']));
  });

  test('streams the answer', async () => {
    bedrock.script('A parcel takes two days, or one by express.');
    const response = await invoke(
      { prompt: 'How long?', customer: 'ada', stream: true },
      { accept: 'text/event-stream' },
    );
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await eventsOf(response)) as Array<{ text: string }>;
    expect(events.length).toBeGreaterThan(2);
    expect(events.map(({ text }) => text).join('')).toBe('A parcel takes two days, or one by express.');
  });

  test('rejects an invalid request', async () => {
    const response = await invoke({ prompt: '', customer: 'ada' });
    expect(response.status).toBe(400);
  });

  test('retains the conversation within a session, and not in another', async () => {
    const textsAfter = async (session: string) => {
      bedrock.script('Noted.');
      await invoke({ prompt: 'What did I say?', customer: 'bob' }, {}, session);
      return JSON.stringify(bedrock.requests[0].messages);
    };
    bedrock.script('Noted.');
    await invoke({ prompt: 'My number is A-1001.', customer: 'bob' }, {}, `${SESSION}-bob`);
    expect(await textsAfter(`${SESSION}-bob`)).toContain('A-1001');
    expect(await textsAfter(`${SESSION}-other`)).not.toContain('A-1001');
  });
});

describe('The tools of the TypeScript agent', () => {
  test.each([
    ['a local tool', { tool: 'quote_shipping', input: { kilograms: 2.5, express: true } }, '13.5'],
    ['a gateway tool', { tool: LOOK_UP, input: { orderId: 'A-1001' } }, 'delivered'],
    ['the code interpreter', { tool: 'executeCode', input: { code: 'print(6 * 7)', language: 'python' } }, '42'],
  ])('return their result to the model: %s', async (_, turn, result) => {
    bedrock.script(turn, 'There you are.');
    const response = await invoke({ prompt: 'Please do.', customer: 'ada' });
    expect(await response.json()).toEqual({ answer: 'There you are.' });
    expect(bedrock.requests).toHaveLength(2);
    expect(toolResult()).toContain(result);
  });

  test('call the gateway with the names and inputs from the model', () => {
    expect(gateway.calls).toEqual([{ name: LOOK_UP, input: { orderId: 'A-1001' } }]);
  });

  test('sign requests to the gateway for its service and Region', async () => {
    expect(gateway.requests.length).toBeGreaterThan(3);
    for (const request of gateway.requests) {
      expect(request.headers.authorization).toBe(await signatureOf(request));
    }
  });

  test('run code in the code interpreter of the template', () => {
    const asked = agentCore.requests.filter(({ operation }) => operation.includes('CodeInterpreter'));
    expect(asked.map(({ operation, of }) => [operation, of])).toEqual([
      ['StartCodeInterpreterSession', deployed.environment[Use.CODE_INTERPRETER_VARIABLE]],
      ['InvokeCodeInterpreter', deployed.environment[Use.CODE_INTERPRETER_VARIABLE]],
    ]);
    expect(asked[1].input).toMatchObject({ name: 'executeCode', arguments: { code: 'print(6 * 7)' } });
  });
});

describe('The memory of the TypeScript agent', () => {
  const of = () => deployed.environment[Use.MEMORY_VARIABLE];
  const session = `${SESSION}-eve`;

  test('provides memory records of the customer to the model', async () => {
    bedrock.script('Blue it is.');
    await invoke({ prompt: 'Which colour?', customer: 'eve' }, {}, session);
    expect(JSON.stringify(bedrock.requests[0])).toContain('They like blue parcels.');
    expect(agentCore.requests).toContainEqual({
      operation: 'RetrieveMemoryRecords',
      of: of(),
      input: expect.objectContaining({ namespace: '/preferences/eve/' }),
    });
  });

  test('receives the conversation as events of the customer and session, asynchronously', async () => {
    const written = await eventually(() =>
      agentCore.requests.find(({ operation, input }) => operation === 'CreateEvent' && input.actorId === 'eve'),
    );
    expect(written).toMatchObject({ of: of(), input: { sessionId: session } });
    expect(JSON.stringify(written.input)).toMatch(/Which colour\?.*Blue it is\./);
  });
});

describe('The package.json of the TypeScript agent', () => {
  const AGENT = join(__dirname, '..', '..', '..', 'examples', 'typescript-agent', 'agents', 'support');
  const dependenciesIn = (folder: string, kind: string): Record<string, string> =>
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))[kind];

  test('depends on the packages that the code imports, and on no others', () => {
    const sources = ['main.ts', 'gateway.ts'].map((file) => readFileSync(join(AGENT, file), 'utf8')).join('\n');
    const imported = [...sources.matchAll(/ from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, name]) => name);
    expect([...new Set(imported)].sort()).toEqual(Object.keys(dependenciesIn(AGENT, 'dependencies')).sort());
  });

  test('depends on the tested versions', () => {
    const tested = dependenciesIn(join(__dirname, '..', '..', '..'), 'devDependencies');
    const asked = Object.entries(dependenciesIn(AGENT, 'dependencies')).filter(([name]) => name in tested);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked).toEqual(asked.map(([name]) => [name, tested[name]]));
  });
});

describe('The TypeScript agent at /ws', () => {
  test('streams the answer, with tool calls', async () => {
    bedrock.script({ tool: 'quote_shipping', input: { kilograms: 1 } }, 'That is 5.50 euros to send.');
    const said = (await ask({ prompt: 'What does it cost?', customer: 'ada' })) as Array<{ text?: string }>;
    expect(said.at(-1)).toEqual({ done: true });
    expect(said.map(({ text }) => text ?? '').join('')).toBe('That is 5.50 euros to send.');
    expect(toolResult()).toContain('5.5');
  });

  test('closes the connection on an invalid request', async () => {
    expect(await ask({ prompt: 7 })).toEqual([]);
  });
});
