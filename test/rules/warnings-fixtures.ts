import type { Stack } from 'aws-cdk-lib/core';
import type { HarnessProps } from '../../src';
import { harnessIn } from '../support/helpers';

export function having(props: Partial<HarnessProps>): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, props);
}
