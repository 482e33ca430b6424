/** What the README says: every recipe is run, and every name is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App, type Stack, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { exampleNames } from '../../scripts/assembly';

const ROOT = join(__dirname, '..', '..');
const README = read('README.md');
const FIXTURE = read('rosetta/default.ts-fixture');

interface Recipe {
  readonly heading: string;
  readonly code: string;
  readonly alone: boolean;
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

const RECIPES: Recipe[] = README.split(/^#{2,3} /m).flatMap((section) => {
  const [heading] = section.split('\n');
  const blocks = [...section.matchAll(/^```ts( nofixture)?\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, alone, code], index) => ({
    heading: blocks.length > 1 ? `${heading}, ${index + 1}` : heading,
    code,
    alone: alone !== undefined,
  }));
});

function recipe(heading: string): Recipe {
  const found = RECIPES.find((candidate) => candidate.heading === heading);
  if (!found) {
    throw new Error(`the README has no recipe "${heading}"`);
  }
  return found;
}

/** Runs a recipe as a reader would, beside its skills and images, and returns its stack. */
function run({ code, alone }: Recipe): Stack {
  const source = alone ? code : FIXTURE.replace('/// here', code);
  const { outputText } = transpileModule(`${source}\nexports.stack = stack;`, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
  });
  const exported: { stack?: Stack } = {};
  const before = process.cwd();
  process.chdir(join(ROOT, 'rosetta'));
  try {
    new Function('require', 'exports', outputText)(require, exported);
  } finally {
    process.chdir(before);
  }
  return exported.stack as Stack;
}

/** Synthesizes; a cycle is an error of its own. */
function resourcesOf(stack: Stack): Record<string, { Type: string; Properties: Record<string, unknown> }> {
  return Template.fromStack(stack).toJSON().Resources;
}

test.each(RECIPES.map((found): [string, Recipe] => [found.heading, found]))('the recipe works: %s', (_, found) => {
  expect(Object.keys(resourcesOf(run(found))).length).toBeGreaterThan(0);
});

test('the recipe for cdk-nag acknowledges one finding, and the others stand', () => {
  const stack = run(recipe('cdk-nag'));
  Validations.of(stack).addPlugins(new AwsSolutionsChecks(stack));
  const synthesize = () => App.of(stack)?.synth();

  expect(synthesize).toThrow(/log-group/);
  expect(synthesize).not.toThrow(/IAM5\[Resource::\*\]/);
});

test('the quickstart is the example of that name', () => {
  const bodyOf = (source: string) => source.slice(source.indexOf('const stack'));
  expect(bodyOf(recipe('Quickstart').code)).toBe(bodyOf(read('examples/quickstart.ts')));
});

test('the quickstart is three resources', () => {
  expect(Object.keys(resourcesOf(run(recipe('Quickstart'))))).toHaveLength(3);
});

test('the recipe for tags tags the harness', () => {
  const resources = Object.values(resourcesOf(run(recipe('Escape hatch, and tags'))));
  const harness = resources.find(({ Type }) => Type === 'AWS::BedrockAgentCore::Harness');
  expect(harness?.Properties).toMatchObject({ MaxIterations: 12, Tags: [{ Key: 'team', Value: 'support' }] });
});

describe('without the ways out there are cycles', () => {
  const CYCLE = /dependency cycle|cyclic/i;

  test('a hook function that acts on its own agent', () => {
    const { code } = recipe('Ways out of cycles, 1');
    const circular = `${code.slice(0, code.indexOf('approve.addToRolePolicy'))}\ndesk.grants.stopSession(approve);`;
    expect(() => resourcesOf(run({ heading: '', code: circular, alone: false }))).toThrow(CYCLE);
  });

  test("a key policy that names the agent's role", () => {
    const { code } = recipe('Ways out of cycles, 2');
    const circular = code
      .replace('new iam.AccountPrincipal(stack.account)', 'assistant.grantPrincipal')
      .replace(/conditions: [\s\S]*?\n {4}},\n/, '');
    expect(circular).not.toContain('conditions');
    expect(() => resourcesOf(run({ heading: '', code: circular, alone: false }))).toThrow(CYCLE);
  });
});

describe('the table of warnings', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const text = sources.map((file) => read(join('src', file))).join('\n');
  const idOf = (id: string) => id.replace(/\$\{[^}]*\}/g, '<>').replace(/<[^>]*>/g, '<>');
  const given = [...text.matchAll(/['`](cdk-agentcore:[^'`]+)['`]/g)].map(([, id]) => idOf(id));
  const told = [...README.matchAll(/^\| `(cdk-agentcore:[^`]+)` \|/gm)].map(([, id]) => idOf(id));

  test('has every warning that there is, and no other', () => {
    expect(told.sort()).toEqual([...new Set(given)].sort());
  });
});

describe('what the documents name is there', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'examples/README.md'];
  const { scripts } = JSON.parse(read('package.json'));

  test.each(documents)('%s: files', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link);
    const missing = links.filter((link) => link !== 'API.md' && !existsSync(join(ROOT, document, '..', link)));
    expect(missing).toEqual([]);
  });

  test.each(documents)('%s: commands', (document) => {
    const commands = [...read(document).matchAll(/(?:npm run|npx projen) ([a-z:-]+)/g)].map(([, command]) => command);
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });

  test.each(exampleNames())('the table of examples has %s', (example) => {
    expect(read('examples/README.md')).toContain(`| [${example}](${example}.ts) |`);
  });
});

test('the floor of aws-cdk-lib that the README gives is the one that is tested', () => {
  const { devDependencies, peerDependencies } = JSON.parse(read('package.json'));
  expect(peerDependencies['aws-cdk-lib']).toBe(`^${devDependencies['aws-cdk-lib']}`);
  expect(README).toContain(`\`aws-cdk-lib\` ${devDependencies['aws-cdk-lib']} or later`);
});
