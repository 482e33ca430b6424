import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { quote } from '../validation/limit';
import { keyStep } from '../validation/property-names';
import { isUnknown } from '../validation/unknown';
import type { ValidationErrors } from '../validation/validation-errors';

/** Keys and indices, from the root of a document. */
export type Path = ReadonlyArray<string | number>;

/** What a document is called, and where in it something is. */
export interface Places {
  readonly name: string;
  place(path: Path, key?: string): string;
}

/** Something that is wrong in a document, or likely to be. */
interface Finding {
  readonly path: Path;
  /** The member of what is at the path that it is about. */
  readonly key?: string;
  readonly problem: string;
}

/** Nobody reads more of them at once. */
const MOST = 50;

/** Collects what is wrong with a document. */
export class Findings {
  private readonly refused: Finding[] = [];
  private readonly doubted = new Map<string, Finding[]>();

  /** The service does not take it. */
  public refuse(path: Path, problem: string, key?: string): void {
    this.refused.push({ path, problem, key });
  }

  /** Whether there is anything that the service does not take. */
  public get hasRefused(): boolean {
    return this.refused.length > 0;
  }

  /** The service takes it, or may, and it is likely wrong. */
  public doubt(id: string, path: Path, problem: string): void {
    const others = this.doubted.get(id) ?? [];
    others.push({ path, problem });
    this.doubted.set(id, others);
  }

  /** Says it all of the construct that the document is for: errors in their places, and one warning of each kind. */
  public report(scope: Construct, errors: ValidationErrors, document: Places): void {
    for (const { path, key, problem } of this.refused.slice(0, MOST)) {
      errors.add(`${document.place(path, key)} ${withoutMiddle(problem)}`);
    }
    if (this.refused.length > MOST) {
      errors.add(`${document.name}: and ${this.refused.length - MOST} more`);
    }
    for (const [id, [first, ...others]] of this.doubted) {
      const more = others.length > 0 ? ` (and ${others.length} more like it)` : '';
      const where = [document.name, placeOf(first.path)].filter((part) => part !== '').join(': ');
      Annotations.of(scope).addWarningV2(id, `${where}: ${withoutMiddle(first.problem)}${more}`);
    }
  }
}

/** A problem, without the middle of the text of the document that makes it long. */
function withoutMiddle(problem: string): string {
  return problem.length > 500 ? `${problem.slice(0, 300)}…${problem.slice(-150)}` : problem;
}

/** What is at a place, as one would type it; a list at the root is one of tools. */
export function placeOf(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : keyStep(beginning(step)))).join('');
  return typeof path[0] === 'number' ? `tools${steps}` : steps.replace(/^\./, '');
}

/** A key, which may be a text of any length. */
function beginning(key: string): string {
  return key.length > 120 ? `${key.slice(0, 120)}…` : key;
}

/** An object, as documents have them. */
export type Node = Record<string, unknown>;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value);
}

/** Something of a document, and where it is. */
export interface Place {
  readonly path: Path;
  readonly value: unknown;
}

/** All members of what is an object, and none of what is not. */
export function membersOf({ path, value }: Place): Array<[name: string, member: Place]> {
  return isNode(value)
    ? Object.entries(value).map(([key, member]) => [key, { path: [...path, key], value: member }])
    : [];
}

/** All items of what is a list, and none of what is not. */
export function itemsOf({ path, value }: Place): Place[] {
  return Array.isArray(value) ? value.map((item, index) => ({ path: [...path, index], value: item })) : [];
}

/** A member of an object. An inherited member, such as `constructor`, is not one. */
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
