import { CfnPolicy, type IRole, ManagedPolicy, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Annotations, Lazy, Resource, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { changesRoles } from '../known/role';
import { attachedPolicyName } from '../names';
import { differ } from '../validation/environment';
import { checkRole } from '../validation/references';
import type { RoleBinding } from './binding';
import { CreatedRole, roleNameFor } from './created-role';
import { type Permission, Permissions } from './permissions';
import { EMPTY_LENGTH, type Part, pack, partOf } from './policy-parts';
import { renderedPolicy } from './rendered-policy';
import { MANAGED_MAXIMUM, recordUse } from './role-uses';
import { documentOf, policyOf, type Statement } from './statement';
import { reviewTrust } from './trust-review';

/**
 * The maximum number of characters of the statements in the role. The rest of the IAM quota of 10,240 characters is for
 * grants that users add later.
 */
const INLINE_BUDGET = 7_000 - EMPTY_LENGTH;
/**
 * The maximum number of characters of an inline policy that is attached to a role of the user. Longer policies are
 * managed policies. The size of the policy alone decides, so that a new construct on the same role does not move the
 * policies of the others.
 */
const SMALL_POLICY = 1_024 - EMPTY_LENGTH;

/** The trust policy of a role: the service that assumes the role, and the resources that it acts for. */
export interface Trust {
  readonly service: string;
  readonly sourceArn: string;
  /** The name of the inline policy of the role. */
  readonly policyName: string;
  /** The IAM path of the role. Another path replaces the role. */
  readonly path?: string;
}

/**
 * Returns the execution role of a construct. A role that is created for the construct has inline statements, which exist
 * as soon as the role does. A role that the user passes gets the statements in a policy that the construct depends on.
 *
 * @param trust The service that assumes the role. By default, AgentCore for all of its resources in the account and
 *   Region, because narrower patterns fail the check of the role when an agent is created
 */
export function executionRole(binding: RoleBinding, given?: IRole, trust: Partial<Trust> = {}): IRole {
  const { service = binding.trusted, sourceArn = binding.agentCoreArn('*'), policyName = 'Agent', path } = trust;
  binding.trusted = service;
  if (given) {
    checkRole(binding.errors, 'role', given);
    waitForRole(binding, given);
    attachPermissions(binding, given);
    reviewTrust(binding, given, service);
    binding.role = given;
    return given;
  }
  const statements = statementsOf(binding);
  const [inline, ...managed] = packAll(binding, statements, INLINE_BUDGET);
  const role = createRole(binding, {
    path,
    service,
    conditions: {
      StringEquals: { 'aws:SourceAccount': binding.stack.account },
      ArnLike: { 'aws:SourceArn': sourceArn },
    },
    policyName,
    statements: inline.statements,
    managedPolicies: managedPolicies(binding, managed),
  });
  recordUse(role, { scope: binding.scope, statements });
  binding.role = role;
  return role;
}

/**
 * A role of another Region is referred to by its physical name, so CDK does not know that its stack must be deployed
 * first. In the same Region, a reference to the role is sufficient.
 */
function waitForRole({ prerequisites, stack }: RoleBinding, role: IRole): void {
  if (differ(Stack.of(role).region, stack.region) && Resource.isOwnedResource(role)) {
    prerequisites.push(role);
  }
}

interface RoleOptions {
  readonly service: string;
  readonly conditions: object;
  readonly policyName: string;
  readonly statements: Statement[];
  readonly managedPolicies: ManagedPolicy[];
  readonly path?: string;
}

function createRole({ scope }: RoleBinding, { service, conditions, ...options }: RoleOptions): IRole {
  if (changesRoles(scope)) {
    const { policyName, statements, ...props } = options;
    return new Role(scope, 'Role', {
      ...props,
      assumedBy: new ServicePrincipal(service, { conditions: { ...conditions } }),
      inlinePolicies: { [policyName]: documentOf(statements) },
    });
  }
  const trust = {
    Action: 'sts:AssumeRole',
    Condition: conditions,
    Effect: 'Allow',
    Principal: { Service: service },
  };
  return new CreatedRole(scope, 'Role', { ...options, trust });
}

/** Returns the role of a construct that needs none if it has no permissions. */
export function optionalRole(binding: RoleBinding, given?: IRole): IRole | undefined {
  return given || !binding.permissions.isEmpty ? executionRole(binding, given) : undefined;
}

/** Grants the permissions to an existing role, in policies on which the construct depends. */
export function attachPermissions(binding: RoleBinding, role: IRole): void {
  const statements = statementsOf(binding);
  const { length } = partOf(statements);
  const [inline, ...managed] = length <= SMALL_POLICY ? [{ statements, length }] : packAll(binding, statements, 0);
  if (!attachInline(binding, 'RolePolicy', role, inline.statements)) {
    binding.lacking.push(...statements);
    return;
  }
  binding.prerequisites.push(...managedPolicies(binding, managed, [role]));
  recordUse(role, { scope: binding.scope, statements, inline: inline.statements, managed: managed.length });
}

function statementsOf({ permissions, stack }: RoleBinding): Statement[] {
  return permissions.statements((value) => stack.resolve(value));
}

function packAll({ errors }: RoleBinding, statements: Statement[], budget: number): [Part, ...Part[]] {
  const parts = pack(errors, statements, budget);
  if (parts.length - 1 > MANAGED_MAXIMUM) {
    errors.add(
      `role: the permissions fill ${parts.length - 1} managed policies, and IAM allows at most ${MANAGED_MAXIMUM} on a role. Split the features over several constructs with a role each.`,
    );
  }
  return parts;
}

function managedPolicies(binding: RoleBinding, parts: Part[], roles?: IRole[]): ManagedPolicy[] {
  return parts.map(
    ({ statements }, index) =>
      new ManagedPolicy(binding.scope, `RolePolicy${index + 1}`, {
        document: documentOf(statements),
        roles,
      }),
  );
}

/** Attaches a permission that needs an attribute of the created resource to its role, in a separate policy. */
export function attachPolicy(binding: RoleBinding, id: string, permission: Permission): void {
  const { role, scope, stack } = binding;
  const permissions = new Permissions();
  permissions.add(permission);
  const statements = permissions.statements((value) => stack.resolve(value));
  if (role && attachInline(binding, id, role, statements)) {
    recordUse(role, { scope, statements, inline: statements });
  } else {
    binding.lacking.push(...statements);
  }
}

/** Attaches statements to a role in an inline policy, and returns whether the role can be edited. */
function attachInline(binding: RoleBinding, id: string, role: IRole, statements: Statement[]): boolean {
  const { scope, stack, prerequisites } = binding;
  if (role instanceof CreatedRole || (Role.isRole(role) && !changesRoles(role))) {
    if (statements.length > 0) {
      prerequisites.push(
        new CfnPolicy(new Construct(scope, id), 'Resource', {
          policyDocument: renderedPolicy(stack, statements),
          policyName: attachedPolicyName(scope, id),
          roles: [roleNameFor(scope, role)],
        }),
      );
    }
    return true;
  }
  let isAttached = false;
  class AttachablePolicy extends Policy {
    public attachToRole(given: IRole): void {
      isAttached = true;
      super.attachToRole(given);
    }
  }
  const policy = new AttachablePolicy(scope, id, {
    document: documentOf(statements),
    // The role remembers the names of its policies, also of a construct that was rejected and is constructed again.
    policyName: Lazy.string({ produce: () => attachedPolicyName(scope, id) }),
  });
  role.attachInlinePolicy(policy);
  if (isAttached && statements.length > 0) {
    prerequisites.push(policy);
  } else {
    // IAM rejects a policy without statements. This one only shows whether the role can be edited.
    scope.node.tryRemoveChild(id);
  }
  return isAttached;
}

/** Reports the permissions that users must grant to the role, once all of them are known. */
export function warnOfLacking(binding: RoleBinding): void {
  if (binding.lacking.length > 0) {
    const document = binding.stack.resolve(policyOf(binding.lacking));
    Annotations.of(binding.scope).addWarningV2(
      'cdk-agentcore:roleNotEditable',
      `the policies of role cannot be edited in this app, so no permissions are added. The role must trust ${binding.trusted} and have these permissions: ${JSON.stringify(document)}`,
    );
  }
}
