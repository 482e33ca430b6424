import type { ICapacityProviderRef, PlatformVersion, ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { AgentProps } from '../agent/agent';
import type { Artifact } from './artifact';
import type { Observability } from './observability';
import type { Use } from './use';

/** Properties of `Runtime`. */
export interface RuntimeProps extends AgentProps {
  /**
   * The code of the agent: a code package for a managed language runtime, or a container image. A code package must be
   * at most 250 MB zipped and 750 MB unzipped, and a container image at most 2 GB.
   */
  readonly artifact: Artifact;

  /**
   * The resources that the code uses. Each adds the permission to use the resource and an environment variable that
   * contains its ID, URL or name.
   *
   * @default - no resources
   */
  readonly uses?: Use[];

  /**
   * The protocol of the agent: HTTP on port 8080, MCP on port 8000, A2A on port 9000, or AG-UI on
   * port 8080.
   *
   * @default ProtocolType.HTTP
   */
  readonly protocol?: ProtocolType;

  /**
   * The request headers that AgentCore forwards to the code. Must have 1 to 20 entries of at most 256 characters each.
   *
   * Custom headers are supported, with or without the prefix `X-Amzn-Bedrock-AgentCore-Runtime-Custom-`. Standard HTTP headers,
   * such as `Accept`, `Cookie`, `Host` and `User-Agent`, and others with the prefixes `X-Amz-` and `X-Amzn-`, are reserved
   * and rejected. `Authorization` requires a JWT authorizer.
   *
   * @default - no request headers are forwarded
   */
  readonly requestHeaders?: string[];

  /**
   * The platform version of the sessions.
   *
   * On platform version V2, sessions start faster, from a snapshot of the initialized code. The code must not generate
   * random numbers, read the clock or load credentials during initialization, because all sessions share the values. V2 is
   * not available in all Regions.
   *
   * @default PlatformVersion.V1, except on a capacity provider
   */
  readonly platformVersion?: PlatformVersion;

  /**
   * The capacity provider on whose Amazon EC2 instances sessions run. The capacity provider determines the network and
   * the data volumes. Sessions can last up to 14 days.
   *
   * Adding or removing the capacity provider replaces the runtime, and changes the generated name. If `runtimeName` is
   * set, change it in the same deployment.
   *
   * @default - sessions run in microVMs that AgentCore manages
   */
  readonly capacityProvider?: ICapacityProviderRef;

  /**
   * The destinations of the logs and traces that AgentCore delivers for the runtime.
   *
   * @default - no log delivery; the standard output of the code is in the log group of the runtime
   */
  readonly observability?: Observability;

  /**
   * The description of the runtime. Must be 1 to 1,200 characters long.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The name of the runtime: a letter followed by up to 47 letters, digits or underscores. Changing the name replaces
   * the runtime.
   *
   * @default - a unique name generated from the construct path
   */
  readonly runtimeName?: string;
}
