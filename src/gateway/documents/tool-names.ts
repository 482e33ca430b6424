import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Findings, Path } from '../../private/documents/findings';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import { shortened, type ValidationErrors } from '../../private/validation/validation-errors';

/** What the models of Bedrock take for the name of a tool. */
const TOOL_NAME = /^[\w-]{1,64}$/;
/** What they take for the name of a property of its input. */
const PROPERTY_NAME = /^[\w.-]{1,64}$/;
const LONGEST_TOOL_NAME = 256;

/** A model that is given one such name refuses to answer at all, whatever it is asked. */
export function doubtToolName(name: string, path: Path, findings: Findings): void {
  if (!isUnknown(name) && !TOOL_NAME.test(name)) {
    findings.doubt(
      'cdk-agentcore:namesForModels',
      path,
      `the tool ${quote(name)} has a name that models refuse: most take 1 to 64 letters, digits, _ and -`,
    );
  }
}

export function doubtPropertyName(name: string, path: Path, findings: Findings): void {
  if (!PROPERTY_NAME.test(name)) {
    findings.doubt(
      'cdk-agentcore:namesForModels',
      path,
      `the property ${quote(name)} has a name that models refuse: many take 1 to 64 letters, digits, _, . and -`,
    );
  }
}

/**
 * Holds the names under which agents see the tools of a target, `<target>___<tool>`, against what models and the gateway take.
 * Both only show when an agent is asked something.
 */
export function warnOfLongNames(scope: Construct, names: string[]): void {
  const known = names.filter((name) => !isUnknown(name));
  const tooLong = known.filter((name) => name.length > LONGEST_TOOL_NAME);
  if (tooLong.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:gatewayQuotas',
      `${named(tooLong)}: a gateway takes names of at most ${LONGEST_TOOL_NAME} characters, unless its quota was raised. Shorten the names`,
    );
  }
  const long = known.filter((name) => name.length > 64);
  if (long.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:longToolNames',
      `${named(long)}: with the target's name before it, the models of Bedrock take at most 64 characters, and refuse to answer at all when they are given more. Shorten the name of the target or of the tool`,
    );
  }
}

/** Rejects names in a list that are empty, have white space, or appear more than once. */
export function checkNames(errors: ValidationErrors, propAt: (index: number) => string, names: string[]): void {
  for (const [index, name] of names.entries()) {
    if (!isUnknown(name) && !/^\S+$/.test(name)) {
      errors.addOf(propAt(index), `must have at least one character and no white space, got ${quote(name)}`);
    }
  }
  checkUnique(errors, propAt, names);
}

/** Rejects names in a list that appear more than once. */
export function checkUnique(errors: ValidationErrors, propAt: (index: number) => string, names: string[]): void {
  for (const [index, name] of names.entries()) {
    if (!isUnknown(name) && names.indexOf(name) < index) {
      errors.addOf(propAt(index), `must be unique, got ${quote(name)} more than once. Change or remove one of them`);
    }
  }
}

function named([first, ...others]: string[]): string {
  const name = shortened(first);
  return others.length > 0 ? `${name} (and ${others.length} more like it)` : name;
}
