import { type Edit, edited, fileOf, ofApi } from './documents';
import { OPENAPI, ofSmall, REALLY, small } from './small-documents';

const MEDIA = 'application/json, application/xml, multipart/form-data, application/x-www-form-urlencoded';

const TOGETHER = 'write one schema, and say in "description" what goes together';

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
