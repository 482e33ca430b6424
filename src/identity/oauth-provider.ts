import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IUserPoolRef, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { userPoolIssuer } from '../agent/authorizer';
import { renderPrivateEndpoints } from '../agent/private-endpoint';
import type { SignIn } from '../private/iam/access';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';
import { OAuthClientAuth } from './oauth-client-auth';
import type { OAuthEndpoints, OAuthProviderOptions, OAuthServer } from './oauth-provider-options';

/** @internal */
export interface OAuthCredentials {
  readonly clientId?: string;
  readonly clientSecretSource?: string;
  readonly clientSecretConfig?: CfnOAuth2CredentialProvider.SecretReferenceProperty;
}

type Input = CfnOAuth2CredentialProvider.Oauth2ProviderConfigInputProperty;

/** That it has no id is a fault of the client before this is rendered. */
type VendorCredentials = OAuthCredentials & { readonly clientId: string };

/** Vendors with a configuration of their own, and the factories that know it. */
const FACTORIES: Record<string, string> = {
  AtlassianOauth2: 'OAuthProvider.atlassian()',
  CustomOauth2: 'OAuthProvider.discovery(…) or OAuthProvider.server(…)',
  GithubOauth2: 'OAuthProvider.github()',
  GoogleOauth2: 'OAuthProvider.google()',
  LinkedinOauth2: 'OAuthProvider.linkedin()',
  MicrosoftOauth2: 'OAuthProvider.microsoft()',
  SalesforceOauth2: 'OAuthProvider.salesforce()',
  SlackOauth2: 'OAuthProvider.slack()',
};

/** Vendors whose customers have endpoints of their own, all three. */
const TENANT_VENDORS = [
  ...['Auth0Oauth2', 'CognitoOauth2', 'CyberArkOauth2', 'FusionAuthOauth2', 'OktaOauth2', 'OneLoginOauth2'],
  'PingOneOauth2',
];

/**
 * Whose tokens an OAuth client gets.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-idps.html
 */
export abstract class OAuthProvider {
  /** Atlassian. */
  public static atlassian(): OAuthProvider {
    return new VendorProvider('AtlassianOauth2', (own) => ({ atlassianOauth2ProviderConfig: own }));
  }

  /**
   * Auth0.
   *
   * @param domain the tenant's, as in `example.us.auth0.com`
   */
  public static auth0(domain: string): OAuthProvider {
    const issuer = `https://${domain}`;
    return new IncludedProvider(
      'Auth0Oauth2',
      { issuer, authorizationEndpoint: `${issuer}/authorize`, tokenEndpoint: `${issuer}/oauth/token` },
      (errors) => {
        if (!isUnknown(domain) && !/^[^/:]+$/.test(domain)) {
          errors.add(
            `provider.domain must be a host name, got ${quote(domain)}. Use a value such as "example.us.auth0.com".`,
          );
        }
      },
    );
  }

  /**
   * A Cognito user pool.
   *
   * @param domain the domain of the pool, where its endpoints are
   */
  public static cognito(userPool: IUserPoolRef, domain: UserPoolDomain): OAuthProvider {
    return OAuthProvider.vendor('CognitoOauth2', {
      issuer: userPoolIssuer(userPool),
      authorizationEndpoint: `${domain.baseUrl()}/oauth2/authorize`,
      tokenEndpoint: `${domain.baseUrl()}/oauth2/token`,
    });
  }

  /** GitHub. */
  public static github(): OAuthProvider {
    return new VendorProvider('GithubOauth2', (own) => ({ githubOauth2ProviderConfig: own }));
  }

  /** Google. */
  public static google(): OAuthProvider {
    return new VendorProvider('GoogleOauth2', (own) => ({ googleOauth2ProviderConfig: own }));
  }

  /** LinkedIn. */
  public static linkedin(): OAuthProvider {
    return new VendorProvider('LinkedinOauth2', (own) => ({ linkedinOauth2ProviderConfig: own }));
  }

  /**
   * Microsoft Entra ID.
   *
   * @param tenantId the directory; every directory when left out
   */
  public static microsoft(tenantId?: string): OAuthProvider {
    return new VendorProvider(
      'MicrosoftOauth2',
      (own) => ({ microsoftOauth2ProviderConfig: { ...own, tenantId } }),
      (errors) => {
        if (tenantId !== undefined && !isUnknown(tenantId) && !/^[\w.-]*$/.test(tenantId)) {
          errors.add(
            `provider.tenantId must be the ID or the domain of a tenant, got ${quote(tenantId)}. Use the directory ID that Microsoft Entra ID shows.`,
          );
        }
      },
    );
  }

  /** Notion. */
  public static notion(): OAuthProvider {
    return OAuthProvider.vendor('NotionOauth2');
  }

  /**
   * Okta.
   *
   * @param authorizationServer its issuer, as in `https://example.okta.com/oauth2/default`
   */
  public static okta(authorizationServer: string): OAuthProvider {
    return new IncludedProvider(
      'OktaOauth2',
      {
        issuer: authorizationServer,
        authorizationEndpoint: `${authorizationServer}/v1/authorize`,
        tokenEndpoint: `${authorizationServer}/v1/token`,
      },
      (errors) => {
        errors.checkHttps('provider.authorizationServer', authorizationServer);
        if (!isUnknown(authorizationServer) && authorizationServer.endsWith('/')) {
          errors.add(`provider.authorizationServer must not end with "/", got ${quote(authorizationServer)}`);
        }
      },
    );
  }

  /** Salesforce. */
  public static salesforce(): OAuthProvider {
    return new VendorProvider('SalesforceOauth2', (own) => ({ salesforceOauth2ProviderConfig: own }));
  }

  /** Slack. */
  public static slack(): OAuthProvider {
    return new VendorProvider('SlackOauth2', (own) => ({ slackOauth2ProviderConfig: own }));
  }

  /**
   * Any other vendor that the service knows by name.
   *
   * @param vendor the service's name, as in `HubspotOauth2`, `PingOneOauth2`, `ZoomOauth2`
   * @param endpoints all three of a vendor whose customers have their own: CyberArk, FusionAuth, OneLogin, PingOne
   */
  public static vendor(vendor: string, endpoints: OAuthEndpoints = {}): OAuthProvider {
    return new IncludedProvider(vendor, endpoints);
  }

  /**
   * Any identity provider with a discovery document.
   *
   * @param discoveryUrl begins with `https://` and ends in `/.well-known/openid-configuration`
   */
  public static discovery(discoveryUrl: string, options: OAuthProviderOptions = {}): OAuthProvider {
    return new CustomProvider({ discoveryUrl }, options);
  }

  /**
   * Any identity provider, by its endpoints.
   */
  public static server(server: OAuthServer): OAuthProvider {
    const { issuer, authorizationEndpoint, tokenEndpoint, responseTypes, ...options } = server;
    const authorizationServerMetadata = { issuer, authorizationEndpoint, tokenEndpoint, responseTypes };
    return new CustomProvider({ authorizationServerMetadata }, options);
  }

  protected constructor(
    /** The service's name of the vendor. */
    public readonly vendorName: string,
    /** @internal */
    public readonly _clientAuth: OAuthClientAuth,
  ) {}

  /**
   * What users of its clients must be allowed.
   *
   * @internal
   */
  public get _signIn(): SignIn {
    return {};
  }

  /** @internal */
  public abstract _bind(credentials: OAuthCredentials, errors: ValidationErrors): Input;
}

class VendorProvider extends OAuthProvider {
  public constructor(
    vendorName: string,
    private readonly config: (credentials: VendorCredentials) => Input,
    private readonly check?: (errors: ValidationErrors) => void,
  ) {
    super(vendorName, OAuthClientAuth.secretBasic());
  }

  public _bind(credentials: OAuthCredentials, errors: ValidationErrors): Input {
    this.check?.(errors);
    return this.config(credentials as VendorCredentials);
  }
}

class IncludedProvider extends VendorProvider {
  /** @param checkSource the check of the value that the endpoints are derived from, if the user does not set them */
  public constructor(
    vendorName: string,
    private readonly endpoints: OAuthEndpoints,
    private readonly checkSource?: (errors: ValidationErrors) => void,
  ) {
    super(vendorName, (own) => ({ includedOauth2ProviderConfig: { ...own, ...endpoints } }));
  }

  public _bind(credentials: OAuthCredentials, errors: ValidationErrors): Input {
    const { vendorName, endpoints } = this;
    const { issuer, authorizationEndpoint, tokenEndpoint } = endpoints;
    if (vendorName in FACTORIES) {
      errors.add(`provider: ${vendorName} has a configuration of its own, which is ${FACTORIES[vendorName]}`);
    }
    if (TENANT_VENDORS.includes(vendorName) && !(issuer && authorizationEndpoint && tokenEndpoint)) {
      errors.add(
        `provider: customers of ${vendorName} have endpoints of their own: give issuer, authorizationEndpoint and tokenEndpoint`,
      );
    }
    if (this.checkSource) {
      this.checkSource(errors);
    } else {
      errors.checkHttps('provider.issuer', issuer);
      errors.checkHttps('provider.authorizationEndpoint', authorizationEndpoint);
      errors.checkHttps('provider.tokenEndpoint', tokenEndpoint);
    }
    return super._bind(credentials, errors);
  }
}

class CustomProvider extends OAuthProvider {
  public constructor(
    private readonly oauthDiscovery: {
      readonly discoveryUrl?: string;
      readonly authorizationServerMetadata?: CfnOAuth2CredentialProvider.Oauth2AuthorizationServerMetadataProperty;
    },
    private readonly options: OAuthProviderOptions,
  ) {
    super('CustomOauth2', options.clientAuth ?? OAuthClientAuth.secretBasic());
  }

  public get _signIn(): SignIn {
    const { onBehalfOf } = this.options;
    const server = this.oauthDiscovery.authorizationServerMetadata;
    return {
      isSecretless: !this._clientAuth._takesSecret,
      signingKey: this._clientAuth._key,
      // IAM makes the token for the provider's token endpoint, which a discovery document says at run time only.
      tokenAudiences:
        this._clientAuth._takesIamToken || onBehalfOf?._takesIamToken
          ? server
            ? [server.tokenEndpoint]
            : []
          : undefined,
    };
  }

  public _bind(credentials: OAuthCredentials, errors: ValidationErrors): Input {
    const { discoveryUrl, authorizationServerMetadata } = this.oauthDiscovery;
    const { clientAuth, onBehalfOf } = this.options;
    errors.checkDiscoveryUrl('provider.discoveryUrl', discoveryUrl);
    errors.checkHttps('provider.issuer', authorizationServerMetadata?.issuer);
    errors.checkHttps('provider.authorizationEndpoint', authorizationServerMetadata?.authorizationEndpoint);
    errors.checkHttps('provider.tokenEndpoint', authorizationServerMetadata?.tokenEndpoint);
    return {
      customOauth2ProviderConfig: {
        ...credentials,
        oauthDiscovery: this.oauthDiscovery,
        ...clientAuth?._bind(errors),
        onBehalfOfTokenExchangeConfig: onBehalfOf?._render(),
        ...renderPrivateEndpoints(errors, 'provider', this.options),
      },
    };
  }
}
