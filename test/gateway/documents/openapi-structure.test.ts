import { ofSmall } from './small-documents';

describe('A part of an OpenAPI document that is not an object', () => {
  const look = { operationId: 'look' };
  const listed = 'must be a list of parameters, got {}';
  const ofPaths = (paths: object, more: object = {}) =>
    ofSmall({ paths, ...more }).errors.map((error) => error.replace(/^small\.json:1:\d+: /, ''));

  test.each<[string, object, string]>([
    [
      'an operation without a value',
      { '/a': { get: null, put: look } },
      'paths["/a"].get: must be an object that describes the operation, got null',
    ],
    [
      'an operation that is a list',
      { '/a': { get: [look], put: look } },
      'paths["/a"].get: must be an object that describes the operation, got [{"operationId":"look"}]',
    ],
    [
      'a path without a value',
      { '/a': null, '/b': { get: look } },
      'paths["/a"]: must be an object with operations, got null',
    ],
    [
      'parameters of an operation that are not a list',
      { '/a': { get: { ...look, parameters: {} } } },
      `paths["/a"].get.parameters: ${listed}`,
    ],
    [
      'parameters of a path that are not a list',
      { '/a': { get: look, parameters: {} } },
      `paths["/a"].parameters: ${listed}`,
    ],
    [
      'a parameter that is a string',
      { '/a': { get: { ...look, parameters: ['id'] } } },
      'paths["/a"].get.parameters[0]: must be a parameter, an object with "name" and "in", got "id"',
    ],
  ])('is rejected for %s', (_, paths, message) => {
    expect(ofPaths(paths)).toEqual([message]);
  });

  test('is accepted for extensions, and for parameters without a value', () => {
    expect(ofPaths({ 'x-owner': null, '/a': { get: { ...look, parameters: null }, 'x-tier': null } })).toEqual([]);
    const pathItems = { A: { get: look } };
    expect(ofPaths({ '/a': { $ref: '#/components/pathItems/A' } }, { components: { pathItems } })).toEqual([]);
  });
});

describe('A server of an API with white space', () => {
  test.each([' https://api.example.com', 'https://api.example.com ', 'https://api.example.com/my path'])(
    'is rejected: "%s"',
    (url) => {
      expect(ofSmall({ servers: [{ url }] }).errors).toEqual([
        expect.stringContaining('servers[0]: "url" must be an absolute https:// URL, got "'),
      ]);
    },
  );

  test('is accepted without it', () => {
    expect(ofSmall({ servers: [{ url: 'https://api.example.com/my%20path' }] }).errors).toEqual([]);
  });
});
