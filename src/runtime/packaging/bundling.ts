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

/** Builds a directory that runs on AgentCore from source files. */
export interface Bundler {
  /** The path as the user gave it. */
  readonly given: string;
  /** The end of a validation error about the path, if it is invalid. */
  readonly problem?: string;
  /** The directory that contains the source files. */
  readonly source: string;
  /** Identifies the settings of the bundler. The AWS CDK bundles a directory once for equal settings. */
  readonly key: string;
  /** @param outdir The output directory of the app, which is skipped if it is in the source directory */
  readonly prepare: (outdir: string) => Bundle;
}

/** Code that is ready to be bundled. */
export interface Bundle {
  /** The executable files. The content hash of the output does not contain file modes. */
  readonly executables: string[];
  /** @returns the paths that are excluded */
  readonly writeTo: (output: string, architecture?: Architecture) => LeftOut;
}

/** Bundles one file for Node.js 22, with the esbuild package of the agent or the app. */
export function bundleTypeScript(entry: string, options: EsbuildOptions): Bundler {
  const source = resolve(dirname(entry));
  const settings = esbuildSettings(basename(entry), options);
  return {
    given: entry,
    problem: problemOfEntry(entry),
    source,
    key: JSON.stringify(settings),
    prepare: () => ({
      executables: [],
      writeTo: (output) => {
        const bundle = join(output, 'main.js');
        const [command, ...args] = esbuildCommand(settings, source, bundle);
        const inputs = run({ tool: 'esbuild', command, cwd: source, explain: explainEsbuild }, args);
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

/** Copies a directory, without the files that no agent needs. */
export function bundleDirectory(
  directory: string,
  options: { runtime: string; entryPoint: string[]; exclude: string[] },
): Bundler {
  const source = resolve(directory);
  const { runtime, entryPoint, exclude } = options;
  // Node.js loads packages from node_modules. A .gitignore file often excludes packages and build outputs.
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

/** Installs the locked dependencies for the Linux platform of AgentCore with uv, and copies the source files. */
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
            throw new Error(
              `${directory} must contain ${LOCK}, because Python agents are packaged from it. ${fixOfLock(source)}`,
            );
          }
          const temporary = mkdtempSync(join(tmpdir(), 'cdk-agentcore-'));
          try {
            const requirements = join(temporary, 'requirements.txt');
            const uv = { tool: 'uv', command: 'uv', cwd: source, missing: UV_MISSING };
            run(uv, exportTo(requirements));
            run(uv, installFrom(requirements, output, { version, architecture }));
            forgetThisMachine(output);
            // The files of the project replace files of packages with the same name.
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

/**
 * Members of a workspace use the lock file of its root, and can depend on each other. uv does not build packages for
 * other machines.
 */
function fixOfLock(source: string): string {
  const root = ancestorsOf(source).find((folder) => existsSync(join(folder, LOCK)));
  return root
    ? `The project belongs to the workspace ${root}. Pass the workspace to Artifact.fromPython, or install the output of \`uv export\` into a directory and use Artifact.fromDirectory.`
    : 'Run `uv lock` in the directory, and commit the file.';
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

/** Files that esbuild bundles, and that contain no code to run. */
const WITHOUT_CODE = /\.(?:d\.[cm]?ts|json|txt|css)$/;

function problemOfEntry(path: string): string | undefined {
  if (kindOf(path) !== 'file') {
    return `must be the path of the file that starts the agent, got ${quote(path)}. Correct the path.`;
  }
  return WITHOUT_CODE.test(path)
    ? `must be a file with TypeScript or JavaScript code, got ${quote(path)}. Use the file that starts the agent.`
    : undefined;
}

function problemOfDirectory(path: string): string | undefined {
  return kindOf(path) === 'directory'
    ? undefined
    : `must be the path of the directory that contains the code of the agent, got ${quote(path)}. Correct the path.`;
}

const UV_MISSING =
  'uv, which packages Python agents, is not installed. Install uv (https://docs.astral.sh/uv), or package the code yourself and use Artifact.fromDirectory.';

/** Explains what esbuild reports about an addon, which is a separate binary file, and about packages. */
function explainEsbuild(output: string): string {
  if (output.includes('No loader is configured for ".node" files')) {
    return '\nA package with a .node addon cannot be bundled. Build the agent with its node_modules, and use Artifact.fromDirectory.';
  }
  return /Could not resolve "[^./#]/.test(output)
    ? '\nThe code imports a package that is not installed. Run npm install in the folder with the package.json of the agent.'
    : '';
}

interface Tool {
  readonly tool: string;
  readonly command: string;
  readonly cwd: string;
  /** The error message if the tool is not installed. */
  readonly missing?: string;
  /** Returns an explanation of the output of a tool that fails. */
  readonly explain?: (output: string) => string;
}

/** The maximum output of a tool in bytes. Node.js ends a tool that exceeds the maximum, and its default is small. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs a tool and returns its output. Prints its warnings, and throws an error with its messages if it fails. */
function run({ tool, command, cwd, missing, explain = () => '' }: Tool, args: string[]): string {
  const { error, status, stderr, stdout } = spawnSync(command, args, {
    cwd,
    env: process.env,
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
  });
  if (missing && (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw new Error(missing);
  }
  if (error || status !== 0) {
    const output = (stderr || stdout || String(error?.message)).trim();
    throw new Error(`${tool} failed in ${cwd}:\n${output}${explain(output)}`);
  }
  process.stderr.write(stderr);
  return stdout;
}
