import { Fn, Resource, Token } from 'aws-cdk-lib/core';
import type { AgentGrants } from './grants';

/** How an endpoint of an agent is made. */
export interface EndpointOptions {
  /**
   * The version of the agent that it leads to, a number from 1 to 99999. It runs with the role of the newest version.
   *
   * @default - the newest: it follows each deployment of the agent. An imported agent has no such default
   */
  readonly version?: string;

  /**
   * What it is for, 1 to 256 characters.
   *
   * @default - no description
   */
  readonly description?: string;
}

/**
 * A name under which callers find one version of an agent.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html
 */
export abstract class Endpoint extends Resource {
  /**
   * The endpoint's ARN.
   */
  public abstract readonly endpointArn: string;

  /**
   * The endpoint's name: the qualifier that callers give.
   */
  public abstract readonly endpointName: string;

  /**
   * Where callers with a token send their requests.
   */
  public abstract readonly invocationUrl: string;

  /**
   * Permissions for those who call it: on it, and on the agent itself, which the service asks for as well.
   */
  public abstract readonly grants: AgentGrants;
}

/**
 * An ARN as part of a URL, whether or not it is known at synth.
 *
 * @internal
 */
export function urlEncodeArn(arn: string): string {
  return Token.isUnresolved(arn)
    ? Fn.join('%2F', Fn.split('/', Fn.join('%3A', Fn.split(':', arn))))
    : encodeURIComponent(arn);
}
