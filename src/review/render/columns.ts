import { COLUMNS, type Column, type Topology, type TopologyEdge, type TopologyNode } from '../model';

/** A node, or a lane: the free space in a column through which edges pass to columns behind it. */
export interface Item {
  /** The index of the column. */
  readonly column: number;
  readonly node?: TopologyNode;
  /** The items of the column before, and of the column behind, that an edge leads to. */
  readonly before: Item[];
  readonly behind: Item[];
}

/** An edge as the items that it passes, from left to right. */
export interface Route {
  readonly edge: TopologyEdge;
  readonly items: readonly Item[];
  /** Whether the edge leads to the left. */
  readonly isBackward: boolean;
}

export interface Columns {
  /** The columns that have nodes. */
  readonly names: readonly Column[];
  /** The items of each column, from top to bottom. */
  readonly items: readonly (readonly Item[])[];
  readonly routes: readonly Route[];
}

const MOST_SWEEPS = 8;

/** The nodes and edges of a topology in columns, in an order with few crossings. */
export function columnsOf({ nodes, edges }: Topology): Columns {
  const names = COLUMNS.filter((name) => nodes.some(({ column }) => column === name));
  const items: Item[][] = names.map(() => []);
  const add = (column: number, node?: TopologyNode): Item => {
    const item: Item = { column, node, before: [], behind: [] };
    items[column].push(item);
    return item;
  };
  const ofNode = new Map<string, Item>();
  for (const node of nodes) {
    if (ofNode.has(node.id)) {
      throw new Error(`The topology has two nodes with the ID ${node.id}.`);
    }
    ofNode.set(node.id, add(names.indexOf(node.column), node));
  }
  const find = (id: string): Item => {
    const item = ofNode.get(id);
    if (item === undefined) {
      throw new Error(`An edge of the topology refers to ${id}, which is not a node.`);
    }
    return item;
  };
  const lanes = new Map<string, Item>();
  const agent = names.indexOf('agent');
  const routes = edges.map((edge): Route => {
    const ends = [find(edge.from), find(edge.to)];
    const isBackward = ends[0].column > ends[1].column;
    const [left, right] = isBackward ? ends.reverse() : ends;
    const route = [left];
    for (let column = left.column + 1; column < right.column; column++) {
      // Edges to the agent share lanes, and so do edges from one node.
      const shared = right.column <= agent ? right : left;
      const key = `${column} ${shared.node?.id}`;
      const lane = lanes.get(key) ?? add(column);
      lanes.set(key, lane);
      route.push(lane);
    }
    if (left.column < right.column) {
      route.push(right);
    }
    for (const [index, item] of route.slice(1).entries()) {
      connect(route[index], item);
    }
    return { edge, items: left.column === right.column ? [left, right] : route, isBackward };
  });
  return { names, items: ordered(items), routes };
}

function connect(left: Item, right: Item): void {
  if (!left.behind.includes(right)) {
    left.behind.push(right);
    right.before.push(left);
  }
}

/** The order with the fewest crossings that a few sweeps of the barycenter heuristic find. */
function ordered(columns: Item[][]): Item[][] {
  let best = columns.map((column) => [...column]);
  let fewest = crossings(best);
  const current = best.map((column) => [...column]);
  for (let sweep = 0; sweep < MOST_SWEEPS && fewest > 0; sweep++) {
    const isForward = sweep % 2 === 0;
    for (let step = 1; step < current.length; step++) {
      const index = isForward ? step : current.length - 1 - step;
      current[index] = byBarycenter(current[index], current[isForward ? index - 1 : index + 1], isForward);
    }
    const found = crossings(current);
    if (found < fewest) {
      fewest = found;
      best = current.map((column) => [...column]);
    }
  }
  return best;
}

function byBarycenter(column: readonly Item[], fixed: readonly Item[], isForward: boolean): Item[] {
  const positions = positionsIn(fixed);
  const scale = column.length > 1 ? (fixed.length - 1) / (column.length - 1) : 0;
  const keys = column.map((item, index) => {
    const neighbors = (isForward ? item.before : item.behind).map((other) => positions.get(other) ?? 0);
    // The height of an item without neighbors does not change.
    return neighbors.length === 0 ? index * scale : neighbors.reduce((sum, at) => sum + at, 0) / neighbors.length;
  });
  return column
    .map((item, index) => ({ item, key: keys[index], index }))
    .sort((a, b) => a.key - b.key || a.index - b.index)
    .map(({ item }) => item);
}

function positionsIn(column: readonly Item[]): Map<Item, number> {
  return new Map(column.map((item, index) => [item, index]));
}

/** The number of pairs of edges that cross, between each column and the next one. */
export function crossings(columns: readonly (readonly Item[])[]): number {
  let sum = 0;
  for (const [index, column] of columns.slice(0, -1).entries()) {
    const positions = positionsIn(columns[index + 1]);
    const ends = column.flatMap((item) => item.behind.map((other) => positions.get(other) ?? 0).sort((a, b) => a - b));
    for (let left = 0; left < ends.length; left++) {
      for (let right = left + 1; right < ends.length; right++) {
        sum += ends[left] > ends[right] ? 1 : 0;
      }
    }
  }
  return sum;
}
