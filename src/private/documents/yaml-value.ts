import { MAX_LEVELS } from './nesting';
import { PROTO, PROTO_PROBLEM, type TextProblem } from './source-text';
import type { YamlPlaces } from './yaml-places';

/**
 * The maximum number of characters that aliases repeat: more than documents need, and less than what exhausts the
 * memory.
 */
const MOST_REPEATED = 2 * 1024 * 1024;

/** The size and the depth of a value, including the values that aliases repeat. */
interface Extent {
  readonly size: number;
  readonly levels: number;
}

/** Thrown at the first value that is rejected. */
class Rejection extends Error {
  public constructor(
    public readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** Finds the first value of a YAML text that JSON cannot express, or that aliases make too large. */
export function problemOf(value: unknown, length: number, places: YamlPlaces): TextProblem | undefined {
  try {
    new Check(length + MOST_REPEATED, places).extentOf(value);
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) {
      return { offset: error.offset, message: error.message };
    }
    throw error;
  }
}

class Check {
  /** The extents of objects and lists. There is none until one is complete. */
  private readonly known = new Map<object, Extent | undefined>();
  private readonly path: Array<string | number> = [];

  public constructor(
    private budget: number,
    private readonly places: YamlPlaces,
  ) {}

  public extentOf(value: unknown): Extent {
    if (typeof value === 'object' && value !== null) {
      return this.known.has(value) ? this.repeat(value) : this.measure(value);
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.rejectValue();
    }
    const size = typeof value === 'string' ? value.length : 1;
    this.spend(size);
    return { size, levels: 0 };
  }

  /** Measures an object or a list. It is measured once, because aliases can refer to it many times. */
  private measure(value: object): Extent {
    this.known.set(value, undefined);
    this.rejectDepth(1);
    let size = 0;
    let levels = 0;
    for (const [key, member] of this.membersOf(value)) {
      this.path.push(key);
      const extent = this.extentOf(member);
      this.path.pop();
      size += extent.size;
      levels = Math.max(levels, extent.levels);
    }
    const measured = { size, levels: levels + 1 };
    this.known.set(value, measured);
    return measured;
  }

  private *membersOf(value: object): Iterable<[string | number, unknown]> {
    if (Array.isArray(value)) {
      yield* value.entries();
      return;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) {
      this.rejectValue();
    }
    for (const [key, member] of Object.entries(value)) {
      if (key === PROTO) {
        throw new Rejection(this.places.offsetOf([...this.path, key]), PROTO_PROBLEM);
      }
      this.spend(key.length);
      yield [key, member];
    }
  }

  /** Adds the extent of a value that an alias or a merge key repeats. */
  private repeat(value: object): Extent {
    const extent = this.known.get(value);
    if (!extent) {
      const alias = this.places.sourceOf(this.path);
      throw this.rejection(`must not have the alias *${alias} inside the value that it refers to`);
    }
    this.rejectDepth(extent.levels);
    this.spend(extent.size);
    return extent;
  }

  private rejectDepth(levels: number): void {
    if (this.path.length + levels > MAX_LEVELS) {
      throw this.rejection(`must not be nested more than ${MAX_LEVELS} levels deep`);
    }
  }

  private spend(size: number): void {
    this.budget -= size;
    if (this.budget < 0) {
      throw this.rejection(`must not repeat more than ${MOST_REPEATED / 1024 / 1024} MiB by aliases`);
    }
  }

  private rejectValue(): never {
    const source = this.places.sourceOf(this.path);
    const given = source && ` (${source.slice(0, 80)})`;
    throw this.rejection(`must have values that JSON can express, got another one${given}. Put it in quotes.`);
  }

  private rejection(message: string): Rejection {
    return new Rejection(this.places.valueOffsetOf(this.path), message);
  }
}
