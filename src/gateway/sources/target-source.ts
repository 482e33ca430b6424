import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ApiSchema } from '../documents/api-schema';
import type { ToolSchema } from '../documents/tool-schema';
import type { BoundTarget, TargetBinding, TargetKind } from '../target-binding';
import type { ConnectorOptions } from './connector';
import * as connectors from './connector';
import type {
  InferenceProviderOptions,
  PassthroughOptions,
  PassthroughProtocol,
  RuntimeTargetOptions,
} from './http-sources';
import * as http from './http-sources';
import type { McpRuntimeOptions, McpServerOptions } from './mcp-sources';
import * as mcp from './mcp-sources';
import { type ApiGatewayTargetOptions, bindRestApi, REST_API } from './rest-api-source';

type Bind = (binding: TargetBinding) => BoundTarget;

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
    return new TargetSource(mcp.FUNCTION, (binding) => mcp.bindFunction(binding, fn, tools));
  }

  /**
   * A REST API that an OpenAPI document describes: each of its operations is a tool.
   */
  public static fromOpenApi(document: ApiSchema): TargetSource {
    return new TargetSource(mcp.OPEN_API, (binding) => mcp.bindOpenApi(binding, document));
  }

  /**
   * A service that a Smithy model describes, such as one of AWS: each of its operations is a tool.
   */
  public static fromSmithy(model: ApiSchema): TargetSource {
    return new TargetSource(mcp.SMITHY, (binding) => mcp.bindSmithy(binding, model));
  }

  /**
   * A stage of a public REST API of Amazon API Gateway, in the account and Region of the gateway. The methods must have no
   * authorization, an API key or IAM authorization: the gateway cannot call methods with a Cognito or Lambda authorizer.
   */
  public static fromApiGateway(restApi: IRestApi, options: ApiGatewayTargetOptions): TargetSource {
    return new TargetSource(REST_API, (binding) => bindRestApi(binding, restApi, options));
  }

  /**
   * An MCP server anywhere, whose tools the service asks for when the target is made.
   *
   * @param endpoint an `https` URL
   */
  public static fromMcpServer(endpoint: string, options: McpServerOptions = {}): TargetSource {
    return new TargetSource(mcp.MCP_SERVER, (binding) => mcp.bindMcpServer(binding, endpoint, options));
  }

  /**
   * An MCP server that is a runtime, whose tools are joined with those of the other targets. The target waits for the
   * runtime, and for the network that a runtime in a VPC needs, as far as they are defined in this app.
   */
  public static fromMcpRuntime(runtime: IRuntimeRef, options: McpRuntimeOptions = {}): TargetSource {
    return new TargetSource(mcp.MCP_RUNTIME, (binding) => mcp.bindMcpRuntime(binding, runtime, options));
  }

  /**
   * An agent that is a runtime: requests to `/<target>/…` go to it as they are. The gateway must have no protocol.
   */
  public static fromRuntime(runtime: IRuntimeRef, options: RuntimeTargetOptions = {}): TargetSource {
    return new TargetSource(http.RUNTIME, (binding) => http.bindRuntime(binding, runtime, options));
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
    return new TargetSource(http.PASSTHROUGH, (binding) => http.bindPassthrough(binding, endpoint, protocol, options));
  }

  /**
   * Tools of AWS: `web-search`, or `bedrock-knowledge-bases`, for which the gateway's role is told what it may do.
   *
   * @param connectorId 1 to 256 characters
   */
  public static connector(connectorId: string, options: ConnectorOptions = {}): TargetSource {
    return new TargetSource(connectors.CONNECTOR, (binding) => connectors.bindConnector(binding, connectorId, options));
  }

  /**
   * An API of AWS, such as `agentcore-memory`, for which the gateway's role is told what it may do. The gateway must have no protocol.
   *
   * @param connectorId 1 to 256 characters
   * @param parameters what of it, as in `{ memoryId }`, at most 10
   */
  public static httpConnector(connectorId: string, parameters?: { [name: string]: string }): TargetSource {
    return new TargetSource(connectors.HTTP_CONNECTOR, (binding) =>
      connectors.bindHttpConnector(binding, connectorId, parameters),
    );
  }

  /**
   * Models of a provider that the service knows: `bedrock-mantle`, `openai` or `anthropic`. The gateway must have no protocol.
   *
   * @param connectorId 1 to 256 characters
   */
  public static inferenceConnector(connectorId: string): TargetSource {
    return new TargetSource(http.INFERENCE_CONNECTOR, (binding) => http.bindInferenceConnector(binding, connectorId));
  }

  /**
   * Models of any provider. The gateway must have no protocol.
   *
   * @param endpoint an `https` URL, 1 to 2,048 characters
   */
  public static inferenceProvider(endpoint: string, options: InferenceProviderOptions = {}): TargetSource {
    return new TargetSource(http.INFERENCE_PROVIDER, (binding) =>
      http.bindInferenceProvider(binding, endpoint, options),
    );
  }

  private constructor(
    /** @internal */
    public readonly _kind: TargetKind,
    private readonly bind: Bind,
  ) {}

  /** @internal */
  public _bind(binding: TargetBinding): BoundTarget {
    return this.bind(binding);
  }
}
