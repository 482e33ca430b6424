/** The widths of the characters from space to tilde in Arial, in thousandths of the font size. */
const REGULAR = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
];
/** The width of other characters of alphabets, and of characters that fill a square, such as those of Chinese. */
const LETTER = 667;
const SQUARE = 1000;
/** The widths of other punctuation, by groups of characters with the same width. */
const PUNCTUATION: ReadonlyArray<[characters: string, width: number]> = [
  ['‘’', 222],
  ['“”·', 333],
  ['–€', 556],
  ['×', 584],
  ['…—→', 1000],
];
const INVISIBLE = /\p{M}|\u200c|\u200d/u;
const ALPHABETIC = /[\u00a0-\u10ff\u1e00-\u203f]/;

/**
 * Fonts with these widths: Arial, and those that were drawn to replace it. The width of each line is in the SVG as well,
 * so that a browser with another font fits the line into its box.
 */
export const MEASURED_FONTS = 'Arial,"Liberation Sans",Arimo,Helvetica,sans-serif';

export interface Font {
  readonly size: number;
  readonly isBold?: boolean;
}

/** The width of a line of text, in pixels. */
export function widthOf(text: string, { size, isBold = false }: Font): number {
  const widths = isBold ? BOLD : REGULAR;
  let width = 0;
  for (const character of text) {
    width += widths[character.charCodeAt(0) - 32] ?? otherWidth(character, widths);
  }
  return (width * size) / 1000;
}

function otherWidth(character: string, widths: readonly number[]): number {
  const [, width] = PUNCTUATION.find(([characters]) => characters.includes(character)) ?? [];
  // A letter with an accent is as wide as the letter.
  const letter = widths[character.normalize('NFD').charCodeAt(0) - 32];
  return width ?? letter ?? (INVISIBLE.test(character) ? 0 : ALPHABETIC.test(character) ? LETTER : SQUARE);
}

/** Where a word may be broken: after the punctuation of paths and ARNs, and before the capitals of names. */
const BREAKS = /(?<=[/:._\-,=@])|(?<=[a-z0-9])(?=[A-Z])/;

/** The characters as a reader counts them: a letter with its accents is one. */
function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** The lines of a text in a column. Words that are too long are broken, and no text is left out. */
export function wrap(text: string, width: number, font: Font): string[] {
  if (widthOf(text, font) <= width) {
    return text === '' ? [] : [text];
  }
  const lines: string[] = [];
  let line = '';
  const append = (part: string, glue: string): void => {
    const longer = line === '' ? part : line + glue + part;
    if (widthOf(longer, font) <= width) {
      line = longer;
      return;
    }
    if (line !== '') {
      lines.push(line);
      line = '';
    }
    line = part;
  };
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const pieces = widthOf(word, font) <= width ? [word] : word.split(BREAKS);
    for (const [index, piece] of pieces.entries()) {
      const glue = index === 0 ? ' ' : '';
      if (widthOf(piece, font) <= width) {
        append(piece, glue);
        continue;
      }
      // No break fits: after any character.
      for (const [position, character] of charactersOf(piece).entries()) {
        append(character, position === 0 ? glue : '');
      }
    }
  }
  return line === '' ? lines : [...lines, line];
}
