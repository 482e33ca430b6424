import { FIXTURES } from '../support/fixtures';
import { secretsIn } from '../support/secrets';
import { exampleNames, synthesizeExample, synthesizeStack } from '../support/synthesize';

describe('No secret or plaintext key is in the templates of', () => {
  test.each(exampleNames())('the example %s', (example) => {
    for (const { stack, template } of synthesizeExample(example)) {
      expect([stack, secretsIn(template)]).toEqual([stack, []]);
    }
  });

  test.each(Object.entries(FIXTURES))('the fixture %s', (_, fill) => {
    expect(synthesizeStack(fill).flatMap(({ template }) => secretsIn(template))).toEqual([]);
  });
});

const withProperties = (Properties: object) => ({ Resources: { Planted: { Type: 'AWS::Test::Planted', Properties } } });
const planted = (properties: object) => secretsIn(withProperties(properties));
const RANDOM = 'q7Zr2XvB9kLm4TnWc8YpD1sFh6GjA3eU';
const REFERENCE = '{{resolve:secretsmanager:keys:SecretString:open_ai}}';

describe('The secret scan reports', () => {
  test.each<[string, object, string]>([
    ['an API key', { ApiKey: 'hunter2' }, 'ApiKey is typed out'],
    [
      'the secret of a client, however deep',
      { Oauth2ProviderConfigInput: { GithubOauth2ProviderConfig: { ClientSecret: 'hunter2' } } },
      'Oauth2ProviderConfigInput.GithubOauth2ProviderConfig.ClientSecret is typed out',
    ],
    ['a password', { MasterUserPassword: 'hunter2' }, 'MasterUserPassword is typed out'],
    ['the value of a secret', { SecretString: '{"key":"hunter2"}' }, 'SecretString is typed out'],
    ['a private key in any text', { Body: 'x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE' }, 'Body is a private key'],
    ['the id of an AWS key', { Note: 'AKIAIOSFODNN7EXAMPLE' }, 'Note is the id of an AWS key'],
    ['a key that is joined', { Note: { 'Fn::Join': ['', [`sk-${RANDOM}`]] } }, 'Note.Fn::Join[1][0] is an API key'],
    [
      'a secret in a variable',
      { EnvironmentVariables: { SEARCH_TOKEN: 'hunter2' } },
      'EnvironmentVariables.SEARCH_TOKEN is typed out in a variable',
    ],
    [
      'what looks like a key in a variable of any name',
      { Environment: { Variables: { MODE: RANDOM } } },
      'Environment.Variables.MODE looks like a key in a variable',
    ],
    [
      'a key in hexadecimal digits in a variable',
      { EnvironmentVariables: { MODE: '0123456789abcdef'.repeat(2) } },
      'EnvironmentVariables.MODE looks like a key in a variable',
    ],
    [
      'a reference in a variable',
      { Environment: { Variables: { LEVEL: REFERENCE } } },
      'Environment.Variables.LEVEL refers to a secret where its value would be seen',
    ],
    [
      'a reference in a description',
      { Description: `Key ${REFERENCE}` },
      'Description refers to a secret where its value would be seen',
    ],
    [
      'a reference in a header',
      { Headers: { Authorization: `Bearer ${REFERENCE}` } },
      'Headers.Authorization refers to a secret where its value would be seen',
    ],
  ])('%s', (_, properties, found) => {
    expect(planted(properties)).toEqual([`Resources.Planted.Properties.${found}`]);
  });

  test('a reference in an output', () => {
    expect(secretsIn({ Outputs: { Key: { Value: REFERENCE } } })).toEqual([
      'Outputs.Key.Value refers to a secret where its value would be seen',
    ]);
  });
});

describe('The secret scan ignores', () => {
  test.each<[string, object]>([
    [
      'where a secret is',
      { ApiKeySecretConfig: { SecretId: 'arn:aws:secretsmanager:…:secret:keys', JsonKey: 'open_ai' } },
    ],
    ['that it is the user’s own', { ApiKeySecretSource: 'EXTERNAL', ClientSecretSource: 'EXTERNAL' }],
    ['an ARN of a key of the vault', { ApiKeyArn: 'arn:aws:bedrock-agentcore:…:apikeycredentialprovider/open-ai' }],
    ['a reference where the service takes the secret', { MasterUserPassword: REFERENCE }],
    ['a header that the service fills in', { Headers: { Authorization: `Bearer \${arn:aws:bedrock-agentcore:…}` } }],
    ['a variable that says where', { EnvironmentVariables: { SECRET_ARN: 'arn:aws:secretsmanager:…:secret:keys' } }],
    [
      'a variable of another kind',
      { Environment: { Variables: { MODE: 'production-with-a-long-name-of-42-letters' } } },
    ],
    ['a URL in a variable', { EnvironmentVariables: { GATEWAY_URL: `https://${RANDOM}.example.com/mcp` } }],
    ['the public half of a key', { Body: '-----BEGIN PUBLIC KEY-----' }],
    ['how a secret is to be generated', { GenerateSecretString: { ExcludeCharacters: '"@/' } }],
    ['the hash of an asset', { Code: { S3Key: `${'0123456789abcdef'.repeat(4)}.zip` } }],
  ])('%s', (_, properties) => {
    expect(planted(properties)).toEqual([]);
  });
});
