import type { IBrowserCustomRef, ICodeInterpreterCustomRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { GatewayAuth } from '../agent/gateway-auth';
import type { HeaderValue } from '../identity/header-value';

/** Options of tools for which AgentCore can generate a name. */
export interface ToolOptions {
  /**
   * The name of the tool, which the model, `allowedTools` and hooks use: 1 to 64 letters, digits, underscores or
   * hyphens.
   *
   * @default - a name that AgentCore generates
   */
  readonly name?: string;
}

/** Options for `Tool.gateway`. */
export interface GatewayToolOptions extends ToolOptions {
  /**
   * The authentication of the harness at the gateway. Must match the authorizer type of the gateway.
   *
   * @default GatewayAuth.iam()
   */
  readonly auth?: GatewayAuth;
}

/** Options for `Tool.browser`. */
export interface BrowserToolOptions extends ToolOptions {
  /**
   * The custom browser, which determines the network and the recording of browser sessions.
   *
   * @default - the managed browser of AWS, `aws.browser.v1`
   */
  readonly browser?: IBrowserCustomRef;
}

/** Options for `Tool.codeInterpreter`. */
export interface CodeInterpreterToolOptions extends ToolOptions {
  /**
   * The custom code interpreter, which determines the network and the execution role of code interpreter sessions.
   *
   * @default - the managed code interpreter of AWS, `aws.codeinterpreter.v1`
   */
  readonly codeInterpreter?: ICodeInterpreterCustomRef;
}

/** Options for `Tool.remoteMcp`. */
export interface RemoteMcpOptions {
  /**
   * The headers of each request to the MCP server, by name.
   *
   * @default - no additional headers
   */
  readonly headers?: { [name: string]: HeaderValue };
}

/** Options for `Tool.inlineFunction`. */
export interface InlineFunctionOptions {
  /**
   * The description of the tool, which the model uses to decide when to call the tool. Must be 1 to 4,096 characters
   * long.
   */
  readonly description: string;

  /**
   * The JSON Schema of the input of the tool. The type must be `object`.
   */
  readonly inputSchema: { [key: string]: unknown };
}
