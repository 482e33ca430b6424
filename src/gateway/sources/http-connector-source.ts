import type { TargetBinding } from '../target-binding';
import { checkConnectorId } from './connector-id';
import type { BoundTarget, Source, TargetKind } from './source';

/** A managed API of AWS to which the gateway forwards requests unchanged. */
export class HttpConnectorSource implements Source {
  public readonly kind: TargetKind = {
    name: 'an HTTP connector',
    isMcp: false,
    takes: ['gatewayRole', 'callerIam'],
    usual: 'gatewayRole',
    signingService: 'known',
    mayBePrivate: false,
  };

  public constructor(
    private readonly connectorId: string,
    private readonly parameters?: Record<string, string>,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { connectorId, parameters } = this;
    checkConnectorId(binding.errors, connectorId);
    return { config: { http: { connector: { source: { connectorId }, parameters } } }, toolNames: [] };
  }
}
