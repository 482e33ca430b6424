/** The functions behind the gateway of gateway-tools, as processes, with the events that the gateway sends them. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWith } from '../support/installed';
import { synthesizeExampleTo } from '../support/synthesize';
import { binaryFor, temporaryDirectories } from '../support/temporary';
import { type LoopbackResponse, serve } from './agents/loopback';

const ROOT = join(__dirname, '..', '..');
const FUNCTIONS = join(ROOT, 'examples', 'gateway-tools', 'functions');
const directory = temporaryDirectories();

/** The invocation of a tool by a gateway: the event is the input, the client context contains the name. */
const contextOf = (tool: string) => ({ custom: { bedrockAgentCoreToolName: tool } });

const toolsOf = (name: string): string[] =>
  JSON.parse(readFileSync(join(FUNCTIONS, name, 'tools.json'), 'utf8')).map((tool: { name: string }) => tool.name);

describe('orders, in TypeScript, bundled by esbuild', () => {
  let bundle: string;

  beforeAll(() => {
    const outdir = directory();
    const [{ template }] = synthesizeExampleTo(outdir, 'gateway-tools');
    const [orders] = Object.entries(template.Resources)
      .filter(([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith('Orders'))
      .map(([, { Properties }]) => Properties as { Code: { S3Key: string } });
    const { S3Key } = orders.Code;
    bundle = join(outdir, `asset.${S3Key.replace(/\.zip$/, '')}`, 'index.js');
  });

  /** Runs the bundle in a separate process. */
  const answerTo = (tool: string, event: object): unknown => {
    const script = `const { handler } = require(${JSON.stringify(bundle)});
handler(${JSON.stringify(event)}, { clientContext: ${JSON.stringify(contextOf(tool))} })
  .then((answer) => console.log(JSON.stringify(answer)), (error) => console.log(JSON.stringify({ failed: error.message })));`;
    return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  };

  test('finds an order', () => {
    expect(answerTo('orders___find_order', { orderId: 'A-1001' })).toEqual({ state: 'delivered', postcode: '10115' });
  });

  test('cancels an order if the tool name has no target prefix', () => {
    expect(answerTo('orders___cancel_order', { orderId: 'A-1002' })).toMatchObject({ state: 'cancelled' });
  });

  test('reports an unknown order, and an order that it cannot cancel', () => {
    expect(answerTo('orders___find_order', { orderId: 'B-7' })).toEqual({ message: 'There is no order B-7.' });
    expect(answerTo('orders___cancel_order', { orderId: 'A-1001' })).toHaveProperty('message');
  });

  test('rejects an unknown tool', () => {
    expect(answerTo('orders___refund', {})).toEqual({ failed: 'no such tool: orders___refund' });
    expect(answerTo('', {})).toEqual({ failed: 'no such tool: ' });
  });

  test('has the tools of its schema', () => {
    expect(toolsOf('orders')).toEqual(['find_order', 'cancel_order']);
  });
});

interface Invocation {
  readonly tool: string;
  readonly event: object;
}

interface Answer {
  readonly path: string;
  readonly body: unknown;
}

/** The Lambda runtime API, which returns one invocation after the other and accepts the responses. */
async function invoke(program: string, invocations: Invocation[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  let given = 0;
  let done = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const api = await serve(({ method, path, body }): LoopbackResponse | Promise<LoopbackResponse> => {
    if (method === 'POST') {
      answers.push({ path, body: JSON.parse(String(body)) });
      return { type: 'application/json', status: 202, body: '{}' };
    }
    const next = invocations[given++];
    if (!next) {
      done();
      return new Promise(() => undefined);
    }
    return {
      type: 'application/json',
      headers: {
        'Lambda-Runtime-Aws-Request-Id': `request-${given}`,
        'Lambda-Runtime-Client-Context': JSON.stringify(contextOf(next.tool)),
      },
      body: JSON.stringify(next.event),
    };
  });
  const child = spawn(program, { env: { AWS_LAMBDA_RUNTIME_API: api.url.replace('http://', '') }, stdio: 'ignore' });
  const ended = new Promise<void>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the function ended with ${code}`)));
  });
  try {
    await Promise.race([all, ended]);
  } finally {
    child.removeAllListeners();
    child.kill();
    await api.close();
  }
  return answers;
}

function build(): string {
  const program = join(directory(), 'bootstrap');
  execFileSync('go', ['build', '-o', program, '.'], {
    cwd: join(FUNCTIONS, 'stock'),
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false', GOPROXY: 'off' },
  });
  return program;
}

/** The executable header of the Go program in the synthesized asset. */
function headerOfDeployedProgram(): Buffer {
  const outdir = directory();
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  execFileSync(tsx, ['--tsconfig', 'examples/tsconfig.json', 'examples/gateway-tools/app.ts'], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: outdir, GOPROXY: 'off' },
    stdio: 'ignore',
  });
  const programs = readdirSync(outdir).map((asset) => join(outdir, asset, 'bootstrap'));
  return readFileSync(programs.find(existsSync) ?? '').subarray(0, 20);
}

describe('stock, in Go,', () => {
  testWith('go', 'answers one invocation of the gateway after the other', async () => {
    const answers = await invoke(build(), [
      { tool: 'stock___count_stock', event: { article: 'teapot' } },
      { tool: 'stock___count_stock', event: { article: 'samovar' } },
      { tool: 'stock___sell', event: { article: 'teapot' } },
      { tool: 'stock___count_stock', event: { article: 'kettle' } },
    ]);
    const path = (request: number, end: string) => `/2018-06-01/runtime/invocation/request-${request}/${end}`;
    expect(answers).toEqual([
      { path: path(1, 'response'), body: { article: 'teapot', count: 12, known: true } },
      { path: path(2, 'response'), body: { article: 'samovar', count: 0, known: false } },
      { path: path(3, 'error'), body: { errorMessage: 'no such tool: stock___sell', errorType: 'Error' } },
      { path: path(4, 'response'), body: { article: 'kettle', count: 0, known: true } },
    ]);
  });

  testWith('go', 'is built for the architecture that it is deployed to', () => {
    const header = headerOfDeployedProgram();
    const expected = binaryFor('arm64');
    expect([...header.subarray(0, 6)]).toEqual([...expected.subarray(0, 6)]);
    expect(header.readUInt16LE(18)).toBe(expected.readUInt16LE(18));
  });

  test('has the tools of its schema', () => {
    expect(toolsOf('stock')).toEqual(['count_stock']);
  });
});
