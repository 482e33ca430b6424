import type { IRuntimeRef, RuntimeReference } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AgentBase, type IAgent } from '../agent/agent';
import { type Endpoint, type EndpointOptions, endpointId, runtimePath } from '../agent/endpoint';
import { type CallerPolicy, RUNTIME_ACTIONS } from '../agent/grants';
import type { Measured } from '../agent/metered';
import { type ResourcePolicy, warnOfNoPolicy } from '../private/iam/resource-policy';
import { RuntimeEndpoint } from './runtime-endpoint';
import type { RuntimePolicies } from './runtime-policies';

/**
 * A runtime, defined in this app or imported.
 */
export interface IRuntime extends IAgent, IRuntimeRef {
  /**
   * The ARN of the runtime. The same as `agentArn`.
   */
  readonly runtimeArn: string;

  /**
   * The ID of the runtime: the name and a suffix of ten characters that AgentCore generates. The same as `agentId`.
   */
  readonly runtimeId: string;

  /**
   * The name of the runtime. The same as `agentName`.
   */
  readonly runtimeName: string;

  /**
   * Adds a statement to the resource-based policy of the runtime.
   *
   * AgentCore evaluates the policies of the runtime and of the endpoint that is invoked. A statement that denies is
   * sufficient on the runtime. To allow a principal of another account, use `grants`, which adds the required
   * statements to the policies of the runtime and of its endpoints. The resource of the statement is set to the runtime.
   *
   * On an imported runtime, this adds a warning that contains the statement.
   *
   * @param statement The statement to add, with principals and actions
   * @returns whether the statement was added, and the policy
   * @throws if AgentCore rejects the statement
   */
  addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult;

  /** @internal */
  readonly _policies?: RuntimePolicies;
}

/** @internal */
export abstract class RuntimeBase extends AgentBase implements IRuntime {
  /** @internal */
  protected readonly _callerActions = RUNTIME_ACTIONS;
  /**
   * The resource-based policies of the runtime and its endpoints. `undefined` if they are not managed in this app.
   *
   * @internal
   */
  public readonly _policies?: RuntimePolicies;

  /** @internal */
  public get _measured(): Measured {
    const { agentArn: runtimeArn, agentName: runtimeName, agentId: runtimeId, env } = this;
    return { runtimeArn, runtimeName, runtimeId, endpointName: 'DEFAULT', env };
  }

  public get runtimeArn(): string {
    return this.agentArn;
  }

  public get runtimeId(): string {
    return this.agentId;
  }

  public get runtimeName(): string {
    return this.agentName;
  }

  public get runtimeRef(): RuntimeReference {
    return { agentRuntimeId: this.agentId, agentRuntimeArn: this.agentArn };
  }

  public addEndpoint(endpointName: string, options: EndpointOptions = {}): Endpoint {
    return new RuntimeEndpoint(this, endpointId(this, endpointName), { ...options, runtime: this, endpointName });
  }

  public addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    return this._policies
      ? this._policies.ofRuntime.addChecked(statement, this.addToResourcePolicy)
      : warnOfNoPolicy(this, 'the runtime', statement);
  }

  /** @internal */
  public _policiesOn(endpointName: string, own?: ResourcePolicy): CallerPolicy[] {
    const policies = this._policies;
    const ofEndpoint = endpointName === 'DEFAULT' ? policies?.ofDefault : own;
    return [
      { noun: 'the runtime', policy: policies?.ofRuntime },
      endpointName === '*'
        ? { noun: 'its endpoints', policy: policies?.ofEndpoints }
        : { noun: 'the endpoint', policy: ofEndpoint },
    ];
  }

  /** @internal */
  public _endpointArn(endpointName: string): string {
    return `${this.agentArn}/runtime-endpoint/${endpointName}`;
  }

  /** @internal */
  public _invocationPath(endpointName?: string): string {
    return runtimePath(this.agentArn, endpointName);
  }
}
