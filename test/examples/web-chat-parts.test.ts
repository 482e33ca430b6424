/** The parts of the example web-chat that need no browser. */
import { type AnswerPart, ask } from '../../examples/web-chat/page/assistant';
import { plain } from '../support/rendered';
import { stacksOfExample } from '../support/shared';
import type { SynthesizedStack } from '../support/synthesize';
import { EVENT_STREAM, eventFrame } from './agents/event-stream';
import { edgeFunctionOf, HARNESS } from './agents/fake-web-chat';
import { type Loopback, type LoopbackResponse, serve } from './agents/loopback';

let stack: SynthesizedStack;
beforeAll(() => {
  [stack] = stacksOfExample('web-chat');
});

const resourcesOf = (type: string) =>
  Object.values(stack.template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => plain(Properties) as Record<string, unknown>);

describe('The CloudFront function', () => {
  const request = (method: string) => ({
    method,
    uri: '/ask',
    querystring: { harnessArn: { value: 'another' } },
    headers: { authorization: { value: 'Bearer token' }, origin: { value: 'https://d1.cloudfront.net' } },
  });

  test('sends a question to the agent, whatever its query string is', () => {
    expect(edgeFunctionOf(stack.template)({ request: request('POST') })).toEqual({
      method: 'POST',
      uri: '/harnesses/invoke',
      querystring: `harnessArn=${encodeURIComponent(HARNESS)}`,
      headers: { authorization: { value: 'Bearer token' } },
    });
  });

  test.each(['GET', 'OPTIONS', 'DELETE'])('rejects %s', (method) => {
    expect(edgeFunctionOf(stack.template)({ request: request(method) })).toMatchObject({ statusCode: 405 });
  });
});

describe('The stack', () => {
  test('has a client without a secret, with the authorization code flow only', () => {
    const clients = resourcesOf('AWS::Cognito::UserPoolClient');
    expect(clients).toEqual([expect.objectContaining({ GenerateSecret: false, AllowedOAuthFlows: ['code'] })]);
    expect(clients[0]).not.toHaveProperty('ExplicitAuthFlows');
  });

  test('lets the agent accept tokens with the scope of the client, and no other tokens of the user pool', () => {
    const [{ AuthorizerConfiguration }] = resourcesOf('AWS::BedrockAgentCore::Harness');
    expect(AuthorizerConfiguration).toEqual({
      CustomJWTAuthorizer: {
        AllowedScopes: ['web-chat/ask'],
        DiscoveryUrl: expect.stringMatching(/\/\.well-known\/openid-configuration$/),
      },
    });
  });

  test('lets only the distribution read the bucket', () => {
    const [{ PolicyDocument }] = resourcesOf('AWS::S3::BucketPolicy');
    const { Statement } = PolicyDocument as { Statement: Array<Record<string, unknown>> };
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: {
          StringEquals: { 'AWS:SourceArn': expect.stringMatching(/:distribution\/\$\{Distribution\w+\}$/) },
        },
      }),
    ]);
  });
});

describe('The reader of the answer', () => {
  let agent: Loopback;
  let response: LoopbackResponse;
  beforeAll(async () => {
    agent = await serve(() => response);
  });
  afterAll(() => agent.close());

  async function answer(body: LoopbackResponse['body']): Promise<AnswerPart[]> {
    response = { type: EVENT_STREAM, body };
    const parts: AnswerPart[] = [];
    for await (const part of ask(agent.url, 'Hello', { sessionId: 'a'.repeat(33), accessToken: 'token' })) {
      parts.push(part);
    }
    return parts;
  }

  const text = (piece: string) => eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: piece } });
  const stop = (stopReason: string) => eventFrame('messageStop', { stopReason });
  async function* inPiecesOf(length: number, ...frames: Uint8Array[]): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.concat(frames);
    for (let start = 0; start < bytes.length; start += length) {
      yield bytes.subarray(start, start + length);
    }
  }

  test.each([1, 7, 1000])('reads frames that arrive in pieces of %d bytes', async (length) => {
    const body = inPiecesOf(length, text('Grüße '), text('😀'), stop('end_turn'));
    expect(await answer(body)).toEqual([{ text: 'Grüße ' }, { text: '😀' }]);
  });

  test.each([
    ['max_tokens', 'The answer has reached its maximum length.'],
    ['hook_stopped', 'A check stopped the answer.'],
    ['a_reason_of_tomorrow', 'The assistant could not complete the answer.'],
  ])('explains the stop reason %s', async (reason, stopped) => {
    expect(await answer(stop(reason))).toEqual([{ stopped }]);
  });

  test.each(['end_turn', 'stop_sequence', 'tool_use', 'tool_result'])('does not mention %s', async (reason) => {
    expect(await answer(stop(reason))).toEqual([]);
  });

  const corrupt = Buffer.from(text('Hello'));
  corrupt[corrupt.length - 6] ^= 1;
  const exception = (name: string) => eventFrame(name, { message: 'Internal details' }, 'exception');

  test.each<[string, Uint8Array, RegExp]>([
    ['an exception of the service', exception('internalServerException'), /^The assistant does not work at the moment/],
    ['an exception of the agent', exception('runtimeClientError'), /^The assistant does not work at the moment/],
    ['half a frame', text('Hello').subarray(0, 20), /^The answer was interrupted/],
    ['a frame with a wrong checksum', corrupt, /^The answer was interrupted/],
  ])('reports %s', async (_, frame, message) => {
    await expect(answer(frame)).rejects.toThrow(message);
  });

  test('ignores events that it does not know', async () => {
    const body = Buffer.concat([eventFrame('eventOfTomorrow', { any: 1 }), text('Hello')]);
    expect(await answer(body)).toEqual([{ text: 'Hello' }]);
  });
});
