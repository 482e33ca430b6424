import type { Binding } from '../iam/binding';
import { containsSecret, isSecretName, warnOfSecret } from './secret-values';
import { isUnknown } from './unknown';

export function bindEnvironment(binding: Binding, environment: Record<string, string> = {}): Record<string, string> {
  for (const [name, value] of Object.entries(environment)) {
    if (!isUnknown(value) && value !== '' && (isSecretName(name) || containsSecret(value))) {
      warnOfSecret(binding.scope, `cdk-agentcore:plainSecret${name}`, `environment.${name}`);
    }
  }
  return environment;
}
