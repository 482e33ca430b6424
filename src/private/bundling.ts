import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { IgnoreStrategy } from 'aws-cdk-lib/core';

/** Makes a directory that runs on AgentCore out of a source. */
export interface Bundler {
  /** What the asset is made of. */
  readonly source: string;
  readonly bundle: (output: string) => void;
}

/** What no agent needs and what nobody should see: version control, dependencies of this machine, caches, secrets. */
export const LEFT_OUT = [
  '.git',
  'node_modules',
  'cdk.out',
  '.venv',
  'venv',
  '__pycache__',
  '*.pyc',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.env',
  '.env.*',
  '.DS_Store',
];

/** What the bundle of an ES module needs to load what was written for CommonJS. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** One file for Node.js 22, by the esbuild of the app. */
export function bundleTypeScript(
  entry: string,
  options: { external?: string[]; minify?: boolean; sourceMap?: boolean },
): Bundler {
  const file = resolve(entry);
  const directory = dirname(file);
  return {
    source: directory,
    bundle: (output) => {
      const { external = [], minify = false, sourceMap = true } = options;
      run(findEsbuild(directory), directory, [
        basename(file),
        '--bundle',
        '--platform=node',
        '--target=node22',
        '--format=esm',
        `--banner:js=${REQUIRE}`,
        `--outfile=${join(output, 'main.js')}`,
        ...(minify ? ['--minify'] : []),
        ...(sourceMap ? ['--sourcemap', '--sources-content=false'] : []),
        ...external.map((name) => `--external:${name}`),
      ]);
      writeFileSync(join(output, 'package.json'), `${JSON.stringify({ type: 'module' })}\n`);
    },
  };
}

function findEsbuild(from: string): string {
  for (const start of [from, process.cwd()]) {
    try {
      return createRequire(join(start, 'index.js')).resolve('esbuild/bin/esbuild');
    } catch {
      // Not there: perhaps at the next place.
    }
  }
  throw new Error('esbuild is not installed, by which TypeScript agents are bundled: npm install --save-dev esbuild');
}

/** The locked dependencies for arm64 Linux beside the sources, by uv. */
export function bundlePython(directory: string, options: { version: string; exclude: string[] }): Bundler {
  const source = resolve(directory);
  return {
    source,
    bundle: (output) => {
      if (!existsSync(join(source, 'uv.lock'))) {
        throw new Error(`${source} has no uv.lock, from which Python agents are packaged: run \`uv lock\` there`);
      }
      const temporary = mkdtempSync(join(tmpdir(), 'cdk-agentcore-'));
      try {
        const requirements = join(temporary, 'requirements.txt');
        run('uv', source, [
          'export',
          '--frozen',
          '--no-dev',
          '--no-emit-project',
          '--output-file',
          requirements,
          '--quiet',
        ]);
        run('uv', source, [
          'pip',
          'install',
          '--requirement',
          requirements,
          '--target',
          output,
          '--python-platform',
          'aarch64-manylinux_2_28',
          '--python-version',
          options.version,
          '--only-binary',
          ':all:',
          '--no-compile-bytecode',
          '--quiet',
        ]);
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
      const ignore = IgnoreStrategy.git(source, [...LEFT_OUT, ...options.exclude]);
      cpSync(source, output, {
        recursive: true,
        filter: (path) => relative(source, path) === '' || !ignore.completelyIgnores(path),
      });
    },
  };
}

const HOW_TO_INSTALL: Record<string, string> = {
  uv: 'uv is not installed, by which Python agents are packaged: see https://docs.astral.sh/uv, or package the code yourself and use Artifact.fromDirectory',
};

/** Runs a tool, and lets it speak for itself when it fails. */
function run(tool: string, cwd: string, args: string[]): void {
  const { error, status, stderr, stdout } = spawnSync(tool, args, { cwd, encoding: 'utf8' });
  if (error && HOW_TO_INSTALL[tool]) {
    throw new Error(HOW_TO_INSTALL[tool]);
  }
  if (error || status !== 0) {
    throw new Error(`${basename(tool)} failed in ${cwd}:\n${stderr || stdout || error?.message}`);
  }
}
