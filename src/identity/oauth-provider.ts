import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';

/** The endpoints of an identity provider, as its own documentation gives them. */
export interface OAuthEndpoints {
  /**
   * Who issues the tokens.
   *
   * @default - what the vendor says
   */
  readonly issuer?: string;

  /**
   * Where users agree.
   *
   * @default - what the vendor says
   */
  readonly authorizationEndpoint?: string;

  /**
   * Where tokens are fetched.
   *
   * @default - what the vendor says
   */
  readonly tokenEndpoint?: string;
}

/** The endpoints of an identity provider that has no discovery document. */
export interface OAuthServer {
  /**
   * Who issues the tokens.
   */
  readonly issuer: string;

  /**
   * Where users agree.
   */
  readonly authorizationEndpoint: string;

  /**
   * Where tokens are fetched.
   */
  readonly tokenEndpoint: string;

  /**
   * The types of answer that it gives.
   *
   * @default - the service's default
   */
  readonly responseTypes?: string[];
}

/** @internal */
export interface OAuthCredentials {
  readonly clientId: string;
  readonly clientSecretSource: string;
  readonly clientSecretConfig: CfnOAuth2CredentialProvider.SecretReferenceProperty;
}

type Input = CfnOAuth2CredentialProvider.Oauth2ProviderConfigInputProperty;

/**
 * Whose tokens an OAuth client gets.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-idps.html
 */
export class OAuthProvider {
  /** Atlassian. */
  public static atlassian(): OAuthProvider {
    return new OAuthProvider('AtlassianOauth2', (own) => ({ atlassianOauth2ProviderConfig: own }));
  }

  /** GitHub. */
  public static github(): OAuthProvider {
    return new OAuthProvider('GithubOauth2', (own) => ({ githubOauth2ProviderConfig: own }));
  }

  /** Google. */
  public static google(): OAuthProvider {
    return new OAuthProvider('GoogleOauth2', (own) => ({ googleOauth2ProviderConfig: own }));
  }

  /** LinkedIn. */
  public static linkedin(): OAuthProvider {
    return new OAuthProvider('LinkedinOauth2', (own) => ({ linkedinOauth2ProviderConfig: own }));
  }

  /**
   * Microsoft Entra ID.
   *
   * @param tenantId the directory; every directory when left out
   */
  public static microsoft(tenantId?: string): OAuthProvider {
    return new OAuthProvider('MicrosoftOauth2', (own) => ({ microsoftOauth2ProviderConfig: { ...own, tenantId } }));
  }

  /** Salesforce. */
  public static salesforce(): OAuthProvider {
    return new OAuthProvider('SalesforceOauth2', (own) => ({ salesforceOauth2ProviderConfig: own }));
  }

  /** Slack. */
  public static slack(): OAuthProvider {
    return new OAuthProvider('SlackOauth2', (own) => ({ slackOauth2ProviderConfig: own }));
  }

  /**
   * Any other vendor that the service knows by name.
   *
   * @param vendor the service's name, as in `Auth0Oauth2`, `CognitoOauth2`, `OktaOauth2`, `NotionOauth2`
   */
  public static vendor(vendor: string, endpoints: OAuthEndpoints = {}): OAuthProvider {
    return new OAuthProvider(vendor, (own) => ({ includedOauth2ProviderConfig: { ...own, ...endpoints } }));
  }

  /**
   * Any identity provider with a discovery document.
   *
   * @param discoveryUrl ends in `/.well-known/openid-configuration`
   */
  public static discovery(discoveryUrl: string): OAuthProvider {
    return new OAuthProvider('CustomOauth2', (own) => ({
      customOauth2ProviderConfig: { ...own, oauthDiscovery: { discoveryUrl } },
    }));
  }

  /**
   * Any identity provider, by its endpoints.
   */
  public static server(server: OAuthServer): OAuthProvider {
    return new OAuthProvider('CustomOauth2', (own) => ({
      customOauth2ProviderConfig: { ...own, oauthDiscovery: { authorizationServerMetadata: server } },
    }));
  }

  private constructor(
    /** The service's name of the vendor. */
    public readonly vendorName: string,
    private readonly config: (credentials: OAuthCredentials) => Input,
  ) {}

  /** @internal */
  public _render(credentials: OAuthCredentials): Input {
    return this.config(credentials);
  }
}
