import type { CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { permitKey } from '../private/iam/access';
import type { RoleBinding } from '../private/iam/binding';
import { ARNS } from '../private/validation/arn';
import { checkReference } from '../private/validation/environment';
import { reviewAccount } from './memory-checks';

export function bindStream(
  binding: RoleBinding,
  stream: IStream,
  withContent: boolean,
): CfnMemory.StreamDeliveryResourcesProperty {
  const feature = { feature: 'RecordStream' };
  const actions = ['kinesis:DescribeStream', 'kinesis:PutRecord', 'kinesis:PutRecords'];
  binding.permissions.add({ ...feature, actions, resources: [stream.streamArn] });
  reviewAccount(binding, 'recordStream', stream.env, actions);
  const reference = { kind: ARNS.stream, arn: stream.streamArn, env: stream.env };
  // A separate warning covers another account.
  checkReference(binding.errors, 'recordStream', reference, { region: 'own', account: 'any' });
  permitKey(
    binding,
    feature,
    { service: 'kinesis', region: stream.env.region },
    ['kms:GenerateDataKey'],
    stream.encryptionKey,
  );
  const level = withContent ? 'FULL_CONTENT' : 'METADATA_ONLY';
  return {
    resources: [
      { kinesis: { dataStreamArn: stream.streamArn, contentConfigurations: [{ type: 'MEMORY_RECORDS', level }] } },
    ],
  };
}
