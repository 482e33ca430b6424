import fc from 'fast-check';
import type { Review } from '../../../src/review/model';
import { markdownCode, markdownText, mermaidText, shortened } from '../../../src/review/render/escape';
import { excerptOf } from '../../../src/review/render/excerpt';
import { fitted } from '../../../src/review/render/fit';
import { renderMarkdown } from '../../../src/review/render/markdown';
import { HOSTILE, withTexts } from './hostile';
import { reviewOfMany } from './many';
import { SUPPORT_DESK } from './support-desk';

const LIMIT = 60_000;

describe('The Markdown document', () => {
  test('shows the changes first, and the topology as Mermaid', () => {
    const document = renderMarkdown(SUPPORT_DESK);
    expect([...document.matchAll(/^#+ .*/gm)].map(([heading]) => heading)).toEqual([
      '## Agent review: SupportDesk',
      '### Changes',
      '### At a glance',
      '### Topology',
      '### Permissions and their reasons',
      '### Exposure',
      '### Stored data',
      '### Findings',
      '### Idle costs',
    ]);
    expect(document).toMatch(/```mermaid\nflowchart LR\n/);
    expect(document).toContain('<del>Never promise a refund.</del><ins>Offer a refund of at most 100 EUR');
  });

  test('says that nothing of note has changed, and does not mention changes without a base', () => {
    expect(renderMarkdown({ ...SUPPORT_DESK, changes: [] })).toContain('### Changes\n\nNothing of note.');
    expect(renderMarkdown({ ...SUPPORT_DESK, changes: undefined })).not.toContain('Changes');
  });

  test('folds the permissions, and names the statements that were added by hand', () => {
    const document = renderMarkdown(SUPPORT_DESK);
    expect(document).toContain(
      '<details><summary>10 statements are explained by a feature. 1 statement was added by hand.</summary>',
    );
    expect(document).toContain(
      '| Statement 3 **added by hand** | Read all objects of the bucket archive | `s3:GetObject*`<br>on `arn:aws:s3:::archive/*` |',
    );
    expect(document).toContain('| Roles (denied) |');
  });

  test('folds each of several agents below an overview', () => {
    const document = renderMarkdown(reviewOfMany(3, 3));
    expect(document).toContain('| `Agent03` runtime | `Desks` | 3 | 3 | 3 | limited | 1 (warning) | 1 |');
    expect(document).toContain('<details><summary><b>Agent03</b> · runtime · <code>Desks/Agent03</code></summary>');
    expect(document).not.toContain('left out');
  });

  test('shows why a finding is acknowledged', () => {
    expect(renderMarkdown(SUPPORT_DESK)).toMatch(
      /<details><summary>1 acknowledged finding<\/summary>.*Acknowledged: The security team archives all logs\./s,
    );
  });

  test('is the same for the same review', () => {
    expect(renderMarkdown(structuredClone(reviewOfMany(12)))).toBe(renderMarkdown(reviewOfMany(12)));
  });

  test.each([12, 40, 400])('has less than 60,000 characters for %i agents, and says what is left out', (agents) => {
    const document = renderMarkdown(reviewOfMany(agents, 30));
    expect(document.length).toBeLessThan(LIMIT);
    expect(document).toMatch(/left out here\. They are in `agent-review.html`\.\n/);
    expect(document).toMatch(/statement was added by hand/);
  });

  test('shows changed agents first if the others do not fit', () => {
    const review = reviewOfMany(100, 2);
    const changes = [{ ...(review.changes ?? [])[0], path: 'Desks/Agent90' }];
    const document = renderMarkdown({ ...review, changes });
    expect(document).toContain('<summary><b>Agent90</b>');
    expect(document).not.toContain('<summary><b>Agent89</b>');
    expect(document).toMatch(/The details of \d+ agents are left out here/);
  });

  test('has less than 60,000 characters if all texts and all lists are long', () => {
    const long = withTexts(SUPPORT_DESK, (text) => `${text} ${'<|`@#*_ "\u202e'.repeat(100)}`);
    const many = <T>(items: readonly T[]): T[] =>
      Array.from({ length: 500 }, (_, index) => items[index % items.length]);
    const review: Review = {
      ...long,
      changes: many(long.changes ?? []).map((change, index) => ({ ...change, words: `${index} ${change.words}` })),
      highlights: many(long.highlights),
      agents: Array.from({ length: 50 }, () => long.agents[0]),
      findings: many(long.findings).map((finding, index) => ({ ...finding, message: `${index} ${finding.message}` })),
      costs: many(long.costs),
      others: many(reviewOfMany(1).others),
      stacks: many(long.stacks),
    };
    for (const each of [review, { ...review, agents: long.agents }]) {
      const document = renderMarkdown(each);
      expect(document.length).toBeLessThan(LIMIT);
      expect(document).toMatch(/\d+ more changes are in `agent-review.html`/);
      expect(document).toMatch(/\d+ more findings are in `agent-review.html`/);
    }
  });

  test.each(HOSTILE.filter((text) => text.trim() !== ''))(
    'has the same lines and markup with %j in all places',
    (text) => {
      const markup = (replacement: string): unknown[] =>
        renderMarkdown(withTexts(SUPPORT_DESK, () => replacement))
          .split('\n')
          .map((line) => line.replace(/`[^`]+`/g, 'code').replace(/<code>[^<]*<\/code>/g, 'code'))
          .map((line) => [
            /^(?:#+ |- |\| |```\w*|<\/?details>)?/.exec(line)?.[0],
            ...[...line.matchAll(/<[^>]*>?|\||\*+|`+/g)].map(([part]) => part).filter((part) => part !== '<br>'),
          ]);
      expect(markup(text)).toEqual(markup('x'));
    },
  );
});

describe('Text in Markdown', () => {
  test.each([
    ['look_up_order', 'look_up_order'],
    ['_a_ __b__', '&#95;a&#95; &#95;&#95;b&#95;&#95;'],
    ['<b> & "c"', '&#60;b&#62; &#38; &#34;c&#34;'],
    ['a | b', 'a &#124; b'],
    ['`a` **b** ~c~', '&#96;a&#96; &#42;&#42;&#8203;b&#42;&#42; &#126;&#8203;c&#126;'],
    ['@user', '@&#8203;user'],
    ['user@example.com', 'user@&#8203;example.com'],
    ['see #12 and a/b#3 and GH-4', 'see #&#8203;12 and a/b#&#8203;3 and GH-&#8203;4'],
    ['!45 %6 $7', '!&#8203;45 %&#8203;6 &#36;&#8203;7'],
    ['https://example.com', 'https:&#8203;//example.com'],
    ['www.example.com', 'www&#8203;.example.com'],
    [':tada:', ':&#8203;tada:'],
    ['[a](b)', '&#91;&#8203;a&#93;(b)'],
    ['first\n\n# second', 'first # second'],
    ['12:30 and a: b', '12:30 and a: b'],
  ])('%j is written as %j', (text, written) => {
    expect(markdownText(text).replace('www.&#8203;', 'www&#8203;.')).toBe(written);
  });

  test('is code in backticks, or in an element if it contains backticks, pipes or backslashes', () => {
    expect(markdownCode('arn:aws:iam::<account>:role/*')).toBe('`arn:aws:iam::<account>:role/*`');
    expect(markdownCode('a`b|c\\d')).toBe('<code>a&#96;b&#124;c&#92;d</code>');
    expect(markdownCode('a\nb')).toBe('`a b`');
  });

  test('is shortened to a number of characters that includes its entities', () => {
    expect(shortened('abc', 3)).toBe('abc');
    expect(shortened('<<<<', 11)).toBe('&#60;&#60;…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 50 }), (text, most) => {
        expect(shortened(text, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('Text in Mermaid', () => {
  test.each([
    ['Claude Sonnet 4.6, global (profile) · x', 'Claude Sonnet 4.6, global (profile) · x'],
    ['authorizer: Users', 'authorizer: Users'],
    ['a"b', 'a#34;b'],
    ['<b>', '#60;b#62;'],
    ['#35;', '#35;35#59;'],
    ['1. one', '1#46; one'],
    ['- item', '#45; item'],
    ['https://x', 'https#58;//x'],
    ['style: <', 'style#58; #60;'],
    ['a\nb', 'a b'],
    ['$$x$$', '#36;\u200b#36;x#36;\u200b#36;'],
    ['fa:fa-user', 'fa#58;\u200bfa-user'],
  ])('%j is written as %j', (text, written) => {
    expect(mermaidText(text)).toBe(written);
  });
});

describe('A difference of texts', () => {
  const same = 'same '.repeat(100);

  test('is shown with the text around it', () => {
    const parts = excerptOf(
      [
        { kind: 'same', text: same },
        { kind: 'removed', text: 'old' },
        { kind: 'added', text: 'new' },
        { kind: 'same', text: same },
        { kind: 'added', text: 'more' },
        { kind: 'same', text: 'short' },
      ],
      1_000,
    );
    expect(parts.map(({ text }) => text)).toEqual([
      `…${same.slice(-90)}`,
      'old',
      'new',
      `${same.slice(0, 90)}…${same.slice(-90)}`,
      'more',
      'short',
    ]);
  });

  test('is cut at the longest length', () => {
    expect(excerptOf([{ kind: 'added', text: '😀'.repeat(20) }], 10)).toEqual([
      { kind: 'added', text: `${'😀'.repeat(10)}…` },
    ]);
  });
});

describe('The selection of texts that fit', () => {
  const block = (longer: string[], shortest: string, priority: number) => ({
    longer: longer.map((text) => () => text),
    shortest,
    priority,
  });

  test('prefers blocks of a lower priority number', () => {
    const blocks = [block(['aaaaaaaa'], 'a', 2), block(['bbbbbbbb', 'bbbb'], 'b', 1)];
    expect(fitted(blocks, 20)).toEqual(['aaaaaaaa', 'bbbbbbbb']);
    expect(fitted(blocks, 14)).toEqual(['a', 'bbbbbbbb']);
    expect(fitted(blocks, 9)).toEqual(['a', 'bbbb']);
    expect(fitted(blocks, 6)).toEqual(['a', 'b']);
  });

  test('leaves out all later blocks once one has been left out', () => {
    const blocks = [block(['aaaa'], '', 1), block(['bbbbbbbbbbbb'], '', 1), block(['c'], '', 1), block(['dd'], 'd', 2)];
    expect(fitted(blocks, 16)).toEqual(['aaaa', '', '', 'dd']);
  });
});
