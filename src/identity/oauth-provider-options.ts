import type { PrivateEndpoint } from '../agent/private-endpoint';
import type { OAuthClientAuth } from './oauth-client-auth';
import type { OnBehalfOf } from './on-behalf-of';

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

/** How tokens are got of an identity provider that the service does not know by name. */
export interface OAuthProviderOptions {
  /**
   * How the client shows who it is.
   *
   * @default - by its secret, as OAuthClientAuth.secretBasic has it
   */
  readonly clientAuth?: OAuthClientAuth;

  /**
   * How the token with which a user came is exchanged for one to use on the user's behalf.
   *
   * @default - it is not exchanged
   */
  readonly onBehalfOf?: OnBehalfOf;

  /**
   * A private way to the provider, when the internet does not see it.
   *
   * @default - through the internet
   */
  readonly privateEndpoint?: PrivateEndpoint;

  /**
   * Private ways to further domains of the provider, by domain, at most 5. They need a `privateEndpoint` of the same kind.
   *
   * @default - none
   */
  readonly privateEndpointOverrides?: { [domain: string]: PrivateEndpoint };
}

/** An identity provider that has no discovery document: its endpoints, and how tokens are got. */
export interface OAuthServer extends OAuthProviderOptions {
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
