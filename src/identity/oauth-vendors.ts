/** The factories of vendors that have a dedicated configuration. */
export const FACTORIES: Record<string, string> = {
  AtlassianOauth2: 'OAuthProvider.atlassian()',
  CustomOauth2: 'OAuthProvider.discovery(…) or OAuthProvider.server(…)',
  GithubOauth2: 'OAuthProvider.github()',
  GoogleOauth2: 'OAuthProvider.google()',
  LinkedinOauth2: 'OAuthProvider.linkedin()',
  MicrosoftOauth2: 'OAuthProvider.microsoft()',
  SalesforceOauth2: 'OAuthProvider.salesforce()',
  SlackOauth2: 'OAuthProvider.slack()',
};

/** Vendors with tenant-specific endpoints. */
export const TENANT_VENDORS = [
  ...['Auth0Oauth2', 'CognitoOauth2', 'CyberArkOauth2', 'FusionAuthOauth2', 'OktaOauth2', 'OneLoginOauth2'],
  'PingOneOauth2',
];
