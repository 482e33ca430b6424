import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Duration } from 'aws-cdk-lib/core';
import { seconds } from '../private/durations';
import type { Binding } from '../private/iam/binding';
import { amount } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/**
 * How long a session's compute is kept.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-lifecycle-settings.html
 */
export interface Lifecycle {
  /**
   * How long a session may be idle before its compute goes: 60 to 28,800 seconds (1,209,600 on a capacity provider), at most `maxLifetime`. Its memory is paid for until then.
   *
   * @default - 15 minutes, or `maxLifetime` when that is less
   */
  readonly idleTimeout?: Duration;

  /**
   * How long a session's compute is kept at most: 60 to 28,800 seconds (1,209,600 on a capacity provider).
   *
   * @default Duration.hours(8)
   */
  readonly maxLifetime?: Duration;
}

/** The schema's bound is that of sessions on instances; a session in a microVM is kept 8 hours at most. */
const LONGEST = 28_800;
const SHORTEST = 60;
const USUAL_IDLE = 900;

/**
 * @param instances what is known of the user's own instances, when sessions are on these
 *
 * @internal
 */
export function bindLifecycle(
  binding: Binding,
  lifecycle: Lifecycle = {},
  instances?: { readonly maxLifetime?: Duration },
): CfnHarness.LifecycleConfigurationProperty {
  const longest = instances?.maxLifetime && seconds(instances.maxLifetime);
  const isKnown = longest !== undefined && !isUnknown(longest);
  const maxLifetime = lifecycle.maxLifetime
    ? seconds(lifecycle.maxLifetime)
    : Math.min(LONGEST, isKnown ? longest : LONGEST);
  const usual = isUnknown(maxLifetime) ? USUAL_IDLE : Math.max(SHORTEST, Math.floor(Math.min(USUAL_IDLE, maxLifetime)));
  const idleTimeout = lifecycle.idleTimeout ? seconds(lifecycle.idleTimeout) : usual;
  for (const [name, value] of Object.entries({ idleTimeout, maxLifetime })) {
    if (!instances) {
      binding.errors.checkNumber(`lifecycle.${name}`, value, SHORTEST, LONGEST, 'seconds');
    }
  }
  if (isKnown && !isUnknown(maxLifetime) && maxLifetime > longest) {
    binding.errors.addOf(
      'lifecycle.maxLifetime',
      `must be at most that of the capacity provider, ${amount(longest, 'seconds')}, got ${amount(maxLifetime, 'seconds')}`,
    );
  }
  checkIdleTimeout(binding.errors, lifecycle.idleTimeout && idleTimeout, maxLifetime);
  return { idleRuntimeSessionTimeout: idleTimeout, maxLifetime };
}

/** @internal */
export function checkIdleTimeout(errors: ValidationErrors, idleTimeout?: number, maxLifetime?: number): void {
  // Of what is not given, and of tokens, nothing can be said.
  const [idle, most] = [idleTimeout, maxLifetime].map((value) => (isUnknown(value) ? undefined : value));
  if (idle !== undefined && most !== undefined && idle > most) {
    errors.addOf(
      'lifecycle.idleTimeout',
      `must be at most lifecycle.maxLifetime, ${amount(most, 'seconds')}, got ${amount(idle, 'seconds')}`,
    );
  }
}
