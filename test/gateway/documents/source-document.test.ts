import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { directoryOf, read, readAt } from './source-document-fixtures';

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
    [
      'an unknown tag',
      'a.yaml',
      'a: !secret b',
      'a.yaml:1:4: must not have the tag !secret, because JSON has no such values. Remove the tag.',
    ],
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
      'a.yaml:1:202: must not be nested more than 200 levels deep.',
    ],
    [
      'maps nested too deeply in YAML',
      'a.yaml',
      indented(2_000),
      'a.yaml:202:202: must not be nested more than 200 levels deep.',
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
      'a.yaml:3:1: must not have the key "null" more than once in one object.',
    ],
    ['an alias without an anchor', 'a.yaml', 'a:\n  - *b', 'a.yaml:2:5: must define the anchor of the alias *b.'],
    [
      'an alias inside its own value',
      'a.yaml',
      'a: &a\n  b: *a',
      'a.yaml:2:6: must not have the alias *a inside the value that it refers to.',
    ],
    [
      'merge keys that insert more than 200,000 keys',
      'a.yaml',
      `a: &a { ${Array.from({ length: 1_000 }, (_, n) => `k${n}: 1`).join(', ')} }\n${Array.from({ length: 300 }, (_, n) => `b${n}: { <<: *a }\n`).join('')}`,
      'a.yaml:201:9: must not merge more than 200000 keys.',
    ],
    [
      'a list as a key in the middle of a document',
      'a.yaml',
      'a: { b: 1 }\nc:\n  ? [1]\n  : 2',
      'a.yaml:3:5: must have keys that are strings, got a list or an object as a key.',
    ],
    [
      'a list nested 201 levels deep in YAML',
      'a.yaml',
      nested('[', ']', 201).replace('1', 'one'),
      'a.yaml:1:202: must not be nested more than 200 levels deep.',
    ],
    [
      'a merged list',
      'a.yaml',
      'a:\n  <<: [1]',
      'a.yaml:2:3: must merge objects only. Refer to an object after "<<:".',
    ],
    [
      'aliases that repeat more than 2 MiB',
      'a.yaml',
      `a: &a ${'x'.repeat(100_000)}\nb: [${'*a, '.repeat(30)}]`,
      'a.yaml:2:85: must not repeat more than 2 MiB by aliases.',
    ],
    [
      'a set',
      'a.yaml',
      'a: !!set { b }',
      'a.yaml:1:4: must not have the tag !!set, because JSON has no such values. Remove the tag.',
    ],
    [
      'binary data',
      'a.yaml',
      'a: !!binary eA==',
      'a.yaml:1:4: must not have the tag !!binary, because JSON has no such values. Remove the tag.',
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
    [']', '', '1:1: must be valid YAML: end of the stream or a document separator is expected.'],
    [',', '[', "1:2: must be valid YAML: expected the node content, but found ','."],
    ['* ', '', '1:2: must be valid YAML: name of an alias node must contain at least one character.'],
    ['"', '', '1:3: must be valid YAML: end of the stream or a document separator is expected.'],
    ['[}', '', '1:2: must be valid YAML: missed comma between flow collection entries.'],
    ['- !x a\n', '', '1:3: must not have the tag !x, because JSON has no such values. Remove the tag.'],
    ['- ', '', '1:405: must not be nested more than 200 levels deep.'],
    ['---\n', '', '2:1: must contain one YAML document. Remove the others.'],
  ])('is rejected at the first error in 1 MB of %j', (text, beginning, message) => {
    const began = process.cpuUsage().user;
    expect(read('a.yaml', beginning + text.repeat((1024 * 1024) / text.length))).toBe(`a.yaml:${message}`);
    expect(process.cpuUsage().user - began).toBeLessThan(30_000_000);
  });

  test('may be nested 200 levels deep', () => {
    expect(typeof read('a.yaml', nested('[', ']', 200).replace('1', 'one'))).toBe('object');
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
