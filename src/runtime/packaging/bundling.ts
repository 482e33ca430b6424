import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Architecture } from '../../private/packaging/code-check';
import { kindOf } from '../../private/packaging/files';
import { DirectoryFiles, type LeftOut } from '../../private/packaging/staging';
import { quote } from '../../private/validation/limit';
import { ancestorsOf, BundlePaths, NODE_PACKAGES } from './bundle-paths';
import { type EsbuildOptions, esbuildCommand, esbuildSettings } from './esbuild';
import { forgetThisMachine } from './python-packages';

/** Makes a directory that runs on AgentCore out of a source. */
export interface Bundler {
  /** The path as the user gave it. */
  readonly given: string;
  /** What is wrong with it, if anything is. */
  readonly problem?: string;
  /** The directory that the code is made of. */
  readonly source: string;
  /** What tells it from other bundlers of the same directory: CDK bundles once for all that look alike. */
  readonly key: string;
  /** @param outdir the output of the app, which is skipped if it is inside of the source */
  readonly prepare: (outdir: string) => Bundle;
}

/** Code that is ready to be bundled. */
export interface Bundle {
  /** The files that are executable, which is not part of the content hash of the output. */
  readonly executables: string[];
  /** @returns the paths that were left out */
  readonly writeTo: (output: string, architecture?: Architecture) => LeftOut;
}

/** One file for Node.js 22, by the esbuild of the app. */
export function bundleTypeScript(entry: string, options: EsbuildOptions): Bundler {
  const source = resolve(dirname(entry));
  const settings = esbuildSettings(basename(entry), options);
  return {
    given: entry,
    problem: kindOf(entry) === 'file' ? undefined : `must be the file that starts the agent, got ${quote(entry)}`,
    source,
    key: JSON.stringify(settings),
    prepare: () => ({
      executables: [],
      writeTo: (output) => {
        const bundle = join(output, 'main.js');
        const [command, ...args] = esbuildCommand(settings, source, bundle);
        const inputs = run({ tool: 'esbuild', command, cwd: source, explain: explainAddon }, args);
        const paths = new BundlePaths(source);
        paths.renameInBundle(bundle, JSON.parse(inputs));
        if (existsSync(`${bundle}.map`)) {
          paths.renameInMap(`${bundle}.map`);
        }
        writeFileSync(join(output, 'package.json'), `${JSON.stringify({ type: 'module' })}\n`);
        return { secrets: [], ignored: [] };
      },
    }),
  };
}

/** A directory as it is, without the files that no agent needs. */
export function bundleDirectory(
  directory: string,
  options: { runtime: string; entryPoint: string[]; exclude: string[] },
): Bundler {
  const source = resolve(directory);
  const { runtime, entryPoint, exclude } = options;
  // Node.js loads packages from there. A .gitignore file often leaves them out, as it does build outputs.
  const [top] = entryPoint[entryPoint.length - 1]?.split('/') ?? [];
  const packages = runtime.startsWith('NODE_') ? `!${NODE_PACKAGES}` : NODE_PACKAGES;
  const selection = { exclude: [packages, ...(top ? [`!/${top}`] : []), ...exclude] };
  return {
    given: directory,
    problem: problemOfDirectory(directory),
    source,
    key: JSON.stringify(selection),
    prepare: (outdir) => {
      const files = new DirectoryFiles(source, selection, outdir);
      return { executables: files.executables, writeTo: (output) => files.copyTo(output) };
    },
  };
}

/** The locked dependencies for the agent's Linux beside the sources, by uv. */
export function bundlePython(directory: string, options: { version: string; exclude: string[] }): Bundler {
  const { version, exclude } = options;
  const source = resolve(directory);
  const selection = { patterns: [NODE_PACKAGES], exclude };
  return {
    given: directory,
    problem: problemOfDirectory(directory),
    source,
    key: JSON.stringify([version, exclude]),
    prepare: (outdir) => {
      const files = new DirectoryFiles(source, selection, outdir);
      return {
        executables: files.executables,
        writeTo: (output, architecture = 'arm64') => {
          if (!existsSync(join(source, LOCK))) {
            throw new Error(`${directory} has no ${LOCK}, from which Python agents are packaged: ${wayToLock(source)}`);
          }
          const temporary = mkdtempSync(join(tmpdir(), 'cdk-agentcore-'));
          try {
            const requirements = join(temporary, 'requirements.txt');
            const uv = { tool: 'uv', command: 'uv', cwd: source, missing: UV_MISSING };
            run(uv, exportTo(requirements));
            run(uv, installFrom(requirements, output, { version, architecture }));
            forgetThisMachine(output);
            // The project's own files come last: they win over what a package calls by the same name.
            const leftOut = files.copyTo(join(temporary, 'source'));
            cpSync(join(temporary, 'source'), output, { recursive: true, verbatimSymlinks: true });
            return leftOut;
          } finally {
            rmSync(temporary, { recursive: true, force: true });
          }
        },
      };
    },
  };
}

const LOCK = 'uv.lock';

/** Members of a workspace have the lock of its root, and may be made of each other: uv builds none for another machine. */
function wayToLock(source: string): string {
  const root = ancestorsOf(source).find((folder) => existsSync(join(folder, LOCK)));
  return root
    ? `it is of the workspace ${root}, so give Artifact.fromPython the workspace, or install what \`uv export\` says into a directory, and use Artifact.fromDirectory`
    : 'run `uv lock` there, and commit what it writes';
}

function exportTo(requirements: string): string[] {
  const whatIsLocked = ['--frozen', '--no-dev', '--no-emit-project', '--no-editable'];
  return ['export', ...whatIsLocked, '--output-file', requirements, '--quiet'];
}

const PLATFORMS: Record<Architecture, string> = {
  arm64: 'aarch64-manylinux_2_28',
  x86_64: 'x86_64-manylinux_2_28',
};

function installFrom(
  requirements: string,
  target: string,
  { version, architecture }: { version: string; architecture: Architecture },
): string[] {
  const platform = ['--python-platform', PLATFORMS[architecture], '--python-version', version];
  const ready = ['--only-binary', ':all:', '--no-compile-bytecode'];
  return ['pip', 'install', '--requirement', requirements, '--target', target, ...platform, ...ready, '--quiet'];
}

function problemOfDirectory(path: string): string | undefined {
  return kindOf(path) === 'directory'
    ? undefined
    : `must be the directory that has the agent's code, got ${quote(path)}`;
}

const UV_MISSING =
  'uv, by which Python agents are packaged, is not installed: install it (https://docs.astral.sh/uv), or package the code yourself and use Artifact.fromDirectory';

/** To esbuild an addon, which is a file of its own beside what loads it, is a file of an unknown kind. */
function explainAddon(said: string): string {
  return said.includes('No loader is configured for ".node" files')
    ? '\nA package with a .node addon cannot be bundled: build the agent with its node_modules, and use Artifact.fromDirectory'
    : '';
}

interface Tool {
  readonly tool: string;
  readonly command: string;
  readonly cwd: string;
  /** What to say where there is none. */
  readonly missing?: string;
  /** What to say beside what it says itself. */
  readonly explain?: (said: string) => string;
}

/** More than any tool says: at Node.js' own bound it would be ended for its length. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs a tool, and lets it speak for itself: its warnings when it succeeds, its errors when it fails. Returns its output. */
function run({ tool, command, cwd, missing, explain = () => '' }: Tool, args: string[]): string {
  const { error, status, stderr, stdout } = spawnSync(command, args, {
    cwd,
    env: process.env,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
  });
  if (missing && (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw new Error(missing);
  }
  if (error || status !== 0) {
    const said = (stderr || stdout || String(error?.message)).trim();
    throw new Error(`${tool} failed in ${cwd}:\n${said}${explain(said)}`);
  }
  process.stderr.write(stderr);
  return stdout;
}
