import { parseArgs } from 'node:util';

const KINDS = ['harness', 'runtime'] as const;

/** The kinds of agents that are compared. */
export type Kind = (typeof KINDS)[number];

export interface Options {
  readonly runs: number;
  /** The numbers of agents in an app, in ascending order. */
  readonly sizes: number[];
  readonly kinds: Kind[];
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      sizes: { type: 'string', default: '1,10,100,1000' },
      kinds: { type: 'string', default: KINDS.join() },
    },
  });
  const runs = Number(values.runs);
  const sizes = [...new Set(values.sizes.split(',').map(Number))].sort((one, other) => one - other);
  if (![runs, ...sizes].every((number) => Number.isInteger(number) && number > 0)) {
    throw new Error(`--runs and --sizes take whole numbers from 1, got ${values.runs} and ${values.sizes}`);
  }
  const kinds = KINDS.filter((kind) => values.kinds.split(',').includes(kind));
  if (kinds.length === 0) {
    throw new Error(`--kinds takes ${KINDS.join(' and ')}, got ${values.kinds}`);
  }
  return { runs, sizes, kinds };
}
