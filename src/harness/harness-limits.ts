import type { Duration } from 'aws-cdk-lib/core';
import { seconds } from '../private/durations';
import type { Binding } from '../private/iam/binding';

/** How far a harness goes for one request. */
export interface HarnessLimits {
  /**
   * Most rounds of thinking and calling tools, at least 1.
   *
   * @default 75
   */
  readonly maxIterations?: number;

  /**
   * Most tokens of all answers of the model to one request together, at least 1.
   *
   * @default - no limit
   */
  readonly maxTokens?: number;

  /**
   * Longest time, at least 1 second.
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
