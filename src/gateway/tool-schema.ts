import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Faults } from '../private/faults';
import { type BoundSchema, type BucketSchemaOptions, bindObject } from './schema-object';

/** A tool: what the model is told of it, and what it takes and gives. */
export interface ToolDefinition {
  /**
   * Its name, without the target's.
   */
  readonly name: string;

  /**
   * What it does and when to use it, by which the model chooses it.
   */
  readonly description: string;

  /**
   * JSON Schema of its input, which is an object: `type`, `description`, `properties`, `required` and `items`, and no other keyword.
   */
  readonly inputSchema: { [key: string]: unknown };

  /**
   * JSON Schema of its output, of the same keywords.
   *
   * @default - the model is not told what it gives
   */
  readonly outputSchema?: { [key: string]: unknown };
}

/**
 * The tools that a Lambda function or an MCP server offers.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-add-target-lambda.html
 */
export abstract class ToolSchema {
  /**
   * A file with a JSON or YAML list of tools, each with `name`, `description`, `inputSchema` and perhaps `outputSchema`.
   */
  public static fromFile(path: string): ToolSchema {
    return new FileTools(path);
  }

  /**
   * Tools that are written in the app.
   */
  public static fromObject(tools: ToolDefinition[]): ToolSchema {
    return new ObjectTools(tools);
  }

  /**
   * A file in a bucket, which is not checked.
   */
  public static fromBucket(bucket: IBucket, key: string, options: BucketSchemaOptions = {}): ToolSchema {
    return new BucketTools(bucket, key, options);
  }

  protected constructor() {}

  /**
   * For a Lambda function.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, faults: Faults): BoundSchema<CfnGatewayTarget.ToolSchemaProperty>;

  /**
   * For an MCP server whose tools the service is told, rather than asking for them.
   *
   * @internal
   */
  public abstract _bindAsMcp(
    scope: Construct,
    faults: Faults,
  ): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty>;
}

class FileTools extends ToolSchema {
  public constructor(private readonly path: string) {
    super();
  }

  public _bind(_scope: Construct, _faults: Faults): BoundSchema<CfnGatewayTarget.ToolSchemaProperty> {
    return { config: { inlinePayload: [] }, toolNames: [this.path] };
  }

  public _bindAsMcp(): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty> {
    return { config: { inlinePayload: '' }, toolNames: [] };
  }
}

class ObjectTools extends ToolSchema {
  public constructor(private readonly tools: ToolDefinition[]) {
    super();
  }

  public _bind(): BoundSchema<CfnGatewayTarget.ToolSchemaProperty> {
    return { config: { inlinePayload: [] }, toolNames: this.tools.map(({ name }) => name) };
  }

  public _bindAsMcp(): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty> {
    return { config: { inlinePayload: JSON.stringify({ tools: this.tools }) } };
  }
}

class BucketTools extends ToolSchema {
  public constructor(
    private readonly bucket: IBucket,
    private readonly key: string,
    private readonly options: BucketSchemaOptions,
  ) {
    super();
  }

  public _bind(): BoundSchema<CfnGatewayTarget.ToolSchemaProperty> {
    return bindObject({ bucket: this.bucket, key: this.key }, this.options);
  }

  public _bindAsMcp(): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty> {
    return bindObject({ bucket: this.bucket, key: this.key }, this.options);
  }
}
