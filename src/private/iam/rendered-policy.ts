import type { IResolvable, Stack } from 'aws-cdk-lib/core';
import { TOKEN } from '../validation/unknown';
import { policyOf, type Statement } from './statement';

/**
 * A text with pseudo parameters of CloudFormation, such as an ARN with the Region of the stack. aws-cdk-lib would parse
 * the text each time it resolves it, which takes several times the time to synthesize.
 */
class PseudoText implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(
    private readonly text: string,
    private readonly parts: unknown[],
  ) {}

  public resolve(): unknown {
    return { 'Fn::Join': ['', this.parts] };
  }

  public toString(): string {
    return this.text;
  }

  /** Returns the text in the form that has the length which the checks of policy sizes expect. */
  public toJSON(): string {
    return this.text;
  }
}

/** The beginnings of texts up to their last token, as templates contain them. All ARNs of a service in a stack share one. */
type Beginnings = Map<string, unknown[]>;

const BEGINNINGS = new WeakMap<Stack, Beginnings>();

/** Renders statements to a policy in a stack. Only their resources and conditions contain ARNs. */
export function renderedPolicy(
  stack: Stack,
  statements: Array<{ readonly [Key in keyof Statement]?: unknown }>,
): object {
  const beginnings: Beginnings = BEGINNINGS.get(stack) ?? new Map();
  BEGINNINGS.set(stack, beginnings);
  const rendered = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.includes('${Token[') ? renderedText(stack, beginnings, value) : value;
    }
    if (Array.isArray(value)) {
      return value.map(rendered);
    }
    return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rendered(member)]))
      : value;
  };
  return policyOf(
    statements.map((statement) => ({
      ...statement,
      ...(statement.Condition !== undefined && { Condition: rendered(statement.Condition) }),
      ...(statement.Resource !== undefined && { Resource: rendered(statement.Resource) }),
    })),
  );
}

/** Texts with other tokens than pseudo parameters are left to aws-cdk-lib. */
function renderedText(stack: Stack, beginnings: Beginnings, text: string): unknown {
  const end = text.lastIndexOf(']}') + 2;
  if (end === text.length) {
    return text;
  }
  const beginning = text.slice(0, end);
  const parts = beginnings.get(beginning) ?? partsOf(stack, beginning);
  if (!parts) {
    return text;
  }
  beginnings.set(beginning, parts);
  return new PseudoText(text, [...parts, text.slice(end)]);
}

function partsOf(stack: Stack, text: string): unknown[] | undefined {
  const pseudoParameters = [stack.partition, stack.region, stack.account, stack.urlSuffix];
  const parts = text.split(TOKEN).filter((part) => part !== '');
  return parts.every((part) => !TOKEN.test(part) || pseudoParameters.includes(part))
    ? parts.map((part) => (TOKEN.test(part) ? stack.resolve(part) : part))
    : undefined;
}
