import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Alias, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { type FunctionHookOptions, Harness, Hook, HookFailureMode, HookTarget } from '../../src';
import { functionIn } from '../support/fixtures/parts';
import { harnessIn, MODEL, messageOf, testStack } from '../support/helpers';
import { render } from '../support/rendered';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:approve';
const TOPIC_ARN = 'arn:aws:sns:us-east-1:111122223333:told';

const knownFunction = (stack: Stack, options?: FunctionHookOptions) =>
  HookTarget.fromFunction(LambdaFunction.fromFunctionArn(stack, 'Approve', FUNCTION_ARN), options);
const hookSids = (statements: object) => Object.keys(statements).filter((sid) => sid.startsWith('Hook'));

describe('A harness without hooks', () => {
  test('renders an empty list and grants nothing', () => {
    const { properties, statements } = render();
    expect(properties.Hooks).toEqual([]);
    expect(hookSids(statements)).toEqual([]);
  });
});

describe('A hook', () => {
  test.each([
    ['BeforeInvocation', Hook.beforeInvocation],
    ['AfterInvocation', Hook.afterInvocation],
    ['BeforeToolCall', Hook.beforeToolCall],
    ['AfterToolCall', Hook.afterToolCall],
  ])('is called at %s and at no other point', (point, hookAt) => {
    const { properties } = render((stack) => ({ hooks: [hookAt('approve', knownFunction(stack))] }));
    expect(properties.Hooks).toEqual([{ [point]: { Name: 'approve', Target: expect.any(Object) } }]);
  });

  test('is rendered in the order of the props', () => {
    const { properties } = render((stack) => {
      const target = knownFunction(stack);
      return { hooks: [Hook.afterToolCall('b', target), Hook.beforeInvocation('a', target)] };
    });
    expect(properties).toHaveProperty('Hooks.0.AfterToolCall.Name', 'b');
    expect(properties).toHaveProperty('Hooks.1.BeforeInvocation.Name', 'a');
  });

  test('is rejected after 20 hooks', () => {
    const stack = testStack();
    const target = knownFunction(stack);
    const hooks = Array.from({ length: 21 }, (_, index) => Hook.afterInvocation(`hook${index}`, target));
    expect(() => harnessIn(stack, { hooks })).toThrow(/hooks must .*20.*got 21/);
  });
});

describe('A Lambda function as a hook target', () => {
  test('has a timeout of 1 minute and the failure mode deny by default', () => {
    const { properties, statements } = render((stack) => ({
      hooks: [Hook.beforeToolCall('approve', knownFunction(stack))],
    }));
    expect(properties).toHaveProperty('Hooks.0.BeforeToolCall.Target', {
      Lambda: { Arn: FUNCTION_ARN, TimeoutSeconds: 60, FailureMode: 'deny' },
    });
    expect(statements.HookApprove).toEqual({
      Sid: 'HookApprove',
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: FUNCTION_ARN,
    });
  });

  test('renders its options', () => {
    const options = { timeout: Duration.minutes(15), failureMode: HookFailureMode.ALLOW };
    const { properties } = render((stack) => ({
      hooks: [Hook.beforeToolCall('approve', knownFunction(stack, options))],
    }));
    expect(properties).toHaveProperty('Hooks.0.BeforeToolCall.Target.Lambda', {
      Arn: FUNCTION_ARN,
      TimeoutSeconds: 900,
      FailureMode: 'allow',
    });
  });

  test.each([Duration.seconds(0), Duration.seconds(901)])('is not asked for %s', (timeout) => {
    expect(() =>
      render((stack) => ({ hooks: [Hook.beforeToolCall('approve', knownFunction(stack, { timeout }))] })),
    ).toThrow(/hooks\[0\].*timeout must be .*1.*900/);
  });

  test('grants invocation of the alias only, if an alias is passed', () => {
    const stack = testStack();
    const alias = new Alias(stack, 'Live', { aliasName: 'live', version: functionIn(stack, 'Approve').currentVersion });
    harnessIn(stack, { hooks: [Hook.beforeToolCall('approve', HookTarget.fromFunction(alias))] });
    const arn = stack.resolve(alias.functionArn);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunction', Resource: arn })]),
          },
        },
      ],
    });
  });
});

describe('A topic as a hook target', () => {
  test('is rendered, and the role may publish to it', () => {
    const { properties, statements } = render((stack) => ({
      hooks: [Hook.afterInvocation('told', HookTarget.fromTopic(Topic.fromTopicArn(stack, 'Told', TOPIC_ARN)))],
    }));
    expect(properties).toHaveProperty('Hooks.0.AfterInvocation.Target', { Sns: { Arn: TOPIC_ARN } });
    expect(statements.HookTold).toMatchObject({ Action: 'sns:Publish', Resource: TOPIC_ARN });
    expect(hookSids(statements)).toEqual(['HookTold']);
  });

  test('grants the key of an encrypted topic through Amazon SNS only', () => {
    const { statements } = render((stack) => {
      const masterKey = new Key(stack, 'TopicKey');
      return {
        hooks: [Hook.afterInvocation('told', HookTarget.fromTopic(new Topic(stack, 'Told', { masterKey })))],
      };
    });
    expect(statements.HookKeyTold).toMatchObject({
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      Resource: expect.stringMatching(/^\$\{TopicKey\w+\.Arn\}$/),
      Condition: { StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' } },
    });
  });
});

describe('An event bus as a hook target', () => {
  test('is rendered, and the role may put events on it', () => {
    const arn = 'arn:aws:events:us-east-1:111122223333:event-bus/audit';
    const { properties, statements } = render((stack) => ({
      hooks: [Hook.afterToolCall('audit', HookTarget.fromEventBus(EventBus.fromEventBusArn(stack, 'Audit', arn)))],
    }));
    expect(properties).toHaveProperty('Hooks.0.AfterToolCall.Target', { EventBridge: { Arn: arn } });
    expect(statements.HookAudit).toMatchObject({ Action: 'events:PutEvents', Resource: arn });
  });
});

describe('A function that depends on its own harness', () => {
  const hooked = (stack: Stack, fn: IFunction) =>
    harnessIn(stack, { hooks: [Hook.beforeToolCall('approve', HookTarget.fromFunction(fn))] });
  const problem = (source: string) =>
    `[Test/Agent] hooks: the target of "approve" must not depend on the harness, got Test/Approve/${source}, which has an attribute of the harness in its role, its environment or what it depends on. CloudFormation rejects the circular dependency. Set harnessName, and allow the function to act on the ARN that ends with "harness/<harnessName>-*" instead.`;

  test('is rejected if its role contains the ARN of the harness', () => {
    const stack = testStack();
    const fn = functionIn(stack, 'Approve');
    hooked(stack, fn).grants.invoke(fn);
    expect(messageOf(() => Template.fromStack(stack))).toContain(problem('Resource'));
  });

  test('is rejected if an environment variable of its alias contains the ARN of the harness', () => {
    const stack = testStack();
    const fn = functionIn(stack, 'Approve');
    const harness = hooked(stack, new Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }));
    fn.addEnvironment('HARNESS', harness.harnessArn);
    expect(messageOf(() => Template.fromStack(stack))).toContain(
      'must not depend on the harness, got Test/Live/Resource',
    );
  });

  test('is accepted if it depends on the name of the harness, or on another harness', () => {
    const stack = testStack();
    const fn = functionIn(stack, 'Approve');
    const harness = hooked(stack, fn);
    fn.addEnvironment('HARNESS', harness.harnessName);
    new Harness(stack, 'Other', { model: MODEL }).grants.invoke(fn);
    expect(messageOf(() => Template.fromStack(stack))).toBe('nothing was thrown');
  });

  test('is accepted if it is imported', () => {
    const stack = testStack();
    const fn = LambdaFunction.fromFunctionArn(stack, 'Approve', FUNCTION_ARN);
    hooked(stack, fn).grants.invoke(fn);
    expect(messageOf(() => Template.fromStack(stack))).toBe('nothing was thrown');
  });
});
