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
import type { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Harness, Model } from '../../../src';
import { Binding } from '../../../src/private/iam/binding';
import { executionRole, warnOfLacking } from '../../../src/private/iam/execution-role';
import { ACCOUNT, MODEL, messageOf, type PolicyStatement, testStack } from '../../support/helpers';
import { plain, warningsOf } from '../../support/rendered';
import { allSids, permission, trusting } from './execution-role-fixtures';

/** The IAM quotas for the total size of inline policies and for one managed policy. */
const INLINE_LIMIT = 10_240;
const MANAGED_LIMIT = 6_144;

interface Made {
  readonly stack: Stack;
  readonly binding: Binding;
  readonly role: IRole;
}

/** A role with the given number of permissions of the given number of characters. */
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

describe('A role that the library creates', () => {
  test('has a small set of permissions in one inline policy', () => {
    const { stack, binding } = roleFor(5, 1_000);
    expect(inlineOf(stack).map(statementsOf)).toEqual([allSids(5)]);
    expect(managedOf(stack)).toEqual({});
    expect(messageOf(() => binding.errors.throwIfAny())).toBe('nothing was thrown');
  });

  test('moves permissions that do not fit to managed policies that the role lists', () => {
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
  ])('splits %d permissions of %d characters within the IAM quotas', (count, length) => {
    const { stack, binding } = roleFor(count, length);
    expect(messageOf(() => binding.errors.throwIfAny())).toBe('nothing was thrown');
    expect(JSON.stringify(inlineOf(stack)).length).toBeLessThan(INLINE_LIMIT);
    for (const document of Object.values(managedOf(stack))) {
      expect(JSON.stringify(plain(document)).length).toBeLessThanOrEqual(MANAGED_LIMIT);
    }
  });

  test('leaves at least 3,000 inline characters for later grants', () => {
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

  test('warns above the default quota of managed policies, and is rejected above the maximum quota', () => {
    const quota = /the role has 11 managed policies, and the default quota of IAM is 10\. The deployment fails unless/;
    expect(warningsOf(roleFor(11, 6_000).stack)).toEqual([]);
    expect(warningsOf(roleFor(12, 6_000).stack)).toEqual([expect.stringMatching(quota)]);
    expect(messageOf(() => roleFor(26, 6_000).binding.errors.throwIfAny())).toBe('nothing was thrown');
    expect(messageOf(() => roleFor(27, 6_000).binding.errors.throwIfAny())).toMatch(
      /role: the permissions fill 26 managed policies, and IAM allows at most 25 on a role\. Split the features/,
    );
  });

  test('includes later grants in the policy sizes', () => {
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

  test('depends on its managed policies, and so does the agent', () => {
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

describe('A role that the user passes', () => {
  test('gets managed policies for more than 1,024 characters, and the agent depends on them', () => {
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

  test('is reported with all required permissions if it is immutable', () => {
    const { stack, binding } = roleFor(20, 1_000, (it) => trusting(it).withoutPolicyUpdates());
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    expect(managedOf(stack)).toEqual({});
    expect(binding.prerequisites).toEqual([]);
    const [warning] = warningsOf(stack);
    for (const sid of allSids(20)) {
      expect(warning).toContain(`"Sid":"${sid}"`);
    }
  });

  test('can trust principals other than AgentCore', () => {
    const { stack } = roleFor(1, 200, (it) => {
      const service = new ServicePrincipal('bedrock-agentcore.amazonaws.com');
      return new Role(it, 'Given', { assumedBy: new CompositePrincipal(new AccountPrincipal(it.account), service) });
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is accepted without a check of its trust policy if it is imported', () => {
    const { stack } = roleFor(1, 200, (it) => Role.fromRoleName(it, 'Given', 'desk'));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('retains its managed policies', () => {
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
  test('are used by the agent, and the report lists the required permissions', () => {
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
