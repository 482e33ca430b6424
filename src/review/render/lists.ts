import { html } from 'ghtml';
import { type AgentInfo, type Change, COLUMNS, type Finding, type TopologyNode } from '../model';
import { counted, groupsOf } from '../phrases';
import { excerptOf } from './excerpt';
import { COLUMN_TITLES, STATUS_WORDS } from './layout';

/** The longest difference of a text on the page, in characters. `agent-review.json` contains all of it. */
const LONGEST_DIFFERENCE = 6_000;
/** The number of construct paths that are shown before the others are folded. */
const MOST_PATHS = 3;

export function changeList(changes: readonly Change[]): string {
  // The same change of many agents is one entry.
  const groups = groupsOf(changes, ({ path, ...change }) => JSON.stringify(change));
  return html`<ul class="list">!${groups.map(changeEntry)}</ul>`;
}

function changeEntry(group: readonly Change[]): string {
  const [{ tag, severity, status, words, text }] = group;
  const difference =
    text === undefined
      ? ''
      : html`<p class="text">!${excerptOf(text, LONGEST_DIFFERENCE).map((part) =>
          part.kind === 'same'
            ? html`${part.text}`
            : part.kind === 'added'
              ? html`<ins>${part.text}</ins>`
              : html`<del>${part.text}</del>`,
        )}</p>`;
  const style = severity !== 'info' ? `${severity} sign` : status === 'added' ? 'added' : '';
  return html`<li><span class="tag ${style}">${tag}</span><div><p>${words}</p>!${difference}!${pathsOf(group)}</div></li>
`;
}

export function findingList(findings: readonly Finding[]): string {
  const groups = groupsOf(findings, ({ rule, severity, property = '', message, fix, acknowledgement = '' }) =>
    JSON.stringify([rule, severity, property, message, fix, acknowledgement]),
  );
  return html`<ul class="list">!${groups.map(findingEntry)}</ul>`;
}

function findingEntry(group: readonly Finding[]): string {
  const [{ rule, severity, property, message, fix, acknowledgement }] = group;
  const reason = acknowledgement === undefined ? '' : html`<p>Acknowledged: ${acknowledgement}</p>`;
  const where = property === undefined ? '' : html` · <code>${property}</code>`;
  return html`<li><span class="tag ${severity}">${severity}</span><div><p>${message}</p><p>${fix}</p>!${reason}<p class="soft">Rule <code>${rule}</code>!${where}</p>!${pathsOf(group)}</div></li>
`;
}

function pathsOf(group: readonly { readonly path: string }[]): string {
  const paths = group.map(({ path }) => html`<code>${path}</code>`);
  return paths.length <= MOST_PATHS
    ? html`<p class="soft">!${paths.join(', ')}</p>`
    : html`<details class="soft"><summary>${counted(paths.length, 'resource')}</summary>!${paths.join(', ')}</details>`;
}

/** The topology as lists, which narrow screens show in place of the picture. */
export function topologyList({ topology: { nodes, edges } }: AgentInfo): string {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const columns = COLUMNS.flatMap((column) => {
    const entries = nodes
      .filter((node) => node.column === column)
      .map((node) => {
        const targets = edges.filter(({ from }) => from === node.id);
        return nodeEntry(
          node,
          targets.map(({ to, label }) => (names.get(to) ?? to) + (label === undefined ? '' : ` (${label})`)),
        );
      });
    return entries.length === 0 ? [] : [html`<h4>${COLUMN_TITLES[column]}</h4><ul>!${entries}</ul>`];
  });
  return html`<details class="as-text"><summary>Topology as text</summary>!${columns}</details>`;
}

function nodeEntry({ column, kind, name, lines, isMuted, status }: TopologyNode, targets: readonly string[]): string {
  const style = [column === 'agent' ? 'agent' : '', isMuted ? 'muted' : '', status ?? ''].filter(Boolean).join(' ');
  const mark = status === undefined ? '' : html` <span class="tag ${status}">${STATUS_WORDS[status]}</span>`;
  const details = [...lines, ...(targets.length === 0 ? [] : [`→ ${targets.join(', ')}`])];
  return html`<li class="${style}"><span class="soft">${kind}</span>!${mark}<b>${name}</b>!${details.map((line) => html`<div>${line}</div>`)}</li>`;
}
