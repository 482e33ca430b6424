import {
  type IRole,
  ManagedPolicy,
  Policy,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Annotations, Lazy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { RoleBinding } from './binding';
import { attachedPolicyName } from './names';

/** IAM counts 10,240 characters over all inline policies of a role; the rest is left to what others grant later. */
const INLINE_BUDGET = 7_000;
/** What IAM takes in one managed policy, and what of that the document around its statements takes. */
const MANAGED_LIMIT = 6_144;
const EMPTY_POLICY = '{"Version":"2012-10-17","Statement":[]}';
const MANAGED_BUDGET = MANAGED_LIMIT - EMPTY_POLICY.length;
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
  const [inline, ...managed] = pack(binding, { inline: 0, managed: 0 });
  const role = new Role(binding.scope, 'Role', {
    assumedBy: new ServicePrincipal(service, {
      conditions: {
        StringEquals: { 'aws:SourceAccount': binding.stack.account },
        ArnLike: { 'aws:SourceArn': sourceArn },
      },
    }),
    inlinePolicies: { [policyName]: new PolicyDocument({ statements: inline.statements }) },
    managedPolicies: managedPolicies(binding, managed),
  });
  count(binding, role, { inline: lengthOf(inline), managed: managed.length });
  return role;
}

/** Gives a role that is there already what was asked for, in policies that the construct waits for. */
export function attachPermissions(binding: RoleBinding, role: IRole): void {
  const [inline, ...managed] = pack(binding, usageOf(binding, role));
  const policy = attachPart(binding, 'RolePolicy', role, inline);
  if (!policy) {
    binding.lacking.push(...managed.flatMap(({ statements }) => statements));
    return;
  }
  if (inline.statements.length > 0) {
    binding.prerequisites.push(policy);
  } else {
    // It was a question only: IAM has no policy without statements.
    binding.scope.node.tryRemoveChild(policy.node.id);
  }
  binding.prerequisites.push(...managedPolicies(binding, managed, [role]));
  count(binding, role, { inline: 0, managed: managed.length });
}

function managedPolicies(binding: RoleBinding, parts: Part[], roles?: IRole[]): ManagedPolicy[] {
  return parts.map(
    ({ statements }, index) => new ManagedPolicy(binding.scope, `RolePolicy${index + 1}`, { statements, roles }),
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
  return attachPart(binding, id, role, partOf(statements));
}

function attachPart(binding: RoleBinding, id: string, role: IRole, part: Part): Policy | undefined {
  const { statements } = part;
  const policy = new AttachablePolicy(binding.scope, id, {
    statements,
    // The role remembers the names of its policies, also of a construct that was rejected and is constructed again.
    policyName: Lazy.string({ produce: () => attachedPolicyName(binding.scope, id) }),
  });
  role.attachInlinePolicy(policy);
  if (policy.attached) {
    count(binding, role, { inline: lengthOf(part), managed: 0 });
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

/** The statements of one policy, and the characters that they take. */
interface Part {
  readonly statements: PolicyStatement[];
  readonly length: number;
}

/** What of a role is taken: characters inline, and how many managed policies. */
interface Usage {
  readonly inline: number;
  readonly managed: number;
}

/** What this app attaches to each role, by app: IAM counts by role, and not by who attaches, or by how the role is imported. */
const USAGE = new WeakMap<IConstruct, Map<string, Usage>>();

const nameOf = (role: IRole) => `${role.env.account}/${role.roleName}`;

function usageOf({ scope }: RoleBinding, role: IRole): Usage {
  return USAGE.get(scope.node.root)?.get(nameOf(role)) ?? { inline: 0, managed: 0 };
}

function count(binding: RoleBinding, role: IRole, more: Usage): void {
  const { root } = binding.scope.node;
  const usage = usageOf(binding, role);
  const roles = USAGE.get(root) ?? new Map<string, Usage>();
  roles.set(nameOf(role), { inline: usage.inline + more.inline, managed: usage.managed + more.managed });
  USAGE.set(root, roles);
}

/** The inline policy first, then as many managed policies as the rest needs, beside what the role has. */
function pack(binding: RoleBinding, usage: Usage): Part[] {
  const statements = binding.permissions.statements((value) => binding.stack.resolve(value));
  const parts: Part[] = [partOf([])];
  const taken = usage.inline + EMPTY_POLICY.length;
  for (const statement of statements) {
    const { length } = partOf([statement]);
    if (length > MANAGED_BUDGET) {
      binding.faults.add(
        `role: the permission ${statement.sid} takes about ${length} characters, IAM takes ${MANAGED_LIMIT} in one policy: name fewer resources, or bring a role of your own`,
      );
    }
    const budget = parts.length === 1 ? INLINE_BUDGET - taken : MANAGED_BUDGET;
    const last = parts[parts.length - 1];
    if (last.length + length > budget) {
      parts.push({ statements: [statement], length });
    } else {
      parts[parts.length - 1] = { statements: [...last.statements, statement], length: last.length + length };
    }
  }
  const managed = usage.managed + parts.length - 1;
  if (managed > MOST_MANAGED_POLICIES) {
    const [whose, wayOut] =
      usage.managed > 0
        ? [
            ', with those of others that this app attached to it,',
            'take another role for some, a target another gateway, or bring one that has them, by withoutPolicyUpdates()',
          ]
        : ['', 'split the agent, or bring a role of your own'];
    binding.faults.add(
      `role: its permissions${whose} fill ${managed} managed policies, IAM attaches ${MOST_MANAGED_POLICIES} to a role: ${wayOut}`,
    );
  }
  return parts;
}

/** What a policy takes of the role. */
function lengthOf({ length }: Part): number {
  return length > 0 ? length + EMPTY_POLICY.length : 0;
}

/** With commas behind them, an upper estimate: what a token will be is not known yet. */
function partOf(statements: PolicyStatement[]): Part {
  const text = statements.map((statement) => `${JSON.stringify(statement.toStatementJson())},`).join('');
  const { length } = text
    .replace(/\$\{Token\[AWS\.[^\]]*\]\}/g, 'x'.repeat(14))
    .replace(/\$\{Token\[[^\]]*\]\}/g, 'x'.repeat(130));
  return { statements, length };
}
