import { ApiKey, HeaderValue, Tool } from '../../src';
import { keyIn } from '../support/fixtures/parts';
import { render } from '../support/rendered';

const KEY_ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/apikeycredentialprovider/docs';
const HEADERS = 'Tools.0.Config.RemoteMcp.Headers';

function sending(headersOf: (stack: Parameters<typeof keyIn>[0]) => { [name: string]: HeaderValue }) {
  return render((stack) => ({
    tools: [Tool.remoteMcp('docs', 'https://mcp.example.com', { headers: headersOf(stack) })],
  }));
}

test('HeaderValue.literal renders the text and grants nothing', () => {
  const { properties, statements } = sending(() => ({ Accept: HeaderValue.literal('text/plain') }));
  expect(properties).toHaveProperty(HEADERS, { Accept: 'text/plain' });
  expect(Object.keys(statements).filter((sid) => sid.startsWith('ToolHeader'))).toEqual([]);
});

test('HeaderValue.apiKey renders a reference to the API key after the prefix', () => {
  const { properties } = sending((stack) => {
    const key = ApiKey.fromApiKeyArn(stack, 'Key', KEY_ARN);
    return { 'X-Key': HeaderValue.apiKey(key), Authorization: HeaderValue.apiKey(key, { prefix: 'Bearer ' }) };
  });
  expect(properties).toHaveProperty(HEADERS, {
    'X-Key': `\${${KEY_ARN}}`,
    Authorization: `Bearer \${${KEY_ARN}}`,
  });
});

test('HeaderValue.apiKey grants permission to get an API key of this app', () => {
  const { properties, statements } = sending((stack) => ({ 'X-Key': HeaderValue.apiKey(keyIn(stack, 'Key')) }));
  expect(properties).toHaveProperty(HEADERS, {
    'X-Key': expect.stringMatching(/^\$\{\$\{Key\w+\.CredentialProviderArn\}\}$/),
  });
  expect(statements.ToolHeaderDocs).toMatchObject({
    Action: 'bedrock-agentcore:GetResourceApiKey',
    Resource: expect.arrayContaining([expect.stringMatching(/^\$\{Key\w+\.CredentialProviderArn\}$/)]),
  });
  expect(statements.ToolHeaderSecretDocs.Resource).toMatch(/^\$\{KeySecret\w+\}$/);
});
