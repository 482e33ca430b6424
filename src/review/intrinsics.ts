import { isUnknown } from '../private/validation/unknown';
import { isIntrinsic, isJson, isNoValue } from './parts';

const DYNAMIC_REFERENCE = /\{\{resolve:/;

/** Whether a property is not set, or is removed by `AWS::NoValue`. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || isNoValue(value);
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
    ? value.some((item) => isNoValue(item) || (isIntrinsic(item) && isJson(item) && 'Fn::If' in item))
    : 'Fn::Transform' in value;
}
