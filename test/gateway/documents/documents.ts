/** Documents beside the app, with something changed in them, and what is said of them. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiSchema, ToolSchema } from '../../../src';
import type { ApiSchemaKind } from '../../../src/gateway/documents/api-schema';
import type { BoundSchema } from '../../../src/gateway/documents/schema-object';
import { ValidationErrors } from '../../../src/private/validation/validation-errors';
import { testStack } from '../../support/helpers';
import { warningsOf } from '../../support/rendered';

export const FIXTURES = join(__dirname, '..', '..', 'support', 'fixtures', 'documents');

/** A part of a document, and what stands in its place. */
export type Edit = readonly [part: string, instead: string];

/** A file of these contents, among the temporary ones. */
export function fileOf(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'documents-')), name);
  writeFileSync(path, text);
  return path;
}

/** A copy of one of the documents, with parts of it changed where they come first. */
export function edited(name: string, ...edits: Edit[]): string {
  const text = edits.reduce(
    (before, [part, instead]) => {
      if (!before.includes(part)) {
        throw new Error(`${name} has no ${part}`);
      }
      return before.replace(part, () => instead);
    },
    readFileSync(join(FIXTURES, name), 'utf8'),
  );
  return fileOf(name, text);
}

export interface Said {
  readonly config?: object;
  readonly toolNames?: string[];
  readonly object?: BoundSchema<object>['object'];
  readonly errors: string[];
  readonly warnings: string[];
}

/** The rendered schema and the messages about it, without the folder of the file. */
export function said(bind: (stack: Stack, errors: ValidationErrors) => BoundSchema<object>, folder = ''): Said {
  const stack = testStack();
  const errors = new ValidationErrors(stack);
  const bound = bind(stack, errors);
  const plainly = (text: string) => text.replaceAll(folder && `${folder}/`, '');
  // A rejected construct is removed from the tree, together with its warnings.
  const warnings = warningsOf(stack).map(plainly);
  return { ...bound, errors: errorsOf(errors).map(plainly).map(withoutPeriod), warnings };
}

/** A finding as the document has it, without the period that ends the line of an error. */
function withoutPeriod(text: string): string {
  return text.replace(/\.$/, '');
}

function errorsOf(errors: ValidationErrors): string[] {
  try {
    errors.throwIfAny();
    return [];
  } catch (error) {
    const text = (error as Error).message.replace(/^Test:/, '');
    return text.startsWith('\n') ? text.split('\n  - ').slice(1) : [text.trim()];
  }
}

export function ofTools(path: string): Said {
  return said((stack, errors) => ToolSchema.fromFile(path)._bind(stack, errors), join(path, '..'));
}

export function ofApi(path: string, kind: ApiSchemaKind): Said {
  return said((stack, errors) => ApiSchema.fromFile(path)._bind(stack, errors, kind), join(path, '..'));
}
