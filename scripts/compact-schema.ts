/** Writes registry schemas in the notation of the tables of limits: one tree of bounds for each resource type. */
import { anchored, PATTERN_WORDS } from './pattern-words';
import type { Schema } from './schemas';

export interface Notation {
  /** The spelling of a property in the table. */
  readonly spelling: (property: string) => string;
  /** Whether the table contains required properties and alternatives, for templates that no construct has checked. */
  readonly isComplete: boolean;
  /** Whether the names of `API_UNIONS` are those of the API. */
  readonly hasApiUnions: boolean;
  /** Patterns that have their words in another table. */
  readonly knownPatterns?: ReadonlyMap<string, string>;
  /** Receives each pattern of the table with its meaning in words. */
  readonly patterns: Map<string, string>;
}

/** The spelling that the L1s give to a CloudFormation property. */
export function l1Name(property: string): string {
  const words = property.replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2').replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  const [first, ...rest] = words.split(' ');
  return first.toLowerCase() + rest.map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase()).join('');
}

/** The units of numbers, by property name. */
const UNITS: Record<string, string[]> = {
  seconds: [
    'idleInstanceTimeout',
    'idleRuntimeSessionTimeout',
    'idleSessionTimeout',
    'lambdaTimeoutInSeconds',
    'maxLifetime',
    'sessionTimeoutInSeconds',
    'timeout',
    'timeoutSeconds',
  ],
  days: ['daysAfterLastAccess', 'eventExpiryDuration', 'recordExpiryDurationDays'],
  bytes: ['sizeLessThan'],
  GiB: ['freeSpaceGiB', 'sizeGiB', 'volumeSize'],
  'MiB/s': ['throughput', 'volumeInitializationRate'],
  IOPS: ['iops'],
  minutes: ['sessionTimeoutMinutes'],
  tokens: ['maxOutputTokens', 'maxTokens', 'tokenCount'],
  messages: ['historicalContextWindowSize', 'messageCount'],
  values: ['maxItems'],
};
/** Numbers that count nothing. */
const PLAIN = [
  ...['ebsCardIndex', 'priority', 'rate', 'resourcePriority', 'samplingPercentage'],
  ...['temperature', 'topK', 'topP', 'value', 'weight'],
];
const ANYTHING = '^[\\s\\S]*$';
/** Unions in the API that the schemas describe as objects with optional members, by the name of the property. */
const API_UNIONS = [
  'agentRuntimeArtifact',
  'claimMatchValue',
  'config',
  'filesystemConfigurations',
  'memory',
  'oauth2ProviderConfigInput',
  'privateEndpoint',
  'skills',
  'validation',
];

export function compact(schema: Schema, notation: Notation, name = ''): Record<string, unknown> {
  const [values] = Object.values(schema.pattern_properties ?? {});
  const keys = schema.property_names && compact(schema.property_names, notation);
  return dropUndefined({
    type: schema.type,
    numeral: schema.type === 'string' && schema.maximum !== undefined ? true : undefined,
    unit: schema.type === 'integer' || schema.type === 'number' ? unitOf(name, schema) : undefined,
    properties:
      schema.properties &&
      Object.fromEntries(
        Object.entries(schema.properties).map(([key, value]) => [
          notation.spelling(key),
          compact(value, notation, l1Name(key)),
        ]),
      ),
    entries: values && dropUndefined({ key: keys, value: compact(values, notation) }),
    union: isUnion(schema, name, notation) ? true : undefined,
    items: schema.items && compact(schema.items, notation, name),
    min: schema.minimum ?? schema.min_length ?? schema.min_items ?? schema.min_properties,
    max: schema.maximum ?? schema.max_length ?? schema.max_items ?? schema.max_properties,
    ...(schema.pattern && withWords(anchored(schema.pattern), notation)),
    enum: schema.enum,
    unique: schema.unique_items,
    origin: notation.isComplete ? undefined : schema.origin,
    ...(notation.isComplete && { required: schema.required, oneOf: alternativesOf(schema) }),
  });
}

/** Whether exactly one member is set at a time. A complete table has the alternatives of the schema instead. */
function isUnion(schema: Schema, name: string, { isComplete, hasApiUnions }: Notation): boolean {
  const { properties = {}, one_of: alternatives, max_properties: most } = schema;
  const count = Object.keys(properties).length;
  const isInApi = count > 0 && hasApiUnions && API_UNIONS.includes(name);
  return isComplete
    ? isInApi && alternatives === undefined
    : isInApi || count === 1 || (count > 0 && (alternatives !== undefined || most === 1));
}

function unitOf(name: string, { minimum, maximum }: Schema): string | undefined {
  const unit = Object.keys(UNITS).find((one) => UNITS[one].includes(name));
  if (!unit && !PLAIN.includes(name) && (minimum ?? maximum) !== undefined) {
    throw new Error(`${name} is a number without a unit. Add it to UNITS or to PLAIN in scripts/compact-schema.ts.`);
  }
  return unit;
}

/** A pattern that messages can explain, with the words if they are in no other table. */
function withWords(pattern: string, { patterns, knownPatterns }: Notation): Record<string, string> | undefined {
  if (pattern === ANYTHING) {
    return undefined;
  }
  const words = PATTERN_WORDS[pattern];
  if (!words) {
    throw new Error(`the pattern ${pattern} has no words. Add them to scripts/pattern-words.ts.`);
  }
  patterns.set(pattern, words);
  return knownPatterns === undefined || knownPatterns.has(pattern) ? { pattern } : { pattern, words };
}

/** Groups of properties: those of exactly one group are set. */
function alternativesOf({ one_of: alternatives = [] }: Schema): string[][] | undefined {
  const groups = alternatives.flatMap(({ required }) => (required ? [required] : []));
  return groups.length > 0 ? groups : undefined;
}

function dropUndefined(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Read-only properties have no limits that a user could break. */
export function withoutReadOnly(schema: Schema): Schema {
  const readOnly = new Set((schema.read_only_properties ?? []).filter((path) => !path.includes('.')));
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !readOnly.has(name));
  return { ...schema, properties: Object.fromEntries(properties) };
}
