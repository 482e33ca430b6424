import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { FileSystem, Resource, Stack, Token } from 'aws-cdk-lib/core';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { type Findings, type Path, placeOf } from '../../private/documents/findings';
import { areDifferent } from '../../private/known/source';
import { quote } from '../../private/validation/limit';
import { checkObjectKey } from '../../private/validation/object-key';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { checkNames } from './tool-names';

const KB = 1024;
const MB = 1024 * KB;
/** The maximum size of a schema in the template, which itself can have 1 MB. A longer schema is uploaded. */
const LONGEST_INLINE = 64 * KB;
/** A document with tokens cannot be uploaded, and CloudFormation accepts templates of at most this size. */
const LARGEST_TEMPLATE_KB = 1024;
const LARGEST_MB = 10;
const MOST_TOOLS = 1000;
const ACCOUNT_ID = /^\d{12}$/;

/** Options for `ToolSchema.fromBucket` and `ApiSchema.fromBucket`. */
export interface BucketSchemaOptions {
  /**
   * The names of the tools in the schema, without the target name. Must be unique. With these names,
   * `GatewayTarget.toolName` and the length of tool names are validated at synth.
   *
   * @default - the tool names are not known at synth
   */
  readonly toolNames?: string[];

  /**
   * The ID of the AWS account that owns the bucket, 12 digits. Needed only for an imported bucket whose account is not
   * known.
   *
   * @default - the account of the bucket
   */
  readonly bucketOwner?: string;
}

/** @internal */
export interface BoundSchema<Config> {
  readonly config: Config;
  /** The names of the tools, without the target name. `undefined` if the names are not known at synth. */
  readonly toolNames?: string[];
  /** The object in a bucket that contains the schema. `undefined` if the schema is part of the template. */
  readonly object?: SchemaObject;
}

/** @internal */
export interface SchemaObject {
  readonly bucket: IBucket;
  readonly key: string;
}

/** The configuration of a schema in a bucket. */
interface ObjectConfig {
  readonly s3: CfnGatewayTarget.S3ConfigurationProperty;
}

/**
 * Binds a tool schema or an API schema in a bucket.
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
    config: { s3: { uri, bucketOwnerAccountId: ownerOf(errors, object.bucket, options.bucketOwner) } },
    toolNames: options.toolNames,
    object,
  };
}

/** The owner of a bucket, which AgentCore must know for a bucket in another account. */
function ownerOf(errors: ValidationErrors, bucket: IBucket, given?: string): string | undefined {
  const { account } = bucket.env;
  const isElsewhere = areDifferent(account, Stack.of(errors.scope).account);
  // An import without an account has the account of the stack.
  const isKnown = isElsewhere || Resource.isOwnedResource(bucket);
  if (given !== undefined && ACCOUNT_ID.test(given) && isKnown && areDifferent(account, given)) {
    errors.add(
      `the bucketOwner of the schema must be the account of the bucket, ${account}, got ${quote(given)}. Omit bucketOwner.`,
    );
  }
  return given ?? (isElsewhere ? account : undefined);
}

/** A schema that is known at synth. */
interface KnownSchema<Config> {
  readonly json: string;
  /** The configuration with the schema in the template. */
  readonly inline: Config;
  readonly toolNames?: string[];
  /** The value that is defined in the app, which can contain tokens. Not set for a file. */
  readonly value?: unknown;
}

/**
 * Adds a short schema to the template, in which `cdk diff` shows its changes, and uploads a longer one as an asset. A
 * schema with tokens is always part of the template, because only CloudFormation knows their values.
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
  // YAML is uploaded as JSON, too.
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
 * Warns about a schema that exceeds the default quotas.
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
      `the size of the schema is ${size.toFixed(1)} MB, which exceeds the default quota of ${LARGEST_MB} MB. The deployment fails unless the quota was increased. Shorten the schema, or request an increase.`,
    );
  }
  if (count > MOST_TOOLS) {
    findings.doubt(
      'cdk-agentcore:gatewayQuotas',
      [],
      `the schema has ${count} tools, which exceeds the default quota of ${MOST_TOOLS} tools per target. The deployment fails unless the quota was increased. Use several targets, or request an increase.`,
    );
  }
}
