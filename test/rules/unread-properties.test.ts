import type { Stack } from 'aws-cdk-lib/core';
import * as agentcore from '../../src';
import { functionIn } from '../support/fixtures/parts';
import { harnessIn, MODEL, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { untyped } from './types-fixtures';

const HARNESS_ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/other-a1B2c3D4e5';

describe('An unknown property', () => {
  const unknown = (make: (stack: Stack) => unknown) => {
    const stack = testStack();
    make(stack);
    return warningsOf(stack).filter((warning) => warning.includes('cdk-agentcore:unknownProperty'));
  };
  const shared = { model: MODEL, ticketQueue: 'orders' };

  test.each<[string, (stack: Stack) => unknown, string]>([
    [
      'of a construct',
      (stack) => new agentcore.Harness(stack, 'Agent', shared),
      'Test/Agent: ticketQueue is not a property of HarnessProps, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of a construct, similar to a short property name with another meaning',
      (stack) => new agentcore.Harness(stack, 'Agent', untyped({ model: MODEL, book: [] })),
      'Test/Agent: book is not a property of HarnessProps, and has no effect. Rename "book" to "hooks". [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of a struct in a struct',
      (stack) => harnessIn(stack, { limits: untyped({ maxTokens: 1, color: 'red' }) }),
      'Test/Agent: limits.color is not a property of HarnessLimits, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of a method',
      (stack) => harnessIn(stack).addEndpoint('live', untyped({ description: 'Live', color: 'red' })),
      'Test/Agent/Endpoint-live: color is not a property of HarnessEndpointProps, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of a factory',
      (stack) =>
        harnessIn(stack, {
          tools: [agentcore.Tool.remoteMcp('docs', 'https://x.com', untyped({ color: 'red', headers: {} }))],
        }),
      'Test/Agent: Tool.remoteMcp: color is not a property of RemoteMcpOptions, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of a factory whose object is passed to another factory',
      (stack) => {
        const target = agentcore.HookTarget.fromFunction(
          functionIn(stack, 'Approve'),
          untyped({ timeout: undefined, color: 'red', failureMode: agentcore.HookFailureMode.DENY }),
        );
        harnessIn(stack, { hooks: [agentcore.Hook.beforeToolCall('approve', target)] });
      },
      'Test/Agent: HookTarget.fromFunction: color is not a property of FunctionHookOptions, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of a factory, with the name of a property of other options',
      (stack) =>
        harnessIn(stack, {
          model: agentcore.Model.bedrock('amazon.nova-pro-v1:0', untyped({ topK: 5, maxTokens: 1 })),
        }),
      'Test/Agent: Model.bedrock: topK is not a property of BedrockModelOptions, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of a struct and of a factory in the same construct',
      (stack) =>
        harnessIn(stack, {
          limits: untyped({ maxTokens: 1, color: 'red' }),
          truncation: agentcore.Truncation.slidingWindow(untyped({ messagesCount: 1, color: 'red' })),
        }),
      'Test/Agent: limits.color is not a property of HarnessLimits, and has no effect. Remove it, or pass it where it belongs. Truncation.slidingWindow: color is not a property of SlidingWindowOptions, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
    [
      'of an import',
      (stack) =>
        agentcore.Harness.fromHarnessAttributes(stack, 'Agent', untyped({ harnessArn: HARNESS_ARN, color: 'red' })),
      'Harness.fromHarnessAttributes: color is not a property of HarnessAttributes, and has no effect. Remove it, or pass it where it belongs. [ack: cdk-agentcore:unknownProperty]',
    ],
  ])('%s adds a warning', (_, make, warning) => {
    expect(unknown(make)).toEqual([warning]);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    [
      'without a value',
      (stack) => new agentcore.Harness(stack, 'Agent', untyped({ ...shared, ticketQueue: undefined })),
    ],
    [
      'of a subclass',
      (stack) => {
        class Desk extends agentcore.Harness {}
        return new Desk(stack, 'Agent', untyped({ ...shared, systemPromt: 'x' }));
      },
    ],
    [
      'of a class of the user',
      (stack) => {
        class Desk implements agentcore.HarnessProps {
          public readonly model = MODEL;
          public readonly ticketQueue = 'orders';
        }
        return new agentcore.Harness(stack, 'Agent', new Desk());
      },
    ],
    [
      'of a factory, whose object is passed to no construct',
      (stack) => {
        agentcore.Tool.remoteMcp('docs', 'https://x.com', untyped({ color: 'red', headers: {} }));
        harnessIn(stack, { tools: [agentcore.Tool.remoteMcp('docs', 'https://x.com', { headers: {} })] });
      },
    ],
    [
      'of JSON',
      (stack) =>
        harnessIn(stack, {
          model: agentcore.Model.bedrock('amazon.nova-pro-v1:0', { additionalParams: { temprature: 1 } }),
        }),
    ],
  ])('%s is not checked', (_, make) => {
    expect(unknown(make)).toEqual([]);
  });
});
