import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, read } from '../../support/guides';

const FOLDER = join(ROOT, 'src', 'review', 'findings');

test('the guide explains every rule, and no other', () => {
  const sources = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));
  const text = sources.map((file) => readFileSync(join(FOLDER, file), 'utf8')).join('\n');
  const rules = [...text.matchAll(/rule: '([\w-]+)'|this\.add\(\s*'([\w-]+)'/g)].map(([, one, other]) => one ?? other);
  const explained = [...read('docs/findings.md').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, rule]) => rule);
  expect(explained.sort()).toEqual([...new Set(rules)].sort());
});
