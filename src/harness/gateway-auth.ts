import type { CfnHarness, IOAuth2CredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { type Asker, permitOAuthClient } from '../private/access';
import type { Binding } from '../private/binding';

/** How the harness gets a token. */
export enum OAuthGrantType {
  /** For itself, with the client's own secret. */
  CLIENT_CREDENTIALS = 'CLIENT_CREDENTIALS',
  /** For the user, who is asked to agree. */
  AUTHORIZATION_CODE = 'AUTHORIZATION_CODE',
}

/** Which token the harness gets. */
export interface GatewayOAuthOptions {
  /**
   * The scopes it asks for, at most 100 of 1 to 64 characters.
   *
   * @default - none
   */
  readonly scopes?: string[];

  /**
   * How it gets the token.
   *
   * @default OAuthGrantType.CLIENT_CREDENTIALS
   */
  readonly grantType?: OAuthGrantType;

  /**
   * Where users come back to after they agreed, at most 2,048 characters.
   *
   * @default - what the caller says
   */
  readonly defaultReturnUrl?: string;

  /**
   * Further parameters of the request for a token, 1 to 10.
   *
   * @default - none
   */
  readonly customParameters?: { [name: string]: string };
}

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
  public static oauth(client: IOAuth2CredentialProviderRef, options: GatewayOAuthOptions = {}): GatewayAuth {
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
    private readonly options: GatewayOAuthOptions,
  ) {
    super(false);
  }

  public _bind(binding: Binding, asker: Asker): CfnHarness.HarnessGatewayOutboundAuthProperty {
    const {
      scopes = [],
      grantType = OAuthGrantType.CLIENT_CREDENTIALS,
      defaultReturnUrl,
      customParameters,
    } = this.options;
    permitOAuthClient(binding, { ...asker, feature: `${asker.feature}OAuth` }, this.client);
    binding.services.add('bedrock-agentcore.gateway');
    return {
      oauth: {
        providerArn: this.client.oAuth2CredentialProviderRef.credentialProviderArn,
        scopes,
        grantType,
        defaultReturnUrl,
        customParameters,
      },
    };
  }
}
