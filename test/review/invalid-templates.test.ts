import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { withApiBounds } from '../../scripts/api-bounds';
import { withoutReadOnly } from '../../scripts/compact-schema';
import { readSchemas, type Schema } from '../../scripts/schemas';
import { readAssembly } from '../../src/review/assembly';
import { type Reviewed, withChanges } from '../../src/review/changes/changes';
import { reviewOf } from '../../src/review/review';
import { FORMATS } from '../../src/review/write';
import { temporaryDirectories } from '../support/temporary';
import { brokenBounds, validValue } from './findings/schema-bounds';

const directory = temporaryDirectories();
const SCHEMAS = Object.entries(readSchemas())
  .filter(([name]) => /^AWS::(BedrockAgentCore|S3Files)::/.test(name))
  .map(([name, schema]) => ({ name, schema: withApiBounds(name.split('::')[2], withoutReadOnly(schema)).schema }));

/** One resource for each bound of a schema. */
function reviewed(type: string, schema: Schema, propertiesOf: (broken: object) => object): Reviewed {
  const context = { '@aws-cdk/core:stackResourceLimit': 0 };
  const app = new App({ outdir: directory(), analyticsReporting: false, context });
  const stack = new Stack(app, 'Test');
  for (const [index, { properties }] of brokenBounds(schema).entries()) {
    new CfnResource(stack, `Of${index}`, { type, properties: propertiesOf(properties) });
  }
  const assembly = readAssembly(app.synth().directory);
  return { assembly, review: reviewOf(assembly) };
}

describe('A template with values that are not valid', () => {
  test.each(SCHEMAS)('for $name is reviewed, compared and rendered', ({ name, schema }) => {
    const head = reviewed(name, schema, (broken) => broken);
    const base = reviewed(name, schema, () => validValue(schema) as object);
    const review = withChanges(head, base);
    expect(review.findings).not.toEqual([]);
    expect(Object.values(FORMATS).map((render) => typeof render(review))).toEqual(['string', 'string', 'string']);
  });
});
