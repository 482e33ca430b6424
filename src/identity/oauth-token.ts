import type { IOAuth2CredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';

/** How a token is got. */
export enum OAuthGrantType {
  /** For the agent or the gateway itself, with the client's own secret. */
  CLIENT_CREDENTIALS = 'CLIENT_CREDENTIALS',
  /** For the user, who is asked to agree. */
  AUTHORIZATION_CODE = 'AUTHORIZATION_CODE',
  /** For the user, in exchange for the token with which the user came. */
  TOKEN_EXCHANGE = 'TOKEN_EXCHANGE',
}

/** Which token is got. */
export interface OAuthTokenOptions {
  /**
   * The scopes that are asked for, at most 100 of 1 to 64 characters, for a target of a gateway of 1 to 128.
   *
   * @default - none
   */
  readonly scopes?: string[];

  /**
   * How the token is got.
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

/** @internal */
export interface OAuthTokenConfig extends OAuthTokenOptions {
  readonly providerArn: string;
  readonly scopes: string[];
  readonly grantType: OAuthGrantType;
}

/**
 * As harnesses and targets of gateways take it.
 *
 * @internal
 */
export function renderOAuthToken(client: IOAuth2CredentialProviderRef, options: OAuthTokenOptions): OAuthTokenConfig {
  const { scopes = [], grantType = OAuthGrantType.CLIENT_CREDENTIALS, defaultReturnUrl, customParameters } = options;
  const providerArn = client.oAuth2CredentialProviderRef.credentialProviderArn;
  return { providerArn, scopes, grantType, defaultReturnUrl, customParameters };
}
