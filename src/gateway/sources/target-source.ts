import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ApiSchema } from '../documents/api-schema';
import type { ToolSchema } from '../documents/tool-schema';
import { ApiGatewaySource, type ApiGatewayTargetOptions } from './api-gateway-source';
import { type ConnectorOptions, ConnectorSource } from './connector-source';
import { HttpConnectorSource } from './http-connector-source';
import { InferenceConnectorSource } from './inference-connector-source';
import { type InferenceProviderOptions, InferenceProviderSource } from './inference-provider-source';
import { LambdaSource } from './lambda-source';
import { type McpRuntimeOptions, McpRuntimeSource } from './mcp-runtime-source';
import { type McpServerOptions, McpServerSource } from './mcp-server-source';
import { OpenApiSource } from './open-api-source';
import { type PassthroughOptions, type PassthroughProtocol, PassthroughSource } from './passthrough-source';
import { RuntimeSource, type RuntimeTargetOptions } from './runtime-source';
import { SmithySource } from './smithy-source';
import type { Source } from './source';

/**
 * What is behind a target of a gateway.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-supported-targets.html
 */
export class TargetSource {
  /**
   * A Lambda function, in the Region of the gateway: it gets a tool's input as its event, and the tool's name in the client context.
   * One that the app makes in another account is called by the gateway's role, or, where the app makes that role too, by
   * whoever may in the gateway's account.
   *
   * @param tools what it offers
   */
  public static fromFunction(fn: IFunction, tools: ToolSchema): TargetSource {
    return new TargetSource(new LambdaSource(fn, tools));
  }

  /**
   * A REST API that an OpenAPI document describes: each of its operations is a tool.
   */
  public static fromOpenApi(document: ApiSchema): TargetSource {
    return new TargetSource(new OpenApiSource(document));
  }

  /**
   * A service that a Smithy model describes, such as one of AWS: each of its operations is a tool.
   */
  public static fromSmithy(model: ApiSchema): TargetSource {
    return new TargetSource(new SmithySource(model));
  }

  /**
   * A stage of a public REST API of Amazon API Gateway, in the account and Region of the gateway. The methods must have no
   * authorization, an API key or IAM authorization: the gateway cannot call methods with a Cognito or Lambda authorizer.
   */
  public static fromApiGateway(restApi: IRestApi, options: ApiGatewayTargetOptions): TargetSource {
    return new TargetSource(new ApiGatewaySource(restApi, options));
  }

  /**
   * An MCP server anywhere, whose tools the service asks for when the target is made.
   *
   * @param endpoint an `https` URL
   */
  public static fromMcpServer(endpoint: string, options: McpServerOptions = {}): TargetSource {
    return new TargetSource(new McpServerSource(endpoint, options));
  }

  /**
   * An MCP server that is a runtime, whose tools are joined with those of the other targets. The target waits for the
   * runtime, and for the network that a runtime in a VPC needs, as far as they are defined in this app.
   */
  public static fromMcpRuntime(runtime: IRuntimeRef, options: McpRuntimeOptions = {}): TargetSource {
    return new TargetSource(new McpRuntimeSource(runtime, options));
  }

  /**
   * An agent that is a runtime: requests to `/<target>/…` go to it as they are. The gateway must have no protocol.
   */
  public static fromRuntime(runtime: IRuntimeRef, options: RuntimeTargetOptions = {}): TargetSource {
    return new TargetSource(new RuntimeSource(runtime, options));
  }

  /**
   * A server anywhere: requests to `/<target>/…` go to it as they are. The gateway must have no protocol.
   *
   * @param endpoint an `https` URL, 1 to 2,048 characters
   */
  public static passthrough(
    endpoint: string,
    protocol: PassthroughProtocol,
    options: PassthroughOptions = {},
  ): TargetSource {
    return new TargetSource(new PassthroughSource(endpoint, protocol, options));
  }

  /**
   * Tools of AWS: `web-search`, or `bedrock-knowledge-bases`, for which the gateway's role is told what it may do.
   *
   * @param connectorId 1 to 256 characters
   */
  public static connector(connectorId: string, options: ConnectorOptions = {}): TargetSource {
    return new TargetSource(new ConnectorSource(connectorId, options));
  }

  /**
   * An API of AWS, such as `agentcore-memory`, for which the gateway's role is told what it may do. The gateway must have no protocol.
   *
   * @param connectorId 1 to 256 characters
   * @param parameters what of it, as in `{ memoryId }`, at most 10
   */
  public static httpConnector(connectorId: string, parameters?: { [name: string]: string }): TargetSource {
    return new TargetSource(new HttpConnectorSource(connectorId, parameters));
  }

  /**
   * Models of a provider that the service knows: `bedrock-mantle`, `openai` or `anthropic`. The gateway must have no protocol.
   *
   * @param connectorId 1 to 256 characters
   */
  public static inferenceConnector(connectorId: string): TargetSource {
    return new TargetSource(new InferenceConnectorSource(connectorId));
  }

  /**
   * Models of any provider. The gateway must have no protocol.
   *
   * @param endpoint an `https` URL, 1 to 2,048 characters
   */
  public static inferenceProvider(endpoint: string, options: InferenceProviderOptions = {}): TargetSource {
    return new TargetSource(new InferenceProviderSource(endpoint, options));
  }

  private constructor(
    /** @internal */
    public readonly _source: Source,
  ) {}
}
