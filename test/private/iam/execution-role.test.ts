import { Template } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  CompositePrincipal,
  PolicyStatement as IamStatement,
  type IRole,
  ManagedPolicy,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Harness, Model } from '../../../src';
import { Binding } from '../../../src/private/iam/binding';
import { executionRole, warnOfLacking } from '../../../src/private/iam/execution-role';
import { ACCOUNT, MODEL, messageOf, type PolicyStatement, testStack } from '../../support/helpers';
import { plain, warningsOf } from '../../support/rendered';

/** What IAM counts over all inline policies of a role, and in one managed policy. */
const INLINE_LIMIT = 10_240;
const MANAGED_LIMIT = 6_144;

interface Made {
  readonly stack: Stack;
  readonly binding: Binding;
  readonly role: IRole;
}

const featureOf = (index: number) => `Feature${String(index).padStart(2, '0')}`;
const allSids = (count: number) => Array.from({ length: count }, (_, index) => featureOf(index));

/** A statement of exactly so many characters. */
function permission(feature: string, length: number) {
  const [action, arn] = [`service:${feature}`, 'arn:aws:service:us-east-1:111122223333:'];
  const rest = JSON.stringify({ Action: action, Effect: 'Allow', Resource: arn, Sid: feature }).length;
  return { feature, actions: [action], resources: [arn + 'x'.repeat(length - rest)] };
}

/** A role for so many permissions, each of so many characters. */
function roleFor(count: number, length: number, given?: (stack: Stack) => IRole): Made {
  const stack = testStack();
  const binding = new Binding(new Construct(stack, 'Agent'), 'Harness', 'harness_agent');
  for (const feature of allSids(count)) {
    binding.permissions.add(permission(feature, length));
  }
  const role = executionRole(binding, given?.(stack));
  warnOfLacking(binding);
  return { stack, binding, role };
}

const statementsOf = (document: { Statement: PolicyStatement[] }) => document.Statement.map(({ Sid }) => Sid);

function inlineOf(stack: Stack): Array<{ Statement: PolicyStatement[] }> {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return role.Properties.Policies.map(({ PolicyDocument }: { PolicyDocument: unknown }) => PolicyDocument);
}

function managedOf(stack: Stack): Record<string, { Statement: PolicyStatement[] }> {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
  return Object.fromEntries(policies.map(([id, { Properties }]) => [id, Properties.PolicyDocument]));
}

const trusting = (stack: Stack) =>
  new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });

describe('A role of our own', () => {
  test('has few permissions inline, in one policy', () => {
    const { stack, binding } = roleFor(5, 1_000);
    expect(inlineOf(stack).map(statementsOf)).toEqual([allSids(5)]);
    expect(managedOf(stack)).toEqual({});
    expect(messageOf(() => binding.errors.throwIfAny())).toBe('nothing was thrown');
  });

  test('has in managed policies what does not fit, and the role names them', () => {
    const { stack } = roleFor(20, 1_000);
    const managed = managedOf(stack);
    const [inline] = inlineOf(stack);
    expect([...statementsOf(inline), ...Object.values(managed).flatMap(statementsOf)]).toEqual(allSids(20));
    expect(Object.keys(managed).length).toBeGreaterThan(1);
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(role.Properties.ManagedPolicyArns).toEqual(Object.keys(managed).map((id) => ({ Ref: id })));
  });

  test.each([
    [7, 1_000],
    [40, 300],
    [3, 6_000],
    [30, 1_024],
    [30, 1_536],
    [12, 3_072],
    [60, 1_000],
  ])('keeps %d permissions of %d characters within what IAM takes', (count, length) => {
    const { stack, binding } = roleFor(count, length);
    expect(messageOf(() => binding.errors.throwIfAny())).toBe('nothing was thrown');
    expect(JSON.stringify(inlineOf(stack)).length).toBeLessThan(INLINE_LIMIT);
    for (const document of Object.values(managedOf(stack))) {
      expect(JSON.stringify(plain(document)).length).toBeLessThanOrEqual(MANAGED_LIMIT);
    }
  });

  test('leaves at least 3,000 characters inline to what others grant later', () => {
    expect(JSON.stringify(inlineOf(roleFor(60, 250).stack)).length).toBeLessThan(INLINE_LIMIT - 3_000);
  });

  test('rejects a statement whose only resource does not fit in a policy', () => {
    const { binding } = roleFor(1, 6_300);
    expect(messageOf(() => binding.errors.throwIfAny())).toBe(
      'Test/Agent: role: the statement Feature00 has about 6301 characters for one resource, and IAM allows 6144 in a policy. Use shorter conditions or names.',
    );
  });

  test('splits a statement whose resources do not fit in a policy', () => {
    const stack = testStack();
    const arns = Array.from({ length: 150 }, (_, index) => `arn:aws:bedrock:us-east-1:${ACCOUNT}:model/m-${index}`);
    const binding = new Binding(new Construct(stack, 'Agent'), 'Harness', 'harness_agent');
    for (const arn of arns) {
      binding.permissions.add({ feature: 'Model', actions: ['bedrock:InvokeModel'], resources: [arn] });
    }
    executionRole(binding);
    binding.errors.throwIfAny();
    const documents = [...inlineOf(stack), ...Object.values(managedOf(stack))].filter(
      (one) => one.Statement.length > 0,
    );
    expect(documents.flatMap(statementsOf)).toEqual(['Model', 'ModelPart2']);
    expect(documents.flatMap(({ Statement: [{ Resource }] }) => Resource)).toEqual(arns);
    for (const document of documents) {
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(MANAGED_LIMIT);
    }
  });

  test('warns above the default quota of managed policies, and rejects what no quota allows', () => {
    const quota = /the role has 11 managed policies, and the default quota of IAM is 10\. The deployment fails unless/;
    expect(warningsOf(roleFor(11, 6_000).stack)).toEqual([]);
    expect(warningsOf(roleFor(12, 6_000).stack)).toEqual([expect.stringMatching(quota)]);
    expect(messageOf(() => roleFor(26, 6_000).binding.errors.throwIfAny())).toBe('nothing was thrown');
    expect(messageOf(() => roleFor(27, 6_000).binding.errors.throwIfAny())).toMatch(
      /role: the permissions fill 26 managed policies, and IAM allows at most 25 on a role\. Split the features/,
    );
  });

  test('counts what users grant to the role later', () => {
    const { stack, role } = roleFor(6, 1_000);
    expect(warningsOf(stack)).toEqual([]);
    const large = roleFor(6, 1_000);
    large.role.addToPrincipalPolicy(
      new IamStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'x'.repeat(5_000)}`] }),
    );
    expect(messageOf(() => Template.fromStack(large.stack))).toMatch(
      /role must have at most 10240 characters of inline policies, got at least 1\d{4}/,
    );
    expect(role).toBeDefined();
  });

  test('waits for its managed policies, and so does the agent', () => {
    const stack = testStack();
    const foundationModelIds = Array.from({ length: 40 }, (_, index) => `provider.${'m'.repeat(30)}-${index}`);
    const profile = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f';
    const alternateModels = [1, 2, 3].map((index) => Model.bedrock(`${profile}${index}`, { foundationModelIds }));
    new Harness(stack, 'Agent', { model: MODEL, alternateModels });
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(role.Properties.ManagedPolicyArns).toHaveLength(Object.keys(managedOf(stack)).length);
    expect(role.Properties.ManagedPolicyArns.length).toBeGreaterThan(0);
  });
});

describe('A role of the user', () => {
  test('gets managed policies of more than 1,024 characters, and waits for them', () => {
    const { stack, binding } = roleFor(20, 1_000, trusting);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    const managed = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
    expect(managed.map(({ Properties }) => plain(Properties.Roles))).toEqual(
      managed.map(() => [expect.stringMatching(/^\$\{Given/)]),
    );
    expect(binding.prerequisites).toHaveLength(managed.length);
  });

  test('gets one inline policy of at most 1,024 characters', () => {
    const { stack, binding } = roleFor(4, 240, trusting);
    expect(managedOf(stack)).toEqual({});
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 1);
    expect(binding.prerequisites).toHaveLength(1);
  });

  test('that cannot be edited is told everything that it must have', () => {
    const { stack, binding } = roleFor(20, 1_000, (it) => trusting(it).withoutPolicyUpdates());
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    expect(managedOf(stack)).toEqual({});
    expect(binding.prerequisites).toEqual([]);
    const [warning] = warningsOf(stack);
    for (const sid of allSids(20)) {
      expect(warning).toContain(`"Sid":"${sid}"`);
    }
  });

  test('may trust others beside the service', () => {
    const { stack } = roleFor(1, 200, (it) => {
      const service = new ServicePrincipal('bedrock-agentcore.amazonaws.com');
      return new Role(it, 'Given', { assumedBy: new CompositePrincipal(new AccountPrincipal(it.account), service) });
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that was imported is not asked whom it trusts', () => {
    const { stack } = roleFor(1, 200, (it) => Role.fromRoleName(it, 'Given', 'desk'));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('keeps the managed policies that it has', () => {
    const readOnly = ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');
    const { stack } = roleFor(1, 200, (it) => {
      const role = trusting(it);
      role.addManagedPolicy(readOnly);
      return role;
    });
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(role.Properties.ManagedPolicyArns).toHaveLength(1);
  });
});

describe('Roles that an app customizes', () => {
  test('are named by the agent, and their report says what they must have', () => {
    const stack = testStack();
    Role.customizeRoles(stack, { usePrecreatedRoles: { 'Test/Agent/Role': 'desk' } });
    const { node } = new Harness(stack, 'Agent', { model: MODEL });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 0);
    const [harness] = Object.values(template.findResources('AWS::BedrockAgentCore::Harness'));
    expect(plain(harness.Properties.ExecutionRoleArn)).toBe('arn:aws:iam::111122223333:role/desk');
    expect(node.tryFindChild('Role')).toBeDefined();
  });
});

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

  test('have names of their own in each stack', () => {
    const app = new App();
    const role = trusting(new Stack(app, 'Roles', { env }));
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    const names = policyNamesIn([one, two, new NestedStack(one, 'Inner')], () => role);
    expect(new Set(names).size).toBe(3);
    expect(names).toEqual([region, region, region]);
  });

  test('have names of their own in each stage', () => {
    const app = new App();
    const stages = ['Dev', 'Prod'].map((id) => new Stack(new Stage(app, id, { env }), 'Agents'));
    const [dev, prod] = policyNamesIn(stages, importedIn);
    expect(dev).not.toBe(prod);
  });

  test('have names of their own in each Region, for a role is in all of them', () => {
    const app = new App();
    const regions = ['us-east-1', 'eu-west-1'];
    const stacks = regions.map((region) => new Stack(app, region, { stackName: 'agents', env: { ...env, region } }));
    const [here, there] = policyNamesIn(stacks, importedIn);
    expect(here).not.toBe(there);
    expect(policyNamesIn([new Stack(new App(), 'Anywhere')], importedIn)[0]).toMatch(/-\$\{AWS::Region\}$/);
  });

  test('have names that IAM takes, however long the path is', () => {
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

  test('is not counted where it is not to be edited, or another', () => {
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
