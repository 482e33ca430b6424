import { ARNS } from '../private/validation/arn';
import { checkReference, OWN_REGION } from '../private/validation/environment';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** What an answer tells of the guardrail that it passed. */
export enum GuardrailTrace {
  /** Nothing. */
  DISABLED = 'disabled',
  /** What the guardrail found. */
  ENABLED = 'enabled',
  /** What the guardrail found, and what it looked at. */
  ENABLED_FULL = 'enabled_full',
}

/** A guardrail that Amazon Bedrock applies to a model's input and output. */
export interface ModelGuardrail {
  /**
   * The guardrail's ARN, in the agent's Region.
   */
  readonly guardrailArn: string;

  /**
   * The guardrail's version: a number, or `DRAFT`.
   */
  readonly guardrailVersion: string;

  /**
   * Whether the answer carries what the guardrail found.
   *
   * @default GuardrailTrace.DISABLED
   */
  readonly trace?: GuardrailTrace;
}

/** As the Converse API takes them. */
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
