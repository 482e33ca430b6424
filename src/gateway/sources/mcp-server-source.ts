import type { ToolSchema } from '../documents/tool-schema';
import type { TargetBinding } from '../target-binding';
import type { BoundTarget, Source, TargetKind } from './source';

/**
 * The time at which a gateway lists the tools of an MCP server.
 *
 * @example
 * const source = agentcore.TargetSource.fromMcpServer('https://mcp.example.com/mcp', {
 *   listingMode: agentcore.McpListingMode.DYNAMIC,
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html
 */
export class McpListingMode {
  /** Lists the tools when the target is created or synchronized. The gateway stores the tools, and can search them. */
  public static readonly DEFAULT = new McpListingMode('DEFAULT');

  /** Lists the tools with each request. */
  public static readonly DYNAMIC = new McpListingMode('DYNAMIC');

  /**
   * A listing mode that this version of the library does not define yet.
   *
   * @param value The listing mode, as the AgentCore API names it
   */
  public static of(value: string): McpListingMode {
    return new McpListingMode(value);
  }

  private constructor(
    /** The listing mode, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** Options for `TargetSource.fromMcpServer`. */
export interface McpServerOptions {
  /**
   * The listing mode. `McpListingMode.DYNAMIC` cannot be combined with `OAuthGrantType.AUTHORIZATION_CODE`.
   *
   * @default McpListingMode.DEFAULT
   */
  readonly listingMode?: McpListingMode;

  /**
   * The tools of the server, which the gateway then does not list itself. Requires credentials with
   * `OAuthGrantType.AUTHORIZATION_CODE`.
   *
   * @default - the gateway lists the tools of the server
   */
  readonly tools?: ToolSchema;

  /**
   * The priority of the target for an MCP resource that several targets offer. Must be between 0 and 1,000. The target
   * with the lowest value provides the resource.
   *
   * @default 1000
   */
  readonly resourcePriority?: number;
}

/** An MCP server behind a URL. */
export class McpServerSource implements Source {
  public readonly kind: TargetKind = {
    isMcp: true,
    name: 'an MCP server',
    takes: ['none', 'gatewayRole', 'apiKey', 'clientCredentials', 'authorizationCode', 'tokenExchange'],
    signingService: 'named',
    mayBePrivate: true,
    propertyNames: { mcpToolSchema: 'tools' },
  };

  public constructor(
    private readonly endpoint: string,
    private readonly options: McpServerOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    return bindMcpServer(binding, this.endpoint, this.options);
  }
}

/** Binds an MCP server, which can be hosted on a runtime. */
export function bindMcpServer(binding: TargetBinding, endpoint: string, options: McpServerOptions): BoundTarget {
  const { listingMode = McpListingMode.DEFAULT, resourcePriority, tools } = options;
  if (listingMode.value === McpListingMode.DYNAMIC.value && binding.mode === 'authorizationCode') {
    binding.errors.add(
      'source.listingMode must not be DYNAMIC with OAuthGrantType.AUTHORIZATION_CODE, because no user has given consent when tools are listed. Use McpListingMode.DEFAULT, or another grant type.',
    );
  }
  if (tools && binding.mode !== 'authorizationCode') {
    binding.errors.add(
      'source.tools requires credentials with OAuthGrantType.AUTHORIZATION_CODE, because with other credentials the gateway lists the tools of the server. Omit tools, or use TargetCredentials.oauth(…) with this grant type.',
    );
  }
  binding.errors.checkUrl('source.endpoint', endpoint);
  binding.errors.checkInteger('source.resourcePriority', resourcePriority, 0, 1000);
  const schema = tools?._bindAsMcp(binding.scope, binding.errors);
  binding.permitSchema(schema?.object);
  const mcpServer = { endpoint, listingMode: listingMode.value, resourcePriority, mcpToolSchema: schema?.config };
  return { config: { mcp: { mcpServer } }, toolNames: schema?.toolNames };
}
