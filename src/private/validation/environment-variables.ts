import type { Binding } from '../iam/binding';
import { quote } from './limit';
import { containsSecret, isSecretName, warnOfSecret } from './secret-values';
import { isUnknown } from './unknown';

export function bindEnvironment(binding: Binding, environment: Record<string, string> = {}): Record<string, string> {
  for (const [name, value] of Object.entries(environment)) {
    if (!isUnknown(name) && /[=\0]/.test(name)) {
      binding.errors.add(
        `environment keys must not contain an equals sign or a null character, got ${quote(name)}. Rename the variable.`,
      );
    }
    if (!isUnknown(value) && value.includes('\0')) {
      binding.errors.add(
        `environment values must not contain a null character, got one in ${quote(name)}. Remove the character, or encode the value.`,
      );
    }
    if (!isUnknown(value) && value !== '' && (isSecretName(name) || containsSecret(value))) {
      warnOfSecret(binding.scope, `cdk-agentcore:plainSecret${name}`, `environment.${name}`);
    }
  }
  return environment;
}
