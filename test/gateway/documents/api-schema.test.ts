import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Lazy, type Stack } from 'aws-cdk-lib/core';
import { ApiSchema, ToolSchema } from '../../../src';
import { ValidationErrors } from '../../../src/private/validation/validation-errors';
import { ACCOUNT, testStack } from '../../support/helpers';
import { edited, FIXTURES, fileOf, ofApi, said } from './documents';
import { OPENAPI, ofSmall, REALLY, small } from './small-documents';

const NAMES = ['listOrders', 'placeOrder', 'cancelOrder'];

describe('An OpenAPI document', () => {
  test('in YAML is rendered as JSON', () => {
    const { config, ...rest } = ofApi(join(FIXTURES, OPENAPI), 'OpenAPI');
    expect(rest).toEqual({ toolNames: NAMES, errors: [], warnings: [] });
    const { inlinePayload } = config as { inlinePayload: string };
    const deployed = JSON.parse(inlinePayload);
    expect(deployed.components.schemas.Order.properties.states).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/State' },
    });
    expect(Object.keys(deployed.paths['/orders'].get.responses)).toEqual(['200', 'default']);
    expect(deployed.info.version).toBe('2026-11-24');
  });

  test('in JSON is rendered unchanged', () => {
    const text = JSON.stringify(small({ 'x-number': 1 }), null, 1).replace(': 1', ': 12345678901234567890');
    const { config, errors } = ofApi(fileOf('small.json', text), 'OpenAPI');
    expect(errors).toEqual([]);
    expect(config).toEqual({ inlinePayload: text });
  });

  test('of more than 64 KB is uploaded as JSON', () => {
    const path = edited(OPENAPI, ['title: Orders', `title: Orders\n  description: ${'x'.repeat(65_536)}`]);
    const stack = testStack();
    const bound = ApiSchema.fromFile(path)._bind(stack, new ValidationErrors(stack), 'OpenAPI');
    const asset = stack.node.findChild('Schema') as Asset;
    expect(bound.toolNames).toEqual(NAMES);
    expect(bound.config).toEqual({ s3: { uri: `s3://${asset.s3BucketName}/${asset.s3ObjectKey}` } });
    const staged = join((stack.node.root as never as { outdir: string }).outdir, asset.assetPath);
    const uploaded = existsSync(staged) ? staged : asset.assetPath;
    expect(JSON.parse(readFileSync(uploaded, 'utf8')).info.title).toBe('Orders');
  });

  test('of version 3.1 can have several types or none', () => {
    const schema = { type: ['string', 'null'], prefixItems: [{ type: 'null' }], items: false };
    const responses = { 200: { description: 'Yes.', content: { 'application/json; charset=utf-8': { schema } } } };
    expect(ofSmall({}, { responses })).toMatchObject({ errors: [], warnings: [], toolNames: ['look'] });
  });

  test('can have circular references and escaped names', () => {
    const components = {
      schemas: {
        'a/b~c d': { type: 'object', properties: { again: { $ref: '#/components/schemas/a~1b~0c%20d' } } },
      },
      examples: { Data: { value: { $ref: '#/of/the/data' } } },
    };
    const responses = {
      200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/a~1b~0c%20d' } } } },
      500: { content: { 'application/json': { schema: { $ref: '#named' }, example: { $ref: '#/data' } } } },
    };
    expect(ofSmall({ components, 'x-more': { $ref: 'other.yaml' } }, { responses }).errors).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['itself', { A: 'A' }],
    ['a reference that refers back', { A: 'B', B: 'A' }],
  ])('cannot have a schema that refers only to %s', (_, references) => {
    const schemas = Object.fromEntries(
      Object.entries(references).map(([name, other]) => [name, { $ref: `#/components/schemas/${other}` }]),
    );
    const { errors } = ofSmall({ components: { schemas: { ...schemas, User: { $ref: '#/components/schemas/A' } } } });
    expect(errors).toEqual(
      Object.entries(references).map(([name, other]) =>
        expect.stringContaining(
          `components.schemas.${name}: refers to "#/components/schemas/${other}", which refers back to this reference. Refer`,
        ),
      ),
    );
  });

  test('is not validated in parts that operations do not use', () => {
    const components = { schemas: { Unused: { oneOf: [{ type: 'string' }, { type: 'number' }] } } };
    expect(ofSmall({ components })).toMatchObject({ errors: [], warnings: [] });
  });

  test('can have servers for single operations', () => {
    const servers = [{ url: 'https://one.example.com' }];
    const paths = { '/': { get: { operationId: 'look', servers } }, '/two': { servers, put: { operationId: 'put' } } };
    expect(ofSmall({ paths, servers: undefined }).errors).toEqual([]);
    expect(
      ofSmall({ paths: { ...paths, '/three': { head: { operationId: 'head' } } }, servers: undefined }).errors,
    ).toEqual([`small.json:1:1: must have "servers" with the URL of the API. ${REALLY}`]);
  });
});

describe('The schema of an HTTP target', () => {
  test.each([
    [
      'an OpenAPI document that tools do not support',
      JSON.stringify({ openapi: '3.0.3', paths: { x: { get: { oneOf: [] } } } }),
    ],
    ['a Smithy model that tools do not support', JSON.stringify({ smithy: '2.0', shapes: {} })],
  ])('can be %s', (_, text) => {
    expect(ofApi(fileOf('agent.json', text), 'HTTP')).toEqual({
      config: { inlinePayload: text },
      toolNames: undefined,
      errors: [],
      warnings: [],
    });
  });

  test.each([
    ['another document', '{}', 'got neither'],
    ['an old Smithy model', '{ "smithy": "0.5" }', 'got "0.5"'],
    ['an incomplete OpenAPI document', '{ "openapi": "3.0.3", "a": { "$ref": "#/b" } }', 'got "#/b"'],
  ])('is rejected if it is %s', (_, text, problem) => {
    expect(ofApi(fileOf('agent.json', text), 'HTTP').errors).toEqual([expect.stringContaining(problem)]);
  });
});

test('a missing document is one error, and has no tools', () => {
  const { errors, config } = ofApi(join(FIXTURES, 'none.yaml'), 'OpenAPI');
  expect(errors).toEqual([expect.stringMatching(/none\.yaml does not exist$/)]);
  expect(config).toEqual({});
});

test('a document in a bucket has a URI, an owner and tool names', () => {
  const { config, toolNames, object } = said((stack: Stack, errors) => {
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'team-schemas');
    const options = { toolNames: ['look'], bucketOwner: '444455556666' };
    return ApiSchema.fromBucket(bucket, 'orders.yaml', options)._bind(stack, errors, 'OpenAPI');
  });
  expect(config).toEqual({ s3: { uri: 's3://team-schemas/orders.yaml', bucketOwnerAccountId: '444455556666' } });
  expect(toolNames).toEqual(['look']);
  expect(object?.key).toBe('orders.yaml');
});

describe('The owner of the bucket of a document', () => {
  const ofBucket = (bucketOf: (stack: Stack) => IBucket, bucketOwner?: string) => {
    const { config, errors } = said((stack: Stack, found) =>
      ApiSchema.fromBucket(bucketOf(stack), 'orders.yaml', { bucketOwner })._bind(stack, found, 'OpenAPI'),
    );
    return errors.length > 0 ? errors : (config as { s3: { bucketOwnerAccountId?: string } }).s3.bucketOwnerAccountId;
  };
  const imported = (account?: string) => (stack: Stack) =>
    Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'team-schemas', account });

  test('is the account of a bucket in another account', () => {
    expect(ofBucket(imported('444455556666'))).toBe('444455556666');
    expect(ofBucket(imported('444455556666'), '444455556666')).toBe('444455556666');
    expect(ofBucket(imported(ACCOUNT))).toBeUndefined();
    expect(ofBucket((stack) => new Bucket(stack, 'Bucket'))).toBeUndefined();
    expect(ofBucket(imported(), '444455556666')).toBe('444455556666');
  });

  test('must not be another account', () => {
    const problem = (account: string) => [
      `the bucketOwner of the schema must be the account of the bucket, ${account}, got "777788889999". Omit bucketOwner`,
    ];
    expect(ofBucket(imported('444455556666'), '777788889999')).toEqual(problem('444455556666'));
    expect(ofBucket((stack) => new Bucket(stack, 'Bucket'), '777788889999')).toEqual(problem(ACCOUNT));
    expect(ofBucket((stack) => new Bucket(stack, 'Bucket'), ACCOUNT)).toBe(ACCOUNT);
  });
});

test.each([
  ['', 'must be the path of a local file, got ""'],
  [
    'https://api.example.com/openapi.json',
    'must be the path of a local file, got the URL "https://api.example.com/openapi.json". Download the document, or use fromBucket for a document in a bucket',
  ],
  [
    's3://team-schemas/orders.yaml',
    'must be the path of a local file, got the URL "s3://team-schemas/orders.yaml". Download the document, or use fromBucket for a document in a bucket',
  ],
  [Lazy.string({ produce: () => 'orders.yaml' }), 'must be known at synth, got a token. Use the path of a local file'],
])('the path "%s" of a document is rejected', (path, problem) => {
  expect(said((stack, errors) => ApiSchema.fromFile(path)._bind(stack, errors, 'OpenAPI')).errors).toEqual([
    `the path of the document ${problem}`,
  ]);
  expect(said((stack, errors) => ToolSchema.fromFile(path)._bind(stack, errors)).errors).toEqual([
    `the path of the document ${problem}`,
  ]);
});
