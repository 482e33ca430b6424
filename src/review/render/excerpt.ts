import type { TextPart } from '../model';

/** The unchanged characters that are shown beside each difference. */
const CONTEXT = 90;
const ELLIPSIS = '…';

/**
 * The differences of a text with what is around them, of at most `most` characters. Omitted text is replaced by an
 * ellipsis.
 */
export function excerptOf(parts: readonly TextPart[], most: number): TextPart[] {
  const shown: TextPart[] = [];
  let left = most;
  for (const [index, { kind, text }] of parts.entries()) {
    const shorter = kind === 'same' ? around(text, index > 0, index < parts.length - 1) : text;
    const characters = [...shorter];
    if (characters.length > left) {
      shown.push({ kind, text: characters.slice(0, left).join('') + ELLIPSIS });
      break;
    }
    shown.push({ kind, text: shorter });
    left -= characters.length;
  }
  return shown;
}

/** The end of an unchanged text before a difference, and the start of one behind it. */
function around(text: string, isBehind: boolean, isBefore: boolean): string {
  const characters = [...text];
  const kept = (isBehind ? CONTEXT : 0) + (isBefore ? CONTEXT : 0);
  if (characters.length <= kept + CONTEXT / 2) {
    return text;
  }
  const start = isBehind ? characters.slice(0, CONTEXT).join('') : '';
  const end = isBefore ? characters.slice(-CONTEXT).join('') : '';
  return start + ELLIPSIS + end;
}
