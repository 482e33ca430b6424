import { Token } from 'aws-cdk-lib/core';
import { LIMITS } from './limits.generated';

/** What the service's schema says of one value; the generated table is a tree of these. */
export interface Limit {
  readonly type?: string;
  /** Of a text that is a number: its bounds are those of the number. */
  readonly numeral?: boolean;
  readonly properties?: Record<string, Limit>;
  /** Of a map: the pattern of its keys, and the limit of its values. */
  readonly entries?: { readonly key: string; readonly value: Limit };
  readonly items?: Limit;
  /** Of a number its value, of a string its length, of a list or a map its size. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: string[];
  readonly unique?: boolean;
}

const READ = new Map<string, Limit>();

/** The limit of a resource type. The table is text, for no app makes all types: parsing all at import costs each app. */
export function limitOf(type: string): Limit {
  const limit: Limit = READ.get(type) ?? JSON.parse(LIMITS[type]);
  READ.set(type, limit);
  return limit;
}

/** A value outside of its limit: where it is, and what is wrong with it. */
export interface Breach {
  /** Properties of the service, places in lists, and keys that are the user's own. */
  readonly path: Array<string | number | { readonly key: string }>;
  readonly problem: string;
}

/** How sizes are said: `must be 1 to 64 characters long`, `must have at most 20 entries`. */
const SIZES: Record<string, [verb: string, one: string, more: string]> = {
  string: ['be', ' character long', ' characters long'],
  array: ['have', ' entry', ' entries'],
  object: ['have', ' entry', ' entries'],
};

/** All breaches in a value and in what it holds. Tokens are never judged. */
export function breaches(limit: Limit, value: unknown, path: Breach['path'] = []): Breach[] {
  if (value === undefined || Token.isUnresolved(value)) {
    return [];
  }
  if (value === null) {
    return [{ path, problem: 'must not be null, which CloudFormation takes nowhere in a template: leave it out' }];
  }
  const own = ownProblems(limit, value).map((problem) => ({ path, problem }));
  if (Array.isArray(value)) {
    return [...own, ...value.flatMap((item, index) => breaches(limit.items ?? {}, item, [...path, index]))];
  }
  if (typeof value !== 'object') {
    return own;
  }
  const members = Object.entries(value).flatMap(([name, member]) => {
    const known = limit.properties?.[name];
    return known
      ? breaches(known, member, [...path, name])
      : breaches(limit.entries?.value ?? {}, member, [...path, { key: name }]);
  });
  return [...own, ...members];
}

function ownProblems(limit: Limit, value: unknown): string[] {
  const problems: string[] = [];
  const isBounded = limit.min !== undefined || limit.max !== undefined;
  const size = isBounded ? sizeOf(value, limit) : 0;
  // NaN is in no range, and a text that is no number does not fit its pattern.
  const isJudged = isBounded && !(limit.numeral && Number.isNaN(size));
  if (isJudged && !(size >= (limit.min ?? -Infinity) && size <= (limit.max ?? Infinity))) {
    const [verb, one, more] = (limit.numeral ? undefined : SIZES[limit.type ?? '']) ?? ['be', '', ''];
    const unit = (limit.max ?? limit.min) === 1 ? one : more;
    problems.push(
      `must ${verb} ${range(limit)}${unit}, got ${limit.numeral ? quote(String(value)) : quantity(value, size)}`,
    );
  }
  if (limit.type === 'integer' && !Number.isInteger(value)) {
    problems.push(`must be a whole number, got ${value}`);
  } else if (limit.type === 'integer' && limit.max === undefined && Number(value) > LARGEST_INTEGER) {
    problems.push(`must be at most ${LARGEST_INTEGER}, got ${value}`);
  } else if ((value === Infinity || value === -Infinity) && !isBounded) {
    problems.push(`must be a finite number, got ${value}. JSON has no infinity`);
  }
  if (typeof value === 'string' && limit.enum && !limit.enum.includes(value)) {
    problems.push(`must be one of ${limit.enum.join(', ')}, got ${quote(value)}`);
  }
  if (typeof value === 'string' && limit.pattern && !matcher(limit.pattern).test(value)) {
    problems.push(`must match ${limit.pattern}, got ${quote(value)}${suggestion(limit.pattern, value)}`);
  }
  if (limit.unique && Array.isArray(value)) {
    const items = value.map((item) => JSON.stringify(item));
    const twice = new Set(items.filter((item, index) => items.indexOf(item) < index));
    problems.push(...[...twice].map((item) => `must have no entry twice, got ${item} more than once`));
  }
  if (limit.entries && typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).filter((key) => !Token.isUnresolved(key));
    const wrong = keys.filter((key) => !matcher(limit.entries?.key ?? '').test(key));
    problems.push(...wrong.map((key) => `has the key ${quote(key)}, which must match ${limit.entries?.key}`));
    if (keys.length === 1 && FUNCTION.test(keys[0])) {
      problems.push(`must not have ${keys[0]} for its only key, which CloudFormation takes for a function of its own`);
    }
  }
  return problems;
}

/** The API takes integers of 32 bits. Larger ones have a maximum of their own in the schema. */
const LARGEST_INTEGER = 2 ** 31 - 1;
const FUNCTION = /^(Ref|Fn::.*)$/;

function sizeOf(value: unknown, { numeral }: Limit): number {
  if (typeof value === 'number' || numeral) {
    return Number(value);
  }
  if (typeof value === 'string') {
    // The service counts characters, and some of them take two places of a string.
    return [...value].length;
  }
  return Array.isArray(value) ? value.length : Object.keys(value as object).length;
}

function range({ type = '', numeral = false, min, max }: Limit): string {
  if (max === undefined) {
    return `at least ${min}`;
  }
  return min === undefined || (min === 0 && type in SIZES && !numeral) ? `at most ${max}` : `${min} to ${max}`;
}

function quantity(value: unknown, size: number): string {
  return typeof value === 'string' ? `${size}: ${quote(value)}` : `${size}`;
}

/** The end is shown too: of an ARN it is the part that was typed. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 60)}…${text.slice(-40)}` : text);
}

const MATCHERS = new Map<string, RegExp>();

/** The schemas' patterns are compiled once for all constructs. */
function matcher(pattern: string): RegExp {
  const known = MATCHERS.get(pattern);
  if (known) {
    return known;
  }
  const compiled = new RegExp(pattern);
  MATCHERS.set(pattern, compiled);
  return compiled;
}

/** The nearest name that would do: most breaches are a hyphen, a blank, or a leading digit. */
function suggestion(pattern: string, value: string): string {
  // What may have a dot, or has parts, is no mere name, and would mean something else with other characters.
  if (matcher(pattern).test('a.b') || /[/{]/.test(value)) {
    return '';
  }
  const cleaned = value.replace(/[^\w-]+/g, '-').replace(/^-|-$/g, '');
  const candidates = [cleaned, cleaned.slice(0, 48), cleaned.slice(0, 40), `a${cleaned}`, cleaned.replace(/-+/g, '-')];
  const fitting = candidates
    .flatMap((candidate) => [candidate, candidate.replace(/-/g, '_'), candidate.replace(/_/g, '-')])
    .find((candidate) => cleaned.length > 0 && matcher(pattern).test(candidate));
  return fitting ? `: try "${fitting}"` : '';
}
