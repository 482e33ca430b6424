import { type AddToResourcePolicyResult, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Annotations, ArnFormat, CfnResource, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';
import { ARNS } from '../private/validation/arn';
import type { Reference } from '../private/validation/environment';

/** @internal */
export interface BoundDestination {
  readonly type: 'CWL' | 'S3' | 'FH' | 'XRAY';
  readonly resourceArn?: string;
  /** The resources that must exist before logs are delivered. */
  readonly prerequisites: IDependable[];
}

/**
 * A destination of the logs of a runtime.
 *
 * @example
 * const observability: agentcore.Observability = {
 *   applicationLogs: agentcore.LogDestination.cloudWatchLogs(logs.RetentionDays.ONE_MONTH),
 * };
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export abstract class LogDestination {
  /**
   * Delivers logs to a new log group, whose name CloudFormation generates.
   *
   * The log group is retained when the destination is removed from the app and when the stack is deleted. It is deleted
   * if the deployment that creates it fails. Log delivery adds the resource policy that it needs to the log group, for
   * which the deployment needs `logs:PutResourcePolicy`, `logs:DescribeResourcePolicies` and `logs:DescribeLogGroups`.
   *
   * @example
   * agentcore.LogDestination.cloudWatchLogs(logs.RetentionDays.ONE_MONTH);
   *
   * @param retention The retention period of the logs, 2 years by default
   */
  public static cloudWatchLogs(retention: RetentionDays = RetentionDays.TWO_YEARS): LogDestination {
    return new OwnLogGroup(retention);
  }

  /**
   * Delivers logs to an existing log group.
   *
   * Log delivery adds the resource policy that it needs to the log group, for which the deployment needs
   * `logs:PutResourcePolicy`, `logs:DescribeResourcePolicies` and `logs:DescribeLogGroups`.
   *
   * @example
   * declare const logGroup: logs.LogGroup;
   * agentcore.LogDestination.fromLogGroup(logGroup);
   *
   * @param logGroup The log group. Must be in the account of the runtime
   */
  public static fromLogGroup(logGroup: ILogGroup): LogDestination {
    return new KnownLogGroup(logGroup);
  }

  /**
   * Delivers logs to an Amazon S3 bucket, with the prefix `AWSLogs/<account>/`.
   *
   * The bucket policy and the key policy of the bucket are extended to allow log delivery. If they cannot be edited, a
   * warning contains the required statement.
   *
   * @example
   * declare const bucket: s3.Bucket;
   * agentcore.LogDestination.fromBucket(bucket);
   *
   * @param bucket The bucket. Must be in the account of the runtime
   */
  public static fromBucket(bucket: IBucket): LogDestination {
    return new BucketDestination(bucket);
  }

  /**
   * Delivers logs to an Amazon Data Firehose stream.
   *
   * The stream is tagged with `LogDeliveryEnabled`, which log delivery requires. Tag an imported stream yourself.
   *
   * @example
   * declare const stream: firehose.DeliveryStream;
   * agentcore.LogDestination.fromDeliveryStream(stream);
   *
   * @param stream The Firehose stream. Must be in the account of the runtime
   */
  public static fromDeliveryStream(stream: IDeliveryStream): LogDestination {
    return new StreamDestination(stream);
  }

  protected constructor() {}

  /** The destination, if it is one that was passed. @internal */
  public readonly _reference?: Reference;

  /**
   * @param scope The scope of the resources that the destination creates
   * @internal
   */
  public abstract _bind(scope: Construct): BoundDestination;
}

class OwnLogGroup extends LogDestination {
  public constructor(private readonly retention: RetentionDays) {
    super();
  }

  public _bind(scope: Construct): BoundDestination {
    // Only a name that CloudFormation generates differs from the names of log groups that were retained earlier.
    const logGroup = new LogGroup(scope, 'LogGroup', {
      retention: this.retention,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    return { type: 'CWL', resourceArn: logGroup.logGroupArn, prerequisites: [] };
  }
}

class KnownLogGroup extends LogDestination {
  public readonly _reference: Reference;

  public constructor(private readonly logGroup: ILogGroup) {
    super();
    this._reference = { kind: ARNS.logGroup, arn: logGroup.logGroupArn, env: logGroup.env };
  }

  public _bind(): BoundDestination {
    return { type: 'CWL', resourceArn: this.logGroup.logGroupArn, prerequisites: [] };
  }
}

class BucketDestination extends LogDestination {
  public readonly _reference: Reference;

  public constructor(private readonly bucket: IBucket) {
    super();
    this._reference = { kind: ARNS.bucket, arn: bucket.bucketArn, env: bucket.env };
  }

  public _bind(scope: Construct): BoundDestination {
    const stack = Stack.of(scope);
    const sources = stack.formatArn({
      service: 'logs',
      resource: 'delivery-source',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const write = new PolicyStatement({
      principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [this.bucket.arnForObjects(`AWSLogs/${stack.account}/*`)],
      conditions: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': sources },
      },
    });
    const encrypt = new PolicyStatement({
      principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': sources } },
    });
    const { encryptionKey } = this.bucket;
    const added = this.bucket.addToResourcePolicy(write);
    warnUnless(added, scope, 'bucket', write);
    if (encryptionKey) {
      warnUnless(encryptionKey.addToResourcePolicy(encrypt), scope, "bucket's key", encrypt);
    }
    return {
      type: 'S3',
      resourceArn: this.bucket.bucketArn,
      prerequisites: added.policyDependable ? [added.policyDependable] : [],
    };
  }
}

/** Warns if a policy cannot be edited, with the statement that it must contain. */
function warnUnless(
  { statementAdded }: AddToResourcePolicyResult,
  scope: Construct,
  what: string,
  statement: PolicyStatement,
): void {
  if (!statementAdded) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:logDestinationNotEditable',
      `observability: the policy of the ${what} cannot be edited in this app. Log delivery fails without its permission. Add this statement to the policy: ${JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()))}`,
    );
  }
}

class StreamDestination extends LogDestination {
  public readonly _reference: Reference;

  public constructor(private readonly stream: IDeliveryStream) {
    super();
    this._reference = { kind: ARNS.deliveryStream, arn: stream.deliveryStreamArn, env: stream.env };
  }

  public _bind(scope: Construct): BoundDestination {
    Tags.of(this.stream).add('LogDeliveryEnabled', 'true');
    if (!CfnResource.isCfnResource(this.stream.node.defaultChild)) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:logDestinationNotEditable',
        'observability: the Firehose stream is imported and cannot be tagged in this app. Log delivery fails without the tag. Add the tag LogDeliveryEnabled=true to the stream.',
      );
    }
    return { type: 'FH', resourceArn: this.stream.deliveryStreamArn, prerequisites: [] };
  }
}
