import type { PropertyNames } from '../private/validation/property-names';

/** How users name the properties of an API key credential provider that the service names differently. */
export const API_KEY_NAMES: PropertyNames = {
  apiKeySecretConfig: '',
  '/name': 'apiKeyName',
  secretId: 'secret',
};

/** How users name the properties of an OAuth2 credential provider that the service names differently. */
export const OAUTH_CLIENT_NAMES: PropertyNames = {
  actorTokenScopes: 'scopes',
  additionalHeaderClaims: 'headerClaims',
  additionalPayloadClaims: 'payloadClaims',
  clientSecretConfig: '',
  credentialProviderVendor: 'provider.vendor',
  'customOauth2ProviderConfig/privateEndpoint': 'provider.privateEndpoint',
  'customOauth2ProviderConfig/privateEndpointOverrides': 'provider.privateEndpointOverrides',
  kmsKeyArn: 'key',
  '/name': 'oauthClientName',
  oauthDiscovery: 'provider',
  onBehalfOfTokenExchangeConfig: 'provider.onBehalfOf',
  privateKeyJwtConfig: 'provider.clientAuth',
  secretId: 'secret',
  signingAlgorithm: 'algorithm',
  tenantId: 'provider.tenantId',
  tokenExchangeGrantTypeConfig: '',
};
