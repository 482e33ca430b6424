import { isUnknown } from '../private/validation/unknown';

const FUNCTION = /^(Ref|Fn::.+|Condition)$/;
const DYNAMIC_REFERENCE = /\{\{resolve:/;

/** Whether a value of a template is an intrinsic function, which CloudFormation evaluates at deployment. */
export function isIntrinsic(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const keys = Object.keys(value);
  return keys.length === 1 && FUNCTION.test(keys[0]);
}

/** Whether a value is not set, or is removed by `AWS::NoValue`. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || (isIntrinsic(value) && value.Ref === 'AWS::NoValue');
}

/**
 * Whether a value of a template is known at deployment only: an intrinsic function, a dynamic reference, or the dummy
 * value of a lookup.
 */
export function isKnownAtDeployment(value: unknown): boolean {
  return isIntrinsic(value) || (typeof value === 'string' && (DYNAMIC_REFERENCE.test(value) || isUnknown(value)));
}

/** Whether an object or a list can get or lose members at deployment. */
export function hasConditionalMembers(value: object): boolean {
  return Array.isArray(value)
    ? value.some((item) => isIntrinsic(item) && ('Fn::If' in item || item.Ref === 'AWS::NoValue'))
    : Object.keys(value).some((key) => key === 'Fn::Transform');
}
