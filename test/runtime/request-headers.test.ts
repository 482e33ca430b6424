import { Authorizer } from '../../src';
import { messageOf, runtimeIn, testStack } from '../support/helpers';
import { renderRuntime } from '../support/rendered';

const TOKENS = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', { clients: ['web'] });
const CUSTOM = 'X-Amzn-Bedrock-AgentCore-Runtime-Custom-';

const messageFor = (requestHeaders: string[], authorizer = Authorizer.iam()) =>
  messageOf(() => runtimeIn(testStack(), { requestHeaders, authorizer }));

describe('requestHeaders', () => {
  test('are rendered in the order of the props', () => {
    const requestHeaders = [`${CUSTOM}Crew`, 'X-Team'];
    expect(renderRuntime(() => ({ requestHeaders })).properties.RequestHeaderConfiguration).toEqual({
      RequestHeaderAllowlist: requestHeaders,
    });
  });

  test('are not rendered by default', () => {
    expect(renderRuntime().properties).not.toHaveProperty('RequestHeaderConfiguration');
  });

  test.each([`${CUSTOM}A`, `${CUSTOM.toLowerCase()}a`, 'X-Team', 'X-Amznot', 'X-Request-Id', 'h', 'Accepted'])(
    'may be %s',
    (header) => {
      expect(messageFor([header])).toBe('nothing was thrown');
    },
  );

  test.each([
    ...['X-Amz-Date', 'x-amz-security-token', 'X-Amzn-Trace-Id', 'X-Amzn-Bedrock-AgentCore-Runtime-Session-Id'],
    ...['Proxy-Authorization', 'Accept', 'CONTENT-TYPE', 'Cache-Control', 'Connection', 'Host', 'User-Agent', 'Range'],
    ...['TE', 'Server', 'Set-Cookie', 'cookie', 'Content-Security-Policy', 'X-Frame-Options', 'Origin', 'DPR', 'Via'],
    ...['Access-Control-Allow-Origin', 'X-Forwarded-For', 'X-CSRF-Token', 'True-Client-IP', 'CF-Ray', 'X-Amz-Cf-Id'],
    ...['Link', 'Sec-WebSocket-Key', 'Public-Key-Pins-Report-Only', 'Cross-Origin-Resource-Policy', 'X-Rewrite-URL'],
  ])('may not be %s, whatever its case', (header) => {
    expect(messageFor([header])).toMatch(
      new RegExp(
        `requestHeaders must not contain headers that AgentCore reserves, got "${header}"\\. Send the value in a header with the prefix ${CUSTOM}`,
      ),
    );
  });

  test('accept Authorization with a JWT authorizer only', () => {
    expect(messageFor(['Authorization'], TOKENS)).toBe('nothing was thrown');
    expect(messageFor(['Authorization'])).toMatch(
      /requestHeaders: Authorization requires a JWT authorizer\. Set authorizer: Authorizer\.jwt/,
    );
  });

  test('reject duplicates regardless of case', () => {
    expect(messageFor(['X-Team', 'x-team'])).toMatch(/requestHeaders must name each header once.*got "x-team"/);
    expect(messageFor(['X-Team', 'X-Teams'])).toBe('nothing was thrown');
  });

  test('report all problems in one error', () => {
    expect(messageFor(['Host', 'Cookie']).match(/must not contain headers that AgentCore reserves/g)).toHaveLength(2);
  });
});
