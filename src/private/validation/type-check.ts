import { MAX_LEVELS } from '../documents/nesting';
import { quote } from './limit';
import {
  classesOf,
  isConstruct,
  isOpaque,
  isPlain,
  isPropertyName,
  isRecognizable,
  isToken,
  membersOfEnum,
  type Slot,
  slotsOf,
  type TypeEntry,
  typeOf,
} from './types';

/** A value of a wrong type. */
export interface Mismatch {
  readonly path: string;
  /** The expected type, in the notation of the table. */
  readonly type: string;
  readonly value: unknown;
  /** How to fix it, where that follows from the values around it. */
  readonly fix?: string;
  /**
   * Set for a property that the struct does not have. An idle one may be there for another reader of the object,
   * because
   * TypeScript lets variables with more properties pass.
   */
  readonly stranger?: 'misspelled' | 'idle';
}

const UNSET = 'Remove the entry, or make sure that its value is set';

/** All values of wrong types in the arguments of one call. Tokens pass for what they stand for. */
export function mismatchesOfCall(slots: Slot[], args: unknown[], call: string): Mismatch[] {
  const found: Mismatch[] = [];
  for (const [index, { name, type, optional, variadic }] of slots.entries()) {
    const value = args[index];
    if (variadic) {
      for (let at = index; at < args.length; at++) {
        check(type, args[at], `${name}[${at - index}]`, found);
      }
    } else if (value === null && optional) {
      found.push({ path: name, type, value, fix: 'Leave it out to use the default' });
    } else if (!(value === undefined && optional)) {
      const before = found.length;
      // The properties of an options struct are known by their own names.
      check(type, value, name, found, typeOf(type).struct === undefined ? name : '');
      const isWrong = found.slice(before).some(({ stranger }) => stranger !== 'idle');
      const later = isWrong ? slots.findIndex((slot, at) => at > index && isOptionsOf(slot, value)) : -1;
      if (later > 0) {
        const skipped = Array(later - index).fill('undefined');
        const fix = `Pass the options as argument ${later + 1}: ${call}(${[...skipped, '{ … }'].join(', ')})`;
        found.splice(before, found.length, { path: name, type, value, fix });
      }
    }
  }
  return found;
}

function isOptionsOf({ type }: Slot, value: unknown): boolean {
  const { struct } = typeOf(type);
  const isObject = typeof value === 'object' && value !== null && classesOf(value).length === 0;
  return struct !== undefined && isObject && slotsOf(struct).some(({ name }) => name in value);
}

/** Whether a value is of a type, as far as this can be determined. */
export function fits(type: string, value: unknown): boolean {
  const found: Mismatch[] = [];
  check(type, value, '', found);
  return found.every(({ stranger }) => stranger === 'idle');
}

const PRIMITIVES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && !Number.isNaN(value),
  boolean: (value) => typeof value === 'boolean',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  unknown: () => true,
};

function check(type: string, value: unknown, path: string, found: Mismatch[], within = path): void {
  if (PRIMITIVES[type]) {
    if (!PRIMITIVES[type](value)) {
      found.push({ path, type, value });
    }
  } else if (type === 'json') {
    checkJson(value, path, found);
  } else if (type.startsWith('[')) {
    checkList(type, value, path, found);
  } else if (type.startsWith('{')) {
    checkMap(type, value, path, found);
  } else {
    checkNamed(type, value, path, found, within);
  }
}

function checkList(type: string, value: unknown, path: string, found: Mismatch[]): void {
  const element = type.slice(1, -1);
  if (typeOf(element).isData && isToken(value)) {
    return;
  }
  if (!Array.isArray(value)) {
    const fix = element !== 'unknown' && fits(element, value) ? 'Wrap the value in a list' : undefined;
    found.push({ path, type, value, fix });
    return;
  }
  // By index: an array skips its empty entries when it is iterated by its methods.
  for (let index = 0; index < value.length; index++) {
    checkEntry(element, value[index], `${path}[${index}]`, found);
  }
}

function checkMap(type: string, value: unknown, path: string, found: Mismatch[]): void {
  const element = type.slice(1, -1);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    found.push({ path, type, value });
  } else if (element === 'json') {
    checkJson(value, path, found);
  } else if (classesOf(value).length > 0 || isOpaque(value) || isToken(value)) {
    found.push({ path, type, value });
  } else {
    for (const [key, member] of Object.entries(value)) {
      checkEntry(element, member, memberPath(path, key), found);
    }
  }
}

/** Of a list or a map: what is undefined there would be dropped from the template without a word. */
function checkEntry(type: string, value: unknown, path: string, found: Mismatch[]): void {
  if (value === undefined || value === null) {
    found.push({ path, type, value, fix: UNSET });
  } else {
    check(type, value, path, found);
  }
}

function checkJson(value: unknown, path: string, found: Mismatch[], within: unknown[] = []): void {
  if (typeof value !== 'object' || value === null) {
    const isJson =
      value === null || typeof value === 'string' || typeof value === 'boolean' || PRIMITIVES.number(value);
    if (!isJson && value !== undefined) {
      found.push({ path, type: 'json', value });
    }
  } else if (within.length > MAX_LEVELS) {
    found.push({
      path: `${path.slice(0, 80)}…`,
      type: 'json',
      value,
      fix: `It is nested more than ${MAX_LEVELS} levels deep`,
    });
  } else if (within.includes(value)) {
    found.push({ path, type: 'json', value, fix: 'It contains itself' });
  } else if (isToken(value)) {
    return;
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (value[index] === undefined) {
        found.push({ path: `${path}[${index}]`, type: 'json', value: undefined, fix: UNSET });
      } else {
        checkJson(value[index], `${path}[${index}]`, found, [...within, value]);
      }
    }
  } else if (classesOf(value).length > 0 || !isPlain(value)) {
    // JSON has no dates, maps and buffers.
    found.push({ path, type: 'json', value });
  } else {
    for (const [key, member] of Object.entries(value)) {
      checkJson(member, memberPath(path, key), found, [...within, value]);
    }
  }
}

function checkNamed(type: string, value: unknown, path: string, found: Mismatch[], within: string): void {
  const entry = typeOf(type);
  if (entry.isData && isToken(value)) {
    return;
  }
  if (entry.struct !== undefined) {
    checkStruct(type, slotsOf(entry.struct), value, path, found, within);
  } else if (!isOfType(type, entry, value)) {
    found.push({ path, type, value });
  }
}

function isOfType(type: string, entry: TypeEntry, value: unknown): boolean {
  if (entry.enum) {
    const members = membersOfEnum(type);
    const isText = typeof value === 'string' || typeof value === 'number';
    return (isText && isToken(value)) || !members || members.some(([, member]) => member === value);
  }
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  if (entry.members) {
    return !Array.isArray(value) && entry.members.every((group) => group.some((member) => member in value));
  }
  return entry.fqn === undefined || !isRecognizable(type) || classesOf(value).includes(entry.fqn);
}

function checkStruct(
  type: string,
  slots: Slot[],
  value: unknown,
  path: string,
  found: Mismatch[],
  within: string,
): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isOpaque(value)) {
    found.push({ path, type, value });
    return;
  }
  const strangers = Object.keys(value).filter((key) => !slots.some(({ name }) => name === key));
  const hasAny = slots.some(({ name }) => name in value);
  const isWeak = slots.every(({ optional }) => optional) && strangers.length > 0;
  if (isConstruct(value) || (!hasAny && (isWeak || classesOf(value).length > 0))) {
    const [known = slots[0].name] = slots.flatMap(({ name }) => (misspelling(name, strangers) ? name : []));
    const typo = misspelling(known, strangers);
    const names = slots.map(({ name }) => name).join(', ');
    found.push({ path, type, value, fix: typo ? rename(typo, known) : `Its properties are ${names}` });
    return;
  }
  const members = value as Record<string, unknown>;
  for (const { name, optional, type: wanted } of slots) {
    const member = members[name];
    if (member === undefined && optional) {
      continue;
    }
    const at = memberPath(within, name);
    if (member === undefined) {
      const typo = misspelling(name, strangers);
      found.push({ path: at, type: wanted, value: member, fix: typo && rename(typo, name) });
    } else if (member === null && optional) {
      found.push({ path: at, type: wanted, value: member, fix: 'Leave it out to use the default' });
    } else {
      check(wanted, member, at, found);
    }
  }
  // An object of a class has members for itself.
  if (strangers.length > 0 && Object.getPrototypeOf(Object.getPrototypeOf(value) ?? {}) === null) {
    const open = slots.filter(({ name, optional }) => optional && members[name] === undefined);
    const set = strangers.filter((name) => members[name] !== undefined && !name.startsWith('_'));
    found.push(...set.map((name) => ({ path: memberPath(within, name), type, value, ...judge(name, open) })));
  }
}

/**
 * A short name may differ in a few characters and mean something else: it is taken for a misspelling with fewer edits.
 */
function isMisspelled(stranger: string, name: string): boolean {
  const edits = distance(stranger.toLowerCase(), name.toLowerCase());
  return edits === 0 || (name.length > 4 && edits === 1) || name.length > 5;
}

function judge(stranger: string, open: Slot[]): Pick<Mismatch, 'fix' | 'stranger'> {
  const edits = ({ name }: Slot) => distance(stranger.toLowerCase(), name.toLowerCase());
  const [meant] = open.filter(({ name }) => misspelling(name, [stranger])).sort((a, b) => edits(a) - edits(b));
  return meant
    ? { fix: rename(stranger, meant.name), stranger: isMisspelled(stranger, meant.name) ? 'misspelled' : 'idle' }
    : { fix: 'Remove it, or pass it where it belongs', stranger: 'idle' };
}

function rename(typo: string, name: string): string {
  return `Rename ${quote(typo)} to ${quote(name)}`;
}

/** The property that was probably meant to be the missing one. */
function misspelling(name: string, strangers: string[]): string | undefined {
  return strangers.find(
    (stranger) =>
      distance(stranger.toLowerCase(), name.toLowerCase()) <= (name.length > 4 ? 2 : 1) &&
      // The name of another property, such as `topK` for `topP`, is meant as it is, unless it is only the singular.
      (!isPropertyName(stranger) || `${stranger}s` === name || stranger === `${name}s`),
  );
}

/** The number of characters to insert, delete, replace or swap. */
function distance(a: string, b: string): number {
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const edits = [rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost];
      row.push(Math.min(...edits, ...(isSwap ? [rows[i - 2][j - 2] + 1] : [])));
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;

function memberPath(path: string, key: string): string {
  const step = IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}${step}`;
}
