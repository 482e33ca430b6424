import { randomBytes } from 'node:crypto';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Lazy } from 'aws-cdk-lib/core';
import { codeProblems } from '../../../src/private/packaging/code-check';
import { binaryFor, temporaryDirectories } from '../../support/temporary';

const directoryOf = temporaryDirectories();
const MB = 1024 * 1024;

describe('The entry point of the agent', () => {
  test.each(['main.py', 'src/main.py'])('is found as %s', (entry) => {
    expect(codeProblems(directoryOf({ [entry]: '' }), [entry])).toEqual([]);
  });

  test('is found behind a link to a file in another directory', () => {
    const directory = directoryOf();
    symlinkSync(join(directoryOf({ 'other.py': '' }), 'other.py'), join(directory, 'main.py'));
    expect(codeProblems(directory, ['main.py'])).toEqual([]);
  });

  test('is found in a directory that is a link', () => {
    const directory = directoryOf({ 'packages/agent/main.py': '' });
    symlinkSync('packages/agent', join(directory, 'agent'));
    expect(codeProblems(directory, ['agent/main.py'])).toEqual([]);
    expect(codeProblems(directory, ['agent/other.py'])).toHaveLength(1);
  });

  test.each([
    ['is missing', { 'other.py': '' }],
    ['is a directory', { 'main.py/__init__.py': '' }],
  ])('is reported as missing if it %s', (_, files) => {
    expect(codeProblems(directoryOf(files), ['main.py'])).toEqual(['it has no file "main.py", which starts the agent']);
  });

  test.each([[[Lazy.string({ produce: () => 'main.py' })]], [[]]])(
    'is not required if it is not known at synth',
    (entryPoint) => {
      expect(codeProblems(directoryOf({ 'other.py': '' }), entryPoint)).toEqual([]);
    },
  );

  test('is reported as missing if the link to it is broken', () => {
    const directory = directoryOf();
    symlinkSync(join(directory, 'gone.py'), join(directory, 'main.py'));
    expect(codeProblems(directory, ['main.py'])).toHaveLength(1);
  });
});

describe('opentelemetry-instrument', () => {
  const STARTED = ['opentelemetry-instrument', 'main.py'];

  test.each(['opentelemetry/instrumentation/auto_instrumentation/__init__.py', 'bin/opentelemetry-instrument'])(
    'is found as %s',
    (path) => {
      expect(codeProblems(directoryOf({ 'main.py': '', [path]: '' }), STARTED)).toEqual([]);
    },
  );

  test('is reported as missing if it starts the agent', () => {
    expect(codeProblems(directoryOf({ 'main.py': '' }), STARTED)).toEqual([
      'it has no opentelemetry-instrument, which starts the agent: add aws-opentelemetry-distro to its dependencies',
    ]);
  });

  test('is not required if it does not start the agent', () => {
    expect(codeProblems(directoryOf({ 'main.py': '' }), ['main.py'])).toEqual([]);
  });
});

describe('Binaries', () => {
  const MACH_O = Buffer.from('cffaedfe0c000001', 'hex');
  const WINDOWS = Buffer.from('MZ');

  test.each([
    ['for arm64 Linux', 'lib/native.so', binaryFor('arm64')],
    ['for arm64 Linux with the extension of a Node.js addon', 'lib/native.node', binaryFor('arm64')],
    ['without a binary header', 'lib/native.txt', Buffer.from('text')],
    ['shorter than a header', 'lib/native', binaryFor('arm64').subarray(0, 3)],
    ['that a package contains for each operating system', 'node_modules/ws/prebuilds/darwin-x64/ws.node', MACH_O],
    [
      'for x86_64 in a package with binaries for each architecture',
      'node_modules/ws/prebuilds/linux-x64/ws.node',
      binaryFor('x86_64'),
    ],
    ['that only macOS loads', 'lib/native.dylib', MACH_O],
    ['that only Windows loads', 'lib/native.dll', WINDOWS],
  ])('%s are accepted', (_, path, content) => {
    expect(codeProblems(directoryOf({ 'main.py': '', [path]: content }), ['main.py'])).toEqual([]);
  });

  test.each([
    ['for x86_64', 'lib/native.so', binaryFor('x86_64')],
    ['for x86_64 without a file extension', 'bin/tool', binaryFor('x86_64')],
    ['for macOS with the extension of a Linux library', 'lib/native.so', MACH_O],
    ['for several architectures of macOS', 'lib/native.so', Buffer.from('cafebabe00000002', 'hex')],
    ['for macOS with the extension of a Node.js addon', 'lib/native.node', MACH_O],
    ['for Windows with the extension of a Python module', 'lib/native.pyd', WINDOWS],
    ['with the extension of a library and the content of a text file', 'lib/native.so', Buffer.from('text')],
  ])('%s are rejected by name', (_, path, content) => {
    expect(codeProblems(directoryOf({ 'main.py': '', [path]: content }), ['main.py'])).toEqual([
      `it has binaries that are not for arm64 Linux: ${path}: install its dependencies for arm64 Linux, or exclude what the agent does not load`,
    ]);
  });

  test('are listed up to five, and counted beyond that', () => {
    const binaries = [1, 2, 3, 4, 5, 6, 7].map((number) => [`${number}.so`, binaryFor('x86_64')]);
    const [problem] = codeProblems(directoryOf({ 'main.py': '', ...Object.fromEntries(binaries) }), ['main.py']);
    expect(problem).toContain(': 1.so, 2.so, 3.so, 4.so, 5.so, and 2 more:');
  });
});

describe('The size of a package', () => {
  /** Random content, which does not compress. */
  const noise = (size: number) => randomBytes(size);
  const tooLarge = (kind: string, size: number, limit: number) =>
    `it is ${size} MB ${kind}, and AgentCore accepts at most ${limit} MB: exclude what the agent does not load, or use Artifact.fromImage`;

  test.each([
    ['is accepted up to the limit', 4 * MB, []],
    ['is rejected above the limit', 4 * MB + 1, [tooLarge('unzipped', 5, 4)]],
  ])('%s when unzipped', (_, size, problems) => {
    const directory = directoryOf({ 'main.py': '', model: Buffer.alloc(size) });
    expect(codeProblems(directory, ['main.py'], { largest: { unzipped: 4 * MB, zipped: MB } })).toEqual(problems);
  });

  test('is at most 750 MB unzipped', () => {
    const directory = directoryOf({ 'main.py': '', model: '' });
    truncateSync(join(directory, 'model'), 750 * MB + 1);
    expect(codeProblems(directory, ['main.py'])).toEqual([tooLarge('unzipped', 751, 750)]);
  });

  test.each([
    ['is accepted up to the limit', noise(MB - 1024), []],
    ['is rejected above the limit', noise(MB), [tooLarge('zipped', 2, 1)]],
    ['is accepted if the content compresses enough', Buffer.alloc(3 * MB), []],
  ])('%s when zipped', (_, model, problems) => {
    const directory = directoryOf({ 'main.py': '', model });
    expect(codeProblems(directory, ['main.py'], { largest: { unzipped: 4 * MB, zipped: MB } })).toEqual(problems);
  });

  test('includes the names of the files when zipped', () => {
    const names = Array.from({ length: 50 }, (_, index) => [`${'n'.repeat(200)}${index}`, '']);
    const directory = directoryOf({ 'main.py': '', ...Object.fromEntries(names) });
    const problemsWith = (zipped: number) =>
      codeProblems(directory, ['main.py'], { largest: { unzipped: MB, zipped } });
    expect(problemsWith(50 * 400)).toHaveLength(1);
    expect(problemsWith(50 * 500)).toEqual([]);
  });

  test('is reported together with all other problems', () => {
    const directory = directoryOf({ model: binaryFor('x86_64') });
    truncateSync(join(directory, 'model'), 750 * MB + 1);
    expect(codeProblems(directory, ['opentelemetry-instrument', 'main.py'])).toHaveLength(4);
  });
});
