import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Token } from 'aws-cdk-lib/core';
import { deferred } from '../validation/unknown';

/**
 * A statement of an IAM policy, as a template contains it. Its properties are in the order that aws-cdk-lib renders.
 */
export interface Statement {
  readonly Action: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: string | string[];
  readonly Sid: string;
}

/** Renders a policy. It is plain JSON, because the objects of aws-cdk-lib take several times the time to synthesize. */
export function policyOf(statements: object[]): { readonly Statement: object[]; readonly Version: string } {
  return { Statement: statements, Version: '2012-10-17' };
}

/**
 * Returns a policy as an object of aws-cdk-lib, for constructs that take no JSON. aws-cdk-lib checks the names of actions,
 * and would reject the dummy value of a pending lookup.
 */
export function documentOf(statements: Statement[]): PolicyDocument {
  return PolicyDocument.fromJson(
    policyOf(statements.map((statement) => ({ ...statement, Action: entriesOf(statement.Action).map(deferred) }))),
  );
}

/** A list with one entry is that entry. The token of a list has one entry as well, and remains a list. */
export function oneOrMany(values: string[]): string | string[] {
  return values.length === 1 && !(values[0].startsWith('#{') && Token.isUnresolved(values)) ? values[0] : values;
}

/** The entries of an action or a resource of a statement. */
export function entriesOf(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value;
}

/** Merges statements that differ only in their resources. */
export function mergeResources(statements: Array<Partial<Statement>>): Statement[] {
  const groups = new Map<string, Statement>();
  for (const statement of statements) {
    const { Resource: resource, ...rest } = statement;
    const key = JSON.stringify(resource === undefined ? statement : rest);
    const known = groups.get(key);
    const resources = [known?.Resource ?? [], resource ?? []].flat();
    groups.set(key, { ...rest, ...(resource && { Resource: oneOrMany([...new Set(resources)]) }) } as Statement);
  }
  return [...groups.values()];
}
