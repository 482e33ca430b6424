import { duplicatesOf } from './duplicates';
import { LIMITS, PATTERN_WORDS } from './limits.generated';
import { withoutSecrets } from './secret-values';
import { isUnknown, isUnresolved } from './unknown';

/** The bounds of one value, from the schema and the API of the service; the generated table is a tree of these. */
export interface Limit {
  readonly type?: string;
  /** Of a text that is a number: its bounds are those of the number. */
  readonly numeral?: boolean;
  /** The unit of a number, in the plural. */
  readonly unit?: string;
  readonly properties?: Record<string, Limit>;
  /** Of a map: the limits of its keys and of its values. */
  readonly entries?: { readonly key?: Limit; readonly value: Limit };
  /** Of an object, whether exactly one of its properties is set. */
  readonly union?: boolean;
  readonly items?: Limit;
  /** Of a number its value, of a string its length, of a list or a map its size. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /** The meaning of the pattern, if `PATTERN_WORDS` does not contain the pattern. */
  readonly words?: string;
  readonly enum?: string[];
  readonly unique?: boolean;
}

const READ = new Map<string, Limit>();

/**
 * Returns the limit of a resource type. The table is text, because no app uses all types and parsing all of them takes
 * time.
 */
export function limitOf(type: string): Limit {
  const limit: Limit = READ.get(type) ?? JSON.parse(LIMITS[type]);
  READ.set(type, limit);
  return limit;
}

/** A value that exceeds a limit: its path and the problem. */
export interface Breach {
  /** The path: property names of the service, list indices, and map keys that the user chooses. */
  readonly path: Array<string | number | { readonly key: string }>;
  readonly problem: string;
  /** The values that the schema lists, if the value is none of them. */
  readonly choices?: string[];
}

/**
 * Properties whose values are classes with an `of()` method. A value that the schema does not list may be newer than
 * the schema, so it is a warning.
 */
const OPEN = new Set([
  ...['apiFormat', 'endpointIpAddressType', 'failureMode', 'grantType', 'listingMode', 'method', 'methods'],
  ...['protocolConfiguration', 'protocolType', 'runtime', 'signingAlgorithm', 'strategies'],
]);

/** Whether one of the properties, in the spelling of the L1s, may have values that are newer than the schema. */
export function mayBeNewer(properties: readonly unknown[]): boolean {
  return properties.some((property) => OPEN.has(property as string));
}

/** All breaches in a value and in what it contains: one for each text and number. Tokens are never judged. */
export function breaches(limit: Limit, value: unknown): Breach[] {
  const found: Breach[] = [];
  collectBreaches(limit, value, [], found);
  return found;
}

const NO_LIMIT: Limit = {};

/** @param path The path of the value, which all calls share. A breach has a copy */
function collectBreaches(limit: Limit, value: unknown, path: Breach['path'], found: Breach[]): void {
  if (value === undefined || isUnresolved(value)) {
    return;
  }
  if (value === null) {
    found.push({ path: [...path], problem: 'must not be null, which CloudFormation does not accept. Omit it' });
  } else if (typeof value !== 'object') {
    const problem = problemOf(limit, value);
    // Few values have problems, so only these are compared with the dummy values of lookups.
    if (problem && !isUnknown(value)) {
      found.push({ path: [...path], problem, choices: limit.enum });
    }
  } else {
    for (const problem of problemsOfCollection(limit, value)) {
      found.push({ path: [...path], problem });
    }
    const isList = Array.isArray(value);
    for (const [name, member] of Object.entries(value)) {
      const known = limit.properties?.[name];
      path.push(isList ? Number(name) : known ? name : { key: name });
      collectBreaches((isList ? limit.items : (known ?? limit.entries?.value)) ?? NO_LIMIT, member, path, found);
      path.pop();
    }
  }
}

/** Returns the problem of a string, a number or a boolean. */
function problemOf(limit: Limit, value: unknown): string | undefined {
  const { pattern } = limit;
  if (typeof value !== 'string') {
    return typeof value === 'number' ? numberProblem(limit, value) : undefined;
  }
  if (limit.enum && !limit.enum.includes(value)) {
    return `must be one of ${limit.enum.join(', ')}, got ${quote(value)}`;
  }
  if (limit.numeral && Number.isFinite(Number(value)) && isOutside(limit, Number(value))) {
    return `must be ${range(limit)}, got ${quote(value)}`;
  }
  const size = limit.min === undefined && limit.max === undefined ? 0 : charactersOf(value);
  const isWrongSize = !limit.numeral && isOutside(limit, size);
  if (isWrongSize) {
    const fitting = [...value].slice(0, limit.max).join('');
    // A pattern that only the length breaks, or only cutting the text, adds nothing.
    const fails = pattern && fitting && [value, fitting].every((text) => !matcher(pattern).test(text));
    const also = fails ? `${wordsOf(limit)} and ` : '';
    return `must ${also}be ${range(limit, 'characters')}, got ${amount(size, 'characters')}: ${quote(value)}`;
  }
  return pattern && !matcher(pattern).test(value)
    ? `must ${wordsOf(limit)}, got ${quote(value)}${suggestion(pattern, value)}`
    : undefined;
}

/** The number of characters. Some characters have two code units. */
function charactersOf(text: string): number {
  return /[\uD800-\uDFFF]/.test(text) ? [...text].length : text.length;
}

function numberProblem(limit: Limit, value: number): string | undefined {
  const { unit } = limit;
  const isBounded = limit.min !== undefined || limit.max !== undefined;
  if (isBounded && isOutside(limit, value)) {
    return `must be ${range(limit, unit)}, got ${amount(value, unit)}`;
  }
  if (limit.type === 'integer' && !Number.isInteger(value)) {
    return `must be a whole number${unit ? ` of ${unit}` : ''}, got ${amount(value, unit)}`;
  }
  if (limit.type === 'integer' && limit.max === undefined && value > LARGEST_INTEGER) {
    return `must be at most ${amount(LARGEST_INTEGER, unit)}, got ${amount(value, unit)}`;
  }
  return Number.isFinite(value)
    ? undefined
    : `must be a finite number, got ${value}. JSON supports only finite numbers`;
}

/** Returns the problem of a list or a map, without the problems of its entries. */
export function problemsOfCollection(limit: Limit, value: object): string[] {
  const problems: string[] = [];
  if (limit.min !== undefined || limit.max !== undefined) {
    const size = Array.isArray(value) ? value.length : Object.keys(value).length;
    if (isOutside(limit, size)) {
      problems.push(`must have ${range(limit, 'entries')}, got ${amount(size, 'entries')}`);
    }
  }
  if (limit.unique && Array.isArray(value) && problems.length === 0) {
    const items = value.map((item) => JSON.stringify(item));
    problems.push(...duplicatesOf(items).map((item) => `must not contain duplicates, got ${item} more than once`));
  }
  if (limit.entries && !Array.isArray(value)) {
    problems.push(...keyProblems(limit.entries.key ?? {}, value));
  }
  return problems;
}

/** The API takes integers of 32 bits. Larger ones have a maximum in the schema. */
const LARGEST_INTEGER = 2 ** 31 - 1;
const FUNCTION = /^(Ref|Fn::.*)$/;

function keyProblems(limit: Limit, value: object): string[] {
  const keys = Object.keys(value).filter((key) => !isUnknown(key));
  const problems = keys.flatMap((key) => {
    const problem = problemOf(limit, key);
    return problem ? [`keys ${problem}`] : [];
  });
  return keys.length === 1 && FUNCTION.test(keys[0])
    ? [
        ...problems,
        `must not have ${keys[0]} as its only key, because CloudFormation would evaluate it as an intrinsic function`,
      ]
    : problems;
}

/** NaN is outside of every range. */
function isOutside({ min = -Infinity, max = Infinity }: Limit, size: number): boolean {
  return !(size >= min && size <= max);
}

/** For example `between 60 and 1209600 seconds (1 minute to 14 days)`. */
function range({ min, max, type, numeral }: Limit, unit?: string): string {
  if (max === undefined || min === max) {
    return `${min === max ? 'exactly' : 'at least'} ${amount(min ?? 0, unit)}`;
  }
  // Nothing has fewer than 0 characters or entries.
  if (min === undefined || (min === 0 && !numeral && type !== 'number' && type !== 'integer')) {
    return `at most ${amount(max, unit)}`;
  }
  const [least, most] = [readable(min, unit), readable(max, unit)];
  const inWords = least || most ? ` (${least ?? amount(min, unit)} to ${most ?? amount(max, unit)})` : '';
  return `between ${min} and ${counted(max, unit)}${inWords}`;
}

/** A number with its unit: `1 character`, `1200 seconds (20 minutes)`. */
export function amount(value: number, unit?: string): string {
  const inWords = readable(value, unit);
  return counted(value, unit) + (inWords ? ` (${inWords})` : '');
}

function counted(value: number, unit?: string): string {
  if (!unit) {
    return `${value}`;
  }
  const singular = unit.replace(/ies$/, 'y').replace(/s$/, '');
  return `${Number(value.toFixed(3))} ${value === 1 && /^[a-z]/.test(unit) ? singular : unit}`;
}

const LARGER: Record<string, Array<[unit: string, size: number]>> = {
  seconds: [
    ['days', 86400],
    ['hours', 3600],
    ['minutes', 60],
  ],
  bytes: [
    ['TiB', 1024 ** 4],
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
  ],
};

/** A number of seconds or bytes in the largest unit that it is a multiple of; bytes to one decimal. */
function readable(value: number, unit = ''): string | undefined {
  const fits = (size: number) => value >= size && (unit === 'bytes' || value % size === 0);
  const [larger, size] = LARGER[unit]?.find(([, one]) => fits(one)) ?? [];
  return size ? counted(Math.round((value / size) * 10) / 10, larger) : undefined;
}

let words: Record<string, string> | undefined;

/**
 * Returns the meaning of the pattern of a limit in words. Only messages need it, so an app without problems does not
 * parse the table.
 */
function wordsOf({ pattern = '', words: own }: Limit): string {
  words ??= JSON.parse(PATTERN_WORDS) as Record<string, string>;
  return own ?? words[pattern] ?? `match ${pattern}`;
}

/** The end is shown too: of an ARN it is the part that was typed. */
export function quote(text: string): string {
  const shown = withoutSecrets(text);
  return JSON.stringify(shown.length > 120 ? `${shown.slice(0, 60)}…${shown.slice(-40)}` : shown);
}

const MATCHERS = new Map<string, RegExp>();

/** The schemas' patterns are compiled once for all constructs. */
function matcher(pattern: string): RegExp {
  const known = MATCHERS.get(pattern);
  if (known) {
    return known;
  }
  const compiled = new RegExp(pattern, pattern.includes('\\p{') ? 'u' : '');
  MATCHERS.set(pattern, compiled);
  return compiled;
}

/** The nearest name that would do: most breaches are a hyphen, a blank, or a leading digit. */
function suggestion(pattern: string, value: string): string {
  // A value with a dot or with several parts is not a simple name, so other characters could change its meaning.
  if (matcher(pattern).test('a.b') || /[/{]/.test(value)) {
    return '';
  }
  const cleaned = value.replace(/[^\w-]+/g, '-').replace(/^-|-$/g, '');
  const candidates = [cleaned, cleaned.slice(0, 48), cleaned.slice(0, 40), `a${cleaned}`, cleaned.replace(/-+/g, '-')];
  const fitting = candidates
    .flatMap((candidate) => [candidate, candidate.replace(/-/g, '_'), candidate.replace(/_/g, '-')])
    .find((candidate) => cleaned.length > 0 && matcher(pattern).test(candidate));
  return fitting ? `. Use "${fitting}"` : '';
}
