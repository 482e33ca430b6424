import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Annotations, type ResourceEnvironment } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { agentCoreActions } from '../private/iam/access';
import { grantTo } from '../private/iam/grant';

/** @internal */
export interface GrantTarget {
  /** Where a warning is shown. */
  readonly scope: IConstruct;
  readonly arns: string[];
  readonly takesTokens: boolean;
  readonly env: ResourceEnvironment;
  /** The resources whose policies must allow callers in other accounts. None of a harness. */
  readonly resourcePolicies: string[];
  readonly actions: CallerActions;
}

/**
 * The actions that a caller needs, by what it wants to do; an empty list is what the kind of agent does not offer.
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

/**
 * Permissions for those who call an agent, or one endpoint of it.
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
   * To talk to it. Not on behalf of a user: that is `invokeForUser`.
   */
  public invoke(grantee: IGrantable): Grant {
    return this.grant(grantee, 'invoke');
  }

  /**
   * To talk to it on behalf of a user whom the caller names. The service does not check the name: grant it to those you trust to.
   */
  public invokeForUser(grantee: IGrantable): Grant {
    return this.grant(grantee, 'invokeForUser');
  }

  /**
   * To run a command in a session, as root and past the model.
   */
  public invokeCommand(grantee: IGrantable): Grant {
    return this.grant(grantee, 'invokeCommand');
  }

  /**
   * To open a shell in a session, as root and past the model.
   */
  public openShell(grantee: IGrantable): Grant {
    return this.grant(grantee, 'openShell');
  }

  /**
   * To talk to it over a WebSocket, both ways at once.
   *
   * @throws on a harness, which answers in a stream but does not listen to one
   */
  public streamBidirectionally(grantee: IGrantable): Grant {
    return this.grant(grantee, 'streamBidirectionally');
  }

  /**
   * To end a session before it is idle.
   */
  public stopSession(grantee: IGrantable): Grant {
    return this.grant(grantee, 'stopSession');
  }

  private grant(grantee: IGrantable, verb: keyof CallerActions): Grant {
    const { scope, env, arns, takesTokens, actions, resourcePolicies } = this.target;
    if (actions[verb].length === 0) {
      throw new Error(
        `${scope.node.path}: grants.${verb} is not to be had on a Harness, whose loop is the service's: bring code of your own on a Runtime`,
      );
    }
    if (takesTokens) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:grantOnJwtAgent',
        `grants.${verb} has no effect: the agent takes tokens and no IAM permissions. Let the caller call invocationUrl with a token, or leave authorizer out`,
      );
    }
    const permission = { actions: agentCoreActions(...actions[verb]), resourceArns: arns };
    return grantTo({ scope, env, resourcePolicies, method: `grants.${verb}` }, grantee, [permission]);
  }
}
