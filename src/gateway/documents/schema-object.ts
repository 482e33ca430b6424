import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { FileSystem, Token } from 'aws-cdk-lib/core';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { type Findings, type Path, placeOf } from '../../private/documents/findings';
import { checkObjectKey } from '../../private/validation/object-key';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { checkNames } from './tool-names';

const KB = 1024;
const MB = 1024 * KB;
/** What is longer is uploaded: nobody reads it in a template, which itself may have 1 MB. */
const LONGEST_INLINE = 64 * KB;
/** A document with tokens cannot be uploaded, and CloudFormation accepts templates of at most this size. */
const LARGEST_TEMPLATE_KB = 1024;
const LARGEST_MB = 10;
const MOST_TOOLS = 1000;

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

/** What the template has of a schema that is in a bucket. */
interface ObjectConfig {
  readonly s3: CfnGatewayTarget.S3ConfigurationProperty;
}

/**
 * A schema in a bucket, whatever it is of.
 *
 * @internal
 */
export function bindObject(
  errors: ValidationErrors,
  object: SchemaObject,
  options: BucketSchemaOptions = {},
): BoundSchema<ObjectConfig> {
  checkNames(errors, (index) => `toolNames[${index}]`, options.toolNames ?? []);
  if (object.key === '') {
    errors.add('the key of the schema must be the key of an object, got "". Use the key of the object in the bucket.');
  }
  checkObjectKey(errors, 'the key of the schema', object.key);
  const uri = `s3://${object.bucket.bucketName}/${object.key}`;
  return {
    config: { s3: { uri, bucketOwnerAccountId: options.bucketOwner } },
    toolNames: options.toolNames,
    object,
  };
}

/** A schema that is known while the app is synthesized. */
interface KnownSchema<Config> {
  readonly json: string;
  /** The same for the template. */
  readonly inline: Config;
  readonly toolNames?: string[];
  /** What was written in the app, and may contain tokens. Not set for a file. */
  readonly value?: unknown;
}

/**
 * Puts a schema into the template if it is short, so that a review shows what changes in it, and else into the bucket of
 * the app's assets. A schema with tokens is always in the template, because only CloudFormation knows their values.
 *
 * @internal
 */
export function bindText<Config>(
  scope: Construct,
  errors: ValidationErrors,
  { json, inline, toolNames, value }: KnownSchema<Config>,
): BoundSchema<Config | ObjectConfig> {
  const size = Buffer.byteLength(json);
  const token = size > LONGEST_INLINE ? tokenIn(value) : undefined;
  if (token && size > LARGEST_TEMPLATE_KB * KB) {
    errors.add(
      `${placeOf(token)} must not be a token in a schema of more than ${LARGEST_TEMPLATE_KB} KB, got ${Math.ceil(size / KB)} KB. Shorten the schema, or use a value that is known at synth.`,
    );
  }
  if (size <= LONGEST_INLINE || token) {
    return { config: inline, toolNames };
  }
  // Of YAML too, JSON is what is uploaded.
  const folder = FileSystem.mkdtemp('schema-');
  const path = join(folder, 'schema.json');
  writeFileSync(path, json);
  const asset = new Asset(scope, 'Schema', { path });
  // The asset is a copy, unless the app turned the staging of assets off.
  if (!scope.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT)) {
    rmSync(folder, { recursive: true });
  }
  return { ...bindObject(errors, { bucket: asset.bucket, key: asset.s3ObjectKey }), toolNames };
}

/** The first token in a value, if there is one. */
function tokenIn(value: unknown, path: Path = []): Path | undefined {
  if (Token.isUnresolved(value)) {
    return path;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const [key, member] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    const found = Token.isUnresolved(key) ? path : tokenIn(member, [...path, step]);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/**
 * What the service takes of a schema by default.
 *
 * @internal
 */
export function doubtSize(json: string, toolNames: string[] | undefined, findings: Findings): void {
  const size = Buffer.byteLength(json) / MB;
  const count = toolNames?.length ?? 0;
  if (size > LARGEST_MB) {
    findings.doubt(
      'cdk-agentcore:gatewayQuotas',
      [],
      `it has ${size.toFixed(1)} MB, and the service takes ${LARGEST_MB} MB, unless the quota was raised`,
    );
  }
  if (count > MOST_TOOLS) {
    findings.doubt(
      'cdk-agentcore:gatewayQuotas',
      [],
      `it has ${count} tools, and a target has at most ${MOST_TOOLS}, unless the quota was raised`,
    );
  }
}
