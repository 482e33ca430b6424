import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Findings, Path } from '../../private/documents/findings';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import { shortened, type ValidationErrors } from '../../private/validation/validation-errors';

/** The tool names that models on Amazon Bedrock accept. */
const TOOL_NAME = /^[\w-]{1,64}$/;
/** The names of input properties that models on Amazon Bedrock accept. */
const PROPERTY_NAME = /^[\w.-]{1,64}$/;
const LONGEST_TOOL_NAME = 256;

/** Warns about a tool name that models reject. A model rejects every request that includes such a name. */
export function doubtToolName(name: string, path: Path, findings: Findings): void {
  if (!isUnknown(name) && !TOOL_NAME.test(name)) {
    findings.doubt(
      'cdk-agentcore:namesForModels',
      path,
      `the tool name ${quote(name)} must have 1 to 64 letters, digits, underscores or hyphens for most models. Models that do not accept it reject every request of the agent. Rename the tool.`,
    );
  }
}

export function doubtPropertyName(name: string, path: Path, findings: Findings): void {
  if (!PROPERTY_NAME.test(name)) {
    findings.doubt(
      'cdk-agentcore:namesForModels',
      path,
      `the property name ${quote(name)} must have 1 to 64 letters, digits, underscores, dots or hyphens for many models. Models that do not accept it reject every request of the agent. Rename the property.`,
    );
  }
}

/**
 * Warns about tool names of a target (`<target name>___<tool name>`) that models or the gateway reject. Both reject
 * them only when an agent is invoked.
 */
export function warnOfLongNames(scope: Construct, names: string[]): void {
  const known = names.filter((name) => !isUnknown(name));
  const tooLong = known.filter((name) => name.length > LONGEST_TOOL_NAME);
  if (tooLong.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:gatewayQuotas',
      `the tool name ${named(tooLong)} exceeds the default quota of ${LONGEST_TOOL_NAME} characters, including the target name. The gateway rejects it unless the quota was increased. Shorten the name of the target or of the tool.`,
    );
  }
  const long = known.filter((name) => name.length > 64);
  if (long.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:longToolNames',
      `the tool name ${named(long)} has more than 64 characters, including the target name. Models on Amazon Bedrock reject every request that includes it. Shorten the name of the target or of the tool.`,
    );
  }
}

/** Rejects names in a list that are empty, have white space, or appear more than once. */
export function checkNames(errors: ValidationErrors, propAt: (index: number) => string, names: string[]): void {
  for (const [index, name] of names.entries()) {
    if (!isUnknown(name) && !/^\S+$/.test(name)) {
      errors.addOf(propAt(index), `must have at least one character and no white space, got ${quote(name)}.`);
    }
  }
  checkUnique(errors, propAt, names);
}

/** Rejects names in a list that appear more than once. */
export function checkUnique(errors: ValidationErrors, propAt: (index: number) => string, names: string[]): void {
  for (const [index, name] of names.entries()) {
    if (!isUnknown(name) && names.indexOf(name) < index) {
      errors.addOf(propAt(index), `must be unique, got ${quote(name)} more than once. Change or remove one of them.`);
    }
  }
}

function named([first, ...others]: string[]): string {
  const name = shortened(first);
  return others.length > 0 ? `${name} (and ${others.length} more like it)` : name;
}
