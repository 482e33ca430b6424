import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSourceFile, forEachChild, isStringLiteralLike, type Node, ScriptTarget, SyntaxKind } from 'typescript';
import { ROOT, read } from '../support/guides';
import { CHECKED, EXCEPTIONS, WORDS } from './words';

/**
 * Folders that are not written by hand, and files with examples of unexpected words. A link in `bench/out` leads back to
 * the repository: to follow it takes minutes.
 */
const NOT_WRITTEN = ['node_modules', 'cdk.out', 'out', 'words.ts', 'words.test.ts'];

function filesIn(path: string): string[] {
  if (!statSync(join(ROOT, path)).isDirectory()) {
    return [path];
  }
  return readdirSync(join(ROOT, path))
    .filter((name) => !NOT_WRITTEN.includes(name))
    .flatMap((name) => filesIn(join(path, name)))
    .filter((file) => /\.(?:md|ts)$/.test(file) && !file.endsWith('.generated.ts'));
}

const TEMPLATE_PARTS = [SyntaxKind.TemplateHead, SyntaxKind.TemplateMiddle, SyntaxKind.TemplateTail];

/** The comments and the strings of TypeScript code. */
function textsOfCode(code: string): string[] {
  const strings: string[] = [];
  let comments = code;
  const visit = (node: Node): void => {
    if (isStringLiteralLike(node) || TEMPLATE_PARTS.includes(node.kind)) {
      const [start, end] = [node.getStart(source), node.getEnd()];
      const text = code.slice(start + 1, end).replace(/['"`]$|\$\{$/, '');
      // A string without a space is an identifier.
      if (text.includes(' ')) {
        strings.push(text);
      }
      comments = comments.slice(0, start) + ' '.repeat(end - start) + comments.slice(end);
    }
    forEachChild(node, visit);
  };
  const source = createSourceFile('code.ts', code, ScriptTarget.Latest);
  visit(source);
  const paragraphs = [...comments.matchAll(/\/\*+([\s\S]*?)\*\/|\/\/(.*)/g)].flatMap(([, block, line]) =>
    (block ?? line)
      .replace(/^ *\* ?/gm, '')
      .split(/\n\s*\n|\n(?=\s*@)/)
      .map((paragraph) => paragraph.trim().replace(/^@(?:default(?: - )?|param \w+|throws|returns)\s*/, '')),
  );
  return [...strings, ...paragraphs];
}

/** The paragraphs, list items and table cells of a document, without code. */
function textsOfMarkdown(text: string): string[] {
  return text
    .replace(/^ *```[\s\S]*?^ *```$/gm, '\n')
    .replace(/`[^`\n]*`/g, 'X')
    .replace(/\]\([^)]*\)/g, ']')
    .split(/\n\s*\n|\n(?=\s*(?:[-*|>#]|\d+\.) ?)|\|/)
    .map((paragraph) => paragraph.trim().replace(/^(?:[-*>]|#+|\d+\.)\s+/, ''));
}

function sentencesOf(text: string): string[] {
  return text.replace(/\s+/g, ' ').split(/(?<=[.?!:]) (?=[A-Z`"])/);
}

/** Returns the sentences with a word of the list. */
function findingsIn(texts: string[], exceptions = EXCEPTIONS): string[] {
  return (
    texts
      .flatMap(sentencesOf)
      // One word is a name, for example of a resource in a template.
      .filter((sentence) => sentence.includes(' ') || /[.?!]$/.test(sentence))
      .filter((sentence) => !exceptions.some(({ text }) => sentence.toLowerCase().includes(text)))
      .flatMap((sentence) =>
        WORDS.filter(({ pattern }) => pattern.test(sentence)).map(
          ({ pattern, instead }) => `"${sentence}" has "${pattern.exec(sentence)?.[0]}": write ${instead}`,
        ),
      )
  );
}

function textsOf(file: string): string[] {
  return file.endsWith('.md') ? textsOfMarkdown(read(file)) : textsOfCode(read(file));
}

const FILES = CHECKED.flatMap(filesIn);

test.each(FILES)('%s has only words that readers expect', (file) => {
  expect(findingsIn(textsOf(file))).toEqual([]);
});

describe('the list of words', () => {
  test.each(WORDS)('rejects "$wrong" and accepts "$right"', ({ pattern, wrong, right }) => {
    expect(wrong).toMatch(pattern);
    expect(findingsIn([wrong])).toHaveLength(1);
    expect(findingsIn([right])).toEqual([]);
  });

  test('finds words in docstrings, comments, errors and default values', () => {
    const code = [
      '/** Keys of your own. */',
      '/**',
      ' * A key.',
      ' *',
      ' * @default - what the vendor says',
      ' */',
      "const url = 'https://example.com'; // All faults.",
      `errors.add(\`it is refused: \${url} goes\`);`,
    ].join('\n');
    expect(findingsIn(textsOfCode(code))).toHaveLength(5);
  });

  test('finds words in paragraphs, lists and tables, and not in code', () => {
    const text =
      '# What it does\n\nIt is refused.\n\n- All faults\n\n| A | B |\n|---|---|\n| is refused | `refused` |\n';
    expect(findingsIn(textsOfMarkdown(`${text}\n\`\`\`ts\nrefuse();\n\`\`\`\n`))).toHaveLength(4);
  });

  test('has no exception that is not used', () => {
    const sentences = FILES.flatMap(textsOf).flatMap(sentencesOf);
    const unused = EXCEPTIONS.filter(
      ({ text }) =>
        !sentences.some((sentence) => sentence.toLowerCase().includes(text) && findingsIn([sentence], []).length > 0),
    );
    expect(unused).toEqual([]);
  });
});
