import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { HeaderValue, Model, Tool } from '../../src';
import { keyIn } from '../support/fixtures/parts';
import { harnessIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { testWarnings, type Warning } from '../support/warnings';
import { having } from './warnings-fixtures';

const SECRETS: Warning[] = [
  ...['API_KEY', 'GITHUB_TOKEN', 'dbPassword', 'CLIENT_SECRET', 'PRIVATE_KEY', 'PASSPHRASE', 'CONNECTION_STRING'].map(
    (name) => ({
      id: `plainSecret${name}`,
      when: `the variable ${name} is a literal`,
      warns: having({ environment: { [name]: 'hunter2' } }),
      message: new RegExp(`^environment\\.${name} looks like a secret\\. Anyone who can read`),
      not: 'the value is the location of the secret or is not known at synth',
      silent: (stack: Stack) => {
        const value = new CfnParameter(stack, 'Value', { noEcho: true }).valueAsString;
        harnessIn(stack, { environment: { [name]: value, [`${name}_ARN`]: 'arn', MAX_TOKENS: '9', MODE: 'x' } });
      },
    }),
  ),
  ...['Authorization', 'x-api-key', 'X-Amz-Security-Token', 'cookie', 'Ocp-Apim-Subscription-Key'].map((name) => ({
    id: `plainSecretdocs${name}`,
    when: `the header ${name} is a literal`,
    warns: having({
      tools: [Tool.remoteMcp('docs', 'https://x.com', { headers: { [name]: HeaderValue.literal('hunter2') } })],
    }),
    message: new RegExp(`the header ${name} of "docs" looks like a secret.*Store the secret in an ApiKey`),
    not: 'the header is a key of the token vault',
    silent: (stack: Stack) => {
      const headers = { [name]: HeaderValue.apiKey(keyIn(stack, 'Key')), Accept: HeaderValue.literal('text/html') };
      harnessIn(stack, { tools: [Tool.remoteMcp('docs', 'https://x.com', { headers })] });
    },
  })),
  {
    id: 'plainSecretmodel.additionalParams.auth.api_key',
    when: 'a parameter of the model is a literal, and has the name of a secret',
    warns: having({
      model: Model.litellm('azure/gpt-5', { additionalParams: { auth: { api_key: 'hunter2' } } }),
    }),
    message: /^model\.additionalParams\.auth\.api_key looks like a secret\. Anyone who can read/,
    not: 'the parameter is not known at synth, is empty, or is not a secret',
    silent: (stack) => {
      const api_key = new CfnParameter(stack, 'Value', { noEcho: true }).valueAsString;
      const additionalParams = { auth: { api_key }, password: '', max_tokens: '9', eos_token: '</s>', seed: 7 };
      harnessIn(stack, { model: Model.litellm('azure/gpt-5', { additionalParams }) });
    },
  },
  {
    id: 'plainHttpdocs',
    when: 'an MCP server is reached over http',
    warns: having({ tools: [Tool.remoteMcp('docs', 'http://mcp.internal')] }),
    message: /^tools: the url of "docs" uses HTTP\. .* are not encrypted\. Use HTTPS\./,
    not: 'the server is reached over https',
    silent: having({ tools: [Tool.remoteMcp('docs', 'https://mcp.internal')] }),
  },
];

testWarnings(SECRETS);

test.each(['MAX_TOKENS', 'TOKENIZERS_PARALLELISM', 'MIN_TOKENS', 'OAUTH_TOKEN_ENDPOINT'])(
  'The variable %s is no secret.',
  (name) => {
    const stack = testStack();
    harnessIn(stack, { environment: { [name]: '9' } });
    expect(warningsOf(stack)).toEqual([]);
  },
);
