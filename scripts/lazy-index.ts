/**
 * Rewrites lib/index.js after jsii has compiled it: each export loads its module when it is first used. An app with one
 * agent uses about half of the modules.
 *
 * The names are assigned first, because Node.js reads the names of a CommonJS module from its text when an ES module
 * imports it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INDEX = join(__dirname, '..', 'lib', 'index.js');
const EXPORT =
  /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.\1; \} \}\);$/gm;

const compiled = readFileSync(INDEX, 'utf8');
const paths = new Map(
  [...compiled.matchAll(/^var (\w+) = require\("(.+)"\);$/gm)].map(([, name, path]) => [name, path]),
);
const modules = new Map<string, string[]>();
for (const [, name, variable] of compiled.matchAll(EXPORT)) {
  const path = paths.get(variable);
  if (path === undefined) {
    throw new Error(`lib/index.js: the module of ${name} is not known. Adapt scripts/lazy-index.ts to the compiler.`);
  }
  modules.set(path, [...(modules.get(path) ?? []), name]);
}
const found = [...modules.values()].flat().length;
const exported = compiled.match(/^Object\.defineProperty\(exports, "(?!__esModule")/gm)?.length ?? 0;
if (found === 0 || found !== exported) {
  throw new Error(
    `lib/index.js: found ${found} of ${exported} exports. Compile first, or adapt scripts/lazy-index.ts to the compiler.`,
  );
}
const entries = [...modules].map(
  ([path, names]) =>
    `  { names: ${JSON.stringify(names)}, load: () => require("${path}"), find: () => find("${path}.js") },`,
);
writeFileSync(
  INDEX,
  [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    ...[...modules.values()].flat().map((name) => `exports.${name} = void 0;`),
    'const node_path_1 = require("node:path");',
    'const guard_1 = require("./private/validation/guard");',
    'const find = (file) => require.cache?.[(0, node_path_1.join)(__dirname, file)];',
    '(0, guard_1.exportLazily)(exports, [',
    ...entries,
    ']);',
    '',
  ].join('\n'),
);
