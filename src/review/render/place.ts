import type { Item } from './columns';

const SWEEPS = 6;
/** The space between two boxes, between a box and a lane, and between two lanes, in pixels. */
const BETWEEN_BOXES = 14;
const BESIDE_LANE = 12;
const BETWEEN_LANES = 8;

/**
 * The vertical centers of the items: as close to the centers of their neighbors as the space allows, so that edges are
 * as straight as possible. The items of a column keep their order and never overlap.
 */
export function centersOf(columns: readonly (readonly Item[])[], heightOf: (item: Item) => number): Map<Item, number> {
  const centers = new Map<Item, number>();
  const distances = columns.map((column) =>
    column.slice(1).map((item, index) => {
      const above = column[index];
      const boxes = [above, item].filter(({ node }) => node !== undefined).length;
      const space = [BETWEEN_LANES, BESIDE_LANE, BETWEEN_BOXES][boxes];
      return (heightOf(above) + heightOf(item)) / 2 + space;
    }),
  );
  const place = (index: number, wanted: readonly number[], weights: readonly number[]): void => {
    const placed = spread(wanted, weights, distances[index]);
    for (const [at, item] of columns[index].entries()) {
      centers.set(item, placed[at]);
    }
  };
  for (const [index, column] of columns.entries()) {
    const height = distances[index].reduce((sum, distance) => sum + distance, 0);
    place(index, new Array(column.length).fill(-height / 2), new Array(column.length).fill(1));
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const neighborsOf = ({ before, behind }: Item): readonly Item[] =>
      sweep === SWEEPS - 1 ? [...before, ...behind] : sweep % 2 === 0 ? before : behind;
    const indexes = [...columns.keys()];
    for (const index of sweep % 2 === 0 ? indexes : indexes.reverse()) {
      const column = columns[index];
      const wanted = column.map((item) => {
        const neighbors = neighborsOf(item);
        const sum = neighbors.reduce((total, other) => total + (centers.get(other) ?? 0), 0);
        return neighbors.length === 0 ? (centers.get(item) ?? 0) : sum / neighbors.length;
      });
      // An item without neighbors gives way.
      place(
        index,
        wanted,
        column.map((item) => neighborsOf(item).length || 0.1),
      );
    }
  }
  return centers;
}

/**
 * The ascending positions with the given minimum distances that are closest to the wanted ones, by least squares: the
 * pool adjacent violators algorithm.
 */
export function spread(wanted: readonly number[], weights: readonly number[], distances: readonly number[]): number[] {
  const offsets = [0];
  for (const distance of distances) {
    offsets.push(offsets[offsets.length - 1] + distance);
  }
  const blocks: { mean: number; weight: number; length: number }[] = [];
  for (const [index, value] of wanted.entries()) {
    let block = { mean: value - offsets[index], weight: weights[index], length: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.mean >= block.mean; last = blocks.at(-1)) {
      const weight = last.weight + block.weight;
      const mean = (last.mean * last.weight + block.mean * block.weight) / weight;
      block = { mean, weight, length: last.length + block.length };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks
    .flatMap(({ mean, length }) => new Array<number>(length).fill(mean))
    .map((at, index) => at + offsets[index]);
}
