import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Path, placeOf } from '../../private/documents/findings';
import type { Position, SourceText } from '../../private/documents/source-text';
import { quote } from '../../private/validation/limit';
import { DYNAMIC_REFERENCE } from '../../private/validation/secret-values';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';

/** A JSON or YAML file of the app: its content, and the position of everything in it. */
export class SourceDocument {
  /** Reads a file. Returns no document if the file cannot be read, and adds the reason to the validation errors. */
  public static read(path: string, errors: ValidationErrors): SourceDocument | undefined {
    const problem = pathProblem(path);
    if (problem) {
      errors.add(problem);
      return undefined;
    }
    const name = shownPath(path);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      errors.add(`${name} ${unreadable(error as NodeJS.ErrnoException)}`);
      return undefined;
    }
    if (!isUtf8(bytes)) {
      const before = new TextDecoder().decode(bytes).split('\uFFFD')[0];
      errors.add(`${name}:${before.split('\n').length}: must be encoded in UTF-8. Save the file as UTF-8.`);
      return undefined;
    }
    const decoded = new TextDecoder().decode(bytes);
    const reference = DYNAMIC_REFERENCE.exec(decoded);
    if (reference) {
      const line = decoded.slice(0, reference.index).split('\n').length;
      errors.add(
        `${name}:${line}: must not contain the dynamic reference ${quote(reference[0])}, because CloudFormation would put the secret into the document. Remove the reference.`,
      );
      return undefined;
    }
    const text = parse(name, decoded);
    if (text.problem) {
      const { line, col } = text.positionOf([], text.problem.offset);
      errors.add(`${name}:${line}:${col}: ${text.problem.message}`);
      return undefined;
    }
    return new SourceDocument(name, text);
  }

  private constructor(
    public readonly name: string,
    private readonly text: SourceText,
  ) {}

  /** The content. */
  public get value(): unknown {
    return this.text.value;
  }

  /** The content as JSON: the text of the file if the file is JSON. */
  public get json(): string {
    return this.text.json;
  }

  /** The position and the path of a value, in the form that editors turn into a link. */
  public place(path: Path, key?: string): string {
    const { line, col }: Position = this.text.positionOf(key === undefined ? path : [...path, key]);
    const inside = placeOf(path);
    return `${this.name}:${line}:${col}:${inside && ` ${inside}:`}`;
  }
}

/** Returns the reason why a path cannot be the path of a local file, if there is one. */
function pathProblem(path: string): string | undefined {
  if (path === '') {
    return 'the path of the document must be the path of a local file, got "".';
  }
  if (isUnknown(path)) {
    return 'the path of the document must be known at synth, got a token. Use the path of a local file.';
  }
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? `the path of the document must be the path of a local file, got the URL ${quote(path)}. Download the document, or use fromBucket for a document in a bucket.`
    : undefined;
}

/** A `.json` file must be JSON. Other files may be either, and most of those that begin with a brace are JSON. */
function parse(name: string, text: string): SourceText {
  // The parsers are loaded only by apps that have documents.
  const { JsonText } = require('./json-text') as typeof import('./json-text');
  const json = /\.json$/i.test(name) || /^\s*[[{]/.test(text) ? new JsonText(text) : undefined;
  if (json && (!json.problem || /\.json$/i.test(name))) {
    return json;
  }
  const { YamlText } =
    require('../../private/documents/yaml-text') as typeof import('../../private/documents/yaml-text');
  return new YamlText(text);
}

const REASONS: Record<string, string> = {
  EACCES: 'cannot be read: permission is denied',
  EISDIR: 'must be a file, got a directory',
  ELOOP: 'cannot be read: its symbolic links form a loop',
  ENAMETOOLONG: 'cannot be read: the path is too long',
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  ERR_FS_FILE_TOO_LARGE: 'is too large: it must be smaller than 2 GiB',
};

function unreadable({ code = '', message }: NodeJS.ErrnoException): string {
  return REASONS[code] ?? `cannot be read: ${message}`;
}

/** A path relative to the folder in which the app runs, unless the file is outside of it. */
export function shownPath(path: string): string {
  const name = relative('', path);
  return name.startsWith('..') ? path : name;
}
