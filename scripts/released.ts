/**
 * Writes the templates of the examples to test/updates/released/, before a release. `test/updates/upgrade.test.ts`
 * compares later versions with them. Like that test, it synthesizes without the feature flags of cdk.json, and with stand-ins for Go
 * and uv.
 *
 *   npm run released
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import globalSetup from '../test/support/global-setup';
import globalTeardown from '../test/support/global-teardown';
import { exampleNames, synthesizeExample } from '../test/support/synthesize';

const RELEASED = join(__dirname, '..', 'test', 'updates', 'released');

globalSetup();
const stacks = exampleNames().flatMap((example) =>
  synthesizeExample(example).map(({ stack, template }) => ({ example, stack, Resources: template.Resources })),
);
rmSync(RELEASED, { recursive: true, force: true });
for (const { example, stack, Resources } of stacks) {
  mkdirSync(join(RELEASED, example), { recursive: true });
  writeFileSync(join(RELEASED, example, `${stack}.json`), `${JSON.stringify({ Resources }, undefined, 1)}\n`);
}
globalTeardown();
