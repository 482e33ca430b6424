import { OAuthProvider } from '../../src';
import { oauthClientIn } from '../fixtures/parts';
import { messageOf, testStack } from '../helpers';

const CREDENTIALS = {
  clientId: 'agent',
  clientSecretSource: 'EXTERNAL',
  clientSecretConfig: { secretId: 'secret', jsonKey: 'key' },
};
const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';
const SERVER = {
  issuer: 'https://legacy.example.com',
  authorizationEndpoint: 'https://legacy.example.com/authorize',
  tokenEndpoint: 'https://legacy.example.com/token',
};

describe('A vendor with a configuration of its own', () => {
  test.each([
    ['AtlassianOauth2', OAuthProvider.atlassian(), 'atlassianOauth2ProviderConfig'],
    ['GithubOauth2', OAuthProvider.github(), 'githubOauth2ProviderConfig'],
    ['GoogleOauth2', OAuthProvider.google(), 'googleOauth2ProviderConfig'],
    ['LinkedinOauth2', OAuthProvider.linkedin(), 'linkedinOauth2ProviderConfig'],
    ['MicrosoftOauth2', OAuthProvider.microsoft(), 'microsoftOauth2ProviderConfig'],
    ['SalesforceOauth2', OAuthProvider.salesforce(), 'salesforceOauth2ProviderConfig'],
    ['SlackOauth2', OAuthProvider.slack(), 'slackOauth2ProviderConfig'],
  ])('is %s, with the credentials there and nowhere else', (vendorName, provider, member) => {
    expect(provider.vendorName).toBe(vendorName);
    expect(provider._render(CREDENTIALS)).toEqual({ [member]: CREDENTIALS });
  });

  test('may be one directory of Microsoft', () => {
    const tenantId = '11111111-2222-3333-4444-555555555555';
    expect(OAuthProvider.microsoft(tenantId)._render(CREDENTIALS)).toEqual({
      microsoftOauth2ProviderConfig: { ...CREDENTIALS, tenantId },
    });
  });
});

describe('Any other vendor that the service knows', () => {
  test('is given by its name', () => {
    const provider = OAuthProvider.vendor('NotionOauth2');
    expect(provider.vendorName).toBe('NotionOauth2');
    expect(provider._render(CREDENTIALS)).toEqual({ includedOauth2ProviderConfig: CREDENTIALS });
  });

  test('may have endpoints of its own', () => {
    expect(OAuthProvider.vendor('OktaOauth2', SERVER)._render(CREDENTIALS)).toEqual({
      includedOauth2ProviderConfig: { ...CREDENTIALS, ...SERVER },
    });
  });

  test('is refused by any other name', () => {
    expect(messageOf(() => oauthClientIn(testStack(), 'Client', OAuthProvider.vendor('MyspaceOauth2')))).toMatch(
      /must be one of .*GithubOauth2.*got "MyspaceOauth2"/,
    );
  });
});

describe('A provider of one’s own', () => {
  test('is found by its discovery document', () => {
    const provider = OAuthProvider.discovery(DISCOVERY);
    expect(provider.vendorName).toBe('CustomOauth2');
    expect(provider._render(CREDENTIALS)).toEqual({
      customOauth2ProviderConfig: { ...CREDENTIALS, oauthDiscovery: { discoveryUrl: DISCOVERY } },
    });
  });

  test('is not found by any other URL', () => {
    expect(messageOf(() => oauthClientIn(testStack(), 'Client', OAuthProvider.discovery('https://x.com')))).toMatch(
      /discoveryUrl must match .*openid-configuration.*got "https:\/\/x\.com"/,
    );
  });

  test('is found by its endpoints when it has no discovery document', () => {
    const server = { ...SERVER, responseTypes: ['code'] };
    expect(OAuthProvider.server(server)._render(CREDENTIALS)).toEqual({
      customOauth2ProviderConfig: { ...CREDENTIALS, oauthDiscovery: { authorizationServerMetadata: server } },
    });
  });
});
