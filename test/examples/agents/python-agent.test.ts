/** The agent of the example python-agent: its code with fake packages, and its packaging. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, Use } from '../../../src';
import { renderArtifact } from '../../runtime/artifacts';
import { testWith } from '../../support/installed';
import { temporaryDirectories } from '../../support/temporary';
import { deployedRuntime } from './deployed';

const directoryOf = temporaryDirectories();
const AGENT = join(__dirname, '..', '..', '..', 'examples', 'python-agent', 'agents', 'rates');
const PYTHON = 'python3';

function python(args: string[], environment: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, args, {
    cwd: AGENT,
    // Python writes no bytecode into the source folder.
    env: { PATH: process.env.PATH, PYTHONPYCACHEPREFIX: directoryOf(), ...environment },
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** Fake packages with the members that the code uses. The model returns its input. */
const PACKAGES = {
  'bedrock_agentcore/__init__.py': '',
  'bedrock_agentcore/identity/__init__.py': '',
  'bedrock_agentcore/identity/auth.py': `
def requires_api_key(*, provider_name, into='api_key'):
    return lambda function: lambda *args, **kwargs: function(*args, **kwargs, **{into: 'key of ' + provider_name})
`,
  'bedrock_agentcore/runtime.py': `
class BedrockAgentCoreApp:
    def entrypoint(self, function):
        return function
`,
  'strands/__init__.py': `
def tool(function):
    return function

class Agent:
    made = []

    def __init__(self, **settings):
        Agent.made.append(settings)

    async def stream_async(self, prompt):
        yield {'init_event_loop': True}
        for word in [prompt, 'is', '9.20']:
            yield {'data': word}
`,
  'strands/models.py': `
class BedrockModel:
    def __init__(self, **settings):
        self.settings = settings
`,
};

const ASK = `
import asyncio, inspect, io, json
import main
from strands import Agent

made_before = len(Agent.made)
requests = []

def urlopen(request, timeout):
    requests.append([request.full_url, request.get_header('Authorization')])
    return io.BytesIO(b'{"rate": 0.92}')

main.urlopen = urlopen

async def ask():
    return [said async for said in main.answer({'prompt': '10 dollars'})]

said = asyncio.run(ask())
[agent] = Agent.made
look_up, convert = agent['tools']
rate = look_up('USD', 'EUR')
print(json.dumps({
    'made_before': made_before,
    'said': said,
    'model': agent['model'].settings,
    'parameters': list(inspect.signature(look_up).parameters),
    'rate': rate,
    'converted': convert(10, rate),
    'requests': requests,
}))
`;

describe('The code of python-agent', () => {
  testWith(PYTHON, 'compiles', () => {
    expect(python(['-m', 'py_compile', 'main.py'])).toBe('');
  });

  testWith(
    PYTHON,
    'answers with the model, the key and the tools of its environment, which it reads per request',
    () => {
      const environment = { PYTHONPATH: directoryOf(PACKAGES), MODEL_ID: 'a-model', API_KEY_PROVIDER: 'a-provider' };
      expect(JSON.parse(python(['-c', ASK], environment))).toEqual({
        made_before: 0,
        said: [{ text: '10 dollars' }, { text: 'is' }, { text: '9.20' }],
        model: { model_id: 'a-model' },
        parameters: ['source', 'target'],
        rate: 0.92,
        converted: 9.2,
        requests: [['https://rates.example.com/latest?from=USD&to=EUR', 'Bearer key of a-provider']],
      });
    },
  );

  test('reads exactly the environment variables that the template sets', () => {
    const { environment, entryPoint } = quietly(() => deployedRuntime('python-agent', directoryOf()));
    const read = readFileSync(join(AGENT, 'main.py'), 'utf8').matchAll(/os\.environ\["(\w+)"\]/g);
    expect(Object.keys(environment).sort()).toEqual([...read].map(([, name]) => name).sort());
    expect(Object.keys(environment)).toEqual([Use.MODEL_VARIABLE, Use.API_KEY_VARIABLE]);
    expect(entryPoint).toEqual(['opentelemetry-instrument', 'main.py']);
  });
});

/** Suppresses the output of CDK during bundling. */
function quietly<T>(make: () => T): T {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    return make();
  } finally {
    write.mockRestore();
  }
}

interface Locked {
  readonly name: string;
  readonly text: string;
  readonly wheels: string[];
}

const PACKAGE = /^\[\[package\]\]\n/m;
const LOCKED: Locked[] = readFileSync(join(AGENT, 'uv.lock'), 'utf8')
  .split(PACKAGE)
  .slice(1)
  .map((text) => ({
    text,
    name: /^name = "([^"]+)"/.exec(text)?.[1] ?? '',
    wheels: [...text.matchAll(/\/([^/"]+)\.whl"/g)].map(([, file]) => file),
  }));

describe('The lock file of python-agent', () => {
  /** Whether uv can use a wheel for Python 3.13 on arm64 Linux. */
  function fits(wheel: string): boolean {
    const [python, abi, platform] = wheel.split('-').slice(-3);
    const minor = Number(/^cp3(\d+)$/.exec(python)?.[1]);
    const forPython = python.includes('py3') || minor === 13 || (abi === 'abi3' && minor <= 13);
    const forMachine = platform === 'any' || /manylinux(2014|_2_(17|2[0-8]))_aarch64/.test(platform);
    return forPython && forMachine;
  }

  test('matches the dependencies of the project', () => {
    const project = readFileSync(join(AGENT, 'pyproject.toml'), 'utf8');
    const wanted = [...project.matchAll(/^ {4}"([a-z0-9-]+)([^"]*)",$/gm)].map(([, name, range]) => [name, range]);
    const root = LOCKED.find(({ name }) => name === 'rates-agent')?.text ?? '';
    const locked = [...root.matchAll(/\{ name = "([^"]+)"(?:, specifier = "([^"]+)")? \}/g)];
    expect(wanted.map(([name]) => name)).toEqual(['aws-opentelemetry-distro', 'bedrock-agentcore', 'strands-agents']);
    expect(locked.slice(wanted.length).map(([, name, range]) => [name, range ?? ''])).toEqual(wanted);
  });

  test('contains all transitive dependencies, and no other packages', () => {
    const names = new Set(LOCKED.map(({ name }) => name));
    const needed = new Set(
      LOCKED.flatMap(({ text }) => [...text.matchAll(/\{ name = "([^"]+)"/g)].map(([, it]) => it)),
    );
    expect([...needed].filter((name) => !names.has(name))).toEqual([]);
    expect([...names].filter((name) => !needed.has(name))).toEqual(['rates-agent']);
  });

  test('has a hash of each file', () => {
    const files = LOCKED.flatMap(({ text }) => text.split('\n')).filter((line) => line.includes('{ url = '));
    expect(files.length).toBeGreaterThan(LOCKED.length);
    expect(files.filter((line) => !/hash = "sha256:[0-9a-f]{64}"/.test(line))).toEqual([]);
  });

  test('has packages with wheels for arm64, except for Windows packages', () => {
    const without = LOCKED.filter(({ name, wheels }) => name !== 'rates-agent' && !wheels.some(fits));
    expect([...new Set(without.map(({ name }) => name))]).toEqual(['pywin32']);
  });
});

testWith('uv', 'python-agent is packaged for arm64 by uv, and starts with OpenTelemetry instrumentation', () => {
  const outdir = directoryOf();
  const { artifact, code } = quietly(() => renderArtifact(outdir, () => Artifact.fromPython(AGENT)));
  expect(artifact).toMatchObject({
    CodeConfiguration: { Runtime: 'PYTHON_3_13', EntryPoint: ['opentelemetry-instrument', 'main.py'] },
  });
  expect(
    ['main.py', 'strands', 'bedrock_agentcore', 'opentelemetry'].map((name) => existsSync(join(code, name))),
  ).toEqual([true, true, true, true]);
});
