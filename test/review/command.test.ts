import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { temporaryDirectories } from '../support/temporary';

const ROOT = join(__dirname, '..', '..');
const directory = temporaryDirectories();

function run(...args: string[]) {
  // The command line of tsx would start a second process.
  const main = ['--require', 'tsx/cjs', 'src/review/command/main.ts'];
  const env = { ...process.env, TSX_TSCONFIG_PATH: 'test/tsconfig.json' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...main, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

function assembly(eventExpiryDuration?: number): string {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  const stack = new Stack(app, 'Test');
  if (eventExpiryDuration !== undefined) {
    const memory = new CfnMemory(stack, 'Customers', { name: 'Customers', eventExpiryDuration });
    memory.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }
  return app.synth().directory;
}

describe('The command cdk-agentcore review', () => {
  const valid = assembly(90);
  const invalid = assembly(1000);
  const empty = assembly();

  test('prints the review of a cloud assembly as Markdown', () => {
    const { status, stdout, stderr } = run('review', valid);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Customers');
  });

  test('writes the review to a file in another format', () => {
    const out = join(directory(), 'review.json');
    expect(run('review', valid, '--format', 'json', '--out', out)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ version: 1, findings: [] });
  });

  test('exits with 1 if there is an error, and writes the review', () => {
    const { status, stdout, stderr } = run('review', invalid);
    expect(stdout).toContain('must be between 3 and 365 days, got 1000 days');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '--fail-on error: 1 finding.\n' });
  });

  test('exits with 0 if nothing makes it fail', () => {
    expect(run('review', invalid, '--fail-on', 'never').status).toBe(0);
  });

  test('compares with a base, and exits with 1 if data is lost', () => {
    const { status, stdout, stderr } = run('review', empty, '--base', valid);
    expect(stdout).toContain('is removed from the app, and deleted with its data');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '--fail-on error: 1 change.\n' });
  });

  test('prints how it is used', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: cdk-agentcore review/) });
  });

  test.each<[what: string, args: () => string[], message: string]>([
    [
      'a folder that does not exist',
      () => ['review', 'nope'],
      'nope must be a folder, and does not exist. Run "cdk synth" first.',
    ],
    [
      'a file',
      () => ['review', join(valid, 'manifest.json')],
      'manifest.json must be a folder, got a file. Pass the output folder of "cdk synth", such as cdk.out.',
    ],
    ['an empty base', () => ['review', valid, '--base', ''], '--base must be a folder, got an empty text. Pass the'],
    [
      'a folder that is no cloud assembly',
      () => ['review', 'docs'],
      'docs must be a cloud assembly, got a folder without manifest.json. Pass the output folder of "cdk synth".',
    ],
    [
      'a cloud assembly of a newer version',
      () => {
        const folder = assembly(90);
        const file = join(folder, 'manifest.json');
        writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version: '999.0.0' }));
        return ['review', folder];
      },
      'Upgrade aws-cdk-lib to the version that has written the cloud assembly, or a later one.',
    ],
    ['no cloud assembly', () => ['review'], 'review must have one cloud assembly, got none.'],
    ['another command', () => ['deploy'], 'The command must be "review", got "deploy".'],
    [
      'another format',
      () => ['review', valid, '--format', 'pdf'],
      '--format must be one of md, html, json, got "pdf".',
    ],
    [
      'another severity',
      () => ['review', valid, '--fail-on', 'often'],
      '--fail-on must be one of error, warning, info, never, got "often".',
    ],
    ['an unknown option', () => ['review', valid, '--colour'], "Unknown option '--colour'."],
    [
      'a file that cannot be written',
      () => ['review', valid, '--out', join(valid, 'no', 'such', 'file')],
      '--out cannot be written: ENOENT',
    ],
  ])('exits with 2 and an explanation for %s', (_, args, message) => {
    const { status, stdout, stderr } = run(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test('writes nothing to the cloud assembly', () => {
    run('review', valid, '--format', 'html');
    expect(existsSync(join(valid, 'agent-review.html'))).toBe(false);
  });
});
