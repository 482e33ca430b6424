import type { ApiSchema } from '../documents/api-schema';
import type { TargetBinding } from '../target-binding';
import type { BoundTarget, Source, TargetKind } from './source';

/** A service that a Smithy model describes. */
export class SmithySource implements Source {
  public readonly kind: TargetKind = {
    isMcp: true,
    name: 'a Smithy target',
    takes: ['gatewayRole', 'clientCredentials'],
    usual: 'gatewayRole',
    signingService: 'known',
    mayBePrivate: true,
    propertyNames: { smithyModel: 'model' },
  };

  public constructor(private readonly model: ApiSchema) {}

  public bind(binding: TargetBinding): BoundTarget {
    const schema = this.model._bind(binding.scope, binding.errors, 'Smithy');
    binding.permitSchema(schema.object);
    return { config: { mcp: { smithyModel: schema.config } }, toolNames: schema.toolNames };
  }
}
