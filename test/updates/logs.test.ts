/** The effect on the log deliveries of a runtime when the runtime or the destination changes. */
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import { LogDestination, type RuntimeProps } from '../../src';
import { fates } from '../support/fates';
import { runtimeIn, testStack } from '../support/helpers';

const [SOURCE, DESTINATION, DELIVERY] = ['DeliverySource', 'DeliveryDestination', 'Delivery'].map(
  (name) => `AWS::Logs::${name}`,
);

type Made = { readonly Resources: Record<string, { readonly Type: string; readonly Properties: { Name?: string } }> };
type To = (buckets: Bucket[]) => LogDestination;

function made(applicationLogs: To, props: (stack: Stack) => Partial<RuntimeProps> = () => ({})): Made {
  const stack = testStack();
  const buckets = ['First', 'Second'].map((id) => new Bucket(stack, id));
  runtimeIn(stack, {
    runtimeName: 'desk',
    observability: { applicationLogs: applicationLogs(buckets) },
    ...props(stack),
  });
  return Template.fromStack(stack).toJSON() as Made;
}

const first: To = ([bucket]) => LogDestination.fromBucket(bucket);
const second: To = ([, bucket]) => LogDestination.fromBucket(bucket);
const logGroup: To = () => LogDestination.cloudWatchLogs();

/** The effect on the source, the destination and the delivery between them. */
const fatesOf = (before: Made, after: Made) =>
  [SOURCE, DESTINATION, DELIVERY].map((type) => fates(type, before, after));
const nameOf = ({ Resources }: Made, type: string) =>
  Object.values(Resources).find(({ Type }) => Type === type)?.Properties.Name;

test('Updating a runtime does not change its deliveries', () => {
  const after = made(first, () => ({ description: 'Where customers ask.' }));
  expect(fatesOf(made(first), after)).toEqual([[], [], []]);
});

test.each<[what: string, to: To]>([
  ['a bucket', first],
  ['a dedicated log group', logGroup],
])('Replacing a runtime replaces its deliveries to %s under other names', (_, to) => {
  const [before, after] = [made(to), made(to, () => ({ runtimeName: 'counter' }))];
  expect(fatesOf(before, after)).toEqual([['replaced'], ['replaced'], ['replaced']]);
  expect(nameOf(after, SOURCE)).not.toBe(nameOf(before, SOURCE));
  expect(nameOf(after, DESTINATION)).not.toBe(nameOf(before, DESTINATION));
});

test.each<[change: string, before: To, after: To]>([
  ['of the same kind', first, second],
  ['of another kind', first, logGroup],
])(
  'Changing the destination %s replaces the destination under another name, and retains the only source',
  (_, ...both) => {
    const [before, after] = both.map((to) => made(to));
    expect(fatesOf(before, after)).toEqual([[], ['replaced'], ['replaced']]);
    expect(nameOf(after, DESTINATION)).not.toBe(nameOf(before, DESTINATION));
  },
);

test('A log group that was removed and is added again has no fixed name, and is deleted when its creation fails', () => {
  const { Resources } = made(logGroup);
  expect(Object.values(Resources).filter(({ Type }) => Type === 'AWS::Logs::LogGroup')).toEqual([
    {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 731 },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    },
  ]);
});
