import type { CfnHarness, IOAuth2CredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { type OAuthTokenOptions, renderOAuthToken } from '../identity/oauth-token';
import { type Asker, permitOAuthClient } from '../private/access';
import type { Binding } from '../private/binding';

/**
 * How a harness signs in at a gateway.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html
 */
export abstract class GatewayAuth {
  /**
   * It signs its requests with its role.
   */
  public static iam(): GatewayAuth {
    return new PlainAuth(true, { awsIam: {} });
  }

  /**
   * It does not: the gateway takes everyone.
   */
  public static none(): GatewayAuth {
    return new PlainAuth(false, { none: {} });
  }

  /**
   * It gets a token, as a client that the token vault knows: an `OAuthClient`, or any other OAuth2 credential provider.
   */
  public static oauth(client: IOAuth2CredentialProviderRef, options: OAuthTokenOptions = {}): GatewayAuth {
    return new OAuthAuth(client, options);
  }

  protected constructor(
    /** @internal */
    public readonly _signs: boolean,
  ) {}

  /** @internal */
  public abstract _bind(binding: Binding, asker: Asker): CfnHarness.HarnessGatewayOutboundAuthProperty;
}

class PlainAuth extends GatewayAuth {
  public constructor(
    signs: boolean,
    private readonly config: CfnHarness.HarnessGatewayOutboundAuthProperty,
  ) {
    super(signs);
  }

  public _bind(): CfnHarness.HarnessGatewayOutboundAuthProperty {
    return this.config;
  }
}

class OAuthAuth extends GatewayAuth {
  public constructor(
    private readonly client: IOAuth2CredentialProviderRef,
    private readonly options: OAuthTokenOptions,
  ) {
    super(false);
  }

  public _bind(binding: Binding, asker: Asker): CfnHarness.HarnessGatewayOutboundAuthProperty {
    permitOAuthClient(binding, { ...asker, feature: `${asker.feature}OAuth` }, this.client);
    binding.services.add('bedrock-agentcore.gateway');
    return { oauth: renderOAuthToken(this.client, this.options) };
  }
}
