import type { Duration } from 'aws-cdk-lib/core';
import { seconds } from '../private/durations';
import type { ValidationErrors } from '../private/validation/validation-errors';

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

/** @internal */
export function checkLimits(errors: ValidationErrors, prop: string, limits: HarnessLimits): void {
  errors.checkNumber(`${prop}.maxIterations`, limits.maxIterations, 1);
  errors.checkNumber(`${prop}.maxTokens`, limits.maxTokens, 1);
  errors.checkNumber(`${prop}.timeout`, limits.timeout && seconds(limits.timeout), 1, undefined, 'seconds');
}
