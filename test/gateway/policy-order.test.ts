import { CfnGatewayTarget, CfnPolicy, Gateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnCondition, Fn, Stack } from 'aws-cdk-lib/core';
import { GatewayTarget, TargetSource, ToolSchema } from '../../src';
import { functionIn } from '../support/fixtures/parts';
import { testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';

function targetIn(stack: Stack, targetName: string): GatewayTarget {
  const tools = ToolSchema.fromObject([{ name: 'find', description: 'Finds', inputSchema: { type: 'object' } }]);
  return new GatewayTarget(stack, `Target-${targetName}`, {
    gateway: new Gateway(stack, `Gateway-${targetName}`),
    targetName,
    source: TargetSource.fromFunction(functionIn(stack, `Function-${targetName}`), tools),
  });
}

function policyIn(stack: Stack, action: string): CfnPolicy {
  const statement = `permit(principal, action == AgentCore::Action::"${action}", resource);`;
  return new CfnPolicy(stack, 'Policy', {
    name: 'find',
    policyEngineId: 'shop-a1b2c3d4e5',
    definition: { cedar: { statement } },
  });
}

const early = (stack: Stack) => warningsOf(stack).filter((warning) => warning.includes('policyBeforeTarget'));

describe('A Cedar policy that names a tool of a target', () => {
  test('is reported if it does not depend on the target', () => {
    const stack = testStack();
    policyIn(stack, targetIn(stack, 'orders').toolName('find'));
    expect(early(stack)).toEqual([
      'The Cedar policy names a tool of the target Test/Target-orders, and does not depend on the target. If CloudFormation creates the policy first, AgentCore rejects the unrecognized action. Add policy.node.addDependency(target). [ack: cdk-agentcore:policyBeforeTarget]',
    ]);
  });

  test('is not reported if it depends on the target, directly or through another resource', () => {
    for (const through of [false, true]) {
      const stack = testStack();
      const target = targetIn(stack, 'orders');
      const policy = policyIn(stack, target.toolName('find'));
      const between = functionIn(stack, 'Between');
      between.node.addDependency(target);
      policy.node.addDependency(through ? between : target);
      expect(early(stack)).toEqual([]);
    }
  });

  test('is not reported if it depends on the target and has a condition', () => {
    const stack = testStack();
    const target = targetIn(stack, 'orders');
    const policy = policyIn(stack, target.toolName('find'));
    policy.node.addDependency(target);
    const condition = new CfnCondition(stack, 'Sometimes', { expression: Fn.conditionEquals('a', 'b') });
    policy.cfnOptions.condition = condition;
    policy.description = Fn.conditionIf(condition.logicalId, 'a', 'b').toString();
    expect(early(stack)).toEqual([]);
  });

  test('is reported in another stack that does not depend on the stack of the target', () => {
    for (const isAfter of [true, false]) {
      const stack = testStack();
      const policies = new Stack(stack.node.root, 'Policies');
      policyIn(policies, targetIn(stack, 'orders').toolName('find'));
      if (isAfter) {
        policies.addStackDependency(stack);
      }
      expect(early(policies)).toHaveLength(isAfter ? 0 : 1);
    }
  });
});

describe('A Cedar policy that names no tool of a target', () => {
  test.each(['reorders___find', 'my-orders___find', 'orders__find'])('is not reported: %s', (action) => {
    const stack = testStack();
    targetIn(stack, 'orders');
    policyIn(stack, action);
    expect(early(stack)).toEqual([]);
  });

  test('is not reported because of a target of the same name in another stack', () => {
    const stack = testStack();
    const other = new Stack(stack.node.root, 'Other');
    targetIn(other, 'orders');
    const target = targetIn(stack, 'orders');
    policyIn(stack, target.toolName('find')).node.addDependency(target);
    expect(early(stack)).toEqual([]);
  });
});

test('A policy with a value that is not known at synth is accepted', () => {
  const stack = testStack();
  const target = targetIn(stack, 'orders');
  const policy = policyIn(stack, target.toolName('find'));
  const never = new CfnCondition(stack, 'Never', { expression: Fn.conditionEquals('a', 'b') });
  policy.definition = Fn.conditionIf(never.logicalId, { cedar: { statement: 'permit' } }, Fn.ref('AWS::NoValue'));
  expect(early(stack)).toEqual([]);
});

test('A target with an invalid name does not affect the check', () => {
  const stack = testStack();
  new CfnGatewayTarget(stack, 'Invalid', {
    name: 'orders(',
    gatewayIdentifier: 'shop-a1b2c3d4e5',
    targetConfiguration: {},
  });
  targetIn(stack, 'orders');
  policyIn(stack, 'find');
  expect(early(stack)).toEqual([]);
});
