import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Lazy } from 'aws-cdk-lib/core';
import { OAuthProvider } from '../../src';
import { oauthClientIn } from '../support/fixtures/parts';
import { messageOf, testStack } from '../support/helpers';
import { CREDENTIALS, DISCOVERY, rendered, SERVER, saidOf } from './oauth-provider-fixtures';

describe('OAuthProvider factories of vendors', () => {
  test.each([
    ['AtlassianOauth2', OAuthProvider.atlassian(), 'atlassianOauth2ProviderConfig'],
    ['GithubOauth2', OAuthProvider.github(), 'githubOauth2ProviderConfig'],
    ['GoogleOauth2', OAuthProvider.google(), 'googleOauth2ProviderConfig'],
    ['LinkedinOauth2', OAuthProvider.linkedin(), 'linkedinOauth2ProviderConfig'],
    ['MicrosoftOauth2', OAuthProvider.microsoft(), 'microsoftOauth2ProviderConfig'],
    ['SalesforceOauth2', OAuthProvider.salesforce(), 'salesforceOauth2ProviderConfig'],
    ['SlackOauth2', OAuthProvider.slack(), 'slackOauth2ProviderConfig'],
  ])('render the configuration of %s with the credentials', (vendorName, provider, member) => {
    expect(provider.vendorName).toBe(vendorName);
    expect(rendered(provider)).toEqual({ [member]: CREDENTIALS });
  });

  test('render the tenant ID of Microsoft Entra ID', () => {
    const tenantId = '11111111-2222-3333-4444-555555555555';
    expect(rendered(OAuthProvider.microsoft(tenantId))).toEqual({
      microsoftOauth2ProviderConfig: { ...CREDENTIALS, tenantId },
    });
  });
});

describe('OAuthProvider.vendor', () => {
  test('renders the name of the vendor', () => {
    const provider = OAuthProvider.vendor('NotionOauth2');
    expect(provider.vendorName).toBe('NotionOauth2');
    expect(rendered(provider)).toEqual({ includedOauth2ProviderConfig: CREDENTIALS });
  });

  test('renders the endpoints of the vendor', () => {
    expect(rendered(OAuthProvider.vendor('OktaOauth2', SERVER))).toEqual({
      includedOauth2ProviderConfig: { ...CREDENTIALS, ...SERVER },
    });
  });

  test('rejects an unknown vendor', () => {
    expect(messageOf(() => oauthClientIn(testStack(), 'Client', OAuthProvider.vendor('MyspaceOauth2')))).toMatch(
      /must be one of .*GithubOauth2.*got "MyspaceOauth2"/,
    );
  });
});

describe('OAuthProvider.discovery and OAuthProvider.server', () => {
  test('render a discovery URL', () => {
    const provider = OAuthProvider.discovery(DISCOVERY);
    expect(provider.vendorName).toBe('CustomOauth2');
    expect(rendered(provider)).toEqual({
      customOauth2ProviderConfig: { ...CREDENTIALS, oauthDiscovery: { discoveryUrl: DISCOVERY } },
    });
  });

  test('reject a URL that is not a discovery URL', () => {
    expect(messageOf(() => oauthClientIn(testStack(), 'Client', OAuthProvider.discovery('https://x.com')))).toMatch(
      /discoveryUrl must end with \/\.well-known\/openid-configuration, got "https:\/\/x\.com"/,
    );
  });

  test('render the endpoints of a server', () => {
    const server = { ...SERVER, responseTypes: ['code'] };
    expect(rendered(OAuthProvider.server(server))).toEqual({
      customOauth2ProviderConfig: { ...CREDENTIALS, oauthDiscovery: { authorizationServerMetadata: server } },
    });
  });
});

describe('A vendor with tenant-specific endpoints', () => {
  test('derives the endpoints of Auth0 from the domain', () => {
    expect(rendered(OAuthProvider.auth0('example.us.auth0.com'))).toEqual({
      includedOauth2ProviderConfig: {
        ...CREDENTIALS,
        issuer: 'https://example.us.auth0.com',
        authorizationEndpoint: 'https://example.us.auth0.com/authorize',
        tokenEndpoint: 'https://example.us.auth0.com/oauth/token',
      },
    });
  });

  test('derives the endpoints of Okta from the authorization server', () => {
    expect(rendered(OAuthProvider.okta('https://example.okta.com/oauth2/default'))).toEqual({
      includedOauth2ProviderConfig: {
        ...CREDENTIALS,
        issuer: 'https://example.okta.com/oauth2/default',
        authorizationEndpoint: 'https://example.okta.com/oauth2/default/v1/authorize',
        tokenEndpoint: 'https://example.okta.com/oauth2/default/v1/token',
      },
    });
  });

  test('derives the endpoints of a Cognito user pool from its domain', () => {
    const stack = testStack();
    const userPool = new UserPool(stack, 'Users');
    const domain = userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'shop' } });
    expect(rendered(OAuthProvider.cognito(userPool, domain), stack)).toEqual({
      includedOauth2ProviderConfig: {
        ...CREDENTIALS,
        issuer: expect.stringMatching(/^https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/\$\{Users\w+\}$/),
        authorizationEndpoint: expect.stringMatching(/\.auth\.us-east-1\.amazoncognito\.com\/oauth2\/authorize$/),
        tokenEndpoint: expect.stringMatching(/\.auth\.us-east-1\.amazoncognito\.com\/oauth2\/token$/),
      },
    });
  });

  test.each(['Auth0', 'Cognito', 'CyberArk', 'FusionAuth', 'Okta', 'OneLogin', 'PingOne'])(
    'rejects %s without endpoints',
    (name) => {
      expect(saidOf(OAuthProvider.vendor(`${name}Oauth2`))).toMatch(
        new RegExp(
          `${name}Oauth2 must have issuer, authorizationEndpoint and tokenEndpoint, because .* Set all three\\.$`,
        ),
      );
    },
  );

  test.each(Object.keys(SERVER))('is rejected without %s', (endpoint) => {
    const provider = OAuthProvider.vendor('PingOneOauth2', { ...SERVER, [endpoint]: undefined });
    expect(saidOf(provider)).toMatch(
      /PingOneOauth2 must have issuer, authorizationEndpoint and tokenEndpoint, because .* Set all three\./,
    );
  });

  test.each(['https://example.us.auth0.com', 'example.us.auth0.com/', ''])('rejects the Auth0 domain %s', (domain) => {
    expect(saidOf(OAuthProvider.auth0(domain))).toMatch(
      /provider\.domain must be a host name, got ".*"\. Use a value such as "example\.us\.auth0\.com"\.$/,
    );
  });

  test('rejects an Okta authorization server without https:// or with a trailing slash', () => {
    expect(saidOf(OAuthProvider.okta('https://example.okta.com/oauth2/default/'))).toMatch(
      /^[^\n]*provider\.authorizationServer must not end with "\/", got "https:\/\/example\.okta\.com\/oauth2\/default\/"\.$/,
    );
    expect(saidOf(OAuthProvider.okta('example.okta.com'))).toMatch(
      /^[^\n]*provider\.authorizationServer must start with https:\/\/, got "example\.okta\.com"\.$/,
    );
  });

  test('accepts values that are only known at deployment', () => {
    const domain = Lazy.string({ produce: () => 'example.us.auth0.com' });
    expect(saidOf(OAuthProvider.auth0(domain))).toBe('nothing was thrown');
    expect(saidOf(OAuthProvider.okta(domain))).toBe('nothing was thrown');
  });

  test('is accepted with all endpoints', () => {
    expect(saidOf(OAuthProvider.vendor('PingOneOauth2', SERVER))).toBe('nothing was thrown');
    expect(saidOf(OAuthProvider.vendor('ZoomOauth2'))).toBe('nothing was thrown');
  });
});

describe('OAuthProvider.vendor with the name of a vendor that has a factory', () => {
  test.each([
    ['GithubOauth2', 'OAuthProvider.github()'],
    ['MicrosoftOauth2', 'OAuthProvider.microsoft()'],
    ['CustomOauth2', 'OAuthProvider.discovery(…) or OAuthProvider.server(…)'],
  ])('rejects %s and names the factory', (vendor, factory) => {
    expect(saidOf(OAuthProvider.vendor(vendor))).toContain(
      `provider: OAuthProvider.vendor must not be used for ${vendor}, which has a dedicated configuration. Use ${factory}.`,
    );
  });

  test('renders the vendor of OAuthProvider.notion', () => {
    expect(rendered(OAuthProvider.notion())).toEqual({ includedOauth2ProviderConfig: CREDENTIALS });
  });

  test('rejects endpoints that do not use https', () => {
    const tokenEndpoint = 'http://example.com/token';
    expect(saidOf(OAuthProvider.vendor('PingOneOauth2', { ...SERVER, tokenEndpoint }))).toMatch(
      /provider\.tokenEndpoint must start with https:\/\/, got "http:\/\/example\.com\/token"/,
    );
  });
});
