import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Findings, isNode } from '../../private/documents/findings';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { References } from './openapi-references';
import { checkOpenApi, checkOpenApiVersion } from './openapi-rules';
import { type BoundSchema, type BucketSchemaOptions, bindObject, bindText, doubtSize } from './schema-object';
import { checkSmithy, checkSmithyVersion } from './smithy-rules';
import { SourceDocument, shownPath } from './source-document';

/**
 * The kind of an API schema: an OpenAPI document, a Smithy model, or the schema of the requests to an HTTP target.
 *
 * @internal
 */
export type ApiSchemaKind = 'OpenAPI' | 'Smithy' | 'HTTP';

/**
 * The schema of an API: an OpenAPI 3.0 or 3.1 document, or a Smithy model in JSON.
 *
 * @example
 * const shop = agentcore.ApiSchema.fromFile('schemas/shop.yaml');
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html
 */
export abstract class ApiSchema {
  /**
   * Reads the schema from a local file, and validates it when the target is defined.
   *
   * A schema of up to 64 KB is part of the template, so `cdk diff` shows its changes. A longer schema is uploaded as an
   * asset. YAML is converted to JSON.
   *
   * @example
   * agentcore.ApiSchema.fromFile('schemas/shop.yaml');
   *
   * @param path The path of the JSON or YAML file, relative to the working directory or absolute
   */
  public static fromFile(path: string): ApiSchema {
    return new FileApi(path);
  }

  /**
   * Uses a schema in an S3 bucket, which is not validated at synth. The role that deploys the stack must have
   * permission to read the object. The role of the gateway is granted this permission.
   *
   * @example
   * const bucket = new s3.Bucket(stack, 'Schemas');
   * agentcore.ApiSchema.fromBucket(bucket, 'shop.json', { toolNames: ['listOrders'] });
   *
   * @param bucket The bucket that contains the schema
   * @param key The key of the object, for example `schemas/shop.json`
   * @param options The tool names, and the account that owns the bucket
   */
  public static fromBucket(bucket: IBucket, key: string, options: BucketSchemaOptions = {}): ApiSchema {
    return new BucketApi(bucket, key, options);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(
    scope: Construct,
    errors: ValidationErrors,
    kind: ApiSchemaKind,
  ): BoundSchema<CfnGatewayTarget.ApiSchemaConfigurationProperty>;
}

class FileApi extends ApiSchema {
  public constructor(private readonly path: string) {
    super();
  }

  public _bind(
    scope: Construct,
    errors: ValidationErrors,
    kind: ApiSchemaKind,
  ): BoundSchema<CfnGatewayTarget.ApiSchemaConfigurationProperty> {
    if (kind === 'Smithy' && this.path.endsWith('.smithy')) {
      errors.add(
        `${shownPath(this.path)}: must be a Smithy model in JSON, got the Smithy IDL. Convert it with \`smithy ast\`.`,
      );
      return { config: {} };
    }
    const document = SourceDocument.read(this.path, errors);
    if (!document) {
      return { config: {} };
    }
    const findings = new Findings();
    const toolNames = CHECKS[kind](document.value, findings);
    doubtSize(document.json, toolNames, findings);
    findings.report(scope, errors, document);
    return bindText(scope, errors, { json: document.json, inline: { inlinePayload: document.json }, toolNames });
  }
}

const CHECKS: Record<ApiSchemaKind, (root: unknown, findings: Findings) => string[] | undefined> = {
  OpenAPI: checkOpenApi,
  Smithy: checkSmithy,
  HTTP: checkDescription,
};

/**
 * Checks the schema of an HTTP target, which has no tools. Policies of the gateway evaluate it, so fewer rules apply.
 */
function checkDescription(root: unknown, findings: Findings): undefined {
  if (isNode(root) && root.smithy !== undefined) {
    checkSmithyVersion(root, findings);
  } else if (checkOpenApiVersion(root, findings)) {
    new References(root).check(findings);
  }
  return undefined;
}

class BucketApi extends ApiSchema {
  public constructor(
    private readonly bucket: IBucket,
    private readonly key: string,
    private readonly options: BucketSchemaOptions,
  ) {
    super();
  }

  public _bind(
    _scope: Construct,
    errors: ValidationErrors,
  ): BoundSchema<CfnGatewayTarget.ApiSchemaConfigurationProperty> {
    return bindObject(errors, { bucket: this.bucket, key: this.key }, this.options);
  }
}
