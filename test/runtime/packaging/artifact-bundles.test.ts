import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Stack } from 'aws-cdk-lib/core';
import { Artifact, Runtime } from '../../../src';
import { messageOf } from '../../support/helpers';
import { binaryFor, type Files, failingTool, fakeUv, temporaryDirectories } from '../../support/temporary';
import { codeZip, renderArtifact, stackIn } from '../artifacts';

const directoryOf = temporaryDirectories();
const PATH = process.env.PATH;

const render = (artifactOf: (stack: Stack) => Artifact, context = {}) =>
  renderArtifact(directoryOf(), artifactOf, context);
/** The error for an invalid artifact. */
const errorOf = (artifactOf: (stack: Stack) => Artifact) => messageOf(() => render(artifactOf));

beforeEach(() => {
  // The CDK reports the bundling on stderr.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  process.env.PATH = PATH;
  jest.restoreAllMocks();
});

const AGENT = {
  'src/main.ts': `
import { createServer } from 'node:http';
import { answer } from './answers/answer';
const server = createServer((request, response) => response.end(answer(request.url ?? '')));
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
`,
  'src/answers/answer.ts':
    "import * as old from './old.cjs';\nexport const answer = (url: string): string => old.say(url);\n",
  'src/answers/old.cjs':
    "const { basename } = require('node:path');\nexports.say = (url) => 'hello from ' + basename(url);\n",
};

const typeScript = (root: string, options = {}) => Artifact.fromTypescript(join(root, 'src/main.ts'), options);

/** Starts a bundle as AgentCore does and sends one request. */
async function ask(code: string, path: string): Promise<string> {
  const agent = spawn(process.execPath, ['main.js'], { cwd: code, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => agent.once('exit', resolve));
  try {
    const address = await Promise.race([
      new Promise<string>((resolve) => agent.stdout.once('data', (data) => resolve(String(data)))),
      gone.then(() => Promise.reject(new Error('the agent ended'))),
    ]);
    return await (await fetch(`http://127.0.0.1:${JSON.parse(address).port}${path}`)).text();
  } finally {
    agent.kill();
    await gone;
  }
}

describe('An agent in TypeScript', () => {
  test('is bundled for Node.js 22, and its role may read that bundle only', () => {
    const { artifact, statements, hash } = render(() => typeScript(directoryOf(AGENT)));
    expect({ artifact, statements }).toEqual(codeZip(hash, 'NODE_22', ['main.js']));
  });

  test('answers a request from its bundle', async () => {
    const { code } = render(() => typeScript(directoryOf(AGENT)));
    expect(await ask(code, '/ping')).toBe('hello from ping');
  });

  test('is the same asset in another folder and in another app', () => {
    const [one, other] = [1, 2].map(() => render(() => typeScript(directoryOf(AGENT))).hash);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).toBe(other);
  });

  test('is a different asset for another entry or other options', () => {
    const root = directoryOf({ ...AGENT, 'src/other.ts': 'console.log(1);\n' });
    const stack = stackIn(directoryOf());
    new Runtime(stack, 'One', { artifact: typeScript(root) });
    new Runtime(stack, 'Small', { artifact: typeScript(root, { minify: true }) });
    new Runtime(stack, 'Other', { artifact: Artifact.fromTypescript(join(root, 'src/other.ts')) });
    const runtimes = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Runtime'));
    const keys = runtimes.map(({ Properties }) => Properties.AgentRuntimeArtifact.CodeConfiguration.Code.S3.Prefix);
    expect(new Set(keys).size).toBe(3);
  });

  test('is bundled once for two equal agents, and again for a different agent', () => {
    const root = directoryOf(AGENT);
    const stack = stackIn(directoryOf());
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const bundlings = () => write.mock.calls.filter(([text]) => String(text).startsWith('Bundling asset')).length;
    new Runtime(stack, 'One', { artifact: typeScript(root) });
    new Runtime(stack, 'Two', { artifact: typeScript(root) });
    expect(bundlings()).toBe(1);
    new Runtime(stack, 'Small', { artifact: typeScript(root, { minify: true }) });
    expect(bundlings()).toBe(2);
  });

  test('is not bundled for a stack that is not deployed', () => {
    const root = directoryOf({ 'src/main.ts': 'const = 1;\n' });
    const { artifact, code } = render(() => typeScript(root), { 'aws:cdk:bundling-stacks': [] });
    expect(artifact).toMatchObject({ CodeConfiguration: { Runtime: 'NODE_22', EntryPoint: ['main.js'] } });
    expect(code).toBeUndefined();
  });

  test('is rejected if the entry file does not exist', () => {
    const missing = join(directoryOf(AGENT), 'src/agent.ts');
    expect(errorOf(() => Artifact.fromTypescript(missing))).toBe(
      `Test/Agent: artifact must be the path of the file that starts the agent, got ${JSON.stringify(missing)}. Correct the path.`,
    );
  });

  test('is rejected with the message of esbuild, without the output of the CDK', () => {
    const message = errorOf(() => typeScript(directoryOf({ 'src/main.ts': 'const = 1;\n' })));
    expect(message).toMatch(/^Test\/Agent: artifact: esbuild failed in .*src:\n.*ERROR.*Expected identifier/);
    expect(message).not.toContain('bundle output');
  });
});

const PROJECT = { 'main.py': '', 'agent/start.py': '', 'uv.lock': '', 'pyproject.toml': '' };
const INSTRUMENTED = { 'opentelemetry/instrumentation/auto_instrumentation/__init__.py': '' };

/** Sets the PATH to an empty directory, and returns it. */
function onlyOnPath(): string {
  process.env.PATH = directoryOf();
  return process.env.PATH;
}

const uvWith = (packages: Files) => fakeUv(onlyOnPath(), directoryOf(packages));

describe('An agent in Python', () => {
  test('is packaged for Python 3.13 and starts with OpenTelemetry', () => {
    const { calls } = uvWith(INSTRUMENTED);
    const { artifact, statements, hash } = render(() => Artifact.fromPython(directoryOf(PROJECT)));
    expect({ artifact, statements }).toEqual(codeZip(hash, 'PYTHON_3_13', ['opentelemetry-instrument', 'main.py']));
    expect(calls()[1]).toContain('3.13');
  });

  test('can start another file, on another Python version and without OpenTelemetry', () => {
    const { calls } = uvWith({});
    const { artifact } = render(() =>
      Artifact.fromPython(directoryOf(PROJECT), {
        entry: 'agent/start.py',
        runtime: AgentCoreRuntime.PYTHON_3_11,
        instrument: false,
        exclude: ['main.py'],
      }),
    );
    expect(artifact).toMatchObject({ CodeConfiguration: { Runtime: 'PYTHON_3_11', EntryPoint: ['agent/start.py'] } });
    expect(calls()[1]).toContain('3.11');
  });

  test('is not packaged for a stack that is not deployed', () => {
    onlyOnPath();
    const context = { 'aws:cdk:bundling-stacks': [] };
    expect(render(() => Artifact.fromPython(directoryOf(PROJECT)), context).code).toBeUndefined();
  });

  test('is rejected if it starts with OpenTelemetry and the package is missing', () => {
    uvWith({});
    const project = directoryOf(PROJECT);
    expect(errorOf(() => Artifact.fromPython(project))).toBe(
      `Test/Agent: artifact: the code of "${project}" cannot run: it has no opentelemetry-instrument, which starts the agent: add aws-opentelemetry-distro to its dependencies.`,
    );
  });

  test('is rejected if a package contains a binary for another architecture', () => {
    uvWith({ ...INSTRUMENTED, 'numpy/core.so': binaryFor('x86_64'), 'numpy/fine.so': binaryFor('arm64') });
    expect(errorOf(() => Artifact.fromPython(directoryOf(PROJECT)))).toContain('not for arm64 Linux: numpy/core.so:');
  });

  test('is rejected without uv, without a lock file, and with the message of uv', () => {
    const path = onlyOnPath();
    expect(errorOf(() => Artifact.fromPython(directoryOf(PROJECT)))).toMatch(
      /^Test\/Agent: artifact: uv, which packages Python agents, is not installed\. Install uv .*$/,
    );
    expect(errorOf(() => Artifact.fromPython(directoryOf({ 'main.py': '' })))).toContain(
      'Run `uv lock` in the directory',
    );
    failingTool(path, 'uv', 'error: no wheel');
    expect(errorOf(() => Artifact.fromPython(directoryOf(PROJECT)))).toMatch(
      /: artifact: uv failed in .*:\nerror: no wheel$/,
    );
  });

  test.each([
    [
      'entry',
      { entry: 'main.js' },
      'artifact.entry must end with a file of type .py for PYTHON_3_13, got "main.js". Use the file that starts the agent.',
    ],
    [
      'runtime',
      { runtime: AgentCoreRuntime.NODE_22, entry: 'main.js', instrument: false },
      'artifact.runtime must be a Python runtime for Artifact.fromPython, got "NODE_22". Use AgentCoreRuntime.PYTHON_3_13, or another artifact.',
    ],
    [
      'runtime and the default entry',
      { runtime: AgentCoreRuntime.NODE_22 },
      'artifact.runtime must be a Python runtime for Artifact.fromPython, got "NODE_22". Use AgentCoreRuntime.PYTHON_3_13, or another artifact.',
    ],
  ])('is rejected with an %s of another language', (_, options, error) => {
    uvWith(INSTRUMENTED);
    expect(errorOf(() => Artifact.fromPython(directoryOf({ ...PROJECT, 'main.js': '' }), options))).toBe(
      `Test/Agent: ${error}`,
    );
  });

  test('is not packaged with uv if its language is not Python', () => {
    failingTool(onlyOnPath(), 'uv', 'error: asked all the same');
    const artifact = () => Artifact.fromPython(directoryOf(PROJECT), { runtime: AgentCoreRuntime.NODE_22 });
    expect(errorOf(artifact)).not.toContain('uv failed');
  });

  test('is rejected if the directory does not exist', () => {
    const missing = join(directoryOf(), 'agent');
    expect(errorOf(() => Artifact.fromPython(missing))).toBe(
      `Test/Agent: artifact must be the path of the directory that contains the code of the agent, got "${missing}". Correct the path.`,
    );
  });
});

const PYTHON = { runtime: AgentCoreRuntime.PYTHON_3_12, entryPoint: ['main.py'] };
const NODE = { runtime: AgentCoreRuntime.NODE_22, entryPoint: ['dist/main.mjs'] };

describe('A directory', () => {
  test('is packaged unchanged, and its role may read that asset only', () => {
    const directory = directoryOf({ 'main.py': '', 'lib/native.so': binaryFor('arm64') });
    const { artifact, statements, code, hash } = render(() => Artifact.fromDirectory(directory, PYTHON));
    expect({ artifact, statements }).toEqual(codeZip(hash, 'PYTHON_3_12', ['main.py']));
    expect(readdirSync(code).sort()).toEqual(['lib', 'main.py']);
  });

  test('is the same asset in another folder, with or without secrets beside the code', () => {
    const besides: Files[] = [{}, { '.env': 'SECRET=1', 'cdk.out/a': '' }];
    const hashes = besides.map(
      (more) => render(() => Artifact.fromDirectory(directoryOf({ 'main.py': '', ...more }), PYTHON)).hash,
    );
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('includes node_modules if the runtime is Node.js', () => {
    const files = { 'dist/main.mjs': '', 'node_modules/a/index.js': '', '.npmrc': '' };
    const { code } = render(() => Artifact.fromDirectory(directoryOf(files), NODE));
    expect(existsSync(join(code, 'node_modules/a/index.js'))).toBe(true);
    expect(existsSync(join(code, '.npmrc'))).toBe(false);
  });

  test('can contain binaries for other architectures in excluded files only', () => {
    const directory = directoryOf({
      'main.py': '',
      'tools/x.so': binaryFor('x86_64'),
      '.venv/y.so': binaryFor('x86_64'),
    });
    const { code } = render(() => Artifact.fromDirectory(directory, { ...PYTHON, exclude: ['tools'] }));
    expect(readdirSync(code)).toEqual(['main.py']);
    expect(errorOf(() => Artifact.fromDirectory(directory, PYTHON))).toBe(
      `Test/Agent: artifact: the code of "${directory}" cannot run: it has binaries that are not for arm64 Linux: tools/x.so: install its dependencies for arm64 Linux, or exclude what the agent does not load.`,
    );
  });

  test('is rejected without the entry point', () => {
    const directory = directoryOf({ 'other.py': '' });
    expect(errorOf(() => Artifact.fromDirectory(directory, PYTHON))).toBe(
      `Test/Agent: artifact: the code of "${directory}" cannot run: it has no file "main.py", which starts the agent.`,
    );
  });

  test('is rejected if it is a file', () => {
    const file = join(directoryOf({ 'main.py': '' }), 'main.py');
    expect(errorOf(() => Artifact.fromDirectory(file, PYTHON))).toContain('artifact must be the path of the directory');
  });
});
