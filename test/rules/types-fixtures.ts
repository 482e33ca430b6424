/** Passes a value without type checks, as JavaScript does. */
export function untyped<T>(value: unknown): T {
  return value as T;
}

export const NOTHING = 'nothing was thrown';
