import type { Duration } from 'aws-cdk-lib/core';

/** Returns a duration in seconds. Fractions remain, because the check of limits rejects them. */
export function seconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
