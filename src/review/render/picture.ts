import { html } from 'ghtml';
import type { AgentInfo, Status } from '../model';
import { type Box, layoutOf, type Row } from './layout';
import { oneLine } from './text';

const ARROW_LENGTH = 6;
const ARROW_WIDTH = 7;

/** The topology of an agent as an SVG. `id` is a prefix for the IDs in it. `topologyList` has the same content. */
export function topologyPicture({ name, topology }: AgentInfo, id: string): string {
  const { width, height, lines, headings, boxes, arrows } = layoutOf(topology);
  const parts = [
    ...lines.map(({ path, status }) => html`<path class="edge!${classOf(status)}" d="${path}"/>`),
    ...arrows.map(({ x, y, direction, status }) => {
      const corner = `${x - direction * ARROW_LENGTH} ${y - ARROW_WIDTH / 2}`;
      return html`<path class="arrow!${classOf(status)}" d="M${x} ${y}L${corner}v${ARROW_WIDTH}z"/>`;
    }),
    ...headings.map(textOf),
    ...boxes.map(boxOf),
  ];
  return html`<svg class="picture" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="-1 0 ${width + 2} ${height}" style="max-width:${width + 2}px">
<title id="${id}-title">Topology of ${oneLine(name)}</title>
<desc id="${id}-desc">${boxes.length} boxes in ${headings.length} columns, connected from the callers to the data. The list of the topology contains the same as text.</desc>
!${parts.join('\n')}
</svg>`;
}

function classOf(status: Status | undefined): string {
  return status === undefined ? '' : ` ${status}`;
}

function boxOf({ node, x, y, width, height, rows }: Box): string {
  const kind = node.isMuted ? ' muted' : node.column === 'agent' ? ' agent' : '';
  return html`<g class="node!${kind}!${classOf(node.status)}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="9"/>!${rows.map(textOf)}</g>`;
}

/** The text has its measured width also if the browser uses another font. */
function textOf({ style, text, x, y, width }: Row): string {
  return html`<text class="${style}" x="${x}" y="${y}" textLength="${width}">${text}</text>`;
}
