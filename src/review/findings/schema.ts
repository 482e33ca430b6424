import type { Limit } from '../../private/validation/limit';
import { SCHEMAS } from './schemas.generated';

/** The limits of a part of a template. */
export interface SchemaNode extends Limit {
  readonly properties?: Record<string, SchemaNode>;
  readonly entries?: { readonly key?: Limit; readonly value: SchemaNode };
  readonly items?: SchemaNode;
  readonly required?: string[];
  /** Groups of properties: those of exactly one group are set. */
  readonly oneOf?: string[][];
}

/** The schema of a resource type. */
export interface TypeSchema extends SchemaNode {
  /** The paths of the properties whose change replaces the resource. */
  readonly createOnly: string[];
}

/** The schemas of resource types. Each is parsed when it is first needed. */
export class Schemas {
  private readonly read = new Map<string, TypeSchema>();

  /** Returns the schema of a resource type: `undefined` if this version of the library does not know the type. */
  public of(type: string): TypeSchema | undefined {
    const text = Object.hasOwn(SCHEMAS, type) ? SCHEMAS[type] : undefined;
    if (text !== undefined && !this.read.has(type)) {
      this.read.set(type, JSON.parse(text));
    }
    return this.read.get(type);
  }
}
