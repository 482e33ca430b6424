/**
 * Writes src/private/validation/types.generated.ts: what each property and parameter of the public API takes, from the assembly
 * that jsii writes when it compiles. The generated file does not change the assembly, so one more run changes nothing.
 *
 *   npx projen compile && npm run types
 *
 * `npm test` fails when the file is not what this script would write.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface TypeReference {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: unknown;
}

interface Value {
  readonly name: string;
  readonly optional?: boolean;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly variadic?: boolean;
  readonly docs?: { readonly deprecated?: string };
  readonly locationInModule?: { readonly line: number };
  readonly type: TypeReference;
}

interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly docs?: { readonly deprecated?: string };
  readonly locationInModule?: { readonly line: number };
  readonly parameters?: Value[];
  readonly returns?: { readonly type: TypeReference };
}

interface Type {
  readonly fqn: string;
  readonly name: string;
  readonly namespace?: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly docs?: { readonly deprecated?: string };
  readonly interfaces?: string[];
  readonly properties?: Value[];
  readonly methods?: Method[];
  readonly members?: Array<{ readonly name: string }>;
  readonly initializer?: Method;
}

const ROOT = join(__dirname, '..');
const OWN = 'cdk-agentcore.';
/** Does not specify the type of an object. */
const GENERIC = new Set([
  'aws-cdk-lib.IResource',
  'aws-cdk-lib.aws_ec2.IConnectable',
  'aws-cdk-lib.aws_iam.IGrantable',
  'aws-cdk-lib.interfaces.IEnvironmentAware',
  'constructs.IConstruct',
  'constructs.IDependable',
]);
/** Interfaces whose public members other constructs have too: the internal member that the library reads. */
const INTERNAL: Record<string, string[]> = { 'cdk-agentcore.IMetered': ['_measured'] };

/** Structs that are rendered as they are given, in place of which a token may stand. */
const DATA = ['cdk-agentcore.ToolDefinition'];
/** Classes whose factories return plain objects, which cannot be recognized. */
const UNMARKED = ['aws-cdk-lib.aws_stepfunctions.Timeout'];
/** Interfaces that many classes implement, and the one to suggest. */
const NOUNS: Record<string, string> = { 'aws-cdk-lib.aws_iam.IGrantable': 'Role' };

function readAssembly(folder: string): Record<string, Type> {
  const packed = join(folder, '.jsii.gz');
  const text = existsSync(packed) ? gunzipSync(readFileSync(packed)) : readFileSync(join(folder, '.jsii'));
  return JSON.parse(text.toString('utf8')).types;
}

function folderOf(dependency: string): string {
  return dirname(require.resolve(`${dependency}/package.json`));
}

const own = readAssembly(ROOT);
const all: Record<string, Type> = {
  ...readAssembly(folderOf('aws-cdk-lib')),
  ...readAssembly(folderOf('constructs')),
  ...own,
};

/** The types of the table by their names in it. */
const names = new Map<string, string>();

/** Types are known by their bare name; of two with one name, the other library's by its full name. */
function nameOf(fqn: string): string {
  const { name } = all[fqn];
  const first = own[`${OWN}${name}`]?.fqn ?? names.get(name) ?? fqn;
  const chosen = first === fqn ? name : fqn;
  names.set(chosen, fqn);
  return chosen;
}

function render(type: TypeReference, owner: Type): string {
  if (type.collection) {
    const element = render(type.collection.elementtype, owner);
    return type.collection.kind === 'array' ? `[${element}]` : `{${element}}`;
  }
  if (type.fqn === undefined) {
    return type.primitive === 'any' ? 'json' : (type.primitive ?? 'unknown');
  }
  const target = all[type.fqn];
  if (UNMARKED.includes(type.fqn)) {
    return 'object';
  }
  if (owner.fqn.startsWith(OWN) || target.kind === 'class' || target.datatype) {
    return nameOf(type.fqn);
  }
  // A later aws-cdk-lib may widen what its own structs take.
  return target.kind === 'enum' ? 'unknown' : 'object';
}

function signature(values: Value[], owner: Type): string {
  return values
    .map(
      (value) => `${value.variadic ? '...' : ''}${value.name}${value.optional ? '?' : ''}:${render(value.type, owner)}`,
    )
    .join(' ');
}

/** The properties of a struct, those of its bases first. */
function propertiesOf(type: Type): Value[] {
  return [...(type.interfaces ?? []).flatMap((base) => propertiesOf(all[base])), ...(type.properties ?? [])];
}

function isA(fqn: string, wantedBase: string): boolean {
  const { base, interfaces = [] } = all[fqn] ?? {};
  return fqn === wantedBase || [...(base ? [base] : []), ...interfaces].some((parent) => isA(parent, wantedBase));
}

/** As declared: the assembly has them by name. */
function inOrder<T extends Value | Method>(members: T[]): T[] {
  return [...members].sort((a, b) => (a.locationInModule?.line ?? 0) - (b.locationInModule?.line ?? 0));
}

function renderClass(type: Type): object {
  const methods = inOrder(type.methods ?? []).filter(
    (method) => !method.protected && method.docs?.deprecated === undefined,
  );
  const signatures = (chosen: Method[]) =>
    chosen.length === 0
      ? undefined
      : Object.fromEntries(chosen.map(({ name, parameters = [] }) => [name, signature(parameters, type)]));
  const returnsItself = ({ returns }: Method) => returns?.type.fqn !== undefined && isA(returns.type.fqn, type.fqn);
  const statics = methods.filter((method) => method.static);
  const constants = inOrder(type.properties ?? []).filter(
    ({ static: isStatic, type: of, docs }) => isStatic && of.fqn === type.fqn && docs?.deprecated === undefined,
  );
  const isOwn = type.fqn.startsWith(OWN);
  const { initializer } = type;
  return {
    fqn: type.fqn,
    statics: signatures(isOwn ? statics : statics.filter(returnsItself)),
    methods: isOwn
      ? signatures(methods.filter(({ static: isStatic, parameters }) => !isStatic && parameters))
      : undefined,
    new: isOwn && initializer && !type.abstract ? signature(initializer.parameters ?? [], type) : undefined,
    factories: statics.filter(returnsItself).map(({ name }) => name),
    constants: constants.map(({ name }) => name),
  };
}

/** Groups of members, of each of which an object of the interface has one. */
function membersOf(type: Type): string[][] {
  if (INTERNAL[type.fqn]) {
    return [INTERNAL[type.fqn]];
  }
  const noun = type.name.slice(1).toLowerCase();
  const properties = (type.properties ?? []).filter(({ optional }) => !optional).map(({ name }) => name);
  const likeliest = [
    properties.filter((name) => [`${noun}arn`, `${noun}id`].includes(name.toLowerCase())),
    properties.filter((name) => name.endsWith('Arn')),
    [...properties, ...(type.methods ?? []).map(({ name }) => name)].slice(0, 1),
  ].find((members) => members.length > 0);
  if (likeliest) {
    return [likeliest];
  }
  return (type.interfaces ?? []).filter((base) => !GENERIC.has(base)).flatMap((base) => membersOf(all[base]));
}

/** How an object of the interface is made of what identifies it: of a string, or of something else. */
function importsOf(type: Type): object {
  const noun = NOUNS[type.fqn] ?? type.name.slice(1).replace(/Ref$/, '');
  const service = type.namespace?.replace(/^interfaces\./, '');
  const isImport = ({ name, static: isStatic, returns, docs }: Method) =>
    isStatic &&
    name.startsWith('from') &&
    docs?.deprecated === undefined &&
    returns?.type.fqn !== undefined &&
    isA(returns.type.fqn, type.fqn);
  const imports = Object.values(all)
    .filter(({ kind, namespace, fqn }) => kind === 'class' && (fqn.startsWith(OWN) || namespace === service))
    .flatMap((owner) => (owner.methods ?? []).filter(isImport).map((method) => ({ ...method, owner })));
  const likeliest = [
    imports.filter(({ owner }) => owner.name === NOUNS[type.fqn]),
    imports.filter(({ owner }) => owner.fqn.startsWith(OWN)),
    imports.filter(({ owner }) => owner.name === noun),
    imports.filter(({ owner }) => owner.name === `Cfn${noun}`),
  ].find((found) => found.length > 0);
  const calls = (takesText: boolean) =>
    (likeliest ?? [])
      .filter(({ parameters: [, , third, ...rest] = [] }) => {
        return takesText === (third?.type.primitive === 'string' && rest.every(({ optional }) => optional));
      })
      .filter(({ name }) => !name.startsWith('fromLookup'))
      .map(({ owner, name }) => `${owner.name}.${name}`);
  return { ofText: calls(true), others: calls(false) };
}

function structOf(type: Type): object {
  const isData = DATA.includes(type.fqn) ? true : undefined;
  return { struct: signature(propertiesOf(type), type), isData };
}

function interfaceOf(type: Type): object {
  const members = membersOf(type);
  return { members, ...(members.length > 0 ? importsOf(type) : {}) };
}

function renderType(type: Type): object {
  switch (type.kind) {
    case 'enum':
      return { enum: (type.members ?? []).map(({ name }) => name) };
    case 'class':
      return renderClass(type);
    case 'interface':
      return type.datatype ? structOf(type) : interfaceOf(type);
  }
}

function withoutEmpty(object: object): object {
  return Object.fromEntries(
    Object.entries(object).filter(([name, value]) => name === 'members' || !Array.isArray(value) || value.length > 0),
  );
}

for (const { kind, fqn } of Object.values(own)) {
  if (kind === 'class') {
    nameOf(fqn);
  }
}
const entries = new Map<string, string>();
// Types that a type refers to are added while it is rendered. An iteration of a map includes entries that are added.
for (const [name, fqn] of names) {
  entries.set(name, JSON.stringify(withoutEmpty(renderType(all[fqn]))));
}
const enums = [...names].filter(([, fqn]) => all[fqn].kind === 'enum' && !fqn.startsWith(OWN)).sort();
const imports = enums.map(([name, fqn]) => {
  const alias = name === all[fqn].name ? name : `${all[fqn].name} as ${name.replaceAll('.', '_')}`;
  return `import { ${alias} } from 'aws-cdk-lib/${(all[fqn].namespace ?? 'core').replaceAll('_', '-')}';\n`;
});
const lines = [...entries].sort().map(([name, entry]) => `  '${name}': '${entry}',\n`);
const text = `// Generated by \`npm run types\` from the assembly that jsii writes. Do not edit.
${imports.join('')}
export const TYPES: Record<string, string> = {
${lines.join('')}};

/** Enums of aws-cdk-lib, read when a value of them is checked. */
export const ENUMS: Record<string, () => object> = {
${enums.map(([name]) => `  '${name}': () => ${name.replaceAll('.', '_')},\n`).join('')}};
`;
writeFileSync(join(ROOT, 'src', 'private', 'validation', 'types.generated.ts'), text);
