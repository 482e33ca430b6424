import type { HarnessReference, IHarnessRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AgentBase, type IAgent } from '../agent/agent';
import { type Endpoint, type EndpointOptions, endpointId, urlEncodeArn } from '../agent/endpoint';
import { HARNESS_ACTIONS } from '../agent/grants';
import { HarnessEndpoint } from './harness-endpoint';

/**
 * A harness, defined in this app or imported.
 */
export interface IHarness extends IAgent, IHarnessRef {
  /**
   * The ARN of the harness. The same as `agentArn`.
   */
  readonly harnessArn: string;

  /**
   * The ID of the harness: the name and a suffix of ten characters that AgentCore generates. The same as `agentId`.
   */
  readonly harnessId: string;

  /**
   * The name of the harness. The same as `agentName`.
   */
  readonly harnessName: string;
}

/** @internal */
export abstract class HarnessBase extends AgentBase implements IHarness {
  /** @internal */
  protected readonly _callerActions = HARNESS_ACTIONS;

  public get harnessArn(): string {
    return this.agentArn;
  }

  public get harnessId(): string {
    return this.agentId;
  }

  public get harnessName(): string {
    return this.agentName;
  }

  public get harnessRef(): HarnessReference {
    return { harnessArn: this.agentArn };
  }

  public addEndpoint(endpointName: string, options: EndpointOptions = {}): Endpoint {
    return new HarnessEndpoint(this, endpointId(this, endpointName), { ...options, harness: this, endpointName });
  }

  /** @internal */
  public _policiesOn(): undefined {
    return undefined;
  }

  /** @internal */
  public _endpointArn(endpointName: string): string {
    return `${this.agentArn}/harness-endpoint/${endpointName}`;
  }

  /** @internal */
  public _invocationPath(endpointName?: string): string {
    const qualifier = endpointName ? `&qualifier=${endpointName}` : '';
    return `/harnesses/invoke?harnessArn=${urlEncodeArn(this.agentArn)}${qualifier}`;
  }
}
