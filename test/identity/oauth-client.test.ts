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

describe('An OAuth client', () => {
  test('has its secret in a field of a secret, and the template holds nothing of it', () => {
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

  test('has a name that agents can refer to when it is given none', () => {
    expect(made(OAuthProvider.github()).client.oauthClientName).toMatch(/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/);
  });

  test('has the attributes of the resource, and knows its secret', () => {
    const { stack, secret, client } = made(OAuthProvider.github(), 'github');
    expect(plain(stack.resolve(client.oauthClientArn))).toMatch(/^\$\{Client\w+\.CredentialProviderArn\}$/);
    expect(plain(stack.resolve(client.callbackUrl))).toMatch(/^\$\{Client\w+\.CallbackUrl\}$/);
    expect(client.oAuth2CredentialProviderRef).toEqual({ credentialProviderArn: client.oauthClientArn });
    expect(client.secret).toBe(secret);
    expect(client.node.defaultChild).toBe(client.node.findChild('Resource'));
  });
});

describe('An imported OAuth client', () => {
  test('is known by its ARN, and the service keeps its secret', () => {
    const stack = testStack();
    const client = OAuthClient.fromOauthClientArn(stack, 'Client', ARN);
    expect(client.oauthClientArn).toBe(ARN);
    expect(client.oAuth2CredentialProviderRef).toEqual({ credentialProviderArn: ARN });
    expect(client.secret).toBeUndefined();
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });
});

describe('A client’s secret and id', () => {
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
    ['a provider of one’s own', at()],
    ['one that takes it in the body', at(OAuthClientAuth.secretPost())],
  ])('are given to %s', (_, provider) => {
    expect(said((stack) => ({ provider, clientId: 'desk', ...withSecret(stack) }))).toBe('nothing was thrown');
    expect(said(() => ({ provider, clientId: 'desk' }))).toMatch(/secret and jsonKey must both be given/);
    expect(said((stack) => ({ provider, clientId: 'desk', secret: withSecret(stack).secret }))).toMatch(
      /secret and jsonKey must both be given/,
    );
    expect(said((stack) => ({ provider, ...withSecret(stack) }))).toMatch(/clientId must be given/);
  });

  test('are an id alone where a key signs', () => {
    expect(said((stack) => ({ provider: bySigning(stack), clientId: 'desk' }))).toBe('nothing was thrown');
    expect(said((stack) => ({ provider: bySigning(stack) }))).toMatch(/clientId must be given/);
    expect(said((stack) => ({ provider: bySigning(stack), clientId: 'desk', ...withSecret(stack) }))).toMatch(
      /secret and jsonKey do not apply to a client that signs in without a secret/,
    );
  });

  test('are neither where IAM vouches', () => {
    expect(said(() => ({ provider: at(OAuthClientAuth.iamToken()) }))).toBe('nothing was thrown');
    expect(said(() => ({ provider: at(OAuthClientAuth.iamToken()), jsonKey: 'login' }))).toMatch(/do not apply/);
  });

  test('are all missed in one error', () => {
    expect(said(() => ({ provider: OAuthProvider.github() }))).toMatch(/clientId must[\s\S]*secret and jsonKey must/);
  });
});
