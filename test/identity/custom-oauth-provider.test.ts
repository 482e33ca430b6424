import { CfnKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Stack } from 'aws-cdk-lib/core';
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
import { signingKeyIn } from '../support/fixtures/parts';
import { messageOf, testStack } from '../support/helpers';
import { DISCOVERY, rendered, SERVER, saidOf } from './oauth-provider-fixtures';

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
