import type { ReviewedAssembly, ReviewedResource } from '../assembly';

/** The resources of two assemblies, by stack and logical ID. */
export interface Pairs {
  readonly added: readonly ReviewedResource[];
  readonly removed: readonly ReviewedResource[];
  readonly kept: ReadonlyArray<readonly [before: ReviewedResource, after: ReviewedResource]>;
}

/** Compares the resources of two assemblies. Another type or logical ID is another resource. */
export function pairsOf(base: ReviewedAssembly, head: ReviewedAssembly): Pairs {
  const before = byId(base);
  const after = byId(head);
  return {
    added: [...after].flatMap(([id, resource]) => (before.has(id) ? [] : [resource])),
    removed: [...before].flatMap(([id, resource]) => (after.has(id) ? [] : [resource])),
    kept: [...before].flatMap(([id, resource]) => {
      const other = after.get(id);
      return other ? [[resource, other] as const] : [];
    }),
  };
}

function byId({ stacks }: ReviewedAssembly): Map<string, ReviewedResource> {
  return new Map(
    stacks.flatMap(({ path, resources }) =>
      resources.map((resource) => [[path, resource.logicalId, resource.type].join('\n'), resource] as const),
    ),
  );
}

/** A difference of two values: the place, and the values. */
export interface Difference {
  readonly path: ReadonlyArray<string | number>;
  readonly before: unknown;
  readonly after: unknown;
}

/** The places at which two values of templates differ: leaves, empty lists, and objects of which one side has none. */
export function differences(before: unknown, after: unknown, path: Difference['path'] = []): Difference[] {
  const isEmptyOnOneSide = isEmptyList(before) !== isEmptyList(after);
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after) && !isEmptyOnOneSide) {
    const [old, next] = [before as Record<string, unknown>, after as Record<string, unknown>];
    const names = [...new Set([...Object.keys(old), ...Object.keys(next)])];
    return names.flatMap((name) => {
      const step = Array.isArray(before) ? Number(name) : name;
      return differences(old[name], next[name], [...path, step]);
    });
  }
  return before === after ? [] : [{ path, before, after }];
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
