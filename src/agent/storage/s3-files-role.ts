import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { ArnFormat } from 'aws-cdk-lib/core';
import { permitKey } from '../../private/iam/access';
import type { Binding } from '../../private/iam/binding';
import type { Trust } from '../../private/iam/execution-role';
import { literalText } from '../../private/iam/policy-text';
import { resourceOf } from '../../private/known/resource';
import { OWN } from '../../private/validation/environment';
import { checkBucket as checkBucketLocation } from '../../private/validation/references';
import { isUnknown } from '../../private/validation/unknown';

/** The service principal of S3 Files, which is built on Amazon EFS. */
const SYNCHRONIZER = 'elasticfilesystem.amazonaws.com';

export function synchronizationTrust(binding: Binding): Trust {
  return {
    service: SYNCHRONIZER,
    sourceArn: binding.arn('s3files', 'file-system/*'),
    policyName: 'Synchronization',
  };
}

/** Checks versioning and encryption of a bucket, which are known only of a bucket that is defined in this app. */
export function checkBucket({ errors }: Binding, bucket: IBucket): void {
  checkBucketLocation(errors, 'bucket', bucket, OWN);
  const resource = resourceOf(bucket, CfnBucket.isCfnBucket);
  if (!resource) {
    return;
  }
  const { versioningConfiguration: versioning, bucketEncryption: encryption } = resource;
  const status = (versioning as CfnBucket.VersioningConfigurationProperty | undefined)?.status;
  // Amazon S3 enables versioning on a bucket with Object Lock.
  const isKnown = !isUnknown(versioning) && !isUnknown(status);
  if (isKnown && status !== 'Enabled' && !resource.objectLockEnabled) {
    errors.add(
      'bucket must have versioning enabled, because S3 Files detects changes by object versions. Set versioned: true.',
    );
  }
  if (!isUnknown(encryption) && JSON.stringify(encryption ?? {}).includes('aws:kms:dsse')) {
    errors.add('bucket must be encrypted with SSE-S3 or SSE-KMS, got DSSE-KMS. Use another encryption.');
  }
}

/**
 * Grants the permissions that S3 Files requires. The documentation uses wildcards for some of them, which are replaced
 * by the actions on data, tags and versions.
 */
export function permitSynchronization(binding: Binding, bucket: IBucket, prefix = ''): void {
  const { permissions, stack } = binding;
  const conditions = { StringEquals: { 'aws:ResourceAccount': stack.account } };
  permissions.add({
    // S3 Files lists the whole bucket before it lists a prefix.
    feature: 'BucketList',
    actions: ['s3:ListBucket', 's3:ListBucketVersions'],
    resources: [bucket.bucketArn],
    conditions,
  });
  permissions.add({
    feature: 'BucketObjects',
    actions: [
      ...['GetObject', 'GetObjectAttributes', 'GetObjectTagging'],
      ...['GetObjectVersion', 'GetObjectVersionAttributes', 'GetObjectVersionTagging'],
      ...['PutObject', 'PutObjectTagging', 'PutObjectVersionTagging'],
      ...['DeleteObject', 'DeleteObjectTagging', 'DeleteObjectVersion', 'DeleteObjectVersionTagging'],
      ...['AbortMultipartUpload', 'ListMultipartUploadParts'],
    ].map((action) => `s3:${action}`),
    resources: [bucket.arnForObjects(`${literalText(prefix)}*`)],
    conditions,
  });
  permitKey(
    binding,
    { feature: 'Bucket' },
    { service: 's3', region: bucket.env.region },
    ['kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    bucket.encryptionKey,
  );
  permitEvents(binding);
}

/** Grants permission for the Amazon EventBridge rules that S3 Files creates to detect changes of the bucket. */
function permitEvents({ permissions, stack }: Binding): void {
  const rules = stack.formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: 'DO-NOT-DELETE-S3-Files*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  permissions.add({
    feature: 'ChangeRules',
    actions: ['DeleteRule', 'DisableRule', 'EnableRule', 'PutRule', 'PutTargets', 'RemoveTargets'].map(
      (action) => `events:${action}`,
    ),
    resources: [rules],
    conditions: { StringEquals: { 'events:ManagedBy': SYNCHRONIZER } },
  });
  permissions.add({
    feature: 'ChangeRulesLook',
    actions: ['events:DescribeRule', 'events:ListTargetsByRule'],
    resources: [rules],
  });
  permissions.add({
    feature: 'ChangeRulesList',
    actions: ['events:ListRules', 'events:ListRuleNamesByTarget'],
    resources: ['*'],
  });
}
