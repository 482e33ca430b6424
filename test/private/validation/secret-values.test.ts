import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Aws, CfnParameter, Fn, Lazy, SecretValue, type Stack, Token } from 'aws-cdk-lib/core';
import { HeaderValue, Model, Skill, Tool, ToolSchema } from '../../../src';
import { quote } from '../../../src/private/validation/limit';
import { containsSecret, isSecretName } from '../../../src/private/validation/secret-values';
import { fileOf, ofTools, said } from '../../gateway/documents/documents';
import { harnessIn, messageOf, testStack } from '../../support/helpers';
import { warningsOf } from '../../support/rendered';

test.each([
  ...['API_KEY', 'OPENAI_KEY', 'PRIVATE_KEY', 'ENCRYPTION_KEY', 'SIGNING_KEY', 'AWS_SECRET_ACCESS_KEY', 'masterKey'],
  ...[
    'PASSPHRASE',
    'PASS',
    'DB_PASS',
    'JWT',
    'SESSION_JWT',
    'GITHUB_PAT',
    'X-Auth',
    'OTP_SEED',
    'PRIVATE_PEM',
    'STRIPE_SK',
    'CONNECTION_STRING',
    'ConnStr',
    'api-key',
    'apikey',
  ],
  ...[
    'PGPASSWORD',
    'dbpassword',
    'authtoken',
    'PRIVATEKEY',
    'SECRETKEY',
    'API_KEY_PROD',
    'OPENAI_API_KEY_2',
    'AWS_CREDS',
  ],
  ...['BEARER', 'ACCESS_KEY', 'GPG_PASSPHRASE', 'X-Amz-Security-Token', 'DATABASE_PASSWORD_PROD'],
  ...['DB_PASSWORD', 'password2', 'GITHUB_TOKEN', 'tokens', 'SECRET_SAUCE', 'dbCredentials'],
  ...[
    'X-Password',
    'Proxy-Authorization',
    'Ocp-Apim-Subscription-Key',
    'X-Functions-Key',
    'Api_Key',
    'Cookie',
    'X-Auth-Token',
  ],
])('%s is the name of a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  ...['PUBLIC_KEY', 'PARTITION_KEY', 'primaryKey', 'Idempotency-Key', 'CACHE_KEY', 'KEY', 'key', 'MONKEY', 'KEYBOARD'],
  ...[
    'SECRET_ARN',
    'API_KEY_ID',
    'PASSWORD_URL',
    'TOKEN_ENDPOINT',
    'MAX_TOKENS',
    'SK_LIMIT',
    'TOKENIZER',
    'JWT_ISSUER',
    'TOKEN_LIMIT',
  ],
  ...[
    'S3_KEY',
    'KMS_KEY',
    'JIRA_PROJECT_KEY',
    'FEATURE_KEY',
    'Sec-WebSocket-Key',
    'PUBLIC_API_KEY',
    'RECAPTCHA_SITE_KEY',
  ],
  ...['STRIPE_PUBLISHABLE_KEY', 'STOP_TOKENS', 'INPUT_TOKENS', 'COST_PER_TOKEN', 'EOS_TOKEN', 'NEXT_TOKEN'],
  ...['ENABLE_TOKEN_CACHE', 'USE_PASSWORD', 'HAS_SECRET', 'PASSWORD_RESET_PAGE', 'DISABLE_PASSWORD_LOGIN'],
  ...['PATH', 'PASSENGER', 'COMPASS', 'BYPASS_CACHE', 'PATTERN', 'AUTHOR', 'X-Trace-Id', 'Accept', 'MODE'],
  ...['SEED', 'RANDOM_SEED', 'CA_PEM', 'AUTH', 'X-Auth-Mode'],
])('%s is not the name of a secret', (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.each([
  ...[
    'postgres://user:hunter2@db.example.com/x',
    'https://me:hunter2@example.com',
    'https://ghp4567890123456x@github.com/a/b',
  ],
  ...[
    'https://example.com/mcp?token=abcdef123',
    'https://example.com/?a=1&api_key=abcdef123',
    'https://x.y/?sig=abcdef%3D',
    'https://x.y/#access_token=abcdef123',
  ],
  ...[
    'Server=x;User Id=y;Password=hunter2hunter2;',
    `AccountName=a;AccountKey=${'a1B2'.repeat(20)}==;EndpointSuffix=core.windows.net`,
    `AKIAIOSFODNN7EXAMPLE:${'a1B2'.repeat(10)}`,
    'Basic aHVudGVyMjpodW50ZXIyaHVudGVyMg==',
    'https://hooks.slack.com/services/T00000000/B00000000/abcdefabcdef',
    `npm_${'a1B2'.repeat(9)}`,
    `SG.${'a1B2'.repeat(5)}ab.${'a1B2'.repeat(10)}xyz`,
  ],
  ...[
    `sk-proj-${'a1'.repeat(12)}`,
    `ghp_${'a1B2'.repeat(9)}`,
    'xoxb-123456789012-abcdef',
    `eyJhbGciOiJI.eyJzdWIiOiIx.${'x'.repeat(20)}`,
  ],
])('%s contains a secret that no message shows', (text) => {
  expect(containsSecret(text)).toBe(true);
  expect(quote(text)).not.toMatch(/hunter2|abcdef|ghp4567|a1a1|a1B2|xxxx/);
});

test.each([
  ...['https://example.com/mcp', 'https://example.com:8443/a@b', 'https://example.com/?page=token', 's3://bucket/key'],
  ...['https://example.com/?token={token}', 'Ask for the API key, and never print it.', 'me@example.com', 'sk-short'],
  ...['sk-learn-is-a-library-for-machine-learning', 'pk-partition-key-of-the-table-orders'],
  ...['https://x.y/?pageToken=first_page', 'https://x.y/?key=YOUR_API_KEY', 'https://$user:$password@x.y'],
  ...['Basic authentication is required', 'Bearer tokens are rotated', 'Password = the word that you know'],
])('%s contains no secret', (text) => {
  expect(containsSecret(text)).toBe(false);
  expect(quote(text)).toBe(JSON.stringify(text));
});

describe('A secret that CloudFormation resolves', () => {
  const secretOf = (stack: Stack) => Secret.fromSecretNameV2(stack, 'Secret', 'db').secretValue.unsafeUnwrap();
  const warningsWith = (make: (stack: Stack, secret: string) => unknown, secret = secretOf) => {
    const stack = testStack();
    make(stack, secret(stack));
    return warningsOf(stack).map((text) => text.replace(/^(\S+) .*\[ack: cdk-agentcore:(\S+)\]$/, '$1 $2'));
  };

  test.each<[string, (stack: Stack, secret: string) => unknown, string]>([
    [
      'an environment variable',
      (stack, secret) => harnessIn(stack, { environment: { DB: secret } }),
      'environment.DB resolvedSecretenvironment.DB',
    ],
    [
      'the system prompt',
      (stack, secret) => harnessIn(stack, { systemPrompt: `Use ${secret}.` }),
      'systemPrompt resolvedSecretsystemPrompt',
    ],
    [
      'the URL of an MCP server',
      (stack, secret) => harnessIn(stack, { tools: [Tool.remoteMcp('docs', `https://x.com/?t=${secret}`)] }),
      'tools[0].url resolvedSecrettools[0].url',
    ],
    [
      'a header',
      (stack, secret) =>
        harnessIn(stack, {
          tools: [Tool.remoteMcp('docs', 'https://x.com', { headers: { 'X-A': HeaderValue.literal(secret) } })],
        }),
      'tools[0].headers["X-A"] resolvedSecrettools[0].headers["X-A"]',
    ],
    [
      'additional parameters',
      (stack, secret) =>
        harnessIn(stack, { model: Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { a: { b: secret } } }) }),
      'model.additionalParams.a.b resolvedSecretmodel.additionalParams.a.b',
    ],
    [
      'the description of a tool',
      (stack, secret) =>
        harnessIn(stack, {
          tools: [Tool.inlineFunction('ask', { description: secret, inputSchema: { type: 'object' } })],
        }),
      'tools[0].description resolvedSecrettools[0].description',
    ],
  ])('is reported in %s', (_, make, warning) => {
    expect(warningsWith(make)).toEqual([warning]);
    const typed = () => '{{resolve:ssm-secure:/db/password:1}}';
    expect(warningsWith(make, typed)).toEqual([warning]);
    expect(warningsWith(make, () => 'plain')).toEqual([]);
    expect(warningsWith(make, (stack) => new CfnParameter(stack, 'Parameter').valueAsString)).toEqual([]);
    expect(warningsWith(make, () => SecretValue.ssmSecure('/db').unsafeUnwrap())).toEqual([warning]);
  });

  test.each<[string, (text: string) => string]>([
    ['Fn.join', (text) => Fn.join(',', [text, Aws.REGION])],
    ['Fn.select of a list', (text) => Fn.select(1, [Fn.importValue('It'), text])],
    ['Fn.select of a text that is split', (text) => Fn.select(0, Fn.split(',', text))],
    ['Fn.select of a list that is a token', (text) => Fn.select(1, Token.asList(Fn.getAzs(text)))],
    ['Fn.base64', (text) => Fn.base64(text)],
    ['Fn.sub', (text) => Fn.sub('$' + '{It}', { It: text })],
    ['functions in functions', (text) => Fn.base64(Fn.join('', [Fn.select(0, Fn.split(',', text)), Aws.REGION]))],
    ['Fn.base64 of a text that is produced later', (text) => Fn.base64(Lazy.string({ produce: () => text }))],
  ])('is reported in the arguments of %s', (_, wrap) => {
    const warning = 'environment.DB resolvedSecretenvironment.DB';
    const make = (stack: Stack, text: string) => harnessIn(stack, { environment: { DB: wrap(text) } });
    expect(warningsWith(make)).toEqual([warning]);
    expect(warningsWith(make, () => '{{resolve:ssm-secure:/db/password:1}}')).toEqual([warning]);
    expect(warningsWith(make, () => 'plain')).toEqual([]);
    expect(warningsWith(make, (stack) => new CfnParameter(stack, 'Parameter').valueAsString)).toEqual([]);
    expect(warningsWith(make, (stack) => new Topic(stack, 'Topic').topicArn)).toEqual([]);
  });

  test('is rejected in a document', () => {
    const tool = { name: 'a', description: 'See {{resolve:secretsmanager:db}}.', inputSchema: { type: 'object' } };
    expect(ofTools(fileOf('tools.json', JSON.stringify([tool], undefined, 1))).errors).toEqual([
      'tools.json:4: must not contain the dynamic reference "{{resolve:secretsmanager:", because CloudFormation would put the secret into the document. Remove the reference',
    ]);
    const plain = { ...tool, description: 'See {{resolve:ssm:/db/name}}.' };
    expect(ofTools(fileOf('tools.json', JSON.stringify([plain]))).errors).toEqual([]);
  });

  test('is reported in tools that the app defines', () => {
    const { warnings } = said((stack, errors) => {
      const description = secretOf(stack);
      const bound = ToolSchema.fromObject([{ name: 'a', description, inputSchema: { type: 'object' } }])._bind(
        stack,
        errors,
      );
      errors.checkLimits('GatewayTarget', { targetConfiguration: { mcp: { lambda: { toolSchema: bound.config } } } });
      return bound;
    });
    expect(warnings).toEqual([expect.stringMatching(/contains a secret that CloudFormation resolves/)]);
  });
});

test('a secret in additional parameters is named as the user wrote the parameters', () => {
  const stack = testStack();
  const config = { retrySeconds: `sk-proj-${'a1'.repeat(12)}` };
  harnessIn(stack, { model: Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { config } }) });
  expect(warningsOf(stack).filter((warning) => warning.includes('plainSecret'))).toEqual([
    expect.stringMatching(/^model\.additionalParams\.config\.retrySeconds looks like a secret\./),
  ]);
});

test('no message contains the token in the URL of a Git repository', () => {
  const message = messageOf(() =>
    harnessIn(testStack(), { skills: [Skill.fromGit('https://oauth2:hunter2@github.com/acme/skills')] }),
  );
  expect(message).toMatch(/got "https:\/\/…@github\.com\/acme\/skills"/);
});
