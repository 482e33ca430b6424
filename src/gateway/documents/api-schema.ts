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
 * What a document says: an OpenAPI document, a Smithy model, or the OpenAPI document of an HTTP target.
 *
 * @internal
 */
export type ApiSchemaKind = 'OpenAPI' | 'Smithy' | 'HTTP';

/**
 * A document that describes an API: OpenAPI 3.0 or 3.1, or a Smithy model in JSON.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html
 */
export abstract class ApiSchema {
  /**
   * A file beside the app, in JSON or YAML, which is read and checked when the target is made.
   *
   * Up to 64 KB it is in the template, so that a review shows what changes in it; YAML is there as JSON.
   * What is longer is uploaded with the assets of the app, and read from there with the permissions of whoever deploys: the
   * roles of the CDK have them.
   */
  public static fromFile(path: string): ApiSchema {
    return new FileApi(path);
  }

  /**
   * A file in a bucket, which is not checked: the role that deploys must be allowed to read it.
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
      errors.add(`${shownPath(this.path)}: must be a Smithy model in JSON: \`smithy ast\` makes one of it`);
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

/** What describes the requests to a target that is no tool, for the policies of the gateway: it may say more. */
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
