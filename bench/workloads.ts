import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = join(__dirname, '..');
const OUT = join(__dirname, 'out');
const COMPILER_OPTIONS = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };

/** Compiles the workloads to JavaScript in `bench/out`, with a copy of `cdk-agentcore` from `lib/`. */
export function prepareWorkloads(): void {
  refuseStaleLib();
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(join(OUT, 'node_modules'), { recursive: true });
  // Copied as npm installs it: aws-cdk-lib shortens the stack traces of packages, which takes less time.
  const installed = join(OUT, 'node_modules', 'cdk-agentcore');
  for (const path of ['lib', 'package.json']) {
    cpSync(join(ROOT, path), join(installed, path), { recursive: true });
  }
  // Without this folder, @aws/agentcore-cdk does not create gateways.
  mkdirSync(join(OUT, 'agentcore'));
  writeFileSync(join(OUT, 'agentcore', 'agentcore.json'), '{}');
  const files = ['import', 'synthesize', 'by-hand', ...['harness', 'runtime', 'review'].flatMap(modulesOf)];
  for (const file of files) {
    const source = readFileSync(join(__dirname, `${file}.ts`), 'utf8');
    const { outputText } = transpileModule(source, { compilerOptions: COMPILER_OPTIONS });
    mkdirSync(dirname(compiled(file)), { recursive: true });
    writeFileSync(compiled(file), outputText);
  }
}

function modulesOf(folder: string): string[] {
  return readdirSync(join(__dirname, folder)).map((file) => join(folder, file.replace(/\.ts$/, '')));
}

/** Runs a workload in a separate process, without the built-in validation, and returns what it measures. */
export function runWorkload<T>(name: string, ...args: string[]): T {
  return runWith<T>({ CDK_VALIDATION: 'false' }, name, ...args);
}

/** Runs a workload as `cdk synth` does, with the built-in validation. */
export function runValidated<T>(name: string, ...args: string[]): T {
  return runWith<T>({}, name, ...args);
}

function runWith<T>(variables: Record<string, string>, name: string, ...args: string[]): T {
  const env = { ...process.env, ...variables };
  const output = execFileSync(process.execPath, [compiled(name), ...args], { cwd: ROOT, env, encoding: 'utf8' });
  return JSON.parse(output);
}

/** The folder for the templates of a workload. */
export function assemblyOf(name: string, size: number): string {
  return join(OUT, 'assemblies', `${name}-${size}`);
}

function compiled(name: string): string {
  return join(OUT, `${name}.js`);
}

function refuseStaleLib(): void {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const modified = (...path: string[]) => statSync(join(ROOT, ...path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const stale = sources.find((file) => modified('lib', file.replace(/\.ts$/, '.js')) < modified('src', file));
  if (stale) {
    throw new Error(`lib/ is older than src/${stale}, and the benchmark measures lib/: run \`npm run compile\` first`);
  }
}
