/**
 * Keeps the templates of the examples in test/updates/released/, as the release that is about to be made synthesizes them.
 * `test/updates/upgrade.test.ts` holds against them whatever comes after.
 *
 *   npm run examples && npm run released
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleNames, readStacks } from './assembly';

const ROOT = join(__dirname, '..');
const RELEASED = join(ROOT, 'test', 'updates', 'released');

rmSync(RELEASED, { recursive: true, force: true });
for (const example of exampleNames()) {
  const output = join('cdk.out', example);
  const stacks = existsSync(join(ROOT, output)) ? readStacks(output) : [];
  if (stacks.length === 0) {
    console.log(`${example} was not synthesized to ${output}: no upgrade of it will be tested`);
  }
  for (const [stack, Resources] of stacks) {
    mkdirSync(join(RELEASED, example), { recursive: true });
    writeFileSync(join(RELEASED, example, `${stack}.json`), `${JSON.stringify({ Resources }, undefined, 1)}\n`);
  }
}
