import { isUnknown } from '../validation/unknown';

/** The maximum depth of a document: more than schemas need, and less than what exhausts the call stack. */
export const MAX_LEVELS = 200;

/**
 * Whether a value is nested too deeply, or contains itself. The search is iterative, because recursion would fail
 * first.
 */
export function isTooDeep(root: unknown): boolean {
  let level = new Set([root]);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > MAX_LEVELS) {
      return true;
    }
    const next = new Set<unknown>();
    for (const value of level) {
      for (const member of containersIn(value)) {
        next.add(member);
      }
    }
    level = next;
  }
  return false;
}

/** The objects and lists in a value. Tokens are opaque. */
function containersIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || isUnknown(value)) {
    return [];
  }
  return Object.values(value).filter((member) => typeof member === 'object' && member !== null);
}
