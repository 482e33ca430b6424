/** The generated packages of the other languages, with the names that the README lists. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { testWith } from '../support/installed';

const ROOT = join(__dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const PYTHON = 'python3';
/** The samples of the README and the docstrings, translated by `npm run rosetta`. */
const TABLET = '.jsii.tabl.json.gz';

let code: string;

beforeAll(() => {
  for (const [file, task] of [
    ['.jsii', 'compile'],
    [TABLET, 'rosetta'],
  ]) {
    if (!existsSync(join(ROOT, file))) {
      throw new Error(`There is no ${file}. Run "npx projen ${task}" first.`);
    }
  }
  code = mkdtempSync(join(tmpdir(), 'cdk-agentcore-languages-'));
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0] };
  const translations = ['--rosetta-tablet', TABLET, '--rosetta-unknown-snippets', 'fail'];
  execFileSync(join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), ['--code-only', '--outdir', code, ...translations], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});

afterAll(() => rmSync(code, { recursive: true, force: true }));

/** The import statement of a language, and the generated file that declares the package. */
const NAMES: Array<[language: string, readme: string, file: string, declaration: string]> = [
  ['Python', 'import cdk_agentcore as', 'python/src/cdk_agentcore/__init__.py', 'class Harness('],
  [
    'Java',
    'import io.github.cdkagentcore.Harness;',
    'java/src/main/java/io/github/cdkagentcore/Harness.java',
    'class Harness ',
  ],
  ['.NET', 'using CdkAgentCore;', 'dotnet/CdkAgentCore/CdkAgentCore/Harness.cs', 'class Harness '],
  [
    'Go',
    'import "github.com/cdk-agentcore/cdk-agentcore-go/cdkagentcore"',
    'go/cdkagentcore/go.mod',
    'module github.com/cdk-agentcore/cdk-agentcore-go/cdkagentcore\n',
  ],
];

test.each(NAMES)('the %s package has the name in the README', (_, readme, file, declaration) => {
  expect(README).toContain(readme);
  expect(readFileSync(join(code, file), 'utf8')).toContain(declaration);
});

testWith(PYTHON, 'the code for Python compiles', () => {
  const { status, stdout } = spawnSync(PYTHON, ['-m', 'compileall', '-q', join(code, 'python', 'src')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

describe('the samples', () => {
  interface Tablet {
    readonly snippets: Record<string, { location: object; translations: Record<string, { source: string }> }>;
  }
  const samplesIn = (language: string): string[] => {
    const { snippets }: Tablet = JSON.parse(gunzipSync(readFileSync(join(ROOT, TABLET))).toString());
    return Object.values(snippets).map(({ translations }) => translations[language]?.source ?? '');
  };
  /** Returns the samples that Python cannot parse, with the reason. */
  const syntaxErrorsIn = (samples: string[]): string[] => {
    const parse =
      'import json,sys,ast\nfor s in json.load(sys.stdin):\n try: ast.parse(s)\n except SyntaxError as e: print(e, s)';
    const { stdout, status } = spawnSync(PYTHON, ['-c', parse], { input: JSON.stringify(samples), encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout === '' ? [] : [stdout];
  };

  test.each(['python', 'java', 'csharp', 'go'])('have a translation to %s', (language) => {
    expect(samplesIn(language).length).toBeGreaterThan(0);
    expect(samplesIn(language)).not.toContain('');
  });

  testWith(PYTHON, 'are valid Python', () => {
    expect(syntaxErrorsIn(samplesIn('python'))).toEqual([]);
    expect(syntaxErrorsIn(['tools.from_object([name="find"])'])).toHaveLength(1);
  });

  test.each<[language: string, file: string, sample: string]>([
    ['Python', 'python/README.md', 'assistant = Harness(stack, "Assistant",'],
    [
      'Java',
      'java/src/main/java/io/github/cdkagentcore/package-info.java',
      'Harness.Builder.create(stack, "Assistant")',
    ],
    ['.NET', 'dotnet/CdkAgentCore/CdkAgentCore/NamespaceDoc.cs', 'new Harness(stack, "Assistant", new HarnessProps'],
    ['Go', 'go/cdkagentcore/README.md', 'assistant := cdkagentcore.NewHarness('],
  ])('are part of the package for %s', (_, file, sample) => {
    expect(readFileSync(join(code, file), 'utf8')).toContain(sample);
  });
});

describe('the quickstart in Python', () => {
  const app = readFileSync(join(ROOT, 'examples', 'quickstart-python', 'app.py'), 'utf8');

  testWith(PYTHON, 'compiles', () => {
    const compile = 'import sys; compile(sys.stdin.read(), "app.py", "exec")';
    const { status, stderr } = spawnSync(PYTHON, ['-c', compile], { input: app, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('uses names of the generated package', () => {
    const generated = readFileSync(join(code, 'python/src/cdk_agentcore/__init__.py'), 'utf8');
    const classes = /^from cdk_agentcore import (.+)$/m.exec(app)?.[1].split(', ');
    expect(classes).toEqual(['Harness', 'Model']);
    for (const name of classes ?? []) {
      expect(generated).toMatch(new RegExp(`^class ${name}\\(`, 'm'));
    }
    const keywords = [...app.matchAll(/^ {4}(\w+)=/gm)].map(([, keyword]) => keyword);
    expect(keywords).toEqual(['model', 'system_prompt']);
    for (const keyword of keywords) {
      expect(generated).toMatch(new RegExp(`^ {8}${keyword}: `, 'm'));
    }
    const [, attribute] = /assistant\.(\w+)/.exec(app) ?? [];
    expect(generated).toContain(`def ${attribute}(self) -> builtins.str:`);
  });

  test('has the stack and the output of the quickstart in TypeScript', () => {
    const original = readFileSync(join(ROOT, 'examples', 'quickstart', 'app.ts'), 'utf8');
    const texts = (text: string) =>
      [...text.matchAll(/(?<=[(\s=])["']([^"'\n]+)["'](?=[,)])/g)].map(([, value]) => value);
    expect(texts(app)).toEqual(texts(original));
  });
});

test('all languages have the same types', () => {
  const typesIn = (folder: string, ending: string) =>
    new Set(
      readdirSync(join(code, folder)).map((file) => (file.endsWith(ending) ? file.slice(0, -ending.length) : '')),
    );
  const java = [...typesIn('java/src/main/java/io/github/cdkagentcore', '.java')].filter((name) =>
    /^[A-Z]\w+$/.test(name),
  );
  const dotnet = typesIn('dotnet/CdkAgentCore/CdkAgentCore', '.cs');
  const go = typesIn('go/cdkagentcore', '.go');
  const python = readFileSync(join(code, 'python/src/cdk_agentcore/__init__.py'), 'utf8');

  expect(java).toContain('Harness');
  expect(java.filter((name) => !dotnet.has(name))).toEqual([]);
  expect(java.filter((name) => !go.has(name))).toEqual([]);
  expect(java.filter((name) => !new RegExp(`^class ${name}[(:]`, 'm').test(python))).toEqual([]);
});
