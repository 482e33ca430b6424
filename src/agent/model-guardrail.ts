import type { RoleBinding } from '../private/iam/binding';
import { ARNS } from '../private/validation/arn';
import { checkReference, OWN_REGION } from '../private/validation/environment';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/**
 * The trace of a guardrail that the response of a model contains.
 *
 * @example
 * const guardrail: agentcore.ModelGuardrail = {
 *   guardrailArn: 'arn:aws:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6',
 *   guardrailVersion: '1',
 *   trace: agentcore.GuardrailTrace.ENABLED,
 * };
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-models.html
 */
export class GuardrailTrace {
  /** The response contains no trace. */
  public static readonly DISABLED = new GuardrailTrace('disabled');

  /** The response contains the findings of the guardrail. */
  public static readonly ENABLED = new GuardrailTrace('enabled');

  /** The response contains the findings of the guardrail, and the content that the guardrail assessed. */
  public static readonly ENABLED_FULL = new GuardrailTrace('enabled_full');

  /**
   * A trace setting that this version of the library does not define yet.
   *
   * @param value The trace setting, as the Converse API names it
   */
  public static of(value: string): GuardrailTrace {
    return new GuardrailTrace(value);
  }

  private constructor(
    /** The trace setting, as the Converse API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** A guardrail that Amazon Bedrock applies to the input and output of a model. */
export interface ModelGuardrail {
  /**
   * The ARN of the guardrail. Must be in the Region of the agent.
   */
  readonly guardrailArn: string;

  /**
   * The version of the guardrail: a number from 1 to 99999999 as a string, or `DRAFT`.
   */
  readonly guardrailVersion: string;

  /**
   * The trace of the guardrail that responses contain.
   *
   * @default GuardrailTrace.DISABLED
   */
  readonly trace?: GuardrailTrace;
}

/** The pattern of the Converse API. */
const GUARDRAIL_VERSION = /^([1-9]\d{0,7}|DRAFT)$/;

/** @internal */
export function checkGuardrail(errors: ValidationErrors, prop: string, guardrail?: ModelGuardrail): void {
  const { guardrailArn: arn, guardrailVersion: version } = guardrail ?? {};
  if (version !== undefined && !isUnknown(version) && !GUARDRAIL_VERSION.test(version)) {
    errors.add(
      `${prop}.guardrail.guardrailVersion must be a number from 1 to 99999999 or DRAFT, got ${quote(version)}. Use the version of the guardrail, for example "1".`,
    );
  }
  if (arn !== undefined) {
    checkReference(errors, `${prop}.guardrail.guardrailArn`, { kind: ARNS.guardrail, arn }, OWN_REGION);
  }
}

/**
 * Rejects parameters that set the guardrail again.
 *
 * @internal
 */
export function checkGuardrailConfig(
  errors: ValidationErrors,
  prop: string,
  guardrail?: ModelGuardrail,
  additionalParams?: object,
): void {
  if (guardrail && additionalParams && 'guardrailConfig' in additionalParams) {
    errors.add(`${prop}.additionalParams must not contain guardrailConfig if guardrail is set. Remove one of the two.`);
  }
}

/** @internal */
export function permitGuardrail(binding: RoleBinding, { guardrailArn }: ModelGuardrail): void {
  binding.permissions.add({
    feature: 'ModelGuardrail',
    actions: ['bedrock:ApplyGuardrail'],
    resources: [guardrailArn],
  });
}

/**
 * Renders the guardrail configuration of the Converse API.
 *
 * @internal
 */
export function renderGuardrail({ guardrailArn, guardrailVersion, trace }: ModelGuardrail): Record<string, string> {
  return { guardrailIdentifier: guardrailArn, guardrailVersion, ...(trace ? { trace: trace.value } : {}) };
}
