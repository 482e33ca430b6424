import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';

type Config = CfnOAuth2CredentialProvider.OnBehalfOfTokenExchangeConfigProperty;

/**
 * The token exchange with which an agent gets a token from a custom identity provider to act on behalf of a user
 * (on-behalf-of).
 *
 * @example
 * const provider = agentcore.OAuthProvider.discovery('https://login.example.com/.well-known/openid-configuration', {
 *   onBehalfOf: agentcore.OnBehalfOf.exchange(),
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/on-behalf-of-token-exchange.html
 */
export class OnBehalfOf {
  /**
   * Sends the token of the user as a JWT authorization grant (RFC 7523), for example to Microsoft Entra ID.
   *
   * @example
   * const onBehalfOf = agentcore.OnBehalfOf.jwtGrant();
   */
  public static jwtGrant(): OnBehalfOf {
    return new OnBehalfOf({ grantType: 'JWT_AUTHORIZATION_GRANT' });
  }

  /**
   * Exchanges the token of the user (OAuth 2.0 Token Exchange, RFC 8693) without an actor token.
   *
   * The identity provider identifies the actor by the client authentication.
   *
   * @example
   * const onBehalfOf = agentcore.OnBehalfOf.exchange();
   */
  public static exchange(): OnBehalfOf {
    return OnBehalfOf.exchangeFor({ actorTokenContent: 'NONE' });
  }

  /**
   * Exchanges the token of the user (OAuth 2.0 Token Exchange, RFC 8693), with a client credentials token of the client
   * as the actor token.
   *
   * @param scopes The scopes of the actor token. If omitted, the actor token is requested without scopes
   *
   * @example
   * const onBehalfOf = agentcore.OnBehalfOf.exchangeWithClientToken(['act']);
   */
  public static exchangeWithClientToken(scopes?: string[]): OnBehalfOf {
    return OnBehalfOf.exchangeFor({ actorTokenContent: 'M2M', actorTokenScopes: scopes });
  }

  /**
   * Exchanges the token of the user (OAuth 2.0 Token Exchange, RFC 8693), with an IAM ID token of the role that uses
   * the client as the actor token.
   *
   * Requires outbound web identity federation in the account.
   *
   * @example
   * const onBehalfOf = agentcore.OnBehalfOf.exchangeWithIamToken();
   */
  public static exchangeWithIamToken(): OnBehalfOf {
    return OnBehalfOf.exchangeFor({ actorTokenContent: 'AWS_IAM_ID_TOKEN_JWT' }, true);
  }

  private static exchangeFor(
    tokenExchangeGrantTypeConfig: CfnOAuth2CredentialProvider.TokenExchangeGrantTypeConfigProperty,
    takesIamToken = false,
  ): OnBehalfOf {
    return new OnBehalfOf({ grantType: 'TOKEN_EXCHANGE', tokenExchangeGrantTypeConfig }, takesIamToken);
  }

  private constructor(
    private readonly config: Config,
    /** @internal */
    public readonly _takesIamToken = false,
  ) {}

  /** @internal */
  public _render(): Config {
    return this.config;
  }
}
