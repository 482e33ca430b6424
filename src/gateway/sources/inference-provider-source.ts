import type { TargetBinding } from '../target-binding';
import { checkEndpointPath } from './http-endpoint';
import type { BoundTarget, Source, TargetKind } from './source';

/** Options for `TargetSource.inferenceProvider`. */
export interface InferenceProviderOptions {
  /**
   * The operations that the target offers. Must have 1 to 10 entries.
   *
   * @default - all operations of the provider
   */
  readonly operations?: InferenceOperation[];

  /**
   * The separator between the provider prefix and the model name in the model IDs of the provider. Must be 1 character,
   * for example `.`. Callers can then omit the prefix.
   *
   * @default - callers use the full model IDs
   */
  readonly stripPrefixBefore?: string;
}

/** An operation of an inference provider. */
export interface InferenceOperation {
  /**
   * The path under which callers invoke the operation, for example `/v1/chat/completions`. Must start with `/`, be at
   * most 256 characters long, and contain only letters, digits, hyphens, dots, underscores and slashes.
   */
  readonly path: string;

  /**
   * The path of the operation at the provider. Must start with `/`, be at most 256 characters long, and contain only
   * letters, digits, hyphens, dots, underscores and slashes.
   *
   * @default - the value of `path`
   */
  readonly providerPath?: string;

  /**
   * The models that callers can use: model IDs, or patterns with the wildcards `*` and `?`.
   *
   * Must have 1 to 100 entries of 1 to 256 characters each.
   *
   * @default - all models of the provider
   */
  readonly models?: string[];
}

/** Models behind the URL of an inference API. */
export class InferenceProviderSource implements Source {
  public readonly kind: TargetKind = {
    name: 'an inference provider',
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
