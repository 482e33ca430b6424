import type { CfnHarness, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Tokenization } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Binding } from '../iam/binding';
import { circularProblems } from './circular-references';
import { quote } from './limit';
import { containsSecret, isSecretName, warnOfSecret } from './secret-values';
import { isUnknown } from './unknown';
import { ValidationErrors } from './validation-errors';

export function bindEnvironment(binding: Binding, environment: Record<string, string> = {}): Record<string, string> {
  checkVariables(binding.errors, environment);
  reviewVariables(binding.scope, environment);
  binding.onCreated.push((agent) => {
    // Variables can be added until synthesis.
    binding.scope.node.addValidation({ validate: () => circularProblems(agent) });
  });
  return environment;
}

function checkVariables(errors: ValidationErrors, variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!isUnknown(name) && /[=\0]/.test(name)) {
      errors.add(
        `environment keys must not contain an equals sign or a null character, got ${quote(name)}. Rename the variable.`,
      );
    }
    if (!isUnknown(value) && value.includes('\0')) {
      errors.add(
        `environment values must not contain a null character, got one in ${quote(name)}. Remove the character, or encode the value.`,
      );
    }
  }
}

function reviewVariables(scope: Construct, variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!isUnknown(value) && value !== '' && (isSecretName(name) || containsSecret(value))) {
      warnOfSecret(scope, `cdk-agentcore:plainSecret${name}`, `environment.${name}`);
    }
  }
}

/** A call of the method that adds an environment variable. */
export interface AddedVariable {
  readonly type: 'Harness' | 'Runtime';
  readonly name: string;
  readonly value: string;
  /** The method that the user calls. */
  readonly method: CallableFunction;
  /** Checks all variables together. */
  readonly check?: (errors: ValidationErrors, variables: Record<string, string>) => void;
}

/** Adds an environment variable to an agent that is constructed already, with the checks of the constructor. */
export function addVariable(scope: Construct, resource: CfnHarness | CfnRuntime, added: AddedVariable): void {
  const { type, name, value, method, check } = added;
  const errors = new ValidationErrors(scope);
  const before = resource.environmentVariables ?? {};
  const variables = Tokenization.isResolvable(before) ? {} : { ...before, [name]: value };
  if (Tokenization.isResolvable(before)) {
    errors.add(
      'addEnvironment cannot add to environmentVariables of the L1, which is a token. Add the variable to that token.',
    );
  } else if (Object.hasOwn(before, name) && before[name] !== value) {
    errors.add(
      `addEnvironment: name must be an environment variable that has no other value yet, got ${quote(name)}. Use another name, or set the variable only once.`,
    );
  } else {
    checkVariables(errors, { [name]: value });
    errors.checkLimits(type, { environmentVariables: variables });
    check?.(errors, variables);
  }
  errors.throwIfAnyOf(method);
  reviewVariables(scope, { [name]: value });
  resource.environmentVariables = variables;
}
