import { Annotations } from 'aws-cdk-lib/core';
import type { Binding } from './binding';
import { isUnknown } from './unknown';

const SECRET = /(SECRET|TOKEN(?!IZ)|PASSWORD|PASSWD|API_?KEY|CREDENTIAL)/i;
/** Names that say where a secret is, or how many there may be, not what it is. */
const REFERENCE = /^(MAX|MIN|NUM)_|(ARN|NAME|ID|URL|PATH|LIMIT|MAX|COUNT|ENDPOINT)S?$/i;

export function bindEnvironment(binding: Binding, environment: Record<string, string> = {}): Record<string, string> {
  for (const [name, value] of Object.entries(environment)) {
    if (SECRET.test(name) && !REFERENCE.test(name) && !isUnknown(value)) {
      Annotations.of(binding.scope).addWarningV2(
        `cdk-agentcore:plainSecret${name}`,
        `environment.${name} looks like a secret, and whoever may see the agent reads it: keep it in an ApiKey, or in Secrets Manager, and give its ARN`,
      );
    }
  }
  return environment;
}
