import type { IBrowserCustomRef, ICodeInterpreterCustomRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { GatewayAuth } from '../agent/gateway-auth';

/** The environment variable by which the code finds what it uses. */
export interface UseOptions {
  /**
   * The variable's name.
   *
   * @default - the one that the kind of thing has: see each factory
   */
  readonly variable?: string;
}

/** How code uses a memory. */
export interface UseMemoryOptions extends UseOptions {
  /**
   * The ID of the only actor whose events the role can access. The role can still search and read all memory records,
   * which have a namespace and no actor. It cannot list the actors of the memory.
   *
   * Some versions of the Strands session manager of the AgentCore Python SDK also write events under additional actor
   * IDs, `session_<session ID>` and `agent_<agent ID>`. Allow these with `additionalActorIds`.
   *
   * @default - all actors
   */
  readonly actorId?: string;

  /**
   * Further actor IDs whose events the role can access, in addition to `actorId`. Each entry can contain the wildcards
   * `*` and `?`, for example `['session_*', 'agent_*']`. Requires `actorId`.
   *
   * @default - only `actorId`
   */
  readonly additionalActorIds?: string[];
}

/** Options for `Use.gateway`. */
export interface UseGatewayOptions extends UseOptions {
  /**
   * How the code authenticates at the gateway.
   *
   * Must match the authorizer type of the gateway. With `GatewayAuth.oauth`, the role is allowed to get tokens for the client, and environment variables contain the name
   * of its credential provider and the scopes. The code requests the token from the SDK.
   *
   * @default GatewayAuth.iam()
   */
  readonly auth?: GatewayAuth;

  /**
   * The environment variable that contains the name of the credential provider. Only for `GatewayAuth.oauth`.
   *
   * @default 'GATEWAY_OAUTH_PROVIDER'
   */
  readonly providerVariable?: string;

  /**
   * The environment variable that contains the scopes, separated by spaces. Only for `GatewayAuth.oauth` with `scopes`.
   *
   * @default 'GATEWAY_OAUTH_SCOPES'
   */
  readonly scopesVariable?: string;
}

/** Options for `Use.browser`. */
export interface UseBrowserOptions extends UseOptions {
  /**
   * The custom browser, which determines the network and the recording of browser sessions.
   *
   * @default - the managed browser of AWS, `aws.browser.v1`
   */
  readonly browser?: IBrowserCustomRef;
}

/** Options for `Use.codeInterpreter`. */
export interface UseCodeInterpreterOptions extends UseOptions {
  /**
   * The custom code interpreter, which determines the network and the execution role of code interpreter sessions.
   *
   * @default - the managed code interpreter of AWS, `aws.codeinterpreter.v1`
   */
  readonly codeInterpreter?: ICodeInterpreterCustomRef;
}

/** Something that this library does not know. */
export interface UseAnythingOptions {
  /**
   * The actions that the code needs, as in `dynamodb:GetItem`.
   */
  readonly actions: string[];

  /**
   * What it needs them on.
   */
  readonly resourceArns: string[];

  /**
   * Environment variables by which the code finds it.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
}
