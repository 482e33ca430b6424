import type { Review } from '../../../src/review/model';

/** Names and texts that an app could contain, each with markup or a reference of a format that the review is written in. */
export const HOSTILE = [
  '<script>document.title="taken"</script>',
  '</script></style></title><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '<!-- comment --> -->',
  ']]> <![CDATA[ &lt;b&gt; &amp; &#60;',
  '</text></svg><iframe src="https://example.com">',
  '</details></summary></code></pre></table>',
  '`code` ``double`` ```fence',
  '| cell | cell |',
  'back\\slash \\| \\` \\',
  '**bold** _under_ __init__ ~~gone~~ *star*',
  '[link](https://example.com) ![image](https://example.com/x.png)',
  '[label]: https://example.com',
  '<https://example.com> https://example.com www.example.com mail@example.com',
  '@everyone @org/team #123 owner/repo#1 GH-12 !45 $67 %89 ~label &12',
  ':tada: ^alert#1 *iteration:1 [issue:1]',
  '# heading',
  '- item',
  '+ item',
  '1. one',
  '> quote',
  '--- ===',
  '%%{init: {"theme":"dark"}}%% %% comment',
  'end subgraph click "x" href "https://example.com"',
  'style fill:#60; classDef x:#34;',
  'A["x"] --> B{y} & C',
  '#quot; #35; #lt;b#gt; ;',
  'fa:fa-user $$x^2$$ {{x}}',
  '"`markdown`"',
  'first\nsecond\r\nthird\u2028fourth\u0085fifth',
  'right \u202eto left\u202c \u2066isolated\u2069 \u200emark',
  'zero\u200bwidth \ufeffbyte \u00adsoft \u{e0041}\u{e0042}tags \u0000\u0007\u001b[31m',
  'lone \ud800 surrogate',
  'emoji 👩‍👩‍👧 and 注文 and عربي',
  'x'.repeat(400),
  '',
  ' ',
];

/** The review with each text replaced by a function of it. Names of choices are kept. */
export function withTexts(review: Review, replace: (text: string) => string): Review {
  const choices = new Set(['column', 'status', 'effect', 'level', 'severity', 'kind', 'id', 'from', 'to']);
  const visit = (value: unknown, key: string, within: string): unknown => {
    if (typeof value === 'string') {
      const isChoice = choices.has(key) && !(key === 'kind' && within === 'nodes');
      return isChoice || key.startsWith('on') ? value : replace(value);
    }
    if (Array.isArray(value)) {
      return value.map((item) => visit(item, key, key));
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, name, within)]))
      : value;
  };
  return visit(review, '', '') as Review;
}
