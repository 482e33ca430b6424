import { quote } from './limit';
import { fits, type Mismatch } from './type-check';
import { classesOf, className, isToken, membersOfEnum, type Slot, slotsOf, type TypeEntry, typeOf } from './types';

const PRIMITIVES: Record<string, [one: string, more: string]> = {
  string: ['a string', 'strings'],
  number: ['a number', 'numbers'],
  boolean: ['a boolean', 'booleans'],
  json: ['a JSON value', 'JSON values'],
  object: ['an object', 'objects'],
};
/** Values that may be secrets are not printed. */
const SECRETS = /Secret|ApiKey|OAuth|HeaderValue/;
const MOST_HINTS = 4;

export function sentenceOf({ path, type, value, fix = fixOf(type, value), stranger }: Mismatch): string {
  if (stranger) {
    return `${path} is not a property of ${type}, and has no effect. ${fix}`;
  }
  return `${path} must be ${inWords(type)}, got ${describe(value, isSecret(type))}${fix ? `. ${fix}` : ''}`;
}

function isSecret(type: string): boolean {
  return SECRETS.test(type) && typeOf(type).enum === undefined;
}

function inWords(type: string): string {
  const entry = typeOf(type);
  if (type === '{json}') {
    return 'a JSON object';
  }
  if (type.startsWith('[') || type.startsWith('{')) {
    const element = type.slice(1, -1);
    return `${type.startsWith('[') ? 'a list' : 'an object'} of ${PRIMITIVES[element]?.[1] ?? element}`;
  }
  return PRIMITIVES[type]?.[0] ?? withArticle(entry.struct === undefined ? type : `${type} object`);
}

function withArticle(name: string): string {
  return `${/^[AEIO]|^S3/.test(name) ? 'an' : 'a'} ${name}`;
}

/** A value in a sentence, never longer than needed to find it. */
function describe(value: unknown, hidden: boolean): string {
  switch (typeof value) {
    case 'string':
      return hidden && !value.startsWith('arn:') ? 'a string' : `the string ${quote(value)}`;
    case 'boolean':
      return `the boolean ${value}`;
    case 'number':
      return Number.isFinite(value) ? `the number ${value}` : `${value}`;
    case 'function': {
      const known = className(value);
      return known ? `the class ${bareName(known)} itself` : 'a function';
    }
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `${String(value)}`;
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  }
  if (isToken(value)) {
    return 'a token';
  }
  const [known] = classesOf(value);
  const { name } = Object.getPrototypeOf(value)?.constructor ?? Object;
  if (known !== undefined || (name !== '' && name !== 'Object')) {
    return withArticle(known === undefined ? name : bareName(known));
  }
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 5).join(', ')}`;
}

function bareName(fqn: string): string {
  return fqn.slice(fqn.lastIndexOf('.') + 1);
}

/** Returns the fix: how to create a value of the expected type, from the given value if possible. */
function fixOf(type: string, value: unknown): string | undefined {
  const entry = typeOf(type);
  if (isToken(value) && /^(string|number|\[string\])$/.test(type)) {
    return `Use Token.as${{ string: 'String', number: 'Number' }[type] ?? 'List'}(…)`;
  }
  if (Object.prototype.toString.call(value) === '[object Promise]') {
    return 'Await the promise';
  }
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `Use "${value}"`;
  }
  if (type === 'boolean' && (value === 'true' || value === 'false')) {
    return `Use ${value}`;
  }
  if (type === 'number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
    return `Use ${Number(value)}`;
  }
  const hints = entry.enum
    ? enumHints(type, value)
    : entry.members
      ? importHints(entry, value)
      : classHints(type, entry, value);
  return hints.length > 0 ? `Use ${choice(hints)}` : undefined;
}

function choice(hints: string[]): string {
  const shown = hints.length > MOST_HINTS ? [...hints.slice(0, MOST_HINTS - 1), 'another one'] : hints;
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} or ${shown[shown.length - 1]}`;
}

function enumHints(type: string, value: unknown): string[] {
  const members = membersOfEnum(type) ?? [];
  const meant = members.filter(([name, member]) => isAlike(name, value) || isAlike(`${member}`, value));
  return (meant.length > 0 ? meant : members).map(([name]) => `${type}.${name}`);
}

function importHints({ ofText = [], others = [] }: TypeEntry, value: unknown): string[] {
  if (typeof value !== 'string') {
    return [];
  }
  const isArn = value.startsWith('arn:');
  const fitting = ofText.filter((call) => call.endsWith('Arn') === isArn);
  return [fitting, ofText, others].find((calls) => calls.length > 0)?.map((call) => `${call}(…)`) ?? [];
}

function classHints(type: string, entry: TypeEntry, value: unknown): string[] {
  const { constants = [], factories = [], statics = {} } = entry;
  const constant = constants.find((name) => isAlike(name, value));
  if (constant) {
    return [`${type}.${constant}`];
  }
  const calls = factories.map((name) => ({ name, slots: slotsOf(statics[name]) }));
  const fitting = calls.filter(({ slots: [first, ...rest] }) => first && takesAlone(first, rest, value));
  if (fitting.length > 0 && constants.length === 0) {
    return fitting.map(({ name, slots }) => `${type}.${name}(${argument(slots[0], value, isSecret(type))})`);
  }
  const made = calls.map(({ name, slots }) => `${type}.${name}(${slots.length > 0 ? '…' : ''})`);
  const all = [...constants.map((name) => `${type}.${name}`), ...made];
  return all.length === 0 && entry.new !== undefined ? [`new ${type}(…)`] : all;
}

function takesAlone(first: Slot, rest: Slot[], value: unknown): boolean {
  const isConstructed = typeof value === 'object' && value !== null && classesOf(value).length > 0;
  return (
    value !== undefined &&
    rest.every(({ optional }) => optional) &&
    !(isConstructed && typeOf(first.type).struct !== undefined) &&
    fits(first.type, value)
  );
}

function argument({ name }: Slot, value: unknown, hidden: boolean): string {
  if (typeof value === 'string' && value.length <= 60 && !hidden) {
    return quote(value);
  }
  return typeof value === 'number' ? `${value}` : name;
}

function isAlike(name: string, value: unknown): boolean {
  const plain = (text: string) => text.replace(/[^a-z0-9]/gi, '').toLowerCase();
  return typeof value === 'string' && plain(value) !== '' && plain(name) === plain(value);
}
