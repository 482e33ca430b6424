import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';
import { type AddToResourcePolicyResult, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Annotations, CfnResource, Lazy, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { joinCondition } from '../conditions';
import { warnUnlessOffered } from '../validation/availability';
import { limitOf, quote } from '../validation/limit';
import { isUnknown } from '../validation/unknown';
import { ValidationErrors } from '../validation/validation-errors';
import { sizeOf } from './policy-parts';
import { policyOf } from './statement';

/** A resource that can have a resource-based policy. */
export interface PolicyOwner {
  readonly scope: Construct;
  /** The ID of the policy in the scope. */
  readonly id: string;
  /** The noun for the resource in messages. */
  readonly noun: string;
  readonly arn: string;
  /** Whether callers need a token. They are not IAM principals, so only statements for the principal `*` apply to them. */
  readonly takesTokens: boolean;
}

/** The resource-based policy of one resource. It is in the template only if it has a statement. */
export class ResourcePolicy {
  private readonly sources: Array<() => PolicyStatement[]> = [];
  private construct?: Construct;

  public constructor(private readonly owner: PolicyOwner) {}

  /** Adds a statement of the user, after checking what AgentCore rejects. */
  public addChecked(statement: PolicyStatement, method: CallableFunction): AddToResourcePolicyResult {
    const errors = new ValidationErrors(this.owner.scope);
    for (const problem of this.problemsOf(statement)) {
      errors.add(`addToResourcePolicy: ${problem}`);
    }
    errors.throwIfAnyOf(method);
    return this.add(statement, method);
  }

  /** Adds a statement. Its resource is the resource of the policy, because AgentCore accepts no other. */
  public add(statement: PolicyStatement, method: CallableFunction): AddToResourcePolicyResult {
    const own = this.own(statement);
    const isKnown = this.statements().some((one) => textOf(one) === textOf(own));
    return this.addSource(() => (isKnown ? [] : [own]), method);
  }

  /** Adds statements that can change until synthesis. */
  public addSource(statements: () => PolicyStatement[], method: CallableFunction): AddToResourcePolicyResult {
    this.sources.push(() => statements().map((statement) => this.own(statement)));
    this.checkSize(method);
    this.construct ??= this.create();
    return { statementAdded: true, policyDependable: this.construct };
  }

  /** Rejects a policy that is too long even if its tokens resolve to values of minimum length. */
  public checkSize(method: CallableFunction): void {
    const { scope, noun } = this.owner;
    const { max = Infinity } = limitOf('ResourcePolicy').properties?.policy ?? {};
    const size = sizeOf(policyOf(this.statements().map((statement) => statement.toStatementJson()))).min;
    if (size > max) {
      this.sources.pop();
      const errors = new ValidationErrors(scope);
      errors.add(
        `the resource-based policy of ${noun} must have at most ${max} characters, got about ${size}. Use fewer principals: allow an account or a role that several callers assume.`,
      );
      errors.throwIfAnyOf(method);
    }
  }

  private statements(): PolicyStatement[] {
    return this.sources.flatMap((source) => source());
  }

  /** The statement with the resource of the policy. */
  private own(statement: PolicyStatement): PolicyStatement {
    return statement.copy({ resources: [this.owner.arn], notResources: undefined });
  }

  private create(): Construct {
    const { scope, id, arn } = this.owner;
    const construct = new Construct(scope, id);
    const stack = Stack.of(scope);
    const policy = Lazy.uncachedString({
      produce: () => stack.toJsonString(new PolicyDocument({ statements: this.statements() })),
    });
    const resource = new CfnResourcePolicy(construct, 'Resource', { resourceArn: arn, policy });
    joinCondition(construct, scope);
    followRemovalPolicy(resource, scope);
    warnUnlessOffered(scope, 'ResourcePolicy');
    return construct;
  }

  private problemsOf(statement: PolicyStatement): string[] {
    const { noun, arn, takesTokens } = this.owner;
    const stack = Stack.of(this.owner.scope);
    const text = (value: string) => JSON.stringify(stack.resolve(value));
    const problems: string[] = [];
    if (statement.principals.length === 0) {
      problems.push(
        "principals must be set, got none. Pass principals, for example [new iam.ArnPrincipal('arn:aws:iam::444455556666:role/caller')].",
      );
    } else if (takesTokens && !statement.principals.every(isEveryone)) {
      problems.push(
        'principals must be [new iam.StarPrincipal()] on a runtime with a JWT authorizer, because its callers are not IAM principals. Limit the callers by conditions, for example on aws:SourceVpc.',
      );
    }
    if (statement.actions.length === 0) {
      problems.push('actions must be set, got none. AgentCore does not support notActions in these policies.');
    }
    for (const action of statement.actions) {
      if (!isUnknown(action) && action !== '*' && !action.startsWith('bedrock-agentcore:')) {
        problems.push(
          `actions must be actions of AgentCore, got ${quote(action)}. Use an action such as "bedrock-agentcore:${noun === 'the memory' ? 'ListEvents' : 'InvokeAgentRuntime'}".`,
        );
      }
    }
    const same = this.statements().find(({ sid }) => sid !== undefined && sid === statement.sid);
    if (same && textOf(same) !== textOf(statement.copy({ resources: [arn] }))) {
      problems.push(
        `sid must be unique in the policy of ${noun}, got ${quote(`${statement.sid}`)}, which another statement has. Use a different sid.`,
      );
    }
    const others = [...statement.resources, ...statement.notResources].filter((one) => text(one) !== text(arn));
    if (others.length > 0) {
      problems.push(
        `resources must be omitted or contain only the ARN of ${noun}, because AgentCore rejects any other resource, got ${quote(others[0])}. Remove resources.`,
      );
    }
    return problems;
  }
}

function textOf(statement: PolicyStatement): string {
  return JSON.stringify(statement.toStatementJson());
}

function isEveryone({ policyFragment }: PolicyStatement['principals'][number]): boolean {
  const principals = Object.values(policyFragment.principalJson).flat();
  return principals.every((principal) => principal === '*');
}

/** The policy is deleted or retained with its resource. The removal policy of the resource can be set at any time. */
function followRemovalPolicy(policy: CfnResource, leader: IConstruct): void {
  policy.node.addValidation({
    validate: () => {
      const resource = leader.node.defaultChild;
      if (CfnResource.isCfnResource(resource)) {
        policy.cfnOptions.deletionPolicy ??= resource.cfnOptions.deletionPolicy;
        policy.cfnOptions.updateReplacePolicy ??= resource.cfnOptions.updateReplacePolicy;
      }
      return [];
    },
  });
}

/** Warns that a statement cannot be added to the policy of a resource that is not defined in this app. */
export function warnOfNoPolicy(scope: IConstruct, noun: string, statement: PolicyStatement): AddToResourcePolicyResult {
  const text = JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()));
  Annotations.of(scope).addWarningV2(
    'cdk-agentcore:importWithoutPolicy',
    `addToResourcePolicy has no effect, because ${noun} is not defined in this app. Add this statement where it is defined: ${text}`,
  );
  return { statementAdded: false };
}
