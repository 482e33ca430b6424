import type { Faults } from './faults';
import { quote } from './limit';
import { isUnknown } from './unknown';

/** The service makes a provider of such a name, and no agent can refer to its ARN. */
export function checkProviderName(faults: Faults, prop: string, name: string): void {
  if (!isUnknown(name) && name.includes('_')) {
    faults.add(
      `${prop} must have no _, for agents cannot refer to it, got ${quote(name)}: try "${name.replace(/_/g, '-')}"`,
    );
  }
}
