import { type Findings, isNode, type Place, shown } from '../../private/documents/findings';

/** What is under these is the user's data, and not part of the description. */
const DATA = ['const', 'enum', 'example', 'examples'];

/** What is under these is called by names of the user, which may be any. */
const NAMES = [
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
  ...['schemas', 'parameters', 'headers', 'requestBodies'],
];

/** What an OpenAPI document refers to within itself. */
export class References {
  public constructor(private readonly root: unknown) {}

  /** What is at a place, or what that refers to in the end. Of what leads nowhere there is no value. */
  public follow(place: Place): Place {
    const passed = new Set<unknown>();
    let at = place;
    while (isNode(at.value) && typeof at.value.$ref === 'string') {
      if (passed.has(at.value)) {
        return { path: at.path, value: undefined };
      }
      passed.add(at.value);
      at = this.find(at.value.$ref) ?? { path: at.path, value: undefined };
    }
    return at;
  }

  /** Everything in the document that refers to what is not in it. */
  public check(findings: Findings): void {
    this.walk(this.root, [], false, findings);
  }

  /**
   * @param path the path of the value, which changes during the walk
   * @param hasNames whether the members of the value are called by names
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
      const problem = `refers to ${shown(reference)}, and the service reads this document only: bundle all into one`;
      findings.refuse(path, problem, '$ref');
    } else if (reference.startsWith('#/') && !this.find(reference)) {
      findings.refuse(path, `refers to ${shown(reference)}, which is not in the document`, '$ref');
    } else if (this.leadsBack(value, reference)) {
      const problem = `refers to ${shown(reference)}, which refers back to this reference. Refer to a schema instead.`;
      findings.refuse(path, problem, '$ref');
    }
  }

  /** Whether a reference leads back to the object that contains it, through references only. */
  private leadsBack(holder: unknown, reference: string): boolean {
    const passed = new Set<unknown>();
    let at = this.find(reference)?.value;
    while (isNode(at) && typeof at.$ref === 'string' && !passed.has(at)) {
      passed.add(at);
      at = this.find(at.$ref)?.value;
    }
    return passed.has(holder);
  }

  /** What a JSON pointer leads to, like `#/components/schemas/Order`. */
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
    // A name with a bare %, which is as it was meant.
    return key;
  }
}
