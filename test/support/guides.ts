/** The README and the guides, and their code blocks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

export const ROOT = join(__dirname, '..', '..');

export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The guides, by their path in the repository. */
export const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`);

export interface CodeBlock {
  readonly document: string;
  readonly heading: string;
  readonly code: string;
  /** The code as a separate module, wrapped in the fixture unless the block is complete. */
  readonly source: string;
}

const FIXTURE = read('rosetta/default.ts-fixture');

/** The TypeScript blocks of a document. A block in a list is indented. */
function blocksOf(document: string): CodeBlock[] {
  return read(document)
    .split(/^#{2,3} /m)
    .flatMap((section) => {
      const [heading] = section.split('\n');
      const blocks = [...section.matchAll(/^( *)```ts( nofixture)?\n([\s\S]*?)^ *```$/gm)];
      return blocks.map(([, indentation, isComplete, text], index) => {
        const code = text.replace(new RegExp(`^${indentation}`, 'gm'), '');
        return {
          document,
          heading: blocks.length > 1 ? `${heading}, ${index + 1}` : heading,
          code,
          source: isComplete ? code : FIXTURE.replace('/// here', () => code),
        };
      });
    });
}

export const BLOCKS: CodeBlock[] = ['README.md', ...GUIDES].flatMap(blocksOf);

/** The code block under a heading. */
export function blockOf(document: string, heading: string): CodeBlock {
  const found = BLOCKS.find((block) => block.document === document && block.heading === heading);
  if (!found) {
    throw new Error(`${document} has no code block under "${heading}"`);
  }
  return found;
}

/** Another version of a code block. */
export function withCode(block: CodeBlock, code: string): CodeBlock {
  return { ...block, code, source: block.source.replace(block.code, () => code) };
}

/** Runs a code block beside the files that it names, and returns its stack. */
export function run({ source }: CodeBlock): Stack {
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

/** Synthesizes the stack, which fails if there is a cycle. */
export function resourcesOf(stack: Stack): Record<string, { Type: string; Properties: Record<string, unknown> }> {
  return Template.fromStack(stack).toJSON().Resources;
}

/** The first cells of the rows of the tables in a section of a document. */
export function firstCellsOf(document: string, heading: string): string[] {
  const [, section = ''] = read(document).split(`\n## ${heading}\n`);
  return [...section.split('\n## ')[0].matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell]) => cell);
}
