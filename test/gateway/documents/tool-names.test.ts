import { CfnParameter } from 'aws-cdk-lib/core';
import { warnOfLongNames } from '../../../src/gateway/documents/tool-names';
import { testStack } from '../../support/helpers';
import { warningsOf } from '../../support/rendered';

function warningsOfNames(...names: string[]): string[] {
  const stack = testStack();
  warnOfLongNames(stack, names);
  return warningsOf(stack);
}

describe('The names under which agents see tools', () => {
  test('may have 64 characters, and be tokens', () => {
    const token = new CfnParameter(testStack(), 'Name').valueAsString;
    expect(warningsOfNames('orders___look_up', 'x'.repeat(64), `${token}${'x'.repeat(300)}`)).toEqual([]);
  });

  test('warn once when models do not take them', () => {
    expect(warningsOfNames('x'.repeat(65), 'y'.repeat(256))).toEqual([
      expect.stringMatching(/^x{65} \(and 1 more like it\): .* at most 64 .* \[ack: cdk-agentcore:longToolNames\]$/),
    ]);
  });

  test('warn of the quota of the gateway too when they are longer', () => {
    expect(warningsOfNames('x'.repeat(257))).toEqual([
      expect.stringMatching(/^x{257}: a gateway takes .* \[ack: cdk-agentcore:gatewayQuotas\]$/),
      expect.stringMatching(/longToolNames\]$/),
    ]);
  });
});
