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
import type { ResourcePolicy } from '../private/iam/resource-policy';
import type { Authorizer } from './authorizer';
import { dataPlaneHost, type Endpoint, type EndpointOptions } from './endpoint';
import { AgentGrants, type CallerActions, type CallerPolicy } from './grants';
import type { Lifecycle } from './lifecycle';
import { type IMetered, type Measured, Metered } from './metered';
import type { Network } from './network';
import type { Filesystem } from './storage/filesystem';

/**
 * An agent: a harness or a runtime, defined in this app or imported.
 */
export interface IAgent extends IResource, IGrantable, IConnectable, IMetered {
  /**
   * The ARN of the agent.
   */
  readonly agentArn: string;

  /**
   * The ID of the agent: the name of the agent, a hyphen, and 10 characters that AgentCore generates.
   */
  readonly agentId: string;

  /**
   * The name of the agent.
   */
  readonly agentName: string;

  /**
   * The newest version of the agent, or `undefined` if the agent is imported without `version`.
   */
  readonly version?: string;

  /**
   * The IAM execution role of the agent, or `undefined` if the agent is imported without `role`.
   */
  readonly role?: IRole;

  /**
   * The URL to which callers with a JWT send requests for the newest version of the agent.
   */
  readonly invocationUrl: string;

  /**
   * The host of `invocationUrl`, for example as the origin of an Amazon CloudFront distribution.
   */
  readonly invocationHost: string;

  /**
   * The path of `invocationUrl`, with the encoded ARN of the agent and the query string, if there is one. For example,
   * the path that a CloudFront function sends requests to.
   */
  readonly invocationPath: string;

  /**
   * The permissions that callers of the agent can be granted. Each grant covers all endpoints of the agent.
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
   * Adds a named endpoint, which points to one version of the agent.
   *
   * @param endpointName The name of the endpoint: a letter followed by up to 47 letters, digits or underscores. Must be
   *   known at synth, and must not be `DEFAULT`, which every agent already has
   * @param options The version and the description of the endpoint
   */
  addEndpoint(endpointName: string, options?: EndpointOptions): Endpoint;

  /**
   * Whether the URI of the image can refer to another image later.
   *
   * @internal
   */
  readonly _imageIsMutable: boolean;

  /**
   * Whether callers need a token, so that IAM callers are rejected.
   *
   * @internal
   */
  readonly _takesTokens: boolean;

  /** @internal */
  _endpointArn(endpointName: string): string;

  /** @internal */
  _invocationPath(endpointName?: string): string;

  /**
   * The resource-based policies that apply to callers of an endpoint, or of all endpoints (`*`). `undefined` for a
   * harness, which has none.
   *
   * @param own The policy of the endpoint, if the endpoint is defined in this app
   * @internal
   */
  _policiesOn(endpointName: string, own?: ResourcePolicy): CallerPolicy[] | undefined;

  /** @internal */
  _grantsOn(scope: IConstruct, endpointName: string, own?: ResourcePolicy): AgentGrants;

  /**
   * The dimensions of the metrics of the agent.
   *
   * @throws if the agent is a harness that is imported without `runtimeArn`
   * @internal
   */
  readonly _measured: Measured;
}

/** Properties common to `Harness` and `Runtime`. */
export interface AgentProps {
  /**
   * The IAM execution role that the agent assumes. Must trust `bedrock-agentcore.amazonaws.com`. The permissions that
   * the features of the agent require are added to the role in a dedicated policy.
   *
   * @default - a role with only the permissions that the features of the agent require
   */
  readonly role?: IRole;

  /**
   * The network in which sessions run, and which determines what they can reach. Not supported on a `Runtime` with a
   * `capacityProvider`, whose network applies instead.
   *
   * @default Network.publicNetwork()
   */
  readonly network?: Network;

  /**
   * The file systems that are mounted below `/mnt` in sessions. Maximum 5, including up to 1 session storage, 2 Amazon
   * EFS file systems and 2 S3 Files file systems. Amazon EFS and S3 Files require a VPC. A `Runtime` with a
   * `capacityProvider` supports only `Filesystem.volume`.
   *
   * @default - no file systems
   */
  readonly filesystems?: Filesystem[];

  /**
   * The idle timeout and the maximum lifetime of sessions.
   *
   * @default - an idle timeout of 15 minutes, and a maximum lifetime of 8 hours
   */
  readonly lifecycle?: Lifecycle;

  /**
   * The environment variables of sessions. Maximum 50. Each name must be 1 to 100 characters long, and each value at
   * most 5,000 characters on a `Harness` or 2,048 characters on a `Runtime`. Values are readable in the template and in
   * the configuration of the agent, so do not use them for secrets.
   *
   * On a `Runtime`, the total size of all names and values must be at most 4,096 bytes on platform version V1. On V2,
   * it must be at most 1,536 bytes with a code package, and at most 2,560 bytes with a container image.
   *
   * @default - no environment variables
   */
  readonly environment?: { [name: string]: string };

  /**
   * The inbound authorization: callers authenticate with IAM credentials or with a JWT.
   *
   * @default Authorizer.iam()
   */
  readonly authorizer?: Authorizer;

  /**
   * The URLs of your application to which AgentCore can redirect users after they give consent (three-legged OAuth).
   * Each must be 1 to 2,048 characters long. `http://` is supported only for `localhost`.
   *
   * The URLs are registered on the workload identity that AgentCore creates for the agent, by a custom resource with a
   * Lambda function. They replace URLs that were registered in another way.
   *
   * @default - no URLs are registered, so the agent cannot get tokens with `OAuthGrantType.AUTHORIZATION_CODE`
   * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/oauth2-authorization-url-session-binding.html
   */
  readonly returnUrls?: string[];
}

/** Attributes common to imported harnesses and imported runtimes. */
export interface AgentAttributes {
  /**
   * The version that endpoints without `version` point to: a number from 1 to 99999, as a string.
   *
   * @default - endpoints must set `version`
   */
  readonly version?: string;

  /**
   * The IAM execution role of the agent. Grants to the agent add permissions to this role.
   *
   * @default - grants to the agent add no permissions, and add a warning
   */
  readonly role?: IRole;

  /**
   * The security groups of the network interfaces of the agent in its VPC.
   *
   * @default - `connections` of the agent is not available
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether the agent has a JWT authorizer, so it rejects requests that are signed with IAM credentials. Grants on such
   * an agent have no effect, and add a warning.
   *
   * @default false
   */
  readonly takesTokens?: boolean;
}

/**
 * Returns the ID and the name of an agent from its ARN. The ID is the name, which has no hyphen, a hyphen, and a
 * suffix.
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
 * The base class of harnesses and runtimes, defined in this app or imported.
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
  public abstract readonly _takesTokens: boolean;
  /** @internal */
  protected abstract readonly _callerActions: CallerActions;

  public get invocationUrl(): string {
    return `https://${this.invocationHost}${this.invocationPath}`;
  }

  public get invocationHost(): string {
    return dataPlaneHost(this, this.env.region);
  }

  public get invocationPath(): string {
    return this._invocationPath();
  }

  public get grants(): AgentGrants {
    return this._grantsOn(this, '*');
  }

  /**
   * The principal that permissions of the agent are granted to: the execution role.
   */
  public get grantPrincipal(): IPrincipal {
    return this.role ?? new UnknownPrincipal({ resource: this });
  }

  /**
   * The network connections of the agent in its VPC.
   *
   * @throws if the agent is not in a VPC, or is imported without `securityGroups`
   */
  public get connections(): Connections {
    if (!this._connections) {
      throw new Error(
        `${this.node.path}: connections is available only for an agent in a VPC. Set network: Network.vpc(…), or pass securityGroups when you import the agent.`,
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
  public abstract _invocationPath(endpointName?: string): string;

  /** @internal */
  public abstract _policiesOn(endpointName: string, own?: ResourcePolicy): CallerPolicy[] | undefined;

  /**
   * Returns the ARN of the agent for policies in other accounts, which cannot refer to what AgentCore generates.
   *
   * @internal
   */
  protected _arnElsewhere(): string {
    return this.agentArn;
  }

  /** @internal */
  public _grantsOn(scope: IConstruct, endpointName: string, own?: ResourcePolicy): AgentGrants {
    const endpointArn = this._endpointArn(endpointName);
    return AgentGrants._of({
      scope,
      arns: [this.agentArn, endpointArn],
      arnsElsewhere: () => {
        const elsewhere = this._arnElsewhere();
        return [elsewhere, endpointArn.replace(this.agentArn, () => elsewhere)];
      },
      env: this.env,
      takesTokens: this._takesTokens,
      actions: this._callerActions,
      policies: this._policiesOn(endpointName, own),
    });
  }
}
