import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import {
  HeaderValue,
  PassthroughProtocol,
  TargetCredentials,
  type TargetMetadata,
  TargetSource,
  Tool,
} from '../../src';
import { keyIn } from '../support/fixtures/parts';
import { harnessIn, roleStatements, runtimeIn, testStack } from '../support/helpers';
import { targetIn } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';
import { testWarnings } from '../support/warnings';

const SOURCE = TargetSource.passthrough('https://api.example.com', PassthroughProtocol.CUSTOM);
const VAULTED = 'token-vault/default/apikeycredentialprovider/key';
const NAMES = ['X Key', 'X-Key: ', 'X:Key', ' X-Key', 'X-Key\n', 'X/Key', 'Schlüssel', '(X-Key)'];

const mcp =
  (...headers: Array<[name: string, value: string]>) =>
  (stack: Stack) => {
    const values = headers.map(([name, text]) => [name, HeaderValue.literal(text)]);
    harnessIn(stack, {
      tools: [Tool.remoteMcp('docs', 'https://mcp.example.com', { headers: Object.fromEntries(values) })],
    });
  };
const mcpWithKey = (prefix: string) => (stack: Stack) => {
  const headers = { 'X-Key': HeaderValue.apiKey(keyIn(stack, 'Key'), { prefix }) };
  harnessIn(stack, { tools: [Tool.remoteMcp('docs', 'https://mcp.example.com', { headers })] });
};
const passing = (metadata: TargetMetadata) => (stack: Stack) =>
  targetIn(stack, { source: SOURCE, credentials: TargetCredentials.none(), metadata });
const keyed = (header: string, prefix?: string) => (stack: Stack) =>
  targetIn(stack, {
    source: SOURCE,
    credentials: TargetCredentials.apiKeyInHeader(keyIn(stack, 'Key'), header, { prefix }),
  });
const toRuntime = (header: string) => (stack: Stack) => runtimeIn(stack, { requestHeaders: [header] });

const NOTHING_LEFT: Rule[] = ['Ä', '日本'].map((name) => ({
  rule: `The header ${name} for an API key, of which no letter can stay`,
  rejected: keyed(name),
  message: new RegExp(`non-ASCII characters, got "${name}"\\. Use a name such as "X-Api-Key"`),
  accepted: keyed('X'),
}));

const BAD_NAMES: Rule[] = NAMES.flatMap((name) => [
  {
    rule: `The header ${JSON.stringify(name)} of an MCP server`,
    rejected: mcp([name, 'a']),
    message:
      /tools: each key of the headers of "docs" must be a header name without blanks, colons and non-ASCII characters, got ".*"\. Use "/,
    accepted: mcp(['X-Key', 'a']),
  },
  ...(['requestHeaders', 'responseHeaders'] as const).map((prop) => ({
    rule: `The header ${JSON.stringify(name)} among metadata.${prop}`,
    rejected: passing({ [prop]: ['X-Good', name] }),
    message: new RegExp(
      `Target: metadata\\.${prop}\\[1\\] must be a header name without blanks, colons and non-ASCII characters, got ".*"`,
    ),
    accepted: passing({ [prop]: ['X-Good', 'X-Key'] }),
  })),
  {
    rule: `The header ${JSON.stringify(name)} for an API key`,
    rejected: keyed(name),
    message: /credentials: the header of TargetCredentials\.apiKeyInHeader must be a header name without blanks/,
    accepted: keyed('X-Key'),
  },
  {
    rule: `The header ${JSON.stringify(name)} to a runtime`,
    rejected: toRuntime(name),
    message: /requestHeaders\[0\] must /,
    accepted: toRuntime('X-Amzn-Bedrock-AgentCore-Runtime-Custom-Key'),
  },
]);

const EMPTY_NAMES: Rule[] = [
  {
    rule: 'An empty header of an MCP server',
    rejected: mcp(['', 'a']),
    message:
      /tools: each key of the headers of "docs" must be a header name .*got ""\. Use a name such as "X-Api-Key"\.$/,
    accepted: mcp(["!#$%&'*+-.^_`|~9aZ", 'a']),
  },
  {
    rule: 'An empty header in the metadata configuration',
    rejected: passing({ requestHeaders: [''] }),
    message: /^[^\n]*metadata\.requestHeaders\[0\] must be between 1 and 100 characters, got 0 characters: ""\.$/,
    accepted: passing({ requestHeaders: ['x'] }),
  },
  {
    rule: 'An empty header for an API key',
    rejected: keyed(''),
    message: /^[^\n]* must be between 1 and 64 characters, got 0 characters: ""\.$/,
    accepted: keyed('x'),
  },
  {
    rule: 'One header of an MCP server in two spellings',
    rejected: mcp(['X-Key', 'a'], ['x-key', 'b']),
    message: /the headers of "docs" must name each header once, regardless of case, got "x-key" more than once/,
    accepted: mcp(['X-Key', 'a'], ['x-keys', 'b']),
  },
];

const VALUES: Rule[] = [
  ...['a\nb', 'a\r\nX-Other: b', 'a\0', 'a\u007f'].flatMap((text) => [
    {
      rule: `The header value ${JSON.stringify(text)}`,
      rejected: mcp(['X-Key', text]),
      message: /the header "X-Key" of "docs" must not contain line breaks or other control characters, got "a/,
      accepted: mcp(['X-Key', 'a\tb ü']),
    },
    {
      rule: `The prefix ${JSON.stringify(text)} of a key of an MCP server`,
      rejected: mcpWithKey(text),
      message: /the prefix in the header "X-Key" of "docs" must not contain line breaks/,
      accepted: mcpWithKey('Bearer '),
    },
    {
      rule: `The prefix ${JSON.stringify(text)} of a key of a target`,
      rejected: keyed('X-Key', text),
      message: /credentials: the prefix of TargetCredentials\.apiKeyInHeader must not contain line breaks/,
      accepted: keyed('X-Key', 'Bearer '),
    },
  ]),
  ...['a ', ' a'].map((text) => ({
    rule: `The header value ${JSON.stringify(text)}`,
    rejected: mcp(['X-Key', text]),
    message: /the header "X-Key" of "docs" must not begin or end with a space, got "/,
    accepted: mcp(['X-Key', 'a b']),
  })),
  ...(
    [
      () => `Bearer \${arn:aws:bedrock-agentcore:us-east-1:111122223333:${VAULTED}}`,
      (stack) => `\${${keyIn(stack, 'Key').apiKeyCredentialProviderRef.credentialProviderArn}}`,
    ] as Array<(stack: Stack) => string>
  ).map((text, index) => ({
    rule: `A key of the token vault in a literal header, by ${index === 0 ? 'its ARN' : 'a token'}`,
    rejected: (stack: Stack) => mcp(['X-Key', text(stack)])(stack),
    message:
      /the header "X-Key" of "docs" must not refer to an API key in the token vault by its ARN, .* Use HeaderValue\.apiKey\(…\)\.$/,
    accepted: (stack: Stack) => mcp(['X-Key', `$${new CfnParameter(stack, 'Value').valueAsString} \${name}`])(stack),
  })),
];

testRules([...BAD_NAMES, ...NOTHING_LEFT, ...EMPTY_NAMES, ...VALUES]);

test('HeaderValue.apiKey grants access to the key, unlike a literal reference', () => {
  const stack = testStack();
  mcpWithKey('Bearer ')(stack);
  expect(Object.keys(roleStatements(stack))).toEqual(expect.arrayContaining([expect.stringMatching(/^ToolHeader/)]));
});

testWarnings([
  {
    id: 'headerPrefix',
    when: 'the prefix of a key does not end with a space',
    warns: mcpWithKey('Bearer'),
    message: /the prefix "Bearer" in the header "X-Key" of "docs" has no space at the end\. .* Use "Bearer "\./,
    not: 'the prefix ends with a space',
    silent: mcpWithKey('Bearer '),
  },
]);
