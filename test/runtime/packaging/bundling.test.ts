import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib/core';
import { type Bundler, bundleDirectory, bundlePython, bundleTypeScript } from '../../../src/runtime/packaging/bundling';
import { messageOf } from '../../support/helpers';
import { failingTool, fakeUv, temporaryDirectories } from '../../support/temporary';

const directoryOf = temporaryDirectories();
const PATH = process.env.PATH;

afterEach(() => {
  process.env.PATH = PATH;
  jest.restoreAllMocks();
});

const TYPESCRIPT = {
  'src/main.ts': "import { greet } from './words/greet';\nconsole.log(greet('agent'));\n",
  'src/words/greet.ts':
    "import * as old from './old.cjs';\nexport const greet = (name: string): string => old.polite(name);\n",
  'src/words/old.cjs': "exports.polite = (name) => require('node:path').join(__dirname, name);\n",
};

/** What a bundler makes, and the files in it. */
function output(bundler: Bundler): { directory: string; files: string[]; hash: string } {
  const directory = directoryOf();
  bundler.prepare('').writeTo(directory);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return { directory, files: files.sort(), hash: FileSystem.fingerprint(directory) };
}

function typeScript(root: string, options: Parameters<typeof bundleTypeScript>[1] = {}) {
  return output(bundleTypeScript(join(root, 'src/main.ts'), options));
}

describe('TypeScript', () => {
  test('becomes one ES module, with a source map that knows the sources and not their text', () => {
    const { directory, files } = typeScript(directoryOf(TYPESCRIPT));
    expect(files).toEqual(['main.js', 'main.js.map', 'package.json']);
    expect(readFileSync(join(directory, 'package.json'), 'utf8')).toBe('{"type":"module"}\n');
    const map = JSON.parse(readFileSync(join(directory, 'main.js.map'), 'utf8'));
    expect(map.sources).toEqual(['words/old.cjs', 'words/greet.ts', 'main.ts']);
    expect(map).not.toHaveProperty('sourcesContent');
  });

  test('has no source map when none is asked for', () => {
    expect(typeScript(directoryOf(TYPESCRIPT), { sourceMap: false }).files).toEqual(['main.js', 'package.json']);
  });

  test('is small when that is asked for, and readable when not', () => {
    const [large, small] = [false, true].map((minify) => typeScript(directoryOf(TYPESCRIPT), { minify }).directory);
    expect(readFileSync(join(large, 'main.js'), 'utf8')).toContain('// words/greet.ts');
    expect(readFileSync(join(small, 'main.js'), 'utf8')).not.toContain('// words/greet.ts');
  });

  test('leaves out packages that it is told to, and no others', () => {
    const root = directoryOf({ 'src/main.ts': "import 'never-installed';\n" });
    const { directory } = typeScript(root, { external: ['never-installed'] });
    expect(readFileSync(join(directory, 'main.js'), 'utf8')).toContain('import "never-installed"');
    expect(() => typeScript(root)).toThrow('Could not resolve "never-installed"');
  });

  test.each([{}, { minify: true }])('is the same in another folder and at another time, with %j', (options) => {
    const deeper = Object.entries(TYPESCRIPT).map(([path, content]) => [`far/down/${path}`, content]);
    const [one, other] = [directoryOf(TYPESCRIPT), join(directoryOf(Object.fromEntries(deeper)), 'far/down')];
    utimesSync(join(other, 'src/main.ts'), 1, 1);
    const [first, second] = [typeScript(one, options), typeScript(other, options)];
    expect(first.hash).toBe(second.hash);
    const text = first.files.map((file) => readFileSync(join(first.directory, file), 'utf8')).join();
    expect(text).not.toContain('cdk-agentcore-test-');
  });

  test('is another one when a source says something else', () => {
    const changed = { ...TYPESCRIPT, 'src/words/old.cjs': 'exports.polite = () => "hello";\n' };
    expect(typeScript(directoryOf(TYPESCRIPT)).hash).not.toBe(typeScript(directoryOf(changed)).hash);
  });

  describe('in a workspace, whose packages lie a level above,', () => {
    const PACKAGES = {
      'node_modules/polite/package.json': '{"type":"module","main":"index.js"}',
      'node_modules/polite/index.js': "export { word } from './word.js';\nexport { plugin } from './plugin.js';\n",
      'node_modules/polite/word.js': "export const word = 'hello';\n",
      // As the SDK of AWS for agents loads its plugins.
      'node_modules/polite/plugin.js':
        "import { createRequire } from 'module';\nconst require = createRequire(import.meta.url);\nexport const plugin = require('polite-plugin');\n",
      'node_modules/polite-plugin/index.js': "module.exports = 'plugged';\n",
    };
    const WORKSPACE = {
      ...PACKAGES,
      'agents/support/src/main.ts': "import { plugin, word } from 'polite';\nconsole.log(word, plugin);\n",
    };
    const bundleOf = (root: string) => typeScript(join(root, 'agents/support'));

    test('it has those packages in it, those too that a module loads by a require of its own', () => {
      const { directory } = bundleOf(directoryOf(WORKSPACE));
      const { stdout, stderr } = spawnSync(process.execPath, ['main.js'], { cwd: directory, encoding: 'utf8' });
      expect([stdout, stderr]).toEqual(['hello plugged\n', '']);
    });

    test('it is the same in another folder, at another time and behind a link', () => {
      const [one, other] = [directoryOf(WORKSPACE), directoryOf(WORKSPACE)];
      utimesSync(join(other, 'node_modules/polite/index.js'), 1, 1);
      const link = join(directoryOf(), 'link');
      symlinkSync(other, link);
      const hashes = [one, other, link].map((root) => bundleOf(root).hash);
      expect(new Set(hashes).size).toBe(1);
    });

    const LICENSED = {
      'node_modules/polite/license.js': '/*! @license polite */\nexport const license = 1;\n',
      'node_modules/polite-plugin/browser.js': '',
      'node_modules/polite-plugin/package.json': '{"browser":{"./index.js":"./browser.js"}}',
    };
    const PROGRAM = {
      ...WORKSPACE,
      ...LICENSED,
      'agents/support/src/main.ts':
        "import { plugin, word } from 'polite';\nimport { license } from 'polite/license.js';\nconsole.log(word, plugin, license);\n",
    };
    const allIn = ({ directory, files }: ReturnType<typeof bundleOf>) =>
      files.map((file) => readFileSync(join(directory, file), 'utf8')).join();

    /** The same packages, of which links lead elsewhere. */
    function linked(links: string[]): string {
      const [root, elsewhere] = [directoryOf(PROGRAM), directoryOf()];
      for (const link of links) {
        const target = join(elsewhere, 'elsewhere', basename(link));
        mkdirSync(dirname(target), { recursive: true });
        renameSync(join(root, link), target);
        symlinkSync(target, join(root, link));
      }
      return root;
    }

    test.each([
      ['node_modules is a link', ['node_modules']],
      ['a package is a link', ['node_modules/polite-plugin']],
      ['a package is a link in linked node_modules', ['node_modules/polite-plugin', 'node_modules']],
    ])('it is the same when %s', (_, links) => {
      const [plain, other] = [directoryOf(PROGRAM), linked(links)].map(bundleOf);
      expect(allIn(other)).toBe(allIn(plain));
      expect(other.hash).toBe(plain.hash);
    });

    test('it names packages from node_modules, wherever they are', () => {
      const text = allIn(bundleOf(linked(['node_modules'])));
      expect(text).toContain('\n// node_modules/polite/word.js\n');
      expect(text).toContain('"node_modules/polite-plugin/index.js"(exports, module) {');
      expect(text).toContain('"sources":["node_modules/polite-plugin/index.js","node_modules/polite/word.js"');
      expect(text).not.toMatch(/elsewhere|\.\.\//);
    });

    test('it names the sources of the agent from the folder of the entry, though the workspace links the agent', () => {
      const root = directoryOf({ ...PROGRAM, 'agents/support/lib/log.ts': 'export const log = console.log;\n' });
      writeFileSync(join(root, 'agents/support/src/main.ts'), "import { log } from '../lib/log';\nlog(1);\n");
      symlinkSync(join(root, 'agents/support'), join(root, 'node_modules/support'));
      expect(allIn(bundleOf(root))).toContain('\n// ../lib/log.ts\n');
    });

    test('it is another one with another version of a package', () => {
      const other = { ...WORKSPACE, 'node_modules/polite/word.js': "export const word = 'good day';\n" };
      expect(bundleOf(directoryOf(other)).hash).not.toBe(bundleOf(directoryOf(WORKSPACE)).hash);
    });
  });

  test('says in esbuild’s words why it cannot be bundled', () => {
    const root = directoryOf({ 'src/main.ts': 'const = 1;\n' });
    const message = messageOf(() => typeScript(root));
    expect(message).toContain(`esbuild failed in ${join(root, 'src')}:`);
    expect(message).toMatch(/ERROR\] Expected identifier but found "="\s+main\.ts:1:6/);
  });

  test('has the text of files that it imports', () => {
    const files = {
      'src/main.ts': "import text from './prompt.txt';\nconsole.log(text);\n",
      'src/prompt.txt': 'Be kind.',
    };
    const { directory } = typeScript(directoryOf(files));
    expect(readFileSync(join(directory, 'main.js'), 'utf8')).toContain('Be kind.');
  });

  test('cannot have an addon, and says what to do instead', () => {
    const files = { 'src/main.ts': "import './addon.node';\n", 'src/addon.node': '' };
    expect(messageOf(() => typeScript(directoryOf(files)))).toMatch(
      /No loader is configured for "\.node" files[\s\S]*\nA package with a \.node addon cannot be bundled\. .*use Artifact\.fromDirectory\.$/,
    );
  });

  test('passes esbuild’s warnings on, and nothing else', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    typeScript(directoryOf(TYPESCRIPT));
    expect(write.mock.calls.join('')).toBe('');
    typeScript(directoryOf({ 'src/main.ts': 'export const isNone = (x: number) => x === NaN;\n' }));
    expect(write.mock.calls.join('')).toContain('WARNING');
  });
});

describe('esbuild', () => {
  const FAKE = `exports.build = async ({ outfile }) => {
  require('node:fs').writeFileSync(outfile, 'made by the one that lies nearest');
  return { metafile: { inputs: {} } };
};
`;

  test('is that of the entry’s folder before that of the app', () => {
    const root = directoryOf({ ...TYPESCRIPT, 'node_modules/esbuild/index.js': FAKE });
    const { directory } = typeScript(root, { sourceMap: false });
    expect(readFileSync(join(directory, 'main.js'), 'utf8')).toBe('made by the one that lies nearest');
  });

  test('is heard when it fails for another reason than the sources', () => {
    const OLD = "exports.build = async () => { throw new TypeError('no such option') };";
    const root = directoryOf({ ...TYPESCRIPT, 'node_modules/esbuild/index.js': OLD });
    expect(messageOf(() => typeScript(root))).toMatch(/^esbuild failed in .*src:\nTypeError: no such option/);
  });

  test('is asked for in one sentence where there is none', () => {
    const root = directoryOf(TYPESCRIPT);
    jest.spyOn(process, 'cwd').mockReturnValue(root);
    expect(messageOf(() => typeScript(root))).toBe(
      'esbuild, which bundles TypeScript agents, is not installed. Run `npm install --save-dev esbuild`.',
    );
  });
});

const PRIVATE_KEY = '# ours\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n';

const UNWANTED = {
  '.git/config': '',
  'cdk.out/manifest.json': '',
  '.venv/pyvenv.cfg': '',
  'venv/bin/python': '',
  'mine/pyvenv.cfg': '',
  'mine/bin/python': '',
  '.env': 'SECRET=1',
  '.env.local': 'SECRET=1',
  '.envrc': 'export SECRET=1',
  '.cache/a': '',
  'lib/.env': 'SECRET=1',
  'lib/prod.env': 'SECRET=1',
  '.azure/tokens.json': '',
  'home/.config/gcloud/credentials.db': '',
  '.docker/config.json': '',
  '.kube/config': '',
  '.gnupg/secring.gpg': '',
  '.git-credentials': '',
  '.yarnrc.yml': 'npmAuthToken: 1',
  'keys/id_rsa': '',
  'keys/id_ed25519': '',
  'keys/[1] server.pem': PRIVATE_KEY,
  'server.key': PRIVATE_KEY,
  '.npmrc': '//registry/:_authToken=1',
  'lib/__pycache__/a.pyc': '',
};

describe('A directory', () => {
  const FILES = { 'main.py': '', 'lib/a.py': '', 'lib/environment.py': '' };

  test('is taken without version control, caches, virtual environments and credentials', () => {
    const directory = directoryOf({ ...FILES, ...UNWANTED });
    const { files, hash } = output(
      bundleDirectory(directory, { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude: [] }),
    );
    expect(files).toEqual(['lib/a.py', 'lib/environment.py', 'main.py']);
    expect(
      output(bundleDirectory(directoryOf(FILES), { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude: [] }))
        .hash,
    ).toBe(hash);
  });

  test('is taken with its Node.js packages where Node.js runs it, and without them elsewhere', () => {
    const directory = directoryOf({ 'main.js': '', 'node_modules/a/index.js': '' });
    const filesFor = (runtime: string) =>
      output(bundleDirectory(directory, { runtime, entryPoint: ['main.js'], exclude: [] })).files;
    expect(filesFor('NODE_22')).toEqual(['main.js', 'node_modules/a/index.js']);
    expect(filesFor('PYTHON_3_13')).toEqual(['main.js']);
  });

  test('is the same with linked node_modules where Node.js runs it', () => {
    const packages = { 'a/index.js': 'exports.a = 1;\n', 'b/bin.js': '' };
    const moved = Object.entries(packages).map(([path, text]) => [`node_modules/${path}`, text]);
    const [plain, linked] = [{ 'main.js': '', ...Object.fromEntries(moved) }, { 'main.js': '' }].map(directoryOf);
    symlinkSync(directoryOf(packages), join(linked, 'node_modules'));
    const outputs = [plain, linked].map((root) =>
      output(bundleDirectory(root, { runtime: 'NODE_22', entryPoint: ['main.js'], exclude: [] })),
    );
    expect(outputs[1].files).toEqual(outputs[0].files);
    expect(outputs[1].hash).toBe(outputs[0].hash);
  });

  test('is taken with certificates, and without private keys unless it is told to keep one', () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIID\n';
    const directory = directoryOf({ 'main.py': '', 'ca.pem': certificate, 'a.pem': PRIVATE_KEY, 'b.key': PRIVATE_KEY });
    const filesWith = (exclude: string[]) =>
      output(bundleDirectory(directory, { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude })).files;
    expect(filesWith([])).toEqual(['ca.pem', 'main.py']);
    expect(filesWith(['!b.key'])).toEqual(['b.key', 'ca.pem', 'main.py']);
  });

  test('is taken without what it is told to leave out, and with what it is told to keep', () => {
    const directory = directoryOf({ ...FILES, 'test/a.py': '', '.env.example': '' });
    const exclude = ['/test', '!.env.example'];
    expect(
      output(bundleDirectory(directory, { runtime: 'PYTHON_3_13', entryPoint: ['main.py'], exclude })).files,
    ).toEqual(['.env.example', 'lib/a.py', 'lib/environment.py', 'main.py']);
  });
});

const LOCKED = { 'main.py': 'print(1)\n', 'uv.lock': '', 'pyproject.toml': '' };

function python(directory: string, exclude: string[] = []) {
  return output(bundlePython(directory, { version: '3.13', exclude }));
}

/** What lies on the PATH, and nothing else does. */
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

describe('Python', () => {
  test('is packaged from its lock file, for arm64 Linux, from packages that need no building', () => {
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

  test('has its own files beside its packages, without what no agent needs', () => {
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

  test('is the same on another machine and in another folder', () => {
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

  test('is the same behind a link, with linked node_modules and without any', () => {
    fakeUv(onPath(), directoryOf(packagesOf('/home/me')));
    const [plain, real] = [LOCKED, LOCKED].map((files) => directoryOf(files));
    symlinkSync(directoryOf({ 'polite/index.js': '' }), join(real, 'node_modules'));
    const link = join(directoryOf(), 'link');
    symlinkSync(real, link);
    expect(new Set([plain, real, link].map((root) => python(root).hash)).size).toBe(1);
  });

  test('keeps what may be executed, and links within it', () => {
    fakeUv(onPath(), directoryOf());
    const project = directoryOf({ ...LOCKED, 'tools/run.sh': '#!/bin/sh\n' });
    chmodSync(join(project, 'tools/run.sh'), 0o755);
    mkdirSync(join(project, 'links'));
    symlinkSync('../tools/run.sh', join(project, 'links/run'));
    const { directory } = python(project);
    expect(statSync(join(directory, 'tools/run.sh')).mode & 0o111).toBe(0o111);
    expect(readlinkSync(join(directory, 'links/run'))).toBe('../tools/run.sh');
  });

  test('asks in one sentence for uv where there is none', () => {
    onPath();
    expect(messageOf(() => python(directoryOf(LOCKED)))).toBe(
      'uv, which packages Python agents, is not installed. Install uv (https://docs.astral.sh/uv), or package the code yourself and use Artifact.fromDirectory.',
    );
  });

  test('asks for a lock file where there is none', () => {
    const project = directoryOf({ 'main.py': '' });
    expect(messageOf(() => python(project))).toBe(
      `${project} must contain uv.lock, because Python agents are packaged from it. Run \`uv lock\` in the directory, and commit the file.`,
    );
  });

  test('asks for another way where the lock file is that of a workspace', () => {
    const workspace = directoryOf({ ...LOCKED, 'packages/agent/main.py': '' });
    expect(messageOf(() => python(join(workspace, 'packages/agent')))).toBe(
      `${workspace}/packages/agent must contain uv.lock, because Python agents are packaged from it. The project belongs to the workspace ${workspace}. Pass the workspace to Artifact.fromPython, or install the output of \`uv export\` into a directory and use Artifact.fromDirectory.`,
    );
  });

  test('says in uv’s words why it cannot be packaged', () => {
    failingTool(onPath(), 'uv', 'error: numpy 1.0 has no wheel for this platform');
    const project = directoryOf(LOCKED);
    expect(messageOf(() => python(project))).toBe(
      `uv failed in ${project}:\nerror: numpy 1.0 has no wheel for this platform`,
    );
  });
});
