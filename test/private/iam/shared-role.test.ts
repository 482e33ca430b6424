import { Template } from 'aws-cdk-lib/assertions';
import { type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Binding } from '../../../src/private/iam/binding';
import { executionRole } from '../../../src/private/iam/execution-role';
import { ACCOUNT, messageOf, testStack } from '../../support/helpers';
import { plain, warningsOf } from '../../support/rendered';
import { allSids, permission, trusting } from './execution-role-fixtures';

/** The names of the policies that agents attach to a role, one in each of these stacks. */
function policyNamesIn(stacks: Stack[], roleIn: (stack: Stack) => IRole, id = 'Agent'): string[] {
  for (const stack of stacks) {
    const binding = new Binding(new Construct(stack, id), 'Harness', 'agent');
    binding.permissions.add(permission('Feature', 200));
    executionRole(binding, roleIn(stack));
  }
  return stacks.map((stack) => {
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    return plain(policy.Properties.PolicyName) as string;
  });
}

const importedIn = (stack: Stack) => Role.fromRoleArn(stack, 'Given', `arn:aws:iam::${ACCOUNT}:role/shared`);

describe('Policies of one role that agents of several stacks use', () => {
  const env = { account: ACCOUNT, region: 'us-east-1' };
  const region = expect.stringMatching(/-us-east-1$/);

  test('have unique names in each stack', () => {
    const app = new App();
    const role = trusting(new Stack(app, 'Roles', { env }));
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    const names = policyNamesIn([one, two, new NestedStack(one, 'Inner')], () => role);
    expect(new Set(names).size).toBe(3);
    expect(names).toEqual([region, region, region]);
  });

  test('have unique names in each stage', () => {
    const app = new App();
    const stages = ['Dev', 'Prod'].map((id) => new Stack(new Stage(app, id, { env }), 'Agents'));
    const [dev, prod] = policyNamesIn(stages, importedIn);
    expect(dev).not.toBe(prod);
  });

  test('have unique names in each Region, because IAM roles are global', () => {
    const app = new App();
    const regions = ['us-east-1', 'eu-west-1'];
    const stacks = regions.map((region) => new Stack(app, region, { stackName: 'agents', env: { ...env, region } }));
    const [here, there] = policyNamesIn(stacks, importedIn);
    expect(here).not.toBe(there);
    expect(policyNamesIn([new Stack(new App(), 'Anywhere')], importedIn)[0]).toMatch(/-\$\{AWS::Region\}$/);
  });

  test('have valid names for paths of any length', () => {
    const stack = new Stack(new App(), 'S'.repeat(128), { env: { ...env, region: 'ap-southeast-1' } });
    const [name] = policyNamesIn([stack], importedIn, 'ä_'.repeat(100));
    expect(name).toMatch(/^[\w+=,.@-]{1,128}$/);
  });
});

describe('A role that agents share', () => {
  const agentsOf = (stack: Stack, count: number, roleOf: (index: number) => IRole) => {
    for (let index = 0; index < count; index++) {
      const binding = new Binding(new Construct(stack, `Agent${index}`), 'Harness', 'agent');
      binding.permissions.add(permission('Feature', 6_000));
      executionRole(binding, roleOf(index));
      binding.errors.throwIfAny();
    }
  };

  test.each<[string, (stack: Stack) => (index: number) => IRole]>([
    [
      'defined in the app',
      (stack) => {
        const role = trusting(stack);
        return () => role;
      },
    ],
    ['imported for each agent', (stack) => (index) => Role.fromRoleName(stack, `Given${index}`, 'shared')],
  ])('accepts the default quota of 10 agents, warns above it and rejects more than 25: a role %s', (_, rolesIn) => {
    const attach = (count: number) => {
      const stack = testStack();
      agentsOf(stack, count, rolesIn(stack));
      return stack;
    };
    expect(warningsOf(attach(10))).toEqual([]);
    expect(warningsOf(attach(14))).toEqual([
      expect.stringMatching(
        /^role: the role has 14 managed policies, .* The app uses the role for 14 constructs\. Use another role for some/,
      ),
    ]);
    expect(messageOf(() => Template.fromStack(attach(26)))).toMatch(
      /\[Test\/Agent9\] role must have at most 25 managed policies, got 26\. The app uses the role for 26 constructs\./,
    );
  });

  test('is not counted if it is immutable, or if the roles differ', () => {
    const stack = testStack();
    const fixed = Role.fromRoleName(stack, 'Fixed', 'fixed', { mutable: false });
    const others = (index: number) => Role.fromRoleName(stack, `Other${index}`, `other${index}`);
    agentsOf(stack, 24, (index) => (index % 2 ? fixed : others(index)));
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each([
    ['without an account', undefined, []],
    ['of one account', { account: ACCOUNT, region: 'us-east-1' }, [expect.stringContaining('for 14 constructs')]],
  ])('is counted over stages %s only if it is the same role', (_, env, expected) => {
    const app = new App();
    const stacks = Array.from({ length: 14 }, (_unused, index) => new Stack(new Stage(app, `S${index}`, { env }), 'A'));
    for (const stack of stacks) {
      agentsOf(stack, 1, () => Role.fromRoleName(stack, 'Given', 'shared'));
    }
    expect(stacks.flatMap(warningsOf)).toEqual(expected);
    const templates = stacks.map((stack) => JSON.stringify(Template.fromStack(stack).toJSON()).replace(/S\d+A/g, ''));
    expect(new Set(templates.map((template) => template.length)).size).toBeLessThanOrEqual(2);
  });

  test('is counted with the policies of the agent that it was created for', () => {
    const stack = testStack();
    const owner = new Binding(new Construct(stack, 'Owner'), 'Harness', 'agent');
    for (const feature of allSids(8)) {
      owner.permissions.add(permission(feature, 6_000));
    }
    const role = executionRole(owner);
    agentsOf(stack, 3, () => role);
    expect(warningsOf(stack)).toEqual([]);
    const other = new Stack(App.of(stack) as App, 'Other', { env: stack.env });
    agentsOf(other, 1, () => role);
    expect([...warningsOf(stack), ...warningsOf(other)]).toEqual([expect.stringContaining('has 11 managed policies')]);
  });

  test('does not count an agent that was removed after an error', () => {
    const stack = testStack();
    const role = trusting(stack);
    agentsOf(stack, 11, () => role);
    stack.node.tryRemoveChild('Agent10');
    expect(warningsOf(stack)).toEqual([]);
  });
});
