import type { TargetBinding } from '../target-binding';
import { checkConnectorId } from './connector-id';
import type { BoundTarget, Source, TargetKind } from './source';

/** Models of a provider for which AgentCore has a connector. */
export class InferenceConnectorSource implements Source {
  public readonly kind: TargetKind = {
    name: 'an inference connector',
    isMcp: false,
    signingService: 'known',
    mayBePrivate: false,
  };

  public constructor(private readonly connectorId: string) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { connectorId } = this;
    checkConnectorId(binding.errors, connectorId);
    return { config: { inference: { connector: { source: { connectorId } } } }, toolNames: [] };
  }
}
