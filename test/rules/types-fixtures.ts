/** As JavaScript passes it. */
export function untyped<T>(value: unknown): T {
  return value as T;
}

export const NOTHING = 'nothing was thrown';
