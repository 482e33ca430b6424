import { Template } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  type CfnRole,
  Effect,
  Grant,
  ManagedPolicy,
  PermissionsBoundary,
  Policy,
  PolicyStatement,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import {
  App,
  CfnOutput,
  NestedStack,
  PropertyInjectors,
  RemovalPolicies,
  type ResourceProps,
  Stack,
  Tags,
} from 'aws-cdk-lib/core';
import type { Harness } from '../../../src';
import { CreatedRole } from '../../../src/private/iam/created-role';
import { ACCOUNT, harnessIn, messageOf, REGION, testStack } from '../../support/helpers';
import { plain } from '../../support/rendered';

const READ_ONLY = ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');

function roleOf(harness: Harness): CreatedRole {
  return harness.role as CreatedRole;
}

function roleResource(stack: Stack): Record<string, never> & { Properties: Record<string, unknown> } {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return role as never;
}

const policiesIn = (stack: Stack) => Template.fromStack(stack).findResources('AWS::IAM::Policy');

function defaultPolicyIn(stack: Stack): { Statement: unknown[] } | undefined {
  const found = Object.entries(policiesIn(stack)).find(([id]) => id.includes('RoleDefaultPolicy'));
  return found?.[1].Properties.PolicyDocument;
}

const statement = (action: string, resource = '*') => new PolicyStatement({ actions: [action], resources: [resource] });

describe('The role that is created for a construct', () => {
  test('has the logical IDs that a Role of aws-cdk-lib has', () => {
    const [stack, other] = [testStack(), testStack()];
    const agent = harnessIn(stack);
    agent.role?.addToPrincipalPolicy(statement('s3:GetObject'));
    const known = new Role(harnessIn(other), 'Known', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    known.addToPrincipalPolicy(statement('s3:GetObject'));
    const ids = (of: Stack, name: string) =>
      Object.keys(Template.fromStack(of).toJSON().Resources)
        .filter((id) => id.startsWith(`Agent${name}`))
        .map((id) => id.replace(`Agent${name}`, '').slice(0, -8));
    expect(ids(stack, 'Role')).toEqual(ids(other, 'Known'));
    expect(roleOf(agent).node.defaultChild?.node.path).toBe('Test/Agent/Role/Resource');
  });

  test('gets grants in a default policy, and has none without grants', () => {
    const stack = testStack();
    const { role } = harnessIn(stack);
    expect(defaultPolicyIn(stack)).toBeUndefined();
    const other = testStack();
    harnessIn(other).role?.addToPrincipalPolicy(statement('s3:GetObject'));
    expect(defaultPolicyIn(other)?.Statement).toEqual([{ Action: 's3:GetObject', Effect: 'Allow', Resource: '*' }]);
    expect(role).toBeInstanceOf(CreatedRole);
  });

  test('is the grantee of a grant that other resources can depend on', () => {
    const stack = testStack();
    const user = new User(stack, 'User');
    const grant = Grant.addToPrincipal({ grantee: harnessIn(stack), actions: ['s3:GetObject'], resourceArns: ['*'] });
    grant.assertSuccess();
    grant.applyBefore(user);
    const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::User'));
    expect(resource.DependsOn).toEqual([expect.stringMatching(/^AgentRoleDefaultPolicy/)]);
  });

  test('moves grants that do not fit in the default policy to managed policies', () => {
    const stack = testStack();
    const { role } = harnessIn(stack);
    const arns = Array.from({ length: 30 }, (_, index) => `arn:aws:s3:::${'x'.repeat(480)}-${index}`);
    for (const [index, arn] of arns.entries()) {
      role?.addToPrincipalPolicy(statement(`service:Do${index}`, arn));
    }
    new CfnOutput(stack, 'Arn', { value: role?.roleArn ?? '' });
    const document = (fill: () => unknown) => JSON.stringify(fill()).length;
    // The role's own statements and the default policy together exceed the limit of IAM.
    expect(messageOf(() => Template.fromStack(stack))).toMatch(
      /role must have at most 10240 characters of inline policies/,
    );
    const overflow = role?.node.tryFindChild('OverflowPolicy1') as ManagedPolicy;
    expect(document(() => stack.resolve(overflow.document))).toBeLessThanOrEqual(6_144);
  });

  test('merges grants that differ only in their resources before it moves any', () => {
    const stack = testStack();
    const { role } = harnessIn(stack);
    for (let index = 0; index < 100; index++) {
      role?.addToPrincipalPolicy(statement('s3:GetObject', `arn:aws:s3:::bucket-${index}`));
    }
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('accepts managed policies, each once', () => {
    const stack = testStack();
    const role = roleOf(harnessIn(stack));
    role.addManagedPolicy(READ_ONLY);
    role.addManagedPolicy(READ_ONLY);
    expect(plain(roleResource(stack).Properties.ManagedPolicyArns)).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
    const other = testStack();
    harnessIn(other);
    expect(roleResource(other).Properties.ManagedPolicyArns).toBeUndefined();
  });

  test('accepts inline policies', () => {
    const stack = testStack();
    const role = roleOf(harnessIn(stack));
    role.attachInlinePolicy(new Policy(stack, 'Extra', { statements: [statement('s3:GetObject')] }));
    const extra = Object.entries(policiesIn(stack)).find(([id]) => id.startsWith('Extra'));
    expect(plain(extra?.[1].Properties.Roles)).toEqual([expect.stringMatching(/^\$\{AgentRole/)]);
  });

  test('trusts AgentCore and the principals that users add', () => {
    const stack = testStack();
    roleOf(harnessIn(stack)).assumeRolePolicy.addStatements(
      new PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new AccountPrincipal('444455556666')] }),
    );
    const services = (of: Stack) =>
      (roleResource(of).Properties.AssumeRolePolicyDocument as { Statement: Array<{ Principal: object }> }).Statement;
    expect(services(stack)).toHaveLength(2);
    const other = testStack();
    harnessIn(other);
    expect(services(other)).toEqual([services(stack)[0]]);
  });

  test('is accepted as a role by aws-cdk-lib', () => {
    const stack = testStack();
    const role = roleOf(harnessIn(stack));
    expect(Role.isRole(role)).toBe(true);
    expect(Role.isRole(harnessIn(testStack()))).toBe(false);
    expect(stack.resolve(role.principalAccount)).toBe(ACCOUNT);
    expect(stack.resolve(role.policyFragment.principalJson)).toEqual({ AWS: [stack.resolve(role.roleArn)] });
    expect(stack.resolve(role.roleRef.roleName)).toEqual(stack.resolve(role.roleName));
    expect(plain(stack.resolve(role.roleId))).toMatch(/RoleId/);
  });

  test('can be passed and assumed by other principals', () => {
    const stack = testStack();
    const role = roleOf(harnessIn(stack));
    const user = new User(stack, 'User');
    role.grantPassRole(user);
    role.grantAssumeRole(user);
    role.grant(user, 'iam:GetRole');
    const [policy] = Object.entries(policiesIn(stack)).filter(([id]) => id.startsWith('User'));
    const { Statement: statements } = policy[1].Properties.PolicyDocument;
    expect(statements.map(({ Action }: { Action: string }) => Action)).toEqual([
      'iam:PassRole',
      'sts:AssumeRole',
      'iam:GetRole',
    ]);
    expect(() => role.grantAssumeRole(new ServicePrincipal('lambda.amazonaws.com'))).toThrow(/assumeRolePolicy/);
  });

  test('can be passed on without updates of its policies', () => {
    const stack = testStack();
    const fixed = roleOf(harnessIn(stack)).withoutPolicyUpdates();
    expect(fixed.addToPrincipalPolicy(statement('s3:GetObject')).statementAdded).toBe(true);
    expect(defaultPolicyIn(stack)).toBeUndefined();
  });

  test('follows permissions boundaries, tags and removal policies', () => {
    const stack = testStack();
    harnessIn(stack);
    PermissionsBoundary.of(stack).apply(READ_ONLY);
    Tags.of(stack).add('team', 'desk');
    RemovalPolicies.of(stack).retain();
    const role = roleResource(stack) as unknown as { DeletionPolicy: string; Properties: Record<string, unknown> };
    expect(plain(role.Properties.PermissionsBoundary)).toBe('arn:aws:iam::aws:policy/ReadOnlyAccess');
    expect(role.Properties.Tags).toEqual([{ Key: 'team', Value: 'desk' }]);
    expect(role.DeletionPolicy).toBe('Retain');
  });

  test('can be used in other stacks and in nested stacks', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const stack = new Stack(app, 'Test', { env });
    const { role } = harnessIn(stack);
    const other = new Stack(app, 'Other', { env });
    new CfnOutput(other, 'Arn', { value: role?.roleArn ?? '' });
    const nested = new NestedStack(stack, 'Nested');
    new CfnOutput(nested, 'Name', { value: role?.roleName ?? '' });
    expect(Template.fromStack(other).toJSON().Outputs.Arn.Value).toEqual({
      'Fn::ImportValue': expect.stringContaining('ExportsOutputFnGetAttAgentRole'),
    });
    expect(JSON.stringify(Template.fromStack(nested).toJSON().Outputs.Name.Value)).toMatch(/AgentRole/);
  });

  test('is a Role of aws-cdk-lib if the app has a property injector for roles', () => {
    const stack = testStack();
    const inject = (props: ResourceProps) => ({ ...props, description: 'Injected' });
    PropertyInjectors.of(stack).add({ constructUniqueId: Role.PROPERTY_INJECTION_ID, inject });
    expect(harnessIn(stack).role).not.toBeInstanceOf(CreatedRole);
    expect(roleResource(stack).Properties.Description).toBe('Injected');
  });

  test('renders Deny statements that users add', () => {
    const stack = testStack();
    harnessIn(stack).role?.addToPrincipalPolicy(
      new PolicyStatement({ effect: Effect.DENY, notActions: ['s3:*'], notResources: ['arn:aws:s3:::a'] }),
    );
    expect(defaultPolicyIn(stack)?.Statement).toEqual([
      { Effect: 'Deny', NotAction: 's3:*', NotResource: 'arn:aws:s3:::a' },
    ]);
  });

  test('retains changes that users make to the L1 resource', () => {
    const stack = testStack();
    const resource = roleOf(harnessIn(stack)).node.defaultChild as CfnRole;
    resource.addPropertyOverride('Description', 'Mine');
    expect(roleResource(stack).Properties.Description).toBe('Mine');
  });
});
