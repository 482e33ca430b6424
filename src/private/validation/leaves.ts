import { Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { argumentsOf } from '../known/source';

/**
 * Returns the texts, references and other tokens that a value consists of, as far as that can be determined without
 * resolving the value, which takes ten times longer. Intrinsic functions are replaced by their arguments.
 */
export function leavesOf(value: unknown): unknown[] {
  if (typeof value === 'string') {
    const tokens = value.includes('${Token[') ? Tokenization.reverseString(value).tokens : [];
    return [value, ...tokens.flatMap(leavesOf)];
  }
  if (Array.isArray(value)) {
    return Token.isUnresolved(value) ? leavesOf(Tokenization.reverseList(value)) : value.flatMap(leavesOf);
  }
  if (typeof value !== 'object' || value === null) {
    return [Token.isUnresolved(value) ? Tokenization.reverse(value) : value];
  }
  if (Tokenization.isResolvable(value)) {
    const parts = Reference.isReference(value) ? undefined : argumentsOf(value);
    return parts === undefined ? [value] : leavesOf(parts);
  }
  return Object.values(value).flatMap(leavesOf);
}
