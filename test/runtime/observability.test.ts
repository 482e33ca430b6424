import { Template } from 'aws-cdk-lib/assertions';
import { DeliveryStream, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import { LogDestination, type Observability } from '../../src';
import { runtimeIn, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
}

function resources(stack: Stack, type: string): Resource[] {
  return Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties, ...rest }) => ({
    ...rest,
    Properties: plain(Properties) as Record<string, unknown>,
  }));
}

function observed(observability: (stack: Stack) => Observability): Stack {
  const stack = testStack();
  runtimeIn(stack, { observability: observability(stack) });
  return stack;
}

const DELIVERIES = ['DeliverySource', 'DeliveryDestination', 'Delivery'].map((type) => `AWS::Logs::${type}`);
const RUNTIME_ARN = expect.stringMatching(/^\$\{Agent\w+\.AgentRuntimeArn\}$/);

describe('The observability of a runtime', () => {
  test('delivers nothing by default', () => {
    const stack = testStack();
    runtimeIn(stack);
    expect(DELIVERIES.flatMap((type) => resources(stack, type))).toEqual([]);
  });

  test.each([
    ['APPLICATION_LOGS', 'applicationLogs'],
    ['USAGE_LOGS', 'usageLogs'],
  ])('delivers %s to a dedicated log group, which is retained, with a retention period of 2 years', (type, prop) => {
    const stack = observed(() => ({ [prop]: LogDestination.cloudWatchLogs() }));
    expect(resources(stack, 'AWS::Logs::DeliverySource').map(({ Properties }) => Properties)).toEqual([
      { Name: expect.stringMatching(/^[\w-]{1,60}$/), LogType: type, ResourceArn: RUNTIME_ARN },
    ]);
    expect(resources(stack, 'AWS::Logs::DeliveryDestination').map(({ Properties }) => Properties)).toEqual([
      {
        Name: expect.stringMatching(/^[\w-]{1,60}$/),
        DeliveryDestinationType: 'CWL',
        DestinationResourceArn: expect.stringMatching(/LogGroup\w+\.Arn\}$/),
      },
    ]);
    expect(resources(stack, 'AWS::Logs::Delivery').map(({ Properties }) => Properties)).toEqual([
      {
        DeliverySourceName: expect.stringMatching(/Source\w+\}$/),
        DeliveryDestinationArn: expect.stringMatching(/Destination\w+\.Arn\}$/),
      },
    ]);
    expect(resources(stack, 'AWS::Logs::LogGroup')).toMatchObject([
      {
        Properties: { RetentionInDays: 731 },
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      },
    ]);
  });

  test('creates a log group with the given retention', () => {
    const stack = observed(() => ({ usageLogs: LogDestination.cloudWatchLogs(RetentionDays.ONE_WEEK) }));
    expect(resources(stack, 'AWS::Logs::LogGroup')).toMatchObject([{ Properties: { RetentionInDays: 7 } }]);
  });

  test('uses an existing log group', () => {
    const stack = observed((scope) => ({
      usageLogs: LogDestination.fromLogGroup(LogGroup.fromLogGroupName(scope, 'Logs', '/aws/vendedlogs/agents')),
    }));
    expect(resources(stack, 'AWS::Logs::LogGroup')).toEqual([]);
    expect(resources(stack, 'AWS::Logs::DeliveryDestination')).toMatchObject([
      { Properties: { DestinationResourceArn: expect.stringMatching(/log-group:\/aws\/vendedlogs\/agents:\*$/) } },
    ]);
  });

  test('delivers traces to X-Ray', () => {
    const stack = observed(() => ({ traces: true }));
    expect(resources(stack, 'AWS::Logs::DeliverySource')).toMatchObject([{ Properties: { LogType: 'TRACES' } }]);
    const [{ Properties }] = resources(stack, 'AWS::Logs::DeliveryDestination');
    expect(Properties).toEqual({ Name: expect.any(String), DeliveryDestinationType: 'XRAY' });
  });

  test('delivers to a bucket, and waits for its bucket policy', () => {
    const stack = observed((scope) => ({ applicationLogs: LogDestination.fromBucket(new Bucket(scope, 'Logs')) }));
    const [{ Properties }] = resources(stack, 'AWS::S3::BucketPolicy');
    expect(Properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: expect.stringMatching(/^\$\{Logs\w+\.Arn\}\/AWSLogs\/111122223333\/\*$/),
          Condition: {
            StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': '111122223333' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:logs:us-east-1:111122223333:delivery-source:*' },
          },
        },
      ],
    });
    expect(resources(stack, 'AWS::Logs::Delivery')).toMatchObject([
      { DependsOn: [expect.stringMatching(/^LogsPolicy/)] },
    ]);
    expect(resources(stack, 'AWS::Logs::DeliveryDestination')).toMatchObject([
      { Properties: { DeliveryDestinationType: 'S3', DestinationResourceArn: expect.stringMatching(/^\$\{Logs/) } },
    ]);
  });

  test('extends the key policy of an encrypted bucket', () => {
    const keyPolicy = (encrypted: boolean) => {
      const stack = observed((scope) => {
        const encryptionKey = new Key(scope, 'Key');
        const bucket = new Bucket(scope, 'Logs', encrypted ? { encryptionKey } : {});
        return { applicationLogs: LogDestination.fromBucket(bucket) };
      });
      return JSON.stringify(resources(stack, 'AWS::KMS::Key'));
    };
    expect(keyPolicy(true)).toContain('delivery.logs.amazonaws.com');
    expect(keyPolicy(false)).not.toContain('delivery.logs.amazonaws.com');
  });

  test('warns of the statement that an imported bucket needs', () => {
    const imported = observed((scope) => ({
      applicationLogs: LogDestination.fromBucket(Bucket.fromBucketName(scope, 'Logs', 'team-logs')),
    }));
    expect(warningsOf(imported)).toEqual([
      expect.stringMatching(
        /^observability: the policy of the bucket cannot be edited in this app\. Log delivery fails without its permission\. Add this statement to the policy: \{"Action":"s3:PutObject".*team-logs\/AWSLogs/,
      ),
    ]);
    const made = observed((scope) => ({ applicationLogs: LogDestination.fromBucket(new Bucket(scope, 'Logs')) }));
    expect(warningsOf(made)).toEqual([]);
  });

  test('tags a Firehose stream', () => {
    const stack = observed((scope) => ({
      applicationLogs: LogDestination.fromDeliveryStream(
        new DeliveryStream(scope, 'Stream', { destination: new S3Bucket(new Bucket(scope, 'Logs')) }),
      ),
    }));
    expect(resources(stack, 'AWS::Logs::DeliveryDestination')).toMatchObject([
      { Properties: { DeliveryDestinationType: 'FH', DestinationResourceArn: expect.stringMatching(/^\$\{Stream/) } },
    ]);
    expect(resources(stack, 'AWS::KinesisFirehose::DeliveryStream')).toMatchObject([
      { Properties: { Tags: [{ Key: 'LogDeliveryEnabled', Value: 'true' }] } },
    ]);
  });

  test('warns of the tag that an imported Firehose stream needs', () => {
    const arn = 'arn:aws:firehose:us-east-1:111122223333:deliverystream/team';
    const imported = observed((scope) => ({
      usageLogs: LogDestination.fromDeliveryStream(DeliveryStream.fromDeliveryStreamArn(scope, 'Stream', arn)),
    }));
    expect(warningsOf(imported)).toEqual([
      expect.stringMatching(
        /stream is imported and cannot be tagged in this app\. .* Add the tag LogDeliveryEnabled=true to the stream\./,
      ),
    ]);
    const destination = (scope: Stack) => new S3Bucket(new Bucket(scope, 'Logs'));
    const made = observed((scope) => ({
      usageLogs: LogDestination.fromDeliveryStream(
        new DeliveryStream(scope, 'Stream', { destination: destination(scope) }),
      ),
    }));
    expect(warningsOf(made)).toEqual([]);
  });
});
