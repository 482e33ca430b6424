import { Token } from 'aws-cdk-lib/core';
import { ENUMS, TYPES } from './types.generated';

/** The type of a parameter or a property. */
export interface Slot {
  readonly name: string;
  readonly optional: boolean;
  readonly variadic: boolean;
  /** `string`, `[Tool]` for a list, `{HeaderValue}` for a map, or the name of a type. */
  readonly type: string;
}

/** A type of the generated table: a class, a struct, an enum, or an interface. Signatures are slots, between blanks. */
export interface TypeEntry {
  /** Of a class, its name in the type information that jsii adds to classes. */
  readonly fqn?: string;
  readonly statics?: Record<string, string>;
  readonly methods?: Record<string, string>;
  readonly new?: string;
  /** Static methods that return an object of the class. */
  readonly factories?: string[];
  /** Static properties that are an object of the class. */
  readonly constants?: string[];
  readonly struct?: string;
  /** Whether a struct is rendered unchanged, which allows a token in place of the struct or of a list of it. */
  readonly isData?: boolean;
  readonly enum?: string[];
  /** Of an interface: groups of members, of each of which an object has at least one. */
  readonly members?: string[][];
  /** Static methods that import an object of the interface by one string, or by something else. */
  readonly ofText?: string[];
  readonly others?: string[];
}

type Constructor = abstract new (...args: never[]) => unknown;

const ENTRIES = new Map<string, TypeEntry>();
const SLOTS = new Map<string, Slot[]>();
const CLASSES = new Map<Constructor, string>();
const REGISTERED = new Set<string>();
const OWN_ENUMS = new Map<string, object>();
const JSII_TYPE = Symbol.for('jsii.rtti');

/** A type of the table. The table is text, because no app uses all types. */
export function typeOf(name: string): TypeEntry {
  const entry: TypeEntry = ENTRIES.get(name) ?? JSON.parse(TYPES[name] ?? '{}');
  ENTRIES.set(name, entry);
  return entry;
}

export function slotsOf(signature: string): Slot[] {
  const slots = SLOTS.get(signature) ?? signature.split(' ').filter(Boolean).map(parseSlot);
  SLOTS.set(signature, slots);
  return slots;
}

function parseSlot(text: string): Slot {
  const [, dots, name, mark, type] = /^(\.\.\.)?(\w+)(\?)?:(.*)$/.exec(text) ?? [];
  return { name, type, optional: mark !== undefined || dots !== undefined, variadic: dots !== undefined };
}

let propertyNames: Set<string> | undefined;

/** Whether any struct of the table has a property of a name. */
export function isPropertyName(name: string): boolean {
  propertyNames ??= new Set(
    Object.keys(TYPES).flatMap((type) => slotsOf(typeOf(type).struct ?? '').map((slot) => slot.name)),
  );
  return propertyNames.has(name);
}

/** Registers an exported class or enum, to recognize its objects. */
export function register(name: string, exported: object): void {
  if (typeof exported === 'function') {
    CLASSES.set(exported as Constructor, name);
    REGISTERED.add(name);
  } else {
    OWN_ENUMS.set(name, exported);
  }
}

let load: (name: string) => void = () => {};

/** Sets how a class or an enum is loaded that is not registered yet. */
export function loadWhenUnknown(loadExport: (name: string) => void): void {
  load = loadExport;
}

/** The members of an enum by their names; undefined while the library is loaded in parts only. */
export function membersOfEnum(name: string): Array<[name: string, value: unknown]> | undefined {
  if (!OWN_ENUMS.has(name) && !ENUMS[name]) {
    load(name);
  }
  const values = OWN_ENUMS.get(name) ?? ENUMS[name]?.();
  // TypeScript adds the names of numbers.
  return values && Object.entries(values).filter(([member]) => !/^\d+$/.test(member));
}

/** The classes of an object that jsii or this library knows, the most derived first. */
export function classesOf(value: object): string[] {
  const names: string[] = [];
  let prototype = Object.getPrototypeOf(value);
  for (; prototype && prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
    const found = className(prototype.constructor);
    if (found) {
      names.push(found);
    }
  }
  return names;
}

/** The full name of a class, which is the same in another copy of its package. */
export function className(value: unknown): string | undefined {
  if (typeof value !== 'function') {
    return undefined;
  }
  const name = CLASSES.get(value as unknown as Constructor);
  const information = Object.getOwnPropertyDescriptor(value, JSII_TYPE)?.value;
  return name === undefined ? information?.fqn : typeOf(name).fqn;
}

const OWN = 'cdk-agentcore.';

/** The name that this library exports a class by; undefined for classes of others. */
export function ownName(fqn: string): string | undefined {
  return fqn.startsWith(OWN) ? fqn.slice(OWN.length) : undefined;
}

/** Whether objects of a class can be recognized: not while only parts of the library are loaded. */
export function isRecognizable(name: string): boolean {
  if (ownName(typeOf(name).fqn ?? '') === undefined) {
    return true;
  }
  if (!REGISTERED.has(name)) {
    load(name);
  }
  return REGISTERED.has(name);
}

/** Whether an object is a map, a promise, a date or the like, whose content is not in its properties. */
export function isOpaque(value: object): boolean {
  return !isPlain(value) && Object.keys(value).length === 0;
}

/** Whether an object is of no class that JavaScript has. */
export function isPlain(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

export function isConstruct(value: object): boolean {
  return classesOf(value).includes('constructs.Construct');
}

/** Whether a value stands for another one. A stack has the method of tokens too. */
export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value) && !(typeof value === 'object' && value !== null && isConstruct(value));
}
