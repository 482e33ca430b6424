import {
  type IRole,
  ManagedPolicy,
  Policy,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Annotations } from 'aws-cdk-lib/core';
import type { RoleBinding } from './binding';
import { policyName } from './names';

/** IAM counts 10,240 characters over all inline policies of a role; the rest is left to what others grant later. */
const INLINE_BUDGET = 7_000;
/** What IAM takes in one managed policy, and what of that the document around its statements takes. */
const MANAGED_LIMIT = 6_144;
const MANAGED_BUDGET = MANAGED_LIMIT - '{"Version":"2012-10-17","Statement":[]}'.length;
/** What IAM attaches to one role, by default. */
const MOST_MANAGED_POLICIES = 10;

const AGENTCORE = 'bedrock-agentcore.amazonaws.com';

/** Whom a role trusts, and for the sake of which resources. */
export interface Trust {
  readonly service: string;
  readonly sourceArn: string;
  /** What the role's own policy is called. */
  readonly policyName: string;
}

/**
 * The role that a construct works with. Our own has its statements inline, so that they are there as soon as the role is;
 * one that the user brings gets them in a policy that the construct waits for.
 *
 * @param trust AgentCore for any of its resources, when nothing else is said: narrower patterns fail the service's check
 * of the role when an agent is created
 */
export function executionRole(binding: RoleBinding, given?: IRole, trust: Partial<Trust> = {}): IRole {
  const { service = AGENTCORE, sourceArn = binding.agentCoreArn('*'), policyName = 'Agent' } = trust;
  if (given) {
    attachPermissions(binding, given);
    reviewTrust(binding, given, service);
    return given;
  }
  const [inline, ...managed] = pack(binding);
  return new Role(binding.scope, 'Role', {
    assumedBy: new ServicePrincipal(service, {
      conditions: {
        StringEquals: { 'aws:SourceAccount': binding.stack.account },
        ArnLike: { 'aws:SourceArn': sourceArn },
      },
    }),
    inlinePolicies: { [policyName]: new PolicyDocument({ statements: inline }) },
    managedPolicies: managedPolicies(binding, managed),
  });
}

/** Gives a role that is there already what was asked for, in policies that the construct waits for. */
export function attachPermissions(binding: RoleBinding, role: IRole): void {
  const [inline, ...managed] = pack(binding, role);
  const policy = attachPolicy(binding, 'RolePolicy', role, inline);
  if (!policy) {
    binding.lacking.push(...managed.flat());
    return;
  }
  if (inline.length > 0) {
    binding.prerequisites.push(policy);
  } else {
    // It was a question only: IAM has no policy without statements.
    binding.scope.node.tryRemoveChild(policy.node.id);
  }
  binding.prerequisites.push(...managedPolicies(binding, managed, [role]));
}

function managedPolicies(binding: RoleBinding, parts: PolicyStatement[][], roles?: IRole[]): ManagedPolicy[] {
  return parts.map(
    (statements, index) => new ManagedPolicy(binding.scope, `RolePolicy${index + 1}`, { statements, roles }),
  );
}

/** Only a role that is made in this app shows whom it trusts. */
function reviewTrust(binding: RoleBinding, role: IRole, service: string): void {
  const policy = (role as Partial<Role>).assumeRolePolicy;
  const [name] = service.split('.');
  if (policy && !JSON.stringify(binding.stack.resolve(policy.toJSON())).includes(`${name}.`)) {
    Annotations.of(binding.scope).addWarningV2(
      'cdk-agentcore:roleNotTrusting',
      `role does not trust ${service}, so the service cannot work with it: name that service in its assumedBy`,
    );
  }
}

/** Attaches statements to a role in a policy of their own; what a role that cannot be edited lacks is kept for a warning. */
export function attachPolicy(
  binding: RoleBinding,
  id: string,
  role: IRole,
  statements: PolicyStatement[],
): Policy | undefined {
  const policy = new AttachablePolicy(binding.scope, id, { statements, policyName: policyName(binding.scope, id) });
  role.attachInlinePolicy(policy);
  if (policy.attached) {
    return policy;
  }
  binding.scope.node.tryRemoveChild(id);
  binding.lacking.push(...statements);
  return undefined;
}

/** Once, when all is attached: what the role must be given by whoever may edit it. */
export function warnOfLacking(binding: RoleBinding, service = AGENTCORE): void {
  if (binding.lacking.length > 0) {
    const document = binding.stack.resolve(new PolicyDocument({ statements: binding.lacking }).toJSON());
    Annotations.of(binding.scope).addWarningV2(
      'cdk-agentcore:roleNotEditable',
      `role cannot be edited from here and is left as it is. It must trust ${service} and have these permissions: ${JSON.stringify(document)}`,
    );
  }
}

/** Knows whether the role took it: imported roles without rights ignore what they are given. */
class AttachablePolicy extends Policy {
  public attached = false;

  public attachToRole(role: IRole): void {
    this.attached = true;
    super.attachToRole(role);
  }
}

/** What agents have put inline into roles that they share. */
const INLINE = new WeakMap<IRole, number>();

/** The inline policy first, then as many managed policies as the rest needs. */
function pack(binding: RoleBinding, given?: IRole): PolicyStatement[][] {
  const statements = binding.permissions.statements((value) => binding.stack.resolve(value));
  const parts: PolicyStatement[][] = [[]];
  let used = (given && INLINE.get(given)) ?? 0;
  for (const statement of statements) {
    const length = lengthOf(statement) + ','.length;
    if (length > MANAGED_BUDGET) {
      binding.faults.add(
        `role: the permission ${statement.sid} takes about ${length} characters, IAM takes ${MANAGED_LIMIT} in one policy: name fewer resources, or bring a role of your own`,
      );
    }
    if (used + length > (parts.length === 1 ? INLINE_BUDGET : MANAGED_BUDGET)) {
      parts.push([]);
      used = 0;
    }
    parts[parts.length - 1].push(statement);
    used += length;
    if (given && parts.length === 1) {
      INLINE.set(given, used);
    }
  }
  if (parts.length - 1 > MOST_MANAGED_POLICIES) {
    binding.faults.add(
      `role: its permissions fill ${parts.length - 1} managed policies, IAM attaches ${MOST_MANAGED_POLICIES} to a role: split the agent, or bring a role of your own`,
    );
  }
  return parts;
}

/** An upper estimate: what a token will be is not known yet. */
function lengthOf(statement: PolicyStatement): number {
  const text = JSON.stringify(statement.toStatementJson());
  return text.replace(/\$\{Token\[AWS\.[^\]]*\]\}/g, 'x'.repeat(14)).replace(/\$\{Token\[[^\]]*\]\}/g, 'x'.repeat(130))
    .length;
}
