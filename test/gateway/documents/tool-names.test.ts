import { CfnParameter } from 'aws-cdk-lib/core';
import { warnOfLongNames } from '../../../src/gateway/documents/tool-names';
import { testStack } from '../../support/helpers';
import { warningsOf } from '../../support/rendered';

function warningsOfNames(...names: string[]): string[] {
  const stack = testStack();
  warnOfLongNames(stack, names);
  return warningsOf(stack);
}

describe('warnOfLongNames', () => {
  test('does not warn about names of 64 characters and about tokens', () => {
    const token = new CfnParameter(testStack(), 'Name').valueAsString;
    expect(warningsOfNames('orders___look_up', 'x'.repeat(64), `${token}${'x'.repeat(300)}`)).toEqual([]);
  });

  test('warns once about names that models reject', () => {
    expect(warningsOfNames('x'.repeat(65), 'y'.repeat(256))).toEqual([
      expect.stringMatching(
        /^the tool name x{65} \(and 1 more like it\) has more than 64 .* \[ack: cdk-agentcore:longToolNames\]$/,
      ),
    ]);
  });

  test('also warns about names that exceed the quota of the gateway', () => {
    expect(warningsOfNames('x'.repeat(257))).toEqual([
      expect.stringMatching(/^the tool name x{257} exceeds .* \[ack: cdk-agentcore:gatewayQuotas\]$/),
      expect.stringMatching(/longToolNames\]$/),
    ]);
  });
});
