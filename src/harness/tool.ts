import type {
  CfnHarness,
  IBrowserCustomRef,
  ICodeInterpreterCustomRef,
  IGatewayRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations } from 'aws-cdk-lib/core';
import { bindGatewayCaller, GatewayAuth } from '../agent/gateway-auth';
import type { HeaderValue } from '../identity/header-value';
import { permitBrowser, permitCodeInterpreter } from '../private/iam/access';
import { type Binding, INTERNET } from '../private/iam/binding';
import { duplicatesOf } from '../private/validation/duplicates';
import { DOUBTFUL } from '../private/validation/environment';
import { checkHeaderName } from '../private/validation/headers';
import { quote } from '../private/validation/limit';
import { checkBrowser, checkCodeInterpreter, checkGateway } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';

/** Options of a tool whose name may be left to the service. */
export interface ToolOptions {
  /**
   * The name under which the model, `allowedTools` and hooks know it: 1 to 64 letters, digits, `_` and `-`.
   *
   * @default - the service makes one up
   */
  readonly name?: string;
}

/** Options of a gateway as a tool. */
export interface GatewayToolOptions extends ToolOptions {
  /**
   * How the harness authenticates at the gateway. Must match the authorizer type of the gateway.
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

/** Options of a remote MCP server as a tool. */
export interface RemoteMcpOptions {
  /**
   * Headers of each request, by name.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: HeaderValue };
}

/** What the model is told of a tool that the caller executes. */
export interface InlineFunctionOptions {
  /**
   * What the tool does, 1 to 4,096 characters.
   */
  readonly description: string;

  /**
   * JSON Schema of its input.
   */
  readonly inputSchema: { [key: string]: unknown };
}

/**
 * A tool that a harness gives to its model, and the permission to use it.
 * Beside these a harness always has a shell and file operations: `allowedTools` narrows what the model may pick.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html
 */
export abstract class Tool {
  /**
   * All tools of a gateway.
   */
  public static gateway(gateway: IGatewayRef, options: GatewayToolOptions = {}): Tool {
    return new GatewayTool(gateway, options);
  }

  /**
   * A web browser.
   *
   * @param options A custom browser, and the name of the tool
   */
  public static browser(options: BrowserToolOptions = {}): Tool {
    return new BrowserTool(options);
  }

  /**
   * A sandbox in which the model runs code.
   *
   * @param options A custom code interpreter, and the name of the tool
   */
  public static codeInterpreter(options: CodeInterpreterToolOptions = {}): Tool {
    return new CodeInterpreterTool(options);
  }

  /**
   * All tools of an MCP server on the network.
   *
   * @param name 1 to 64 letters, digits, `_` and `-`
   * @param url at most 16,383 characters
   */
  public static remoteMcp(name: string, url: string, options: RemoteMcpOptions = {}): Tool {
    return new RemoteMcpTool(name, url, options);
  }

  /**
   * A tool that the caller executes: the answer stops with the tool's input, and the caller goes on with its result.
   *
   * @param name 1 to 64 letters, digits, `_` and `-`
   */
  public static inlineFunction(name: string, options: InlineFunctionOptions): Tool {
    return new InlineFunctionTool(name, options);
  }

  protected constructor(
    /** The tool's name. It is undefined when the service makes one up. */
    public readonly toolName?: string,
    /**
     * Names that the service is likely to make up. AWS does not document them.
     *
     * @internal
     */
    public readonly _usualNames: string[] = [],
  ) {}

  /** @internal */
  public abstract _bind(binding: Binding): CfnHarness.HarnessToolProperty;
}

/**
 * Binds all tools of a harness, and checks what only shows between them.
 *
 * @internal
 */
export function bindTools(binding: Binding, tools: Tool[]): CfnHarness.HarnessToolProperty[] {
  const names = tools.map((tool) => tool.toolName).filter((name) => name !== undefined && !isUnknown(name));
  for (const name of duplicatesOf(names)) {
    binding.errors.add(`tools must have a name of their own each, got "${name}" more than once`);
  }
  return tools.map((tool) => tool._bind(binding));
}

class GatewayTool extends Tool {
  public constructor(
    private readonly gateway: IGatewayRef,
    private readonly options: GatewayToolOptions,
  ) {
    super(options.name);
  }

  public _bind(binding: Binding): CfnHarness.HarnessToolProperty {
    const feature = { feature: 'ToolGateway', of: this.toolName ?? this.gateway.node.id };
    const auth = this.options.auth ?? GatewayAuth.iam();
    checkGateway(binding.errors, `tools: the gateway ${this.gateway.node.id}`, this.gateway, DOUBTFUL);
    bindGatewayCaller(binding, 'tools', feature, this.gateway, auth);
    return {
      type: 'agentcore_gateway',
      name: this.toolName,
      config: {
        agentCoreGateway: {
          gatewayArn: this.gateway.gatewayRef.gatewayArn,
          outboundAuth: auth._bind(binding, feature),
        },
      },
    };
  }
}

class BrowserTool extends Tool {
  public constructor(private readonly options: BrowserToolOptions) {
    super(options.name, ['browser', 'agentcore_browser']);
  }

  public _bind(binding: Binding): CfnHarness.HarnessToolProperty {
    const { browser } = this.options;
    const browserArn = browser?.browserCustomRef.browserArn;
    checkBrowser(binding.errors, 'tools', browser);
    permitBrowser(binding, { feature: 'ToolBrowser', of: browser?.node.id }, browserArn);
    return { type: 'agentcore_browser', name: this.toolName, config: { agentCoreBrowser: { browserArn } } };
  }
}

class CodeInterpreterTool extends Tool {
  public constructor(private readonly options: CodeInterpreterToolOptions) {
    super(options.name, ['code_interpreter', 'agentcore_code_interpreter']);
  }

  public _bind(binding: Binding): CfnHarness.HarnessToolProperty {
    const { codeInterpreter } = this.options;
    const codeInterpreterArn = codeInterpreter?.codeInterpreterCustomRef.codeInterpreterArn;
    checkCodeInterpreter(binding.errors, 'tools', codeInterpreter);
    const feature = { feature: 'ToolCodeInterpreter', of: codeInterpreter?.node.id };
    permitCodeInterpreter(binding, feature, codeInterpreterArn);
    return {
      type: 'agentcore_code_interpreter',
      name: this.toolName,
      config: { agentCoreCodeInterpreter: { codeInterpreterArn } },
    };
  }
}

class RemoteMcpTool extends Tool {
  public constructor(
    private readonly name: string,
    private readonly url: string,
    private readonly options: RemoteMcpOptions,
  ) {
    super(name);
  }

  public _bind(binding: Binding): CfnHarness.HarnessToolProperty {
    if (this.url !== '' && !isUnknown(this.url) && !/^https?:\/\//i.test(this.url)) {
      binding.errors.add(`tools: the url of "${this.name}" must start with https://, got ${quote(this.url)}`);
    }
    binding.errors.checkUrl(`tools: the url of "${this.name}"`, this.url);
    if (/^http:\/\//i.test(this.url)) {
      Annotations.of(binding.scope).addWarningV2(
        `cdk-agentcore:plainHttp${this.name}`,
        `tools: "${this.name}" is reached over http, where others on the way read its requests and headers: use https`,
      );
    }
    binding.services.add(INTERNET);
    const headers = Object.entries(this.options.headers ?? {});
    this.checkHeaderNames(
      binding,
      headers.map(([name]) => name),
    );
    return {
      type: 'remote_mcp',
      name: this.name,
      config: {
        remoteMcp: {
          url: this.url,
          headers:
            headers.length > 0
              ? Object.fromEntries(headers.map(([name, value]) => [name, value._bind(binding, this.name, name)]))
              : undefined,
        },
      },
    };
  }

  private checkHeaderNames({ errors }: Binding, names: string[]): void {
    for (const name of names) {
      checkHeaderName(errors, `tools: each key of the headers of "${this.name}"`, name);
    }
    const lower = names.filter((name) => !isUnknown(name)).map((name) => name.toLowerCase());
    for (const name of duplicatesOf(lower)) {
      errors.add(
        `tools: the headers of "${this.name}" must name each header once, regardless of case, got "${name}" more than once. Remove one of them.`,
      );
    }
  }
}

class InlineFunctionTool extends Tool {
  public constructor(
    private readonly name: string,
    private readonly options: InlineFunctionOptions,
  ) {
    super(name);
  }

  public _bind(binding: Binding): CfnHarness.HarnessToolProperty {
    const { description, inputSchema } = this.options;
    if (!isUnknown(inputSchema) && inputSchema.type !== 'object') {
      binding.errors.add(
        `tools: the inputSchema of "${this.name}" must be that of an object, { type: 'object', … }, got ${quote(String(inputSchema.type))}`,
      );
    }
    return { type: 'inline_function', name: this.name, config: { inlineFunction: { description, inputSchema } } };
  }
}
