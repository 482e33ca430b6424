import type { ReviewedResource } from './assembly';

/** A part of a value that is known only at deployment. */
export interface Unknown {
  /** The text in angle brackets. */
  readonly text: string;
  readonly resource?: ReviewedResource;
  readonly attribute?: string;
}

/** A part of a value of a template: literal text, or a value that is known at deployment. */
export type Part = string | Unknown;
/** A value of a template, or a list as `Fn::Split` gives it. */
export type Evaluated = { readonly parts: readonly Part[] } | { readonly list: ReadonlyArray<readonly Part[]> };
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isIntrinsic(value: unknown): boolean {
  const [name, ...others] = isJson(value) ? Object.keys(value) : [];
  return others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}

/** Whether a value is `AWS::NoValue`, with which a property is absent. */
export function isNoValue(value: unknown): boolean {
  return isJson(value) && value.Ref === 'AWS::NoValue';
}

/** Whether a condition removes a value in one of its branches. */
export function isRemovedByCondition(value: unknown): boolean {
  const branches = isJson(value) ? value['Fn::If'] : undefined;
  return (
    Array.isArray(branches) && branches.slice(1).some((branch) => isNoValue(branch) || isRemovedByCondition(branch))
  );
}

/** The branches of a condition with a value. `undefined` if the value has no condition. */
function branchesOf(value: unknown): unknown[] | undefined {
  const branches = isJson(value) ? value['Fn::If'] : undefined;
  return Array.isArray(branches) ? branches.slice(1).filter((branch) => !isNoValue(branch)) : undefined;
}

/** The entries of a property that is a list or one entry, in all branches of conditions. */
export function entriesOf(value: unknown): unknown[] {
  const branches = branchesOf(value);
  if (branches) {
    return branches.flatMap(entriesOf);
  }
  const entries = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return entries.flatMap((each) => branchesOf(each) ?? [each]).filter((each) => !isNoValue(each));
}

/** A member at a path of names. `undefined` if there is none, or if an intrinsic function is in the way. */
export function memberOf(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((at, name) => jsonOf(at)[name], value);
}

/** An object. Of a condition, the first branch with a value, because conditions are known at deployment. */
export function jsonOf(value: unknown): Json {
  const branches = branchesOf(value);
  return branches ? jsonOf(branches[0]) : isJson(value) ? value : {};
}

export function unknown(text: string): Evaluated {
  return { parts: [{ text }] };
}

export function textOfParts(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.text}>`)).join('');
}

export function resourcesOfParts(parts: readonly Part[]): ReviewedResource[] {
  return parts.flatMap((part) => (typeof part === 'object' && part.resource ? [part.resource] : []));
}

export function partsOf(evaluated: Evaluated): readonly Part[] {
  return 'parts' in evaluated ? evaluated.parts : joined(evaluated.list, ', ');
}

export function joined(list: ReadonlyArray<readonly Part[]>, separator: string): Part[] {
  return compact(list.flatMap((parts, index) => (index === 0 ? parts : [separator, ...parts])));
}

/** Splits the literal text. Values that are known at deployment are not split. */
export function split(parts: readonly Part[], separator: string): Part[][] {
  const list: Part[][] = [[]];
  for (const part of parts) {
    const [first, ...others] = typeof part === 'string' ? part.split(separator) : [part];
    list[list.length - 1].push(first);
    list.push(...others.map((other) => [other]));
  }
  return list.map(compact);
}

/** Joins literal text that follows literal text. */
export function compact(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (typeof part === 'string' && typeof last === 'string') {
      result[result.length - 1] = last + part;
    } else if (part !== '') {
      result.push(part);
    }
  }
  return result;
}
