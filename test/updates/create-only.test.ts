/**
 * CloudFormation creates the replacement of a resource before it deletes the resource, and two resources cannot have the
 * same name: a generated name changes with every property that replaces its resource.
 */
import { readSchemas } from '../../scripts/schemas';
import { fates } from '../support/fates';
import { FIXTURES } from '../support/fixtures';
import { NAMED, partsIn, UNNAMED, type Version } from '../support/fixtures/create-only';
import { stacksOfFixture } from '../support/shared';
import { type SynthesizedStack, synthesizeStack } from '../support/synthesize';
import { wire } from '../support/wiring';

const SCHEMAS = readSchemas();
const createOnly = (type: string): string[] => SCHEMAS[type]?.create_only_properties ?? [];

function synthesize(version: Version): SynthesizedStack[] {
  return synthesizeStack((stack) => version(partsIn(stack)));
}

/** The name of the only resource of a type, as the deployment creates it. */
function nameIn(stacks: SynthesizedStack[], type: string, property: string): string {
  const templates = [...wire(stacks), ...stacks].map(({ template }) => Object.values(template.Resources));
  const [name] = templates.flatMap((resources) =>
    resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties?.[property]),
  );
  return String(name);
}

const ROWS = Object.entries(NAMED).flatMap(([type, { name, rows }]) =>
  Object.entries(rows).flatMap(([property, changes]) =>
    typeof changes === 'string' ? [] : changes.map((change) => [type, property, name, ...change] as const),
  ),
);

test.each(ROWS)('%s: %s replaces the resource under another %s with %s', (type, _, name, __, before, after) => {
  const [first, second] = [before, after].map(synthesize);
  const fate = fates(type, first[0].template, second[0].template).sort();
  expect([['created', 'destroyed'], ['replaced']]).toContainEqual(fate);
  const names = [first, second].map((stacks) => nameIn(stacks, type, name));
  expect(names[1]).not.toBe(names[0]);
  for (const found of names) {
    expect(found).toMatch(/^[a-zA-Z][a-zA-Z0-9_-]+$/);
  }
});

describe('of all resources that the constructs create', () => {
  let resources: Array<{ readonly Type: string; readonly Properties?: Record<string, unknown> }>;
  beforeAll(() => {
    resources = Object.keys(FIXTURES).flatMap((name) =>
      stacksOfFixture(name).flatMap(({ template, ours }) => ours.map((id) => template.Resources[id])),
    );
  });
  const types = () => [...new Set(resources.map(({ Type }) => Type))].filter((type) => createOnly(type).length > 0);

  test('each create-only property of a named type has a row', () => {
    const missing = types().flatMap((type) =>
      type in UNNAMED ? [] : createOnly(type).filter((property) => !(property in (NAMED[type]?.rows ?? {}))),
    );
    expect(missing).toEqual([]);
  });

  test('no row is about a property or a type that the constructs do not have', () => {
    const rows = Object.entries(NAMED).flatMap(([type, { rows: of }]) => Object.keys(of).map((name) => [type, name]));
    expect(rows.filter(([type, name]) => !types().includes(type) || !createOnly(type).includes(name))).toEqual([]);
  });

  test('those of the other types get no name from the library', () => {
    const named = resources.filter(({ Type, Properties }) => UNNAMED[Type] && Properties?.[UNNAMED[Type]]);
    expect(named).toEqual([]);
  });
});
