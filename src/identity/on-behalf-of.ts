import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';

type Config = CfnOAuth2CredentialProvider.OnBehalfOfTokenExchangeConfigProperty;

/**
 * How a provider of your own exchanges the token with which a user came for one that the agent uses on the user's behalf.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/on-behalf-of-token-exchange.html
 */
export class OnBehalfOf {
  /**
   * The user's token is an assertion, as RFC 7523 has it: so does Microsoft Entra ID.
   */
  public static jwtGrant(): OnBehalfOf {
    return new OnBehalfOf({ grantType: 'JWT_AUTHORIZATION_GRANT' });
  }

  /**
   * The user's token is exchanged, as RFC 8693 has it, and the client's own sign-in says who acts.
   */
  public static exchange(): OnBehalfOf {
    return OnBehalfOf.exchangeFor({ actorTokenContent: 'NONE' });
  }

  /**
   * The user's token is exchanged, beside a token of the client's own that says who acts.
   *
   * @param scopes those of the client's own token; none when left out
   */
  public static exchangeWithClientToken(scopes?: string[]): OnBehalfOf {
    return OnBehalfOf.exchangeFor({ actorTokenContent: 'M2M', actorTokenScopes: scopes });
  }

  /**
   * The user's token is exchanged, beside a token that IAM gives the role of whoever uses the client, and that says who acts.
   *
   * Outbound web identity federation must be enabled in the account.
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
