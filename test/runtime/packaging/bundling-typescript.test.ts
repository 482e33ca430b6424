import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Artifact } from '../../../src';
import { bundleTypeScript } from '../../../src/runtime/packaging/bundling';
import { messageOf, runtimeIn, testStack } from '../../support/helpers';
import { directoryOf, output } from './bundling-fixtures';

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

function typeScript(root: string, options: Parameters<typeof bundleTypeScript>[1] = {}) {
  return output(bundleTypeScript(join(root, 'src/main.ts'), options));
}

describe('A TypeScript bundle', () => {
  test('is one ES module with a source map that names the sources without their content', () => {
    const { directory, files } = typeScript(directoryOf(TYPESCRIPT));
    expect(files).toEqual(['main.js', 'main.js.map', 'package.json']);
    expect(readFileSync(join(directory, 'package.json'), 'utf8')).toBe('{"type":"module"}\n');
    const map = JSON.parse(readFileSync(join(directory, 'main.js.map'), 'utf8'));
    expect(map.sources).toEqual(['words/old.cjs', 'words/greet.ts', 'main.ts']);
    expect(map).not.toHaveProperty('sourcesContent');
  });

  test('has no source map if source maps are disabled', () => {
    expect(typeScript(directoryOf(TYPESCRIPT), { sourceMap: false }).files).toEqual(['main.js', 'package.json']);
  });

  test('is minified only if minify is set', () => {
    const [large, small] = [false, true].map((minify) => typeScript(directoryOf(TYPESCRIPT), { minify }).directory);
    expect(readFileSync(join(large, 'main.js'), 'utf8')).toContain('// words/greet.ts');
    expect(readFileSync(join(small, 'main.js'), 'utf8')).not.toContain('// words/greet.ts');
  });

  test('excludes external packages, and no others', () => {
    const root = directoryOf({ 'src/main.ts': "import 'never-installed';\n" });
    const { directory } = typeScript(root, { external: ['never-installed'] });
    expect(readFileSync(join(directory, 'main.js'), 'utf8')).toContain('import "never-installed"');
    expect(() => typeScript(root)).toThrow('Could not resolve "never-installed"');
  });

  test.each([{}, { minify: true }])(
    'has the same content in another folder and at another time, with %j',
    (options) => {
      const deeper = Object.entries(TYPESCRIPT).map(([path, content]) => [`far/down/${path}`, content]);
      const [one, other] = [directoryOf(TYPESCRIPT), join(directoryOf(Object.fromEntries(deeper)), 'far/down')];
      utimesSync(join(other, 'src/main.ts'), 1, 1);
      const [first, second] = [typeScript(one, options), typeScript(other, options)];
      expect(first.hash).toBe(second.hash);
      const text = first.files.map((file) => readFileSync(join(first.directory, file), 'utf8')).join();
      expect(text).not.toContain('cdk-agentcore-test-');
    },
  );

  test('changes if a source changes', () => {
    const changed = { ...TYPESCRIPT, 'src/words/old.cjs': 'exports.polite = () => "hello";\n' };
    expect(typeScript(directoryOf(TYPESCRIPT)).hash).not.toBe(typeScript(directoryOf(changed)).hash);
  });

  describe('in a workspace with packages one level above', () => {
    const PACKAGES = {
      'node_modules/polite/package.json': '{"type":"module","main":"index.js"}',
      'node_modules/polite/index.js': "export { word } from './word.js';\nexport { plugin } from './plugin.js';\n",
      'node_modules/polite/word.js': "export const word = 'hello';\n",
      // The AWS SDK for agents loads its plugins this way.
      'node_modules/polite/plugin.js':
        "import { createRequire } from 'module';\nconst require = createRequire(import.meta.url);\nexport const plugin = require('polite-plugin');\n",
      'node_modules/polite-plugin/index.js': "module.exports = 'plugged';\n",
    };
    const WORKSPACE = {
      ...PACKAGES,
      'agents/support/src/main.ts': "import { plugin, word } from 'polite';\nconsole.log(word, plugin);\n",
    };
    const bundleOf = (root: string) => typeScript(join(root, 'agents/support'));

    test('contains the workspace packages, including packages that a module loads with its own require', () => {
      const { directory } = bundleOf(directoryOf(WORKSPACE));
      const { stdout, stderr } = spawnSync(process.execPath, ['main.js'], { cwd: directory, encoding: 'utf8' });
      expect([stdout, stderr]).toEqual(['hello plugged\n', '']);
    });

    test('has the same content in another folder, at another time and behind a link', () => {
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

    /** The same packages, with links to other locations. */
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
    ])('has the same content when %s', (_, links) => {
      const [plain, other] = [directoryOf(PROGRAM), linked(links)].map(bundleOf);
      expect(allIn(other)).toBe(allIn(plain));
      expect(other.hash).toBe(plain.hash);
    });

    test('names packages relative to node_modules in any location', () => {
      const text = allIn(bundleOf(linked(['node_modules'])));
      expect(text).toContain('\n// node_modules/polite/word.js\n');
      expect(text).toContain('"node_modules/polite-plugin/index.js"(exports, module) {');
      expect(text).toContain('"sources":["node_modules/polite-plugin/index.js","node_modules/polite/word.js"');
      expect(text).not.toMatch(/elsewhere|\.\.\//);
    });

    test('names the sources of the agent relative to the folder of the entry if the workspace links the agent', () => {
      const root = directoryOf({ ...PROGRAM, 'agents/support/lib/log.ts': 'export const log = console.log;\n' });
      writeFileSync(join(root, 'agents/support/src/main.ts'), "import { log } from '../lib/log';\nlog(1);\n");
      symlinkSync(join(root, 'agents/support'), join(root, 'node_modules/support'));
      expect(allIn(bundleOf(root))).toContain('\n// ../lib/log.ts\n');
    });

    test('changes with the version of a package', () => {
      const other = { ...WORKSPACE, 'node_modules/polite/word.js': "export const word = 'good day';\n" };
      expect(bundleOf(directoryOf(other)).hash).not.toBe(bundleOf(directoryOf(WORKSPACE)).hash);
    });
  });

  test('is rejected with the message of esbuild', () => {
    const root = directoryOf({ 'src/main.ts': 'const = 1;\n' });
    const message = messageOf(() => typeScript(root));
    expect(message).toContain(`esbuild failed in ${join(root, 'src')}:`);
    expect(message).toMatch(/ERROR\] Expected identifier but found "="\s+main\.ts:1:6/);
  });

  test.each(['main.json', 'main.d.ts', 'main.d.mts', 'main.txt', 'main.css'])(
    'is rejected for the entry %s, which has no code',
    (name) => {
      const entry = join(directoryOf({ [name]: name === 'main.json' ? '{}' : '' }), name);
      expect(messageOf(() => runtimeIn(testStack(), { artifact: Artifact.fromTypescript(entry) }))).toBe(
        `Test/Agent: artifact must be a file with TypeScript or JavaScript code, got "${entry}". Use the file that starts the agent.`,
      );
    },
  );

  test.each(['main.ts', 'main.mts', 'main.cts', 'main.tsx', 'main.js', 'main.mjs', 'main.cjs', 'main.jsx', 'main'])(
    'accepts the entry %s',
    (name) => {
      const entry = join(directoryOf({ [name]: 'console.log(1);\n' }), name);
      const artifact = Artifact.fromTypescript(entry);
      expect(messageOf(() => runtimeIn(testStack(), { artifact }))).toBe('nothing was thrown');
    },
  );

  test('is rejected with the fix if a package is not installed', () => {
    const message = messageOf(() => typeScript(directoryOf({ 'src/main.ts': "import 'polite/word';\n" })));
    expect(message).toContain('Could not resolve "polite/word"');
    expect(message).toMatch(/\nThe code imports a package that is not installed\. Run npm install in the folder .*\.$/);
  });

  test('is rejected without advice about packages if a file is missing', () => {
    const message = messageOf(() => typeScript(directoryOf({ 'src/main.ts': "import './polite';\n" })));
    expect(message).toContain('Could not resolve "./polite"');
    expect(message).not.toContain('npm install');
  });

  test('contains the text of imported text files', () => {
    const files = {
      'src/main.ts': "import text from './prompt.txt';\nconsole.log(text);\n",
      'src/prompt.txt': 'Be kind.',
    };
    const { directory } = typeScript(directoryOf(files));
    expect(readFileSync(join(directory, 'main.js'), 'utf8')).toContain('Be kind.');
  });

  test('is rejected with an alternative if it contains a native addon', () => {
    const files = { 'src/main.ts': "import './addon.node';\n", 'src/addon.node': '' };
    expect(messageOf(() => typeScript(directoryOf(files)))).toMatch(
      /No loader is configured for "\.node" files[\s\S]*\nA package with a \.node addon cannot be bundled\. .*use Artifact\.fromDirectory\.$/,
    );
  });

  test('prints the warnings of esbuild, and nothing else', () => {
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

  test('is loaded from the folder of the entry before the folder of the app', () => {
    const root = directoryOf({ ...TYPESCRIPT, 'node_modules/esbuild/index.js': FAKE });
    const { directory } = typeScript(root, { sourceMap: false });
    expect(readFileSync(join(directory, 'main.js'), 'utf8')).toBe('made by the one that lies nearest');
  });

  test('is reported if it fails for a reason other than the sources', () => {
    const OLD = "exports.build = async () => { throw new TypeError('no such option') };";
    const root = directoryOf({ ...TYPESCRIPT, 'node_modules/esbuild/index.js': OLD });
    expect(messageOf(() => typeScript(root))).toMatch(/^esbuild failed in .*src:\nTypeError: no such option/);
  });

  test('is requested in one sentence if it is not installed', () => {
    const root = directoryOf(TYPESCRIPT);
    jest.spyOn(process, 'cwd').mockReturnValue(root);
    expect(messageOf(() => typeScript(root))).toBe(
      'esbuild, which bundles TypeScript agents, is not installed. Run `npm install --save-dev esbuild`.',
    );
  });
});
