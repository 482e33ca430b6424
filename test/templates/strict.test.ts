import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Stack } from 'aws-cdk-lib/core';
import { FIXTURES } from '../support/fixtures';
import { harnessIn } from '../support/helpers';
import { exampleNames, STRICT, synthesizeExample, synthesizeStack } from '../support/synthesize';

beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});

describe('The strict validation of templates accepts', () => {
  test.each(exampleNames())('the example %s', (name) => {
    expect(synthesizeExample(name, STRICT)).not.toEqual([]);
  });

  test.each(Object.entries(FIXTURES))('the fixture %s', (_, fill) => {
    expect(synthesizeStack(fill, STRICT)).not.toEqual([]);
  });
});

describe('The strict validation of templates', () => {
  function harnessWith(path?: string, value?: unknown): (stack: Stack) => void {
    return (stack) => {
      const resource = harnessIn(stack).node.defaultChild as CfnHarness;
      if (path) {
        resource.addPropertyOverride(path, value);
      }
    };
  }

  const networkMode = 'Environment.AgentCoreRuntimeEnvironment.NetworkConfiguration.NetworkMode';

  test.each<[what: string, path: string, value: unknown, message: string]>([
    ['a value that the service does not support', networkMode, 'EVERYWHERE', "'EVERYWHERE' is not one of"],
    ['a property that the type does not have', 'Colour', 'green', "'Colour' was unexpected"],
    ['a required property that is missing', 'Model', undefined, "'Model' is a required property"],
    [
      'an ARN of another service',
      'ExecutionRoleArn',
      'arn:aws:s3:::a-bucket',
      "'arn:aws:s3:::a-bucket' does not match",
    ],
    ['a string instead of a number', 'MaxIterations', 'many', "'many' is not of type 'integer'"],
    ['a reference to an unknown resource', 'ExecutionRoleArn', { 'Fn::GetAtt': ['Nobody', 'Arn'] }, 'Nobody'],
  ])('rejects %s', (_, path, value, message) => {
    expect(() => synthesizeStack(harnessWith(path, value), STRICT)).toThrow(message);
  });

  test('accepts the same harness without an error', () => {
    expect(() => synthesizeStack(harnessWith(), STRICT)).not.toThrow();
  });
});
