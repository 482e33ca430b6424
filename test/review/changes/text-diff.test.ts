import { textDiff } from '../../../src/review/changes/text-diff';
import type { TextPart } from '../../../src/review/model';

function words(parts: readonly TextPart[]): string {
  const marks = { same: '', added: '+', removed: '-' };
  return parts.map(({ kind, text }) => (kind === 'same' ? text : `[${marks[kind]}${text}]`)).join('');
}

describe('The difference of texts', () => {
  test.each([
    ['a word that changes', 'Look up orders.', 'Look up refunds.', 'Look up [-orders][+refunds].'],
    ['words at the end', 'Help.', 'Help. Be kind.', 'Help.[+ Be kind.]'],
    ['words at the beginning', 'Be kind. Help.', 'Help.', '[-Be kind. ]Help.'],
    ['neighboring words as one change', 'one two three', 'one 2 3', 'one [-two three][+2 3]'],
    ['the same text', 'Help.', 'Help.', 'Help.'],
    ['a new text', '', 'Help.', '[+Help.]'],
    ['a removed text', 'Help.', '', '[-Help.]'],
  ])('shows %s', (_, before, after, expected) => {
    expect(words(textDiff(before, after))).toBe(expected);
  });

  test('contains both texts', () => {
    const [before, after] = ['a b c d e f g', 'a x c d y z g h'];
    const parts = textDiff(before, after);
    const without = (kind: TextPart['kind']) =>
      parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join('');
    expect([without('added'), without('removed')]).toEqual([before, after]);
  });

  test('of long texts without common words is fast', () => {
    const text = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word}${index}`).join(' ');
    expect(textDiff(text('a'), text('b'))).toHaveLength(2);
  });
});
