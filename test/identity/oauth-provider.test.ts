import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Lazy, type Stack } from 'aws-cdk-lib/core';
import {
  JwtAlgorithm,
  OAuthClient,
  OAuthClientAuth,
  OAuthProvider,
  type OAuthProviderOptions,
  OnBehalfOf,
  PrivateEndpoint,
  type PrivateKeyJwtOptions,
} from '../../src';
import { ValidationErrors } from '../../src/private/validation/validation-errors';
import { oauthClientIn, signingKeyIn } from '../support/fixtures/parts';
import { messageOf, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

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

/** What a provider makes of the credentials. */
function rendered(provider: OAuthProvider, stack: Stack = testStack()) {
  return plain(stack.resolve(provider._bind(CREDENTIALS, new ValidationErrors(stack))));
}

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

/** What is said of a client at a provider, as of one whose client has a secret. */
function saidOf(provider: OAuthProvider): string {
  return messageOf(() => oauthClientIn(testStack(), 'Client', provider));
}

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

describe('URLs of a custom identity provider', () => {
  test('reject an issuer that does not start with https://', () => {
    expect(saidOf(OAuthProvider.server({ ...SERVER, issuer: 'http://legacy.example.com' }))).toMatch(
      /provider\.issuer must start with https:\/\/, got "http:\/\/legacy\.example\.com"/,
    );
    expect(saidOf(OAuthProvider.server(SERVER))).toBe('nothing was thrown');
  });

  test('reject endpoints that do not start with https://', () => {
    expect(saidOf(OAuthProvider.discovery(DISCOVERY.replace('https', 'http')))).toMatch(
      /provider\.discoveryUrl must start with https/,
    );
    expect(saidOf(OAuthProvider.server({ ...SERVER, authorizationEndpoint: 'http://legacy.example.com/a' }))).toMatch(
      /provider\.authorizationEndpoint must start with https/,
    );
    expect(saidOf(OAuthProvider.server(SERVER))).toBe('nothing was thrown');
  });
});

const custom = (options: OAuthProviderOptions) => OAuthProvider.discovery(DISCOVERY, options);
const customOf = (options: OAuthProviderOptions, stack?: Stack) => {
  const { customOauth2ProviderConfig } = rendered(custom(options), stack) as Record<string, Record<string, unknown>>;
  const { oauthDiscovery, clientId, clientSecretSource, clientSecretConfig, ...rest } = customOauth2ProviderConfig;
  return rest;
};

describe('A client of a custom identity provider', () => {
  test('does not render a client authentication method by default', () => {
    expect(customOf({})).toEqual({});
  });

  test('renders authentication with the client secret', () => {
    expect(customOf({ clientAuth: OAuthClientAuth.secretBasic() })).toEqual({
      clientAuthenticationMethod: 'CLIENT_SECRET_BASIC',
    });
    expect(customOf({ clientAuth: OAuthClientAuth.secretPost() })).toEqual({
      clientAuthenticationMethod: 'CLIENT_SECRET_POST',
    });
  });

  test('renders authentication with an IAM ID token', () => {
    expect(customOf({ clientAuth: OAuthClientAuth.iamToken() })).toEqual({
      clientAuthenticationMethod: 'AWS_IAM_ID_TOKEN_JWT',
    });
  });

  test('renders authentication with a KMS key', () => {
    const stack = testStack();
    const claims = { headerClaims: { kid: 'desk' }, payloadClaims: { aud: 'https://login.example.com' } };
    const clientAuth = OAuthClientAuth.privateKeyJwt(signingKeyIn(stack, 'Key'), JwtAlgorithm.PS256, claims);
    expect(customOf({ clientAuth }, stack)).toEqual({
      clientAuthenticationMethod: 'PRIVATE_KEY_JWT',
      privateKeyJwtConfig: {
        privateKeySource: { kmsKeySource: { kmsKeyArn: expect.stringMatching(/^\$\{Key\w+\.Arn\}$/) } },
        signingAlgorithm: 'PS256',
        additionalHeaderClaims: claims.headerClaims,
        additionalPayloadClaims: claims.payloadClaims,
      },
    });
  });

  test.each<[string, OnBehalfOf, object]>([
    ['an assertion', OnBehalfOf.jwtGrant(), { grantType: 'JWT_AUTHORIZATION_GRANT' }],
    [
      'an exchange',
      OnBehalfOf.exchange(),
      { grantType: 'TOKEN_EXCHANGE', tokenExchangeGrantTypeConfig: { actorTokenContent: 'NONE' } },
    ],
    [
      'an exchange beside its own token',
      OnBehalfOf.exchangeWithClientToken(['act']),
      {
        grantType: 'TOKEN_EXCHANGE',
        tokenExchangeGrantTypeConfig: { actorTokenContent: 'M2M', actorTokenScopes: ['act'] },
      },
    ],
    [
      'an exchange beside a token of IAM',
      OnBehalfOf.exchangeWithIamToken(),
      { grantType: 'TOKEN_EXCHANGE', tokenExchangeGrantTypeConfig: { actorTokenContent: 'AWS_IAM_ID_TOKEN_JWT' } },
    ],
  ])('renders token exchange with %s', (_, onBehalfOf, onBehalfOfTokenExchangeConfig) => {
    expect(customOf({ onBehalfOf })).toEqual({ onBehalfOfTokenExchangeConfig });
  });

  test('renders private endpoints', () => {
    const lattice = { selfManagedLatticeResource: { resourceConfigurationIdentifier: 'rcfg-0123456789abcdef0' } };
    const privateEndpoint = PrivateEndpoint.latticeResource('rcfg-0123456789abcdef0');
    expect(customOf({ privateEndpoint, privateEndpointOverrides: { 'keys.example.com': privateEndpoint } })).toEqual({
      privateEndpoint: lattice,
      privateEndpointOverrides: [{ domain: 'keys.example.com', privateEndpoint: lattice }],
    });
  });

  test('rejects privateEndpointOverrides without privateEndpoint', () => {
    const privateEndpoint = PrivateEndpoint.latticeResource('rcfg-0123456789abcdef0');
    const privateEndpointOverrides = { 'keys.example.com': privateEndpoint };
    expect(saidOf(custom({ privateEndpointOverrides }))).toMatch(
      /provider\.privateEndpointOverrides must be set together with privateEndpoint, got only/,
    );
    expect(saidOf(custom({ privateEndpointOverrides, privateEndpoint }))).toBe('nothing was thrown');
  });
});

describe('The KMS key of OAuthClientAuth.privateKeyJwt', () => {
  const signing = (keyIn: (stack: Stack) => Key | CfnKey, algorithm: JwtAlgorithm, options?: PrivateKeyJwtOptions) =>
    messageOf(() => {
      const stack = testStack();
      const clientAuth = OAuthClientAuth.privateKeyJwt(keyIn(stack), algorithm, options);
      new OAuthClient(stack, 'Client', { provider: custom({ clientAuth }), clientId: 'desk' });
    });
  const ofSpec = (keySpec: KeySpec) => (stack: Stack) => signingKeyIn(stack, 'Key', keySpec);

  test.each([
    [JwtAlgorithm.RS256, KeySpec.RSA_4096],
    [JwtAlgorithm.PS256, KeySpec.RSA_3072],
    [JwtAlgorithm.ES256, KeySpec.ECC_NIST_P256],
  ])('is accepted for %s with key spec %s', (algorithm, spec) => {
    expect(signing(ofSpec(spec), algorithm)).toBe('nothing was thrown');
  });

  test.each([
    [
      JwtAlgorithm.RS256,
      KeySpec.ECC_NIST_P256,
      /for RS256, the keySpec RSA_2048 or .*got SIGN_VERIFY and ECC_NIST_P256/,
    ],
    [JwtAlgorithm.ES256, KeySpec.RSA_2048, /for ES256, the keySpec ECC_NIST_P256, got SIGN_VERIFY and RSA_2048/],
    [JwtAlgorithm.ES256, KeySpec.ECC_NIST_P384, /for ES256, the keySpec ECC_NIST_P256, got/],
  ])('is rejected for %s with key spec %s', (algorithm, spec, says) => {
    expect(signing(ofSpec(spec), algorithm)).toMatch(says);
  });

  test('is rejected if it is an encryption key', () => {
    expect(signing((stack) => new Key(stack, 'Key'), JwtAlgorithm.RS256)).toMatch(
      /provider\.clientAuth\.key must have the keyUsage SIGN_VERIFY .*got ENCRYPT_DECRYPT and SYMMETRIC_DEFAULT/,
    );
    const keyPolicy = {};
    const l1 = (keyUsage: KeyUsage) => (stack: Stack) =>
      new CfnKey(stack, 'Key', { keyPolicy, keyUsage, keySpec: 'RSA_2048' });
    expect(signing(l1(KeyUsage.ENCRYPT_DECRYPT), JwtAlgorithm.RS256)).toMatch(/got ENCRYPT_DECRYPT and RSA_2048/);
    expect(signing(l1(KeyUsage.SIGN_VERIFY), JwtAlgorithm.RS256)).toBe('nothing was thrown');
  });

  test('must be in the Region of the client', () => {
    const arn = (region: string) => `arn:aws:kms:${region}:999999999999:key/01234567-89ab-cdef-0123-456789abcdef`;
    const imported = (region: string) => (stack: Stack) => Key.fromKeyArn(stack, 'Key', arn(region)) as Key;
    expect(signing(imported('eu-west-1'), JwtAlgorithm.RS256)).toMatch(
      /provider\.clientAuth\.key must be in the Region us-east-1, got eu-west-1/,
    );
    expect(signing(imported('us-east-1'), JwtAlgorithm.RS256)).toBe('nothing was thrown');
  });

  test.each([
    ['headerClaims', 'typ', 'x5t#S256'],
    ['payloadClaims', 'iat', 'aud'],
  ] as const)('rejects in %s the claim %s, which AgentCore sets', (prop, reserved, own) => {
    const rsa = ofSpec(KeySpec.RSA_2048);
    expect(signing(rsa, JwtAlgorithm.RS256, { [prop]: { [reserved]: 'x' } })).toMatch(
      new RegExp(
        `provider\\.clientAuth\\.${prop} must not contain ${reserved}, which AgentCore sets\\. Remove ${reserved}\\.`,
      ),
    );
    expect(signing(rsa, JwtAlgorithm.RS256, { [prop]: { [own]: 'x' } })).toBe('nothing was thrown');
  });
});
