import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { ofApi, ofTools } from './documents';
import { directoryOf, read } from './source-document-fixtures';

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

  /** The assemblies of apps, and the cache in which aws-cdk-lib stores the hashes of assets. */
  const OF_CDK = /cdk\.out|\.cdk[/\\]cache/;
  /** The files and directories that were written since the reading began. */
  const written: string[] = [];
  beforeAll(() => {
    for (const method of ['writeFileSync', 'copyFileSync', 'mkdirSync', 'mkdtempSync'] as const) {
      const original = fs[method] as (...args: unknown[]) => unknown;
      jest.spyOn(fs, method).mockImplementation((...args: unknown[]) => {
        const result = Reflect.apply(original, fs, args);
        written.push(String(method === 'mkdtempSync' ? result : args[method === 'copyFileSync' ? 1 : 0]));
        return result as never;
      });
    }
  });
  afterAll(() => jest.restoreAllMocks());

  /** Errors of the library begin with the file; an exception of another kind fails the property. */
  const isJudged = (name: string, text: string): boolean => {
    const directory = directoryOf({ [name]: text });
    const path = join(directory, name);
    written.length = 0;
    const readings = [
      () => ofTools(path),
      () => ofApi(path, 'OpenAPI'),
      () => ofApi(path, 'Smithy'),
      () => ofApi(path, 'HTTP'),
    ];
    const areJudged = readings.every((judge) => {
      const began = process.cpuUsage().user;
      const { errors } = judge();
      // Far above the time that any machine takes: it only finds texts that take quadratic or exponential time.
      const isQuick = process.cpuUsage().user - began < 20_000_000;
      return isQuick && errors.every((error) => isPlain(name, error));
    });
    return areJudged && written.every((file) => OF_CDK.test(file) || !fs.existsSync(file));
  };

  test.each<[string, string, fc.Arbitrary<string>]>([
    ['JSON', 'any.json', json],
    ['broken JSON', 'any.json', broken],
    ['broken JSON that may be YAML', 'any.yaml', broken],
    ['YAML', 'any.yaml', yaml],
    ['OpenAPI', 'any.json', openApi],
    ['Smithy', 'any.json', smithy],
    ['OpenAPI in YAML', 'any.yaml', openApi.map((text) => stringify(JSON.parse(text)))],
    ['Smithy in YAML', 'any.yaml', smithy.map((text) => stringify(JSON.parse(text)))],
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
