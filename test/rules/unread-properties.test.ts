import type { Stack } from 'aws-cdk-lib/core';
import * as agentcore from '../../src';
import { harnessIn, MODEL, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { untyped } from './types-fixtures';

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
