import { Fn, type Resource, type Stack } from 'aws-cdk-lib/core';
import { deferred, isUnknown } from './validation/unknown';

const PARTITIONS = new WeakMap<Stack, string>();

/** Where a resource is. The default is the account and the Region of the stack. */
export interface ArnLocation {
  readonly account?: string;
  readonly region?: string;
}

/**
 * Returns an ARN like `Stack.formatArn`, which looks up the partition in each call. A role has a dozen ARNs.
 *
 * @param resource The resource type, the separator and the resource name
 */
export function arnIn(
  stack: Stack,
  service: string,
  resource: string,
  { account = stack.account, region = stack.region }: ArnLocation = {},
): string {
  const partition = PARTITIONS.get(stack) ?? stack.partition;
  PARTITIONS.set(stack, partition);
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/**
 * Returns the ARN of an AgentCore resource of this app for policies in other accounts. They cannot refer to the suffix
 * that AgentCore generates, so the ARN has a wildcard for each of its ten characters.
 */
export function arnByName({ stack, env }: Resource, type: string, name: string): string {
  const region = isUnknown(stack.region) ? '*' : stack.region;
  return arnIn(stack, 'bedrock-agentcore', `${type}/${name}-??????????`, { account: env.account, region });
}

/** Returns the Region in an ARN, which can be a token. */
export function regionOfArn(arn: string): string {
  return Fn.select(3, Fn.split(':', deferred(arn)));
}
