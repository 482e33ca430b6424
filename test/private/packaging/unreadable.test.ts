import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, Stack } from 'aws-cdk-lib/core';
import { Artifact, ContainerImage, Skill } from '../../../src';
import { harnessIn, messageOf, runtimeIn } from '../../support/helpers';
import { type Files, fakeUv, temporaryDirectories } from '../../support/temporary';

const directoryOf = temporaryDirectories();
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/** Calls a function as a user who is not root, because file modes have no effect on root. */
function asNobody<T>(call: () => T): T {
  if (!isRoot) {
    return call();
  }
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return call();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/** A directory in which one path cannot be read. */
function directoryWith(files: Files, path: string): string {
  const directory = directoryOf(files);
  for (const folder of ['.ssh', 'build', 'src']) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  for (const one of [tmpdir(), directory, ...Object.keys(files).map((file) => join(directory, file))]) {
    chmodSync(one, 0o777);
  }
  chmodSync(join(directory, path), 0);
  return directory;
}

type Make = (stack: Stack, directory: string, exclude: string[]) => unknown;

const KINDS: Array<[kind: string, prefix: string, files: Files, make: Make]> = [
  [
    'Artifact.fromDirectory',
    'artifact: ',
    { 'main.js': '' },
    (stack, directory, exclude) =>
      runtimeIn(stack, {
        artifact: Artifact.fromDirectory(directory, {
          runtime: AgentCoreRuntime.NODE_22,
          entryPoint: ['main.js'],
          exclude,
        }),
      }),
  ],
  [
    'Artifact.fromPython',
    'artifact: ',
    { 'main.py': '', 'uv.lock': '' },
    (stack, directory, exclude) =>
      runtimeIn(stack, { artifact: Artifact.fromPython(directory, { instrument: false, exclude }) }),
  ],
  [
    'Skill.fromDirectory',
    'skills: "<directory>": ',
    { 'SKILL.md': '---\nname: refunds\ndescription: Refunds.\n---\n' },
    (stack, directory, exclude) => harnessIn(stack, { skills: [Skill.fromDirectory(directory, { exclude })] }),
  ],
  [
    'ContainerImage.fromDirectory',
    'image: ',
    { Dockerfile: 'FROM scratch' },
    (stack, directory, exclude) => harnessIn(stack, { image: ContainerImage.fromDirectory(directory, { exclude }) }),
  ],
];

/** The error for a directory with a path that the user cannot read. */
function saidOf(make: Make, files: Files, path: string, exclude: string[] = []): string {
  const directory = directoryWith({ 'src/a.txt': '', 'build/b.txt': '', '.env': 'A=1', 'a.log': '', ...files }, path);
  const outdir = directoryOf();
  chownSync(outdir, isRoot ? NOBODY : -1, -1);
  const stack = new Stack(new App({ outdir, analyticsReporting: false }), 'Test');
  const message = asNobody(() => messageOf(() => make(stack, directory, exclude)));
  return message.replaceAll(directory, '<directory>').replace(/^[^:]*: (?=\w+: )/, '');
}

const { PATH } = process.env;

beforeAll(() => {
  const tools = directoryOf({ calls: '', 'packages/a.py': '' });
  fakeUv(tools, join(tools, 'packages'));
  chmodSync(tools, 0o755);
  chmodSync(join(tools, 'calls'), 0o666);
  process.env.PATH = `${tools}${delimiter}${PATH}`;
});

afterAll(() => {
  process.env.PATH = PATH;
});

// Loads all modules first, because another user may not be able to read them.
beforeAll(() => {
  for (const [, , files, make] of KINDS) {
    make(new Stack(new App({ outdir: directoryOf(), analyticsReporting: false }), 'Test'), directoryOf(files), []);
  }
});

describe.each(KINDS)('%s with a path that cannot be read', (_, prefix, files, make) => {
  const [marker] = Object.keys(files);

  test.each([
    ['an excluded folder', 'build', ['build']],
    ['an excluded file', 'a.log', ['*.log']],
    ['a file with the name of a credentials file', '.env', []],
  ])('excludes %s', (__, path, exclude) => {
    expect(saidOf(make, files, path, exclude)).toBe('nothing was thrown');
  });

  test.each(['src', 'src/a.txt'])('names %s in the error if it is not excluded', (path) => {
    expect(saidOf(make, files, path)).toBe(
      `${prefix}"${path}" cannot be read: permission is denied. Make it readable, or exclude it.`,
    );
  });

  test('names the required file in the error', () => {
    expect(saidOf(make, files, marker)).toBe(
      `${prefix}"${marker}" cannot be read: permission is denied. Make it readable, or exclude it.`,
    );
  });

  test('names the directory in the error', () => {
    const need =
      marker === 'SKILL.md'
        ? /must contain a SKILL\.md file/
        : /"\."|the Dockerfile "[^"]*" must exist|has no uv\.lock/;
    expect(saidOf(make, files, '.')).toMatch(need);
  });

  test('excludes folders of keys', () => {
    expect(saidOf(make, files, '.ssh')).toBe('nothing was thrown');
  });
});
