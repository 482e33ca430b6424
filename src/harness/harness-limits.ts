import type { Duration } from 'aws-cdk-lib/core';
import { seconds } from '../private/durations';
import type { Binding } from '../private/iam/binding';

/** The limits of one invocation of a harness. */
export interface HarnessLimits {
  /**
   * The maximum number of agent loop iterations per invocation. Must be at least 1.
   *
   * @default 75
   */
  readonly maxIterations?: number;

  /**
   * The maximum number of tokens that the model generates in all iterations of one invocation. Must be at least 1.
   *
   * @default - no limit
   */
  readonly maxTokens?: number;

  /**
   * The maximum duration of one invocation. Must be at least 1 second.
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;
}

export function checkLimits({ errors }: Binding, limits: HarnessLimits): void {
  errors.checkNumber('limits.maxIterations', limits.maxIterations, 1);
  errors.checkNumber('limits.maxTokens', limits.maxTokens, 1);
  errors.checkNumber('limits.timeout', limits.timeout && seconds(limits.timeout), 1, undefined, 'seconds');
}
