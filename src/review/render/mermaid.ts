import { COLUMNS, type Status, type Topology, type TopologyEdge, type TopologyNode } from '../model';
import { mermaidText, shortened } from './escape';
import { STATUS_WORDS } from './layout';

const MOST_LINES = 4;
const LONGEST_LINE = 120;
/** Borders that are visible on light and on dark pages. */
const STYLES: Record<Status | 'agent' | 'muted', string> = {
  agent: 'stroke:#0a8a91,stroke-width:3px',
  muted: 'stroke-dasharray:3 3',
  added: 'stroke:#7a55d9,stroke-width:3px,stroke-dasharray:6 4',
  removed: 'stroke:#d0382b,stroke-width:3px,stroke-dasharray:2 3',
  changed: 'stroke:#b07a00,stroke-width:3px',
};

/** The topology as a Mermaid flowchart, from left to right. */
export function mermaidOf({ nodes, edges }: Topology): string {
  const sorted = COLUMNS.flatMap((column) => nodes.filter((node) => node.column === column));
  const ids = idsOf(sorted);
  const idOf = (id: string): string => ids.get(id) ?? '';
  const classes = (Object.keys(STYLES) as (keyof typeof STYLES)[]).flatMap((style) => {
    const members = sorted.filter((node) => stylesOf(node).includes(style)).map(({ id }) => idOf(id));
    return members.length === 0 ? [] : [`classDef ${style} ${STYLES[style]}`, `class ${members.join(',')} ${style}`];
  });
  return [
    'flowchart LR',
    ...sorted.map((node) => `${idOf(node.id)}["${labelOf(node)}"]`),
    ...edges.map((edge) => `${idOf(edge.from)} ${arrowOf(edge)} ${idOf(edge.to)}`),
    ...classes,
  ].join('\n  ');
}

function stylesOf({ column, isMuted, status }: TopologyNode): (keyof typeof STYLES)[] {
  if (status !== undefined) {
    return [status];
  }
  return isMuted ? ['muted'] : column === 'agent' ? ['agent'] : [];
}

function labelOf({ kind, name, lines, status }: TopologyNode): string {
  const text = (value: string): string => shortened(value, LONGEST_LINE, mermaidText);
  const shown = lines.slice(0, lines.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES).map(text);
  return [
    status === undefined ? text(kind) : `${text(kind)} (${STATUS_WORDS[status]})`,
    `<b>${text(name)}</b>`,
    ...shown,
    ...(lines.length > MOST_LINES ? [`… ${lines.length - shown.length} more`] : []),
  ].join('<br/>');
}

function arrowOf({ label, status }: TopologyEdge): string {
  const words = [
    label === undefined ? '' : shortened(label, LONGEST_LINE, mermaidText),
    status && STATUS_WORDS[status],
  ];
  const text = words.filter(Boolean).join(', ');
  const arrow = status === undefined ? '-->' : '-.->';
  return text === '' ? arrow : `${arrow}|"${text}"|`;
}

/** An ID for each node, from its own, so that an added node does not change the others. */
function idsOf(nodes: readonly TopologyNode[]): Map<string, string> {
  const used = new Set<string>();
  return new Map(
    nodes.map(({ id, column }) => {
      const name = `${column}_${id.replace(/\W+/g, '_').slice(0, 60)}`;
      let unique = name;
      for (let number = 2; used.has(unique); number++) {
        unique = `${name}_${number}`;
      }
      used.add(unique);
      return [id, unique];
    }),
  );
}
