import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type Mismatch, mismatchesOfCall } from './type-check';
import { sentenceOf } from './type-words';
import { classesOf, className, loadWhenUnknown, ownName, register, slotsOf, typeOf } from './types';
import { faultsError } from './validation-errors';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Class = abstract new (...args: never[]) => unknown;

/**
 * Rejects arguments of wrong types, which JavaScript accepts, at the line of the user. Constructors call this function
 * first, with `new.target`.
 */
export function checkConstruction(made: Class, args: unknown[]): void {
  const [name = ''] = classesOf(Object.create(made.prototype)).flatMap((fqn) => ownName(fqn) ?? []);
  const { new: signature } = typeOf(name);
  if (signature !== undefined) {
    const [scope, id] = args;
    const path = pathOf(scope);
    const where = path === undefined ? name : [path, id].filter(Boolean).join('/');
    const found = mismatchesOfCall(slotsOf(signature), args, `new ${name}`);
    // The properties of a subclass have more than those of its base class, which gets them as they are.
    const isSubclass = className(made) === undefined;
    const own = isSubclass ? found.filter(({ stranger, path }) => !stranger || /[.[]/.test(path)) : found;
    throwIfWrong(where, own, made);
    const idle = [...idleSentences(own), ...idleOptionsIn(args)];
    warnOfIdle(scope, idle.length > 0 ? [`${where}: ${idle.join(' ')}`] : []);
  }
}

function throwIfWrong(where: string, found: Mismatch[], caller: Method | Class): void {
  const wrong = found.filter(({ stranger }) => stranger !== 'idle');
  if (wrong.length > 0) {
    throw faultsError(where, wrong.map(sentenceOf), caller);
  }
}

/** The sentences about properties that have no effect. */
function idleSentences(found: Mismatch[], call?: string): string[] {
  const idle = found.filter(({ stranger }) => stranger === 'idle').map((mismatch) => `${sentenceOf(mismatch)}.`);
  return idle.length > 0 && call !== undefined ? [`${call}: ${idle.join(' ')}`] : idle;
}

/** Warns of properties that have no effect. Options of methods are properties of the constructs that methods create. */
function warnOfIdle(scope: unknown, sentences: string[]): void {
  if (sentences.length > 0 && Construct.isConstruct(scope)) {
    Annotations.of(scope).addWarningV2('cdk-agentcore:unknownProperty', sentences.join(' '));
  }
}

/** The sentences about options of factories that have no effect, by the object that the factory returned. */
const IDLE_OPTIONS = new WeakMap<object, string[]>();
let hasIdleOptions = false;
const MOST_LEVELS = 4;

/** The sentences about the options of all factories whose objects are among the values. */
function idleOptionsIn(values: unknown, levels = MOST_LEVELS): string[] {
  if (!hasIdleOptions || typeof values !== 'object' || values === null) {
    return [];
  }
  const own = IDLE_OPTIONS.get(values) ?? [];
  const isPlain = Array.isArray(values) || Object.getPrototypeOf(values) === Object.prototype;
  return isPlain && levels > 0
    ? [...own, ...Object.values(values).flatMap((value) => idleOptionsIn(value, levels - 1))]
    : own;
}

/** Reports options without effect when the object that a factory returns is passed to a construct. */
function reportIdleOptions(target: unknown, made: unknown, sentences: string[]): void {
  if (sentences.length === 0 || typeof made !== 'object' || made === null) {
    return;
  }
  if (!Construct.isConstruct(made)) {
    IDLE_OPTIONS.set(made, sentences);
    hasIdleOptions = true;
  } else if (typeof target === 'function') {
    warnOfIdle(made, sentences);
  }
}

/** The path of a construct, of this or another copy of the construct library. */
function pathOf(value: unknown): string | undefined {
  const path = (value as { readonly node?: { readonly path?: unknown } } | undefined | null)?.node?.path;
  return typeof path === 'string' ? path : undefined;
}

/**
 * Guards the static methods and the methods of all exported classes in the same way.
 * Members that the table does not contain are not guarded.
 */
export function guardExports(exported: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(exported)) {
    if (typeof value === 'function') {
      register(name, value);
      const { statics = {}, methods = {} } = typeOf(name);
      for (const [method, signature] of Object.entries(statics)) {
        guard(value, method, signature, `${name}.${method}`);
      }
      for (const [method, signature] of Object.entries(methods)) {
        guard(value.prototype, method, signature, `${name}.${method}`);
      }
    } else if (typeof value === 'object' && value !== null) {
      register(name, value);
    }
  }
}

/** A module of the package, and the names that the package exports of it. */
export interface LazyModule {
  readonly names: string[];
  readonly load: () => Record<string, unknown>;
}

/** Exports modules that are loaded when they are first used, and guard themselves then. The compiled index calls this. */
export function exportLazily(exported: object, modules: LazyModule[]): void {
  for (const { names, load } of modules) {
    for (const name of names) {
      const get = (): unknown => {
        const { [name]: value } = load();
        Object.defineProperty(exported, name, { enumerable: true, value });
        return value;
      };
      Object.defineProperty(exported, name, { enumerable: true, configurable: true, get });
    }
  }
  loadWhenUnknown((name) => Reflect.get(exported, name));
}

const GUARDED = new WeakSet<Method>();

function guard(holder: object, name: string, signature: string, call: string): void {
  let owner = holder;
  while (!Object.hasOwn(owner, name)) {
    owner = Object.getPrototypeOf(owner);
  }
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  const method: Method | undefined = descriptor?.value;
  // A method of a base class is guarded once.
  if (signature === '' || !method || GUARDED.has(method)) {
    return;
  }
  // A method by its syntax, like the one that it stands for: `new` does not take it.
  const { [name]: guarded } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      const path = pathOf(this);
      const found = mismatchesOfCall(slotsOf(signature), args, call);
      throwIfWrong(path === undefined ? call : `${path}.${name}`, found, guarded);
      const made = method.apply(this, args);
      reportIdleOptions(this, made, [...idleSentences(found, call), ...idleOptionsIn(args)]);
      return made;
    },
  };
  Object.defineProperty(guarded, 'length', { value: method.length, configurable: true });
  Object.defineProperty(owner, name, { ...descriptor, value: guarded });
  GUARDED.add(guarded);
}
