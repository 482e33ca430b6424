import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNode } from '../private/documents/findings';
import { kindOf, readable } from '../private/packaging/files';
import { quote } from '../private/validation/limit';
import type { ValidationErrors } from '../private/validation/validation-errors';
import { pathOf } from './skill-files';

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?<front>[\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Returns the name in the front matter of the SKILL.md file of a directory, in characters that a path can have. */
export function skillNameOf(errors: ValidationErrors, directory: string): string | undefined {
  const file = join(directory, 'SKILL.md');
  if (kindOf(file) !== 'file') {
    errors.add(
      `skills: directory must contain a SKILL.md file, got ${quote(directory)}. Add the file, or correct the path.`,
    );
    return undefined;
  }
  let content: string;
  try {
    content = readable('SKILL.md', () => readFileSync(file, 'utf8'));
  } catch (error) {
    errors.add(`skills: ${quote(directory)}: ${(error as Error).message}`);
    return undefined;
  }
  const front = FRONT_MATTER.exec(content)?.groups?.front;
  const { YamlText } = require('../private/documents/yaml-text') as typeof import('../private/documents/yaml-text');
  const text = front === undefined ? undefined : new YamlText(front);
  if (text?.problem) {
    const { line, col } = text.positionOf([], text.problem.offset);
    errors.add(`skills: the front matter of ${file}:${line + 1}:${col}: ${text.problem.message}`);
    return undefined;
  }
  const fields = (isNode(text?.value) ? text.value : {}) as Record<string, unknown>;
  const missing = ['name', 'description'].filter((field) => !isText(fields[field]));
  if (missing.length > 0) {
    errors.add(
      `skills: ${file} must begin with front matter that has a ${missing.join(' and a ')}, because the model selects skills by them. Add the missing fields between two lines of "---".`,
    );
  }
  return missing.length > 0 ? undefined : pathOf(String(fields.name).trim());
}

/** Whether a field of the front matter is a text. YAML reads some texts as numbers or booleans. */
function isText(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'object' && String(value).trim() !== '';
}
