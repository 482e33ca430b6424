import { CfnResource, type IResolvable, Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { isUnknown } from '../validation/unknown';
import { memberOf } from './resource';

/**
 * Returns what a value comes from: the resource for an attribute or `Ref` of a resource, and the value itself
 * otherwise.
 * Two values that come from the same resource name the same thing, at whatever construct level it was defined.
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
 * Whether two values are known to name different things. Tokens that are no attribute of a resource are never judged.
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
