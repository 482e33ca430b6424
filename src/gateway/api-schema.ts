import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Faults } from '../private/faults';
import { type BoundSchema, type BucketSchemaOptions, bindObject } from './schema-object';

/**
 * What a document says: an OpenAPI document, a Smithy model, or the OpenAPI document of an HTTP target.
 *
 * @internal
 */
export type ApiSchemaKind = 'OpenAPI' | 'Smithy' | 'HTTP';

/**
 * A document that describes an API.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html
 */
export abstract class ApiSchema {
  /**
   * A file beside the app, in JSON or YAML.
   */
  public static fromFile(path: string): ApiSchema {
    return new FileApi(path);
  }

  /**
   * A file in a bucket, which is not checked.
   */
  public static fromBucket(bucket: IBucket, key: string, options: BucketSchemaOptions = {}): ApiSchema {
    return new BucketApi(bucket, key, options);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(
    scope: Construct,
    faults: Faults,
    kind: ApiSchemaKind,
  ): BoundSchema<CfnGatewayTarget.ApiSchemaConfigurationProperty>;
}

class FileApi extends ApiSchema {
  public constructor(private readonly path: string) {
    super();
  }

  public _bind(
    _scope: Construct,
    _faults: Faults,
    _kind: ApiSchemaKind,
  ): BoundSchema<CfnGatewayTarget.ApiSchemaConfigurationProperty> {
    return { config: { inlinePayload: this.path }, toolNames: [] };
  }
}

class BucketApi extends ApiSchema {
  public constructor(
    private readonly bucket: IBucket,
    private readonly key: string,
    private readonly options: BucketSchemaOptions,
  ) {
    super();
  }

  public _bind(): BoundSchema<CfnGatewayTarget.ApiSchemaConfigurationProperty> {
    return bindObject({ bucket: this.bucket, key: this.key }, this.options);
  }
}
