import { CfnParameter, Lazy } from 'aws-cdk-lib/core';
import { breaches, type Limit, quote } from '../../../src/private/validation/limit';
import { testStack } from '../../support/helpers';

const problems = (limit: Limit, value: unknown) => breaches(limit, value).map(({ problem }) => problem);

describe('A bound', () => {
  test.each<[string, Limit, unknown]>([
    ['a number', { type: 'integer', min: 3, max: 365 }, 3],
    ['a number', { type: 'integer', min: 3, max: 365 }, 365],
    ['a number', { type: 'number', min: 0, max: 1 }, 0],
    ['a number', { type: 'integer', min: 1 }, 2 ** 31 - 1],
    ['a number', { type: 'integer', min: 0, max: 2 ** 40 }, 2 ** 40],
    ['a text', { type: 'string', min: 1, max: 3 }, 'a'],
    ['a text', { type: 'string', min: 1, max: 3 }, 'abc'],
    ['an empty text', { type: 'string', min: 0, max: 3 }, ''],
    ['a list', { type: 'array', min: 1, max: 2 }, ['a', 'b']],
    ['a map', { type: 'object', max: 1 }, { a: 1 }],
    ['a value without a limit', {}, 'anything'],
  ])('accepts %s at the bound: %#', (_, limit, value) => {
    expect(problems(limit, value)).toEqual([]);
  });

  test.each<[string, Limit, unknown, RegExp]>([
    ['a smaller number', { type: 'integer', min: 3, max: 365 }, 2, /^must be between 3 and 365, got 2$/],
    ['a larger number', { type: 'integer', min: 3, max: 365 }, 366, /^must be between 3 and 365, got 366$/],
    ['a number below an open bound', { type: 'integer', min: 1 }, 0, /^must be at least 1, got 0$/],
    ['a number above an open bound', { type: 'integer', max: 1 }, 2, /^must be at most 1, got 2$/],
    ['NaN for a range', { type: 'number', min: 0, max: 1 }, Number.NaN, /^must be between 0 and 1, got NaN$/],
    ['a number above 32 bits', { type: 'integer', min: 1 }, 2 ** 31, /^must be at most 2147483647, got 2147483648$/],
    [
      'NaN for a range with a unit',
      { type: 'integer', min: 60, max: 90, unit: 'seconds' },
      Number.NaN,
      /^must be between 60 and 90 seconds \(1 minute to 90 seconds\), got NaN seconds$/,
    ],
    [
      'an infinite number',
      {},
      -Infinity,
      /^must be a finite number, got -Infinity\. JSON supports only finite numbers$/,
    ],
    ['NaN without a range', {}, Number.NaN, /^must be a finite number, got NaN\. JSON supports only finite numbers$/],
    ['a fractional number', { type: 'integer' }, 0.5, /^must be a whole number, got 0\.5$/],
    ['a shorter text', { type: 'string', min: 2 }, 'a', /^must be at least 2 characters, got 1 character: "a"$/],
    ['a longer text', { type: 'string', max: 2 }, 'abc', /^must be at most 2 characters, got 3 characters: "abc"$/],
    ['a shorter list', { type: 'array', min: 1 }, [], /^must have at least 1 entry, got 0 entries$/],
    ['a longer list', { type: 'array', max: 1 }, ['a', 'b'], /^must have at most 1 entry, got 2 entries$/],
    ['a larger map', { type: 'object', max: 1 }, { a: 1, b: 2 }, /^must have at most 1 entry, got 2 entries$/],
  ])('rejects %s', (_, limit, value, message) => {
    expect(problems(limit, value)).toEqual([expect.stringMatching(message)]);
  });
});

describe('A pattern', () => {
  const NAME: Limit = { type: 'string', pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,39}$' };

  test('accepts a matching value', () => {
    expect(problems(NAME, 'support_desk')).toEqual([]);
  });

  test.each([
    ['support-desk', 'support_desk'],
    ['support desk', 'support_desk'],
    ['9lives', 'a9lives'],
    ['d'.repeat(41), 'd'.repeat(40)],
  ])('rejects %s and suggests the nearest valid value', (value, nearest) => {
    expect(problems(NAME, value)).toEqual([expect.stringContaining(`got "${value}". Use "${nearest}"`)]);
  });

  test.each([
    ['abc_', 'must match ^[a-z]*/$ and be at most 3 characters, got 4 characters: "abc_"'],
    ['abc/', 'must be at most 3 characters, got 4 characters: "abc/"'],
    ['', 'must be at least 1 character, got 0 characters: ""'],
  ])('is reported together with the length of %j, if both are wrong', (value, problem) => {
    const limit: Limit = { type: 'string', pattern: '^[a-z]*/$', ...(value === '' ? { min: 1 } : { max: 3 }) };
    expect(problems(limit, value)).toEqual([problem]);
  });

  test('suggests nothing if no part of the value is valid', () => {
    expect(problems({ type: 'string', pattern: '^arn:aws:sns:.+$' }, 'topic')).toEqual([
      'must match ^arn:aws:sns:.+$, got "topic"',
    ]);
  });

  test.each(['/users/{actor-id}/', 'team/desk', '{desk}'])(
    'suggests nothing for %s, which has several parts',
    (value) => {
      const [problem] = problems({ type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' }, value);
      expect(problem).toMatch(new RegExp(`got "${value}"$`));
    },
  );

  test('is checked against each key of a map', () => {
    const limit: Limit = {
      type: 'object',
      entries: { key: { pattern: '^[a-z]+$' }, value: { type: 'string', max: 2 } },
    };
    expect(problems(limit, { a: 'ok', B: 'ok', c: 'too long' })).toEqual([
      'keys must match ^[a-z]+$, got "B"',
      expect.stringContaining('must be at most 2 characters'),
    ]);
  });
});

test('oneOf accepts the listed values only', () => {
  const limit: Limit = { type: 'string', enum: ['allow', 'deny'] };
  expect(problems(limit, 'deny')).toEqual([]);
  expect(problems(limit, 'DENY')).toEqual(['must be one of allow, deny, got "DENY"']);
});

test('a unique list rejects entries that are equal but not identical', () => {
  const limit: Limit = { type: 'array', unique: true };
  expect(problems(limit, [{ a: 1 }, { a: 2 }])).toEqual([]);
  expect(problems(limit, [{ a: 1 }, { a: 1 }])).toEqual([expect.stringContaining('must not contain duplicates')]);
});

describe('A nested limit', () => {
  const limit: Limit = {
    type: 'object',
    properties: { list: { type: 'array', max: 1, items: { type: 'object', properties: { n: { min: 1 } } } } },
  };

  test('is reported with its path, together with problems of the outer value', () => {
    expect(breaches(limit, { list: [{ n: 0 }, { n: 1 }, { n: -1 }] })).toEqual([
      { path: ['list'], problem: expect.stringContaining('got 3') },
      { path: ['list', 0, 'n'], problem: expect.stringContaining('got 0') },
      { path: ['list', 2, 'n'], problem: expect.stringContaining('got -1') },
    ]);
  });

  test('does not apply to unlisted or missing properties', () => {
    expect(breaches(limit, { other: 'anything', list: undefined })).toEqual([]);
    expect(breaches(limit, { list: [{ n: undefined }] })).toEqual([]);
  });
});

describe('A token', () => {
  const stack = testStack();
  const text: Limit = { type: 'string', max: 1, pattern: '^x$', enum: ['x'] };

  test.each<[string, Limit, unknown]>([
    ['a text', text, Lazy.string({ produce: () => 'long' })],
    ['a part of a text', text, `prefix-${new CfnParameter(stack, 'Part').valueAsString}`],
    ['a number', { type: 'integer', max: 1 }, new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber],
    ['a list', { type: 'array', max: 0 }, new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList],
    ['a whole object', { type: 'object', max: 0 }, Lazy.any({ produce: () => ({ a: 1 }) })],
    ['an item', { type: 'array', items: text }, [Lazy.string({ produce: () => 'long' })]],
    [
      'a key',
      { type: 'object', entries: { key: { pattern: '^x$' }, value: {} } },
      { [Lazy.string({ produce: () => 'k' })]: 1 },
    ],
  ])('is never checked: %s', (_, limit, value) => {
    expect(breaches(limit, value)).toEqual([]);
  });
});

test('a long value is quoted with its beginning and its end', () => {
  const arn = `arn:aws:sns:us-east-1:111122223333:${'t'.repeat(200)}-end`;
  expect(quote(arn)).toMatch(/^"arn:aws:sns:.*…t+-end"$/);
  expect(quote('short')).toBe('"short"');
});
