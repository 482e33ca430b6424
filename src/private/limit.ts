import { Token } from 'aws-cdk-lib/core';

/** What the service's schema says of one value; the generated table is a tree of these. */
export interface Limit {
  readonly type?: string;
  readonly required?: string[];
  /** Exactly one of these members. */
  readonly oneOf?: string[];
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

/** A value outside of its limit: where it is, and what is wrong with it. */
export interface Breach {
  readonly path: Array<string | number>;
  readonly problem: string;
}

const SIZE_UNITS: Record<string, string> = { string: ' characters long', array: ' entries', object: ' entries' };

/** All breaches in a value and in what it holds. Tokens are never judged. */
export function breaches(limit: Limit, value: unknown, path: Breach['path'] = []): Breach[] {
  if (value === undefined || Token.isUnresolved(value)) {
    return [];
  }
  const own = ownProblems(limit, value).map((problem) => ({ path, problem }));
  if (Array.isArray(value)) {
    return [...own, ...value.flatMap((item, index) => breaches(limit.items ?? {}, item, [...path, index]))];
  }
  if (typeof value !== 'object' || value === null) {
    return own;
  }
  const members = Object.entries(value).flatMap(([name, member]) => {
    const inner = limit.properties?.[name] ?? limit.entries?.value ?? {};
    return breaches(inner, member, [...path, name]);
  });
  return [...own, ...members];
}

function ownProblems(limit: Limit, value: unknown): string[] {
  const problems: string[] = [];
  const size = sizeOf(value);
  if ((limit.min !== undefined && size < limit.min) || (limit.max !== undefined && size > limit.max)) {
    problems.push(`must be ${range(limit)}${SIZE_UNITS[limit.type ?? ''] ?? ''}, got ${quantity(value, size)}`);
  }
  if (limit.type === 'integer' && !Number.isInteger(value)) {
    problems.push(`must be a whole number, got ${value}`);
  }
  if (typeof value === 'string' && limit.enum && !limit.enum.includes(value)) {
    problems.push(`must be one of ${limit.enum.join(', ')}, got ${quote(value)}`);
  }
  if (typeof value === 'string' && limit.pattern && !matcher(limit.pattern).test(value)) {
    problems.push(`must match ${limit.pattern}, got ${quote(value)}${suggestion(limit.pattern, value)}`);
  }
  if (limit.unique && Array.isArray(value) && new Set(value.map((item) => JSON.stringify(item))).size < value.length) {
    problems.push(`must have no entry twice, got ${quote(value.join(', '))}`);
  }
  if (limit.entries && typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).filter((key) => !Token.isUnresolved(key));
    const wrong = keys.filter((key) => !matcher(limit.entries?.key ?? '').test(key));
    problems.push(...wrong.map((key) => `has the key ${quote(key)}, which must match ${limit.entries?.key}`));
  }
  return problems;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(value as object).length;
}

function range({ min, max }: Limit): string {
  if (max === undefined) {
    return `at least ${min}`;
  }
  return min === undefined ? `at most ${max}` : `${min} to ${max}`;
}

function quantity(value: unknown, size: number): string {
  return typeof value === 'string' ? `${size}: ${quote(value)}` : `${size}`;
}

export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
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
  const cleaned = value.trim().replace(/[^a-zA-Z0-9]+/g, '_');
  const candidates = [cleaned, cleaned.replace(/_/g, '-'), cleaned.slice(0, 48), cleaned.slice(0, 40), `a${cleaned}`];
  const fitting = candidates.find((candidate) => candidate.length > 0 && matcher(pattern).test(candidate));
  return fitting ? `: try "${fitting}"` : '';
}
