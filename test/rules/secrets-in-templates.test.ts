import { FIXTURES } from '../support/fixtures';
import { secretsIn } from '../support/secrets';
import { stacksOfExample, stacksOfFixture } from '../support/shared';
import { exampleNames } from '../support/synthesize';

describe('No secret or plaintext key is in the templates of', () => {
  test.each(exampleNames())('the example %s', (example) => {
    for (const { stack, template } of stacksOfExample(example)) {
      expect([stack, secretsIn(template)]).toEqual([stack, []]);
    }
  });

  test.each(Object.keys(FIXTURES))('the fixture %s', (name) => {
    expect(stacksOfFixture(name).flatMap(({ template }) => secretsIn(template))).toEqual([]);
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
      'a nested client secret',
      { Oauth2ProviderConfigInput: { GithubOauth2ProviderConfig: { ClientSecret: 'hunter2' } } },
      'Oauth2ProviderConfigInput.GithubOauth2ProviderConfig.ClientSecret is typed out',
    ],
    ['a password', { MasterUserPassword: 'hunter2' }, 'MasterUserPassword is typed out'],
    ['the value of a secret', { SecretString: '{"key":"hunter2"}' }, 'SecretString is typed out'],
    ['a private key in any string', { Body: 'x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE' }, 'Body is a private key'],
    ['the ID of an AWS access key', { Note: 'AKIAIOSFODNN7EXAMPLE' }, 'Note is the id of an AWS key'],
    ['a key that is joined', { Note: { 'Fn::Join': ['', [`sk-${RANDOM}`]] } }, 'Note.Fn::Join[1][0] is an API key'],
    [
      'a secret in an environment variable',
      { EnvironmentVariables: { SEARCH_TOKEN: 'hunter2' } },
      'EnvironmentVariables.SEARCH_TOKEN is typed out in a variable',
    ],
    [
      'a value with the format of a key in any environment variable',
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
      'the location of a secret',
      { ApiKeySecretConfig: { SecretId: 'arn:aws:secretsmanager:…:secret:keys', JsonKey: 'open_ai' } },
    ],
    ['the source of a secret', { ApiKeySecretSource: 'EXTERNAL', ClientSecretSource: 'EXTERNAL' }],
    [
      'the ARN of an API key in the token vault',
      { ApiKeyArn: 'arn:aws:bedrock-agentcore:…:apikeycredentialprovider/open-ai' },
    ],
    ['the unit of the validity of a token', { TokenValidityUnits: { RefreshToken: 'minutes' } }],
    ['a reference in a property that accepts a secret', { MasterUserPassword: REFERENCE }],
    [
      'a header with a reference that AgentCore resolves',
      { Headers: { Authorization: `Bearer \${arn:aws:bedrock-agentcore:…}` } },
    ],
    [
      'an environment variable with the ARN of a secret',
      { EnvironmentVariables: { SECRET_ARN: 'arn:aws:secretsmanager:…:secret:keys' } },
    ],
    [
      'an environment variable without a secret',
      { Environment: { Variables: { MODE: 'production-with-a-long-name-of-42-letters' } } },
    ],
    [
      'a URL in an environment variable',
      { EnvironmentVariables: { GATEWAY_URL: `https://${RANDOM}.example.com/mcp` } },
    ],
    ['the public half of a key', { Body: '-----BEGIN PUBLIC KEY-----' }],
    ['the options for generating a secret', { GenerateSecretString: { ExcludeCharacters: '"@/' } }],
    ['the hash of an asset', { Code: { S3Key: `${'0123456789abcdef'.repeat(4)}.zip` } }],
  ])('%s', (_, properties) => {
    expect(planted(properties)).toEqual([]);
  });
});
