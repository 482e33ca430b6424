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

/** A tool: what the model is told of it, and what it takes and gives. */
export interface ToolDefinition {
  /**
   * Its name, without the target's: agents call it `<target>___<name>`, and most models take no more than 64 letters, digits, `_` and `-` for that.
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
   * A file beside the app with a list of tools, in JSON or YAML, which is read and checked when the target is made.
   *
   * Each tool has a `name`, a `description`, an `inputSchema`, and perhaps an `outputSchema`, as in `ToolDefinition`. The list
   * may also be the member `tools` of an object, which is how MCP servers answer.
   * Up to 64 KB it is in the template, so that a review shows what changes in it. What is longer is uploaded with the assets
   * of the app, and read from there with the permissions of whoever deploys: the roles of the CDK have them.
   */
  public static fromFile(path: string): ToolSchema {
    return new CheckedTools((errors) => readTools(path, errors));
  }

  /**
   * Tools that are defined in the app, which are checked like those of a file. Tools with tokens are always in the template.
   */
  public static fromObject(tools: ToolDefinition[]): ToolSchema {
    const place = (path: Path) => `${placeOf(path) || 'tools'}:`;
    return new CheckedTools((errors) => {
      if (isTooDeep(tools)) {
        errors.add(`tools must not contain themselves, and must not be nested more than ${MAX_LEVELS} levels deep`);
        return undefined;
      }
      return { name: '', place, tools: { path: [], value: tools } };
    });
  }

  /**
   * A file in a bucket, which is not checked: the role that deploys must be allowed to read it.
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
  public abstract _bind(scope: Construct, errors: ValidationErrors): BoundSchema<CfnGatewayTarget.ToolSchemaProperty>;

  /**
   * For an MCP server whose tools the service is told, rather than asking for them.
   *
   * @internal
   */
  public abstract _bindAsMcp(
    scope: Construct,
    errors: ValidationErrors,
  ): BoundSchema<CfnGatewayTarget.McpToolSchemaConfigurationProperty>;
}

/** Tools that are known while the app is synthesized. */
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
    // Of what is refused nothing will be made, and nothing more is to be said.
    return known && !findings.hasRefused ? (known.tools.value as ToolList) : [];
  }
}

/** As servers answer who asks for their tools: a list, or an object with the list. */
function readTools(path: string, errors: ValidationErrors): KnownTools | undefined {
  const document = SourceDocument.read(path, errors);
  if (!document) {
    return undefined;
  }
  const root: Place = { path: [], value: document.value };
  const tools = isNode(root.value) ? memberOf(root, 'tools') : root;
  return { name: document.name, place: (at, key) => document.place(at, key), tools };
}

/** Of a name that is a token nobody knows what it is. */
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
