import { ofSmall } from './small-documents';

describe('The warnings of an OpenAPI document', () => {
  const body = (type: string) => ({ requestBody: { content: { 'application/json': {}, [type]: {} } } });
  const asking = (parameter: object) => ({ parameters: [{ name: 'p', schema: { type: 'string' }, ...parameter }] });

  test.each<[string, object, object, RegExp | undefined]>([
    [
      'name a server over HTTP',
      { servers: [{ url: 'http://api.example.com' }] },
      {},
      /^small\.json: servers\[0\]: the server "http:.* uses HTTP\..*openApiServers\]$/,
    ],
    [
      'name a second server that the gateway cannot use',
      { servers: [{ url: 'https://api.example.com' }, { url: '/v1' }] },
      {},
      /servers\[1\]: "url" must be an absolute https:\/\/ URL, got "\/v1"\. The gateway cannot use this server.*openApiServers\]$/,
    ],
    [
      'name a variable host',
      { servers: [{ url: 'https://{a}.example.com', variables: { a: { default: 'x' } } }] },
      {},
      /the variable \{a\} is part of the host .*openApiServers\]$/,
    ],
    [
      'do not name a variable of the path',
      { servers: [{ url: 'https://example.com/{a}', variables: { a: { default: 'x' } } }] },
      {},
      undefined,
    ],
    [
      'name the security of the document',
      { security: [{ key: [] }] },
      {},
      /^small\.json: security: "security" has no effect, because .*openApiLeftOut\]$/,
    ],
    [
      'name the security of an operation',
      {},
      { security: [{ key: [] }] },
      /paths\["\/"\]\.get\.security: .*openApiLeftOut\]$/,
    ],
    ['do not name empty security', { security: [] }, { security: [] }, undefined],
    ['name callbacks', {}, { callbacks: { onEvent: {} } }, /callbacks: "callbacks" has no effect.*openApiLeftOut\]$/],
    ['name webhooks', { webhooks: { newOrder: {} } }, {}, /webhooks: "webhooks" has no effect.*openApiLeftOut\]$/],
    [
      'name links',
      {},
      { responses: { 200: { links: { next: {} } } } },
      /links: "links" has no effect.*openApiLeftOut\]$/,
    ],
    ['name an unsupported second media type', {}, body('text/csv'), /"text\/csv".*openApiMediaTypes\]$/],
    ['do not name a supported second media type', {}, body('multipart/form-data'), undefined],
    [
      'name an unsupported media type of a response',
      {},
      { responses: { 200: { content: { 'text/html': {} } } } },
      /openApiMediaTypes\]$/,
    ],
    [
      'name an object in the query',
      {},
      asking({ in: 'query', schema: { type: 'object' } }),
      /an object needs serialization in the query\..*openApiParameters\]$/,
    ],
    [
      'name a list with commas',
      {},
      asking({ in: 'query', explode: false, schema: { type: 'array' } }),
      /openApiParameters\]$/,
    ],
    ['do not name a plain list', {}, asking({ in: 'query', schema: { type: 'array' } }), undefined],
    [
      'name a list in a header',
      {},
      asking({ in: 'header', schema: { type: 'array' } }),
      /an array needs serialization in the header\..*openApiParameters\]$/,
    ],
    [
      'name a parameter with a media type',
      {},
      asking({ in: 'query', schema: undefined, content: {} }),
      /openApiParameters\]$/,
    ],
    [
      'name two parameters with one name and location',
      {},
      {
        parameters: [
          { name: 'p', in: 'query', schema: {} },
          { name: 'p', in: 'query', schema: {} },
        ],
      },
      /get\.parameters: .*the list has two parameters "p" with "in": "query"\. Remove one\..*openApiParameters\]$/,
    ],
    [
      'do not name two parameters with one name in different locations',
      {},
      {
        parameters: [
          { name: 'p', in: 'query', schema: {} },
          { name: 'p', in: 'header', schema: {} },
        ],
      },
      undefined,
    ],
    [
      'name a path parameter that the path does not contain',
      {},
      asking({ in: 'path', required: true }),
      /paths\["\/"\]\.get: .*the path does not contain \{p\}\. Add it to the path, or change "in" of "p"\..*openApiParameters\]$/,
    ],
    [
      'do not name a path parameter that the path contains',
      { paths: { '/{p}': { get: { operationId: 'look', ...asking({ in: 'path', required: true }) } } } },
      {},
      undefined,
    ],
    [
      'name an operation ID with a slash',
      {},
      { operationId: 'meta/root' },
      /the tool name "meta\/root" must .*namesForModels\]$/,
    ],
    [
      'name a parameter with brackets',
      {},
      asking({ in: 'query', name: 'page[size]' }),
      /the property name "page\[size\]".*namesForModels\]$/,
    ],
  ])('%s', (_, more, operation, warning) => {
    const { errors, warnings } = ofSmall(more, operation);
    expect(errors).toEqual([]);
    expect(warnings).toEqual(warning ? [expect.stringMatching(warning)] : []);
  });

  test('name exceeded default quotas', () => {
    const operations = Array.from({ length: 1001 }, (_, n) => [`/${n}`, { get: { operationId: `look${n}` } }]);
    const info = { title: 'Large', version: '1', description: 'x'.repeat(10 * 1024 * 1024) };
    const { errors, warnings } = ofSmall({ info, paths: Object.fromEntries(operations) });
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^small\.json: the size of the schema is 10\.\d MB, .* \(and 1 more like it\) \[ack: cdk-agentcore:gatewayQuotas\]$/,
      ),
    ]);
  });
});
