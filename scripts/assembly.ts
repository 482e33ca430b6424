/** Synthesizes examples through the CDK CLI, and reads what it wrote. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const EXAMPLES = join(ROOT, 'examples');

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
  return readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'app.ts')));
}

/**
 * Runs `cdk synth` in the folder of an example. Prints the messages of the CLI, and throws them as an error if it fails.
 *
 * @param output The folder of the cloud assembly, relative to the root of the repository.
 */
export function synthesize(example: string, output: string): void {
  const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
  const { status, stderr } = spawnSync(cdk, ['synth', '--quiet', '--output', join(ROOT, output)], {
    cwd: join(EXAMPLES, example),
    // The tsconfig.json of this script is not that of the example.
    env: { ...process.env, TSX_TSCONFIG_PATH: undefined },
    stdio: ['inherit', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`examples/${example} cannot be synthesized:\n${stderr}`);
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
