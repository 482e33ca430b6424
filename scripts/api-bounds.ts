/**
 * Adds to the registry schemas the bounds that only the service API states.
 *
 * `api-bounds.json` lists the bounds of the API by operation and path, with shapes that several operations share.
 * Where both state a bound, the schema decides; `decisions` gives the reason for each difference that remains.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { membersOf, type Schema } from './schemas';

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: string[];
}

type Keyword = keyof Bounds;

/** Bounds, or the name of a shape, by path; `[]` is an item, `.*` a value and `.{key}` a key of a map. */
type Paths = Record<string, Bounds | string>;

interface ApiModel {
  readonly source: string;
  readonly operations: Record<string, Paths>;
  readonly shapes: Record<string, Paths>;
  /** Where the schema decides, or the API despite the schema, by expressions over `Type.Path keyword`. */
  readonly decisions: Array<{ readonly at: string; readonly apiDecides?: boolean; readonly reason: string }>;
}

/** A bound of the API that the schema of the resource type lacks, or states otherwise. */
export interface ApiBound {
  readonly type: string;
  /** The path in the spelling of the schema, or of the API where the schema has no such property. */
  readonly at: string;
  readonly keyword: string;
  readonly value: unknown;
  /** The shape and the member of the API. */
  readonly origin: string;
  /** Why the schema decides; the bound is part of the limits if there is no reason. */
  readonly reason?: string;
}

const OPERATIONS: Record<string, string> = {
  Harness: 'CreateHarness',
  HarnessEndpoint: 'CreateHarnessEndpoint',
  Runtime: 'CreateAgentRuntime',
  RuntimeEndpoint: 'CreateAgentRuntimeEndpoint',
  CapacityProvider: 'CreateCapacityProvider',
  Memory: 'CreateMemory',
  GatewayTarget: 'CreateGatewayTarget',
  ApiKeyCredentialProvider: 'CreateApiKeyCredentialProvider',
  OAuth2CredentialProvider: 'CreateOauth2CredentialProvider',
  ResourcePolicy: 'PutResourcePolicy',
};

const KEYWORDS: Keyword[] = ['min', 'max', 'pattern', 'enum'];
const NO_PROPERTY = 'The resource type has no such property.';
/** Patterns of keys that say no more than that a key must not be empty. */
const NOT_EMPTY = ['.+', '^.+$', '^[\\s\\S]+$'];
const ANYTHING = '^[\\s\\S]*$';

const model: ApiModel = JSON.parse(readFileSync(join(__dirname, 'api-bounds.json'), 'utf8'));

interface Found {
  readonly bounds: Bounds;
  readonly origin: string;
}

/** All bounds of an operation by path, with the shapes filled in. */
function boundsOf(paths: Paths, prefix: string, shape: string): Array<[path: string, found: Found]> {
  return Object.entries(paths).flatMap(([path, bounds]): Array<[string, Found]> => {
    const at = path && prefix && /^\w/.test(path) ? `${prefix}.${path}` : prefix + path;
    return typeof bounds === 'string'
      ? boundsOf(model.shapes[bounds], at, bounds)
      : [[at, { bounds, origin: path ? `${shape}${/^\w/.test(path) ? '.' : ''}${path}` : shape }]];
  });
}

/** A registry schema without references; a type that contains itself is followed once. */
function inlined(schema: Schema, definitions: Record<string, Schema>, within: string[] = []): Schema {
  const { ref_name: name, definitions: _, one_of, ...rest } = schema;
  if (name) {
    return within.includes(name) ? {} : inlined(definitions[name], definitions, [...within, name]);
  }
  const each = (schemas: Record<string, Schema>) =>
    Object.fromEntries(Object.entries(schemas).map(([key, one]) => [key, inlined(one, definitions, within)]));
  const [key] = Object.keys(rest.pattern_properties ?? {});
  const members = membersOf(schema);
  return {
    ...rest,
    ...(one_of && { one_of: one_of.map(({ properties: __, ...one }) => one) }),
    ...(members && { properties: each(members) }),
    ...(rest.pattern_properties && { pattern_properties: each(rest.pattern_properties) }),
    ...(key && key !== ANYTHING && { property_names: NOT_EMPTY.includes(key) ? { min_length: 1 } : { pattern: key } }),
    ...(rest.items && { items: inlined(rest.items, definitions, within) }),
  };
}

/** The name that a schema gives to a bound of the API. */
function keywordOf(keyword: Keyword, type: string): keyof Schema {
  if (keyword !== 'min' && keyword !== 'max') {
    return keyword;
  }
  const sizes: Record<string, string> = { string: 'length', array: 'items', object: 'properties' };
  return (sizes[type] ? `${keyword}_${sizes[type]}` : `${keyword}imum`) as 'minimum' | 'maximum';
}

function decisionOn(at: string) {
  return model.decisions.find((decision) => new RegExp(decision.at, 'i').test(at));
}

class Merge {
  public readonly differences: ApiBound[] = [];
  private readonly found: Map<string, Found>;
  private readonly used = new Set<string>();

  public constructor(private readonly type: string) {
    const operation = OPERATIONS[type];
    const bounds = operation ? boundsOf(model.operations[operation], '', operation) : [];
    this.found = new Map(bounds.map(([path, found]) => [path.toLowerCase(), found]));
  }

  /** The schema with the bounds of the API, at this path and below. */
  public merge(schema: Schema, path: string): Schema {
    const below = (name: string, one: Schema) => this.merge(one, path ? `${path}.${name}` : name);
    const all = (schemas: Record<string, Schema>, name: (key: string) => string) =>
      Object.fromEntries(Object.entries(schemas).map(([key, one]) => [key, below(name(key), one)]));
    const { properties, pattern_properties: values, items } = schema;
    const merged = {
      ...this.own(schema, path),
      ...(properties && { properties: all(properties, (key) => key) }),
      ...(values && { pattern_properties: all(values, () => '*') }),
      ...(items && { items: this.merge(items, `${path}[]`) }),
    };
    const names = values && this.own({ type: 'string', ...schema.property_names }, `${path}.{key}`);
    return names && Object.keys(names).length > 1 ? { ...merged, property_names: names } : merged;
  }

  /** The remaining shapes of the API, whose paths the schema does not contain. */
  public rest(): ApiBound[] {
    const left = [...this.found].filter(([path]) => !this.used.has(path));
    return left.flatMap(([at, { bounds, origin }]) =>
      KEYWORDS.filter((keyword) => bounds[keyword] !== undefined).map((keyword) => {
        const reason = decisionOn(`${this.type}.${at} ${keyword}`)?.reason ?? NO_PROPERTY;
        return { type: this.type, at, keyword, value: bounds[keyword], origin, reason };
      }),
    );
  }

  private own(schema: Schema, path: string): Schema {
    const found = this.found.get(path.toLowerCase());
    if (!found) {
      return schema;
    }
    this.used.add(path.toLowerCase());
    const taken: Record<string, unknown> = {};
    for (const keyword of KEYWORDS) {
      const value = found.bounds[keyword];
      const name = keywordOf(keyword, schema.type ?? 'string');
      if (value === undefined || !isStricter(keyword, value, schema[name])) {
        continue;
      }
      const at = `${this.type}.${path} ${keyword}`;
      const decision = decisionOn(at);
      const reason = decision?.apiDecides ? undefined : decision?.reason;
      if (schema[name] !== undefined && !decision) {
        throw new Error(
          `the API and the schema differ at ${at}: ${value}, ${schema[name]}. Decide in api-bounds.json.`,
        );
      }
      this.differences.push({ type: this.type, at: path, keyword: name, value, origin: found.origin, reason });
      if (!reason) {
        taken[name] = value;
      }
    }
    return Object.keys(taken).length > 0 ? { ...schema, ...taken, origin: found.origin } : schema;
  }
}

/** Whether the API may reject what the schema accepts. */
function isStricter(keyword: Keyword, api: Bounds[Keyword], schema: unknown): boolean {
  if (schema === undefined) {
    return !(keyword === 'min' && api === 0);
  }
  switch (keyword) {
    case 'min':
      return Number(api) > Number(schema);
    case 'max':
      return Number(api) < Number(schema);
    case 'enum':
      return (schema as string[]).some((value) => !(api as string[]).includes(value));
    default:
      return plain(String(api)) !== plain(String(schema));
  }
}

/** A pattern without anchors and needless escapes. */
function plain(pattern: string): string {
  return pattern
    .replace(/^\^\(\?:(.*)\)\$$/, '$1')
    .replace(/^\^|\$$/g, '')
    .replaceAll('\\/', '/');
}

/** The schema of a type with the bounds of the API, and all bounds of the API that it lacks or states otherwise. */
export function withApiBounds(type: string, schema: Schema): { readonly schema: Schema; readonly bounds: ApiBound[] } {
  const merge = new Merge(type);
  const merged = merge.merge(inlined(schema, schema.definitions ?? {}), '');
  return { schema: merged, bounds: [...merge.differences, ...merge.rest()] };
}
