import { Annotations, Token } from 'aws-cdk-lib/core';
import type { Binding } from './binding';

/** The API takes names of 1 to 100 characters; the schema says nothing of them. */
const LONGEST_NAME = 100;
const SECRET = /(SECRET|TOKEN(?!IZ)|PASSWORD|PASSWD|API_?KEY|CREDENTIAL)/i;
/** Names that say where a secret is, or how many there may be, not what it is. */
const REFERENCE = /^(MAX|MIN|NUM)_|(ARN|NAME|ID|URL|PATH|LIMIT|MAX|COUNT|ENDPOINT)S?$/i;

/** Checks the names of all variables, whatever they come from. */
export function checkVariables(binding: Binding, environment: Record<string, string>): void {
  for (const name of Object.keys(environment)) {
    if (name.length < 1 || name.length > LONGEST_NAME) {
      binding.faults.add(
        `environment: the name of a variable must be 1 to ${LONGEST_NAME} characters long, got ${name.length}: "${name}"`,
      );
    }
  }
}

export function bindEnvironment(binding: Binding, environment: Record<string, string> = {}): Record<string, string> {
  checkVariables(binding, environment);
  for (const [name, value] of Object.entries(environment)) {
    if (SECRET.test(name) && !REFERENCE.test(name) && !Token.isUnresolved(value)) {
      Annotations.of(binding.scope).addWarningV2(
        `cdk-agentcore:plainSecret${name}`,
        `environment.${name} looks like a secret, and whoever may see the agent reads it: keep it in an ApiKey, or in Secrets Manager, and give its ARN`,
      );
    }
  }
  return environment;
}
