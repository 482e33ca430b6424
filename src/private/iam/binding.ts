import type { IRole } from 'aws-cdk-lib/aws-iam';
import { type CfnResource, type IResource, type ResourceEnvironment, Stack } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';
import { arnIn } from '../arns';
import type { Architecture } from '../packaging/code-check';
import { differ } from '../validation/environment';
import { ValidationErrors } from '../validation/validation-errors';
import { Permissions } from './permissions';
import type { Statement } from './statement';

/** The service principal of AgentCore. */
const AGENTCORE = 'bedrock-agentcore.amazonaws.com';

/** Among the services that sessions call: what no VPC endpoint leads to. */
export const INTERNET = 'the internet';

/** What features are bound to while a construct that acts with a role is made: where they leave all that it must have for them. */
export class RoleBinding {
  public readonly stack: Stack;
  public readonly errors: ValidationErrors;
  public readonly permissions = new Permissions();
  /** Adds what needs attributes of the resource, after the resource is created. */
  public readonly onCreated: Array<(resource: CfnResource) => void> = [];
  /** The role, after all features are bound. */
  public role?: IRole;
  /** The service that assumes the role. */
  public trusted = AGENTCORE;
  /** What must be there before the construct is. */
  public readonly prerequisites: IDependable[] = [];
  /** What a role that cannot be edited must be given elsewhere. */
  public readonly lacking: Statement[] = [];
  /** The AWS services that are called: what a network without internet needs endpoints for. */
  public readonly services = new Set<string>();

  /**
   * @param scope what acts with the role
   * @param workloadIdentity the name of its workload identity, or a pattern of it
   */
  public constructor(
    public readonly scope: Construct,
    public readonly workloadIdentity: string,
  ) {
    this.stack = Stack.of(scope);
    this.errors = new ValidationErrors(scope);
  }

  /** The ARN of a resource in the construct's account and Region. */
  public arn(service: string, resource: string): string {
    // An imported construct is where its ARN says.
    return arnIn(this.stack, service, resource, (this.scope as Partial<IResource>).env);
  }

  public agentCoreArn(resource: string): string {
    return this.arn('bedrock-agentcore', resource);
  }

  public isOfOtherAccount({ account }: ResourceEnvironment): boolean {
    return differ(account, this.stack.account);
  }
}

/** What the features of an agent are bound to. */
export class Binding extends RoleBinding {
  /**
   * @param scope the agent, or what works for agents
   * @param kind what it is: some of what surrounds agents is offered to one kind only
   * @param workloadName of an agent, what the names of its workload identity and of its log groups begin with
   * @param architecture of an agent, what its code is built for
   */
  public constructor(
    scope: Construct,
    public readonly kind: 'Harness' | 'Runtime' | 'CapacityProvider' | 'S3Files',
    public readonly workloadName = '',
    public readonly architecture: Architecture = 'arm64',
  ) {
    super(scope, `${workloadName}-*`);
  }

  /** Rejects a property that only the other kind of agent supports. */
  public refuseUnless(kind: Binding['kind'], prop: string, given: unknown): void {
    if (given !== undefined && this.kind !== kind) {
      this.errors.add(`${prop} is not supported on a ${this.kind}. Use a ${kind} instead, or remove it.`);
    }
  }
}
