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
export const AGENTCORE = 'bedrock-agentcore.amazonaws.com';

/** The entry for internet egress among the services that sessions call. */
export const INTERNET = 'the internet';

/** Collects the permissions, prerequisites and errors of the features of a construct with an execution role. */
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
  /** The resources on which the construct depends. */
  public readonly prerequisites: IDependable[] = [];
  /** The permissions that users must grant to an immutable role. */
  public readonly lacking: Statement[] = [];
  /** The AWS services that sessions call, which need VPC endpoints in a network without internet egress. */
  public readonly services = new Set<string>();

  /**
   * @param scope The construct that assumes the role
   * @param workloadIdentity The name of the workload identity, or a pattern of the name
   */
  public constructor(
    public readonly scope: Construct,
    public readonly workloadIdentity: string,
  ) {
    this.stack = Stack.of(scope);
    this.errors = new ValidationErrors(scope);
  }

  /** Returns the ARN of a resource in the account and Region of the construct. */
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

/** The binding of an agent. */
export class Binding extends RoleBinding {
  /** The return URLs that are registered on the workload identity of the agent. */
  public returnUrls: string[] = [];

  /**
   * @param scope The agent, or a construct that serves agents
   * @param kind The kind of the construct, which determines the supported features
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
