import type { Stack } from 'aws-cdk-lib/core';
import { testStack } from './helpers';
import { warningsOf } from './rendered';

/** A valid but likely wrong configuration, and the nearest one without a warning. */
export interface Warning {
  readonly id: string;
  readonly when: string;
  readonly warns: (stack: Stack) => unknown;
  readonly message: RegExp;
  readonly not: string;
  readonly silent: (stack: Stack) => unknown;
}

function marked(stack: Stack, id: string): string[] {
  return warningsOf(stack).filter((warning) => warning.endsWith(`[ack: cdk-agentcore:${id}]`));
}

export function testWarnings(warnings: Warning[]): void {
  describe.each(warnings)('$id', ({ id, warns, message, silent, ...it }) => {
    test(`warns when ${it.when}`, () => {
      const stack = testStack();
      warns(stack);
      expect(marked(stack, id)).toEqual([expect.stringMatching(message)]);
    });

    test(`does not warn when ${it.not}`, () => {
      const stack = testStack();
      silent(stack);
      expect(marked(stack, id)).toEqual([]);
    });
  });
}
