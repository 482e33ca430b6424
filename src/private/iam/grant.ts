import {
  AccountPrincipal,
  type AddToResourcePolicyResult,
  Grant,
  type GrantOnPrincipalOptions,
  type IGrantable,
  type IPrincipal,
  LazyRole,
  PolicyDocument,
  PolicyStatement,
  Role,
  UnknownPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Annotations, type ResourceEnvironment, Stack } from 'aws-cdk-lib/core';
import { Construct, Dependable, type IConstruct } from 'constructs';
import { partsOf } from '../validation/arn';
import { differ } from '../validation/environment';
import { isUnknown } from '../validation/unknown';

/** The resource-based policy of a resource, which must allow principals in other accounts. */
export interface GrantPolicy {
  /** The noun for the resource in messages. */
  readonly noun: string;
  /** Adds a statement. `undefined` if the policy is not managed in this app. */
  readonly add?: (statement: PolicyStatement) => AddToResourcePolicyResult;
  /** The permissions on this resource. The default is all permissions of the grant. */
  readonly permissions?: Permissions[];
}

/** The resource of a grant. */
export interface GrantResource {
  /** The construct that shows warnings. */
  readonly scope: IConstruct;
  /** The environment of the resource. An imported resource can be in another account than the stack. */
  readonly env: ResourceEnvironment;
  /** The method that the user calls. */
  readonly method: string;
  /** The resource-based policies that must allow principals in other accounts. None if there is no such policy. */
  readonly policies: GrantPolicy[];
  /**
   * Returns the permissions with ARNs that are known in other accounts: an identifier that AgentCore generates cannot
   * be referred to there. The default is the permissions of the grant.
   */
  readonly elsewhere?: () => Permissions[];
}

/** Actions on resources, under conditions. */
export type Permissions = Omit<GrantOnPrincipalOptions, 'grantee' | 'scope'>;

/**
 * Grants permissions to a principal, and warns if the principal does not get them or if they are not sufficient. A
 * principal in another account needs them in its own policies and in the resource-based policies.
 */
export function grantTo(resource: GrantResource, grantee: IGrantable, permissions: Permissions[]): Grant {
  const other = accountOtherThan(resource.env, grantee);
  return other === undefined
    ? grantWithin(resource, grantee, permissions)
    : grantAcross(resource, grantee, permissions, other);
}

function grantWithin(resource: GrantResource, grantee: IGrantable, permissions: Permissions[]): Grant {
  const { scope, method } = resource;
  const principal = grantee.grantPrincipal;
  const { grants, isAdded } = addToPrincipal(grantee, permissions);
  // aws-cdk-lib warns about an unknown principal itself.
  if (!isAdded && !(principal instanceof UnknownPrincipal)) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:grantNotAdded',
      `${method} adds no permission, because the policies of the principal cannot be edited in this app. Attach these statements to the principal: ${textOf(scope, permissions)}`,
    );
  }
  warnOfUnknownAccount(resource, principal);
  return isAdded ? combined(grants, grantee, method) : Grant.drop(grantee, method);
}

function grantAcross(resource: GrantResource, grantee: IGrantable, permissions: Permissions[], account: string): Grant {
  const { scope, method, policies } = resource;
  const elsewhere = resource.elsewhere?.() ?? permissions;
  const principal = grantee.grantPrincipal;
  // A policy for an imported user would be attached to the user of that name in the account of the stack.
  const isForeignUser = 'userArn' in principal && isElsewhere(principal, account);
  const { grants, isAdded } = isForeignUser ? { grants: [], isAdded: false } : addToPrincipal(grantee, elsewhere);
  const sides = policies.map((policy) => addToPolicy(resource, grantee, policy, permissions));
  const missing = sides.filter((side) => !side.isAdded).map((side) => side.noun);
  const statements = textOf(scope, elsewhere);
  // An account decides itself which of its roles may use what is allowed to it.
  const isAccount = principal instanceof AccountPrincipal;
  if (isAccount) {
    Annotations.of(scope).addInfo(
      `${method} allows the account ${account}. Its roles and users need these statements in their policies: ${statements}`,
    );
  } else if (!isAdded) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:grantNotAdded',
      `${method} adds no permission to the principal, because its policies cannot be edited in this app. Attach these statements to the principal: ${statements}`,
    );
  }
  if (policies.length === 0 || missing.length > 0) {
    warnOfOtherAccount(resource, account, missing);
  }
  const added = [...(isAdded ? grants : []), ...sides.flatMap((side) => side.grants)];
  const grant = combined(added, grantee, method);
  const isSufficient = (isAdded || isAccount) && policies.length > 0 && missing.length === 0;
  // aws-cdk-lib calls a grant a success if it has added a statement to either side.
  return isSufficient ? grant : Object.defineProperty(grant, 'success', { value: false });
}

function addToPrincipal(
  grantee: IGrantable,
  permissions: Permissions[],
): { readonly grants: Grant[]; readonly isAdded: boolean } {
  const grants = permissions.map((permission) => Grant.addToPrincipal({ ...permission, grantee }));
  const isAdded = grants.every((grant) => grant.success && takesStatements(grantee.grantPrincipal, grant));
  return { grants, isAdded };
}

interface AddedSide {
  readonly noun: string;
  readonly grants: Grant[];
  readonly isAdded: boolean;
}

function addToPolicy(
  { scope, env }: GrantResource,
  grantee: IGrantable,
  { noun, add, permissions }: GrantPolicy,
  all: Permissions[],
): AddedSide {
  if (!add) {
    return { noun, grants: [], isAdded: false };
  }
  const principal = grantee.grantPrincipal;
  const results: boolean[] = [];
  const addToResourcePolicy = (statement: PolicyStatement) => {
    const result = add(statement);
    results.push(result.statementAdded);
    // A policy that names a role is rejected unless the role exists.
    if (result.policyDependable && Construct.isConstruct(principal) && Stack.of(principal) !== Stack.of(scope)) {
      for (const root of Dependable.of(result.policyDependable).dependencyRoots) {
        root.node.addDependency(principal);
      }
    }
    return result;
  };
  const grants = (permissions ?? all).map(({ resourceArns, ...rest }) =>
    Grant.addStatementToResourcePolicy({
      ...{ grantee, resourceArns, actions: rest.actions },
      resource: { env, addToResourcePolicy },
      statement: new PolicyStatement({ ...rest, resources: resourceArns, principals: [principal] }),
    }),
  );
  const isAdded = results.every((result) => result);
  return { noun, grants: isAdded ? grants : [], isAdded };
}

function combined(grants: Grant[], grantee: IGrantable, method: string): Grant {
  return grants.length === 0 ? Grant.drop(grantee, method) : grants.reduce((all, grant) => all.combine(grant));
}

function textOf(scope: IConstruct, permissions: Permissions[]): string {
  const statements = permissions.map(
    ({ resourceArns, ...rest }) => new PolicyStatement({ ...rest, resources: resourceArns }),
  );
  return JSON.stringify(Stack.of(scope).resolve(new PolicyDocument({ statements }).toJSON()));
}

/**
 * Whether statements become part of a policy. An imported role that cannot be edited claims that they do, but has no
 * policy that the grant depends on. A role that is defined in the app has none before synthesis.
 */
function takesStatements(principal: IPrincipal, grant: Grant): boolean {
  const isImport = Construct.isConstruct(principal) && !Role.isRole(principal) && !(principal instanceof LazyRole);
  const hasPolicy = !isImport || Dependable.of(grant).dependencyRoots.length > 0;
  return hasPolicy && !(principal instanceof UnknownPrincipal);
}

function accountOf(principal: IPrincipal): string | undefined {
  const { arn, userArn } = principal as { readonly arn?: string; readonly userArn?: string };
  return principal.principalAccount ?? partsOf(arn ?? userArn ?? '').account;
}

/** Returns the account of a principal if it is known to differ from the account of the resource. */
export function accountOtherThan(env: ResourceEnvironment, grantee: IGrantable): string | undefined {
  const account = accountOf(grantee.grantPrincipal);
  return differ(account, env.account) ? account : undefined;
}

/** Whether a principal is imported into a stack of another account. */
function isElsewhere(principal: IPrincipal, account: string): boolean {
  return !Construct.isConstruct(principal) || Stack.of(principal).account !== account;
}

/** The account of a principal can be known although that of the resource is not, in a stack without an environment. */
function warnOfUnknownAccount({ scope, env, method }: GrantResource, principal: IPrincipal): void {
  const account = accountOf(principal);
  if (account !== undefined && !isUnknown(account) && isUnknown(env.account)) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:grantToUnknownAccount',
      `${method} is sufficient only if the stack is deployed to the account of the principal (${account}). Set env of the stack, or import the principal by its name.`,
    );
  }
}

function warnOfOtherAccount({ scope, env, method, policies }: GrantResource, account: string, missing: string[]): void {
  const fix =
    policies.length === 0
      ? `AgentCore has no resource-based policy for it. Grant the permission to a role in the account ${env.account}, and let the principal assume that role.`
      : `The policy of ${missing.join(' and of ')} must allow the principal as well, and is not managed in this app. Allow the principal there.`;
  Annotations.of(scope).addWarningV2(
    'cdk-agentcore:grantToOtherAccount',
    `${method} is not sufficient, because the principal is in another account (${account}). ${fix}`,
  );
}
