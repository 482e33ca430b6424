import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { renderMarkdown } from '../../../src/review/render/markdown';
import { chromiumPages } from '../../support/chromium';
import { testWith } from '../../support/installed';
import { HOSTILE, withTexts } from './hostile';
import { reviewOfMany } from './many';
import { SUPPORT_DESK } from './support-desk';

const CHROMIUM = 'chromium';
const open = chromiumPages();

/** The page with Markdown and Mermaid, as GitHub and GitLab configure them: strict, and with HTML in labels. */
async function withParsers(): Promise<Page> {
  const { page } = await open({ width: 1400 });
  await page.setContent('<!doctype html><html lang="en"><title>Test</title><main></main></html>');
  await page.addScriptTag({ path: require.resolve('@mermaid-js/tiny') });
  await page.addScriptTag({ path: join(dirname(require.resolve('marked/package.json')), 'lib/marked.umd.js') });
  await page.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })");
  return page;
}

function diagramsOf(document: string): string[] {
  return [...document.matchAll(/^```mermaid\n(.*?)\n```$/gms)].map(([, diagram]) => diagram);
}

/** Draws a diagram, and returns the texts of its nodes. */
async function draw(page: Page, diagram: string): Promise<string[]> {
  return (await page.evaluate(
    `(async () => {
      const { svg } = await mermaid.render('diagram', ${JSON.stringify(diagram)});
      document.querySelector('main').innerHTML = svg;
      return [...document.querySelectorAll('.node')].map((node) => node.textContent.replace(/\\s+/g, ' ').trim());
    })()`,
  )) as string[];
}

interface Parsed {
  readonly elements: Record<string, number>;
  readonly cells: string[];
  /** The text outside of code, in which GitHub and GitLab look for mentions, references and links. */
  readonly text: string;
}

/** The document as a parser of GitHub Flavored Markdown reads it. */
async function parse(page: Page, document: string): Promise<Parsed> {
  return (await page.evaluate(
    `(() => {
      document.querySelector('main').innerHTML = marked.parse(${JSON.stringify(document)}, { gfm: true });
      const elements = {};
      for (const { tagName } of document.querySelectorAll('main *')) {
          // Code in backticks and code elements are the same here.
        elements[tagName] = (elements[tagName] ?? 0) + 1;
      }
      const cells = [...document.querySelectorAll('main td, main li')].map((cell) => cell.textContent);
      for (const code of document.querySelectorAll('main code')) code.remove();
      return { elements, cells, text: document.querySelector('main').textContent };
    })()`,
  )) as Parsed;
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

testWith(CHROMIUM, 'Mermaid draws a node for each box of the topology, with its texts', async () => {
  const page = await withParsers();
  const nodes = await draw(page, diagramsOf(renderMarkdown(SUPPORT_DESK))[0]);
  expect(nodes).toHaveLength(SUPPORT_DESK.agents[0].topology.nodes.length);
  expect(nodes).toContain(
    'HarnessDeskClaude Sonnet 4.6, global inference profiletemperature 0.275 iterations · 1 hourJWT authorizer: Users',
  );
  expect(nodes).toContain('Lambda function (new)refundrequest_refund');
});

testWith(CHROMIUM, 'Mermaid draws topologies with many nodes', async () => {
  const page = await withParsers();
  for (const size of [1, 5, 15]) {
    const review = reviewOfMany(1, size);
    expect(await draw(page, diagramsOf(renderMarkdown(review))[0])).toHaveLength(
      review.agents[0].topology.nodes.length,
    );
  }
});

testWith(CHROMIUM, 'Mermaid shows hostile texts as they are', async () => {
  const page = await withParsers();
  const edges = SUPPORT_DESK.agents[0].topology.edges.map((edge) => ({ ...edge, label: 'x' }));
  const [desk] = SUPPORT_DESK.agents;
  const review = { ...SUPPORT_DESK, agents: [{ ...desk, topology: { ...desk.topology, edges } }] };
  for (const text of HOSTILE.filter((each) => /^[ -~]*[!-~]+[ -~]*$/.test(each) && each.length < 100)) {
    const nodes = await draw(page, diagramsOf(renderMarkdown(withTexts(review, () => text)))[0]);
    expect(nodes).toHaveLength(desk.topology.nodes.length);
    const { lines } = desk.topology.nodes[0];
    expect(onOneLine(nodes[0].replaceAll('\u200b', ''))).toBe(
      Array(2 + lines.length)
        .fill(onOneLine(text))
        .join(''),
    );
    expect(await page.evaluate("document.querySelectorAll('main :is(script, img, iframe, a)').length")).toBe(0);
  }
});

testWith(CHROMIUM, 'Markdown shows hostile texts as they are, without a link, an image or a mention', async () => {
  const page = await withParsers();
  const { elements: expected, cells } = await parse(page, renderMarkdown(withTexts(SUPPORT_DESK, () => 'x')));
  expect(expected).not.toHaveProperty('A');
  expect(cells.length).toBeGreaterThan(40);
  const [way] = [...cells.entries()].find(([, cell]) => cell === 'x') ?? [];
  for (const text of HOSTILE.filter((each) => /^[ -~]*[!-~]+[ -~]*$/.test(each) && each.length < 100)) {
    const parsed = await parse(page, renderMarkdown(withTexts(SUPPORT_DESK, () => text)));
    expect(parsed.elements).toEqual(expected);
    expect(parsed.cells[way ?? -1].replaceAll('\u200b', '')).toBe(onOneLine(text));
    expect(parsed.text.match(/[@#!$%~^][\w"']|\bGH-\d|:\/\/|www\.\w|:\w+:/g)).toBeNull();
  }
});
