import { duplicatesOf } from '../../../src/private/validation/duplicates';

describe('duplicatesOf', () => {
  test('returns each value that appears more than once, and returns it once', () => {
    expect(duplicatesOf(['a', 'b', 'a', 'c', 'b', 'a'])).toEqual(['a', 'b']);
  });

  test('returns nothing for unique values', () => {
    expect(duplicatesOf(['a', 'A', ''])).toEqual([]);
  });
});
