import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { SourceDocument } from '../../../src/gateway/documents/source-document';
import { ValidationErrors } from '../../../src/private/validation/validation-errors';
import { messageOf, testStack } from '../../support/helpers';
import { temporaryDirectories } from '../../support/temporary';
import { ofApi, ofTools } from './documents';

const directoryOf = temporaryDirectories();

/** The content of a document, or the validation error without the construct path and the folder. */
function read(name: string, content: string | Buffer): unknown {
  const directory = directoryOf({ [name]: content });
  return readAt(join(directory, name), directory);
}

function readAt(path: string, directory: string): unknown {
  const errors = new ValidationErrors(testStack());
  const document = SourceDocument.read(path, errors);
  return document ? document.value : messageOf(() => errors.throwIfAny()).replace(`Test: ${directory}/`, '');
}

const nested = (open: string, close: string, levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
const indented = (levels: number) => Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:`).join('\n');

describe('A document', () => {
  test.each<[string, string, string | Buffer, string]>([
    [
      'invalid UTF-8',
      'a.json',
      Buffer.from([0x7b, 0x0a, 0xff, 0x7d]),
      'a.json:2: must be encoded in UTF-8. Save the file as UTF-8.',
    ],
    [
      'a duplicate key in JSON',
      'a.json',
      '{ "a": 1,\n  "a": 2 }',
      'a.json:2:3: must not have the key "a" more than once in one object.',
    ],
    [
      'a duplicate key that is escaped',
      'a.json',
      '{ "a": 1, "\\u0061": 2 }',
      'a.json:1:11: must not have the key "a" more than once in one object.',
    ],
    [
      'a duplicate key in YAML',
      'a.yaml',
      'b:\n  a: 1\n  "a": 2',
      'a.yaml:3:3: must not have the key "a" more than once in one object.',
    ],
    [
      'the key __proto__',
      'a.json',
      '{ "__proto__": {} }',
      'a.json:1:3: must not have the key "__proto__", which JavaScript does not store. Rename the key.',
    ],
    [
      'the key __proto__ in YAML',
      'a.yaml',
      'a: { __proto__: 1 }',
      'a.yaml:1:6: must not have the key "__proto__", which JavaScript does not store. Rename the key.',
    ],
    ['an unknown tag', 'a.yaml', 'a: !secret b', 'a.yaml:1:4: must be valid YAML: Unresolved tag: !secret.'],
    [
      'an object as a key',
      'a.yaml',
      '? { b: 1 }\n: 2',
      'a.yaml:1:3: must have keys that are strings, got a list or an object as a key.',
    ],
    [
      'two YAML documents',
      'a.yaml',
      'a: 1\n---\nb: 2',
      'a.yaml:2:1: must contain one YAML document. Remove the others.',
    ],
    [
      'a trailing comma in JSON',
      'a.json',
      '{ "a": 1, }',
      'a.json:1:11: must be valid JSON: a property name in double quotes is missing.',
    ],
    ['a comment in JSON', 'a.json', '{ // no\n}', 'a.json:1:3: must be valid JSON: comments are not allowed.'],
    [
      'a list nested too deeply in JSON',
      'a.json',
      nested('[', ']', 201),
      'a.json:1:201: must not be nested more than 200 levels deep.',
    ],
    [
      'an object nested 100,000 levels deep',
      'a.json',
      nested('{"a":', '}', 100_000),
      'a.json:1:1001: must not be nested more than 200 levels deep.',
    ],
    [
      '100,000 brackets that are not closed',
      'a.json',
      '['.repeat(100_000),
      'a.json:1:201: must not be nested more than 200 levels deep.',
    ],
    [
      'a list nested 100,000 levels deep in YAML',
      'a.yaml',
      nested('[', ']', 100_000),
      'a.yaml:1:201: must not be nested more than 200 levels deep.',
    ],
    [
      'maps nested too deeply in YAML',
      'a.yaml',
      indented(2_000),
      'a.yaml:201:201: must not be nested more than 200 levels deep.',
    ],
    [
      'aliases that nest too deeply',
      'a.yaml',
      `a: &a ${nested('[', ']', 150)}\nb: ${nested('[', ']', 150).replace('1', '*a')}`,
      'a.yaml:2:154: must not be nested more than 200 levels deep.',
    ],
    [
      'a duplicate key beside merge keys',
      'a.yaml',
      'a: &a { b: 1 }\nc:\n  <<: *a\n  b: 1\n  b: 2',
      'a.yaml:5:3: must not have the key "b" more than once in one object.',
    ],
    [
      'a key that is empty, twice',
      'a.yaml',
      '? \n: 1\nnull: 2',
      'a.yaml:3:1: must not have the key "" more than once in one object.',
    ],
    ['an alias without an anchor', 'a.yaml', 'a:\n  - *b', 'a.yaml:2:5: must define the anchor of the alias *b.'],
    [
      'an alias inside its own value',
      'a.yaml',
      'a: &a\n  b: *a',
      'a.yaml:2:6: must not have the alias *a inside the value that it refers to.',
    ],
    [
      'a merged list',
      'a.yaml',
      'a:\n  <<: [1]',
      'a.yaml:2:7: must merge objects only. Refer to an object after "<<:".',
    ],
    [
      'aliases that repeat more than 2 MiB',
      'a.yaml',
      `a: &a ${'x'.repeat(100_000)}\nb: [${'*a, '.repeat(30)}]`,
      'a.yaml:2:85: must not repeat more than 2 MiB by aliases.',
    ],
    ['a set', 'a.yaml', 'a: !!set { b }', 'a.yaml:1:4: must be valid YAML: Unresolved tag: tag:yaml.org,2002:set.'],
    [
      'binary data',
      'a.yaml',
      'a: !!binary eA==',
      'a.yaml:1:4: must be valid YAML: Unresolved tag: tag:yaml.org,2002:binary.',
    ],
    [
      'a value that is not a number',
      'a.yaml',
      'a: [.nan]',
      'a.yaml:1:5: must have values that JSON can express, got another one (.nan). Put it in quotes.',
    ],
    [
      'a date of YAML 1.1',
      'a.yaml',
      '%YAML 1.1\n---\na: 2020-01-01',
      'a.yaml:3:4: must have values that JSON can express, got another one (2020-01-01). Put it in quotes.',
    ],
  ])('is rejected with %s', (_, name, content, message) => {
    expect(read(name, content)).toBe(message);
  });

  test.each<[string, string, string | Buffer, unknown]>([
    ['a byte order mark', 'a.json', '\uFEFF{ "a": "é" }', { a: 'é' }],
    ['one key in several objects', 'a.json', '[{ "a": 1 }, { "a": { "a": 2 } }]', [{ a: 1 }, { a: { a: 2 } }]],
    ['keys of inherited members', 'a.json', '{ "constructor": 1, "toString": 2 }', { constructor: 1, toString: 2 }],
    ['merge keys', 'a.yaml', 'a: &a { b: 1, c: 1 }\nd: { <<: *a, b: 2 }', { a: { b: 1, c: 1 }, d: { b: 2, c: 1 } }],
    ['a standard tag', 'a.yaml', 'a: !!str 1', { a: '1' }],
    ['YAML that begins with a brace', 'a.yml', '{ a: 1, b: [x, y], }', { a: 1, b: ['x', 'y'] }],
    [
      'brackets in strings',
      'a.yaml',
      Array.from({ length: 300 }, (_, n) => `k${n}: see [${n}`).join('\n'),
      expect.objectContaining({ k299: 'see [299' }),
    ],
    ['numbers as keys', 'a.yaml', '200: ok', { 200: 'ok' }],
    [
      'several merge keys in one object',
      'a.yaml',
      'a: &a { b: 1 }\nc: &c { b: 2, d: 2 }\ne: { <<: *a, <<: *c }\nf: { <<: [*c, *a], g: 3 }',
      { a: { b: 1 }, c: { b: 2, d: 2 }, e: { b: 1, d: 2 }, f: { b: 2, d: 2, g: 3 } },
    ],
    ['a quoted key that looks like a merge key', 'a.yaml', 'a: { "<<": 1 }', { a: { '<<': 1 } }],
    ['an anchor that is defined again', 'a.yaml', '- &a 1\n- *a\n- &a 2\n- *a', [1, 1, 2, 2]],
    ['an alias as a key', 'a.yaml', '&a b: 1\nc: { *a : 2 }', { b: 1, c: { b: 2 } }],
    ['dates', 'a.yaml', 'a: 2020-01-01', { a: '2020-01-01' }],
  ])('may have %s', (_, name, content, value) => {
    expect(read(name, content)).toEqual(value);
  });

  test.each<[string, string, string]>([
    [']', '', '1:1: must be valid YAML: Unexpected flow-seq-end token in YAML document: "]".'],
    [',', '[', '1:3: must be valid YAML: Unexpected , in flow sequence.'],
    ['* ', '', '1:1: must be valid YAML: Alias cannot be an empty string.'],
    ['"', '', '1:3: must be valid YAML: Unexpected double-quoted-scalar at node end.'],
    ['[}', '', '1:2: must be valid YAML: Flow sequence must end with a ].'],
    ['- !x a\n', '', '1:3: must be valid YAML: Unresolved tag: !x.'],
    ['- ', '', '1:401: must not be nested more than 200 levels deep.'],
    ['---\n', '', '2:1: must contain one YAML document. Remove the others.'],
  ])('is rejected at the first error in 1 MB of %j', (text, beginning, message) => {
    const began = process.cpuUsage().user;
    expect(read('a.yaml', beginning + text.repeat((1024 * 1024) / text.length))).toBe(`a.yaml:${message}`);
    expect(process.cpuUsage().user - began).toBeLessThan(3_000_000);
  });

  test('may be nested 200 levels deep', () => {
    expect(typeof read('a.json', nested('[', ']', 200))).toBe('object');
    expect(typeof read('a.yaml', nested('[', ']', 200))).toBe('object');
  });

  test('is named when it cannot be read', () => {
    const directory = directoryOf({ 'secret.json': '{}' });
    mkdirSync(join(directory, 'folder.json'));
    symlinkSync('loop.json', join(directory, 'loop.json'));
    const long = `${'a'.repeat(300)}.json`;
    expect(readAt(join(directory, 'none.json'), directory)).toBe('none.json does not exist.');
    expect(readAt(join(directory, 'folder.json'), directory)).toBe('folder.json must be a file, got a directory.');
    expect(readAt(join(directory, 'loop.json'), directory)).toBe(
      'loop.json cannot be read: its symbolic links form a loop.',
    );
    expect(readAt(join(directory, long), directory)).toBe(`${long} cannot be read: the path is too long.`);
    chmodSync(join(directory, 'secret.json'), 0);
    if (process.getuid?.() !== 0) {
      expect(readAt(join(directory, 'secret.json'), directory)).toBe(
        'secret.json cannot be read: permission is denied.',
      );
    }
  });
});

describe('Any document', () => {
  const json = fc.json({ maxDepth: 6 });
  const broken = fc.tuple(json, fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, instead]) => {
    const index = at % (text.length + 1);
    return text.slice(0, index) + instead + text.slice(index + 1);
  });
  const openApi = fc
    .record({
      openapi: fc.constantFrom('3.0.3', '3.1.0'),
      info: fc.constant({ title: 'T', version: '1' }),
      servers: fc.oneof(fc.constant([{ url: 'https://api.example.com' }]), fc.jsonValue()),
      paths: fc.dictionary(
        fc.constantFrom('/a', '/a/{b}', 'x-a', '/constructor'),
        fc.dictionary(fc.constantFrom('get', 'put', 'parameters', 'servers', '$ref', 'toString'), fc.jsonValue()),
      ),
      components: fc.record({
        schemas: fc.dictionary(
          fc.constantFrom('A', 'B', 'constructor', '__proto__'),
          fc.oneof(
            fc.record({ $ref: fc.constantFrom('#/components/schemas/A', '#/components/schemas/B', '#/', '#', '#/a~') }),
            fc.jsonValue(),
          ),
        ),
      }),
    })
    .map((document) => JSON.stringify(document));
  const smithy = fc
    .record({
      smithy: fc.constantFrom('1.0', '2.0'),
      shapes: fc.dictionary(
        fc.constantFrom('a#A', 'a#B', 'constructor'),
        fc.record({
          type: fc.constantFrom('service', 'resource', 'operation', 'structure'),
          operations: fc.array(fc.record({ target: fc.constantFrom('a#A', 'a#B', 'b#C', 'constructor') })),
          resources: fc.array(fc.record({ target: fc.constantFrom('a#A', 'a#B', 'toString') })),
          traits: fc.jsonValue(),
          input: fc.jsonValue(),
        }),
      ),
    })
    .map((document) => JSON.stringify(document));
  const yaml = fc
    .array(fc.stringMatching(/^[ \-?:&*!|>{}[\]"'#%,ab\n]{0,12}$/), { maxLength: 20 })
    .map((lines) => lines.join('\n'));

  const isPlain = (name: string, error: string): boolean =>
    error.startsWith(name) && !error.includes('native code') && error.length < 1_000;

  /** Errors of the library begin with the file; an exception of another kind fails the property. */
  const isJudged = (name: string, text: string): boolean => {
    const directory = directoryOf({ [name]: text });
    const path = join(directory, name);
    const readings = [
      () => ofTools(path),
      () => ofApi(path, 'OpenAPI'),
      () => ofApi(path, 'Smithy'),
      () => ofApi(path, 'HTTP'),
    ];
    return readings.every((judge) => {
      const began = process.cpuUsage().user;
      const { errors } = judge();
      const isQuick = process.cpuUsage().user - began < 1_000_000;
      return isQuick && errors.every((error) => isPlain(name, error));
    });
  };

  test.each<[string, string, fc.Arbitrary<string>]>([
    ['JSON', 'any.json', json],
    ['broken JSON', 'any.json', broken],
    ['broken JSON that may be YAML', 'any.yaml', broken],
    ['YAML', 'any.yaml', yaml],
    ['OpenAPI', 'any.json', openApi],
    ['Smithy', 'any.json', smithy],
  ])('of %s is accepted, or rejected with its name and the position', (_, name, texts) => {
    fc.assert(
      fc.property(texts, (text) => isJudged(name, text)),
      { numRuns: 60, seed: 7 },
    );
  });

  test('of YAML has the value that the package reads', () => {
    fc.assert(
      fc.property(yaml, (text) => {
        const value = read('any.yaml', text);
        if (typeof value === 'string' && value.startsWith('any.yaml')) {
          return;
        }
        expect(value).toEqual(parse(text, { merge: true, logLevel: 'error' }));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('of YAML with 5,000 aliases is judged', () => {
    const aliases = Array.from({ length: 5_000 }, (_, n) => `a${n}: &n${n} ${n}\nb${n}: *n${n}`).join('\n');
    expect(isJudged('any.yaml', aliases)).toBe(true);
  });

  test.each([
    ['a chain of 4,000 references', chain(4_000)],
    ['a chain of 4,000 schemas that are references only', references(4_000)],
    ['a cycle of 4,000 references', references(4_000, 'S0')],
    ['schemas nested 3,000 levels deep', deepSchema(3_000)],
  ])('with %s is judged', (_, text) => {
    expect(isJudged('any.json', text)).toBe(true);
  });

  test('with resources that share resources, 40 levels deep, is judged', () => {
    const shapes = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `a#R${n}`,
        { type: 'resource', resources: [{ target: `a#R${n + 1}` }, { target: `a#S${n + 1}` }] },
      ]).concat(
        Array.from({ length: 40 }, (_, n) => [
          `a#S${n}`,
          { type: 'resource', resources: [{ target: `a#R${n + 1}` }, { target: `a#S${n + 1}` }] },
        ]),
      ),
    );
    const service = { type: 'service', resources: [{ target: 'a#R0' }], traits: {} };
    expect(isJudged('any.json', JSON.stringify({ smithy: '2.0', shapes: { ...shapes, 'a#V': service } }))).toBe(true);
  });
});

function chain(length: number): string {
  const schemas = Object.fromEntries(
    Array.from({ length }, (_, n) => [
      `S${n}`,
      { type: 'object', properties: { next: { $ref: `#/components/schemas/S${n + 1}` } } },
    ]),
  );
  return openApiWith({ ...schemas, [`S${length}`]: { type: 'string' } });
}

/** Schemas of which each is the next one, and the last one is a type or refers to another one. */
function references(length: number, last?: string): string {
  const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const schemas = Object.fromEntries(Array.from({ length }, (_, n) => [`S${n}`, refTo(`S${n + 1}`)]));
  return openApiWith({ ...schemas, [`S${length}`]: last ? refTo(last) : { type: 'string' } });
}

function deepSchema(levels: number): string {
  const text = openApiWith({ S0: 'HERE' });
  return text.replace('"HERE"', `${'{"type":"array","items":'.repeat(levels)}{}${'}'.repeat(levels)}`);
}

function openApiWith(schemas: object): string {
  const schema = { $ref: '#/components/schemas/S0' };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    paths: {
      '/': { get: { operationId: 'get', responses: { 200: { content: { 'application/json': { schema } } } } } },
    },
    components: { schemas },
  });
}
