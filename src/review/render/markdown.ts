import type { Review } from '../model';
import { counted } from '../phrases';
import { shortened } from './escape';
import { type Block, fitted, SEPARATOR } from './fit';
import { agentBlock, PAGE } from './markdown-agent';
import { changesBlock, costsBlock, findingsBlock, highlightsBlock, othersBlock, overviewBlock } from './markdown-lists';
import { figuresOf, OTHERS_HEADING, summaryOf } from './overview';
import { legible } from './text';

/** GitHub accepts comments of at most 65,536 characters. Commands may add a text to the document. */
const LONGEST = 59_000;
const LONGEST_TITLE = 400;

/** A Markdown document of less than 60,000 characters, which fits into a comment on a pull request. */
export function renderMarkdown(original: Review): string {
  const review = legible(original);
  const { title, changes, agents, highlights, findings, costs, others } = review;
  const isSingle = agents.length === 1;
  const figures = figuresOf(review);
  const details = agents.map((agent, index) => agentBlock(agent, isSingle, figures[index].changes > 0 ? 5 : 6));
  const head = `## Agent review: ${shortened(title, LONGEST_TITLE)}\n\n${shortened(summaryOf(review), LONGEST_TITLE)}`;
  const blocks: Block[] = [
    { longer: [], shortest: head, priority: 0 },
    ...(changes === undefined ? [] : [changesBlock(changes)]),
    highlightsBlock(highlights),
    ...(isSingle ? details : [overviewBlock(agents, figures)]),
    findingsBlock(findings),
    costsBlock(costs),
    ...(isSingle ? [] : details),
    ...(others.length === 0 ? [] : [othersBlock(others, OTHERS_HEADING)]),
  ];
  const texts = fitted(blocks, LONGEST);
  const omitted = details.filter((block) => texts[blocks.indexOf(block)] === '').length;
  const statements = `The statements of the permissions are in ${PAGE}.`;
  const note =
    omitted === 0 ? statements : `The details of ${counted(omitted, 'agent')} are left out here. They are in ${PAGE}.`;
  return `${[...texts, note].filter((text) => text !== '').join(SEPARATOR)}\n`;
}
