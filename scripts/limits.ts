/**
 * Writes src/private/validation/limits.generated.ts: the limits of the resource types that this library synthesizes,
 * from the registry schemas which the installed aws-cdk-lib bundles for its template validation, and from the bounds
 * that only the service API states.
 *
 *   npm run limits
 *
 * `npm test` fails when the file is not what this script would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withApiBounds } from './api-bounds';
import { anchored, PATTERN_WORDS } from './pattern-words';
import { readSchemas, type Schema } from './schemas';

const TYPES: Record<string, string[]> = {
  BedrockAgentCore: [
    'Harness',
    'HarnessEndpoint',
    'Runtime',
    'RuntimeEndpoint',
    'CapacityProvider',
    'Memory',
    'GatewayTarget',
    'ApiKeyCredentialProvider',
    'OAuth2CredentialProvider',
  ],
  S3Files: ['FileSystem', 'MountTarget', 'AccessPoint'],
};

/** The spelling that the L1s give to a CloudFormation property. */
function l1Name(property: string): string {
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
    'maxLifetime',
    'timeout',
    'timeoutSeconds',
  ],
  days: ['daysAfterLastAccess', 'eventExpiryDuration', 'recordExpiryDurationDays'],
  bytes: ['sizeLessThan'],
  GiB: ['freeSpaceGiB', 'sizeGiB', 'volumeSize'],
  'MiB/s': ['throughput', 'volumeInitializationRate'],
  IOPS: ['iops'],
  tokens: ['maxTokens', 'tokenCount'],
  messages: ['historicalContextWindowSize', 'messageCount'],
  values: ['maxItems'],
};
/** Numbers that count nothing. */
const PLAIN = ['ebsCardIndex', 'resourcePriority', 'temperature', 'topK', 'topP'];
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

const patterns = new Map<string, string>();

function compact(schema: Schema, name = ''): Record<string, unknown> {
  const [values] = Object.values(schema.pattern_properties ?? {});
  const keys = schema.property_names && compact(schema.property_names);
  return dropUndefined({
    type: schema.type,
    numeral: schema.type === 'string' && schema.maximum !== undefined ? true : undefined,
    unit: schema.type === 'integer' || schema.type === 'number' ? unitOf(name, schema) : undefined,
    properties:
      schema.properties &&
      Object.fromEntries(
        Object.entries(schema.properties).map(([key, value]) => [l1Name(key), compact(value, l1Name(key))]),
      ),
    entries: values && dropUndefined({ key: keys, value: compact(values) }),
    union: isUnion(schema, name) ? true : undefined,
    items: schema.items && compact(schema.items, name),
    min: schema.minimum ?? schema.min_length ?? schema.min_items ?? schema.min_properties,
    max: schema.maximum ?? schema.max_length ?? schema.max_items ?? schema.max_properties,
    pattern: schema.pattern && withWords(anchored(schema.pattern)),
    enum: schema.enum,
    unique: schema.unique_items,
    origin: schema.origin,
  });
}

/** Whether exactly one member is set at a time. */
function isUnion({ properties = {}, one_of: alternatives, max_properties: most }: Schema, name: string): boolean {
  const count = Object.keys(properties).length;
  return count === 1 || (count > 0 && (alternatives !== undefined || most === 1 || API_UNIONS.includes(name)));
}

function unitOf(name: string, { minimum, maximum }: Schema): string | undefined {
  const unit = Object.keys(UNITS).find((one) => UNITS[one].includes(name));
  if (!unit && !PLAIN.includes(name) && (minimum ?? maximum) !== undefined) {
    throw new Error(`${name} is a number without a unit. Add it to UNITS or to PLAIN in scripts/limits.ts.`);
  }
  return unit;
}

/** A pattern that messages can explain. */
function withWords(pattern: string): string | undefined {
  if (pattern === ANYTHING) {
    return undefined;
  }
  const words = PATTERN_WORDS[pattern];
  if (!words) {
    throw new Error(`the pattern ${pattern} has no words. Add them to scripts/pattern-words.ts.`);
  }
  patterns.set(pattern, words);
  return pattern;
}

function dropUndefined(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Read-only properties have no limits that a user could break. */
function withoutReadOnly(schema: Schema): Schema {
  const readOnly = new Set((schema.read_only_properties ?? []).filter((path) => !path.includes('.')));
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !readOnly.has(name));
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** As it stands in a raw template: JSON has other spellings for what would end one. */
function raw(value: unknown): string {
  return `String.raw\`${JSON.stringify(value, undefined, 1).replaceAll('`', '\\u0060').replaceAll('${', '\\u0024{')}\``;
}

const schemas = readSchemas();
const limits = Object.entries(TYPES).flatMap(([service, types]) =>
  types.map((type): [string, unknown] => {
    const schema = withoutReadOnly(schemas[`AWS::${service}::${type}`]);
    return [type, compact(withApiBounds(type, schema).schema)];
  }),
);
const unused = Object.keys(PATTERN_WORDS).filter((pattern) => !patterns.has(pattern));
if (unused.length > 0) {
  throw new Error(`no schema has these patterns. Remove them from scripts/pattern-words.ts:\n${unused.join('\n')}`);
}
const version = JSON.parse(readFileSync(require.resolve('aws-cdk-lib/package.json'), 'utf8')).version;
const text = `// Generated by \`npm run limits\` from the schemas that aws-cdk-lib ${version} bundles. Do not edit.
export const LIMITS: Record<string, string> = {
${limits.map(([type, limit]) => `  ${type}: ${raw(limit)},\n`).join('')}};

/** What each pattern means, after \`must\`: read only for a message. */
export const PATTERN_WORDS = ${raw(Object.fromEntries(patterns))};
`;
writeFileSync(join(__dirname, '..', 'src', 'private', 'validation', 'limits.generated.ts'), text);
