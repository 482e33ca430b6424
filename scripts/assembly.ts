/** Synthesizes examples through the CDK CLI, and reads what it wrote. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, unknown>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
}

export function exampleNames(): string[] {
  return readdirSync(join(ROOT, 'examples'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/\.ts$/, ''));
}

/** Runs `cdk synth`; what the CLI has to say, a person sees, and an error has. */
export function synthesize(example: string, output: string): void {
  const app = `tsx --tsconfig examples/tsconfig.json examples/${example}.ts`;
  const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
  const { status, stderr } = spawnSync(cdk, ['synth', '--quiet', '--app', app, '--output', output], {
    cwd: ROOT,
    stdio: ['inherit', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`examples/${example}.ts cannot be synthesized:\n${stderr}`);
  }
  process.stderr.write(stderr);
}

/** The resources of all stacks of a cloud assembly, by stack. */
export function readStacks(output: string): Array<[stack: string, resources: Record<string, Resource>]> {
  const folder = join(ROOT, output);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => [
      file.replace('.template.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources,
    ]);
}
