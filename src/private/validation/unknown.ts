import { Lazy, Token } from 'aws-cdk-lib/core';

/**
 * The dummy values that context lookups of aws-cdk-lib return until the CDK CLI has looked up a value: SSM
 * parameters, VPCs, subnets,
 * security groups, keys, AMIs, hosted zones, load balancers, repositories, roles, prefix lists and databases.
 */
const DUMMIES = [
  /dummy-value-for-/,
  /\b(?:vpc-12345|[sp]-(?:12345|67890)|rtb-(?:[15]2345|[56]7890)[sp]|dummy1[abc]|1\.2\.3\.4\/5)\b/,
  /\b(?:sg-12345678|sg-123456789012|sg-1234|ami-1234|pl-xxxxxxxx)\b/,
  /\b1234abcd-12ab-34cd-56ef-1234567890ab\b/,
  /\bmy-load-balancer[-/]|\bZ3DZXE0EXAMPLE\b/,
  /\bDUMMY(?:_ARN)?\b|^TEST(?:ARN|ADDRESS|READERADDRESS|ID)$/,
];
const DUMMY = new RegExp(DUMMIES.map(({ source }) => source).join('|'));

/** A token in a text. `split` returns the tokens as separate parts. */
export const TOKEN = /(\$\{Token\[[^\]]*\]\})/;
const TOKENS = new RegExp(TOKEN, 'g');

/** Returns a text with a replacement for each of its tokens. */
export function replaceTokens(text: string, replacement: string): string {
  return text.includes('${Token[') ? text.replace(TOKENS, replacement) : text;
}

/**
 * Whether a value is a token, a text with tokens or the entry of a list that is a token. Most texts contain no token,
 * for which `Token.isUnresolved` is slow.
 */
export function isUnresolved(value: unknown): boolean {
  if (typeof value !== 'string') {
    return Token.isUnresolved(value);
  }
  return value.startsWith('#{Token[')
    ? Token.isUnresolved([value])
    : value.includes('${Token[') && Token.isUnresolved(value);
}

/** Whether a value cannot be judged at synth, because it is a token or contains the dummy value of a pending lookup. */
export function isUnknown(value: unknown): boolean {
  return isUnresolved(value) || (typeof value === 'string' && DUMMY.test(value));
}

/**
 * Whether an ARN is the dummy value of a pending lookup as a whole: its account and Region are not those of the
 * resource.
 */
export function isPlaceholderArn(arn: string): boolean {
  return arn.endsWith('/DUMMY_ARN');
}

/**
 * Returns a token in place of a dummy value, because the CDK would immediately parse an ARN that is a plain string, and
 * throw an error.
 */
export function deferred(text: string): string {
  return isUnknown(text) && !isUnresolved(text) ? Lazy.string({ produce: () => text }) : text;
}
