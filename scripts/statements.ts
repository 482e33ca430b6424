/** Prints policy statements as text. */
import type { Permission } from '../src/review/model';

/** The lines of a statement of a review, whose values are text already. */
export function statementLines({ statement, actions, resources, effect }: Permission): string[] {
  const { Sid = '', Condition = {} } = statement as { readonly Sid?: string; readonly Condition?: object };
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys as object).map(([key, value]) => `    if ${key} ${operator} ${[value].flat().join(', ')}`),
  );
  return [
    `  ${effect} ${Sid}`.trimEnd(),
    `    ${actions.join(', ')}`,
    ...resources.map((resource) => `    on ${resource}`),
    ...conditions,
  ];
}
