import { type ResourceEnvironment, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Faults } from './faults';
import { isUnknown } from './unknown';

/** Whether two Regions, or two accounts, are known not to be the same. Tokens are never judged. */
export function differ(left: string, right: string): boolean {
  return !isUnknown(left) && !isUnknown(right) && left !== right;
}

/** What the service reads in its own Region only. */
export function checkRegion(faults: Faults, prop: string, scope: Construct, { region }: ResourceEnvironment): void {
  const own = Stack.of(scope).region;
  if (differ(region, own)) {
    faults.add(`${prop} must be in the Region of what uses it, ${own}, got ${region}: the service reads no other`);
  }
}

/** What is mounted or synchronized in its own Region and account only: that of the user named last. */
export function checkPlace(
  faults: Faults,
  prop: string,
  scope: Construct,
  env: ResourceEnvironment,
  user: string,
): void {
  checkRegion(faults, prop, scope, env);
  const own = Stack.of(scope).account;
  if (differ(env.account, own)) {
    faults.add(`${prop} must be of the account of ${user}, ${own}, got ${env.account}`);
  }
}
