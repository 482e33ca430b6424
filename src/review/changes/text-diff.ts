import type { TextPart } from '../model';

/** More words than this in a changed passage are not compared one by one. */
const MOST_WORDS = 4_000;

/** The difference of two texts by words: parts that are the same, added and removed. */
export function textDiff(before: string, after: string): TextPart[] {
  const [old, next] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) {
    start++;
  }
  let end = 0;
  while (
    end < old.length - start &&
    end < next.length - start &&
    old[old.length - 1 - end] === next[next.length - 1 - end]
  ) {
    end++;
  }
  return joined([
    ...same(old.slice(0, start)),
    ...passage(old.slice(start, old.length - end), next.slice(start, next.length - end)),
    ...same(old.slice(old.length - end)),
  ]);
}

/** Words, and the white space between them. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

function same(words: readonly string[]): TextPart[] {
  return words.map((text) => ({ kind: 'same', text }));
}

/** The difference of words that begin and end differently, by their longest common subsequence. */
function passage(old: readonly string[], next: readonly string[]): TextPart[] {
  const removed = old.map((text): TextPart => ({ kind: 'removed', text }));
  const added = next.map((text): TextPart => ({ kind: 'added', text }));
  if (old.length === 0 || next.length === 0 || old.length + next.length > MOST_WORDS) {
    return [...removed, ...added];
  }
  const lengths = commonLengths(old, next);
  const parts: TextPart[] = [];
  let [row, column] = [0, 0];
  while (row < old.length && column < next.length) {
    if (old[row] === next[column]) {
      parts.push({ kind: 'same', text: old[row] });
      [row, column] = [row + 1, column + 1];
    } else if (lengths[row + 1][column] >= lengths[row][column + 1]) {
      parts.push(removed[row++]);
    } else {
      parts.push(added[column++]);
    }
  }
  return [...parts, ...removed.slice(row), ...added.slice(column)];
}

/** The length of the longest common subsequence of the words from each pair of positions on. */
function commonLengths(old: readonly string[], next: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1));
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = next.length - 1; column >= 0; column--) {
      lengths[row][column] =
        old[row] === next[column]
          ? lengths[row + 1][column + 1] + 1
          : Math.max(lengths[row + 1][column], lengths[row][column + 1]);
    }
  }
  return lengths;
}

/**
 * Joins neighbors of one kind, with removed text before added text. White space between changed words is part of the
 * change.
 */
function joined(parts: readonly TextPart[]): TextPart[] {
  const result: TextPart[] = [];
  const run = { same: '', removed: '', added: '' };
  const flush = (...kinds: Array<keyof typeof run>) => {
    for (const kind of kinds.filter((one) => run[one] !== '')) {
      result.push({ kind, text: run[kind] });
      run[kind] = '';
    }
  };
  for (const [index, { kind, text }] of parts.entries()) {
    const isChanged = run.removed !== '' || run.added !== '';
    const next = parts[index + 1];
    if (kind === 'same' && isChanged && /^\s+$/.test(text) && next !== undefined && next.kind !== 'same') {
      run.removed += text;
      run.added += text;
    } else {
      flush(...(kind === 'same' ? (['removed', 'added'] as const) : (['same'] as const)));
      run[kind] += text;
    }
  }
  flush('same', 'removed', 'added');
  return result;
}
