import { quote } from './limit';
import { isUnknown } from './unknown';
import type { ValidationErrors } from './validation-errors';

/** The scheme and the bucket of a URI, in the places where a bucket and a key are given. */
const URI = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/?/i;
const LONGEST = 1024;

/**
 * Checks the key of an object in a bucket, or the prefix of several.
 *
 * @param what The subject of the message, for example `artifact.key`
 */
export function checkObjectKey(errors: ValidationErrors, what: string, key: string): void {
  if (isUnknown(key)) {
    return;
  }
  if (URI.test(key)) {
    errors.add(
      `${what} must be a path in the bucket, not a URI, got ${quote(key)}. Use ${quote(key.replace(URI, ''))}.`,
    );
  } else if (Buffer.byteLength(key) > LONGEST) {
    const size = Buffer.byteLength(key);
    errors.addOfValue(what, key, `must be at most ${LONGEST} bytes long, got ${size} bytes. Shorten it.`);
  }
}
