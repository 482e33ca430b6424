import type { ApiSchema } from '../documents/api-schema';
import type { TargetBinding } from '../target-binding';

/** Binds the document that describes the requests to an HTTP target. */
export function bindHttpSchema(binding: TargetBinding, document?: ApiSchema) {
  const schema = document?._bind(binding.scope, binding.errors, 'HTTP');
  binding.permitSchema(schema?.object);
  return schema && { source: schema.config };
}
