import type { PropertyNames } from '../private/validation/property-names';

/** The names of properties of an API key credential provider that differ from the names of the service. */
export const API_KEY_NAMES: PropertyNames = {
  apiKeySecretConfig: '',
  '/name': 'apiKeyName',
  secretId: 'secret',
};

/** The names of properties of an OAuth2 credential provider that differ from the names of the service. */
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
