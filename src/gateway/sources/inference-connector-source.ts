import type { TargetBinding } from '../target-binding';
import { checkConnectorId } from './connector-id';
import type { BoundTarget, Source, TargetKind } from './source';

/** Models of a provider that the service knows. */
export class InferenceConnectorSource implements Source {
  public readonly kind: TargetKind = {
    name: 'a connector to models',
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
