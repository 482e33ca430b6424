import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiSchema } from '../../../src';
import { ValidationErrors } from '../../../src/private/validation/validation-errors';
import { testStack } from '../../support/helpers';
import { type Edit, edited, FIXTURES, fileOf, ofApi, said } from './documents';

const OPENAPI = 'orders.openapi.yaml';
const SMITHY = 'parcels.smithy.json';
const NAMES = ['listOrders', 'placeOrder', 'cancelOrder'];
const MEDIA = 'application/json, application/xml, multipart/form-data, application/x-www-form-urlencoded';
const REALLY = 'say where the API really is, as in "https://api.example.com/v1"';
const TOGETHER = 'write one schema, and say in "description" what goes together';

/** The smallest document that has an operation. */
const small = (more: object = {}, operation: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Small', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  paths: { '/': { get: { operationId: 'look', ...operation } } },
  ...more,
});
const ofSmall = (more: object = {}, operation: object = {}) =>
  ofApi(fileOf('small.json', JSON.stringify(small(more, operation))), 'OpenAPI');

describe('An OpenAPI document', () => {
  test('in YAML is deployed as JSON, in the template, and its tools are known', () => {
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

  test('in JSON is deployed as it is written', () => {
    const text = JSON.stringify(small({ 'x-number': 1 }), null, 1).replace(': 1', ': 12345678901234567890');
    const { config, errors } = ofApi(fileOf('small.json', text), 'OpenAPI');
    expect(errors).toEqual([]);
    expect(config).toEqual({ inlinePayload: text });
  });

  test('that is long is uploaded, as JSON', () => {
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

  test('of 3.1 may have several types, and none', () => {
    const schema = { type: ['string', 'null'], prefixItems: [{ type: 'null' }], items: false };
    const responses = { 200: { description: 'Yes.', content: { 'application/json; charset=utf-8': { schema } } } };
    expect(ofSmall({}, { responses })).toMatchObject({ errors: [], warnings: [], toolNames: ['look'] });
  });

  test('may refer to itself, in circles, and to what has a strange name', () => {
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

  test('may have what the operations do not use, whatever it is', () => {
    const components = { schemas: { Unused: { oneOf: [{ type: 'string' }, { type: 'number' }] } } };
    expect(ofSmall({ components })).toMatchObject({ errors: [], warnings: [] });
  });

  test('may have servers for some of its operations, and none for all', () => {
    const servers = [{ url: 'https://one.example.com' }];
    const paths = { '/': { get: { operationId: 'look', servers } }, '/two': { servers, put: { operationId: 'put' } } };
    expect(ofSmall({ paths, servers: undefined }).errors).toEqual([]);
    expect(
      ofSmall({ paths: { ...paths, '/three': { head: { operationId: 'head' } } }, servers: undefined }).errors,
    ).toEqual([`small.json:1:1: must have "servers" with the URL of the API: ${REALLY}`]);
  });
});

describe('The server of an API', () => {
  const at = (host: string) => ofSmall({ servers: [{ url: `https://${host}` }] }).errors;

  test.each([
    ...['10.0.0.1', '127.0.0.1', '127.1', '192.168.1.1', '172.16.0.1', '172.31.9.9', '169.254.169.254', '0.0.0.0'],
    ...['localhost', 'api.localhost', '[::1]'],
  ])('is not at the private address %s', (host) => {
    expect(at(host)).toEqual([expect.stringContaining('to which the gateway sends nothing')]);
  });

  test.each([
    ...['10.example.com', '127.example.com', '192.168.example.com', '172.16.example.com', '169.254.example.com'],
    ...['10.0.0.1.example.com', '11.0.0.1', '172.32.0.1', '192.169.1.1'],
  ])('may be at %s', (host) => {
    expect(at(host)).toEqual([]);
  });
});

describe('What refers to nothing', () => {
  const ofSchema = (schema: object) => ofSmall({ components: { schemas: { Order: schema } } }).errors;
  const nowhere = { $ref: '#/components/schemas/None' };
  const refused = [expect.stringContaining('refers to "#/components/schemas/None", which is not in the document')];

  test.each(['example', 'enum', 'const', 'x-color', 'price'])('is refused in a property called %s', (name) => {
    expect(ofSchema({ type: 'object', properties: { [name]: nowhere } })).toEqual(refused);
    expect(ofSmall({ components: { schemas: { [name]: nowhere } } }).errors).toEqual(refused);
  });

  test.each<[string, object]>([
    ['an example', { type: 'object', example: nowhere }],
    [
      'an example of a property that is called like a list of names',
      { properties: { properties: { example: nowhere } } },
    ],
    ['what a value may be', { enum: [nowhere] }],
    ['an extension', { 'x-color': nowhere }],
  ])('is left alone in %s', (_, schema) => {
    expect(ofSchema({ type: 'object', ...schema })).toEqual([]);
  });
});

/** One thing that is wrong, and what is said of it. */
const WRONG: Array<[rule: string, edit: Edit, message: string]> = [
  [
    'another version',
    ['openapi: 3.0.3', 'openapi: 3.2.0'],
    '1:1: must be an OpenAPI document with "openapi": "3.0.x" or "3.1.x", got "openapi": "3.2.0"',
  ],
  [
    'Swagger',
    ['openapi: 3.0.3', "swagger: '2.0'"],
    '1:1: must be an OpenAPI document with "openapi": "3.0.x" or "3.1.x", got "swagger": "2.0"',
  ],
  ['no title', ['  title: Orders\n', ''], '2:1: info: must have a "title", which is a string'],
  ['a version that is no text', ["'2026-11-24'", '1.0'], '4:3: info: must have a "version", which is a string'],
  ['no servers', ['servers:', 'x-servers:'], `1:1: must have "servers" with the URL of the API: ${REALLY}`],
  [
    'a relative server',
    ['https://{shop}.example.com', '/{shop}'],
    `6:5: servers[0]: has the "url" "/{shop}/v1", which is no URL of https://: ${REALLY}`,
  ],
  [
    'a server of this machine',
    ['https://{shop}.example.com', 'http://localhost:8080'],
    `6:5: servers[0]: has the "url" "http://localhost:8080/v1", to which the gateway sends nothing: ${REALLY}`,
  ],
  [
    'a variable without a default',
    ['shop: { default: main,', 'shop: {'],
    `6:5: servers[0]: has the variable {shop} in its "url", and "variables" has no default for it: ${REALLY}`,
  ],
  [
    'an operation without an id',
    ['      operationId: listOrders\n', ''],
    '11:5: paths["/orders"].get: must have an "operationId", which becomes the name of the tool',
  ],
  [
    'an id twice',
    ['placeOrder', 'listOrders'],
    '27:7: paths["/orders"].post: "operationId" is "listOrders", as that of paths["/orders"].get: give each a name of its own',
  ],
  ['a path that does not begin', ['  /orders:', '  orders:'], '10:3: paths.orders: must begin with /'],
  [
    'no responses',
    ["      responses:\n        '201': { description: It is placed. }", ''],
    '26:5: paths["/orders"].post: must have "responses"',
  ],
  [
    'a parameter of a path that is not described',
    ['/orders/{id}', '/orders/{id}/{line}'],
    '38:5: paths["/orders/{id}/{line}"].delete: must have the parameter "line" of its path, with "in": "path"',
  ],
  [
    'a path that says how it is written',
    ['/orders/{id}', '/orders/{;id*}'],
    '38:5: paths["/orders/{;id*}"].delete: "/orders/{;id*}" must have plain parameters only, as in {id}',
  ],
  [
    'a parameter without a name',
    ['{ name: customer, in', '{ in'],
    '15:11: paths["/orders"].get.parameters[0]: must have a "name"',
  ],
  [
    'a parameter that is nowhere',
    ['in: query, required', 'in: body, required'],
    '15:29: paths["/orders"].get.parameters[0]: "in" must be one of path, query, header, cookie, got "body"',
  ],
  [
    'a parameter of a path that may be missing',
    ['Id: { name: id, in: path, required: true,', 'Id: { name: id, in: path,'],
    '45:5: components.parameters.Id: must have "required": true, as all that is in the path',
  ],
  [
    'a style of its own',
    ['style: form', 'style: deepObject'],
    '16:37: paths["/orders"].get.parameters[1]: "style" must be form in the query, got "deepObject": the service takes no other',
  ],
  [
    'a parameter without a schema',
    ['required: true, schema: { type: string } }', 'required: true }'],
    '15:11: paths["/orders"].get.parameters[0]: must have a "schema"',
  ],
  [
    'a body of no known type',
    ['          application/json:\n            schema: { $ref', '          text/csv:\n            schema: { $ref'],
    `30:9: paths["/orders"].post.requestBody: must be of one of ${MEDIA}, got text/csv`,
  ],
  ...['allOf', 'anyOf', 'oneOf'].map((keyword): [string, Edit, string] => [
    keyword,
    ['      required: [id]', `      ${keyword}: [{ type: object }]`],
    `56:7: components.schemas.Order: "${keyword}" is not taken: ${keyword === 'allOf' ? 'write one schema with all members' : TOGETHER}`,
  ]),
  [
    'a type that there is not',
    ['        id: { type: string }', '        id: { type: uuid }'],
    '58:15: components.schemas.Order.properties.id: "type" must be one of string, number, integer, boolean, array, object, got "uuid"',
  ],
  [
    'several types, which are of 3.1',
    ['        id: { type: string }', '        id: { type: [string, "null"] }'],
    '58:15: components.schemas.Order.properties.id: "type" must be one of string, number, integer, boolean, array, object, got ["string","null"]: give one, and "nullable": true where it may be null',
  ],
  [
    'an array of anything',
    ["type: array, items: { $ref: '#/components/schemas/State' }", 'type: array'],
    '16:68: components.schemas.Order.properties.states: an array must have "items", the schema of what is in it',
  ],
  [
    'what refers to nothing',
    ["replaces: { $ref: '#/components/schemas/Order' }", "replaces: { $ref: '#/components/schemas/Ordr' }"],
    '60:21: components.schemas.Order.properties.replaces: refers to "#/components/schemas/Ordr", which is not in the document',
  ],
  [
    'what refers to another file',
    ["replaces: { $ref: '#/components/schemas/Order' }", "replaces: { $ref: 'common.yaml#/Order' }"],
    '60:21: components.schemas.Order.properties.replaces: refers to "common.yaml#/Order", and the service reads this document only: bundle all into one',
  ],
];

describe('Of an OpenAPI document is refused', () => {
  test.each(WRONG)('%s, in its place', (_, edit, message) => {
    expect(ofApi(edited(OPENAPI, edit), 'OpenAPI').errors).toEqual([`${OPENAPI}:${message}`]);
  });

  test('all that is wrong, once, though it is used more often', () => {
    const path = edited(OPENAPI, ['  title: Orders\n', ''], ['      required: [id]', '      oneOf: []']);
    expect(ofApi(path, 'OpenAPI').errors.map((error) => error.split(': ')[0])).toEqual([
      `${OPENAPI}:2:1`,
      `${OPENAPI}:55:7`,
    ]);
  });

  test.each([
    ['no operation', small({ paths: {} }), '1:1: must have "paths" with at least one operation, which becomes a tool'],
    ['a list', [small()], '1:1: must be an OpenAPI document'],
    ['nothing known', {}, '1:1: must be an OpenAPI document with "openapi": "3.0.x" or "3.1.x", got neither'],
    [
      'a server that is a string',
      small({ servers: ['https://x.y'] }),
      `1:78: servers[0]: must have a "url": ${REALLY}`,
    ],
  ])('%s', (_, document, message) => {
    const { errors } = ofApi(fileOf('small.json', JSON.stringify(document)), 'OpenAPI');
    expect(errors.map((error) => error.replace(/:1:\d+/, ':1:1'))).toEqual([
      `small.json:${message.replace(/^1:\d+/, '1:1')}`,
    ]);
  });
});

describe('Of an OpenAPI document is doubted', () => {
  const body = (type: string) => ({ requestBody: { content: { 'application/json': {}, [type]: {} } } });
  const asking = (parameter: object) => ({ parameters: [{ name: 'p', schema: { type: 'string' }, ...parameter }] });

  test.each<[string, object, object, RegExp | undefined]>([
    [
      'a server over http',
      { servers: [{ url: 'http://api.example.com' }] },
      {},
      /^small\.json: servers\[0\]: "http:.*openApiServers\]$/,
    ],
    [
      'a second server that is of no use',
      { servers: [{ url: 'https://api.example.com' }, { url: '/v1' }] },
      {},
      /servers\[1\]: has the "url" "\/v1", which is no URL of https:\/\/, so the gateway cannot use it.*openApiServers\]$/,
    ],
    [
      'a host that may be any',
      { servers: [{ url: 'https://{a}.example.com', variables: { a: { default: 'x' } } }] },
      {},
      /the variable \{a\} may lead the gateway.*openApiServers\]$/,
    ],
    [
      'no variable of the path',
      { servers: [{ url: 'https://example.com/{a}', variables: { a: { default: 'x' } } }] },
      {},
      undefined,
    ],
    [
      'security of all',
      { security: [{ key: [] }] },
      {},
      /^small\.json: security: "security" has no effect: .*openApiLeftOut\]$/,
    ],
    ['security of one', {}, { security: [{ key: [] }] }, /paths\["\/"\]\.get\.security: .*openApiLeftOut\]$/],
    ['no security that is empty', { security: [] }, { security: [] }, undefined],
    ['callbacks', {}, { callbacks: { onEvent: {} } }, /callbacks: "callbacks" has no effect.*openApiLeftOut\]$/],
    ['webhooks', { webhooks: { newOrder: {} } }, {}, /webhooks: "webhooks" has no effect.*openApiLeftOut\]$/],
    ['links', {}, { responses: { 200: { links: { next: {} } } } }, /links: "links" has no effect.*openApiLeftOut\]$/],
    ['a second type of body', {}, body('text/csv'), /"text\/csv".*openApiMediaTypes\]$/],
    ['no second type that is taken', {}, body('multipart/form-data'), undefined],
    ['an answer of another type', {}, { responses: { 200: { content: { 'text/html': {} } } } }, /openApiMediaTypes\]$/],
    [
      'an object in the query',
      {},
      asking({ in: 'query', schema: { type: 'object' } }),
      /an object in the query .*openApiParameters\]$/,
    ],
    [
      'a list with commas',
      {},
      asking({ in: 'query', explode: false, schema: { type: 'array' } }),
      /openApiParameters\]$/,
    ],
    ['no plain list', {}, asking({ in: 'query', schema: { type: 'array' } }), undefined],
    [
      'a list in a header',
      {},
      asking({ in: 'header', schema: { type: 'array' } }),
      /an array in the header.*openApiParameters\]$/,
    ],
    [
      'a parameter with a type of media',
      {},
      asking({ in: 'query', schema: undefined, content: {} }),
      /openApiParameters\]$/,
    ],
    ['a name with a slash', {}, { operationId: 'meta/root' }, /the tool "meta\/root" has a name.*namesForModels\]$/],
    [
      'a parameter with brackets',
      {},
      asking({ in: 'query', name: 'page[size]' }),
      /the property "page\[size\]".*namesForModels\]$/,
    ],
  ])('%s', (_, more, operation, warning) => {
    const { errors, warnings } = ofSmall(more, operation);
    expect(errors).toEqual([]);
    expect(warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
  });

  test('more tools than a target has, and more text than the service reads, by default', () => {
    const operations = Array.from({ length: 1001 }, (_, n) => [`/${n}`, { get: { operationId: `look${n}` } }]);
    const info = { title: 'Large', version: '1', description: 'x'.repeat(10 * 1024 * 1024) };
    const { errors, warnings } = ofSmall({ info, paths: Object.fromEntries(operations) });
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^small\.json: it has 10\.\d MB, .* \(and 1 more like it\) \[ack: cdk-agentcore:gatewayQuotas\]$/,
      ),
    ]);
  });
});

describe('A Smithy model', () => {
  test('has a tool for each operation, those of its resources too', () => {
    const text = readFileSync(join(FIXTURES, SMITHY), 'utf8');
    expect(ofApi(join(FIXTURES, SMITHY), 'Smithy')).toEqual({
      config: { inlinePayload: text },
      toolNames: ['TrackParcel', 'HoldParcel', 'GetParcel'],
      errors: [],
      warnings: [],
    });
  });

  test.each<[string, Edit, string]>([
    [
      'no version',
      ['"smithy": "2.0"', '"smithy": 2'],
      '2:3: must be a Smithy model in JSON, with "smithy": "1.0" or "2.0", got 2',
    ],
    ['no shapes', ['"shapes"', '"shape"'], '1:1: must have "shapes"'],
    ['no service', ['"service"', '"resource"'], '3:3: shapes: must have a shape of the type service'],
    [
      'another protocol',
      ['aws.protocols#restJson1', 'aws.protocols#awsJson1_0'],
      '9:7: shapes["com.example.parcels#Parcels"]: must speak aws.protocols#restJson1, the only protocol that the gateway speaks, got aws.protocols#awsJson1_0',
    ],
    [
      'an operation that is not there',
      ['[{ "target": "com.example.parcels#TrackParcel" }]', '[{ "target": "com.example.parcels#Track" }]'],
      '7:24: shapes["com.example.parcels#Parcels"].operations[0]: targets "com.example.parcels#Track", which is not in the model',
    ],
    [
      'an operation without a path',
      ['{ "smithy.api#http": { "method": "GET", "uri": "/parcels/{id}" } }', '{}'],
      '28:7: shapes["com.example.parcels#GetParcel"]: must have the trait smithy.api#http, with "method" and "uri"',
    ],
  ])('is refused with %s', (_, edit, message) => {
    expect(ofApi(edited(SMITHY, edit), 'Smithy').errors).toEqual([`${SMITHY}:${message}`]);
  });

  test('is refused without an operation', () => {
    const shapes = { 'a#B': { type: 'service', traits: { 'aws.protocols#restJson1': {}, 'aws.api#service': {} } } };
    expect(ofApi(fileOf('none.json', JSON.stringify({ smithy: '2.0', shapes })), 'Smithy').errors).toEqual([
      'none.json:1:27: shapes["a#B"]: must have at least one operation, which becomes a tool',
    ]);
  });

  describe('with mixins', () => {
    const trait = { 'smithy.api#mixin': {} };
    const known = { 'aws.protocols#restJson1': {}, 'aws.api#service': {} };
    const operations = [{ target: 'a#Get' }];
    const get = { type: 'operation', traits: { 'smithy.api#http': { method: 'GET', uri: '/' } } };
    const ofShapes = (shapes: object) =>
      ofApi(fileOf('mixins.json', JSON.stringify({ smithy: '2.0', shapes: { 'a#Get': get, ...shapes } })), 'Smithy');

    test('has one service beside what is mixed in', () => {
      const base = { type: 'service', traits: trait };
      const service = { type: 'service', operations, mixins: [{ target: 'a#Base' }], traits: known };
      expect(ofShapes({ 'a#Base': base, 'a#Service': service })).toMatchObject({
        toolNames: ['Get'],
        errors: [],
        warnings: [],
      });
    });

    test('is refused when these say what it does, with what works them in', () => {
      const base = { type: 'service', operations, traits: trait };
      const service = { type: 'service', mixins: [{ target: 'a#Base' }], traits: known };
      expect(ofShapes({ 'a#Base': base, 'a#Service': service }).errors).toEqual([
        expect.stringMatching(
          /at least one operation.*mixins add is not seen: `smithy ast --flatten` works mixins in$/,
        ),
      ]);
      expect(ofShapes({ 'a#Base': base }).errors).toEqual([
        expect.stringMatching(/a shape of the type service that is no mixin: `smithy ast --flatten`/),
      ]);
    });
  });

  test('is refused in the language of its own, with what makes JSON of it', () => {
    const { errors } = ofApi(fileOf('parcels.smithy', '$version: "2"\nnamespace com.example\n'), 'Smithy');
    expect(errors).toEqual(['parcels.smithy: must be a Smithy model in JSON: `smithy ast` makes one of it']);
  });

  test.each<[string, Edit, RegExp]>([
    [
      'it is of no AWS service',
      ['"aws.api#service": { "sdkId": "Parcels" },', ''],
      /AWS services only.*smithyServices\]$/,
    ],
    [
      'an operation has a stream',
      ['{ "type": "blob" }', '{ "type": "blob", "traits": { "smithy.api#streaming": {} } }'],
      /stream for their input.*\(and 2 more like it\).*smithyStreaming\]$/,
    ],
  ])('warns if %s', (_, edit, warning) => {
    const { errors, warnings } = ofApi(edited(SMITHY, edit), 'Smithy');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('may have resources within each other', () => {
    const path = edited(SMITHY, [
      '"type": "resource",',
      '"type": "resource", "resources": [{ "target": "com.example.parcels#Parcel" }],',
    ]);
    expect(ofApi(path, 'Smithy')).toMatchObject({ errors: [], toolNames: ['TrackParcel', 'HoldParcel', 'GetParcel'] });
    const again = readFileSync(path, 'utf8').replace('"method": "POST"', '"method": 1');
    expect(ofApi(fileOf(SMITHY, again), 'Smithy').errors).toHaveLength(1);
  });

  test('of several services has no known tools, and warns', () => {
    const path = edited(SMITHY, [
      '"shapes": {',
      '"shapes": {\n"a#B": { "type": "service", "operations": [{ "target": "com.example.parcels#GetParcel" }], "traits": { "aws.protocols#restJson1": {}, "aws.api#service": {} } },',
    ]);
    const { errors, warnings, toolNames } = ofApi(path, 'Smithy');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/several services.*a#B, com\.example\.parcels#Parcels.*smithyServices\]$/),
    ]);
    expect(toolNames).toBeUndefined();
  });
});

describe('What describes the requests to a target that is no tool', () => {
  test.each([
    [
      'an OpenAPI document that tools could not have',
      JSON.stringify({ openapi: '3.0.3', paths: { x: { get: { oneOf: [] } } } }),
    ],
    ['a Smithy model that tools could not have', JSON.stringify({ smithy: '2.0', shapes: {} })],
  ])('may be %s', (_, text) => {
    expect(ofApi(fileOf('agent.json', text), 'HTTP')).toEqual({
      config: { inlinePayload: text },
      toolNames: undefined,
      errors: [],
      warnings: [],
    });
  });

  test.each([
    ['something else', '{}', 'got neither'],
    ['an old Smithy model', '{ "smithy": "0.5" }', 'got "0.5"'],
    ['an OpenAPI document that is not whole', '{ "openapi": "3.0.3", "a": { "$ref": "#/b" } }', 'refers to "#/b"'],
  ])('is refused if it is %s', (_, text, problem) => {
    expect(ofApi(fileOf('agent.json', text), 'HTTP').errors).toEqual([expect.stringContaining(problem)]);
  });
});

test('A document that is not there has no tools, and is one fault', () => {
  const { errors, config } = ofApi(join(FIXTURES, 'none.yaml'), 'OpenAPI');
  expect(errors).toEqual([expect.stringMatching(/none\.yaml does not exist$/)]);
  expect(config).toEqual({});
});

test('A document of a bucket is where it is said to be', () => {
  const { config, toolNames, object } = said((stack: Stack, errors) => {
    const bucket = Bucket.fromBucketName(stack, 'Bucket', 'team-schemas');
    const options = { toolNames: ['look'], bucketOwner: '444455556666' };
    return ApiSchema.fromBucket(bucket, 'orders.yaml', options)._bind(stack, errors, 'OpenAPI');
  });
  expect(config).toEqual({ s3: { uri: 's3://team-schemas/orders.yaml', bucketOwnerAccountId: '444455556666' } });
  expect(toolNames).toEqual(['look']);
  expect(object?.key).toBe('orders.yaml');
});
