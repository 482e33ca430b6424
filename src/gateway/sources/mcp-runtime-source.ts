import { CfnRuntime, type IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { type Endpoint, runtimeUrl } from '../../agent/endpoint';
import { takesTokens } from '../../private/known/agent';
import { propertyOf, regionOf, resourceOf } from '../../private/known/resource';
import { isUnknown } from '../../private/validation/unknown';
import type { TargetBinding } from '../target-binding';
import { bindMcpServer, type McpServerOptions } from './mcp-server-source';
import { bindRuntimeAccess } from './runtime-access';
import type { BoundTarget, Source, TargetKind } from './source';

/** Options for `TargetSource.fromMcpRuntime`. */
export interface McpRuntimeOptions extends McpServerOptions {
  /**
   * The endpoint through which the gateway invokes the runtime.
   *
   * @default - the `DEFAULT` endpoint, which points to the newest version
   */
  readonly endpoint?: Endpoint;
}

/** An MCP server that is hosted on a runtime. */
export class McpRuntimeSource implements Source {
  public readonly kind: TargetKind = {
    isMcp: true,
    name: 'an MCP server on a runtime',
    takes: ['gatewayRole', 'clientCredentials', 'authorizationCode', 'tokenExchange'],
    usual: 'gatewayRole',
    usualService: 'bedrock-agentcore',
    mayBePrivate: false,
    propertyNames: { mcpToolSchema: 'tools' },
  };

  public constructor(
    private readonly runtime: IRuntimeRef,
    private readonly options: McpRuntimeOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { runtime, options } = this;
    const { endpoint } = options;
    reviewMcpRuntime(binding, runtime);
    bindRuntimeAccess(binding, runtime, endpoint);
    const region = regionOf(runtime, runtime.runtimeRef.agentRuntimeArn);
    binding.signingRegion = region === binding.stack.region ? undefined : region;
    return bindMcpServer(binding, runtimeUrl(runtime, endpoint?.endpointName ?? 'DEFAULT'), options);
  }
}

/** Rejects a runtime of this app that is not an MCP server, or that the gateway's role cannot invoke. */
function reviewMcpRuntime({ errors, mode }: TargetBinding, runtime: IRuntimeRef): void {
  const resource = resourceOf(runtime, CfnRuntime.isCfnRuntime);
  const protocol = resource && (propertyOf(resource, 'protocolConfiguration') ?? 'HTTP');
  if (typeof protocol === 'string' && !isUnknown(protocol) && protocol !== 'MCP') {
    errors.add(
      `source: the runtime must use the protocol MCP, got ${protocol}. Set protocol: ProtocolType.MCP on the runtime.`,
    );
  }
  if (takesTokens(resource) && mode === 'gatewayRole') {
    errors.add(
      'credentials: the runtime uses JWT authorization, so it rejects requests that the role of the gateway signs. Use TargetCredentials.oauth(…).',
    );
  }
}
