import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IGatewayRef, IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ApiSchema } from '../documents/api-schema';
import type { ToolSchema } from '../documents/tool-schema';
import { ApiGatewaySource, type ApiGatewayTargetOptions } from './api-gateway-source';
import { type ConnectorOptions, ConnectorSource } from './connector-source';
import { HttpConnectorSource } from './http-connector-source';
import { InferenceConnectorSource } from './inference-connector-source';
import { type InferenceProviderOptions, InferenceProviderSource } from './inference-provider-source';
import { LambdaSource } from './lambda-source';
import { type McpGatewayOptions, McpGatewaySource } from './mcp-gateway-source';
import { type McpRuntimeOptions, McpRuntimeSource } from './mcp-runtime-source';
import { type McpServerOptions, McpServerSource } from './mcp-server-source';
import { OpenApiSource } from './open-api-source';
import { type PassthroughOptions, type PassthroughProtocol, PassthroughSource } from './passthrough-source';
import { RuntimeSource, type RuntimeTargetOptions } from './runtime-source';
import { SmithySource } from './smithy-source';
import type { Source } from './source';

/**
 * The source of a gateway target: the function, API, server, agent or models behind the target.
 *
 * @example
 * const source = agentcore.TargetSource.fromFunction(backend, agentcore.ToolSchema.fromFile('schemas/orders.json'));
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-supported-targets.html
 */
export class TargetSource {
  /**
   * Uses a Lambda function that implements tools. The event contains the input of the tool. The custom client context
   * contains the name of the tool in the field `bedrockAgentCoreToolName`, in the form `<target>___<tool>`. The role of the
   * gateway gets the permission to invoke the function.
   *
   * A function that is defined in this app and belongs to another account gets a resource policy statement that allows
   * the role of the gateway to invoke the function. If the app also defines that role, the statement allows the account
   * of the gateway, because the role might not exist yet when the statement is created. An imported function of another
   * account must already allow the role of the gateway.
   *
   * @example
   * agentcore.TargetSource.fromFunction(backend, agentcore.ToolSchema.fromFile('schemas/orders.json'));
   *
   * @param fn The Lambda function. Must be in the Region of the gateway
   * @param tools The tools that the function implements
   */
  public static fromFunction(fn: IFunction, tools: ToolSchema): TargetSource {
    return new TargetSource(new LambdaSource(fn, tools));
  }

  /**
   * Uses a REST API that an OpenAPI document describes. Each operation becomes a tool.
   *
   * @example
   * agentcore.TargetSource.fromOpenApi(agentcore.ApiSchema.fromFile('schemas/shop.yaml'));
   *
   * @param document The OpenAPI 3.0 or 3.1 document
   */
  public static fromOpenApi(document: ApiSchema): TargetSource {
    return new TargetSource(new OpenApiSource(document));
  }

  /**
   * Uses a service that a Smithy model describes, for example an AWS service. Each operation becomes a tool.
   *
   * @example
   * agentcore.TargetSource.fromSmithy(agentcore.ApiSchema.fromFile('schemas/orders-service.json'));
   *
   * @param model The Smithy model, in JSON
   */
  public static fromSmithy(model: ApiSchema): TargetSource {
    return new TargetSource(new SmithySource(model));
  }

  /**
   * Uses a stage of a public REST API in Amazon API Gateway. Each method that the filters select becomes a tool.
   *
   * The methods must use no authorization, an API key or IAM authorization. The gateway cannot call methods with an
   * Amazon Cognito or Lambda authorizer.
   *
   * @example
   * import * as apigateway from 'aws-cdk-lib/aws-apigateway';
   *
   * const restApi = new apigateway.RestApi(stack, 'Shop');
   * agentcore.TargetSource.fromApiGateway(restApi, {
   *   filters: [{ filterPath: '/orders/*', methods: [aws.ApiGatewayHttpMethod.GET] }],
   * });
   *
   * @param restApi The REST API. Must be public, and in the account and Region of the gateway
   * @param options The methods that become tools, their names and descriptions, and the stage
   */
  public static fromApiGateway(restApi: IRestApi, options: ApiGatewayTargetOptions): TargetSource {
    return new TargetSource(new ApiGatewaySource(restApi, options));
  }

  /**
   * Uses an MCP server. The gateway lists the tools of the server when the target is created, so the server must be
   * reachable at that time.
   *
   * `credentials` must be set on the `GatewayTarget`, because there is no default.
   *
   * @example
   * new agentcore.GatewayTarget(stack, 'Docs', {
   *   gateway,
   *   source: agentcore.TargetSource.fromMcpServer('https://mcp.example.com/mcp'),
   *   credentials: agentcore.TargetCredentials.none(),
   * });
   *
   * @param endpoint The URL of the MCP server. Must start with `https://`
   * @param options The listing mode, the tools and the resource priority
   */
  public static fromMcpServer(endpoint: string, options: McpServerOptions = {}): TargetSource {
    return new TargetSource(new McpServerSource(endpoint, options));
  }

  /**
   * Uses an MCP server that is hosted on a runtime. The gateway combines the tools of the server with the tools of its
   * other targets.
   *
   * The gateway lists the tools of the server when the target is created. The target therefore depends on the runtime
   * and, for a runtime in a VPC, on the routes, NAT gateways and VPC endpoints that are defined in this app.
   *
   * @example
   * declare const orders: agentcore.Runtime;
   * agentcore.TargetSource.fromMcpRuntime(orders);
   *
   * @param runtime A reference to the runtime, of any construct level. Must use the protocol `MCP`
   * @param options The endpoint of the runtime, the listing mode, the tools and the resource priority
   */
  public static fromMcpRuntime(runtime: IRuntimeRef, options: McpRuntimeOptions = {}): TargetSource {
    return new TargetSource(new McpRuntimeSource(runtime, options));
  }

  /**
   * Uses another gateway. The gateway of the target offers the tools of the other gateway in addition to those of its
   * other targets.
   *
   * The gateway lists the tools of the other gateway when the target is created. The target therefore depends on those
   * targets of the other gateway that are defined in this app, and is deleted before them. By default, the role of the
   * gateway is allowed to invoke the other gateway. A gateway with the authorizer type `CUSTOM_JWT` requires
   * `TargetCredentials.oauth`. Two gateways cannot offer the tools of each other.
   *
   * @example
   * declare const payments: aws.Gateway;
   * agentcore.TargetSource.fromMcpGateway(payments);
   *
   * @param gateway A reference to the other gateway, of any construct level
   * @param options The targets to wait for, the listing mode, the tools and the resource priority
   */
  public static fromMcpGateway(gateway: IGatewayRef, options: McpGatewayOptions = {}): TargetSource {
    return new TargetSource(new McpGatewaySource(gateway, options));
  }

  /**
   * Uses an agent that is hosted on a runtime.
   *
   * The gateway forwards requests to `/<target name>/…` unchanged. Requires a gateway without a protocol.
   *
   * @example
   * declare const assistant: agentcore.Runtime;
   * agentcore.TargetSource.fromRuntime(assistant);
   *
   * @param runtime A reference to the runtime, of any construct level
   * @param options The endpoint of the runtime, and the schema of the requests
   */
  public static fromRuntime(runtime: IRuntimeRef, options: RuntimeTargetOptions = {}): TargetSource {
    return new TargetSource(new RuntimeSource(runtime, options));
  }

  /**
   * Uses an HTTP server.
   *
   * The gateway forwards requests to `/<target name>/…` unchanged. Requires a gateway without a protocol.
   *
   * @example
   * agentcore.TargetSource.passthrough('https://partner.example.com', agentcore.PassthroughProtocol.A2A);
   *
   * @param endpoint The URL of the server, 1 to 2,048 characters. Must start with `https://`
   * @param protocol The protocol of the server
   * @param options The schema of the requests, and session stickiness
   */
  public static passthrough(
    endpoint: string,
    protocol: PassthroughProtocol,
    options: PassthroughOptions = {},
  ): TargetSource {
    return new TargetSource(new PassthroughSource(endpoint, protocol, options));
  }

  /**
   * Uses a connector: managed tools of AWS.
   *
   * For `web-search`, the role of the gateway is granted the permission that the connector needs. For other connectors,
   * pass `actions` and `resourceArns` to `TargetCredentials.gatewayRole`.
   *
   * @example
   * agentcore.TargetSource.connector('web-search');
   *
   * @param connectorId The ID of the connector, 1 to 256 characters, for example `web-search` or
   *   `bedrock-knowledge-bases`
   * @param options The enabled tools, and their descriptions and parameters
   */
  public static connector(connectorId: string, options: ConnectorOptions = {}): TargetSource {
    return new TargetSource(new ConnectorSource(connectorId, options));
  }

  /**
   * Uses an HTTP connector: a managed API of AWS.
   *
   * The gateway forwards requests to `/<target name>/…` unchanged. Requires a gateway without a protocol. To grant the
   * role of the gateway the permissions that the API needs, pass `actions` and `resourceArns` to
   * `TargetCredentials.gatewayRole`.
   *
   * @example
   * agentcore.TargetSource.httpConnector('agentcore-memory', { memoryId: memory.memoryId });
   *
   * @param connectorId The ID of the connector, 1 to 256 characters, for example `agentcore-memory`
   * @param parameters The parameters of the connector. Maximum 10. Each value must be 1 to 1,024 characters long
   */
  public static httpConnector(connectorId: string, parameters?: { [name: string]: string }): TargetSource {
    return new TargetSource(new HttpConnectorSource(connectorId, parameters));
  }

  /**
   * Uses the models of a provider for which AgentCore has a connector.
   *
   * Requires a gateway without a protocol. `credentials` must be set on the `GatewayTarget`, because there is no
   * default.
   *
   * @example
   * agentcore.TargetSource.inferenceConnector('openai');
   *
   * @param connectorId The ID of the connector, 1 to 256 characters: `bedrock-mantle`, `openai` or `anthropic`
   */
  public static inferenceConnector(connectorId: string): TargetSource {
    return new TargetSource(new InferenceConnectorSource(connectorId));
  }

  /**
   * Uses the models of any other provider, by the URL of the inference API.
   *
   * Requires a gateway without a protocol. `credentials` must be set on the `GatewayTarget`, because there is no
   * default.
   *
   * @example
   * agentcore.TargetSource.inferenceProvider('https://models.example.com', {
   *   operations: [{ path: '/v1/chat/completions', models: ['large-*'] }],
   * });
   *
   * @param endpoint The URL of the inference API, 1 to 2,048 characters. Must start with `https://`
   * @param options The operations and models that the target offers
   */
  public static inferenceProvider(endpoint: string, options: InferenceProviderOptions = {}): TargetSource {
    return new TargetSource(new InferenceProviderSource(endpoint, options));
  }

  private constructor(
    /** @internal */
    public readonly _source: Source,
  ) {}
}
