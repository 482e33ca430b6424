import type { AgentInfo, Change, Cost, Finding, Highlight, OtherInfo } from '../model';
import { counted, groupsOf } from '../phrases';
import { markdownText } from './escape';
import { excerptOf } from './excerpt';
import { type Block, SEPARATOR } from './fit';
import { codeOf, dataOf, foldOf, PAGE, permissionsOf, tableOf, textOf, titleOf } from './markdown-agent';
import { COSTS_HEADING, type Figures } from './overview';
import { costGroupsOf } from './sections';

/** The numbers of entries of a list, from complete to short. */
const ENTRIES = [Number.POSITIVE_INFINITY, 100, 30, 10];
/** The number of entries of the shortest list, without details. */
const FEWEST = 3;
const MOST_HIGHLIGHTS = 4;
const MOST_ACKNOWLEDGED = 30;
const LONGEST_DIFFERENCE = 1_200;
const MOST_PATHS = 5;

interface List<T> {
  readonly heading: string;
  readonly priority: number;
  readonly noun: string;
  readonly items: readonly T[];
  /** The entries as Markdown. Without details, each entry has at most a few thousand characters. */
  readonly render: (shown: readonly T[], hasDetails: boolean) => string;
}

/** A section with variants of fewer and fewer entries. */
function listBlock<T>({ heading, priority, noun, items, render }: List<T>): Block {
  const variant = (most: number, hasDetails: boolean): string => {
    const more = items.length - Math.min(most, items.length);
    const rest = more === 0 ? [] : [`${counted(more, `more ${noun}`)} ${more === 1 ? 'is' : 'are'} in ${PAGE}.`];
    const parts = [`### ${heading}`, render(items.slice(0, most), hasDetails), ...rest];
    return parts.join(SEPARATOR);
  };
  const lengths = ENTRIES.filter((most, index) => index === 0 || most < items.length);
  return { longer: lengths.map((most) => () => variant(most, true)), shortest: variant(FEWEST, false), priority };
}

export function changesBlock(changes: readonly Change[]): Block {
  const items = groupsOf(changes, ({ path, ...change }) => JSON.stringify(change));
  return items.length === 0
    ? { longer: [], shortest: '### Changes\n\nNothing of note.', priority: 1 }
    : listBlock({
        heading: 'Changes',
        priority: 1,
        noun: 'change',
        items,
        render: (shown, hasDetails) => shown.map((group) => changeEntry(group, hasDetails)).join('\n'),
      });
}

function changeEntry(group: readonly Change[], hasDetails: boolean): string {
  const [{ tag, severity, words, text }] = group;
  const parts = text === undefined || !hasDetails ? [] : excerptOf(text, LONGEST_DIFFERENCE);
  const difference = parts.map((part) => {
    const content = part.text.split('\n').map(inlineOf).join('<br>');
    return part.kind === 'same' ? content : part.kind === 'added' ? `<ins>${content}</ins>` : `<del>${content}</del>`;
  });
  const tags = severity === 'info' ? textOf(tag) : `${severity} · ${textOf(tag)}`;
  return `- **${tags}**: ${textOf(words)} ${pathsOf(group)}${difference.length === 0 ? '' : `<br>${difference.join('')}`}`;
}

/** A line with the spaces at its ends, which are between the words of a difference. */
function inlineOf(line: string): string {
  const [, before, after] = /^(\s*).*?(\s*)$/s.exec(line) ?? [];
  return `${before && ' '}${markdownText(line)}${after && ' '}`;
}

function pathsOf(group: readonly { readonly path: string }[]): string {
  const shown = group.slice(0, MOST_PATHS).map(({ path }) => codeOf(path));
  const more = group.length - shown.length;
  return `(${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`})`;
}

export function highlightsBlock(highlights: readonly Highlight[]): Block {
  const entries = highlights
    .slice(0, MOST_HIGHLIGHTS)
    .map(({ title, text }) => `- **${textOf(title)}** ${textOf(text)}`);
  const shortest = entries.length === 0 ? '' : `### At a glance\n\n${entries.join('\n')}`;
  return { longer: [], shortest, priority: 0 };
}

export function overviewBlock(agents: readonly AgentInfo[], figures: readonly Figures[]): Block {
  const headings = ['Agent', 'Stack', 'Callers', 'Tools', 'Data stores', 'Exposure', 'Findings', 'Changes'];
  const heading = 'Agents';
  if (agents.length === 0) {
    return { longer: [], shortest: `### ${heading}\n\nThe app contains no harness and no runtime.`, priority: 3 };
  }
  const rows = agents.map((agent, index) => {
    const { callers, tools, stores, exposure, openWays, findings, severity, changes } = figures[index];
    const [called, used, stored, changed] = [callers, tools, stores, changes].map((number) =>
      number ? `${number}` : '',
    );
    const reach =
      exposure === 'open' ? `**open**: ${textOf(openWays.join(', '))}` : exposure === 'none' ? 'nobody' : exposure;
    const found = severity === undefined ? '' : `${findings} (${severity})`;
    return [`${codeOf(agent.name)} ${agent.kind}`, codeOf(agent.stack), called, used, stored, reach, found, changed];
  });
  return listBlock({ heading, priority: 3, noun: 'agent', items: rows, render: (shown) => tableOf(headings, shown) });
}

export function findingsBlock(findings: readonly Finding[]): Block {
  const open = findings.filter(({ acknowledgement }) => acknowledgement === undefined);
  const acknowledged = findings.filter(({ acknowledgement }) => acknowledgement !== undefined);
  const groups = (list: readonly Finding[]): Finding[][] =>
    groupsOf(list, ({ path, stack, logicalId, ...finding }) => JSON.stringify(finding));
  const listOf = (shown: readonly Finding[][]): string => shown.map(findingEntry).join('\n');
  const foldOfAcknowledged = (): string =>
    foldOf(
      counted(acknowledged.length, 'acknowledged finding'),
      listOf(groups(acknowledged).slice(0, MOST_ACKNOWLEDGED)),
    );
  return listBlock({
    heading: 'Findings',
    priority: 2,
    noun: 'finding',
    items: groups(open),
    render: (shown, hasDetails) =>
      [
        shown.length === 0 ? 'No findings.' : listOf(shown),
        acknowledged.length === 0 || !hasDetails ? '' : foldOfAcknowledged(),
      ]
        .filter((text) => text !== '')
        .join(SEPARATOR),
  });
}

function findingEntry(group: readonly Finding[]): string {
  const [{ rule, severity, message, fix, acknowledgement }] = group;
  const reason = acknowledgement === undefined ? '' : ` Acknowledged: ${textOf(acknowledgement)}`;
  return `- **${severity}**: ${textOf(message)} ${textOf(fix)} Rule ${codeOf(rule)} ${pathsOf(group)}${reason}`;
}

export function costsBlock(costs: readonly Cost[]): Block {
  const items = costGroupsOf(costs).map((group) => {
    const [{ item, amount, pricing }] = group;
    const [unit, ...others] = [item, amount, pricing].map(textOf);
    return [group.length === 1 ? unit : `${unit} (${group.length} ×)`, ...others];
  });
  const render = (shown: readonly string[][]): string =>
    shown.length === 0 ? 'Nothing in the templates.' : tableOf(['Unit', 'How much', 'Prices'], shown);
  return listBlock({ heading: COSTS_HEADING, priority: 4, noun: 'item', items, render });
}

export function othersBlock(others: readonly OtherInfo[], heading: string): Block {
  return listBlock({
    heading,
    priority: 7,
    noun: 'resource',
    items: others,
    render: (shown, hasDetails) => shown.map((other) => otherEntry(other, hasDetails)).join('\n\n'),
  });
}

function otherEntry(other: OtherInfo, hasDetails: boolean): string {
  const { kind, permissions, data } = other;
  const parts = [permissions.length === 0 ? '' : permissionsOf(permissions), data.length === 0 ? '' : dataOf(data)];
  const body = parts.filter((part) => part !== '').join('\n\n');
  return hasDetails && body !== '' ? foldOf(titleOf(other, kind), body) : `- ${titleOf(other, kind)}`;
}
