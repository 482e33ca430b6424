import {
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

/** The resource of a grant. */
export interface GrantResource {
  /** The construct that shows warnings. */
  readonly scope: IConstruct;
  /** Where the resource is. An import can be in another account than the stack. */
  readonly env: ResourceEnvironment;
  /** The method that the user calls. */
  readonly method: string;
  /**
   * The resources whose resource-based policies must allow principals in other accounts. None if there is no such
   * policy.
   */
  readonly resourcePolicies: string[];
}

/** Actions on resources, under conditions. */
export type Permissions = Omit<GrantOnPrincipalOptions, 'grantee' | 'scope'>;

/** Grants permissions to a principal, and warns if the principal does not get them or if they are not sufficient. */
export function grantTo(resource: GrantResource, grantee: IGrantable, permissions: Permissions[]): Grant {
  const { scope, method } = resource;
  const principal = grantee.grantPrincipal;
  const other = accountOtherThan(resource, principal);
  // A policy for a user of another account would be attached to the user of that name in the account of the stack.
  const isForeignUser = other !== undefined && 'userArn' in principal;
  const grants = isForeignUser
    ? [Grant.drop(grantee, method)]
    : permissions.map((permission) => Grant.addToPrincipal({ ...permission, grantee }));
  const isAdded = grants.every((grant) => grant.success && takesStatements(principal, grant));
  // aws-cdk-lib warns about an unknown principal itself.
  if (!isAdded && !(principal instanceof UnknownPrincipal)) {
    const statements = permissions.map(
      ({ resourceArns, ...rest }) => new PolicyStatement({ ...rest, resources: resourceArns }),
    );
    const document = Stack.of(scope).resolve(new PolicyDocument({ statements }).toJSON());
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:grantNotAdded',
      `${method} adds no permission, because the policies of the principal cannot be edited in this app. Attach these statements to the principal: ${JSON.stringify(document)}`,
    );
  }
  if (other !== undefined) {
    warnOfOtherAccount(resource, other);
  } else {
    warnOfUnknownAccount(resource, principal);
  }
  // The permissions of the principal alone do not give it access to a resource in another account.
  return isAdded && other === undefined
    ? grants.reduce((all, grant) => all.combine(grant))
    : Grant.drop(grantee, method);
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

/** The account of a principal, if it is known to be another one than that of the resource. */
function accountOtherThan({ env }: GrantResource, principal: IPrincipal): string | undefined {
  const account = accountOf(principal);
  return differ(account, env.account) ? account : undefined;
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

function warnOfOtherAccount({ scope, env, method, resourcePolicies }: GrantResource, account: string): void {
  const fix =
    resourcePolicies.length === 0
      ? `AgentCore has no resource-based policy for it. Grant the permission to a role in the account ${env.account}, and let the principal assume that role.`
      : `A resource-based policy must allow the principal as well, on ${resourcePolicies.join(' and on ')}. Create an AWS::BedrockAgentCore::ResourcePolicy for each.`;
  Annotations.of(scope).addWarningV2(
    'cdk-agentcore:grantToOtherAccount',
    `${method} is not sufficient, because the principal is in another account (${account}). ${fix}`,
  );
}
