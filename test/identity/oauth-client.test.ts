import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import { JwtAlgorithm, OAuthClient, OAuthClientAuth, type OAuthClientProps, OAuthProvider } from '../../src';
import { signingKeyIn } from '../support/fixtures/parts';
import { messageOf, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/oauth2credentialprovider/github';

function made(provider: OAuthProvider, oauthClientName?: string) {
  const stack = testStack();
  const secret = Secret.fromSecretNameV2(stack, 'Secret', 'clients');
  const client = new OAuthClient(stack, 'Client', {
    provider,
    clientId: 'agent',
    secret,
    jsonKey: 'github',
    oauthClientName,
  });
  const [{ Properties }] = Object.values(
    Template.fromStack(stack).findResources('AWS::BedrockAgentCore::OAuth2CredentialProvider'),
  );
  return { stack, secret, client, properties: plain(Properties) };
}

describe('OAuthClient', () => {
  test('renders a reference to the client secret, without its value', () => {
    expect(made(OAuthProvider.github(), 'github').properties).toEqual({
      Name: 'github',
      CredentialProviderVendor: 'GithubOauth2',
      Oauth2ProviderConfigInput: {
        GithubOauth2ProviderConfig: {
          ClientId: 'agent',
          ClientSecretSource: 'EXTERNAL',
          ClientSecretConfig: {
            SecretId: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:clients',
            JsonKey: 'github',
          },
        },
      },
    });
  });

  test('generates a name without underscores', () => {
    expect(made(OAuthProvider.github()).client.oauthClientName).toMatch(/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/);
  });

  test('has the attributes of the credential provider, and the secret', () => {
    const { stack, secret, client } = made(OAuthProvider.github(), 'github');
    expect(plain(stack.resolve(client.oauthClientArn))).toMatch(/^\$\{Client\w+\.CredentialProviderArn\}$/);
    expect(plain(stack.resolve(client.callbackUrl))).toMatch(/^\$\{Client\w+\.CallbackUrl\}$/);
    expect(client.oAuth2CredentialProviderRef).toEqual({ credentialProviderArn: client.oauthClientArn });
    expect(client.secret).toBe(secret);
    expect(client.node.defaultChild).toBe(client.node.findChild('Resource'));
  });
});

describe('OAuthClient imports', () => {
  test('import a client with a secret that AgentCore manages by its ARN', () => {
    const stack = testStack();
    const client = OAuthClient.fromOauthClientArn(stack, 'Client', ARN);
    expect(client.oauthClientArn).toBe(ARN);
    expect(client.oAuth2CredentialProviderRef).toEqual({ credentialProviderArn: ARN });
    expect(client.secret).toBeUndefined();
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });
});

describe('OAuthClient credentials', () => {
  const LOGIN = 'https://login.example.com/.well-known/openid-configuration';
  const at = (clientAuth?: OAuthClientAuth) => OAuthProvider.discovery(LOGIN, { clientAuth });
  const bySigning = (stack: Stack) => at(OAuthClientAuth.privateKeyJwt(signingKeyIn(stack, 'Key'), JwtAlgorithm.RS256));
  const withSecret = (stack: Stack) => ({
    secret: Secret.fromSecretNameV2(stack, 'Secret', 'clients'),
    jsonKey: 'login',
  });
  const said = (propsOf: (stack: Stack) => OAuthClientProps) =>
    messageOf(() => {
      const stack = testStack();
      new OAuthClient(stack, 'Client', propsOf(stack));
    });

  test.each([
    ['a vendor', OAuthProvider.github()],
    ['a custom identity provider', at()],
    ['client_secret_post', at(OAuthClientAuth.secretPost())],
  ])('must be set for %s', (_, provider) => {
    expect(said((stack) => ({ provider, clientId: 'desk', ...withSecret(stack) }))).toBe('nothing was thrown');
    expect(said(() => ({ provider, clientId: 'desk' }))).toMatch(
      /secret and jsonKey must both be set, .* got neither\. /,
    );
    expect(said((stack) => ({ provider, clientId: 'desk', secret: withSecret(stack).secret }))).toMatch(
      /secret and jsonKey must both be set, .* got only secret\. /,
    );
    expect(said((stack) => ({ provider, ...withSecret(stack) }))).toMatch(/clientId must be set, got undefined\./);
  });

  test('are only a client ID for a client that signs with a key', () => {
    expect(said((stack) => ({ provider: bySigning(stack), clientId: 'desk' }))).toBe('nothing was thrown');
    expect(said((stack) => ({ provider: bySigning(stack) }))).toMatch(/clientId must be set, got undefined\./);
    expect(said((stack) => ({ provider: bySigning(stack), clientId: 'desk', ...withSecret(stack) }))).toMatch(
      /secret and jsonKey must be omitted, because .* without a client secret\. Remove them\.$/,
    );
  });

  test('are optional for a client that uses an IAM ID token', () => {
    expect(said(() => ({ provider: at(OAuthClientAuth.iamToken()) }))).toBe('nothing was thrown');
    expect(said(() => ({ provider: at(OAuthClientAuth.iamToken()), jsonKey: 'login' }))).toMatch(/must be omitted/);
  });

  test('are reported in one error if several are missing', () => {
    expect(said(() => ({ provider: OAuthProvider.github() }))).toMatch(/clientId must[\s\S]*secret and jsonKey must/);
  });
});
