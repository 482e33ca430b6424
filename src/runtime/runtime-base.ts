import type { IRuntimeRef, RuntimeReference } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AgentBase, type IAgent } from '../agent/agent';
import { type Endpoint, type EndpointOptions, endpointId, runtimePath } from '../agent/endpoint';
import { RUNTIME_ACTIONS } from '../agent/grants';
import type { Measured } from '../agent/metered';
import { RuntimeEndpoint } from './runtime-endpoint';

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
}

/** @internal */
export abstract class RuntimeBase extends AgentBase implements IRuntime {
  /** @internal */
  protected readonly _callerActions = RUNTIME_ACTIONS;
  /** @internal */
  protected readonly _resourcePolicies = ['the runtime', 'its endpoint'];

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

  /** @internal */
  public _endpointArn(endpointName: string): string {
    return `${this.agentArn}/runtime-endpoint/${endpointName}`;
  }

  /** @internal */
  public _invocationPath(endpointName?: string): string {
    return runtimePath(this.agentArn, endpointName);
  }
}
