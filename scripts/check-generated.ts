/** Fails when a generated file is not what its generator would write now; leaves the new one in place. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..');

function read(file: string): string | undefined {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return undefined;
  }
}

const managed: string[] = JSON.parse(readFileSync(join(ROOT, '.projen', 'files.json'), 'utf8')).files;
const files = [
  ...managed,
  'API.md',
  'src/private/validation/limits.generated.ts',
  'src/private/validation/types.generated.ts',
  'src/review/changes/create-only.generated.ts',
  'src/review/findings/schemas.generated.ts',
];
const before = new Map(files.map((file) => [file, read(file)]));

const execute = promisify(execFile);
const generate = (command: string, ...args: string[]) =>
  execute(join(ROOT, 'node_modules', '.bin', command), args, { cwd: ROOT });

async function check(): Promise<void> {
  // projen writes the files of the tasks that run the other generators.
  await generate('projen');
  await Promise.all([
    generate('jsii-docgen', '-o', 'API.md'),
    generate('projen', 'limits'),
    generate('projen', 'types'),
  ]);
  const stale = files.filter((file) => read(file) !== before.get(file));
  if (stale.length > 0) {
    console.error(`These were not what their generators write, and now are: ${stale.join(', ')}`);
    process.exit(1);
  }
  console.log(`${files.length} generated files are current.`);
}

check().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
