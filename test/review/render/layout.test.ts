import fc from 'fast-check';
import type { Topology, TopologyNode } from '../../../src/review/model';
import { columnsOf, crossings } from '../../../src/review/render/columns';
import { type Box, type Layout, layoutOf } from '../../../src/review/render/layout';
import { widthOf, wrap } from '../../../src/review/render/measure';
import { spread } from '../../../src/review/render/place';
import { HOSTILE } from './hostile';
import { reviewOfMany } from './many';
import { SUPPORT_DESK } from './support-desk';

const TOPOLOGIES = [SUPPORT_DESK, reviewOfMany(1), reviewOfMany(40), reviewOfMany(1, 40)].flatMap(({ agents }) =>
  agents.map(({ topology }) => topology),
);
const node = (id: string, column: TopologyNode['column'], more: Partial<TopologyNode> = {}): TopologyNode => ({
  id,
  column,
  kind: 'Kind',
  name: id,
  lines: [],
  ...more,
});

/** The pairs of boxes that are less than 10 pixels apart. */
function overlaps(boxes: readonly Box[]): string[] {
  const isApart = (a: Box, b: Box): boolean =>
    a.x + a.width + 10 <= b.x || b.x + b.width + 10 <= a.x || a.y + a.height + 10 <= b.y || b.y + b.height + 10 <= a.y;
  return boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => (isApart(a, b) ? [] : [`${a.node.id} and ${b.node.id}`])),
  );
}

function textsOutside({ boxes }: Layout): string[] {
  return boxes.flatMap(({ x, y, width, height, rows }) =>
    rows
      .filter((row) => row.x < x + 8 || row.x + row.width > x + width - 8 || row.y - 9 < y || row.y + 3 > y + height)
      .map(({ text }) => text),
  );
}

/** Points of a path of the commands M, H and C. */
function pointsOf(path: string): [number, number][] {
  const [x, y, command, ...numbers] = path.match(/[HC]|-?\d+(?:\.\d+)?/g) ?? [];
  const start = [Number(x), Number(y)];
  const [a, b, c, d, e, f] = numbers.map(Number);
  return Array.from({ length: 21 }, (_, step): [number, number] => {
    const t = step / 20;
    const at = (p0: number, p1: number, p2: number, p3: number): number =>
      (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t ** 2 * p2 + t ** 3 * p3;
    return command === 'H' ? [start[0] + (a - start[0]) * t, start[1]] : [at(start[0], a, c, e), at(start[1], b, d, f)];
  });
}

function linesThroughBoxes({ boxes, lines }: Layout): string[] {
  return lines
    .filter(({ path }) =>
      pointsOf(path).some(([px, py]) =>
        boxes.some(
          ({ x, y, width, height }) => px > x + 0.5 && px < x + width - 0.5 && py > y + 0.5 && py < y + height - 0.5,
        ),
      ),
    )
    .map(({ path }) => path);
}

describe('The layout of a topology', () => {
  test('has no boxes that overlap, with one node and with many', () => {
    expect(TOPOLOGIES.flatMap((topology) => overlaps(layoutOf(topology).boxes))).toEqual([]);
  });

  test('shows all texts within their boxes', () => {
    expect(TOPOLOGIES.flatMap((topology) => textsOutside(layoutOf(topology)))).toEqual([]);
    const nodes = HOSTILE.map((text, index) => node(`${index}`, 'tools', { kind: text, name: text, lines: [text] }));
    const layout = layoutOf({ nodes, edges: [] });
    expect(overlaps(layout.boxes)).toEqual([]);
    expect(textsOutside(layout)).toEqual([]);
  });

  test('has no edge that crosses a box', () => {
    expect(TOPOLOGIES.flatMap((topology) => linesThroughBoxes(layoutOf(topology)))).toEqual([]);
  });

  test('fits into the width of a page of 1,400 pixels', () => {
    expect(TOPOLOGIES.map((topology) => layoutOf(topology).width).filter((width) => width > 1306)).toEqual([]);
  });

  test('contains all texts of a node', () => {
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:SupportDesk-LookUpOrderFunction8A2C9D11-kU3sAbCdEf';
    const { boxes } = layoutOf({ nodes: [node('a', 'agent', { lines: [arn, 'two words'] })], edges: [] });
    const text = boxes[0].rows.map((row) => row.text).join('');
    expect(text).toContain(arn);
    expect(text).toContain('two words');
  });

  test('refers to the list if a node has more lines than fit', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const { boxes } = layoutOf({ nodes: [node('a', 'agent', { lines })], edges: [] });
    expect(boxes[0].rows).toHaveLength(2 + 14);
    expect(boxes[0].rows.at(-1)?.text).toBe('… see the list');
  });

  test('orders nodes so that edges cross less', () => {
    const names = ['a', 'b', 'c', 'd'];
    const topology: Topology = {
      nodes: names.flatMap((name) => [node(`tool-${name}`, 'tools'), node(`target-${name}`, 'targets')]),
      edges: names.map((name, index) => ({ from: `tool-${name}`, to: `target-${names[3 - index]}` })),
    };
    expect(crossings(columnsOf(topology).items)).toBe(0);
  });

  test('routes edges across several columns through lanes, which edges of the same node share', () => {
    const topology: Topology = {
      nodes: [
        node('agent', 'agent'),
        node('tool', 'tools'),
        node('target', 'targets'),
        node('m', 'data'),
        node('f', 'data'),
      ],
      edges: ['tool', 'm', 'f'].map((to) => ({ from: 'agent', to })),
    };
    const { items, routes } = columnsOf(topology);
    expect(items.map((column) => column.filter((item) => item.node === undefined).length)).toEqual([0, 1, 1, 0]);
    expect(routes[1].items.slice(0, 3)).toEqual(routes[2].items.slice(0, 3));
  });

  test('ends edges at the node that they lead to, also to the left and within a column', () => {
    const { arrows, boxes } = layoutOf({
      nodes: [node('tool', 'tools'), node('other', 'tools'), node('data', 'data')],
      edges: [
        { from: 'data', to: 'tool', status: 'added' },
        { from: 'tool', to: 'other' },
      ],
    });
    const endOf = (id: string) => {
      const { x, y, width, height } = boxes.find((box) => box.node.id === id) as Box;
      return { x: x + width, y: y + height / 2, direction: -1 };
    };
    expect(arrows).toEqual([
      { ...endOf('tool'), status: 'added' },
      { ...endOf('other'), status: undefined },
    ]);
  });

  test('is the same for the same topology', () => {
    const [{ topology }] = reviewOfMany(1, 20).agents;
    expect(layoutOf(topology)).toEqual(layoutOf(structuredClone(topology)));
  });

  test('rejects edges of nodes that do not exist, and nodes with the same ID', () => {
    expect(() => layoutOf({ nodes: [node('a', 'agent')], edges: [{ from: 'a', to: 'b' }] })).toThrow(
      'An edge of the topology refers to b, which is not a node.',
    );
    expect(() => layoutOf({ nodes: [node('a', 'agent'), node('a', 'data')], edges: [] })).toThrow(
      'The topology has two nodes with the ID a.',
    );
  });
});

describe('The width of a text', () => {
  test('is that of Arial', () => {
    expect(widthOf('Claude Sonnet 4.6, global', { size: 12 })).toBeCloseTo(138.1, 1);
    expect(widthOf('CustomerPreferences', { size: 13.5, isBold: true })).toBeCloseTo(140.3, 1);
  });

  test('counts characters of Chinese as squares, and accents as part of their letter', () => {
    expect(widthOf('注文', { size: 10 })).toBe(20);
    expect(widthOf('e\u0301', { size: 10 })).toBe(widthOf('e', { size: 10 }));
  });

  test('is at most that of the column, and wrapping leaves nothing out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 40, max: 300 }), (text, width) => {
        const lines = wrap(text, width, { size: 12 });
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) {
          expect(widthOf(line, { size: 12 })).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

describe('The positions of a column', () => {
  test('are the wanted ones if there is space', () => {
    expect(spread([0, 50, 70], [1, 1, 1], [20, 20])).toEqual([0, 50, 70]);
  });

  test('move apart evenly if there is none', () => {
    expect(spread([10, 10], [1, 1], [20])).toEqual([0, 20]);
    expect(spread([10, 10], [3, 1], [20])).toEqual([5, 25]);
  });

  test('never are closer than the distances', () => {
    const list = fc.array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 5 }), fc.nat(100)), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(list, (items) => {
        const distances = items.slice(1).map(([, , distance]) => distance);
        const placed = spread(
          items.map(([wanted]) => wanted),
          items.map(([, weight]) => weight),
          distances,
        );
        for (const [index, distance] of distances.entries()) {
          expect(placed[index + 1] - placed[index]).toBeGreaterThanOrEqual(distance - 1e-6);
        }
      }),
    );
  });
});
