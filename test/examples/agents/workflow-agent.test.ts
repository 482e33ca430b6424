/** The agent of the example workflow-agent, started from the synthesized bundle, with a model on loopback. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import WebSocket from 'ws';
import { temporaryDirectories } from '../../support/temporary';
import { type DeployedRuntime, deployedRuntime } from './deployed';
import { type FakeBedrock, fakeBedrock } from './fake-bedrock';
import { type AgentProcess, agentProcesses, PLATFORM } from './process';

const directoryOf = temporaryDirectories();
const start = agentProcesses();
const SESSION = 'a-session-of-the-test-with-33-or-more-characters';
const SESSION_HEADER = 'X-Amzn-Bedrock-AgentCore-Runtime-Session-Id';
const CLAIM = 'Water ran into my cellar, and the boiler is broken.';

let deployed: DeployedRuntime;
let bedrock: FakeBedrock;
let agent: AgentProcess;
let cases: string;

beforeAll(async () => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  deployed = deployedRuntime('workflow-agent', directoryOf(), 'WorkflowAgent');
  jest.restoreAllMocks();
  bedrock = await fakeBedrock();
  cases = directoryOf();
  const terms = directoryOf({ 'terms.md': 'Burst pipes are insured.' });
  agent = await start({
    code: deployed.code,
    environment: {
      ...deployed.environment,
      ...PLATFORM,
      // The paths where the service would mount the file systems.
      CASES: cases,
      TERMS: join(terms, 'terms.md'),
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    },
  });
});

afterAll(() => bedrock.close());

/** A WebSocket client that records messages and answers them. */
async function talk(claim: unknown, answer: (heard: Record<string, unknown>) => object | undefined) {
  const socket = new WebSocket(`ws://${agent.host}/ws`, { headers: { [SESSION_HEADER]: SESSION } });
  const heard: Array<Record<string, unknown>> = [];
  const closed = new Promise<number>((resolve, reject) => {
    socket.once('close', resolve);
    socket.once('error', reject);
  });
  socket.once('open', () => socket.send(JSON.stringify(claim)));
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    heard.push(message);
    const said = answer(message);
    if (said) {
      socket.send(JSON.stringify(said));
    } else if (message.done) {
      socket.close(1000);
    }
  });
  return { code: await closed, heard };
}

const nodesOf = (heard: Array<Record<string, unknown>>) => heard.flatMap(({ node }) => node ?? []);
const recorded = () => JSON.parse(readFileSync(join(cases, `${SESSION}.json`), 'utf8'));

describe('The environment in the template of workflow-agent', () => {
  test('contains the mount paths of the file systems, and the model', () => {
    expect(deployed.environment).toEqual({
      MODEL_ID: 'global.amazon.nova-2-lite-v1:0',
      CASES: '/mnt/cases',
      TERMS: '/mnt/terms/terms.md',
    });
  });

  test('is the same on instances, with the volume for the file system', () => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const onInstances = deployedRuntime('workflow-agent', directoryOf(), 'WorkflowAgentOnInstances');
    jest.restoreAllMocks();
    expect(onInstances.environment).toEqual({ MODEL_ID: 'global.amazon.nova-2-lite-v1:0', CASES: '/mnt/cases' });
    expect(onInstances.code.split('/').pop()).toBe(deployed.code.split('/').pop());
  });
});

describe('The workflow agent over WebSocket', () => {
  test('runs the graph, asks a person for approval, and continues with the answer', async () => {
    bedrock.script('400 euros.', 'It is insured.', 'We pay 400 euros.', 'Dear customer, we pay 400 euros.');
    const { code, heard } = await talk({ claim: CLAIM }, ({ ask }) => (ask ? { approved: true } : undefined));

    expect(nodesOf(heard).slice(0, 2).sort()).toEqual(['coverage', 'damage']);
    expect(nodesOf(heard).slice(2)).toEqual(['proposal', 'approval', 'letter']);
    expect(heard.findIndex(({ ask }) => ask)).toBeGreaterThan(heard.findIndex(({ node }) => node === 'proposal'));
    expect(heard).toContainEqual({ node: 'letter', text: 'Dear customer, we pay 400 euros.' });
    expect(heard[heard.length - 1]).toEqual({ done: true });
    expect(code).toBe(1000);
    expect(recorded()).toMatchObject({ claim: CLAIM, approval: 'It is approved.', proposal: 'We pay 400 euros.' });
  });

  test('does not write to the customer if the person rejects the proposal', async () => {
    bedrock.script('9,000 euros.', 'It is insured.', 'We pay 9,000 euros.');
    const { heard } = await talk({ claim: CLAIM }, ({ ask }) => (ask ? { approved: false } : undefined));

    expect(nodesOf(heard)).not.toContain('letter');
    expect(heard[heard.length - 1]).toEqual({ done: true });
    expect(recorded()).not.toHaveProperty('letter');
  });

  test('asks the experts in parallel, and bases the proposal on both answers', async () => {
    bedrock.script('400 euros.', 'It is insured.', 'We pay 400 euros.');
    await talk({ claim: CLAIM }, ({ ask }) => (ask ? { approved: false } : undefined));

    const texts = bedrock.requests.map(({ messages }) => JSON.stringify(messages));
    expect(texts).toHaveLength(3);
    expect(texts.slice(0, 2).every((text) => text.includes(CLAIM) && !text.includes('[node:'))).toBe(true);
    expect(texts[2]).toContain('400 euros.');
    expect(texts[2]).toContain('It is insured.');
    expect(JSON.stringify(bedrock.requests.map(({ system }) => system))).toContain('Burst pipes are insured.');
  });

  test('closes the connection on an invalid claim', async () => {
    bedrock.script();
    const { code, heard } = await talk({ question: 'Hello?' }, () => undefined);
    expect([code, heard]).toEqual([1011, []]);
  });
});

describe('The workflow agent at /invocations', () => {
  const invoke = (body: object) =>
    fetch(`http://${agent.host}/invocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SESSION_HEADER]: SESSION },
      body: JSON.stringify(body),
    });

  test('does not ask for approval, and answers with the proposal', async () => {
    bedrock.script('400 euros.', 'It is insured.', 'We pay 400 euros.');
    const response = await invoke({ claim: CLAIM });
    expect(await response.json()).toMatchObject({ proposal: 'We pay 400 euros.' });
    expect(recorded()).not.toHaveProperty('approval');
  });

  test('rejects an invalid claim', async () => {
    expect((await invoke({ question: 'Hello?' })).ok).toBe(false);
  });

  test('reports a healthy status', async () => {
    expect(await (await fetch(`http://${agent.host}/ping`)).json()).toMatchObject({ status: 'Healthy' });
  });
});
