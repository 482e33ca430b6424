import { type Findings, isNode, type Place, shown } from '../../private/documents/findings';

/** Keywords whose values are data of the user, in which `$ref` is not a reference. */
const DATA = ['const', 'enum', 'example', 'examples'];

/** Keywords whose values are maps with names that the user chooses. */
const NAMES = [
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
  ...['schemas', 'parameters', 'headers', 'requestBodies'],
];

/** The references of an OpenAPI document. */
export class References {
  /** Where chains of references end, by the objects in them. */
  private readonly ends = new Map<unknown, Place>();
  /** Whether references are in a cycle, by the objects that contain them. */
  private readonly inCycle = new Map<unknown, boolean>();

  public constructor(private readonly root: unknown) {}

  /** Follows references to the final value, which is `undefined` for an invalid reference. */
  public follow(place: Place): Place {
    const passed = new Set<unknown>();
    let at = place;
    while (isNode(at.value) && typeof at.value.$ref === 'string') {
      const known = this.ends.get(at.value);
      if (known) {
        at = known;
        break;
      }
      if (passed.has(at.value)) {
        at = { path: at.path, value: undefined };
        break;
      }
      passed.add(at.value);
      at = this.find(at.value.$ref) ?? { path: at.path, value: undefined };
    }
    // Chains that share their ends are followed once.
    for (const node of passed) {
      this.ends.set(node, at);
    }
    return at;
  }

  /** Rejects references to values that the document does not contain. */
  public check(findings: Findings): void {
    this.walk(this.root, [], false, findings);
  }

  /**
   * @param path The path of the value, which changes during the walk
   * @param hasNames Whether the value is a map with names that the user chooses
   */
  private walk(value: unknown, path: Array<string | number>, hasNames: boolean, findings: Findings): void {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        path.push(index);
        this.walk(item, path, false, findings);
        path.pop();
      });
    } else if (isNode(value)) {
      if (typeof value.$ref === 'string') {
        this.checkOne({ path: [...path], value }, value.$ref, findings);
      }
      for (const [key, member] of Object.entries(value)) {
        if (typeof member === 'object' && (hasNames || !(DATA.includes(key) || key.startsWith('x-')))) {
          path.push(key);
          this.walk(member, path, !hasNames && NAMES.includes(key), findings);
          path.pop();
        }
      }
    }
  }

  private checkOne({ path, value }: Place, reference: string, findings: Findings): void {
    if (!reference.startsWith('#')) {
      const problem = `must not refer to another document, got ${shown(reference)}. Bundle the documents into one.`;
      findings.refuse(path, problem, '$ref');
    } else if (reference.startsWith('#/') && !this.find(reference)) {
      findings.refuse(
        path,
        `must refer to a value in the document, got ${shown(reference)}. Fix the path of the reference.`,
        '$ref',
      );
    } else if (this.leadsBack(value)) {
      const problem = `refers to ${shown(reference)}, which refers back to this reference. Refer to a schema instead.`;
      findings.refuse(path, problem, '$ref');
    }
  }

  /** Whether a reference leads back to the object that contains it, through references only. */
  private leadsBack(holder: unknown): boolean {
    const passed: unknown[] = [];
    let at = holder;
    while (isNode(at) && typeof at.$ref === 'string' && !this.inCycle.has(at)) {
      passed.push(at);
      // It is in a cycle if this chain comes back to it.
      this.inCycle.set(at, false);
      at = this.find(at.$ref)?.value;
    }
    const start = passed.indexOf(at);
    for (const node of start === -1 ? [] : passed.slice(start)) {
      this.inCycle.set(node, true);
    }
    return this.inCycle.get(holder) ?? false;
  }

  /** Returns the value of a JSON pointer, for example `#/components/schemas/Order`. */
  private find(reference: string): Place | undefined {
    if (!reference.startsWith('#')) {
      return undefined;
    }
    let at: Place = { path: [], value: this.root };
    for (const step of reference.split('/').slice(1)) {
      const key = unescaped(step);
      const holder = at.value as Record<string, unknown>;
      if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) {
        return undefined;
      }
      at = { path: [...at.path, Array.isArray(holder) ? Number(key) : key], value: holder[key] };
    }
    return at;
  }
}

function unescaped(step: string): string {
  const key = step.replace(/~1/g, '/').replace(/~0/g, '~');
  try {
    return decodeURIComponent(key);
  } catch {
    // The name contains a percent sign that is not an escape sequence.
    return key;
  }
}
