import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Review } from '../../../src/review/model';
import { renderHtml } from '../../../src/review/render/html';
import { accessibilityProblems, chromiumPages, type OpenPageOptions } from '../../support/chromium';
import { testWith } from '../../support/installed';
import { temporaryDirectories } from '../../support/temporary';
import { HOSTILE, withTexts } from './hostile';
import { reviewOfMany } from './many';
import { SUPPORT_DESK } from './support-desk';

const CHROMIUM = 'chromium';
const open = chromiumPages();
const directoryWith = temporaryDirectories();
const REVIEWS: [string, Review][] = [
  ['the support desk', SUPPORT_DESK],
  ['one agent with many nodes', reviewOfMany(1)],
  ['40 agents', reviewOfMany(40)],
];
const WIDTHS = [1400, 1120, 390];

async function show(
  review: Review,
  options: OpenPageOptions = {},
): Promise<{ page: Page; problems: string[]; requests: string[] }> {
  const file = join(directoryWith({ 'agent-review.html': renderHtml(review) }), 'agent-review.html');
  const { page, problems } = await open(options);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`file://${file}`);
  // Folded agents are laid out only when they are shown.
  await page.evaluate("document.querySelectorAll('.agent-fold').forEach((fold) => { fold.open = true; })");
  return { page, problems, requests };
}

/** The boxes of each topology that overlap, the texts outside their box, and how many boxes were measured. */
const MEASURE = `(() => {
  const rectOf = (element) => element.getBoundingClientRect();
  const isShown = (element) => rectOf(element).width > 0;
  const problems = [];
  let measured = 0;
  for (const topology of document.querySelectorAll('.card:has(.picture)')) {
    const picture = topology.querySelector('.picture');
    const boxes = [...topology.querySelectorAll(isShown(picture) ? '.node rect' : '.as-text > ul > li')].filter(isShown);
    measured += boxes.length;
    boxes.forEach((box, index) => {
      const a = rectOf(box);
      for (const other of boxes.slice(index + 1)) {
        const b = rectOf(other);
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
          problems.push(box.parentElement.textContent + ' overlaps ' + other.parentElement.textContent);
        }
      }
      for (const text of (box.closest('.node') ?? box).querySelectorAll('text, b, span, div')) {
        const b = rectOf(text);
        if (b.left < a.left || b.right > a.right || b.top < a.top - 1 || b.bottom > a.bottom + 1) {
          problems.push(text.textContent + ' is outside its box');
        }
      }
    });
  }
  return { problems, measured };
})()`;

describe.each(REVIEWS)('The page of %s', (_, review) => {
  const nodes = review.agents.reduce((sum, { topology }) => sum + topology.nodes.length, 0);

  testWith(
    CHROMIUM,
    'has no boxes that overlap, no text outside its box, and no horizontal scroll at any width',
    async () => {
      for (const width of WIDTHS) {
        const { page, problems, requests } = await show(review, { width });
        expect(await page.evaluate(MEASURE)).toEqual({ problems: [], measured: nodes });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(problems).toEqual([]);
        expect(requests).toHaveLength(1);
        await page.context().close();
      }
    },
  );
});

describe('The page', () => {
  testWith(CHROMIUM, 'meets the accessibility rules in light and dark, on wide and narrow screens', async () => {
    for (const review of [SUPPORT_DESK, reviewOfMany(3, 4), { ...SUPPORT_DESK, agents: [], changes: [] }]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1400, 390]) {
          const { page } = await show(review, { colorScheme, width });
          expect(await accessibilityProblems(page)).toEqual([]);
          await page.context().close();
        }
      }
    }
  });

  testWith(CHROMIUM, 'has texts in the picture that contrast with their boxes, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await show(reviewOfMany(1), { colorScheme, width: 1400 });
      expect(await page.evaluate(CONTRASTS)).toEqual([]);
    }
  });

  testWith(CHROMIUM, 'unfolds the statement of a permission by a click and by the keyboard', async () => {
    const { page } = await show(SUPPORT_DESK, { width: 1400 });
    const statement = page.locator('.permissions pre').first();
    expect(await statement.isVisible()).toBe(false);
    await page.locator('.permissions summary').first().click();
    expect(await statement.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await statement.isVisible()).toBe(false);
    expect(JSON.parse((await statement.textContent()) ?? '')).toMatchObject({ Sid: 'Model', Effect: 'Allow' });
  });

  testWith(CHROMIUM, 'scrolls to each section by its link', async () => {
    const { page } = await show(SUPPORT_DESK, { width: 1400, height: 600 });
    for (const link of await page.locator('nav a').all()) {
      await link.click();
      const target = page.locator(`[id="${(await link.getAttribute('href'))?.slice(1)}"]`);
      const { y = -1 } = (await target.boundingBox()) ?? {};
      // The last sections cannot scroll to the top.
      expect(y).toBeGreaterThan((await page.locator('nav').boundingBox())?.height ?? 0);
      expect(y).toBeLessThan(600);
    }
  });

  testWith(CHROMIUM, 'unfolds an agent by the link in the overview', async () => {
    const { page } = await show(reviewOfMany(40), { width: 1400 });
    await page.evaluate("document.querySelectorAll('.agent-fold').forEach((fold) => { fold.open = false; })");
    await page.locator('.agents a').nth(20).click();
    const fold = page.locator('.agent-fold').nth(20);
    expect(await fold.locator('.permissions').first().isVisible()).toBe(false);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.tagName + document.activeElement.textContent')).toMatch(
      /^SUMMARYAgent21/,
    );
    await page.keyboard.press('Enter');
    expect(await fold.locator('.permissions').first().isVisible()).toBe(true);
  });

  testWith(CHROMIUM, 'moves the focus in the order of the page, and shows it', async () => {
    const { page } = await show(SUPPORT_DESK, { width: 1400 });
    const order = "[...document.querySelectorAll('a[href], summary')]";
    const count = (await page.evaluate(`${order}.length`)) as number;
    for (let index = 0; index < count; index++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(`${order}.indexOf(document.activeElement)`)).toBe(index);
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    }
  });

  testWith(CHROMIUM, 'contains the texts of the picture for the search of the browser', async () => {
    const { page } = await show(SUPPORT_DESK, { width: 1400 });
    for (const text of ['approve-refund', '/mnt/cases, read and write', 'Claude Sonnet 4.6, global']) {
      expect(await page.evaluate(`find(${JSON.stringify(text)}, false, false, true)`)).toBe(true);
    }
    expect(await page.evaluate("find('no such text', false, false, true)")).toBe(false);
  });

  testWith(CHROMIUM, 'shows the picture as a list on narrow screens, without a fold', async () => {
    const { page } = await show(SUPPORT_DESK, { width: 390 });
    expect(await page.locator('.picture').isVisible()).toBe(false);
    expect(await page.locator('.as-text b', { hasText: 'order-lookup' }).isVisible()).toBe(true);
  });

  testWith(CHROMIUM, 'prints the picture and unfolded agents on white, without the links', async () => {
    const { page } = await show(reviewOfMany(4, 4), { width: 1030, colorScheme: 'dark' });
    await page.evaluate("document.querySelectorAll('.agent-fold').forEach((fold) => { fold.open = false; })");
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('.picture').first().isVisible()).toBe(true);
    expect(await page.locator('.agent-fold .permissions').last().isVisible()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(26, 32, 39)');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1030);
    expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-');
  });

  testWith(CHROMIUM, 'shows hostile texts as they are, and has the elements of harmless ones', async () => {
    const elements = `(() => {
      const counts = {};
      for (const { tagName } of document.querySelectorAll(':not(text, path)')) counts[tagName] = (counts[tagName] ?? 0) + 1;
      return counts;
    })()`;
    const harmless = await show(withTexts(SUPPORT_DESK, () => 'x'));
    const expected = await harmless.page.evaluate(elements);
    for (const text of HOSTILE.filter((each) => /^[ -~]*[!-~]+[ -~]*$/.test(each))) {
      const { page, problems, requests } = await show(withTexts(SUPPORT_DESK, () => text));
      expect(await page.evaluate(elements)).toEqual(expected);
      expect((await page.locator('.exposure th[scope=row]').first().textContent())?.trim()).toBe(text.trim());
      expect(await page.title()).toBe(`Agent review: ${text.trim()}`.replace(/\s+/g, ' '));
      expect(problems).toEqual([]);
      expect(requests).toHaveLength(1);
      await page.context().close();
    }
  });
});

/** The texts of the picture with a contrast of less than 4.5 to the fill of their box, or to the card without a fill. */
const CONTRASTS = `(() => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255).map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const card = getComputedStyle(document.querySelector('.card')).backgroundColor;
  return [...document.querySelectorAll('.picture text')].filter((text) => {
    const box = text.closest('.node')?.querySelector('rect');
    const fill = box ? getComputedStyle(box).fill : 'none';
    const [a, b] = [luminance(getComputedStyle(text).fill), luminance(fill === 'none' ? card : fill)].sort();
    return (b + 0.05) / (a + 0.05) < 4.5;
  }).map((text) => text.getAttribute('class') + ' ' + text.closest('.node')?.getAttribute('class'));
})()`;
