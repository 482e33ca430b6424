import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** The folders besides `src` with files that are written by hand. */
const OTHER_FOLDERS = ['test', 'bench', 'scripts', 'examples', 'rosetta'];
/** Output folders of npm and of the CDK Toolkit in the examples. */
const NOT_OURS = /(^|\/)(node_modules|cdk\.out)\//;
const MOST_LINES = 350;
/** The files about constructs of other libraries. */
const KNOWN = 'private/known/';
/** An import, an export from another file, or a late `require`, of values or of types. Examples in docstrings are left out. */
const IMPORT = /^(?!\s*\*).*(?:from|import\(|require\()\s*'(\.[^']*)'/gm;

/** The folders that the files of a folder may import from, besides their own. */
const MAY_IMPORT: Record<string, string[]> = {
  callers: ['identity', 'agent', 'private'],
  harness: ['identity', 'agent', 'private'],
  runtime: ['identity', 'agent', 'private'],
  memory: ['identity', 'agent', 'private'],
  gateway: ['identity', 'agent', 'private'],
  identity: ['agent', 'private'],
  review: ['private'],
  agent: ['private'],
  private: [],
};

/** The source files by their path in `src`, with the files that each imports. */
type Imports = Map<string, string[]>;

function importsOf(texts: Map<string, string>): Imports {
  return new Map(
    [...texts].map(([file, text]) => [
      file,
      [...text.matchAll(IMPORT)].map(([, specifier]) => `${posix.join(dirname(file), specifier)}.ts`),
    ]),
  );
}

function folderOf(file: string): string {
  return file.split('/')[0];
}

/** The imports that the rule does not allow. `index.ts` is the contract and exports from all folders. */
function forbidden(imports: Imports): string[] {
  return [...imports].flatMap(([file, imported]) => {
    const folder = folderOf(file);
    const isAllowed = (other: string) => [folder, ...(MAY_IMPORT[folder] ?? [])].includes(folderOf(other));
    return file === 'index.ts'
      ? []
      : imported.filter((other) => !isAllowed(other)).map((other) => `${file} -> ${other}`);
  });
}

/** The folders besides `private` that use a file, whether they import it or another file of `private` that does. */
function usersOf(file: string, imports: Imports, visited = new Set<string>()): Set<string> {
  visited.add(file);
  const importers = [...imports].filter(([other, imported]) => other !== 'index.ts' && imported.includes(file));
  return new Set(
    importers.flatMap(([other]) => {
      if (folderOf(other) !== 'private') {
        return [folderOf(other)];
      }
      return visited.has(other) ? [] : [...usersOf(other, imports, visited)];
    }),
  );
}

/** The files of `private` that belong in the folder that uses them. Those in `known` are together. */
function misplaced(imports: Imports): string[] {
  const files = [...imports.keys()].filter((file) => folderOf(file) === 'private');
  return files.filter((file) => usersOf(file, imports).size < (file.startsWith(KNOWN) ? 1 : 2));
}

function tooLong(texts: Map<string, string>): string[] {
  return [...texts]
    .filter(([file]) => !file.endsWith('.generated.ts'))
    .flatMap(([file, text]) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > MOST_LINES ? [`${file} has ${lines} lines. Move one of its parts to another file.`] : [];
    });
}

/** The TypeScript files of a folder by their path from a folder above. */
function textsIn(folder: string, from: string): Map<string, string> {
  return new Map(
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(from, path).split(sep).join('/'), path])
      .filter(([file]) => !NOT_OURS.test(file))
      .map(([file, path]) => [file, readFileSync(path, 'utf8')]),
  );
}

const texts = textsIn('src', join(ROOT, 'src'));
const imports = importsOf(texts);

describe('The source files', () => {
  test('import only from the folders that the dependency rule allows', () => {
    expect(forbidden(imports)).toEqual([]);
  });

  test('are in folders that have a rule', () => {
    expect(new Set([...texts.keys()].map(folderOf))).toEqual(new Set(['index.ts', ...Object.keys(MAY_IMPORT)]));
  });

  test('import files that exist', () => {
    const missing = [...imports.values()].flat().filter((file) => !texts.has(file));
    expect(missing).toEqual([]);
  });

  test('in private/ serve two or more folders', () => {
    expect(misplaced(imports)).toEqual([]);
  });

  test(`have at most ${MOST_LINES} lines, unless they are generated`, () => {
    expect(tooLong(texts)).toEqual([]);
  });
});

describe('The other TypeScript files', () => {
  test.each(OTHER_FOLDERS)(`of %s/ have at most ${MOST_LINES} lines, unless they are generated`, (folder) => {
    const files = textsIn(folder, ROOT);
    expect(files.size).toBeGreaterThan(0);
    expect(tooLong(files)).toEqual([]);
  });
});

describe('The checks of the structure', () => {
  const among = (files: Record<string, string>) => importsOf(new Map(Object.entries(files)));

  test('report an import of another feature folder, of types too', () => {
    const found = among({
      'harness/a.ts': "import type { B } from '../memory/b';",
      'memory/b.ts': "import { C } from '../private/c';\nexport { D } from '../agent/d';",
      'private/c.ts': "const { B } = require('../memory/b');",
      'index.ts': "export { B } from './memory/b';",
    });
    expect(forbidden(found)).toEqual(['harness/a.ts -> memory/b.ts', 'private/c.ts -> memory/b.ts']);
  });

  test('report a private file that one folder uses, through another private file too', () => {
    const found = among({
      'harness/a.ts':
        "import { C } from '../private/iam/c';\nimport { D } from '../private/d';\nimport { G } from '../private/known/g';",
      'memory/b.ts': "import { D } from '../private/d';",
      'private/iam/c.ts': "import { E } from '../e';\nimport { F } from '../f';",
      'private/d.ts': "import { F } from './f';",
      'private/known/g.ts': '',
      'private/known/h.ts': '',
      'private/e.ts': '',
      'private/f.ts': '',
    });
    expect(misplaced(found)).toEqual(['private/iam/c.ts', 'private/known/h.ts', 'private/e.ts']);
  });

  test('report a file of more lines than the limit, and no generated file', () => {
    const lines = (count: number) => 'x\n'.repeat(count);
    const files = { 'a.ts': lines(MOST_LINES), 'b.ts': lines(MOST_LINES + 1), 'c.generated.ts': lines(MOST_LINES + 1) };
    expect(tooLong(new Map(Object.entries(files)))).toEqual([
      'b.ts has 351 lines. Move one of its parts to another file.',
    ]);
  });
});
