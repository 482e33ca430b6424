/** The README and the guides: every code block compiles and synthesizes, and every name in them exists. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  createCompilerHost,
  createProgram,
  createSourceFile,
  flattenDiagnosticMessageText,
  type Program,
  parseJsonConfigFileContent,
  sys,
} from 'typescript';
import { exampleNames } from '../../scripts/assembly';
import * as agentcore from '../../src';
import { BLOCKS, blockOf, type CodeBlock, GUIDES, ROOT, read, resourcesOf, run, withCode } from '../support/guides';

const CASES = BLOCKS.map((block): [string, string, CodeBlock] => [block.document, block.heading, block]);

test.each(CASES)('%s: the code under "%s" synthesizes', (_, __, block) => {
  expect(Object.keys(resourcesOf(run(block))).length).toBeGreaterThan(0);
});

const { options: COMPILER_OPTIONS } = parseJsonConfigFileContent(
  {
    compilerOptions: {
      module: 'node16',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      paths: { 'cdk-agentcore': ['./src'] },
    },
    files: ['src/index.ts'],
  },
  sys,
  ROOT,
  undefined,
  join(ROOT, 'tsconfig.json'),
);

let program: Program | undefined;

/**
 * Compiles code blocks as modules of the `rosetta` folder, and returns the errors. Later calls reuse the parsed files of
 * earlier ones. `tsc` checks the source files of the library in `npm test`.
 */
function compileErrorsOf(blocks: CodeBlock[]): string[] {
  const modules = new Map(
    blocks.map(({ source }, index) => [join(ROOT, 'rosetta', `block${index}.ts`), `${source}\nexport {};\n`]),
  );
  const host = createCompilerHost(COMPILER_OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = modules.get(file);
    const parsed = program?.getSourceFile(file);
    if (text === undefined) {
      return parsed ?? getSourceFile(file, version, ...rest);
    }
    return createSourceFile(file, text, version);
  };
  const current = createProgram([...modules.keys()], COMPILER_OPTIONS, host, program);
  program = current;
  const diagnostics = [
    ...current.getConfigFileParsingDiagnostics(),
    ...current.getOptionsDiagnostics(),
    ...current.getGlobalDiagnostics(),
    ...[...modules.keys()].flatMap((file) => {
      const source = current.getSourceFile(file);
      return [...current.getSyntacticDiagnostics(source), ...current.getSemanticDiagnostics(source)];
    }),
  ];
  return diagnostics.map(({ file, messageText }) => {
    const block = blocks[[...modules.keys()].indexOf(file?.fileName ?? '')];
    return `${block?.document}, ${block?.heading}: ${flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('the code blocks', () => {
  test('compile', () => {
    expect(compileErrorsOf(BLOCKS)).toEqual([]);
  });

  test('do not compile with a property that does not exist', () => {
    const { source, ...block } = blockOf('docs/memory.md', 'Disable memory');
    const wrong = { ...block, source: source.replace('memory: agentcore', 'remembers: agentcore') };
    expect(compileErrorsOf([wrong])).toEqual([expect.stringContaining("'remembers' does not exist")]);
  });
});

test('the block in the guide to cdk-nag acknowledges exactly one finding', () => {
  const stack = run(blockOf('docs/cdk-nag.md', 'Acknowledge a finding'));
  Validations.of(stack).addPlugins(new AwsSolutionsChecks(stack));
  const synthesize = () => App.of(stack)?.synth();

  expect(synthesize).toThrow(/log-group/);
  expect(synthesize).not.toThrow(/IAM5\[Resource::\*\]/);
});

describe('the quickstart', () => {
  const quickstart = blockOf('README.md', 'Quickstart');

  test('is the same as the quickstart example', () => {
    expect(quickstart.code).toBe(read('examples/quickstart/app.ts'));
  });

  test('has three resources', () => {
    expect(Object.keys(resourcesOf(run(quickstart)))).toHaveLength(3);
  });
});

test('the block with tags adds a tag to the harness and overrides a property', () => {
  const resources = Object.values(resourcesOf(run(blockOf('docs/cost-and-quotas.md', 'Cost factors'))));
  const harness = resources.find(({ Type }) => Type === 'AWS::BedrockAgentCore::Harness');
  expect(harness?.Properties).toMatchObject({ MaxIterations: 12, Tags: [{ Key: 'team', Value: 'support' }] });
});

test('the block about migration retains the logical ID of the previous construct', () => {
  const stack = run(blockOf('docs/migrating.md', 'Keep resources when you change constructs'));
  expect(resourcesOf(stack).Customers3232ACAB.Type).toBe('AWS::BedrockAgentCore::Memory');
});

describe('without the workaround in the guide, there is a cycle', () => {
  const CYCLE = /dependency cycle|cyclic/i;

  test('for a hook function that acts on its own agent', () => {
    const block = blockOf('docs/hooks.md', 'A hook function that acts on its own agent');
    const { code } = block;
    const circular = `${code.slice(0, code.indexOf('approve.addToRolePolicy'))}\ndesk.grants.stopSession(approve);`;
    expect(() => resourcesOf(run(withCode(block, circular)))).toThrow(/must not depend on the harness.*circular/);
  });

  test('for a key policy that names the role of the agent', () => {
    const block = blockOf('docs/permissions.md', 'Key policies and file system policies that name the execution role');
    const circular = block.code
      .replace('new iam.AccountPrincipal(stack.account)', 'assistant.grantPrincipal')
      .replace(/conditions: [\s\S]*?\n {4}},\n/, '');
    expect(circular).not.toContain('conditions');
    expect(() => resourcesOf(run(withCode(block, circular)))).toThrow(CYCLE);
  });
});

describe('the guide to warnings', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const text = sources.map((file) => read(join('src', file))).join('\n');
  const idOf = (id: string) => id.replace(/\$\{[^}]*\}/g, '<>').replace(/<[^>]*>/g, '<>');
  const reported = [...text.matchAll(/['`](cdk-agentcore:[^'`]+)['`]/g)].map(([, id]) => idOf(id));
  const explained = [...read('docs/warnings.md').matchAll(/^\| `(cdk-agentcore:[^`]+)` \|/gm)].map(([, id]) =>
    idOf(id),
  );

  test('explains every warning in src, and no other', () => {
    expect(explained.sort()).toEqual([...new Set(reported)].sort());
  });
});

/** Members of classes with the same names in other languages and in aws-cdk-lib. */
const OTHER_MEMBERS = [
  'TargetSource.from_function',
  'TargetSource.FromFunction',
  'MemoryStrategy.usingSemantic',
  'GatewayTarget.forLambda',
];

describe('the classes of the library', () => {
  const unknownMembersIn = (text: string): string[] =>
    [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`[^`\n]+`/g)]
      .flatMap(([code]) => [...code.matchAll(/\b(?:agentcore\.)?([A-Z]\w+)\.(\w+)/g)])
      .filter(([, name, member]) => {
        const type = new Map<string, unknown>(Object.entries(agentcore)).get(name);
        return typeof type === 'function' && !(member in type) && !(member in type.prototype);
      })
      .map(([found]) => found);

  test.each(['README.md', 'CONTRIBUTING.md', ...GUIDES])('in %s have the members that it names', (document) => {
    const unknown = unknownMembersIn(read(document));
    expect(unknown.filter((member) => !OTHER_MEMBERS.includes(member))).toEqual([]);
  });

  test('do not have a member that does not exist', () => {
    const text = '`Model.bedrock` and `Tool.nothing()`, `Runtime.addEndpoint` and `Stack.nothing`';
    expect(unknownMembersIn(text)).toEqual(['Tool.nothing']);
  });
});

describe('the commands', () => {
  const { scripts } = JSON.parse(read('package.json'));

  test.each(['README.md', 'CONTRIBUTING.md', 'examples/README.md', ...GUIDES])('in %s exist', (document) => {
    const commands = [...read(document).matchAll(/(?:npm run|npx projen) ([a-z:-]+)/g)].map(([, command]) => command);
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });
});

describe('the README', () => {
  test.each(exampleNames())('lists the example %s', (example) => {
    expect(read('README.md')).toContain(`| [${example}](examples/${example}) |`);
    expect(read('examples/README.md')).toContain(`| [${example}](${example}) |`);
  });

  test.each(GUIDES)('links to %s', (guide) => {
    expect(read('README.md')).toContain(`](${guide})`);
  });

  test('has at most 12 kB', () => {
    expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(12_000);
  });

  test('names the minimum version of aws-cdk-lib that is tested', () => {
    const { devDependencies, peerDependencies } = JSON.parse(read('package.json'));
    expect(peerDependencies['aws-cdk-lib']).toBe(`^${devDependencies['aws-cdk-lib']}`);
    expect(read('README.md')).toContain(`\`aws-cdk-lib\` ${devDependencies['aws-cdk-lib']} or later`);
  });
});
