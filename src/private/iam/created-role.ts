import {
  type AddToPrincipalPolicyResult,
  ArnPrincipal,
  type CfnPolicy,
  CfnRole,
  Grant,
  type IManagedPolicy,
  type IPrincipal,
  type IRole,
  ManagedPolicy,
  Policy,
  PolicyDocument,
  type PolicyStatement,
  type PrincipalPolicyFragment,
  Role,
  RoleGrants,
  type RoleReference,
  type WithoutPolicyUpdatesOptions,
} from 'aws-cdk-lib/aws-iam';
import { Annotations, AspectPriority, Aspects, Resource, Stack } from 'aws-cdk-lib/core';
import { type Construct, DependencyGroup, type IConstruct } from 'constructs';
import { resourceOf } from '../known/resource';
import { pack, partOf } from './policy-parts';
import { renderedPolicy } from './rendered-policy';
import { documentOf, mergeResources, type Statement } from './statement';

/** The maximum number of characters of the policy to which grants are added, as in `Role` of aws-cdk-lib. */
const GRANTS_BUDGET = 10_000;

/** Marks roles for `Role.isRole` of aws-cdk-lib. */
const IS_ROLE = Symbol.for('@aws-cdk/packages/aws-iam/lib/role.Role');

export interface CreatedRoleProps {
  /** The statement of the trust policy. */
  readonly trust: object;
  readonly policyName: string;
  readonly statements: Statement[];
  readonly managedPolicies: IManagedPolicy[];
  readonly path?: string;
}

/**
 * The role that is created for a construct. It has the members of `Role` of aws-cdk-lib, but its policies are plain
 * JSON, which takes a fraction of the time to synthesize. Grants that users add later are in a separate policy with the
 * same logical ID as that of a `Role`.
 */
export class CreatedRole extends Resource implements IRole {
  public readonly grantPrincipal: IPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';

  private readonly resource: CfnRole;
  private readonly granted: PolicyStatement[] = [];
  private readonly grantPolicies = new DependencyGroup();
  private defaultPolicy?: Policy;
  private trust?: PolicyDocument;
  private arn?: string;
  private name?: string;

  public constructor(scope: Construct, id: string, props: CreatedRoleProps) {
    super(scope, id);
    const { managedPolicies } = props;
    const { stack } = this;
    this.resource = new CfnRole(this, 'Resource', {
      assumeRolePolicyDocument: renderedPolicy(stack, [props.trust]),
      managedPolicyArns: managedPolicies.length > 0 ? managedPolicies.map(arnOf) : undefined,
      path: props.path,
      policies: [{ policyName: props.policyName, policyDocument: renderedPolicy(stack, props.statements) }],
    });
  }

  public get roleArn(): string {
    this.arn ??= this.getResourceArnAttribute(this.resource.attrArn, {
      region: '',
      service: 'iam',
      resource: 'role',
      resourceName: this.physicalName,
    });
    return this.arn;
  }

  public get roleName(): string {
    this.name ??= this.getResourceNameAttribute(this.resource.ref);
    return this.name;
  }

  public get roleId(): string {
    return this.resource.attrRoleId;
  }

  public get roleRef(): RoleReference {
    return { roleName: this.roleName, roleArn: this.roleArn };
  }

  public get principalAccount(): string {
    return this.env.account;
  }

  public get policyFragment(): PrincipalPolicyFragment {
    return new ArnPrincipal(this.roleArn).policyFragment;
  }

  public get grants(): RoleGrants {
    return RoleGrants.fromRole(this);
  }

  /** The trust policy, to which users can add statements. */
  public get assumeRolePolicy(): PolicyDocument {
    if (!this.trust) {
      this.trust = PolicyDocument.fromJson(this.resource.assumeRolePolicyDocument);
      this.resource.assumeRolePolicyDocument = this.trust;
    }
    return this.trust;
  }

  public grant(grantee: IPrincipal, ...actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.roleArn] });
  }

  public grantPassRole(grantee: IPrincipal): Grant {
    return this.grants.passRole(grantee);
  }

  public grantAssumeRole(grantee: IPrincipal): Grant {
    return this.grants.assumeRole(grantee);
  }

  public addToPolicy(statement: PolicyStatement): boolean {
    return this.addToPrincipalPolicy(statement).statementAdded;
  }

  public addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.defaultPolicy ??= this.createDefaultPolicy();
    this.defaultPolicy.addStatements(statement);
    this.granted.push(statement);
    return { statementAdded: true, policyDependable: this.grantPolicies };
  }

  public addManagedPolicy(policy: IManagedPolicy): void {
    const arns = this.resource.managedPolicyArns ?? [];
    const arn = arnOf(policy);
    if (!arns.includes(arn)) {
      this.resource.managedPolicyArns = [...arns, arn];
    }
  }

  public attachInlinePolicy(policy: Policy): void {
    policy.attachToRole(this);
  }

  /** Returns the role for a construct that must not add statements to it. */
  public withoutPolicyUpdates(options: WithoutPolicyUpdatesOptions = {}): IRole {
    const id = `Immutable${this.node.id}`;
    const scope = this.node.scope as Construct;
    const known = scope.node.tryFindChild(id) as IRole | undefined;
    return known ?? Role.fromRoleArn(scope, id, this.roleArn, { ...options, mutable: false });
  }

  private createDefaultPolicy(): Policy {
    const policy = new Policy(this, 'DefaultPolicy', { roles: [this] });
    this.grantPolicies.add(policy);
    const visit = (node: IConstruct) => {
      if (node === this) {
        this.splitGrants(policy);
      }
    };
    Aspects.of(this).add({ visit }, { priority: AspectPriority.MUTATING });
    return policy;
  }

  /** Moves the statements that do not fit in the default policy to managed policies. */
  private splitGrants(policy: Policy): void {
    const statements = mergeResources(this.granted.map((statement) => statement.toStatementJson()));
    if (partOf(statements).length <= GRANTS_BUDGET || this.node.tryFindChild('OverflowPolicy1')) {
      return;
    }
    const add = (message: string) => Annotations.of(this).addError(message);
    const [first, ...others] = pack({ add }, statements, GRANTS_BUDGET).map((part) => documentOf(part.statements));
    (policy.node.defaultChild as CfnPolicy).policyDocument = first;
    for (const [index, document] of others.entries()) {
      const description = `Part of the policies for ${this.node.path}`;
      this.grantPolicies.add(
        new ManagedPolicy(this, `OverflowPolicy${index + 1}`, { description, document, roles: [this] }),
      );
    }
  }
}

Object.defineProperty(CreatedRole.prototype, IS_ROLE, { value: true });

/** Returns the ARN of a role for a construct. */
export function roleArnFor(scope: IConstruct, role: IRole): string {
  return resourceInStackOf(scope, role)?.attrArn ?? role.roleArn;
}

/** Returns the name of a role for a construct. */
export function roleNameFor(scope: IConstruct, role: IRole): string {
  return resourceInStackOf(scope, role)?.ref ?? role.roleName;
}

/**
 * Returns the resource of a role if it is in the stack of a construct. Its attributes take less time to resolve than
 * those of the role, which work in other accounts and Regions.
 */
function resourceInStackOf(scope: IConstruct, role: IRole): CfnRole | undefined {
  return Stack.of(role) === Stack.of(scope) ? resourceOf(role, CfnRole.isCfnRole) : undefined;
}

function arnOf({ managedPolicyArn }: IManagedPolicy): string {
  return managedPolicyArn;
}
