import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { GUIDES, ROOT, read } from '../support/guides';

const EXAMPLE_READMES = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('README.md') && !/node_modules|cdk\.out/.test(file))
  .map((file) => `examples/${file}`);

const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].filter((file) => existsSync(join(ROOT, file))),
  ...GUIDES,
  ...EXAMPLE_READMES,
];

/** The text without code, in which brackets are not links. */
function proseOf(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}

/** The targets of links and images that are not on the internet. */
function relativeLinksOf(text: string): string[] {
  return [...proseOf(text).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link]) => link);
}

/** The anchor that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replace(/ /g, '-');
}

function anchorsOf(text: string): string[] {
  return [...text.replace(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
    anchorOf(heading),
  );
}

/** Returns the broken links of a document. */
function deadLinksOf(document: string, text: string): string[] {
  return relativeLinksOf(text).filter((link) => {
    const [path, anchor] = link.split('#');
    const file = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), path));
    // The API reference is generated, and may not exist yet.
    if (file === 'API.md' && anchor === undefined) {
      return false;
    }
    return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(read(file)).includes(anchor));
  });
}

test.each(DOCUMENTS)('every relative link and anchor in %s exists', (document) => {
  expect(deadLinksOf(document, read(document))).toEqual([]);
});

describe('the link checker', () => {
  test.each<[string, string]>([
    ['a missing file', '[x](docs/nowhere.md)'],
    ['a missing image', '![x](docs/images/nowhere.svg)'],
    ['a missing anchor in another document', '[x](docs/models.md#nowhere)'],
    ['a missing anchor in the same document', '[x](#nowhere)'],
  ])('reports %s', (_, text) => {
    expect(deadLinksOf('README.md', text)).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['an existing file', '[x](docs/models.md)'],
    ['an existing anchor', '[x](docs/models.md#api-formats)'],
    ['a link to the internet', '[x](https://example.com/nowhere)'],
    ['brackets in code', '`[x](nowhere.md)`'],
    ['a code block', '```\n[x](nowhere.md)\n```'],
  ])('accepts %s', (_, text) => {
    expect(deadLinksOf('README.md', text)).toEqual([]);
  });

  test('derives anchors as GitHub does', () => {
    expect(anchorOf('Key policies: `kms:Decrypt`, and more')).toBe('key-policies-kmsdecrypt-and-more');
  });
});
