import { type AddToResourcePolicyResult, Grant, type IGrantable, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Annotations, type ResourceEnvironment } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { agentCoreActions } from '../private/iam/access';
import { accountOtherThan, grantTo } from '../private/iam/grant';

/**
 * The resource-based policy of an agent or of its endpoints.
 *
 * @internal
 */
export interface CallerPolicy {
  /** The noun for the resource in messages. */
  readonly noun: string;
  /** The policy, or the policies of all endpoints. `undefined` if the policy is not managed in this app. */
  readonly policy?: {
    add(statement: PolicyStatement, method: CallableFunction): AddToResourcePolicyResult;
    addChecked?(statement: PolicyStatement, method: CallableFunction): AddToResourcePolicyResult;
  };
}

/** @internal */
export interface GrantTarget {
  /** The construct that warnings are attached to. */
  readonly scope: IConstruct;
  readonly arns: string[];
  readonly takesTokens: boolean;
  readonly env: ResourceEnvironment;
  /** The resource-based policies that must allow callers in other accounts. `undefined` for a harness. */
  readonly policies?: CallerPolicy[];
  /** Returns the ARNs for policies in other accounts, which cannot refer to the identifier that AgentCore generates. */
  readonly arnsElsewhere: () => string[];
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
  readonly streamBidirectionallyForUser: string[];
  readonly readAgentCard: string[];
  readonly stopSession: string[];
}

/** @internal */
export const HARNESS_ACTIONS: CallerActions = {
  invoke: ['InvokeHarness', 'InvokeAgentRuntime'],
  invokeForUser: ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand', 'InvokeAgentRuntime'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  streamBidirectionally: [],
  streamBidirectionallyForUser: [],
  readAgentCard: [],
  stopSession: ['StopRuntimeSession'],
};

/** @internal */
export const RUNTIME_ACTIONS: CallerActions = {
  invoke: ['InvokeAgentRuntime'],
  invokeForUser: ['InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  streamBidirectionally: ['InvokeAgentRuntimeWithWebSocketStream'],
  streamBidirectionallyForUser: [
    'InvokeAgentRuntimeWithWebSocketStream',
    'InvokeAgentRuntimeWithWebSocketStreamForUser',
  ],
  readAgentCard: ['GetAgentCard'],
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
   * Grants permission to invoke the agent, including on behalf of a user ID that the grantee specifies. AgentCore does
   * not verify the user ID, so grant this permission only to principals that you trust to send the right user ID.
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
   * Grants permission to invoke the agent with bidirectional streaming over a WebSocket. Does not allow the grantee to
   * invoke the agent on behalf of a user: see `streamBidirectionallyForUser`. Supported only on a `Runtime`.
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
   * Grants permission to invoke the agent with bidirectional streaming over a WebSocket, also on behalf of a user that
   * the grantee names. AgentCore does not verify the user ID, so grant this permission only to principals that you trust
   * to send the right user ID. Supported only on a `Runtime`.
   *
   * @param grantee The principal that invokes the agent
   * @throws if the agent is a harness
   *
   * @example
   * declare const runtimeAgent: agentcore.Runtime;
   * runtimeAgent.grants.streamBidirectionallyForUser(backend);
   */
  public streamBidirectionallyForUser(grantee: IGrantable): Grant {
    return this.grant(grantee, 'streamBidirectionallyForUser');
  }

  /**
   * Grants permission to read the agent card, with which an agent that uses the A2A protocol describes itself. Supported
   * only on a `Runtime`.
   *
   * @param grantee The principal that reads the agent card
   * @throws if the agent is a harness
   *
   * @example
   * declare const runtimeAgent: agentcore.Runtime;
   * runtimeAgent.grants.readAgentCard(backend);
   */
  public readAgentCard(grantee: IGrantable): Grant {
    return this.grant(grantee, 'readAgentCard');
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
    const { scope, env, arns, arnsElsewhere, takesTokens, actions, policies } = this.target;
    const method = `grants.${verb}`;
    if (actions[verb].length === 0) {
      throw new Error(`${scope.node.path}: ${method} is not supported on a Harness. Use a Runtime instead.`);
    }
    const account = accountOtherThan(env, grantee);
    if (takesTokens) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:grantOnJwtAgent',
        `The agent uses JWT authorization, so ${method} has no effect: IAM callers are rejected. Call invocationUrl with a token, or remove authorizer.`,
      );
      if (account !== undefined) {
        return Grant.drop(grantee, method);
      }
    } else if (account !== undefined && !policies) {
      throw new Error(
        `${scope.node.path}: ${method}: the principal must be in the account ${env.account} of the harness, got a principal in the account ${account}. A harness has no resource-based policy. Invoke the harness from a workflow (InvokeHarness) or a Lambda function in ${env.account}, accept tokens with Authorizer.jwt, or grant the permission to a role in ${env.account} that the principal assumes.`,
      );
    }
    const permission = { actions: agentCoreActions(...actions[verb]), resourceArns: arns };
    const resource = {
      ...{ scope, env, method },
      policies: (policies ?? []).map(({ noun, policy }, index) => ({
        noun,
        permissions: [{ ...permission, resourceArns: [arns[index]] }],
        add: policy && ((statement: PolicyStatement) => policy.add(statement, this[verb])),
      })),
      elsewhere: () => [{ ...permission, resourceArns: arnsElsewhere() }],
    };
    return grantTo(resource, grantee, [permission]);
  }
}
