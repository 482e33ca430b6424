/** No message about a document repeats a long text in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FIXTURES, fileOf, ofApi, ofTools, type Said } from './documents';

const LONGEST = 700;

/** Copies of a JSON text, in each of which one string, which may be a key, is another text. */
function copiesOf(json: string, text: string): string[] {
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(
    ({ 0: found, index }) => json.slice(0, index) + JSON.stringify(text) + json.slice(index + found.length),
  );
}

const DOCUMENTS: Array<[name: string, read: (path: string) => Said]> = [
  ['orders.openapi.yaml', (path) => ofApi(path, 'OpenAPI')],
  ['parcels.smithy.json', (path) => ofApi(path, 'Smithy')],
  ['orders-tools.json', ofTools],
];
const TEXTS: Array<[what: string, text: string]> = [
  ['a long word', 'x'.repeat(20_000)],
  ['a long path', `/{${'x'.repeat(20_000)}}`],
  ['a long text with spaces', 'x "y" '.repeat(4_000)],
];

describe.each(DOCUMENTS)('%s', (name, read) => {
  test.each(TEXTS)('is not repeated with %s instead of any of its strings', (_, text) => {
    const json = JSON.stringify(parse(readFileSync(join(FIXTURES, name), 'utf8')));
    const copies = copiesOf(json, text);
    const said = copies
      .map((copy) => read(fileOf('long.json', copy)))
      .flatMap(({ errors, warnings }) => [...errors, ...warnings]);
    expect(said).not.toEqual([]);
    expect(
      said.filter((line) => line.length > LONGEST).map((line) => `${line.slice(0, 200)} (${line.length})`),
    ).toEqual([]);
  });
});
