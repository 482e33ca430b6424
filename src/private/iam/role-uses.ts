import { CfnPolicy, CfnRole, type IRole, type PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Annotations, Resource, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { resourceOf } from '../known/resource';
import { isUnknown } from '../validation/unknown';
import { type Size, sizeOf } from './policy-parts';
import { entriesOf, policyOf, type Statement } from './statement';

/** The maximum number of characters of all inline policies of a role. The quota cannot be raised. */
const INLINE_LIMIT = 10_240;
/** The default quota of managed policies of a role, and the highest value that it can be raised to. */
const MANAGED_QUOTA = 10;
export const MANAGED_MAXIMUM = 25;

/** The policies of one construct for a role. */
export interface RoleUse {
  readonly scope: Construct;
  /** All statements, including those in the role itself. */
  readonly statements: Statement[];
  /** The statements in an inline policy that is attached to the role. */
  readonly inline?: Statement[];
  /** The number of managed policies that are attached to the role. */
  readonly managed?: number;
}

const USES = Symbol.for('cdk-agentcore.roleUses');

interface WithUses extends IConstruct {
  [USES]?: Map<string, RoleUse[]>;
}

/**
 * Returns the uses of a role in this app. An imported role is one role, however often it is imported, if the account
 * and the name are known. Otherwise the imports in one stack are one role: stacks for any account can be in different
 * ones.
 */
function usesOf(role: IRole): RoleUse[] {
  const stack = Stack.of(role);
  const isOwned = Resource.isOwnedResource(role);
  const isKnown = isOwned || !(isUnknown(role.env.account) || isUnknown(role.roleName));
  const owner: WithUses = isOwned ? role : isKnown ? role.node.root : stack;
  owner[USES] ??= new Map();
  const key = isOwned ? '' : JSON.stringify(stack.resolve([role.env.account, role.roleName]));
  const uses = owner[USES].get(key) ?? [];
  owner[USES].set(key, uses);
  return uses;
}

/** Records a use of a role, and checks at synthesis whether IAM accepts all policies of the role. */
export function recordUse(role: IRole, use: RoleUse): void {
  const uses = usesOf(role);
  uses.push(use);
  use.scope.node.addValidation({ validate: () => reviewUses(role, uses, use) });
}

/** Only one construct reports the problem: the last one in the order of the paths. */
function reviewUses(role: IRole, all: RoleUse[], use: RoleUse): string[] {
  // A construct that is removed after its constructor threw an error no longer counts.
  const uses = all.filter(({ scope: { node } }) => node.scope?.node.tryFindChild(node.id));
  const sorted = [...uses].sort((left, right) => (left.scope.node.path < right.scope.node.path ? -1 : 1));
  if (sorted[sorted.length - 1] !== use) {
    return [];
  }
  const attached = uses.flatMap(({ inline }) => (inline?.length ? [policyOf(inline)] : []));
  const inline = [...documentsOf(role), ...attached].map(sizeOf).reduce(sum, { min: 0, max: 0 });
  const managed = attachedTo(role) + uses.reduce((count, { managed = 0 }) => count + managed, 0);
  const users = new Set(uses.map(({ scope }) => scope)).size;
  const shared = users > 1 ? ` The app uses the role for ${users} constructs.` : '';
  const fix = `${shared} Use another role for some of them (a target: another gateway), or attach the permissions yourself and pass role.withoutPolicyUpdates().`;
  const errors: string[] = [];
  const warn = (message: string) =>
    Annotations.of(use.scope).addWarningV2('cdk-agentcore:rolePolicyQuota', `${message}${fix}`);
  if (inline.min > INLINE_LIMIT) {
    errors.push(
      `role must have at most ${INLINE_LIMIT} characters of inline policies, got at least ${inline.min}.${fix}`,
    );
  } else if (inline.max > INLINE_LIMIT) {
    warn(
      `role: the inline policies of the role have up to ${inline.max} characters, depending on the names of resources that CloudFormation generates, and IAM accepts ${INLINE_LIMIT}. The deployment fails if the names are long.`,
    );
  }
  if (managed > MANAGED_MAXIMUM) {
    errors.push(`role must have at most ${MANAGED_MAXIMUM} managed policies, got ${managed}.${fix}`);
  } else if (managed > MANAGED_QUOTA) {
    warn(
      `role: the role has ${managed} managed policies, and the default quota of IAM is ${MANAGED_QUOTA}. The deployment fails unless the quota is raised.`,
    );
  }
  return errors;
}

function sum(left: Size, right: Size): Size {
  return { min: left.min + right.min, max: left.max + right.max };
}

/**
 * The inline policies of a role that is defined in this app, other than those that constructs of this library attach.
 */
function documentsOf(role: IRole): string[] {
  const inRole = resourceOf(role, CfnRole.isCfnRole)?.policies;
  const policies = Array.isArray(inRole) ? inRole : [];
  const own = policies.map((policy) => (policy as CfnRole.PolicyProperty).policyDocument);
  // The children of a role, and of an imported role, to which CDK adds the statements of grants.
  const later = ['DefaultPolicy', 'Policy'].map((id) => role.node.tryFindChild(id)?.node.defaultChild);
  return [
    ...own,
    ...later.map((policy) => (CfnPolicy.isCfnPolicy(policy) ? policy.policyDocument : undefined)),
  ].flatMap((document) =>
    isDocument(document) ? (document.toJSON() ?? []) : Token.isUnresolved(document) ? [] : (document ?? []),
  );
}

/** Whether a policy is an object of aws-cdk-lib. `instanceof` would load the class. */
function isDocument(policy: unknown): policy is PolicyDocument {
  return typeof (policy as Partial<PolicyDocument> | undefined)?.toJSON === 'function';
}

function attachedTo(role: IRole): number {
  const arns = Stack.of(role).resolve(resourceOf(role, CfnRole.isCfnRole)?.managedPolicyArns);
  return Array.isArray(arns) ? arns.length : 0;
}

/** Warns if another construct with the same role denies `sts:AssumeRole` to the role. */
export function reviewAssumeRole(scope: Construct, role: IRole): void {
  scope.node.addValidation({
    validate: () => {
      const denying = usesOf(role).filter(
        (use) =>
          use.scope !== scope &&
          use.statements.some(
            ({ Effect, Action }) => Effect === 'Deny' && entriesOf(Action).includes('sts:AssumeRole'),
          ),
      );
      if (denying.length > 0) {
        const paths = denying.map((use) => use.scope.node.path).sort();
        Annotations.of(scope).addWarningV2(
          'cdk-agentcore:assumeRoleDenied',
          `allowAssumeRole has no effect, because ${paths.join(', ')} uses the same role and denies it sts:AssumeRole. Set allowAssumeRole there as well, or use another role.`,
        );
      }
      return [];
    },
  });
}
