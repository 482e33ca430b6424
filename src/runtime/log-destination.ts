import { type AddToResourcePolicyResult, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Annotations, ArnFormat, CfnResource, Stack, Tags } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';

/** @internal */
export interface BoundDestination {
  readonly type: 'CWL' | 'S3' | 'FH' | 'XRAY';
  readonly resourceArn?: string;
  /** What must be there before logs are delivered. */
  readonly prerequisites: IDependable[];
}

/**
 * Where logs are delivered to.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export abstract class LogDestination {
  /**
   * A log group that is made for them, and stays when the stack goes.
   *
   * @param retention how long they are kept; 2 years when left out
   */
  public static cloudWatchLogs(retention: RetentionDays = RetentionDays.TWO_YEARS): LogDestination {
    return new OwnLogGroup(retention);
  }

  /**
   * A log group of your own, best named `/aws/vendedlogs/…`: for other names CloudWatch needs a resource policy, of which an account has few.
   */
  public static fromLogGroup(logGroup: ILogGroup): LogDestination {
    return new KnownLogGroup(logGroup);
  }

  /**
   * A bucket, whose policy is given what it needs: they lie under `AWSLogs/<account>/`.
   */
  public static fromBucket(bucket: IBucket): LogDestination {
    return new BucketDestination(bucket);
  }

  /**
   * A Firehose stream, which gets the tag `LogDeliveryEnabled` that delivery asks for.
   *
   * One that was imported must have it.
   */
  public static fromDeliveryStream(stream: IDeliveryStream): LogDestination {
    return new StreamDestination(stream);
  }

  protected constructor() {}

  /**
   * @param scope where what is made for them stands
   * @param name what they are of, as part of a path: `runtime/<id>/application-logs`
   * @internal
   */
  public abstract _bind(scope: Construct, name: string): BoundDestination;
}

class OwnLogGroup extends LogDestination {
  public constructor(private readonly retention: RetentionDays) {
    super();
  }

  public _bind(scope: Construct, name: string): BoundDestination {
    // Under this prefix CloudWatch lets deliveries in without a resource policy.
    const logGroupName = `/aws/vendedlogs/bedrock-agentcore/${name}`;
    const logGroup = new LogGroup(scope, 'LogGroup', { logGroupName, retention: this.retention });
    return { type: 'CWL', resourceArn: logGroup.logGroupArn, prerequisites: [] };
  }
}

class KnownLogGroup extends LogDestination {
  public constructor(private readonly logGroup: ILogGroup) {
    super();
  }

  public _bind(): BoundDestination {
    return { type: 'CWL', resourceArn: this.logGroup.logGroupArn, prerequisites: [] };
  }
}

class BucketDestination extends LogDestination {
  public constructor(private readonly bucket: IBucket) {
    super();
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

/** What the policy of something that was imported must have is said. */
function warnUnless(
  { statementAdded }: AddToResourcePolicyResult,
  scope: Construct,
  what: string,
  statement: PolicyStatement,
): void {
  if (!statementAdded) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:logDestinationNotEditable',
      `observability: the policy of the ${what} cannot be edited from here. It must have this statement: ${JSON.stringify(Stack.of(scope).resolve(statement.toStatementJson()))}`,
    );
  }
}

class StreamDestination extends LogDestination {
  public constructor(private readonly stream: IDeliveryStream) {
    super();
  }

  public _bind(scope: Construct): BoundDestination {
    Tags.of(this.stream).add('LogDeliveryEnabled', 'true');
    if (!CfnResource.isCfnResource(this.stream.node.defaultChild)) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:logDestinationNotEditable',
        'observability: the Firehose stream cannot be tagged from here. It must have the tag LogDeliveryEnabled: true',
      );
    }
    return { type: 'FH', resourceArn: this.stream.deliveryStreamArn, prerequisites: [] };
  }
}
