/** The effect of an upgrade of this library on deployed resources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { losses } from '../support/fates';
import { exampleNames, synthesizeExample } from '../support/synthesize';

/** The templates of the examples from the last minor version: `npm run released`. */
const RELEASED = join(__dirname, 'released');
const EXAMPLES = exampleNames().filter((example) => existsSync(join(RELEASED, example)));

function released(example: string): Array<[stack: string, template: object]> {
  const folder = join(RELEASED, example);
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return readdirSync(folder).map((file) => [file.replace(/\.json$/, ''), read(file)]);
}

test('The released templates include every kind of app', () => {
  expect(readdirSync(RELEASED).sort()).toEqual(EXAMPLES.sort());
  expect(EXAMPLES).toEqual(expect.arrayContaining(['gateway-tools', 'identity', 'memory-per-tenant', 'mcp-server']));
});

test.each(EXAMPLES)('An upgrade of %s does not replace or remove resources', (example) => {
  const now = new Map(synthesizeExample(example).map(({ stack, template }) => [stack, template]));
  for (const [stack, before] of released(example)) {
    expect([stack, losses(before, now.get(stack) ?? {})]).toEqual([stack, []]);
  }
});
