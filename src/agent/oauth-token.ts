import type { IOAuth2CredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';

/**
 * The OAuth2 grant type with which the token vault gets an access token.
 *
 * @example
 * const token: agentcore.OAuthTokenOptions = {
 *   grantType: agentcore.OAuthGrantType.AUTHORIZATION_CODE,
 *   scopes: ['repo'],
 * };
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-outbound-credential-provider.html
 */
export class OAuthGrantType {
  /** The client credentials grant. The token belongs to the agent or the gateway itself, not to a user. */
  public static readonly CLIENT_CREDENTIALS = new OAuthGrantType('CLIENT_CREDENTIALS');

  /** The authorization code grant. The token belongs to the user, who must give consent in a browser. */
  public static readonly AUTHORIZATION_CODE = new OAuthGrantType('AUTHORIZATION_CODE');

  /**
   * The token exchange grant. The token of the caller is exchanged for a token with which the gateway acts on behalf of
   * the user. Only for gateway targets, and for `alternateTools` of a harness.
   */
  public static readonly TOKEN_EXCHANGE = new OAuthGrantType('TOKEN_EXCHANGE');

  /**
   * A grant type that this version of the library does not define yet.
   *
   * @param value The grant type, as the AgentCore API names it
   */
  public static of(value: string): OAuthGrantType {
    return new OAuthGrantType(value);
  }

  private constructor(
    /** The grant type, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** Options for the OAuth2 access token that an agent or a gateway gets from the token vault. */
export interface OAuthTokenOptions {
  /**
   * The OAuth2 scopes to request. Maximum 100. Each scope must be 1 to 64 characters long, or 1 to 128 characters for a
   * gateway target.
   *
   * @default - no scopes
   */
  readonly scopes?: string[];

  /**
   * The OAuth2 grant type.
   *
   * @default OAuthGrantType.CLIENT_CREDENTIALS
   */
  readonly grantType?: OAuthGrantType;

  /**
   * The URL to which users return after they give consent, if the caller does not specify a URL. Must be 1 to 2,048
   * characters long. Applies to `OAuthGrantType.AUTHORIZATION_CODE`.
   *
   * @default - callers must specify the URL
   */
  readonly defaultReturnUrl?: string;

  /**
   * Additional parameters of the token request, for example `audience`. Must have 1 to 10 entries. Each name must be 1
   * to 256 characters long, and each value 1 to 2,048 characters.
   *
   * @default - no additional parameters
   */
  readonly customParameters?: { [name: string]: string };
}

/** @internal */
export interface OAuthTokenConfig extends Omit<OAuthTokenOptions, 'grantType'> {
  readonly providerArn: string;
  readonly scopes: string[];
  readonly grantType: string;
}

/**
 * Renders the token options for a harness or a gateway target.
 *
 * @internal
 */
export function renderOAuthToken(client: IOAuth2CredentialProviderRef, options: OAuthTokenOptions): OAuthTokenConfig {
  const { scopes = [], grantType = OAuthGrantType.CLIENT_CREDENTIALS, defaultReturnUrl, customParameters } = options;
  const providerArn = client.oAuth2CredentialProviderRef.credentialProviderArn;
  return { providerArn, scopes, grantType: grantType.value, defaultReturnUrl, customParameters };
}
