import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Annotations, type ResourceEnvironment } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { agentCoreActions } from '../private/iam/access';
import { grantTo } from '../private/iam/grant';

/** @internal */
export interface GrantTarget {
  /** The construct that warnings are attached to. */
  readonly scope: IConstruct;
  readonly arns: string[];
  readonly takesTokens: boolean;
  readonly env: ResourceEnvironment;
  /** The resources whose resource-based policies must allow callers in other accounts. Empty for a harness. */
  readonly resourcePolicies: string[];
  readonly actions: CallerActions;
}

/**
 * The IAM actions of each grant. An empty list marks a grant that the kind of agent does not support.
 *
 * @internal
 */
export interface CallerActions {
  readonly invoke: string[];
  readonly invokeForUser: string[];
  readonly invokeCommand: string[];
  readonly openShell: string[];
  readonly streamBidirectionally: string[];
  readonly stopSession: string[];
}

/** @internal */
export const HARNESS_ACTIONS: CallerActions = {
  invoke: ['InvokeHarness', 'InvokeAgentRuntime'],
  invokeForUser: ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand', 'InvokeAgentRuntime'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  streamBidirectionally: [],
  stopSession: ['StopRuntimeSession'],
};

/** @internal */
export const RUNTIME_ACTIONS: CallerActions = {
  invoke: ['InvokeAgentRuntime'],
  invokeForUser: ['InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  streamBidirectionally: ['InvokeAgentRuntimeWithWebSocketStream'],
  stopSession: ['StopRuntimeSession'],
};

/**
 * The permissions that callers can be granted on an agent, or on one endpoint of an agent.
 *
 * @example
 * declare const agent: agentcore.IAgent;
 * agent.grants.invoke(backend);
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-security.html
 */
export class AgentGrants {
  /** @internal */
  public static _of(target: GrantTarget): AgentGrants {
    return new AgentGrants(target);
  }

  private constructor(private readonly target: GrantTarget) {}

  /**
   * Grants permission to invoke the agent. Does not allow the grantee to invoke the agent on behalf of a user: see
   * `invokeForUser`.
   *
   * @param grantee The principal that invokes the agent
   *
   * @example
   * declare const agent: agentcore.IAgent;
   * agent.grants.invoke(backend);
   */
  public invoke(grantee: IGrantable): Grant {
    return this.grant(grantee, 'invoke');
  }

  /**
   * Grants permission to invoke the agent, also on behalf of a user that the grantee names. AgentCore does not verify
   * the user ID, so grant this permission only to principals that you trust to
   * send the right user ID.
   *
   * @param grantee The principal that invokes the agent
   *
   * @example
   * declare const agent: agentcore.IAgent;
   * agent.grants.invokeForUser(backend);
   */
  public invokeForUser(grantee: IGrantable): Grant {
    return this.grant(grantee, 'invokeForUser');
  }

  /**
   * Grants permission to run shell commands in a session. Commands run as root and bypass the model.
   *
   * @param grantee The principal that runs commands
   *
   * @example
   * declare const agent: agentcore.IAgent;
   * agent.grants.invokeCommand(backend);
   */
  public invokeCommand(grantee: IGrantable): Grant {
    return this.grant(grantee, 'invokeCommand');
  }

  /**
   * Grants permission to open an interactive shell in a session. The shell runs as root and bypasses the model.
   *
   * @param grantee The principal that opens the shell
   *
   * @example
   * declare const agent: agentcore.IAgent;
   * agent.grants.openShell(backend);
   */
  public openShell(grantee: IGrantable): Grant {
    return this.grant(grantee, 'openShell');
  }

  /**
   * Grants permission to invoke the agent with bidirectional streaming over a WebSocket. Supported only on a `Runtime`.
   *
   * @param grantee The principal that invokes the agent
   * @throws if the agent is a harness
   *
   * @example
   * declare const runtimeAgent: agentcore.Runtime;
   * runtimeAgent.grants.streamBidirectionally(backend);
   */
  public streamBidirectionally(grantee: IGrantable): Grant {
    return this.grant(grantee, 'streamBidirectionally');
  }

  /**
   * Grants permission to stop a session before its idle timeout.
   *
   * @param grantee The principal that stops sessions
   *
   * @example
   * declare const agent: agentcore.IAgent;
   * agent.grants.stopSession(backend);
   */
  public stopSession(grantee: IGrantable): Grant {
    return this.grant(grantee, 'stopSession');
  }

  private grant(grantee: IGrantable, verb: keyof CallerActions): Grant {
    const { scope, env, arns, takesTokens, actions, resourcePolicies } = this.target;
    if (actions[verb].length === 0) {
      throw new Error(`${scope.node.path}: grants.${verb} is not supported on a Harness. Use a Runtime instead.`);
    }
    if (takesTokens) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:grantOnJwtAgent',
        `The agent uses JWT authorization, so grants.${verb} has no effect: IAM callers are rejected. Call invocationUrl with a token, or remove authorizer.`,
      );
    }
    const permission = { actions: agentCoreActions(...actions[verb]), resourceArns: arns };
    return grantTo({ scope, env, resourcePolicies, method: `grants.${verb}` }, grantee, [permission]);
  }
}
