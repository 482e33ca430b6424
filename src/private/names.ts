import { createHash } from 'node:crypto';
import { Fn, Lazy, Names, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { copyOf } from './copy';
import { isUnknown } from './validation/unknown';

/**
 * Returns a name that is stable across syntheses, unique per stack and path, and within the maximum length of the
 * resource.
 */
export function uniqueName(scope: IConstruct, maxLength: number, separator: '_' | '-'): string {
  const name = Names.uniqueResourceName(scope, { maxLength: maxLength - 1, separator });
  // Names begin with a letter, construct ids need not.
  return /^[a-zA-Z]/.test(name) ? name : `a${name}`;
}

/** The maximum length of the name of an inline policy in IAM, without the longest Region name. */
const POLICY_NAME_LENGTH = 128;
const REGION_LENGTH = 20;

/**
 * Returns the name of a policy that is attached to a shared role. The name contains the Region, because stacks in
 * several Regions can attach policies to one role.
 */
export function attachedPolicyName(scope: IConstruct, id: string): string {
  const path = uniqueName(scope, POLICY_NAME_LENGTH - REGION_LENGTH - id.length - 2, '-');
  return `${path}-${id}-${Stack.of(scope).region}`;
}

const HASH_LENGTH = 8;

/** Returns a hash of what replaces a resource. It contains the references in the content, not their values. */
export function contentHash(scope: IConstruct, content: object): string {
  const copy = copyOf(content);
  const hash = () =>
    createHash('sha256')
      .update(JSON.stringify(Stack.of(scope).resolve(copy)))
      .digest('hex')
      .slice(0, HASH_LENGTH);
  const isKnown = Object.values(content).every((value) => typeof value === 'string' && !isUnknown(value));
  return isKnown ? hash() : Lazy.string({ produce: hash });
}

/**
 * Returns a generated name that changes with the content. CloudFormation creates the replacement of a resource before
 * it
 * deletes the resource, and two resources cannot have the same name.
 *
 * @param content The values that replace the resource when they change; `undefined` if none of them is set
 */
export function nameByContent(
  scope: IConstruct,
  maxLength: number,
  content: object | undefined,
  separator: '_' | '-' = '_',
): string {
  return content
    ? [uniqueName(scope, maxLength - HASH_LENGTH - 1, separator), contentHash(scope, content)].join(separator)
    : uniqueName(scope, maxLength, separator);
}

/** The first block of the UUID in the ARN of a stack. */
const STACK_PART_LENGTH = 8;

/** Returns a part of the stack ID, which is different when a deleted stack is deployed again. */
function stackPart(scope: IConstruct): string {
  return Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Stack.of(scope).stackId))));
}

/**
 * Returns a generated name for a resource that is retained when its stack is deleted. The name changes with the content
 * and with the stack ID, because the name of the retained resource remains in use.
 */
export function retainedName(scope: IConstruct, maxLength: number, content: object | undefined): string {
  return withStackPart(scope, maxLength, content, stackPart(scope));
}

/** Returns the pattern of a `retainedName` for policies of other accounts, which cannot refer to the stack ID. */
export function retainedNamePattern(scope: IConstruct, maxLength: number, content: object | undefined): string {
  return withStackPart(scope, maxLength, content, '?'.repeat(STACK_PART_LENGTH));
}

function withStackPart(scope: IConstruct, maxLength: number, content: object | undefined, part: string): string {
  return `${nameByContent(scope, maxLength - STACK_PART_LENGTH - 1, content)}_${part}`;
}

/** The length of the ID that IAM generates for a role. */
const ROLE_ID_LENGTH = 21;

/**
 * Returns a generated name for a resource that is retained when it is replaced, and that may return to an earlier
 * content. The name contains the ID of a role that is replaced with the resource, because only an ID that is generated
 * during the deployment differs from the name of every retained resource.
 */
export function nameByRole(scope: IConstruct, maxLength: number, content: object, roleId: string): string {
  const labelLength = maxLength - HASH_LENGTH - STACK_PART_LENGTH - ROLE_ID_LENGTH - 3;
  const [label = 'a'] = /[a-zA-Z][a-zA-Z0-9]*/.exec(scope.node.id) ?? [];
  return [label.slice(0, labelLength), contentHash(scope, content), stackPart(scope), roleId].join('_');
}
