/** The effect of an upgrade of this library on deployed resources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { losses } from '../support/fates';
import { stacksOfExample } from '../support/shared';
import { exampleNames, type TemplateJson } from '../support/synthesize';

/** The templates of the examples from the last minor version: `npm run released`. */
const RELEASED = join(__dirname, 'released');
const EXAMPLES = exampleNames().filter((example) => existsSync(join(RELEASED, example)));

/** Resources that the app of an example no longer defines. None of them is a resource of AgentCore. */
const REMOVED: Record<string, string[]> = {
  // ScheduleTarget and EventTarget replace the function that a schedule invoked.
  'scheduled-agent': [
    'askreporterServiceRoleD88A2F1A',
    'askreporterServiceRoleDefaultPolicy92E84162',
    'askreporterB7DAF25E',
    'SchedulerRoleForTargeta707b386E53050',
    'SchedulerRoleForTargeta707b3DefaultPolicyA53C8BDB',
  ],
};

function released(example: string): Array<[stack: string, template: TemplateJson]> {
  const folder = join(RELEASED, example);
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return readdirSync(folder).map((file) => [file.replace(/\.json$/, ''), read(file)]);
}

test('The released templates include every kind of app', () => {
  expect(readdirSync(RELEASED).sort()).toEqual(EXAMPLES.sort());
  expect(EXAMPLES).toEqual(expect.arrayContaining(['gateway-tools', 'identity', 'memory-per-tenant', 'mcp-server']));
});

test.each(EXAMPLES)('An upgrade of %s does not replace or remove resources, except what its app removed', (example) => {
  const now = new Map(stacksOfExample(example).map(({ stack, template }) => [stack, template]));
  const lost = released(example).flatMap(([stack, before]) => losses(before, now.get(stack) ?? {}));
  expect(lost).toEqual((REMOVED[example] ?? []).map((id) => `${id}: destroyed`));
});

test.each(Object.entries(REMOVED))('The app of %s removed no resource of AgentCore', (example, ids) => {
  const types = released(example).flatMap(([, { Resources }]) => ids.map((id) => Resources[id]?.Type));
  expect(types).toEqual(ids.map(() => expect.stringMatching(/^AWS::(IAM|Lambda)::/)));
});
