import { Tokenization } from 'aws-cdk-lib/core';

/**
 * Returns a copy of the lists and maps in a value. An app can change its own lists and maps after a resource is
 * validated, for example to reuse them for another construct.
 */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => copyOf(entry));
  }
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)])) : value;
}

function isMap(value: unknown): value is object {
  const prototype = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  return (prototype === Object.prototype || prototype === null) && !Tokenization.isResolvable(value);
}
