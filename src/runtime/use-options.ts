import type { IBrowserCustomRef, ICodeInterpreterCustomRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { GatewayAuth } from '../agent/gateway-auth';

/** Options of a resource that the code of a runtime uses. */
export interface UseOptions {
  /**
   * The name of the environment variable that contains the ID, URL or name of the resource. Set different names if the
   * code uses several resources of the same kind.
   *
   * @default - the name that the factory method describes
   */
  readonly variable?: string;
}

/** Options for `Use.memory`. */
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
   * The authentication of the code at the gateway.
   *
   * Must match the authorizer type of the gateway.
   *
   * With `GatewayAuth.oauth`, the execution role is allowed to get tokens of the OAuth2 client. Environment variables
   * contain the name of the credential provider and the scopes. The code requests the token with the AgentCore SDK.
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

/** Options for `Use.of`. */
export interface UseAnythingOptions {
  /**
   * The IAM actions that the code needs, for example `dynamodb:GetItem`. Must have at least 1 entry.
   */
  readonly actions: string[];

  /**
   * The ARNs of the resources of the actions. Must have at least 1 entry.
   */
  readonly resourceArns: string[];

  /**
   * The environment variables that contain the names or IDs of the resources.
   *
   * @default - no environment variables
   */
  readonly environment?: { [name: string]: string };
}
