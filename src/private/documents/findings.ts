import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { quote } from '../validation/limit';
import { keyStep } from '../validation/property-names';
import { isUnknown } from '../validation/unknown';
import type { ValidationErrors } from '../validation/validation-errors';

/** Keys and indices, from the root of a document. */
export type Path = ReadonlyArray<string | number>;

/** The name of a document, and the positions of its values. */
export interface Places {
  readonly name: string;
  place(path: Path, key?: string): string;
}

/** An error or a warning about a document. */
interface Finding {
  readonly path: Path;
  /** The member of the value at the path. */
  readonly key?: string;
  readonly problem: string;
}

/** The maximum number of errors in one message. */
const MOST = 50;

/** Collects the errors and warnings of a document. */
export class Findings {
  private readonly rejected: Finding[] = [];
  private readonly doubted = new Map<string, Finding[]>();

  /** Adds an error: the service rejects the value. */
  public refuse(path: Path, problem: string, key?: string): void {
    this.rejected.push({ path, problem, key });
  }

  /** Whether there are errors. */
  public get hasRefused(): boolean {
    return this.rejected.length > 0;
  }

  /** Adds a warning: the service may accept the value, but it is probably wrong. */
  public doubt(id: string, path: Path, problem: string): void {
    const others = this.doubted.get(id) ?? [];
    others.push({ path, problem });
    this.doubted.set(id, others);
  }

  /** Reports all errors with their positions, and one warning of each kind. */
  public report(scope: Construct, errors: ValidationErrors, document: Places): void {
    for (const { path, key, problem } of this.rejected.slice(0, MOST)) {
      errors.add(`${document.place(path, key)} ${withoutMiddle(problem)}`);
    }
    if (this.rejected.length > MOST) {
      errors.add(`${document.name}: and ${this.rejected.length - MOST} more`);
    }
    for (const [id, [first, ...others]] of this.doubted) {
      const more = others.length > 0 ? ` (and ${others.length} more like it)` : '';
      const where = [document.name, placeOf(first.path)].filter((part) => part !== '').join(': ');
      Annotations.of(scope).addWarningV2(id, `${where}: ${withoutMiddle(first.problem)}${more}`);
    }
  }
}

/** Returns a problem, shortened in the middle if it quotes a long text of the document. */
function withoutMiddle(problem: string): string {
  return problem.length > 500 ? `${problem.slice(0, 300)}…${problem.slice(-150)}` : problem;
}

/** Returns a path in the notation of JavaScript. A list at the root is a list of tools. */
export function placeOf(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : keyStep(beginning(step)))).join('');
  return typeof path[0] === 'number' ? `tools${steps}` : steps.replace(/^\./, '');
}

/** Returns a key, shortened if it is long. */
function beginning(key: string): string {
  return key.length > 120 ? `${key.slice(0, 120)}…` : key;
}

/** An object of a document. */
export type Node = Record<string, unknown>;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value);
}

/** A value of a document, and its path. */
export interface Place {
  readonly path: Path;
  readonly value: unknown;
}

/** Returns the members of an object, and none for another value. */
export function membersOf({ path, value }: Place): Array<[name: string, member: Place]> {
  return isNode(value)
    ? Object.entries(value).map(([key, member]) => [key, { path: [...path, key], value: member }])
    : [];
}

/** Returns the items of a list, and none for another value. */
export function itemsOf({ path, value }: Place): Place[] {
  return Array.isArray(value) ? value.map((item, index) => ({ path: [...path, index], value: item })) : [];
}

/** Returns a member of an object. Inherited members, such as `constructor`, are ignored. */
export function memberOf({ path, value }: Place, key: string): Place {
  return { path: [...path, key], value: isNode(value) && Object.hasOwn(value, key) ? value[key] : undefined };
}

/** The beginning of a value in JSON. */
export function shown(value: unknown): string {
  if (value === undefined || typeof value === 'string') {
    return value === undefined ? 'nothing' : quote(value);
  }
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
