import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ApiKey, Model } from '../../src';
import { testStack } from '../support/helpers';
import { plain, render } from '../support/rendered';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/apikeycredentialprovider/open-ai';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:research/keys-a1b2c3';

function made(apiKeyName?: string) {
  const stack = testStack();
  const secret = Secret.fromSecretNameV2(stack, 'Secret', 'keys');
  const apiKey = new ApiKey(stack, 'OpenAi', { secret, jsonKey: 'open_ai', apiKeyName });
  const [{ Properties }] = Object.values(
    Template.fromStack(stack).findResources('AWS::BedrockAgentCore::ApiKeyCredentialProvider'),
  );
  return { stack, secret, apiKey, properties: plain(Properties) };
}

describe('ApiKey', () => {
  test('renders a reference to the secret, without its value', () => {
    expect(made('open-ai').properties).toEqual({
      Name: 'open-ai',
      ApiKeySecretSource: 'EXTERNAL',
      ApiKeySecretConfig: {
        SecretId: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:keys',
        JsonKey: 'open_ai',
      },
    });
  });

  test('generates a name without underscores', () => {
    expect(made().apiKey.apiKeyName).toMatch(/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/);
  });

  test('has the attributes of the credential provider, and the secret', () => {
    const { stack, secret, apiKey } = made('open-ai');
    expect(plain(stack.resolve(apiKey.apiKeyArn))).toMatch(/^\$\{OpenAi\w+\.CredentialProviderArn\}$/);
    expect(apiKey.apiKeyCredentialProviderRef).toEqual({ credentialProviderArn: apiKey.apiKeyArn });
    expect(apiKey.apiKeyName).toBe('open-ai');
    expect(apiKey.secret).toBe(secret);
    expect(apiKey.node.defaultChild).toBe(apiKey.node.findChild('Resource'));
  });

  test('rejects a name with a space and suggests a valid one', () => {
    expect(() => made('a b')).toThrow(
      /apiKeyName must contain only letters, digits, hyphens and underscores, got "a b"\. Use "a-b"/,
    );
  });

  test('rejects a name that is longer than 128 characters', () => {
    expect(made('k'.repeat(128)).apiKey.apiKeyName).toHaveLength(128);
    expect(() => made('k'.repeat(129))).toThrow(/apiKeyName must .*128.*got 129/);
  });
});

describe('ApiKey imports', () => {
  test('import an API key with a secret that AgentCore manages by its ARN', () => {
    const stack = testStack();
    const apiKey = ApiKey.fromApiKeyArn(stack, 'OpenAi', ARN);
    expect(apiKey.apiKeyArn).toBe(ARN);
    expect(apiKey.apiKeyCredentialProviderRef).toEqual({ credentialProviderArn: ARN });
    expect(apiKey.secret).toBeUndefined();
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('grant agents permission to read the given secret', () => {
    const { stack, statements } = render((it) => {
      const secret = Secret.fromSecretCompleteArn(it, 'Secret', SECRET_ARN);
      const apiKey = ApiKey.fromApiKeyAttributes(it, 'OpenAi', { apiKeyArn: ARN, secret });
      return { model: Model.openai('gpt-5', { apiKey }) };
    });
    expect(statements.ModelOpenAiSecret.Resource).toBe(SECRET_ARN);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('bedrock-agentcore-identity!default');
  });
});
