import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import { MAX_LEVELS } from './nesting';
import { duplicateProblem, PROTO, PROTO_PROBLEM, type TextProblem } from './source-text';

/** More characters than documents repeat by aliases, and fewer than it takes to exhaust the memory or the time. */
const MOST_REPEATED = 2 * 1024 * 1024;

type YamlNode = ParsedNode | null;

/** A value that aliases refer to. */
interface Anchored {
  readonly source: ParsedNode;
  value?: unknown;
  /**
   * The characters of the value, including those that aliases in it repeat. There are none until the value is complete.
   */
  size?: number;
  /** How deeply the value is nested in itself. */
  levels?: number;
}

/** Thrown at the first node that is rejected. */
class Rejection extends Error {
  public constructor(
    public readonly node: YamlNode | undefined,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The value of a composed YAML node, made in one pass that also finds duplicate keys, which the package searches for in
 * quadratic time.
 */
export function readValue(root: YamlNode): { readonly value?: unknown; readonly problem?: TextProblem } {
  try {
    return { value: new Reader().valueOf(root) };
  } catch (error) {
    if (error instanceof Rejection) {
      return { problem: { offset: error.node?.range[0] ?? 0, message: error.message } };
    }
    throw error;
  }
}

/** Whether the key of a map inserts other maps. A quoted `<<` does not. */
function isMergeKey(key: YamlNode): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** The name of a key in the value. There is none for lists and objects. */
export function keyOf(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value ?? '') : undefined;
}

class Reader {
  private readonly anchors = new Map<string, Anchored>();
  private repeated = 0;
  private depth = 0;
  private deepest = 0;

  public valueOf(node: YamlNode): unknown {
    if (isAlias(node)) {
      return this.anchoredBy(node).value;
    }
    return node?.anchor ? this.anchor(node, node.anchor) : this.contentOf(node);
  }

  private anchor(source: Exclude<ParsedNode, Alias.Parsed>, name: string): unknown {
    const anchored: Anchored = { source };
    // A later anchor of the same name replaces this one from there on.
    this.anchors.set(name, anchored);
    const { repeated, deepest } = this;
    this.deepest = this.depth;
    anchored.value = this.contentOf(source);
    anchored.size = source.range[1] - source.range[0] + this.repeated - repeated;
    anchored.levels = this.deepest - this.depth;
    this.deepest = Math.max(deepest, this.deepest);
    return anchored.value;
  }

  private anchoredBy(alias: Alias.Parsed): Anchored {
    const anchored = this.anchors.get(alias.source);
    if (!anchored) {
      throw new Rejection(alias, `must define the anchor of the alias *${alias.source}`);
    }
    const { size, levels } = anchored;
    if (size === undefined || levels === undefined) {
      throw new Rejection(alias, `must not have the alias *${alias.source} inside the value that it refers to`);
    }
    this.repeated += size;
    if (this.repeated > MOST_REPEATED) {
      throw new Rejection(alias, `must not repeat more than ${MOST_REPEATED / 1024 / 1024} MiB by aliases`);
    }
    this.deepest = Math.max(this.deepest, this.depth + levels);
    if (this.deepest > MAX_LEVELS) {
      throw new Rejection(alias, `must not be nested more than ${MAX_LEVELS} levels deep`);
    }
    return anchored;
  }

  private contentOf(node: Exclude<YamlNode, Alias.Parsed>): unknown {
    if (!isMap(node) && !isSeq(node)) {
      return scalarOf(node);
    }
    this.depth++;
    this.deepest = Math.max(this.deepest, this.depth);
    const value = isMap(node) ? this.objectOf(node) : node.items.map((item) => this.valueOf(item));
    this.depth--;
    return value;
  }

  private objectOf({ items }: YAMLMap.Parsed): object {
    const object: Record<string, unknown> = {};
    const keys = new Set<string>();
    for (const { key, value } of items) {
      if (isMergeKey(key)) {
        this.merge(object, value);
        continue;
      }
      const name = this.keyNameOf(key);
      if (keys.has(name)) {
        throw new Rejection(key, duplicateProblem(name));
      }
      keys.add(name);
      object[name] = this.valueOf(value);
    }
    return object;
  }

  private keyNameOf(key: YamlNode): string {
    const name = keyOf(isAlias(key) ? this.anchoredBy(key).source : key);
    // The anchor of a key can be referred to, too.
    this.valueOf(key);
    if (name === undefined) {
      throw new Rejection(key, 'must have keys that are strings, got a list or an object as a key');
    }
    if (name === PROTO) {
      throw new Rejection(key, PROTO_PROBLEM);
    }
    return name;
  }

  /** Inserts what the object does not have yet. Of several maps, the first ones win. */
  private merge(object: Record<string, unknown>, node: YamlNode): void {
    const value = this.valueOf(node);
    for (const map of Array.isArray(value) ? value : [value]) {
      if (typeof map !== 'object' || map === null || Array.isArray(map)) {
        throw new Rejection(node, 'must merge objects only. Refer to an object after "<<:"');
      }
      for (const [name, member] of Object.entries(map)) {
        if (!Object.hasOwn(object, name)) {
          object[name] = member;
        }
      }
    }
  }
}

/** The value of a scalar, as JSON has it. */
function scalarOf(node: Scalar.Parsed | null): unknown {
  const value = isScalar(node) ? node.value : node;
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) {
    return value;
  }
  const given = isScalar(node) ? ` (${String(node.source).slice(0, 80)})` : '';
  throw new Rejection(node, `must have values that JSON can express, got another one${given}. Put it in quotes.`);
}
