import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  Findings,
  isNode,
  memberOf,
  type Path,
  type Place,
  type Places,
  placeOf,
} from '../../private/documents/findings';
import { isTooDeep, MAX_LEVELS } from '../../private/documents/nesting';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { type BoundSchema, type BucketSchemaOptions, bindObject, bindText } from './schema-object';
import { SourceDocument } from './source-document';
import { checkTools, type ToolsOf } from './tool-rules';

/** The definition of a tool for `ToolSchema.fromObject`. */
export interface ToolDefinition {
  /**
   * The name of the tool, without the target name.
   *
   * Must be unique within the target. Agents see the tool as `<target name>___<tool name>`. Most models accept at most
   * 64 letters, digits, underscores and hyphens in total.
   */
  readonly name: string;

  /**
   * The description of the tool, which the model uses to decide when to call the tool.
   */
  readonly description: string;

  /**
   * The JSON Schema of the input of the tool. The type must be `object`. For a Lambda function, only the keywords
   * `type`, `description`, `properties`, `required` and `items` are supported.
   */
  readonly inputSchema: { [key: string]: unknown };

  /**
   * The JSON Schema of the output of the tool. The type must be `object`. The same keywords as in `inputSchema` are
   * supported.
   *
   * @default - no output schema
   */
  readonly outputSchema?: { [key: string]: unknown };
}

/**
 * The tools of a Lambda function or an MCP server.
 *
 * @example
 * const tools = agentcore.ToolSchema.fromFile('schemas/orders.json');
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-add-target-lambda.html
 */
export abstract class ToolSchema {
  /**
   * Reads a list of tools from a local file, and validates it when the target is defined.
   *
   * Each tool has a `name`, a `description`, an `inputSchema` and optionally an `outputSchema`, as in `ToolDefinition`.
   * The list can also be the member `tools` of an object, as in the response of an MCP server to `tools/list`.
   *
   * A list of up to 64 KB is part of the template, so `cdk diff` shows its changes. A longer list is uploaded as an
   * asset.
   *
   * @example
   * agentcore.ToolSchema.fromFile('schemas/orders.json');
   *
   * @param path The path of the JSON or YAML file, relative to the working directory or absolute
   */
  public static fromFile(path: string): ToolSchema {
    return new CheckedTools((errors) => readTools(path, errors));
  }

  /**
   * Uses tools that are defined in the app, and validates them when the target is defined. Tools that contain tokens
   * are always part of the template.
   *
   * @example
   * const orders: agentcore.ToolDefinition = {
   *   name: 'find_order',
   *   description: 'Finds an order by its ID.',
   *   inputSchema: { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] },
   * };
   * agentcore.ToolSchema.fromObject([orders]);
   *
   * @param tools The definitions of the tools. Must have at least 1 entry
   */
  public static fromObject(tools: ToolDefinition[]): ToolSchema {
    const place = (path: Path) => `${placeOf(path) || 'tools'}:`;
    return new CheckedTools((errors) => {
      if (isTooDeep(tools)) {
        errors.add(`tools must not contain themselves, and must not be nested more than ${MAX_LEVELS} levels deep.`);
        return undefined;
      }
      return { name: '', place, tools: { path: [], value: tools } };
    });
  }

  /**
   * Uses a list of tools in an S3 bucket, which is not validated at synth. The role that deploys the stack must have
   * permission to read the object. The role of the gateway is granted this permission.
   *
   * @example
   * const bucket = new s3.Bucket(stack, 'Schemas');
   * agentcore.ToolSchema.fromBucket(bucket, 'orders.json', { toolNames: ['find_order'] });
   *
   * @param bucket The bucket that contains the list of tools
   * @param key The key of the object, for example `schemas/orders.json`
   * @param options The tool names, and the account that owns the bucket
   */
  public static fromBucket(bucket: IBucket, key: string, options: BucketSchemaOptions = {}): ToolSchema {
    return new BucketTools(bucket, key, options);
  }

  protected constructor() {}

  /**
   * Binds the tools of a Lambda function.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, errors: ValidationErrors): BoundSchema<CfnGatewayTarget.ToolSchemaProperty>;

  /**
   * Binds the tools of an MCP server, which the gateway then does not list itself.
   *
   * @internal
   */
  public abstract _bindAsMcp(
    scope: Construct,
    errors: ValidationErrors,
  ): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty>;
}

/** Tools that are known at synth. */
interface KnownTools extends Places {
  readonly tools: Place;
}

type ToolList = CfnGatewayTarget.ToolDefinitionProperty[];

class CheckedTools extends ToolSchema {
  public constructor(private readonly read: (errors: ValidationErrors) => KnownTools | undefined) {
    super();
  }

  public _bind(scope: Construct, errors: ValidationErrors): BoundSchema<CfnGatewayTarget.ToolSchemaProperty> {
    const tools = this.check(scope, errors, 'a Lambda function');
    const known = {
      json: JSON.stringify(tools),
      inline: { inlinePayload: tools },
      toolNames: namesOf(tools),
      value: tools,
    };
    return bindText(scope, errors, known);
  }

  public _bindAsMcp(
    scope: Construct,
    errors: ValidationErrors,
  ): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty> {
    const tools = this.check(scope, errors, 'an MCP server');
    const inlinePayload = Stack.of(scope).toJsonString({ tools });
    const known = {
      json: JSON.stringify({ tools }),
      inline: { inlinePayload },
      toolNames: namesOf(tools),
      value: tools,
    };
    return bindText(scope, errors, known);
  }

  private check(scope: Construct, errors: ValidationErrors, owner: ToolsOf): ToolList {
    const known = this.read(errors);
    const findings = new Findings();
    if (known) {
      checkTools(known.tools, owner, findings);
      findings.report(scope, errors, known);
    }
    // Rejected tools would cause further errors.
    return known && !findings.hasRefused ? (known.tools.value as ToolList) : [];
  }
}

/** Reads a list of tools, or an object with the list as its member `tools`. */
function readTools(path: string, errors: ValidationErrors): KnownTools | undefined {
  const document = SourceDocument.read(path, errors);
  if (!document) {
    return undefined;
  }
  const root: Place = { path: [], value: document.value };
  const tools = isNode(root.value) ? memberOf(root, 'tools') : root;
  return { name: document.name, place: (at, key) => document.place(at, key), tools };
}

/** Returns the names of tools, or `undefined` if one of them is a token. */
function namesOf(tools: ToolList): string[] | undefined {
  if (isUnknown(tools) || tools.some((tool) => isUnknown(tool) || isUnknown(tool.name))) {
    return undefined;
  }
  return tools.map(({ name }) => name);
}

class BucketTools extends ToolSchema {
  public constructor(
    private readonly bucket: IBucket,
    private readonly key: string,
    private readonly options: BucketSchemaOptions,
  ) {
    super();
  }

  public _bind(_scope: Construct, errors: ValidationErrors): BoundSchema<CfnGatewayTarget.ToolSchemaProperty> {
    return bindObject(errors, { bucket: this.bucket, key: this.key }, this.options);
  }

  public _bindAsMcp(
    _scope: Construct,
    errors: ValidationErrors,
  ): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty> {
    return bindObject(errors, { bucket: this.bucket, key: this.key }, this.options);
  }
}
