import type { Connections, IConnectable, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type IGrantable,
  type IPrincipal,
  type IRole,
  type PolicyStatement,
  UnknownPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Annotations, ArnFormat, Fn, type IResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Authorizer } from './authorizer';
import type { Endpoint, EndpointOptions } from './endpoint';
import { AgentGrants, type CallerActions } from './grants';
import type { Lifecycle } from './lifecycle';
import { type IMetered, type Measured, Metered } from './metered';
import type { Network } from './network';
import type { Filesystem } from './storage/filesystem';

/**
 * An agent: a harness, or a runtime.
 */
export interface IAgent extends IResource, IGrantable, IConnectable, IMetered {
  /**
   * The agent's ARN.
   */
  readonly agentArn: string;

  /**
   * The agent's id: its name and ten characters of the service's.
   */
  readonly agentId: string;

  /**
   * The agent's name.
   */
  readonly agentName: string;

  /**
   * The newest version. Of an imported agent it is undefined when it was not given.
   */
  readonly version?: string;

  /**
   * The role that it runs with. Of an imported agent it is undefined when it was not given.
   */
  readonly role?: IRole;

  /**
   * Where callers with a token send their requests, for the newest version.
   */
  readonly invocationUrl: string;

  /**
   * The permissions that callers of the agent can be granted, for all endpoints of the agent.
   */
  readonly grants: AgentGrants;

  /**
   * Adds a statement to the policy of the execution role.
   *
   * On an imported agent without `role`, this adds a warning that contains the statement.
   *
   * @param statement The statement to add
   */
  addToRolePolicy(statement: PolicyStatement): void;

  /**
   * Adds a name under which callers find one version of it.
   *
   * @param endpointName a letter, then at most 47 letters, digits and `_`; not `DEFAULT`, which is there already
   */
  addEndpoint(endpointName: string, options?: EndpointOptions): Endpoint;

  /**
   * Whether the name of its image may lead to another image tomorrow.
   *
   * @internal
   */
  readonly _imageIsMutable: boolean;

  /** @internal */
  _endpointArn(endpointName: string): string;

  /** @internal */
  _invocationUrl(endpointName?: string): string;

  /** @internal */
  _grantsOn(scope: IConstruct, endpointName: string): AgentGrants;

  /**
   * What its metrics are measured of.
   *
   * @throws when that is not known of an import
   * @internal
   */
  readonly _measured: Measured;
}

/** What surrounds an agent, of either kind. */
export interface AgentProps {
  /**
   * The role that it runs with. It gets the permissions of the agent's features in a policy of its own.
   *
   * @default - a role with just those permissions
   */
  readonly role?: IRole;

  /**
   * Where its sessions run, and what they can reach.
   *
   * @default Network.publicNetwork()
   */
  readonly network?: Network;

  /**
   * Directories that sessions find under `/mnt`: at most 5, of which 1 session storage, 2 EFS and 2 S3 Files.
   *
   * @default - none
   */
  readonly filesystems?: Filesystem[];

  /**
   * How long a session's compute is kept.
   *
   * @default - 15 minutes after its last use, 8 hours at most
   */
  readonly lifecycle?: Lifecycle;

  /**
   * Environment variables of its sessions: at most 50. Whoever may see the agent reads them: no secrets.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Who may call it.
   *
   * @default Authorizer.iam()
   */
  readonly authorizer?: Authorizer;
}

/** What may be known of an agent that was made elsewhere, of either kind. */
export interface AgentAttributes {
  /**
   * The version that endpoints lead to when they are given none.
   *
   * @default - each endpoint must be given one
   */
  readonly version?: string;

  /**
   * The role that it runs with.
   *
   * @default - permissions for it are not given, and must be there
   */
  readonly role?: IRole;

  /**
   * Its security groups.
   *
   * @default - it has no connections
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether its callers hold tokens, so that permissions are of no use to them.
   *
   * @default false
   */
  readonly takesTokens?: boolean;
}

/**
 * The ID and the name of an agent by its ARN. The name has no hyphen: the service adds a hyphen and more characters.
 *
 * @internal
 */
export function identityOf(
  scope: IConstruct,
  agentArn: string,
): { readonly agentId: string; readonly agentName: string } {
  const agentId = Stack.of(scope).splitArn(agentArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName ?? '';
  return { agentId, agentName: Fn.select(0, Fn.split('-', agentId)) };
}

/**
 * What both kinds of agent do alike, made here or imported.
 *
 * @internal
 */
export abstract class AgentBase extends Metered implements IAgent {
  public abstract readonly agentArn: string;
  public abstract readonly agentId: string;
  public abstract readonly agentName: string;
  public abstract readonly version?: string;
  public abstract readonly role?: IRole;

  /** @internal */
  public abstract readonly _imageIsMutable: boolean;
  /** @internal */
  protected abstract readonly _connections?: Connections;
  /** @internal */
  protected abstract readonly _takesTokens: boolean;
  /** @internal */
  protected abstract readonly _callerActions: CallerActions;
  /** @internal */
  protected abstract readonly _resourcePolicies: string[];

  public get invocationUrl(): string {
    return this._invocationUrl();
  }

  public get grants(): AgentGrants {
    return this._grantsOn(this, '*');
  }

  /**
   * The principal that a permission of the agent is granted to: its role.
   */
  public get grantPrincipal(): IPrincipal {
    return this.role ?? new UnknownPrincipal({ resource: this });
  }

  /**
   * What may connect to it, and what it may connect to.
   *
   * @throws when the agent is not in a VPC
   */
  public get connections(): Connections {
    if (!this._connections) {
      throw new Error(
        `${this.node.path}: connections are those of an agent in a VPC: give network: Network.vpc(…), or securityGroups to an import`,
      );
    }
    return this._connections;
  }

  public addToRolePolicy(statement: PolicyStatement): void {
    if (this.role) {
      this.role.addToPrincipalPolicy(statement);
      return;
    }
    const text = JSON.stringify(Stack.of(this).resolve(statement.toStatementJson()));
    Annotations.of(this).addWarningV2(
      'cdk-agentcore:importWithoutRole',
      `addToRolePolicy has no effect, because the execution role of the imported agent is not known. Pass role when you import the agent, or add this statement to the role: ${text}`,
    );
  }

  public abstract addEndpoint(endpointName: string, options?: EndpointOptions): Endpoint;

  /** @internal */
  public abstract _endpointArn(endpointName: string): string;

  /** @internal */
  public abstract _invocationUrl(endpointName?: string): string;

  /** @internal */
  public _grantsOn(scope: IConstruct, endpointName: string): AgentGrants {
    const arns = [this.agentArn, this._endpointArn(endpointName)];
    return AgentGrants._of({
      scope,
      arns,
      env: this.env,
      takesTokens: this._takesTokens,
      actions: this._callerActions,
      resourcePolicies: this._resourcePolicies,
    });
  }
}
