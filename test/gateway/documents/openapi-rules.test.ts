import { type Edit, edited, fileOf, ofApi } from './documents';
import { OPENAPI, ofSmall, REALLY, small } from './small-documents';

const MEDIA = 'application/json, application/xml, multipart/form-data, application/x-www-form-urlencoded';

const TOGETHER = 'Write one schema, and describe in "description" which members belong together';

describe('The server of an API', () => {
  const at = (host: string) => ofSmall({ servers: [{ url: `https://${host}` }] }).errors;

  test.each([
    ...['10.0.0.1', '127.0.0.1', '127.1', '192.168.1.1', '172.16.0.1', '172.31.9.9', '169.254.169.254', '0.0.0.0'],
    ...['localhost', 'api.localhost', '[::1]'],
  ])('is rejected at the private address %s', (host) => {
    expect(at(host)).toEqual([expect.stringContaining('"url" must have a public host')]);
  });

  test.each([
    ...['10.example.com', '127.example.com', '192.168.example.com', '172.16.example.com', '169.254.example.com'],
    ...['10.0.0.1.example.com', '11.0.0.1', '172.32.0.1', '192.169.1.1'],
  ])('is accepted at %s', (host) => {
    expect(at(host)).toEqual([]);
  });
});

describe('A reference to a value that the document does not contain', () => {
  const ofSchema = (schema: object) => ofSmall({ components: { schemas: { Order: schema } } }).errors;
  const nowhere = { $ref: '#/components/schemas/None' };
  const rejected = [expect.stringContaining('must refer to a value in the document, got "#/components/schemas/None".')];

  test.each(['example', 'enum', 'const', 'x-color', 'price'])('is rejected in a property with the name %s', (name) => {
    expect(ofSchema({ type: 'object', properties: { [name]: nowhere } })).toEqual(rejected);
    expect(ofSmall({ components: { schemas: { [name]: nowhere } } }).errors).toEqual(rejected);
  });

  test.each<[string, object]>([
    ['an example', { type: 'object', example: nowhere }],
    ['an example of a property with the name properties', { properties: { properties: { example: nowhere } } }],
    ['an enum', { enum: [nowhere] }],
    ['an extension', { 'x-color': nowhere }],
  ])('is ignored in %s', (_, schema) => {
    expect(ofSchema({ type: 'object', ...schema })).toEqual([]);
  });
});

/** Errors in a document, and their messages. */
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
  ['no title', ['  title: Orders\n', ''], '2:1: info: must have a "title" of type string'],
  ['a version that is a number', ["'2026-11-24'", '1.0'], '4:3: info: must have a "version" of type string'],
  ['no servers', ['servers:', 'x-servers:'], `1:1: must have "servers" with the URL of the API. ${REALLY}`],
  [
    'a relative server',
    ['https://{shop}.example.com', '/{shop}'],
    `6:5: servers[0]: "url" must be an absolute https:// URL, got "/{shop}/v1". ${REALLY}`,
  ],
  [
    'a local server',
    ['https://{shop}.example.com', 'http://localhost:8080'],
    `6:5: servers[0]: "url" must have a public host, got "http://localhost:8080/v1". ${REALLY}`,
  ],
  [
    'a variable without a default',
    ['shop: { default: main,', 'shop: {'],
    `6:5: servers[0]: "variables" must have a default for {shop}, which "url" contains. ${REALLY}`,
  ],
  [
    'an operation without an ID',
    ['      operationId: listOrders\n', ''],
    '11:5: paths["/orders"].get: must have an "operationId", which becomes the tool name',
  ],
  [
    'an operation ID that is a number',
    ['operationId: listOrders', 'operationId: 12'],
    '12:7: paths["/orders"].get: "operationId" must be a string, got 12. Put it in quotes',
  ],
  [
    'a duplicate operation ID',
    ['placeOrder', 'listOrders'],
    '27:7: paths["/orders"].post: "operationId" must be unique, got "listOrders", which paths["/orders"].get has too. Rename one of them',
  ],
  ['a path without a slash', ['  /orders:', '  orders:'], '10:3: paths.orders: must start with "/"'],
  [
    'no responses',
    ["      responses:\n        '201': { description: It is placed. }", ''],
    '26:5: paths["/orders"].post: must have "responses"',
  ],
  [
    'a path parameter that is not defined',
    ['/orders/{id}', '/orders/{id}/{line}'],
    '38:5: paths["/orders/{id}/{line}"].delete: must have a parameter "line" with "in": "path", because the path contains it. Add it to "parameters"',
  ],
  [
    'a path parameter with a style',
    ['/orders/{id}', '/orders/{;id*}'],
    '38:5: paths["/orders/{;id*}"].delete: "/orders/{;id*}" must have path parameters without a style. Use {id}',
  ],
  [
    'a parameter without a name',
    ['{ name: customer, in', '{ in'],
    '15:11: paths["/orders"].get.parameters[0]: must have a "name"',
  ],
  [
    'a parameter in an unknown location',
    ['in: query, required', 'in: body, required'],
    '15:29: paths["/orders"].get.parameters[0]: "in" must be one of path, query, header, cookie, got "body"',
  ],
  [
    'an optional path parameter',
    ['Id: { name: id, in: path, required: true,', 'Id: { name: id, in: path,'],
    '45:5: components.parameters.Id: must have "required": true, because it is a path parameter',
  ],
  [
    'an unsupported style',
    ['style: form', 'style: deepObject'],
    '16:37: paths["/orders"].get.parameters[1]: "style" must be form for a query parameter, got "deepObject". Omit "style"',
  ],
  [
    'a parameter without a schema',
    ['required: true, schema: { type: string } }', 'required: true }'],
    '15:11: paths["/orders"].get.parameters[0]: must have a "schema"',
  ],
  [
    'a body of an unsupported media type',
    ['          application/json:\n            schema: { $ref', '          text/csv:\n            schema: { $ref'],
    `30:9: paths["/orders"].post.requestBody: must have one of the media types ${MEDIA}, got text/csv`,
  ],
  ...['allOf', 'anyOf', 'oneOf'].map((keyword): [string, Edit, string] => [
    keyword,
    ['      required: [id]', `      ${keyword}: [{ type: object }]`],
    `56:7: components.schemas.Order: "${keyword}" is not supported. ${keyword === 'allOf' ? 'Write one schema with all members' : TOGETHER}`,
  ]),
  [
    'an unknown type',
    ['        id: { type: string }', '        id: { type: uuid }'],
    '58:15: components.schemas.Order.properties.id: "type" must be one of string, number, integer, boolean, array, object, got "uuid"',
  ],
  [
    'several types, which require OpenAPI 3.1',
    ['        id: { type: string }', '        id: { type: [string, "null"] }'],
    '58:15: components.schemas.Order.properties.id: "type" must be one of string, number, integer, boolean, array, object, got ["string","null"]. Use one type, and "nullable": true for a value that can be null',
  ],
  [
    'an array without items',
    ["type: array, items: { $ref: '#/components/schemas/State' }", 'type: array'],
    '16:68: components.schemas.Order.properties.states: must have "items", the schema of the items of the array',
  ],
  [
    'an invalid reference',
    ["replaces: { $ref: '#/components/schemas/Order' }", "replaces: { $ref: '#/components/schemas/Ordr' }"],
    '60:21: components.schemas.Order.properties.replaces: must refer to a value in the document, got "#/components/schemas/Ordr". Fix the path of the reference',
  ],
  [
    'a reference to another file',
    ["replaces: { $ref: '#/components/schemas/Order' }", "replaces: { $ref: 'common.yaml#/Order' }"],
    '60:21: components.schemas.Order.properties.replaces: must not refer to another document, got "common.yaml#/Order". Bundle the documents into one',
  ],
];

describe('An OpenAPI document with an error', () => {
  test.each(WRONG)('is rejected with %s, with its position', (_, edit, message) => {
    expect(ofApi(edited(OPENAPI, edit), 'OpenAPI').errors).toEqual([`${OPENAPI}:${message}`]);
  });

  test('is rejected with each error once, even if several operations use the invalid part', () => {
    const path = edited(OPENAPI, ['  title: Orders\n', ''], ['      required: [id]', '      oneOf: []']);
    expect(ofApi(path, 'OpenAPI').errors.map((error) => error.split(': ')[0])).toEqual([
      `${OPENAPI}:2:1`,
      `${OPENAPI}:55:7`,
    ]);
  });

  test.each([
    [
      'no operation',
      small({ paths: {} }),
      '1:1: must have "paths" with at least one operation, because each operation becomes a tool',
    ],
    ['a list', ['small'], '1:1: must be an OpenAPI document, got ["small"]'],
    ['no version', {}, '1:1: must be an OpenAPI document with "openapi": "3.0.x" or "3.1.x", got neither'],
    [
      'a server that is a string',
      small({ servers: ['https://x.y'] }),
      `1:78: servers[0]: must have a "url". ${REALLY}`,
    ],
  ])('is rejected with %s', (_, document, message) => {
    const { errors } = ofApi(fileOf('small.json', JSON.stringify(document)), 'OpenAPI');
    expect(errors.map((error) => error.replace(/:1:\d+/, ':1:1'))).toEqual([
      `small.json:${message.replace(/^1:\d+/, '1:1')}`,
    ]);
  });
});
