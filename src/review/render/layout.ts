import type { Column, Status, Topology, TopologyNode } from '../model';
import { type Columns, columnsOf, type Item, type Route } from './columns';
import { type Font, widthOf, wrap } from './measure';
import { centersOf } from './place';
import { oneLine } from './text';

const FONTS = {
  heading: { size: 11, isBold: true },
  kind: { size: 11 },
  name: { size: 13.5, isBold: true },
  line: { size: 12 },
  mark: { size: 10, isBold: true },
} as const satisfies Record<string, Font>;
export type RowStyle = keyof typeof FONTS;

/** A line of text, with the position of its baseline. */
export interface Row {
  readonly style: RowStyle;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Box {
  readonly node: TopologyNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rows: readonly Row[];
}

export interface Line {
  /** The data of the SVG path. */
  readonly path: string;
  readonly status?: Status;
}

/** Where an edge ends, with its direction: 1 to the right, -1 to the left. */
export interface Arrow {
  readonly x: number;
  readonly y: number;
  readonly direction: 1 | -1;
  readonly status?: Status;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly headings: readonly Row[];
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly arrows: readonly Arrow[];
}

export const COLUMN_TITLES: Record<Column, string> = {
  callers: 'Callers',
  endpoints: 'Endpoints',
  agent: 'Agent',
  tools: 'Tools and hooks',
  targets: 'Targets',
  data: 'Data and network',
};
export const STATUS_WORDS: Record<Status, string> = { added: 'new', removed: 'removed', changed: 'changed' };

/** The width of the picture on a page of 1,400 pixels. */
const WIDTH = 1284;
const WIDEST_BOX = 236;
const WIDEST_GAP = 96;
/** The part of a column with its gap that the gap takes. */
const GAP_SHARE = 0.23;
const HEADING_HEIGHT = 34;
const PADDING = 12;
const LANE_HEIGHT = 2;
const LINE_HEIGHT = 16;
/** The most lines of text in a box. The list below the picture contains all of them. */
const MOST_ROWS = 14;
const SIDE_LOOP = 22;

/** The positions of all boxes, texts and edges of a topology. Boxes do not overlap, and edges pass between them. */
export function layoutOf(topology: Topology): Layout {
  const columns = columnsOf(topology);
  const { gap, boxWidth } = widthsFor(columns.names.length);
  const xOf = ({ column }: Item): number => column * (boxWidth + gap);
  const contents = new Map(
    columns.items
      .flat()
      .flatMap((item) =>
        item.node ? [[item, contentOf(item.node, labelsTo(item.node, topology), boxWidth)] as const] : [],
      ),
  );
  const heightOf = (item: Item): number => contents.get(item)?.height ?? LANE_HEIGHT;
  const centers = centersOf(columns.items, heightOf);
  const topOf = (item: Item): number => (centers.get(item) ?? 0) - heightOf(item) / 2;
  const top = columns.items.flat().reduce((least, item) => Math.min(least, topOf(item)), 0);
  const yOf = (item: Item): number => Math.round(topOf(item) - top) + HEADING_HEIGHT;
  const boxes = [...contents].map(([item, { node, height, rows }]): Box => {
    const [x, y] = [xOf(item), yOf(item)];
    return { node, x, y, width: boxWidth, height, rows: rows.map((row) => ({ ...row, x: x + row.x, y: y + row.y })) };
  });
  const drawn = new Drawing(columns, (item) => ({
    left: xOf(item),
    right: xOf(item) + boxWidth,
    middle: yOf(item) + heightOf(item) / 2,
  }));
  const hasSideLoop = columns.routes.some(
    ({ items }) => items[0].column === items[1].column && items[0].column + 1 === columns.names.length,
  );
  const right = columns.names.length * (boxWidth + gap) - gap + (hasSideLoop ? SIDE_LOOP : 1);
  return {
    width: Math.ceil(right),
    height: boxes.reduce((most, { y, height }) => Math.max(most, y + height), HEADING_HEIGHT) + 2,
    headings: columns.names.map((name, column) => row('heading', COLUMN_TITLES[name], column * (boxWidth + gap), 14)),
    boxes,
    lines: drawn.lines,
    arrows: drawn.arrows,
  };
}

function widthsFor(columns: number): { boxWidth: number; gap: number } {
  const pitch = WIDTH / (columns - GAP_SHARE);
  const gap = Math.min(WIDEST_GAP, Math.floor(pitch * GAP_SHARE));
  return { gap, boxWidth: Math.min(WIDEST_BOX, Math.floor(pitch * (1 - GAP_SHARE))) };
}

function row(style: RowStyle, text: string, x: number, y: number): Row {
  return { style, text, x, y, width: Math.ceil(widthOf(text, FONTS[style]) * 10) / 10 };
}

interface Content {
  readonly node: TopologyNode;
  readonly height: number;
  /** The rows, relative to the corner of the box. */
  readonly rows: readonly Row[];
}

/** The labels of the edges to a node. There is no space for them beside the edges. */
function labelsTo({ id }: TopologyNode, { edges }: Topology): string[] {
  const labels = edges.flatMap(({ to, label }) => (to === id && label !== undefined ? [label] : []));
  return labels.length === 0 ? [] : [`via ${[...new Set(labels)].join(', ')}`];
}

function contentOf(node: TopologyNode, labels: readonly string[], boxWidth: number): Content {
  const width = boxWidth - 2 * PADDING;
  const rows: Row[] = [];
  let y = 9;
  const add = (style: RowStyle, texts: readonly string[]): void => {
    for (const text of texts) {
      y += LINE_HEIGHT;
      rows.push(row(style, text, PADDING, y - 4));
    }
  };
  const mark = node.status === undefined ? '' : STATUS_WORDS[node.status];
  const markWidth = mark === '' ? 0 : widthOf(mark, FONTS.mark) + 8;
  add('kind', shortened(wrap(oneLine(node.kind), width - markWidth, FONTS.kind), 3));
  add('name', shortened(wrap(oneLine(node.name), width, FONTS.name), 4));
  add(
    'line',
    shortened(
      node.lines.flatMap((line) => wrap(oneLine(line), width, FONTS.line)),
      MOST_ROWS,
    ),
  );
  add(
    'kind',
    shortened(
      labels.flatMap((label) => wrap(oneLine(label), width, FONTS.kind)),
      4,
    ),
  );
  if (mark !== '') {
    const text = row('mark', mark, 0, 0);
    rows.push({ ...text, x: boxWidth - PADDING - text.width, y: LINE_HEIGHT + 5 });
  }
  return { node, rows, height: y + 8 };
}

function shortened(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), '… see the list'];
}

interface Place {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
}

/** The lines of the edges. Edges that share a lane share its lines. */
class Drawing {
  public readonly lines: readonly Line[];
  public readonly arrows: readonly Arrow[];
  private readonly statuses = new Map<string, Set<Status | undefined>>();
  private readonly ends = new Map<string, { arrow: Arrow; statuses: Set<Status | undefined> }>();

  public constructor({ routes }: Columns, placeOf: (item: Item) => Place) {
    for (const route of routes) {
      this.draw(route, placeOf);
    }
    this.lines = [...this.statuses].map(([path, statuses]) => ({ path, status: common(statuses) }));
    this.arrows = [...this.ends.values()].map(({ arrow, statuses }) => ({ ...arrow, status: common(statuses) }));
  }

  private draw({ edge, items, isBackward }: Route, placeOf: (item: Item) => Place): void {
    const places = items.map(placeOf);
    const [first, last] = [places[0], places[places.length - 1]];
    if (items[0].column === items[1].column) {
      const out = first.right + SIDE_LOOP - 2;
      this.line(
        `M${first.right} ${first.middle}C${out} ${first.middle} ${out} ${last.middle} ${last.right} ${last.middle}`,
        edge.status,
      );
      this.end({ x: last.right, y: last.middle, direction: -1 }, edge.status);
      return;
    }
    for (const [index, to] of places.slice(1).entries()) {
      const from = places[index];
      const half = (from.right + to.left) / 2;
      const curve =
        from.middle === to.middle
          ? `H${to.left}`
          : `C${half} ${from.middle} ${half} ${to.middle} ${to.left} ${to.middle}`;
      this.line(`M${from.right} ${from.middle}${curve}`, edge.status);
      if (index + 2 < places.length) {
        this.line(`M${to.left} ${to.middle}H${to.right}`, edge.status);
      }
    }
    this.end(
      isBackward ? { x: first.right, y: first.middle, direction: -1 } : { x: last.left, y: last.middle, direction: 1 },
      edge.status,
    );
  }

  private line(path: string, status: Status | undefined): void {
    this.statuses.set(path, (this.statuses.get(path) ?? new Set()).add(status));
  }

  private end(arrow: Arrow, status: Status | undefined): void {
    const key = `${arrow.x} ${arrow.y}`;
    const end = this.ends.get(key) ?? { arrow, statuses: new Set() };
    end.statuses.add(status);
    this.ends.set(key, end);
  }
}

/** The status that all edges have. */
function common(statuses: ReadonlySet<Status | undefined>): Status | undefined {
  return statuses.size === 1 ? [...statuses][0] : undefined;
}
