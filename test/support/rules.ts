import type { Stack } from 'aws-cdk-lib/core';
import { messageOf, testStack } from './helpers';

/** What is refused, and the nearest input that is not. */
export interface Rule {
  readonly rule: string;
  readonly refused: (stack: Stack) => unknown;
  /** What the prop is called, what was given, and the limit or the way out. */
  readonly message: RegExp;
  readonly accepted: (stack: Stack) => unknown;
}

export function testRules(rules: Rule[]): void {
  describe.each(rules)('$rule', ({ refused, message, accepted }) => {
    test('is refused at the construct that breaks it, with what would do', () => {
      const said = messageOf(() => refused(testStack()));
      expect(said).toMatch(message);
      expect(said).toMatch(/^Test\/[\w/-]+:/);
    });

    test('lets the nearest valid input pass', () => {
      expect(messageOf(() => accepted(testStack()))).toBe('nothing was thrown');
    });
  });
}
