import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ValidationErrors } from '../validation/validation-errors';

/** The maximum number of characters of a managed policy. IAM does not count whitespace. */
export const MANAGED_LIMIT = 6_144;
export const EMPTY_POLICY = '{"Version":"2012-10-17","Statement":[]}';
const MANAGED_BUDGET = MANAGED_LIMIT - EMPTY_POLICY.length;

/** The statements of one policy, and the maximum number of characters that they have. */
export interface Part {
  readonly statements: PolicyStatement[];
  readonly length: number;
}

/** The number of characters of a policy. It is an estimate, because the length of a token is not known at synthesis. */
export interface Size {
  readonly min: number;
  readonly max: number;
}

const AWS_TOKEN = /\$\{Token\[AWS\.[^\]]*\]\}/g;
const ARN_TOKEN = /\$\{Token\[[^\]]*Arn\.\d+\]\}/g;
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;

export function sizeOf(text: string): Size {
  const fill = (aws: number, arn: number, other: number) =>
    text.replace(AWS_TOKEN, 'x'.repeat(aws)).replace(ARN_TOKEN, 'x'.repeat(arn)).replace(TOKEN, 'x'.repeat(other))
      .length;
  return { min: fill(3, 60, 8), max: fill(14, 130, 130) };
}

export function partOf(statements: PolicyStatement[]): Part {
  return { statements, length: sizeOf(textOf(statements)).max };
}

/** The statements as IAM counts them, with a comma behind each. */
export function textOf(statements: PolicyStatement[]): string {
  return statements.map((statement) => `${JSON.stringify(statement.toStatementJson())},`).join('');
}

/**
 * Distributes statements over an inline policy and as many managed policies as the rest requires.
 *
 * @param inlineBudget The maximum number of characters of the statements in the inline policy
 */
export function pack(errors: ValidationErrors, statements: PolicyStatement[], inlineBudget: number): [Part, ...Part[]] {
  const parts: [Part, ...Part[]] = [partOf([])];
  for (const statement of statements.flatMap((whole) => split(errors, whole))) {
    const { length } = partOf([statement]);
    const budget = parts.length === 1 ? inlineBudget : MANAGED_BUDGET;
    const last = parts[parts.length - 1];
    if (last.length + length > budget) {
      parts.push({ statements: [statement], length });
    } else {
      parts[parts.length - 1] = { statements: [...last.statements, statement], length: last.length + length };
    }
  }
  return parts;
}

/** Splits a statement with more resources than fit in one policy. The parts after the first have a Sid with a number. */
function split(errors: ValidationErrors, statement: PolicyStatement): PolicyStatement[] {
  const { resources, sid = '' } = statement;
  const { length } = partOf([statement]);
  if (length <= MANAGED_BUDGET) {
    return [statement];
  }
  const chunks: string[][] = [[]];
  for (const resource of resources) {
    const last = chunks[chunks.length - 1];
    const fits = partOf([statement.copy({ sid: `${sid}Part99`, resources: [...last, resource] })]).length;
    if (last.length > 0 && fits > MANAGED_BUDGET) {
      chunks.push([resource]);
    } else {
      last.push(resource);
    }
  }
  const copies = chunks.map((chunk, index) =>
    statement.copy({ sid: index === 0 ? sid : `${sid}Part${index + 1}`, resources: chunk }),
  );
  const longest = Math.max(...copies.map((copy) => partOf([copy]).length));
  if (longest > MANAGED_BUDGET) {
    errors.add(
      `role: the statement ${sid} has about ${longest} characters for one resource, and IAM allows ${MANAGED_LIMIT} in a policy. Use shorter conditions or names.`,
    );
  }
  return copies;
}
