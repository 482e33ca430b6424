/** A part of a document that can be written at several lengths. */
export interface Block {
  /** Longer texts than the shortest one, from the longest. */
  readonly longer: ReadonlyArray<() => string>;
  /** The shortest text. Empty if the block can be left out. */
  readonly shortest: string;
  /** Blocks with lower numbers get their longer texts first. */
  readonly priority: number;
}

/** The space between two blocks. */
export const SEPARATOR = '\n\n';

/**
 * The longest texts of the blocks, in the order of the blocks, that have together at most `most` characters. If a block
 * must be left out, all blocks behind it that can be left out are left out too, so that the result is a start of the
 * list and not a selection of its shorter entries.
 */
export function fitted(blocks: readonly Block[], most: number): string[] {
  const chosen = blocks.map(({ shortest }) => shortest);
  let left = most - chosen.reduce((sum, text) => sum + lengthOf(text), 0);
  let isFull = false;
  const order = [...blocks.keys()].sort((a, b) => blocks[a].priority - blocks[b].priority || a - b);
  for (const index of order) {
    const { longer, shortest } = blocks[index];
    if (isFull && shortest === '') {
      continue;
    }
    const available = left + lengthOf(shortest);
    const longest = firstThat(longer, (text) => lengthOf(text) <= available);
    if (longest !== undefined) {
      left = available - lengthOf(longest);
      chosen[index] = longest;
    } else if (longer.length > 0 && shortest === '') {
      isFull = true;
    }
  }
  return chosen;
}

function lengthOf(text: string): number {
  return text === '' ? 0 : text.length + SEPARATOR.length;
}

function firstThat(texts: ReadonlyArray<() => string>, isWanted: (text: string) => boolean): string | undefined {
  for (const text of texts) {
    const written = text();
    if (isWanted(written)) {
      return written;
    }
  }
  return undefined;
}
