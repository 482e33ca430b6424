import type { IApiKeyCredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations } from 'aws-cdk-lib/core';
import { type Feature, permitApiKey } from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { checkHeaderValue } from '../private/validation/headers';
import { quote } from '../private/validation/limit';
import { checkApiKey } from '../private/validation/references';
import { containsSecret, isSecretName, warnOfSecret } from '../private/validation/secret-values';
import { isUnknown } from '../private/validation/unknown';

/** Options for `HeaderValue.apiKey` and `TargetCredentials.apiKeyInHeader`. */
export interface HeaderKeyOptions {
  /**
   * The text before the API key in the header, including the space at the end, for example `'Bearer '`. For a gateway
   * target, must be 1 to 64 characters long.
   *
   * @default - the header contains only the API key
   */
  readonly prefix?: string;
}

/**
 * The value of a header in the requests of an agent, for example to a remote MCP server.
 *
 * @example
 * const apiKey = new agentcore.ApiKey(stack, 'Search', { secret, jsonKey: 'search' });
 * const tool = agentcore.Tool.remoteMcp('search', 'https://mcp.example.com/mcp', {
 *   headers: { Authorization: agentcore.HeaderValue.apiKey(apiKey, { prefix: 'Bearer ' }) },
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html
 */
export abstract class HeaderValue {
  /**
   * Sends a literal text. The text is readable in the template and in the configuration of the agent, so do not use it
   * for secrets.
   *
   * @param text The value of the header
   *
   * @example
   * const value = agentcore.HeaderValue.literal('eu');
   */
  public static literal(text: string): HeaderValue {
    return new LiteralHeader(text);
  }

  /**
   * Sends an API key from the token vault. AgentCore resolves the API key when the request is sent, so the value does
   * not appear in the template. The execution role is allowed to get the API key.
   *
   * @param apiKey An `ApiKey`, or any other API key credential provider
   * @param options The text before the API key, such as `'Bearer '`, by default none
   *
   * @example
   * const apiKey = new agentcore.ApiKey(stack, 'Search', { secret, jsonKey: 'search' });
   * const value = agentcore.HeaderValue.apiKey(apiKey, { prefix: 'Bearer ' });
   */
  public static apiKey(apiKey: IApiKeyCredentialProviderRef, options: HeaderKeyOptions = {}): HeaderValue {
    return new KeyHeader(apiKey, options);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding, prop: string, feature: Feature, header: string): string;
}

/** A reference to a credential provider by its ARN, which is a literal or a token. */
const VAULT_REFERENCE = /\$\{(arn:|\$\{Token\[)/;

class LiteralHeader extends HeaderValue {
  public constructor(private readonly text: string) {
    super();
  }

  public _bind(binding: Binding, prop: string, feature: Feature, header: string): string {
    const what = `${prop}: the header ${quote(header)} of "${feature.of}"`;
    checkHeaderValue(binding.errors, what, this.text);
    if (!isUnknown(this.text) && this.text !== this.text.trim()) {
      binding.errors.add(`${what} must not begin or end with a space, got ${quote(this.text)}. Remove the space.`);
    }
    if (VAULT_REFERENCE.test(this.text)) {
      binding.errors.add(
        `${what} must not refer to an API key in the token vault by its ARN, because the execution role would not have permission to get it. Use HeaderValue.apiKey(…).`,
      );
    } else if (!isUnknown(this.text) && (isSecretName(header) || containsSecret(this.text))) {
      warnOfSecret(
        binding.scope,
        `cdk-agentcore:plainSecret${feature.of}${header}`,
        `${prop}: the header ${header} of "${feature.of}"`,
      );
    }
    return this.text;
  }
}

class KeyHeader extends HeaderValue {
  public constructor(
    private readonly apiKey: IApiKeyCredentialProviderRef,
    private readonly options: HeaderKeyOptions,
  ) {
    super();
  }

  public _bind(binding: Binding, prop: string, feature: Feature, header: string): string {
    const { prefix = '' } = this.options;
    checkHeaderValue(binding.errors, `${prop}: the prefix in the header ${quote(header)} of "${feature.of}"`, prefix);
    checkApiKey(binding.errors, `${prop}: the header ${header} of "${feature.of}"`, this.apiKey);
    if (/^(bearer|basic|token|apikey)$/i.test(prefix)) {
      Annotations.of(binding.scope).addWarningV2(
        'cdk-agentcore:headerPrefix',
        `${prop}: the prefix ${quote(prefix)} in the header ${quote(header)} of "${feature.of}" has no space at the end. The server cannot tell the prefix from the API key. Use ${quote(`${prefix} `)}.`,
      );
    }
    permitApiKey(binding, feature, this.apiKey);
    return `${prefix}\${${this.apiKey.apiKeyCredentialProviderRef.credentialProviderArn}}`;
  }
}
