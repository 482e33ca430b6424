import type { CfnHarness, IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations } from 'aws-cdk-lib/core';
import { bindGatewayCaller, GatewayAuth } from '../agent/gateway-auth';
import { permitBrowser, permitCodeInterpreter } from '../private/iam/access';
import { type Binding, INTERNET } from '../private/iam/binding';
import { duplicatesOf } from '../private/validation/duplicates';
import { DOUBTFUL } from '../private/validation/environment';
import { checkHeaderName } from '../private/validation/headers';
import { quote } from '../private/validation/limit';
import { checkBrowser, checkCodeInterpreter, checkGateway } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import type {
  BrowserToolOptions,
  CodeInterpreterToolOptions,
  GatewayToolOptions,
  InlineFunctionOptions,
  RemoteMcpOptions,
} from './tool-options';

/**
 * A tool that the model of a harness can call, together with the permission to use it.
 *
 * Every harness also has the built-in shell and file operations. `allowedTools` restricts the tools that the model can
 * call.
 *
 * @example
 * const tools = [agentcore.Tool.codeInterpreter(), agentcore.Tool.gateway(gateway, { name: 'shop' })];
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html
 */
export abstract class Tool {
  /**
   * Adds all tools of a gateway.
   *
   * @example
   * agentcore.Tool.gateway(gateway, { name: 'shop' });
   *
   * @param gateway A reference to the gateway, of any construct level
   * @param options The name of the tool, by default a generated one, and the authentication at the gateway, by
   *   default `GatewayAuth.iam()`
   */
  public static gateway(gateway: IGatewayRef, options: GatewayToolOptions = {}): Tool {
    return new GatewayTool(gateway, options);
  }

  /**
   * Adds a web browser, in which the model can open pages.
   *
   * @example
   * agentcore.Tool.browser();
   *
   * @param options A custom browser, by default the managed browser `aws.browser.v1`, and the name of the tool, by
   *   default a generated one
   */
  public static browser(options: BrowserToolOptions = {}): Tool {
    return new BrowserTool(options);
  }

  /**
   * Adds a code interpreter: a sandbox in which the model runs code.
   *
   * @example
   * agentcore.Tool.codeInterpreter({ name: 'python' });
   *
   * @param options A custom code interpreter, by default the managed code interpreter `aws.codeinterpreter.v1`, and
   *   the name of the tool, by default a generated one
   */
  public static codeInterpreter(options: CodeInterpreterToolOptions = {}): Tool {
    return new CodeInterpreterTool(options);
  }

  /**
   * Adds all tools of a remote MCP server.
   *
   * @example
   * agentcore.Tool.remoteMcp('docs', 'https://mcp.example.com/mcp');
   *
   * @param name The name of the tool, 1 to 64 letters, digits, underscores or hyphens
   * @param url The URL of the MCP server, at most 16,383 characters. Must start with `https://`
   * @param options The headers of each request, by default none. A header can contain an `ApiKey`
   */
  public static remoteMcp(name: string, url: string, options: RemoteMcpOptions = {}): Tool {
    return new RemoteMcpTool(name, url, options);
  }

  /**
   * Adds a tool that the caller executes.
   *
   * The response of the invocation ends with the stop reason `tool_use` and the input of the tool. The caller then
   * sends the result in the same session.
   *
   * @example
   * agentcore.Tool.inlineFunction('confirm', {
   *   description: 'Asks the user to confirm an action.',
   *   inputSchema: { type: 'object', properties: { action: { type: 'string' } }, required: ['action'] },
   * });
   *
   * @param name The name of the tool, 1 to 64 letters, digits, underscores or hyphens
   * @param options The description, 1 to 4,096 characters, and the input schema, a JSON Schema of type `object`. Both
   *   are required
   */
  public static inlineFunction(name: string, options: InlineFunctionOptions): Tool {
    return new InlineFunctionTool(name, options);
  }

  protected constructor(
    /** The name of the tool. `undefined` if AgentCore generates the name. */
    public readonly toolName?: string,
    /**
     * The names that AgentCore is likely to generate. AWS does not document them.
     *
     * @internal
     */
    public readonly _usualNames: string[] = [],
  ) {}

  /** @internal */
  public abstract _bind(binding: Binding, list: ToolList): CfnHarness.HarnessToolProperty;
}

/**
 * The property that lists a tool, and the name with which the permissions of its tools start.
 *
 * @internal
 */
export interface ToolList {
  readonly prop: 'tools' | 'alternateTools';
  readonly feature: 'Tool' | 'AlternateTool';
}

/**
 * Binds all tools of a harness, and checks that their names are unique.
 *
 * @internal
 */
export function bindTools(binding: Binding, tools: Tool[]): CfnHarness.HarnessToolProperty[] {
  const names = tools.map((tool) => tool.toolName).filter((name) => name !== undefined && !isUnknown(name));
  for (const name of duplicatesOf(names)) {
    binding.errors.add(`tools must have unique names, got "${name}" more than once. Rename one of the tools.`);
  }
  return tools.map((tool) => tool._bind(binding, { prop: 'tools', feature: 'Tool' }));
}

class GatewayTool extends Tool {
  public constructor(
    private readonly gateway: IGatewayRef,
    private readonly options: GatewayToolOptions,
  ) {
    super(options.name);
  }

  public _bind(binding: Binding, list: ToolList): CfnHarness.HarnessToolProperty {
    const feature = { feature: `${list.feature}Gateway`, of: this.toolName ?? this.gateway.node.id };
    const auth = this.options.auth ?? GatewayAuth.iam();
    checkGateway(binding.errors, `${list.prop}: the gateway ${this.gateway.node.id}`, this.gateway, DOUBTFUL);
    bindGatewayCaller(binding, list.prop, feature, this.gateway, auth);
    return {
      type: 'agentcore_gateway',
      name: this.toolName,
      config: {
        agentCoreGateway: {
          gatewayArn: this.gateway.gatewayRef.gatewayArn,
          outboundAuth: auth._bind(binding, list.prop, feature),
        },
      },
    };
  }
}

class BrowserTool extends Tool {
  public constructor(private readonly options: BrowserToolOptions) {
    super(options.name, ['browser', 'agentcore_browser']);
  }

  public _bind(binding: Binding, list: ToolList): CfnHarness.HarnessToolProperty {
    const { browser } = this.options;
    const browserArn = browser?.browserCustomRef.browserArn;
    checkBrowser(binding.errors, list.prop, browser);
    permitBrowser(binding, { feature: `${list.feature}Browser`, of: browser?.node.id }, browserArn);
    return { type: 'agentcore_browser', name: this.toolName, config: { agentCoreBrowser: { browserArn } } };
  }
}

class CodeInterpreterTool extends Tool {
  public constructor(private readonly options: CodeInterpreterToolOptions) {
    super(options.name, ['code_interpreter', 'agentcore_code_interpreter']);
  }

  public _bind(binding: Binding, list: ToolList): CfnHarness.HarnessToolProperty {
    const { codeInterpreter } = this.options;
    const codeInterpreterArn = codeInterpreter?.codeInterpreterCustomRef.codeInterpreterArn;
    checkCodeInterpreter(binding.errors, list.prop, codeInterpreter);
    const feature = { feature: `${list.feature}CodeInterpreter`, of: codeInterpreter?.node.id };
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

  public _bind(binding: Binding, list: ToolList): CfnHarness.HarnessToolProperty {
    const { prop } = list;
    if (this.url !== '' && !isUnknown(this.url) && !/^https?:\/\//i.test(this.url)) {
      binding.errors.add(
        `${prop}: the url of "${this.name}" must start with https://, got ${quote(this.url)}. Use the HTTPS URL of the MCP server.`,
      );
    }
    binding.errors.checkUrl(`${prop}: the url of "${this.name}"`, this.url);
    if (/^http:\/\//i.test(this.url)) {
      Annotations.of(binding.scope).addWarningV2(
        `cdk-agentcore:plainHttp${this.name}`,
        `${prop}: the url of "${this.name}" uses HTTP. Requests and their headers, which may contain credentials, are not encrypted. Use HTTPS.`,
      );
    }
    binding.services.add(INTERNET);
    const headers = Object.entries(this.options.headers ?? {});
    this.checkHeaderNames(
      binding,
      prop,
      headers.map(([name]) => name),
    );
    const feature = { feature: `${list.feature}Header`, of: this.name };
    return {
      type: 'remote_mcp',
      name: this.name,
      config: {
        remoteMcp: {
          url: this.url,
          headers:
            headers.length > 0
              ? Object.fromEntries(headers.map(([name, value]) => [name, value._bind(binding, prop, feature, name)]))
              : undefined,
        },
      },
    };
  }

  private checkHeaderNames({ errors }: Binding, prop: string, names: string[]): void {
    for (const name of names) {
      checkHeaderName(errors, `${prop}: each key of the headers of "${this.name}"`, name);
    }
    const lower = names.filter((name) => !isUnknown(name)).map((name) => name.toLowerCase());
    for (const name of duplicatesOf(lower)) {
      errors.add(
        `${prop}: the headers of "${this.name}" must name each header once, regardless of case, got "${name}" more than once. Remove one of them.`,
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

  public _bind(binding: Binding, { prop }: ToolList): CfnHarness.HarnessToolProperty {
    const { description, inputSchema } = this.options;
    if (!isUnknown(inputSchema) && inputSchema.type !== 'object') {
      binding.errors.add(
        `${prop}: the inputSchema of "${this.name}" must have the type "object", got ${quote(String(inputSchema.type))}. Use { type: 'object', properties: { … } }.`,
      );
    }
    return { type: 'inline_function', name: this.name, config: { inlineFunction: { description, inputSchema } } };
  }
}
