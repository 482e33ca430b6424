import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';
import * as s3files from 'aws-cdk-lib/aws-s3files';
import { App, type CfnResource, Stack } from 'aws-cdk-lib/core';
import { withApiBounds } from '../../../scripts/api-bounds';
import { l1Name, withoutReadOnly } from '../../../scripts/compact-schema';
import { readSchemas } from '../../../scripts/schemas';
import { readAssembly } from '../../../src/review/assembly';
import { findingsOf } from '../../../src/review/findings/findings';
import type { Finding } from '../../../src/review/model';
import { temporaryDirectories } from '../../support/temporary';
import { type BrokenBound, brokenBounds, validValue } from './schema-bounds';

const directory = temporaryDirectories();
const SCHEMAS = Object.entries(readSchemas())
  .filter(([name]) => /^AWS::(BedrockAgentCore|S3Files)::/.test(name))
  .map(([name, schema]) => ({ name, schema: withApiBounds(name.split('::')[2], withoutReadOnly(schema)).schema }));

type Json = Record<string, unknown>;
type L1 = new (stack: Stack, id: string, props: unknown) => CfnResource;

/** An L1 with valid properties, and overrides that turn them into properties that the L1 does not accept. */
function addL1(stack: Stack, id: string, type: string, properties: Json): void {
  const [, service, name] = type.split('::');
  const classes = (service === 'S3Files' ? s3files : agentcore) as unknown as Record<string, L1>;
  const valid = validValue(SCHEMAS.find((one) => one.name === type)?.schema ?? {}) as Json;
  const resource = new classes[`Cfn${name}`](stack, id, l1Spelling(valid));
  for (const [property, value] of Object.entries(overrides(valid, properties) as Json)) {
    resource.addPropertyOverride(property, value);
  }
}

function l1Spelling(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(l1Spelling);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [l1Name(name), l1Spelling(member)]))
    : value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Overrides are merged with properties, and `undefined` removes one. */
function overrides(from: unknown, to: unknown): unknown {
  if (!isObject(from) || !isObject(to)) {
    return to;
  }
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.fromEntries(names.map((name) => [name, overrides(from[name], to[name])]));
}

/** The findings about resources of one type, by the index of the properties. */
function findingsAbout(type: string, all: Json[]): Finding[][] {
  const app = new App({
    outdir: directory(),
    analyticsReporting: false,
    context: { '@aws-cdk/core:stackResourceLimit': 0 },
  });
  const stack = new Stack(app, 'Test');
  for (const [index, properties] of all.entries()) {
    addL1(stack, `Of${index}x`, type, properties);
  }
  const findings = findingsOf(readAssembly(app.synth().directory)).filter(({ rule }) => rule.startsWith('schema-'));
  return all.map((_, index) => findings.filter(({ path }) => path === `Test/Of${index}x`));
}

/** Whether a finding is about the place of a bound. */
function isFound({ at, keyword }: BrokenBound, findings: Finding[]): boolean {
  const place = keyword.startsWith('required ') ? `${at}${at && '.'}${keyword.slice(9)}` : at;
  const expected = keyword === 'additional_properties' ? `${at}${at && '.'}NotOfTheSchema` : place;
  const pattern = expected.replaceAll('[]', '\\[\\d+\\]').replaceAll('.*', '(\\.[\\w-]+|\\[".*"\\])');
  return findings.some(({ property = '' }) => new RegExp(`^${pattern}$`).test(property));
}

describe('The schema of templates', () => {
  const counts: string[] = [];
  let found = 0;
  let total = 0;

  test.each(SCHEMAS)('of $name accepts valid properties', ({ name, schema }) => {
    expect(findingsAbout(name, [validValue(schema) as Json])).toEqual([[]]);
  });

  test.each(SCHEMAS)('of $name rejects values beyond each bound', ({ name, schema }) => {
    const bounds = brokenBounds(schema);
    const findings = findingsAbout(
      name,
      bounds.map(({ properties }) => properties),
    );
    const missed = bounds.filter((bound, index) => !isFound(bound, findings[index]));
    found += bounds.length - missed.length;
    total += bounds.length;
    counts.push(`${name}: ${bounds.length - missed.length} of ${bounds.length}`);
    expect(missed.map(({ at, keyword }) => `${at} ${keyword}`)).toEqual([]);
  });

  afterAll(() => {
    process.stdout.write(`${counts.join('\n')}\nBounds found: ${found} of ${total}\n`);
  });
});
