/** Prints policy statements as text. */
import type { Statement } from './assembly';

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': '<region>',
  'AWS::AccountId': '<account>',
  'AWS::URLSuffix': 'amazonaws.com',
};

function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** Writes a value of a template as text. Values that are known only at deployment are in angle brackets. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const [[intrinsic, argument]] = Object.entries(value);
  if (intrinsic === 'Ref') {
    return PSEUDO_PARAMETERS[argument] ?? `<${argument}>`;
  }
  if (intrinsic === 'Fn::GetAtt') {
    return `<${argument.join('.')}>`;
  }
  if (intrinsic === 'Fn::Join') {
    return argument[1].map(textOf).join(argument[0]);
  }
  return JSON.stringify(value);
}

export function statementLines({ Sid, Effect, Action, Resource, Condition = {} }: Statement): string[] {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys as object).map(([key, value]) => `    if ${key} ${operator} ${textOf(value)}`),
  );
  return [
    `  ${Effect} ${Sid ?? ''}`.trimEnd(),
    `    ${list(Action).join(', ')}`,
    ...list(Resource).map((resource) => `    on ${textOf(resource)}`),
    ...conditions,
  ];
}
