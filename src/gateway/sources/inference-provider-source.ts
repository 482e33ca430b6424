import type { TargetBinding } from '../target-binding';
import { checkEndpointPath } from './http-endpoint';
import type { BoundTarget, Source, TargetKind } from './source';

/** A provider of models, and what of it is offered. */
export interface InferenceProviderOptions {
  /**
   * What is offered, 1 to 10.
   *
   * @default - all that the provider offers
   */
  readonly operations?: InferenceOperation[];

  /**
   * What stands in the provider's names of models between a prefix and the name, so that callers may leave the prefix out: `.`.
   *
   * @default - callers give the full names
   */
  readonly stripPrefixBefore?: string;
}

/** One thing that a provider of models does. */
export interface InferenceOperation {
  /**
   * The path under which callers find it, as in `/v1/chat/completions`, 1 to 256 characters.
   */
  readonly path: string;

  /**
   * The path under which the provider has it.
   *
   * @default - the same
   */
  readonly providerPath?: string;

  /**
   * The models that may be asked for, 1 to 100 names or patterns with `*` and `?`.
   *
   * @default - all
   */
  readonly models?: string[];
}

/** Models of a provider at a URL. */
export class InferenceProviderSource implements Source {
  public readonly kind: TargetKind = {
    name: 'a provider of models',
    isMcp: false,
    signingService: 'named',
    mayBePrivate: true,
    propertyNames: { separator: 'stripPrefixBefore' },
  };

  public constructor(
    private readonly endpoint: string,
    private readonly options: InferenceProviderOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { endpoint, options } = this;
    const { stripPrefixBefore } = options;
    checkEndpointPath(binding.errors, endpoint);
    const modelMapping =
      stripPrefixBefore === undefined ? undefined : { providerPrefix: { strip: true, separator: stripPrefixBefore } };
    const operations = options.operations?.map(({ path, providerPath, models }) => ({
      path,
      providerPath,
      models: models?.map((model) => ({ model })),
    }));
    return { config: { inference: { provider: { endpoint, modelMapping, operations } } }, toolNames: [] };
  }
}
