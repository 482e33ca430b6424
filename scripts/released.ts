/**
 * Writes the templates of the examples and the public API to test/updates/, before a release. `upgrade.test.ts` and
 * `api.test.ts` there compare later versions with them. Like `upgrade.test.ts`, it synthesizes without the feature flags of
 * cdk.json, and with stand-ins for Go and uv.
 *
 *   npx projen compile && npm run released
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import globalSetup from '../test/support/global-setup';
import globalTeardown from '../test/support/global-teardown';
import { exampleNames, synthesizeExample } from '../test/support/synthesize';

const ROOT = join(__dirname, '..');
const UPDATES = join(ROOT, 'test', 'updates');
const RELEASED = join(UPDATES, 'released');

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
copyFileSync(join(ROOT, '.jsii.gz'), join(UPDATES, 'released-api.jsii.gz'));
