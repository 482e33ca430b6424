export function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of pairs that were measured consecutively. */
export function ratio(values: number[], references: number[]): number {
  return median(values.map((value, run) => value / references[run]));
}
