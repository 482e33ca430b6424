import type { ValidationErrors } from '../validation/validation-errors';
import { entriesOf, oneOrMany, policyOf, type Statement } from './statement';

/** The maximum number of characters of a managed policy. IAM does not count whitespace. */
export const MANAGED_LIMIT = 6_144;
/** The number of characters of a policy without statements. */
export const EMPTY_LENGTH = JSON.stringify(policyOf([])).length;
const MANAGED_BUDGET = MANAGED_LIMIT - EMPTY_LENGTH;

/** The statements of one policy, and the maximum number of characters that they have. */
export interface Part {
  readonly statements: Statement[];
  readonly length: number;
}

/** The number of characters of a policy. It is an estimate, because the length of a token is not known at synthesis. */
export interface Size {
  readonly min: number;
  readonly max: number;
}

const TOKEN = '${Token[';
/** The token of a pseudo parameter, such as `AWS::Region`. */
const PSEUDO = `${TOKEN}AWS.`;
/** The token of an ARN. */
const ARN = /Arn\.\d+\]\}$/;

/** Returns the number of characters of a policy or of a statement, as IAM counts them: JSON without whitespace. */
export function sizeOf(value: unknown): Size {
  const text = JSON.stringify(value);
  let [min, max] = [text.length, text.length];
  for (let start = text.indexOf(TOKEN); start >= 0; start = text.indexOf(TOKEN, start + 1)) {
    const end = text.indexOf(']}', start) + 2;
    const isPseudo = text.startsWith(PSEUDO, start);
    min += (isPseudo ? 3 : ARN.test(text.slice(start, end)) ? 60 : 8) - (end - start);
    max += (isPseudo ? 14 : 130) - (end - start);
  }
  return { min, max };
}

/** The maximum number of characters of a statement and the comma behind it. */
function lengthOf(statement: Statement): number {
  return sizeOf(statement).max + 1;
}

export function partOf(statements: Statement[]): Part {
  return { statements, length: statements.reduce((sum, statement) => sum + lengthOf(statement), 0) };
}

/**
 * Distributes statements over an inline policy and as many managed policies as the rest requires.
 *
 * @param inlineBudget The maximum number of characters of the statements in the inline policy
 */
export function pack(
  errors: Pick<ValidationErrors, 'add'>,
  statements: Statement[],
  inlineBudget: number,
): [Part, ...Part[]] {
  const parts: [Part, ...Part[]] = [{ statements: [], length: 0 }];
  for (const { statement, length } of statements.flatMap((whole) => split(errors, whole))) {
    const budget = parts.length === 1 ? inlineBudget : MANAGED_BUDGET;
    const last = parts[parts.length - 1];
    if (last.length + length > budget) {
      parts.push({ statements: [statement], length });
    } else {
      last.statements.push(statement);
      parts[parts.length - 1] = { statements: last.statements, length: last.length + length };
    }
  }
  return parts;
}

interface Sized {
  readonly statement: Statement;
  readonly length: number;
}

/**
 * Splits a statement with more resources than fit in one policy. The parts after the first have a Sid with a number.
 */
function split(errors: Pick<ValidationErrors, 'add'>, statement: Statement): Sized[] {
  const length = lengthOf(statement);
  if (length <= MANAGED_BUDGET) {
    return [{ statement, length }];
  }
  const { Sid: sid } = statement;
  const partWith = (resources: string[], part: string) => ({
    ...statement,
    Resource: oneOrMany(resources),
    Sid: `${sid}${part}`,
  });
  const chunks: string[][] = [[]];
  for (const resource of entriesOf(statement.Resource)) {
    const last = chunks[chunks.length - 1];
    if (last.length > 0 && lengthOf(partWith([...last, resource], 'Part99')) > MANAGED_BUDGET) {
      chunks.push([resource]);
    } else {
      last.push(resource);
    }
  }
  const parts = chunks
    .map((chunk, index) => partWith(chunk, index === 0 ? '' : `Part${index + 1}`))
    .map((part) => ({ statement: part, length: lengthOf(part) }));
  const longest = Math.max(...parts.map((part) => part.length));
  if (longest > MANAGED_BUDGET) {
    errors.add(
      `role: the statement ${sid} has about ${longest} characters for one resource, and IAM allows ${MANAGED_LIMIT} in a policy. Use shorter conditions or names.`,
    );
  }
  return parts;
}
