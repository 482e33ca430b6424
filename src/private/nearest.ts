/** Returns the candidate that is most similar to a text, or `undefined` if no candidate is similar. */
export function nearest(text: string, candidates: string[]): string | undefined {
  const most = Math.max(1, Math.floor(text.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: distance(text, candidate) }))
    .filter((one) => one.distance <= most)
    .sort((one, other) => one.distance - other.distance)[0]?.candidate;
}

/** Returns the number of characters to insert, delete or replace (edit distance). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, character] of [...left].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= right.length; column++) {
      const change = row[column - 1] + (right[column - 1] === character ? 0 : 1);
      next.push(Math.min(row[column] + 1, next[column - 1] + 1, change));
    }
    row = next;
  }
  return row[right.length];
}
