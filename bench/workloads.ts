import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = join(__dirname, '..');
const OUT = join(__dirname, 'out');
const COMPILER_OPTIONS = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };

/** Makes plain JavaScript of the workloads, in `bench/out`, where `cdk-agentcore` is what `lib/` has. */
export function prepareWorkloads(): void {
  refuseStaleLib();
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(join(OUT, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(OUT, 'node_modules', 'cdk-agentcore'));
  const agents = readdirSync(join(__dirname, 'agents'));
  for (const file of [join(__dirname, 'import.ts'), ...agents.map((agent) => join(__dirname, 'agents', agent))]) {
    const { outputText } = transpileModule(readFileSync(file, 'utf8'), { compilerOptions: COMPILER_OPTIONS });
    writeFileSync(compiled(file), outputText);
  }
}

/** Runs a workload in a process of its own, and returns what it says of itself. */
export function runWorkload<T>(name: string, ...args: string[]): T {
  const env = { ...process.env, CDK_VALIDATION: 'false' };
  const output = execFileSync(process.execPath, [compiled(name), ...args], { cwd: ROOT, env, encoding: 'utf8' });
  return JSON.parse(output);
}

/** Where a workload leaves its templates. */
export function assemblyOf(name: string, size: number): string {
  return join(OUT, 'assemblies', `${name}-${size}`);
}

function compiled(file: string): string {
  return join(OUT, `${file.replace(/^.*\//, '').replace(/\.ts$/, '')}.js`);
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
