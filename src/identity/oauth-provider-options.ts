import type { PrivateEndpoint } from '../agent/private-endpoint';
import type { OAuthClientAuth } from './oauth-client-auth';
import type { OnBehalfOf } from './on-behalf-of';

/** The OAuth2 endpoints of an identity provider. */
export interface OAuthEndpoints {
  /**
   * The issuer of the tokens: a URL that starts with `https://`.
   *
   * @default - the issuer that AgentCore knows for the vendor
   */
  readonly issuer?: string;

  /**
   * The authorization endpoint, where users give consent: a URL that starts with `https://`.
   *
   * @default - the authorization endpoint that AgentCore knows for the vendor
   */
  readonly authorizationEndpoint?: string;

  /**
   * The token endpoint, which issues access tokens: a URL that starts with `https://`.
   *
   * @default - the token endpoint that AgentCore knows for the vendor
   */
  readonly tokenEndpoint?: string;
}

/** Options for `OAuthProvider.discovery`. */
export interface OAuthProviderOptions {
  /**
   * The method with which the client authenticates at the token endpoint.
   *
   * @default OAuthClientAuth.secretBasic()
   */
  readonly clientAuth?: OAuthClientAuth;

  /**
   * The token exchange with which an agent gets a token to act on behalf of a user (on-behalf-of).
   *
   * @default - tokens of users are not exchanged
   */
  readonly onBehalfOf?: OnBehalfOf;

  /**
   * The private endpoint through which AgentCore reaches an identity provider in a VPC.
   *
   * @default - AgentCore reaches the identity provider over the internet
   */
  readonly privateEndpoint?: PrivateEndpoint;

  /**
   * Private endpoints for other domains of the identity provider, by domain. Maximum 5. Requires `privateEndpoint`. All
   * must be created with the same factory method as `privateEndpoint`.
   *
   * @default - all domains are reached through `privateEndpoint`
   */
  readonly privateEndpointOverrides?: { [domain: string]: PrivateEndpoint };
}

/** The metadata of an identity provider that has no discovery document. */
export interface OAuthServer extends OAuthProviderOptions {
  /**
   * The issuer of the tokens: a URL that starts with `https://`.
   */
  readonly issuer: string;

  /**
   * The authorization endpoint, where users give consent: a URL that starts with `https://`.
   */
  readonly authorizationEndpoint: string;

  /**
   * The token endpoint, which issues access tokens: a URL that starts with `https://`.
   */
  readonly tokenEndpoint: string;

  /**
   * The OAuth2 response types that the identity provider supports, for example `code`.
   *
   * @default - the default of AgentCore
   */
  readonly responseTypes?: string[];
}
