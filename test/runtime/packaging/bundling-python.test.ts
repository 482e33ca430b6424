import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePython } from '../../../src/runtime/packaging/bundling';
import { messageOf } from '../../support/helpers';
import { failingTool, fakeUv } from '../../support/temporary';
import { directoryOf, output, UNWANTED } from './bundling-fixtures';

const PATH = process.env.PATH;

afterEach(() => {
  process.env.PATH = PATH;
  jest.restoreAllMocks();
});

const LOCKED = { 'main.py': 'print(1)\n', 'uv.lock': '', 'pyproject.toml': '' };

function python(directory: string, exclude: string[] = []) {
  return output(bundlePython(directory, { version: '3.13', exclude }));
}

/** Sets the PATH to an empty directory, and returns it. */
function onPath(): string {
  process.env.PATH = directoryOf();
  return process.env.PATH;
}

function packagesOf(home: string) {
  return {
    'boto3/__init__.py': '',
    'main.py': 'of a package\n',
    'bin/short': `#!${home}/bin/python3.13\nimport boto3\n`,
    'bin/long': `#!/bin/sh\n'''exec' '${home}/bin/python' "$0" "$@"\n' '''\nimport boto3\n`,
    'bin/shell': '#!/bin/sh\nexit 0\n',
    'boto3-1.0.dist-info/RECORD': `bin/short,sha256=${home.length},90\nboto3/__init__.py,sha256=abc,0\nboto3-1.0.dist-info/direct_url.json,sha256=d,3\n`,
    'boto3-1.0.dist-info/direct_url.json': `{"url":"file://${home}"}`,
  };
}

describe('A Python agent', () => {
  test('is packaged from its lock file for arm64 Linux, with prebuilt wheels only', () => {
    const { calls } = fakeUv(onPath(), directoryOf(packagesOf('/home/me')));
    python(directoryOf(LOCKED));
    const [exported, installed] = calls();
    expect(exported).toEqual([
      'export',
      '--frozen',
      '--no-dev',
      '--no-emit-project',
      '--no-editable',
      '--output-file',
      expect.stringMatching(/requirements\.txt$/),
      '--quiet',
    ]);
    expect(installed).toEqual([
      'pip',
      'install',
      '--requirement',
      exported[6],
      '--target',
      expect.any(String),
      '--python-platform',
      'aarch64-manylinux_2_28',
      '--python-version',
      '3.13',
      '--only-binary',
      ':all:',
      '--no-compile-bytecode',
      '--quiet',
    ]);
    expect(existsSync(exported[6])).toBe(false);
  });

  test('contains its files and packages, without files that no agent needs', () => {
    fakeUv(onPath(), directoryOf(packagesOf('/home/me')));
    const { directory, files } = python(directoryOf({ ...LOCKED, ...UNWANTED, 'test/a.py': '' }), ['test']);
    expect(files).toEqual([
      'bin/long',
      'bin/shell',
      'bin/short',
      'boto3-1.0.dist-info/RECORD',
      'boto3/__init__.py',
      'main.py',
      'pyproject.toml',
      'uv.lock',
    ]);
    expect(readFileSync(join(directory, 'main.py'), 'utf8')).toBe('print(1)\n');
  });

  test('has the same content on another machine and in another folder', () => {
    fakeUv(onPath(), directoryOf(packagesOf('/home/me')));
    const { directory, hash } = python(directoryOf(LOCKED));
    fakeUv(onPath(), directoryOf(packagesOf('/Users/somebody/else')));
    expect(python(directoryOf(LOCKED)).hash).toBe(hash);
    for (const command of ['short', 'long']) {
      expect(readFileSync(join(directory, 'bin', command), 'utf8')).toBe('#!/usr/bin/env python3\nimport boto3\n');
    }
    expect(readFileSync(join(directory, 'bin/shell'), 'utf8')).toBe('#!/bin/sh\nexit 0\n');
    expect(readFileSync(join(directory, 'boto3-1.0.dist-info/RECORD'), 'utf8')).toBe(
      'bin/short,,\nboto3/__init__.py,sha256=abc,0\n',
    );
  });

  test('has the same content behind a link, with linked node_modules and without node_modules', () => {
    fakeUv(onPath(), directoryOf(packagesOf('/home/me')));
    const [plain, real] = [LOCKED, LOCKED].map((files) => directoryOf(files));
    symlinkSync(directoryOf({ 'polite/index.js': '' }), join(real, 'node_modules'));
    const link = join(directoryOf(), 'link');
    symlinkSync(real, link);
    expect(new Set([plain, real, link].map((root) => python(root).hash)).size).toBe(1);
  });

  test('retains executable permissions and internal links', () => {
    fakeUv(onPath(), directoryOf());
    const project = directoryOf({ ...LOCKED, 'tools/run.sh': '#!/bin/sh\n' });
    chmodSync(join(project, 'tools/run.sh'), 0o755);
    mkdirSync(join(project, 'links'));
    symlinkSync('../tools/run.sh', join(project, 'links/run'));
    const { directory } = python(project);
    expect(statSync(join(directory, 'tools/run.sh')).mode & 0o111).toBe(0o111);
    expect(readlinkSync(join(directory, 'links/run'))).toBe('../tools/run.sh');
  });

  test('is rejected in one sentence if uv is not installed', () => {
    onPath();
    expect(messageOf(() => python(directoryOf(LOCKED)))).toBe(
      'uv, which packages Python agents, is not installed. Install uv (https://docs.astral.sh/uv), or package the code yourself and use Artifact.fromDirectory.',
    );
  });

  test('is rejected without a lock file', () => {
    const project = directoryOf({ 'main.py': '' });
    expect(messageOf(() => python(project))).toBe(
      `${project} must contain uv.lock, because Python agents are packaged from it. Run \`uv lock\` in the directory, and commit the file.`,
    );
  });

  test('is rejected with an alternative if the lock file belongs to a workspace', () => {
    const workspace = directoryOf({ ...LOCKED, 'packages/agent/main.py': '' });
    expect(messageOf(() => python(join(workspace, 'packages/agent')))).toBe(
      `${workspace}/packages/agent must contain uv.lock, because Python agents are packaged from it. The project belongs to the workspace ${workspace}. Pass the workspace to Artifact.fromPython, or install the output of \`uv export\` into a directory and use Artifact.fromDirectory.`,
    );
  });

  test('is rejected with the message of uv', () => {
    failingTool(onPath(), 'uv', 'error: numpy 1.0 has no wheel for this platform');
    const project = directoryOf(LOCKED);
    expect(messageOf(() => python(project))).toBe(
      `uv failed in ${project}:\nerror: numpy 1.0 has no wheel for this platform`,
    );
  });
});
