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

test('A literal is sent as it is, and needs no permission.', () => {
  const { properties, statements } = sending(() => ({ Accept: HeaderValue.literal('text/plain') }));
  expect(properties).toHaveProperty(HEADERS, { Accept: 'text/plain' });
  expect(Object.keys(statements).filter((sid) => sid.startsWith('ToolHeader'))).toEqual([]);
});

test('A key is named in the braces where the service puts it, alone or after its prefix.', () => {
  const { properties } = sending((stack) => {
    const key = ApiKey.fromApiKeyArn(stack, 'Key', KEY_ARN);
    return { 'X-Key': HeaderValue.apiKey(key), Authorization: HeaderValue.apiKey(key, { prefix: 'Bearer ' }) };
  });
  expect(properties).toHaveProperty(HEADERS, {
    'X-Key': `\${${KEY_ARN}}`,
    Authorization: `Bearer \${${KEY_ARN}}`,
  });
});

test('A key of the app is named by its attribute, and may be read.', () => {
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
