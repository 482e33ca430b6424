import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { OAuthClient, OAuthProvider } from '../../src';
import { testStack } from '../helpers';
import { plain } from '../rendered';

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
    const client = OAuthClient.fromOAuthClientArn(stack, 'Client', ARN);
    expect(client.oauthClientArn).toBe(ARN);
    expect(client.oAuth2CredentialProviderRef).toEqual({ credentialProviderArn: ARN });
    expect(client.secret).toBeUndefined();
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });
});
