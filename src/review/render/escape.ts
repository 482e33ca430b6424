import { oneLine } from './text';

/** An invisible character between the characters that GitHub or GitLab would replace by a link. */
const APART = '\u200b';
/**
 * The characters behind which a mention (`@user`), a reference (`#12`, `!12`, `$12`, `%12`, `&12`, `^alert`, `~label`,
 * `*iteration:`, `[issue:`, `GH-12`), an emoji (`:tada:`), a link (`https://`, `www.`) or an address of e-mail starts.
 */
const REFERENCES = /[@#!$%&^~*[](?=[\w"'/({])|:(?=\/\/|[\w+-]+:)|(?<=\bGH)-(?=\d)|(?<=\bwww)\./gi;
/** Punctuation with a meaning in Markdown or in HTML. Underscores within a word have none. */
const MARKUP = /[\\`*[\]<>|&~$"'\u200b]|(?<![a-z\d])_|_(?![a-z\d])/gi;
/** Text that code in backticks shows as it is, also in a table. */
const PLAIN = /^[^`|\\\u200b]+$/;

function entityOf(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** A text as one line of Markdown, or as the content of HTML in Markdown. Entities never start markup in either. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(REFERENCES, (sigil) => sigil + APART)
    .replace(MARKUP, entityOf);
}

/** A name in Markdown, also in the cell of a table. Code contains neither mentions nor links. */
export function markdownCode(name: string): string {
  const line = oneLine(name);
  return PLAIN.test(line) ? `\`${line}\`` : `<code>${markdownText(line)}</code>`;
}

/** The start of a text that has at most `most` characters after it has been escaped, with an ellipsis if it is cut. */
export function shortened(text: string, most: number, escaped: (text: string) => string = markdownText): string {
  const line = oneLine(text);
  // Escaping makes no text shorter.
  const characters = [...line.slice(0, most + 1)];
  if (line.length <= most) {
    const whole = escaped(line);
    if (whole.length <= most) {
      return whole;
    }
  }
  let [fits, tooMany] = [0, characters.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (escaped(`${characters.slice(0, middle).join('')}…`).length <= most) {
      fits = middle;
    } else {
      tooMany = middle;
    }
  }
  return escaped(`${characters.slice(0, fits).join('')}…`);
}

/** The punctuation of ASCII that could mean something in Mermaid, or in the Markdown and the HTML of its labels. */
const MERMAID_MARKUP = /[!-'*;-@[-^`{-~]|:(?! )|(?<![a-z\d])_|_(?![a-z\d])/gi;
/** The dollars of a formula, and the colon of an icon, which Mermaid recognizes also if they are entities. */
const MERMAID_OBJECT = /\$(?=\$)|:(?=fa-)/gi;
/** The punctuation of a list of Markdown, which Mermaid does not support in labels. */
const MERMAID_LIST = /^[-+]|(?<=^\d+)[.)]/;
/** Words after which Mermaid reads a colon and the entity behind it as a style. */
const MERMAID_STYLE = /style|classDef/;

/** A text in a label of Mermaid, in double quotes. Mermaid replaces `#60;` by the character when it has parsed. */
export function mermaidText(text: string): string {
  const line = oneLine(text).replace(MERMAID_OBJECT, (sigil) => sigil + APART);
  const encoded = line.replace(MERMAID_MARKUP, mermaidEntity).replace(MERMAID_LIST, mermaidEntity);
  return MERMAID_STYLE.test(line) ? encoded.replaceAll(':', mermaidEntity) : encoded;
}

function mermaidEntity(character: string): string {
  return `#${character.codePointAt(0)};`;
}
