import type { Stack } from 'aws-cdk-lib/core';

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
