import { CfnResource, type IResolvable, Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { isUnknown } from '../validation/unknown';
import { memberOf } from './resource';

/**
 * Returns the source of a value: the resource for an attribute or `Ref` of a resource, and the value itself otherwise.
 * Two values with the same source refer to the same resource, even if it is referenced by constructs of different
 * levels.
 */
export function sourceOf(value: unknown): unknown {
  if (typeof value !== 'string' || !Token.isUnresolved(value)) {
    return value;
  }
  const { firstToken, length } = Tokenization.reverseString(value);
  const target = length === 1 && Reference.isReference(firstToken) ? firstToken.target : undefined;
  // Two parameters may have the same value.
  return CfnResource.isCfnResource(target) ? target : value;
}

/**
 * Whether two values are known to refer to different resources. Tokens that are not an attribute of a resource are not
 * compared.
 */
export function areDifferent(left: string, right: string): boolean {
  const sources = [left, right].map(sourceOf);
  const [isLeftKnown, isRightKnown] = sources.map((source) => !isUnknown(source));
  // A literal may be the physical name or ARN of a resource that is defined here.
  return isLeftKnown && isRightKnown && typeof sources[0] === typeof sources[1] && sources[0] !== sources[1];
}

/** Returns the arguments of an intrinsic function: `undefined` for a token of another kind, such as `Lazy`. */
export function argumentsOf(token: IResolvable): unknown {
  return memberOf(token, 'value') ?? memberOf(token, 'listOfValues');
}
