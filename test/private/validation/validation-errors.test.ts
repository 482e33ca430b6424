import type { Stack } from 'aws-cdk-lib/core';
import { Harness, Runtime, RuntimeEndpoint } from '../../../src';
import { ValidationErrors } from '../../../src/private/validation/validation-errors';
import { ARTIFACT, MODEL, runtimeIn, testStack } from '../../support/helpers';

function stackOf(construct: () => unknown): string[] {
  try {
    construct();
  } catch (error) {
    return (error as Error).stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  }
  throw new Error('nothing was thrown');
}

describe('The validation error of a construct', () => {
  class Named extends Runtime {}

  test.each([
    ['a harness', (stack: Stack) => new Harness(stack, 'Agent', { model: MODEL, harnessName: 'no name' })],
    ['a runtime', (stack: Stack) => new Runtime(stack, 'Agent', { artifact: ARTIFACT, runtimeName: 'no name' })],
    [
      'a class of the user',
      (stack: Stack) => new Named(stack, 'Agent', { artifact: ARTIFACT, runtimeName: 'no name' }),
    ],
    [
      'an endpoint',
      (stack: Stack) =>
        new RuntimeEndpoint(stack, 'Endpoint', { runtime: runtimeIn(stack), endpointName: 'an endpoint' }),
    ],
  ])('starts its stack trace at the line of the user, for %s', (_, construct) => {
    const [first] = stackOf(() => construct(testStack()));
    expect(first).toMatch(/validation-errors\.test\.ts/);
  });

  test('lists every problem below the path of the construct', () => {
    const errors = new ValidationErrors(testStack());
    errors.add('a is wrong');
    errors.add('b is wrong. Fix it.');
    errors.add('a is wrong');
    expect(() => errors.throwIfAny()).toThrow(/^Test:\n {2}- a is wrong\.\n {2}- b is wrong\. Fix it\.$/);
  });

  test('is not thrown for a valid construct', () => {
    expect(() => new ValidationErrors(testStack()).throwIfAny()).not.toThrow();
  });
});
