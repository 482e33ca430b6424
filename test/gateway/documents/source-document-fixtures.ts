import { join } from 'node:path';
import { SourceDocument } from '../../../src/gateway/documents/source-document';
import { ValidationErrors } from '../../../src/private/validation/validation-errors';
import { messageOf, testStack } from '../../support/helpers';
import { temporaryDirectories } from '../../support/temporary';

export const directoryOf = temporaryDirectories();

/** The content of a document, or the validation error without the construct path and the folder. */
export function read(name: string, content: string | Buffer): unknown {
  const directory = directoryOf({ [name]: content });
  return readAt(join(directory, name), directory);
}

export function readAt(path: string, directory: string): unknown {
  const errors = new ValidationErrors(testStack());
  const document = SourceDocument.read(path, errors);
  return document ? document.value : messageOf(() => errors.throwIfAny()).replace(`Test: ${directory}/`, '');
}
