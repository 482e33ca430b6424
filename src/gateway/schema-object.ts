import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** What is known of a schema that lies in a bucket, which nobody reads while the app is synthesized. */
export interface BucketSchemaOptions {
  /**
   * The names of its tools, without the target's, so that what names a tool of the target can be checked.
   *
   * @default - not known
   */
  readonly toolNames?: string[];

  /**
   * The account that owns the bucket, 12 digits.
   *
   * @default - the account of the stack
   */
  readonly bucketOwner?: string;
}

/** @internal */
export interface BoundSchema<Config> {
  readonly config: Config;
  /** The names of the tools, without the target's. It is undefined when nobody knows them at synth. */
  readonly toolNames?: string[];
  /** What the service reads, with the permissions of whoever deploys. It is undefined when the template holds the schema. */
  readonly object?: SchemaObject;
}

/** @internal */
export interface SchemaObject {
  readonly bucket: IBucket;
  readonly key: string;
}

/**
 * A schema in a bucket, whatever it is of.
 *
 * @internal
 */
export function bindObject(
  object: SchemaObject,
  options: BucketSchemaOptions = {},
): BoundSchema<{ readonly s3: CfnGatewayTarget.S3ConfigurationProperty }> {
  const uri = `s3://${object.bucket.bucketName}/${object.key}`;
  return {
    config: { s3: { uri, bucketOwnerAccountId: options.bucketOwner } },
    toolNames: options.toolNames,
    object,
  };
}
