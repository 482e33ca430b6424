/**
 * Rewrites the modules in lib/ after jsii has compiled them, so that each loads another module when it first uses it,
 * and combines the modules into one file. An app with one agent uses a part of the library and of aws-cdk-lib, and
 * loading the rest takes longer than everything else that the library does.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { transformSync } from 'esbuild';
import { createSourceFile, forEachChild, isIdentifier, type Node, ScriptTarget } from 'typescript';

const GUARD = 'private/validation/guard';
/** The file that contains the code of the modules. */
const COMBINED = 'modules';
/** The function that loads one of these modules. */
const LOAD = 'loadModule';
/** The modules that few apps load, by the start of their paths. They stay in separate files. */
const RARE = [
  'agent/storage/',
  'callers/',
  'gateway/documents/',
  'gateway/sources/',
  'harness/skill',
  'identity/',
  'private/documents/',
  'private/known/access-point',
  'private/known/rest-api',
  'private/packaging/',
  'review/',
  'runtime/capacity/',
  'runtime/packaging/',
];
/** The modules among these that many apps load. */
const USUAL = new Set([
  'agent/storage/filesystems',
  'gateway/documents/schema-object',
  'gateway/documents/tool-names',
  'gateway/documents/tool-schema',
  'gateway/sources/lambda-source',
  'gateway/sources/target-source',
]);
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
 * Replaces the imports of a compiled module by expressions that import on the first use. A function in place of the
 * expression would take more time than the import saves in an app with many agents.
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

/** Returns the public names of each module, from the compiled index. A module is named by its path in lib/. */
export function exportsOf(index: string): Map<string, string[]> {
  const paths = new Map(
    [...index.matchAll(/^var (\w+) = require\("\.\/(.+)"\);$/gm)].map(([, name, path]) => [name, path]),
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
    `const ${LOAD} = require("./${COMBINED}");`,
    `${LOAD}("${GUARD}").exportLazily(exports, [`,
    ...[...modules].map(([module, names]) => {
      const load = isSeparate(module) ? `require("./${module}")` : `${LOAD}("${module}")`;
      return `  { names: ${JSON.stringify(names)}, load: () => ${load} },`;
    }),
    ']);',
    '',
  ].join('\n');
}

/** Adds the guard of the public names of a module to its end. */
export function withGuard(compiled: string, guard: string, names: string[]): string {
  const members = names.map((name) => `${name}: exports.${name}`).join(', ');
  return `${compiled}(0, require(${JSON.stringify(guard)}).guardExports)({ ${members} });\n`;
}

function isSeparate(module: string): boolean {
  return RARE.some((start) => module.startsWith(start)) && !USUAL.has(module);
}

/**
 * Returns one file with the code of modules, because finding and reading a file for each takes longer than running it.
 *
 * @param modules The code by the path of the module
 */
export function combined(modules: Map<string, string>): string {
  const packages = new Set<string>();
  const bodies = [...modules].map(([module, text]) => {
    const code = withModules(module, withSharedPackages(text, packages), (imported) =>
      modules.has(imported) ? `${LOAD}("${imported}")` : `require("./${imported}")`,
    );
    return `code["${module}"] = function (exports) {\n${compact(code)}};`;
  });
  return [
    '"use strict";',
    'const code = {};',
    'const loaded = {};',
    ...[...packages].map((variable) => `let ${variable};`),
    `function ${LOAD}(name) {`,
    '  if (loaded[name] === undefined) {',
    '    loaded[name] = {};',
    '    code[name](loaded[name]);',
    '  }',
    '  return loaded[name];',
    '}',
    // Tests read which modules an app loads.
    `module.exports = Object.assign(${LOAD}, { loaded });`,
    ...bodies,
    '',
  ].join('\n');
}

/**
 * Returns the code of a module in a separate file, which loads the modules of the combined file from there.
 *
 * @param isCombined Whether a module is in the combined file
 */
export function separate(module: string, text: string, isCombined: (module: string) => boolean): string {
  const load = `require("${pathTo(COMBINED, module)}")`;
  return withModules(module, text, (imported) =>
    isCombined(imported) ? `${load}("${imported}")` : `require("${pathTo(imported, module)}")`,
  );
}

/** Replaces the imports of other modules, which are named by their paths in lib/. */
function withModules(module: string, text: string, load: (imported: string) => string): string {
  return text.replace(/\brequire\((['"])(\.[^'"]+)\1\)/g, (_, __, path) =>
    load(posix.join(posix.dirname(module), path)),
  );
}

/**
 * Imports each package once for all modules. Node.js finds a package anew for each import of a package that another
 * file has imported first, as every app does with aws-cdk-lib, and this takes longer than loading a module.
 *
 * @param variables The variables for the packages, to which the new ones are added
 */
function withSharedPackages(code: string, variables: Set<string>): string {
  return code.replace(/(?:\w+ \?\?= )?\brequire\("([^".][^"]*)"\)/g, (_, name: string) => {
    const variable = `package_${name.replace(/\W/g, '_')}`;
    variables.add(variable);
    return `(${variable} ??= require("${name}"))`;
  });
}

/**
 * Returns code without comments and indentation, and with ASCII characters only. V8 reads all of the file before it
 * runs the first module, and stores it with two bytes per character if one character needs two. Node.js shows the line
 * that throws, so lines stay short.
 */
function compact(code: string): string {
  const text = transformSync(code, { minifyWhitespace: true, lineLimit: 120, legalComments: 'none' }).code;
  // esbuild escapes the characters in texts, but not those in regular expressions.
  return text.replace(/[^\n -~]/g, (character) => {
    if (code.includes('String.raw')) {
      throw new Error(`String.raw must not contain ${character}, which cannot be escaped there.`);
    }
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** @param src The sources, because lib/ can contain modules of an earlier compilation */
function rewrite(lib: string, src: string): void {
  const read = (module: string) => readFileSync(join(lib, `${module}.js`), 'utf8');
  const exported = exportsOf(read('index'));
  const modules = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .map((file) => file.split('\\').join('/').slice(0, -'.ts'.length));
  const rewritten = new Map(
    modules.map((module) => {
      const names = exported.get(module);
      const text = withLazyImports(read(module));
      return [module, names ? withGuard(text, pathTo(GUARD, module), names) : text];
    }),
  );
  const together = new Map([...rewritten].filter(([module]) => !isSeparate(module)));
  for (const [module, text] of rewritten) {
    const stub = `"use strict";\nmodule.exports = require("${pathTo(COMBINED, module)}")("${module}");\n`;
    const code = together.has(module) ? stub : separate(module, text, (imported) => together.has(imported));
    writeFileSync(join(lib, `${module}.js`), code);
  }
  writeFileSync(join(lib, `${COMBINED}.js`), combined(together));
  writeFileSync(join(lib, 'index.js'), lazyIndex(exported));
}

function pathTo(imported: string, module: string): string {
  const path = posix.relative(posix.dirname(module), imported);
  return path.startsWith('.') ? path : `./${path}`;
}

if (require.main === module) {
  rewrite(join(__dirname, '..', 'lib'), join(__dirname, '..', 'src'));
}
