import { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { Harness, InvokeHarness, type InvokeHarnessProps, Model } from '../../src';

/** A harness whose limits fit a task. */
export const shortIn = (stack: Stack, id = 'Agent') =>
  new Harness(stack, id, { model: Model.bedrock('amazon.nova-pro-v1:0'), limits: { timeout: Duration.minutes(15) } });

export const task = (stack: Stack, props: Partial<InvokeHarnessProps> = {}) =>
  new InvokeHarness(stack, 'Ask', { harness: shortIn(stack), prompt: 'Hello', ...props });

export function l1In(stack: Stack, props: Partial<ConstructorParameters<typeof CfnHarness>[2]> = {}): CfnHarness {
  return new CfnHarness(stack, 'L1', {
    harnessName: 'desk',
    executionRoleArn: 'arn:aws:iam::111122223333:role/agent',
    model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
    ...props,
  });
}
