import { parseArgs } from 'node:util';

export interface Options {
  readonly runs: number;
  /** How many agents an app has, ascending. */
  readonly sizes: number[];
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '5' }, sizes: { type: 'string', default: '1,10,100,1000' } },
  });
  const runs = Number(values.runs);
  const sizes = [...new Set(values.sizes.split(',').map(Number))].sort((one, other) => one - other);
  if (![runs, ...sizes].every((number) => Number.isInteger(number) && number > 0)) {
    throw new Error(`--runs and --sizes take whole numbers from 1, got ${values.runs} and ${values.sizes}`);
  }
  return { runs, sizes };
}
