/** Values within and beyond each bound of a schema, at the place of the bound in the properties of a resource. */
import { type Arbitrary, sample, stringMatching } from 'fast-check';
import { anchored } from '../../../scripts/pattern-words';
import type { Schema } from '../../../scripts/schemas';
import { settablePlaces } from '../../support/fixtures/schema-walk';

/** One bound of a schema, with properties that break it and are valid otherwise. */
export interface BrokenBound {
  /** The place, such as `Tools[].Config.RemoteMcp.Url`. */
  readonly at: string;
  readonly keyword: string;
  readonly properties: Record<string, unknown>;
}

type Json = Record<string, unknown>;

const TEXTS = ['', ' ', '!', '\n', 'a b', '§', '{', 'x'.repeat(40), '-', '1', 'https://a b', '\u0007', 'ab?', 'a'];

const MATCHING = new Map<string, string>();

/** A text that matches the pattern and the length of a schema. */
function textMatching(schema: Schema): string {
  const key = JSON.stringify([schema.pattern, schema.min_length, schema.max_length]);
  const text = MATCHING.get(key) ?? matchingText(schema);
  MATCHING.set(key, text);
  return text;
}

function matchingText({ pattern, min_length: min = 0, max_length: max = Infinity }: Schema): string {
  if (!pattern || pattern === '^[\\s\\S]*$') {
    return 'a'.repeat(Math.max(1, min));
  }
  const expression = new RegExp(anchored(pattern), pattern.includes('\\p{') ? 'u' : '');
  const simple = [
    'a',
    'abc',
    'a-0123456789',
    'https://example.com/.well-known/openid-configuration',
    '1',
    'a'.repeat(min),
  ];
  const fits = (text: string) => text.length >= min && text.length <= max && expression.test(text);
  const found = simple.find(fits);
  if (found !== undefined) {
    return found;
  }
  const texts: Arbitrary<string> = stringMatching(expression, { size: 'small' });
  return sample(texts.filter(fits), { numRuns: 1, seed: 1 })[0];
}

/** The least value that a schema accepts: required properties, and the first of alternatives. */
export function validValue(schema: Schema): unknown {
  switch (schema.type) {
    case 'string':
      if (schema.minimum !== undefined || schema.maximum !== undefined) {
        return String(schema.minimum ?? 1);
      }
      return schema.enum?.[0] ?? textMatching(schema);
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return items(schema, schema.min_items ?? 0);
    default:
      return schema.properties || schema.pattern_properties ? members(schema) : { key: 'value' };
  }
}

/** A list of valid items. */
function items({ items: item = {}, unique_items: unique }: Schema, count: number): unknown[] {
  return Array.from({ length: count }, (_, index) =>
    unique && item.enum ? item.enum[index % item.enum.length] : validValue(item),
  );
}

/** CDK removes empty objects, so at least one property is set. */
function members(schema: Schema): Json {
  const { required = [], one_of: alternatives = [], pattern_properties: patterns } = schema;
  const names = new Set([...required, ...(alternatives.find((one) => one.required)?.required ?? [])]);
  const least = schema.min_properties ?? 0;
  if (patterns) {
    return entries(schema, Math.max(1, least));
  }
  for (const name of Object.keys(schema.properties ?? {})) {
    if (names.size < Math.max(1, least)) {
      names.add(name);
    }
  }
  return Object.fromEntries([...names].map((name) => [name, validValue(schema.properties?.[name] ?? {})]));
}

function entries({ pattern_properties: patterns = {}, property_names: names }: Schema, count: number): Json {
  const [value] = Object.values(patterns);
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${names ? textMatching(names) : 'key'}${index || ''}`,
      validValue(value),
    ]),
  );
}

/** The properties of a resource that contain a value at a place, and are valid around it. */
function around(schema: Schema, steps: string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) {
    return value;
  }
  if (step === '[]') {
    const inner = around(schema.items ?? {}, rest, value);
    return [inner, ...items(schema, Math.max(0, (schema.min_items ?? 0) - 1))];
  }
  if (step === '*') {
    const [member] = Object.values(schema.pattern_properties ?? {});
    const key = schema.property_names ? textMatching(schema.property_names) : 'key';
    return { ...entries(schema, schema.min_properties ?? 0), [key]: around(member, rest, value) };
  }
  const others = (schema.one_of ?? []).flatMap(({ required = [] }) => (required.includes(step) ? [] : required));
  const base = members(schema);
  const kept = Object.entries(base).filter(
    ([name]) => name === step || !others.includes(name) || schema.required?.includes(name),
  );
  const isFull = schema.max_properties === 1;
  return { ...(isFull ? {} : Object.fromEntries(kept)), [step]: around(schema.properties?.[step] ?? {}, rest, value) };
}

/** Values that break the bounds of one place, by keyword. `undefined` removes the property. */
function brokenValues(schema: Schema): Array<[keyword: string, value: unknown]> {
  const broken: Array<[string, unknown]> = [];
  const isText = schema.type === 'string';
  const add = (keyword: keyof Schema, value: unknown) => {
    if (schema[keyword] !== undefined) {
      broken.push([keyword, value]);
    }
  };
  const number = (value: number) => (isText ? String(value) : value);
  add('minimum', number((schema.minimum ?? 0) - 1));
  add('maximum', number((schema.maximum ?? 0) + 1));
  if (schema.min_length) {
    add('min_length', 'a'.repeat(schema.min_length - 1));
  }
  add('max_length', 'a'.repeat((schema.max_length ?? 0) + 1));
  if (schema.min_items) {
    add('min_items', items(schema, schema.min_items - 1));
  }
  add('max_items', items(schema, (schema.max_items ?? 0) + 1));
  if (schema.unique_items) {
    const [item] = items(schema, 1);
    add('unique_items', [item, item]);
  }
  add('enum', 'NOT_LISTED');
  if (schema.pattern && schema.pattern !== '^[\\s\\S]*$') {
    const expression = new RegExp(anchored(schema.pattern), schema.pattern.includes('\\p{') ? 'u' : '');
    const min = schema.min_length ?? 0;
    const wrong = TEXTS.map((text) => text.padEnd(min, text)).find(
      (text) => text.length >= min && !expression.test(text),
    );
    add('pattern', wrong);
  }
  if (schema.type === 'integer') {
    broken.push(['integer', (schema.minimum ?? 1) + 0.5]);
  }
  return [...broken, ...brokenObjects(schema), ...brokenTypes(schema)];
}

function brokenObjects(schema: Schema): Array<[keyword: string, value: unknown]> {
  const { properties, pattern_properties: patterns, required = [], one_of: alternatives = [] } = schema;
  const base = members(schema);
  const without = (names: string[]) =>
    Object.fromEntries(Object.entries(base).filter(([name]) => !names.includes(name)));
  const groups = alternatives.flatMap((one) => (one.required ? [one.required] : []));
  const all = Object.fromEntries(groups.flat().map((name) => [name, validValue(properties?.[name] ?? {})]));
  const most = schema.max_properties ?? 0;
  return [
    ...required.map((name): [string, unknown] => [`required ${name}`, without([name])]),
    ...(properties && !patterns
      ? [['additional_properties', { ...base, NotOfTheSchema: 1 }] as [string, unknown]]
      : []),
    ...(groups.length > 0 ? [['one_of none', without(groups.flat())] as [string, unknown]] : []),
    ...(groups.length > 1 ? [['one_of all', { ...base, ...all }] as [string, unknown]] : []),
    ...(patterns && schema.min_properties
      ? [['min_properties', entries(schema, schema.min_properties - 1)] as [string, unknown]]
      : []),
    ...(patterns && most ? [['max_properties', entries(schema, most + 1)] as [string, unknown]] : []),
    ...(!patterns && schema.min_properties ? [['min_properties', {}] as [string, unknown]] : []),
    ...(!patterns && most && Object.keys(properties ?? {}).length > most
      ? [
          [
            'max_properties',
            Object.fromEntries(
              Object.entries(properties ?? {})
                .slice(0, most + 1)
                .map(([name, one]) => [name, validValue(one)]),
            ),
          ] as [string, unknown],
        ]
      : []),
    ...brokenKeys(schema),
  ];
}

function brokenKeys({ property_names: names, pattern_properties: patterns = {} }: Schema): Array<[string, unknown]> {
  const [value] = Object.values(patterns);
  const keys = names ? brokenValues({ ...names, type: 'string' }).filter(([keyword]) => keyword !== 'type') : [];
  return keys.map(([keyword, key]) => [`key ${keyword}`, { [String(key)]: validValue(value) }]);
}

const WRONG_TYPES: Record<string, unknown> = {
  string: ['text'],
  integer: 'text',
  number: 'text',
  boolean: 'text',
  array: 'text',
  object: 'text',
};

function brokenTypes({ type }: Schema): Array<[keyword: string, value: unknown]> {
  return type ? [['type', WRONG_TYPES[type]]] : [];
}

function stepsOf(path: string): string[] {
  return path.replaceAll('[]', '.[]').split('.').filter(Boolean);
}

/** CDK removes empty objects from templates. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** All bounds of a resource type, each with properties that break it. */
export function brokenBounds(type: Schema): BrokenBound[] {
  return settablePlaces(type).flatMap(({ path, schema }) =>
    brokenValues(schema)
      .filter(([, value]) => path === '' || !isEmpty(value))
      .map(([keyword, value]) => ({ at: path, keyword, properties: around(type, stepsOf(path), value) as Json })),
  );
}
