import type { ApiSchema } from '../documents/api-schema';
import type { TargetBinding } from '../target-binding';
import type { BoundTarget, Source, TargetKind } from './source';

/** A REST API that an OpenAPI document describes. */
export class OpenApiSource implements Source {
  public readonly kind: TargetKind = {
    isMcp: true,
    name: 'an OpenAPI target',
    takes: ['none', 'gatewayRole', 'apiKey', 'clientCredentials', 'authorizationCode', 'tokenExchange'],
    signingService: 'named',
    mayBePrivate: true,
    propertyNames: { openApiSchema: 'document' },
  };

  public constructor(private readonly document: ApiSchema) {}

  public bind(binding: TargetBinding): BoundTarget {
    const schema = this.document._bind(binding.scope, binding.errors, 'OpenAPI');
    binding.permitSchema(schema.object);
    return { config: { mcp: { openApiSchema: schema.config } }, toolNames: schema.toolNames };
  }
}
