import type { Stack } from 'aws-cdk-lib/core';
import { messageOf, testStack } from './helpers';

/** An input that is rejected, and the nearest valid input. */
export interface Rule {
  readonly rule: string;
  readonly rejected: (stack: Stack) => unknown;
  /** The name of the property, the given value, and the limit or the fix. */
  readonly message: RegExp;
  readonly accepted: (stack: Stack) => unknown;
}

export function testRules(rules: Rule[]): void {
  describe.each(rules)('$rule', ({ rejected, message, accepted }) => {
    test('rejects the invalid input with the property, the value and a fix', () => {
      const said = messageOf(() => rejected(testStack()));
      expect(said).toMatch(message);
      expect(said).toMatch(/^Test\/[\w/-]+:/);
    });

    test('accepts the nearest valid input', () => {
      expect(messageOf(() => accepted(testStack()))).toBe('nothing was thrown');
    });
  });
}
