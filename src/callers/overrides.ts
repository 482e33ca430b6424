import { checkLimits } from '../agent/harness-limits';
import { seconds } from '../private/durations';
import type { RoleBinding } from '../private/iam/binding';
import type { PropertyNames } from '../private/validation/property-names';
import type { HarnessOverrides } from './invoke-harness';
import { pascalCase } from './pascal-case';

/** The names of overridden properties that differ from the names of the service. */
const OVERRIDE_NAMES: PropertyNames = {
  model: 'overrides.model',
  allowedTools: 'overrides.allowedTools',
  '/systemPrompt/0/text': 'overrides.systemPrompt',
  '/maxIterations': 'overrides.limits.maxIterations',
  '/maxTokens': 'overrides.limits.maxTokens',
  '/timeoutSeconds': 'overrides.limits.timeout',
};

/** Checks what the task overrides against the limits of the harness, and renders it. */
export function bindOverrides(
  binding: RoleBinding,
  { model, systemPrompt, limits = {}, allowedTools }: HarnessOverrides,
): Record<string, unknown> {
  checkLimits(binding.errors, 'overrides.limits', limits);
  const overridden = {
    model: model?._bind(binding, 'overrides.model'),
    systemPrompt: systemPrompt === undefined ? undefined : [{ text: systemPrompt }],
    maxIterations: limits.maxIterations,
    maxTokens: limits.maxTokens,
    timeoutSeconds: limits.timeout && seconds(limits.timeout),
    allowedTools,
  };
  binding.errors.checkLimits('Harness', overridden, OVERRIDE_NAMES);
  return pascalCase(overridden) as Record<string, unknown>;
}
