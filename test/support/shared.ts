/**
 * The examples and fixtures, which are synthesized once for all test files of a run that only read them. They are in the
 * temporary folder of the run, see `globalSetup`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FIXTURES } from './fixtures';
import { type SynthesizedStack, synthesizeExampleTo, synthesizeStack } from './synthesize';

/** The stacks of one example. */
export function stacksOfExample(name: string): SynthesizedStack[] {
  return readStacks(sharedExample(name));
}

/** The folder with the cloud assembly of one example. */
export function assemblyOfExample(name: string): string {
  return join(sharedExample(name), ASSEMBLY);
}

/** The stack of one fixture. */
export function stacksOfFixture(name: string): SynthesizedStack[] {
  return readStacks(shared(join('fixtures', name), () => synthesizeStack(FIXTURES[name])));
}

const ASSEMBLY = 'cdk.out';
const STACKS = 'stacks.json';

function sharedExample(name: string): string {
  return shared(join('examples', name), (folder) => synthesizeExampleTo(join(folder, ASSEMBLY), name));
}

function readStacks(folder: string): SynthesizedStack[] {
  return JSON.parse(readFileSync(join(folder, STACKS), 'utf8'));
}

/** A folder that appears when it is complete, because several workers may need it at the same time. */
function shared(path: string, make: (folder: string) => SynthesizedStack[]): string {
  const folder = join(tmpdir(), path);
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    const incomplete = mkdtempSync(join(tmpdir(), 'cdk-agentcore-'));
    writeFileSync(join(incomplete, STACKS), JSON.stringify(make(incomplete)));
    try {
      renameSync(incomplete, folder);
    } catch (error) {
      rmSync(incomplete, { recursive: true, force: true });
      // Another worker was faster.
      if (!existsSync(folder)) {
        throw error;
      }
    }
  }
  return folder;
}
