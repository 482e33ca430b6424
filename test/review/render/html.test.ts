import type { Review } from '../../../src/review/model';
import { renderHtml } from '../../../src/review/render/html';
import { HOSTILE, withTexts } from './hostile';
import { reviewOfMany } from './many';
import { SUPPORT_DESK } from './support-desk';

/** The tags and the names of their attributes, without the lines of the SVG, whose number depends on the texts. */
function markupOf(page: string): string[] {
  return [...page.replace(/<style>.*?<\/style>/s, '').matchAll(/<(!?\/?[\w-]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)]
    .map(([, tag, attributes]) => `${tag}${attributes.replace(/="[^"]*"/g, '')}`)
    .filter((tag) => !/^\/?(?:text|path)\b/.test(tag));
}
const countOf = (text: string, part: RegExp): number => [...text.matchAll(part)].length;

describe('The HTML page', () => {
  test('shows the changes first, and then the highlights, the topology and the permissions', () => {
    const page = renderHtml(SUPPORT_DESK);
    const headings = [...page.matchAll(/<h2[^>]*>([^<]*)</g)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'Changes',
      'Topology',
      'Permissions and their reasons',
      'Exposure',
      'Stored data',
      'Findings',
      'Idle costs',
    ]);
    expect(page.indexOf('Tokens only')).toBeGreaterThan(page.indexOf('>Changes<'));
    expect(page.indexOf('Tokens only')).toBeLessThan(page.indexOf('>Topology</h2>'));
  });

  test('says that nothing of note has changed, and does not mention changes without a base', () => {
    expect(renderHtml({ ...SUPPORT_DESK, changes: [] })).toContain('Nothing of note.');
    const page = renderHtml({ ...SUPPORT_DESK, changes: undefined });
    expect(page).not.toContain('Nothing of note.');
    expect(page).not.toContain('id="changes"');
  });

  test('marks what was added, removed and changed by words', () => {
    const page = renderHtml(SUPPORT_DESK);
    expect(page).toMatch(/<g class="node added">.*>new<\/text>/);
    expect(page).toMatch(/<g class="node changed">.*>changed<\/text>/);
    expect(page).toContain('<ins>Offer a refund of at most 100 EUR if goods arrive broken or late.</ins>');
    expect(page).toContain('<del>Never promise a refund.</del>');
  });

  test('marks permissions that were added by hand, wildcards and denials', () => {
    const page = renderHtml(SUPPORT_DESK);
    expect(page).toMatch(/<tr class="by-hand"><th scope="row">Statement 3 <span class="tag warning">added by hand</);
    expect(page).toMatch(/Roles <span class="tag">denied<\/span> <span class="tag">wildcard</);
    expect(page).toContain('10 statements are explained by a feature. 1 statement was added by hand.');
  });

  test('contains an overview with a link to each agent if there are several', () => {
    const page = renderHtml(reviewOfMany(12));
    const links = [...page.matchAll(/<a href="#(agent-[^"]+)"/g)].map(([, id]) => id);
    expect(links).toHaveLength(12);
    expect(links.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
    expect(countOf(page, /<details class="agent-fold"[^>]* open>/g)).toBe(0);
    expect(countOf(renderHtml(reviewOfMany(2)), /<details class="agent-fold"[^>]* open>/g)).toBe(2);
  });

  test('shows an app without agents and without findings', () => {
    const empty = { ...SUPPORT_DESK, agents: [], changes: undefined, findings: [], costs: [], highlights: [] };
    const page = renderHtml(empty);
    expect(page).toContain('The app contains no harness and no runtime.');
    expect(page).toContain('No findings.');
  });

  test('shows the same change of many agents once', () => {
    const page = renderHtml(reviewOfMany(40));
    expect(countOf(page, /The model has changed/g)).toBe(1);
    expect(page).toContain('<summary>40 resources</summary>');
  });

  test('shows acknowledged findings in a fold, with the reason', () => {
    expect(renderHtml(SUPPORT_DESK)).toMatch(
      /<summary>1 acknowledged finding<\/summary>.*The security team archives all logs\./s,
    );
  });

  test('contains no script, and nothing of another file', () => {
    const page = renderHtml(SUPPORT_DESK);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\(|\bsrc=|\bon\w+=/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('has unique IDs, to which its links and labels refer', () => {
    for (const review of [SUPPORT_DESK, reviewOfMany(12)]) {
      const page = renderHtml(review);
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const used = [...page.matchAll(/ (?:href="#|aria-(?:labelledby|describedby)=")([^"]*)"/g)].flatMap(([, id]) =>
        id.split(' '),
      );
      expect(used.filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  test.each(HOSTILE)('shows %j as text only', (text) => {
    const markup = (replacement: string): string[] => markupOf(renderHtml(withTexts(SUPPORT_DESK, () => replacement)));
    expect(markup(text)).toEqual(markup('x'));
  });

  test('shows invisible and reordering characters by their code point', () => {
    const page = renderHtml({ ...SUPPORT_DESK, title: 'a\u202eb\u200bc\u{e0041}\u0000\ud800' });
    expect(page).toContain('<h1>a[U+202E]b[U+200B]c[U+E0041][U+0000][U+D800]</h1>');
  });

  test('retains characters that emoji and scripts need', () => {
    expect(renderHtml({ ...SUPPORT_DESK, title: '👩‍👩‍👧 می‌خواهم' })).toContain('<h1>👩‍👩‍👧 می‌خواهم</h1>');
  });

  test('is the same for the same review', () => {
    expect(renderHtml(structuredClone(reviewOfMany(12)))).toBe(renderHtml(reviewOfMany(12)));
  });

  test('is rendered in a time that grows with the number of agents', () => {
    const [few, many] = [reviewOfMany(40), reviewOfMany(400)];
    const timeOf = (review: Review): number => {
      const start = performance.now();
      renderHtml(review);
      return performance.now() - start;
    };
    renderHtml(few);
    expect(timeOf(many) / Math.min(timeOf(few), timeOf(few), timeOf(few))).toBeLessThan(40);
  });
});
