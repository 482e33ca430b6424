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

/** What a gateway is told of an MCP server. */
export interface McpServerOptions {
  /**
   * How the gateway learns what the server offers.
   *
   * @default McpListingMode.DEFAULT
   */
  readonly listingMode?: McpListingMode;

  /**
   * The server's tools, which the service is then told and does not ask for: neither when the target is made, nor later.
   * With `OAuthGrantType.AUTHORIZATION_CODE` only.
   *
   * @default - the service asks the server
   */
  readonly tools?: ToolSchema;

  /**
   * Which of several servers gives a resource that they all have, 0 to 1,000: the lowest does.
   *
   * @default 1000
   */
  readonly resourcePriority?: number;
}

/** An MCP server at a URL. */
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

/** Binds an MCP server, wherever it is. */
export function bindMcpServer(binding: TargetBinding, endpoint: string, options: McpServerOptions): BoundTarget {
  const { listingMode = McpListingMode.DEFAULT, resourcePriority, tools } = options;
  if (listingMode.value === McpListingMode.DYNAMIC.value && binding.mode === 'authorizationCode') {
    binding.errors.add(
      'source.listingMode must not be DYNAMIC with OAuthGrantType.AUTHORIZATION_CODE, for nobody has agreed when tools are listed',
    );
  }
  if (tools && binding.mode !== 'authorizationCode') {
    binding.errors.add(
      'source.tools is taken with OAuthGrantType.AUTHORIZATION_CODE only: with other credentials the gateway asks the server for its tools. Leave tools out',
    );
  }
  binding.errors.checkUrl('source.endpoint', endpoint);
  binding.errors.checkInteger('source.resourcePriority', resourcePriority, 0, 1000);
  const schema = tools?._bindAsMcp(binding.scope, binding.errors);
  binding.permitSchema(schema?.object);
  const mcpServer = { endpoint, listingMode: listingMode.value, resourcePriority, mcpToolSchema: schema?.config };
  return { config: { mcp: { mcpServer } }, toolNames: schema?.toolNames };
}
