import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stacksOfExample } from '../support/shared';
import { exampleNames, synthesizeExample } from '../support/synthesize';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The maximum number of lines below the imports. */
const MOST_LINES: Record<string, number> = { quickstart: 8, 'support-desk': 45, 'research-analyst': 40 };

const CONTENT_HASH = /[0-9a-f]{64}/g;
const SKILL_HASH = /(skills\/[a-z0-9-]+)\/[0-9a-f]{16}\b/g;

/** The content of an asset may change, so its hash is masked. */
function masked(text: string): string {
  return text.replace(CONTENT_HASH, '<asset-hash>').replace(SKILL_HASH, '$1-<asset-hash>');
}

expect.addSnapshotSerializer({
  test: (value) => typeof value === 'string' && masked(value) !== value,
  serialize: (value: string) => JSON.stringify(masked(value)),
});

function bodyOf(example: string): string[] {
  const source = readFileSync(join(EXAMPLES, example, 'app.ts'), 'utf8');
  const [imports] = /^(?:import [^;]*;\n)+/.exec(source) ?? [''];
  return source
    .slice(imports.length)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** Logical ids and all else that a deployment sees: what changes here, changes what is deployed. */
test.each(exampleNames())('%s synthesizes to what it did', (example) => {
  for (const { stack, template } of stacksOfExample(example)) {
    expect(template).toMatchSnapshot(stack);
  }
});

test.each(exampleNames())('%s synthesizes the same twice', (example) => {
  expect(synthesizeExample(example)).toEqual(stacksOfExample(example));
});

test.each(Object.entries(MOST_LINES))('the body of %s has at most %d lines', (example, most) => {
  expect(bodyOf(example).length).toBeGreaterThan(0);
  expect(bodyOf(example).length).toBeLessThanOrEqual(most);
});
