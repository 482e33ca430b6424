import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IUserPoolRef, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { renderPrivateEndpoints } from '../agent/private-endpoint';
import { userPoolIssuer } from '../agent/user-pool';
import type { SignIn } from '../private/iam/access';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';
import { OAuthClientAuth } from './oauth-client-auth';
import type { OAuthCredentials, VendorCredentials } from './oauth-credentials';
import type { OAuthEndpoints, OAuthProviderOptions, OAuthServer } from './oauth-provider-options';
import { FACTORIES, TENANT_VENDORS } from './oauth-vendors';

type Input = CfnOAuth2CredentialProvider.Oauth2ProviderConfigInputProperty;

/**
 * The identity provider that issues the tokens of an OAuth2 client.
 *
 * @example
 * const github = new agentcore.OAuthClient(stack, 'GitHub', {
 *   provider: agentcore.OAuthProvider.github(),
 *   clientId: 'Iv1.8a61f9b3a7aba766',
 *   secret,
 *   jsonKey: 'github',
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-idps.html
 */
export abstract class OAuthProvider {
  /**
   * Uses Atlassian as the identity provider.
   *
   * @example
   * const provider = agentcore.OAuthProvider.atlassian();
   */
  public static atlassian(): OAuthProvider {
    return new VendorProvider('AtlassianOauth2', (own) => ({ atlassianOauth2ProviderConfig: own }));
  }

  /**
   * Uses an Auth0 tenant as the identity provider.
   *
   * @param domain The domain of the tenant, for example `example.us.auth0.com`
   *
   * @example
   * const provider = agentcore.OAuthProvider.auth0('example.us.auth0.com');
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
   * Uses an Amazon Cognito user pool as the identity provider.
   *
   * @param userPool The user pool, of any construct level
   * @param domain The domain of the user pool, which provides the authorization endpoint and the token endpoint
   *
   * @example
   * const domain = userPool.addDomain('Login', { cognitoDomain: { domainPrefix: 'support-desk' } });
   * const provider = agentcore.OAuthProvider.cognito(userPool, domain);
   */
  public static cognito(userPool: IUserPoolRef, domain: UserPoolDomain): OAuthProvider {
    return OAuthProvider.vendor('CognitoOauth2', {
      issuer: userPoolIssuer(userPool),
      authorizationEndpoint: `${domain.baseUrl()}/oauth2/authorize`,
      tokenEndpoint: `${domain.baseUrl()}/oauth2/token`,
    });
  }

  /**
   * Uses GitHub as the identity provider.
   *
   * @example
   * const provider = agentcore.OAuthProvider.github();
   */
  public static github(): OAuthProvider {
    return new VendorProvider('GithubOauth2', (own) => ({ githubOauth2ProviderConfig: own }));
  }

  /**
   * Uses Google as the identity provider.
   *
   * @example
   * const provider = agentcore.OAuthProvider.google();
   */
  public static google(): OAuthProvider {
    return new VendorProvider('GoogleOauth2', (own) => ({ googleOauth2ProviderConfig: own }));
  }

  /**
   * Uses LinkedIn as the identity provider.
   *
   * @example
   * const provider = agentcore.OAuthProvider.linkedin();
   */
  public static linkedin(): OAuthProvider {
    return new VendorProvider('LinkedinOauth2', (own) => ({ linkedinOauth2ProviderConfig: own }));
  }

  /**
   * Uses Microsoft Entra ID as the identity provider.
   *
   * @param tenantId The ID or the domain of the tenant. If omitted, users of all tenants can sign in
   *
   * @example
   * const provider = agentcore.OAuthProvider.microsoft('contoso.onmicrosoft.com');
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

  /**
   * Uses Notion as the identity provider.
   *
   * @example
   * const provider = agentcore.OAuthProvider.notion();
   */
  public static notion(): OAuthProvider {
    return OAuthProvider.vendor('NotionOauth2');
  }

  /**
   * Uses an Okta authorization server as the identity provider.
   *
   * @param authorizationServer The issuer of the authorization server, for example
   *   `https://example.okta.com/oauth2/default`. Must not end with `/`
   *
   * @example
   * const provider = agentcore.OAuthProvider.okta('https://example.okta.com/oauth2/default');
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

  /**
   * Uses Salesforce as the identity provider.
   *
   * @example
   * const provider = agentcore.OAuthProvider.salesforce();
   */
  public static salesforce(): OAuthProvider {
    return new VendorProvider('SalesforceOauth2', (own) => ({ salesforceOauth2ProviderConfig: own }));
  }

  /**
   * Uses Slack as the identity provider.
   *
   * @example
   * const provider = agentcore.OAuthProvider.slack();
   */
  public static slack(): OAuthProvider {
    return new VendorProvider('SlackOauth2', (own) => ({ slackOauth2ProviderConfig: own }));
  }

  /**
   * Uses another vendor that AgentCore supports by name.
   *
   * @param vendor The vendor, as the AgentCore API names it, for example `HubspotOauth2` or `ZoomOauth2`
   * @param endpoints The endpoints. All three are required for vendors with tenant-specific endpoints: CyberArk,
   *   FusionAuth, OneLogin and PingOne
   *
   * @example
   * const provider = agentcore.OAuthProvider.vendor('ZoomOauth2');
   */
  public static vendor(vendor: string, endpoints: OAuthEndpoints = {}): OAuthProvider {
    return new IncludedProvider(vendor, endpoints);
  }

  /**
   * Uses a custom identity provider that has an OpenID Connect discovery document.
   *
   * @param discoveryUrl The discovery URL, which starts with `https://` and ends with
   *   `/.well-known/openid-configuration`
   * @param options The client authentication, by default `OAuthClientAuth.secretBasic()`, the token exchange, by
   *   default none, and private endpoints, by default none
   *
   * @example
   * const provider = agentcore.OAuthProvider.discovery('https://login.example.com/.well-known/openid-configuration');
   */
  public static discovery(discoveryUrl: string, options: OAuthProviderOptions = {}): OAuthProvider {
    return new CustomProvider({ discoveryUrl }, options);
  }

  /**
   * Uses a custom identity provider that has no discovery document.
   *
   * @param server The endpoints, and the options of `OAuthProvider.discovery`
   *
   * @example
   * const provider = agentcore.OAuthProvider.server({
   *   issuer: 'https://login.example.com',
   *   authorizationEndpoint: 'https://login.example.com/authorize',
   *   tokenEndpoint: 'https://login.example.com/token',
   * });
   */
  public static server(server: OAuthServer): OAuthProvider {
    const { issuer, authorizationEndpoint, tokenEndpoint, responseTypes, ...options } = server;
    const authorizationServerMetadata = { issuer, authorizationEndpoint, tokenEndpoint, responseTypes };
    return new CustomProvider({ authorizationServerMetadata }, options);
  }

  protected constructor(
    /** The vendor, as the AgentCore API names it. */
    public readonly vendorName: string,
    /** @internal */
    public readonly _clientAuth: OAuthClientAuth,
  ) {}

  /**
   * The authentication of the client, which determines the permissions of principals that use the client.
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
  /** @param checkSource The check of the value that the endpoints are derived from, if the user does not set them */
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
      errors.add(
        `provider: OAuthProvider.vendor must not be used for ${vendorName}, which has a dedicated configuration. Use ${FACTORIES[vendorName]}.`,
      );
    }
    if (TENANT_VENDORS.includes(vendorName) && !(issuer && authorizationEndpoint && tokenEndpoint)) {
      errors.add(
        `provider: ${vendorName} must have issuer, authorizationEndpoint and tokenEndpoint, because its endpoints are tenant-specific. Set all three.`,
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
      // The audience of an IAM ID token is the token endpoint, which is known only at run time with a discovery document.
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
