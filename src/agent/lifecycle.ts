import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Duration } from 'aws-cdk-lib/core';
import { seconds } from '../private/durations';
import type { Binding } from '../private/iam/binding';
import { amount } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/**
 * The timeouts after which AgentCore terminates the compute of a session.
 *
 * @example
 * const lifecycle: agentcore.Lifecycle = { idleTimeout: Duration.minutes(5), maxLifetime: Duration.hours(1) };
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-lifecycle-settings.html
 */
export interface Lifecycle {
  /**
   * The idle timeout: the time without requests after which AgentCore terminates the compute of a session. Must be
   * between 60 and 28,800 seconds (1 minute to 8 hours), or up to 1,209,600 seconds (14 days) on a capacity provider,
   * and must not exceed `maxLifetime`. An idle session incurs memory charges.
   *
   * @default - 15 minutes, or `maxLifetime` if that is shorter
   */
  readonly idleTimeout?: Duration;

  /**
   * The maximum lifetime of the compute of a session, whether it is idle or not. Must be between 60 and 28,800 seconds
   * (1 minute to 8 hours), or up to 1,209,600 seconds (14 days) on a capacity provider.
   *
   * @default - 8 hours, or the `maxLifetime` of the capacity provider if that is shorter
   */
  readonly maxLifetime?: Duration;
}

/** The maximum on a microVM. The maximum in the schema applies to sessions on a capacity provider. */
const LONGEST = 28_800;
const SHORTEST = 60;
const USUAL_IDLE = 900;

/**
 * Renders and checks the timeouts.
 *
 * @param instances The known settings of the capacity provider, if sessions run on one
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
      `must be at most the maxLifetime of the capacity provider, ${amount(longest, 'seconds')}, got ${amount(maxLifetime, 'seconds')}`,
    );
  }
  checkIdleTimeout(binding.errors, lifecycle.idleTimeout && idleTimeout, maxLifetime);
  return { idleRuntimeSessionTimeout: idleTimeout, maxLifetime };
}

/** @internal */
export function checkIdleTimeout(errors: ValidationErrors, idleTimeout?: number, maxLifetime?: number): void {
  // Values that are omitted or only known at deployment are not checked.
  const [idle, most] = [idleTimeout, maxLifetime].map((value) => (isUnknown(value) ? undefined : value));
  if (idle !== undefined && most !== undefined && idle > most) {
    errors.addOf(
      'lifecycle.idleTimeout',
      `must be at most lifecycle.maxLifetime, ${amount(most, 'seconds')}, got ${amount(idle, 'seconds')}`,
    );
  }
}
