/**
 * Rewrites the modules in lib/ after jsii has compiled them, so that each loads another module when it first uses it.
 * An app with one agent uses a part of the library and of aws-cdk-lib, and loading the rest takes longer than
 * everything else that the library does.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { createSourceFile, forEachChild, isIdentifier, type Node, ScriptTarget } from 'typescript';

const GUARD = 'private/validation/guard';
/** A module of the compiled output: `const name = require("…");`, or a default import in the same form. */
const REQUIRE = /^const (\w+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);$/;
const EXPORT =
  /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.\1; \} \}\);$/gm;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Replaces the imports of a compiled module by expressions that import on the first use. The lines stay the same. A
 * function in place of the expression would take more time than the import saves in an app with many agents.
 */
export function withLazyImports(compiled: string): string {
  const source = createSourceFile('module.js', compiled, ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const imports = new Map<string, string>();
  for (const statement of source.statements) {
    const [, name, expression] = REQUIRE.exec(statement.getText()) ?? [];
    if (name) {
      imports.set(name, expression);
      edits.push({ start: statement.getStart(), end: statement.getEnd(), text: `let ${name};` });
    }
  }
  const visit = (node: Node): void => {
    const isName = (node.parent as { readonly name?: Node } | undefined)?.name === node;
    if (isIdentifier(node) && imports.has(node.text) && !isName) {
      const text = `(${node.text} ??= ${imports.get(node.text)})`;
      edits.push({ start: node.getStart(), end: node.getEnd(), text });
    }
    forEachChild(node, visit);
  };
  visit(source);
  return edits
    .sort((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: inserted }) => text.slice(0, start) + inserted + text.slice(end), compiled);
}

/** Returns the public names of each module, from the compiled index. */
export function exportsOf(index: string): Map<string, string[]> {
  const paths = new Map(
    [...index.matchAll(/^var (\w+) = require\("(.+)"\);$/gm)].map(([, name, path]) => [name, path]),
  );
  const modules = new Map<string, string[]>();
  for (const [, name, variable] of index.matchAll(EXPORT)) {
    const path = paths.get(variable);
    if (path === undefined) {
      throw new Error(`lib/index.js: the module of ${name} is not known. ${ADAPT}`);
    }
    modules.set(path, [...(modules.get(path) ?? []), name]);
  }
  const found = [...modules.values()].flat().length;
  const exported = index.match(/^Object\.defineProperty\(exports, "(?!__esModule")/gm)?.length ?? 0;
  if (found === 0 || found !== exported) {
    throw new Error(`lib/index.js: found ${found} of ${exported} exports. ${ADAPT}`);
  }
  return modules;
}

const ADAPT = 'Compile first, or adapt scripts/lazy-modules.ts to the compiler.';

/**
 * Returns the index, which loads the module of an export when the export is first used. The names are assigned first,
 * because Node.js reads the names of a CommonJS module from its text when an ES module imports it.
 */
export function lazyIndex(modules: Map<string, string[]>): string {
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    ...[...modules.values()].flat().map((name) => `exports.${name} = void 0;`),
    `(0, require("./${GUARD}").exportLazily)(exports, [`,
    ...[...modules].map(
      ([path, names]) => `  { names: ${JSON.stringify(names)}, load: () => require(${JSON.stringify(path)}) },`,
    ),
    ']);',
    '',
  ].join('\n');
}

/** Adds the guard of the public names of a module to its end. */
export function withGuard(compiled: string, guard: string, names: string[]): string {
  const members = names.map((name) => `${name}: exports.${name}`).join(', ');
  const call = `(0, require(${JSON.stringify(guard)}).guardExports)({ ${members} });`;
  const map = compiled.lastIndexOf('//# sourceMappingURL');
  return map < 0 ? `${compiled}${call}\n` : `${compiled.slice(0, map)}${call}\n${compiled.slice(map)}`;
}

function rewrite(lib: string): void {
  const read = (file: string) => readFileSync(join(lib, file), 'utf8');
  const modules = exportsOf(read('index.js'));
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split('\\').join('/'))
    .filter((file) => file.endsWith('.js') && file !== 'index.js');
  for (const file of files) {
    const names = modules.get(`./${file.replace(/\.js$/, '')}`);
    const guard = posix.relative(dirname(file), GUARD);
    const text = withLazyImports(read(file));
    writeFileSync(join(lib, file), names ? withGuard(text, guard.startsWith('.') ? guard : `./${guard}`, names) : text);
  }
  writeFileSync(join(lib, 'index.js'), lazyIndex(modules));
}

if (require.main === module) {
  rewrite(join(__dirname, '..', 'lib'));
}
