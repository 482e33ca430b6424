import type { IApiKeyCredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations } from 'aws-cdk-lib/core';
import { permitApiKey } from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { checkHeaderValue } from '../private/validation/headers';
import { quote } from '../private/validation/limit';
import { checkApiKey } from '../private/validation/references';
import { containsSecret, isSecretName, warnOfSecret } from '../private/validation/secret-values';
import { isUnknown } from '../private/validation/unknown';

/** What stands before a key in a header. */
export interface HeaderKeyOptions {
  /**
   * What stands before the key, with its blank: `'Bearer '`.
   *
   * @default - nothing
   */
  readonly prefix?: string;
}

/**
 * The value of a header of a request that an agent makes.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html
 */
export abstract class HeaderValue {
  /**
   * This text, which whoever may see the agent reads: no secrets.
   */
  public static literal(text: string): HeaderValue {
    return new LiteralHeader(text);
  }

  /**
   * A key of the token vault, which the service puts in when the request is made.
   */
  public static apiKey(apiKey: IApiKeyCredentialProviderRef, options: HeaderKeyOptions = {}): HeaderValue {
    return new KeyHeader(apiKey, options);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding, toolName: string, header: string): string;
}

/** A reference to the token vault, of which the ARN is a literal or a token. */
const VAULT_REFERENCE = /\$\{(arn:|\$\{Token\[)/;

class LiteralHeader extends HeaderValue {
  public constructor(private readonly text: string) {
    super();
  }

  public _bind(binding: Binding, toolName: string, header: string): string {
    const what = `tools: the header ${quote(header)} of "${toolName}"`;
    checkHeaderValue(binding.errors, what, this.text);
    if (!isUnknown(this.text) && this.text !== this.text.trim()) {
      binding.errors.add(`${what} must not begin or end with a blank, got ${quote(this.text)}. Remove the blank.`);
    }
    if (VAULT_REFERENCE.test(this.text)) {
      binding.errors.add(
        `${what} must not refer to a key of the token vault by its ARN, because the execution role would lack the permission to read it. Use HeaderValue.apiKey(…).`,
      );
    } else if (!isUnknown(this.text) && (isSecretName(header) || containsSecret(this.text))) {
      warnOfSecret(
        binding.scope,
        `cdk-agentcore:plainSecret${toolName}${header}`,
        `tools: the header ${header} of "${toolName}"`,
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

  public _bind(binding: Binding, toolName: string, header: string): string {
    const { prefix = '' } = this.options;
    checkHeaderValue(binding.errors, `tools: the prefix in the header ${quote(header)} of "${toolName}"`, prefix);
    checkApiKey(binding.errors, `tools: the header ${header} of "${toolName}"`, this.apiKey);
    if (/^(bearer|basic|token|apikey)$/i.test(prefix)) {
      Annotations.of(binding.scope).addWarningV2(
        'cdk-agentcore:headerPrefix',
        `tools: the prefix ${quote(prefix)} in the header ${quote(header)} of "${toolName}" has no blank at the end. The server cannot tell it from the key. Use ${quote(`${prefix} `)}.`,
      );
    }
    permitApiKey(binding, { feature: 'ToolHeader', of: toolName }, this.apiKey);
    return `${prefix}\${${this.apiKey.apiKeyCredentialProviderRef.credentialProviderArn}}`;
  }
}
