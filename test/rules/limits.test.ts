import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { type ApiBound, withApiBounds } from '../../scripts/api-bounds';
import { readSchemas, type Schema } from '../../scripts/schemas';
import { type HarnessProps, Model, Tool } from '../../src';
import { limitOf } from '../../src/private/validation/limit';
import { type Case, type Kind, ROWS, type Row } from '../support/fixtures/limits';
import { settablePlaces } from '../support/fixtures/schema-walk';
import { harnessIn, messageOf, testStack } from '../support/helpers';

/** Bounds that the public API cannot violate, by their paths. */
const OUT_OF_REACH: Array<{ readonly at: RegExp; readonly kinds?: Kind[]; readonly reason: string }> = [
  { at: /./, kinds: ['one_of'], reason: 'each factory gives exactly one member' },
  { at: /^Tags\b/, reason: 'Tags.of adds tags at synthesis, after the constructor has checked' },
  {
    at: /^Tools\[\]\.Type$|\.NetworkMode$|^Truncation\.Strategy$|\.ClaimMatchOperator$|\.InboundTokenClaimValueType$/,
    kinds: ['enum'],
    reason: 'the factory gives the value',
  },
  { at: /\.S3\.Uri$/, reason: 'the bucket and the key make it' },
  {
    at: /^CredentialProviderConfigurations$/,
    reason: 'it is a list of the one that is given',
  },
  {
    at: /\.InlinePayload\[\]\.(Input|Output)Schema\./,
    reason: 'the documents of tools have dedicated checks and tests, whose errors contain the position in the file',
  },
  { at: /\.CredentialProviderType$|\.CredentialLocation$/, kinds: ['enum'], reason: 'the factory gives the value' },
  { at: /^ResourceArn$/, reason: 'it is that of the resource with the policy' },
  { at: /^Policy$/, kinds: ['min_length'], reason: 'a policy is rendered only with a statement' },
  { at: /^Ipv[46]Address$/, reason: 'EC2 gives each mount target its address' },
  { at: /^ClientToken$/, reason: 'CloudFormation makes each file system once by itself' },
  { at: /^FileSystemId$/, reason: 'it is that of the file system beside it' },
  {
    at: /^SynchronizationConfiguration\.ExpirationDataRules$/,
    reason: 'expireAfter is one rule, and gives none when it is left out',
  },
  {
    at: /\.Trigger$|\.IpAddressType$|^IpAddressType$|\.CapacityReservationPreference$|\.Monitoring$|\.OperatingSystem$/,
    kinds: ['enum'],
    reason: 'the factory or the enum gives the value',
  },
  { at: /^ApiKey$|\.ClientSecret$/, reason: 'a secret is stored in Secrets Manager, and is in no template' },
  { at: /SecretSource$/, kinds: ['enum'], reason: 'it is always EXTERNAL' },
  {
    at: /\.ClientAuthenticationMethod$|\.GrantType$|\.ActorTokenContent$/,
    kinds: ['enum'],
    reason: 'the factory gives the value',
  },
  {
    at: /^MemoryStrategies\[\]|^StreamDeliveryResources\b/,
    kinds: ['min_properties', 'max_properties'],
    reason: 'each factory gives exactly one member',
  },
  { at: /\.Namespaces(\[\])?$/, reason: 'it is the older spelling of NamespaceTemplates, and is not rendered' },
  {
    at: /\.NamespaceTemplates$|\.TriggerConditions$|^StreamDeliveryResources\.Resources(\[\]\.Kinesis\.ContentConfigurations)?$/,
    kinds: ['min_items', 'max_items'],
    reason: 'it is rendered with what is in it, or not at all',
  },
  {
    at: /\.MetadataSchema\[\]\.(Type|ExtractionType)$|^IndexedKeys\[\]\.Type$|\.ContentConfigurations\[\]\.(Type|Level)$/,
    kinds: ['enum'],
    reason: 'the factory gives the value',
  },
];

const KEYWORDS = [
  ...(['minimum', 'maximum', 'min_length', 'max_length', 'min_items', 'max_items'] as const),
  ...(['min_properties', 'max_properties', 'unique_items', 'one_of', 'pattern', 'enum'] as const),
];
interface Bound {
  readonly at: string;
  readonly kind: Kind;
}

/** All bounds of a schema that a value can violate. A minimum length of 0 is not one of them. */
function boundsOf(schema: Schema): Bound[] {
  return settablePlaces(schema).flatMap(({ path, schema: place }) => {
    const least = (kind: Kind) => kind.startsWith('min_') && place[kind as 'min_items'] === 0;
    const kinds: Kind[] = KEYWORDS.filter((kind) => place[kind] !== undefined && !least(kind));
    const keys = (['min_length', 'max_length', 'pattern'] as const).filter((kind) => place.property_names?.[kind]);
    kinds.push(...keys.map((kind): Kind => `key_${kind}`), ...(place.type === 'integer' ? (['integer'] as const) : []));
    return kinds.map((kind) => ({ at: path, kind }));
  });
}

interface Held extends Case {
  readonly row: Row;
}

function casesOf(schema: Schema, rows: Row[]): Held[] {
  const places = new Map(settablePlaces(schema).map((place) => [place.path, place.schema]));
  return rows.flatMap((row) => row.cases(places.get(row.at) ?? {}).map((one) => ({ ...one, row })));
}

function isOutOfReach({ at, kind }: Bound): boolean {
  return OUT_OF_REACH.some((place) => place.at.test(at) && (place.kinds ?? [kind]).includes(kind));
}

/** Bounds without a row, and rows without a bound. */
function review(schema: Schema, rows: Row[]): string[] {
  const bounds = boundsOf(schema);
  const cases = casesOf(schema, rows);
  const isHeld = ({ at, kind }: Bound) => cases.some((one) => one.row.at === at && one.kind === kind);
  const isBound = ({ row, kind }: Held) => bounds.some((bound) => bound.at === row.at && bound.kind === kind);
  return [
    ...bounds
      .filter((bound) => !isHeld(bound) && !isOutOfReach(bound))
      .map(({ at, kind }) => `${at} has a bound without a row in test/support/fixtures/limits: ${kind}`),
    ...cases.filter((one) => !isBound(one)).map(({ row, kind }) => `${row.at} has no such bound: ${kind}`),
    ...rows.filter((row) => !cases.some((one) => one.row === row)).map(({ at }) => `${at} has no bound at all`),
  ];
}

const schemas = readSchemas();
const TYPES = Object.entries(ROWS);
/** The schemas with the bounds of the API, by resource type name without the service. */
const BOUNDED = Object.fromEntries(
  TYPES.map(([type]) => {
    const schema = schemas[`AWS::BedrockAgentCore::${type}`] ?? schemas[`AWS::S3Files::${type}`];
    return [type, withApiBounds(type, schema)];
  }),
);
const schemaOf = (type: string) => BOUNDED[type].schema;

describe('The limits', () => {
  test.each(TYPES)('of %s have a row or a documented reason each', (type, rows) => {
    expect(review(schemaOf(type), rows)).toEqual([]);
  });

  test('use every documented reason', () => {
    const bounds = TYPES.flatMap(([type]) => boundsOf(schemaOf(type)));
    const idle = OUT_OF_REACH.filter(({ at, kinds }) => {
      return !bounds.some((bound) => at.test(bound.at) && (kinds ?? [bound.kind]).includes(bound.kind));
    });
    expect(idle).toEqual([]);
  });

  afterAll(() => {
    const counts = TYPES.map(([type, rows]) => {
      const bounds = boundsOf(schemaOf(type));
      const away = bounds.filter(isOutOfReach).length;
      return `${type}: ${bounds.length} bounds, ${casesOf(schemaOf(type), rows).length} held, ${away} out of reach`;
    });
    process.stdout.write(`${counts.join('\n')}\n`);
  });
});

/** The bound in the form of a row, in which a bound of map keys belongs to the map. */
function asRow({ at, keyword }: ApiBound): Bound {
  return at.endsWith('.{key}')
    ? { at: at.replace(/\.\{key\}$/, ''), kind: `key_${keyword}` as Kind }
    : { at, kind: keyword as Kind };
}

describe('The bounds of the API that are missing in the schema', () => {
  const lacked = TYPES.flatMap(([type]) => BOUNDED[type].bounds);
  const held = new Set(
    TYPES.flatMap(([type, rows]) => casesOf(schemaOf(type), rows).map(({ kind, row }) => `${type} ${row.at} ${kind}`)),
  );
  const answers = lacked.map((bound) => {
    const { at, kind } = asRow(bound);
    const reason =
      bound.reason ?? OUT_OF_REACH.find((place) => place.at.test(at) && (place.kinds ?? [kind]).includes(kind))?.reason;
    const answer = held.has(`${bound.type} ${at} ${kind}`) ? 'a row' : reason;
    return { ...bound, answer };
  });

  test('each have a row or a reason', () => {
    expect(answers.filter(({ answer }) => answer === undefined)).toEqual([]);
  });

  test('are part of the generated limits, with their origin', () => {
    const origins = TYPES.flatMap(([type]) => originsOf(limitOf(type)));
    const taken = lacked.filter(({ reason }) => reason === undefined).map(({ origin }) => origin);
    expect(new Set(origins)).toEqual(new Set(taken));
  });

  afterAll(() => {
    const lines = answers.map(
      ({ type, at, keyword, value, origin, answer }) =>
        `${type} ${at} ${keyword} ${JSON.stringify(value)} (${origin}): ${answer}`,
    );
    process.stdout.write(`${lines.join('\n')}\n`);
  });
});

/** The origins of all bounds in a generated limit. */
function originsOf(limit: object): string[] {
  return Object.entries(limit).flatMap(([name, value]) =>
    name === 'origin' && typeof value === 'string' ? [value] : typeof value === 'object' ? originsOf(value) : [],
  );
}

describe('The review of limits', () => {
  const schema = schemaOf('HarnessEndpoint');
  const withDescription = (description: Schema): Schema => {
    return { ...schema, properties: { ...schema.properties, Description: description } };
  };

  test.each<[string, Schema, string]>([
    ['a pattern', { type: 'string', pattern: '^x' }, 'pattern ^x'],
    ['choices', { type: 'string', enum: ['x', 'y'] }, 'enum x, y'],
  ])('creates a failing case for %s that is new in the schema, until the row has a sample', (_, description, name) => {
    const cases = casesOf(withDescription(description), ROWS.HarnessEndpoint);
    const [added] = cases.filter((one) => one.row.at === 'Description');
    expect(added).toMatchObject({ name, rejected: [] });
  });

  test('reports a new bound of a property without a row', () => {
    const properties = { ...schema.properties, Voice: { type: 'object', properties: { Pitch: { maximum: 2 } } } };
    expect(review({ ...schema, properties }, ROWS.HarnessEndpoint)).toEqual([
      'Voice.Pitch has a bound without a row in test/support/fixtures/limits: maximum',
    ]);
  });

  test('reports a bound without a row', () => {
    const rows = ROWS.HarnessEndpoint.filter(({ at }) => at !== 'EndpointName');
    expect(review(schema, rows)).toEqual([
      'EndpointName has a bound without a row in test/support/fixtures/limits: pattern',
    ]);
  });

  test('reports a row without a bound', () => {
    expect(review(withDescription({ type: 'string' }), ROWS.HarnessEndpoint)).toEqual([
      'Description has no bound at all',
    ]);
  });
});

/** An ARN of the wrong kind or environment is reported as such, and not by its length or pattern. */
const OTHER_KIND = /must be (the ARN of an? |a KMS key, got the alias |in the (partition|Region|account) )/;

/** The errors of a message that concern a property, one per line. */
function saidOf(prop: string, message: string): string {
  const errors = message.replace(/^[^:]*:\s+/, '').split(/\n? {2}- |^- /);
  return errors.filter((error) => error.startsWith(`${prop} `)).join('\n');
}

/** The warnings about values of a prop that the schema does not list. */
function unlistedValues(stack: Stack, prop: string): string {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(`^${prop.replace(/[[\]]/g, '\\$&')} is .* does not list`))
    .map(({ entry }) => entry.data as string)
    .join('\n');
}

const OF_ENUM = /: \w[\w.[\]]* must be an? \w+, got the string "[^"]*"\. Use \w+\.[A-Z]/;

describe.each(TYPES)('%s', (type, rows) => {
  const cases = casesOf(schemaOf(type), rows).map((one) => ({ ...one, ...one.row }));

  test.each(cases.filter(({ accepted }) => accepted.length > 0))('$at: accepts $prop at $name', ({ accepted }) => {
    // Some ARNs name other Regions and partitions, which are validated only if the environment is known.
    expect(accepted.map((make) => messageOf(() => make(testStack({}))))).toEqual(
      accepted.map(() => 'nothing was thrown'),
    );
  });

  test.each(cases)('$at: rejects $prop past $name and names the limit', ({ prop, name, rejected }) => {
    expect(rejected.length).toBeGreaterThan(0);
    for (const { make, says } of rejected) {
      const stack = testStack();
      const message = messageOf(() => make(stack));
      const said = saidOf(prop, message) + unlistedValues(stack, prop);
      // Enums of the library are checked as types when the value is passed.
      const isOfEnum = name.startsWith('enum ') && OF_ENUM.test(message);
      const parts = isOfEnum || OTHER_KIND.test(message) ? [] : says;
      for (const part of parts) {
        expect(said).toMatch(part);
      }
    }
  });
});

describe('The check of limits', () => {
  const messageFor = (props: Partial<HarnessProps>) => messageOf(() => harnessIn(testStack(), props));
  const described = (description: string) =>
    messageFor({ tools: [Tool.inlineFunction('ask', { description, inputSchema: { type: 'object' } })] });
  const withParams = (additionalParams: Record<string, unknown>) =>
    messageFor({ model: Model.bedrock('amazon.nova-pro-v1:0', { additionalParams }) });

  test('counts Unicode characters, not UTF-16 code units', () => {
    expect(described('😀'.repeat(4096))).toBe('nothing was thrown');
    expect(described('😀'.repeat(4097))).toMatch(/must be between 1 and 4096 characters, got 4097 characters/);
  });

  test('rejects a null in free-form JSON and names its path', () => {
    expect(withParams({ stop: null })).toMatch(/model\.additionalParams\.stop must not be null, which CloudFormation/);
    expect(withParams({ config: [{ 'top-p': null }] })).toMatch(
      /additionalParams\.config\[0\]\["top-p"\] must not be null/,
    );
    expect(withParams({ stop: '', config: [{ 'top-p': 0 }], extra: {} })).toBe('nothing was thrown');
  });

  test('rejects NaN and accepts a number', () => {
    expect(messageOf(() => Model.bedrock('amazon.nova-pro-v1:0', { temperature: Number.NaN }))).toBe(
      'Model.bedrock: temperature must be a number, got NaN.',
    );
    expect(messageFor({ model: Model.bedrock('amazon.nova-pro-v1:0', { temperature: 0 }) })).toBe('nothing was thrown');
  });

  test.each(['Ref', 'Fn::Join'])('rejects a map whose only key is %s, which CloudFormation would evaluate', (key) => {
    expect(messageFor({ environment: { [key]: 'main' } })).toMatch(
      new RegExp(
        `environment must not have ${key} as its only key, because CloudFormation would evaluate it as an intrinsic function`,
      ),
    );
    expect(messageFor({ environment: { [key]: 'main', LOG: 'debug' } })).toBe('nothing was thrown');
  });

  test('names the key of a map as the user wrote it', () => {
    const long = 'v'.repeat(5001);
    expect(messageFor({ environment: { LOG: long } })).toMatch(/ environment\.LOG must be at most 5000 characters/);
    expect(messageFor({ environment: { 'LOG-1': long } })).toMatch(/ environment\["LOG-1"\] must be at most 5000/);
    // Keys that equal property names of AgentCore are not renamed.
    expect(messageFor({ environment: { config: long } })).toMatch(/ environment\.config must be at most 5000/);
    expect(messageFor({ environment: { toString: long } })).toMatch(/ environment\.toString must be at most 5000/);
  });

  test.each([
    ['my-agent', 'my_agent'],
    ['2nd agent', 'a2nd_agent'],
    ['n'.repeat(41), 'n'.repeat(40)],
  ])('suggests a valid name for %s', (harnessName, suggested) => {
    expect(messageFor({ harnessName })).toMatch(new RegExp(`got "${harnessName}"\\. Use "${suggested}"\\.$`));
  });

  test('suggests nothing if a replacement would change the meaning', () => {
    expect(messageFor({ allowedTools: ['@shop/orders/find'] })).toMatch(/got "@shop\/orders\/find"\.$/);
    expect(messageFor({ harnessName: '' })).toMatch(/got ""\.$/);
  });
});
