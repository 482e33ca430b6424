import { createHash } from 'node:crypto';
import { Lazy, Names, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A name that is the same in every synth, other in every stack and path, and within the resource's own budget. */
export function uniqueName(scope: IConstruct, maxLength: number, separator: '_' | '-'): string {
  const name = Names.uniqueResourceName(scope, { maxLength: maxLength - 1, separator });
  // Names begin with a letter, construct ids need not.
  return /^[a-zA-Z]/.test(name) ? name : `a${name}`;
}

/** What IAM takes for the name of an inline policy, and what the longest names of Regions take of it. */
const POLICY_NAME_LENGTH = 128;
const REGION_LENGTH = 20;

/** The name of a policy of a role that others attach theirs to: of any stack, in any Region, for roles are in all of them. */
export function attachedPolicyName(scope: IConstruct, id: string): string {
  const path = uniqueName(scope, POLICY_NAME_LENGTH - REGION_LENGTH - id.length - 2, '-');
  return `${path}-${id}-${Stack.of(scope).region}`;
}

const HASH_LENGTH = 8;

/**
 * A name that is another one when the content is: of what is replaced when it changes, CloudFormation makes the new one
 * before it deletes the old one, and no two may have one name. It is known at synthesis, with what the content refers to.
 */
export function nameByContent(
  scope: IConstruct,
  maxLength: number,
  content: object,
  separator: '_' | '-' = '_',
): string {
  const path = uniqueName(scope, maxLength - HASH_LENGTH - 1, separator);
  const hash = () =>
    createHash('sha256')
      .update(JSON.stringify(Stack.of(scope).resolve(content)))
      .digest('hex');
  return Lazy.string({ produce: () => `${path}${separator}${hash().slice(0, HASH_LENGTH)}` });
}
