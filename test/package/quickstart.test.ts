import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EVENT_STREAM, eventFrame } from '../examples/agents/event-stream';
import { type Loopback, type LoopbackRequest, serve } from '../examples/agents/loopback';
import { ROOT, read } from '../support/guides';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/Assistant-a1B2c3D4e5';
const SCRIPT = /^ *```js\n([\s\S]*?)^ *```$/m;

/** The script that the quickstart asks readers to save as `ask.mjs`. */
function script(): string {
  const [, quickstart] = read('README.md').split('\n## Quickstart\n');
  return SCRIPT.exec(quickstart)?.[1] ?? '';
}

describe('the script of the quickstart', () => {
  const requests: LoopbackRequest[] = [];
  let folder: string;
  let server: Loopback;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cdk-agentcore-quickstart-'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'ask.mjs'), script());
    server = await serve((request) => {
      requests.push(request);
      const frames = [
        eventFrame('messageStart', { role: 'assistant' }),
        ...['17 times 23', ' is 391.'].map((text) =>
          eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } }),
        ),
        eventFrame('messageStop', { stopReason: 'end_turn' }),
      ];
      return { type: EVENT_STREAM, body: Buffer.concat(frames) };
    });
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('invokes the harness and prints the answer', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['ask.mjs', ARN, 'What is 17 times 23?'], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_ENDPOINT_URL: server.url,
      },
    });

    expect(stdout).toBe('17 times 23 is 391.');
    expect(requests).toHaveLength(1);
    const [{ method, path, headers, body }] = requests;
    expect([method, path]).toEqual(['POST', `/harnesses/invoke?harnessArn=${encodeURIComponent(ARN)}`]);
    expect(JSON.parse(body.toString())).toEqual({
      messages: [{ role: 'user', content: [{ text: 'What is 17 times 23?' }] }],
    });
    expect(headers['x-amzn-bedrock-agentcore-runtime-session-id']).toMatch(/^[\w-]{33,100}$/);
  });
});
