/** A secret in any string of the API is reported, because anyone who can read a resource can read its configuration. */
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { App, SecretValue, Stack } from 'aws-cdk-lib/core';
import { STRING_ROWS } from '../support/fixtures/strings';
import { ACCOUNT, messageOf, REGION } from '../support/helpers';

/** Strings that are not part of the configuration of a resource. */
const NOT_CONFIGURATION: Record<string, string> = {
  'BucketSchemaOptions.toolNames': 'contains the tool names of the schema in the bucket',
  'Endpoint.metric(metricName)': 'names a metric',
  'Harness.metric(metricName)': 'names a metric',
  'IMetered.metric(metricName)': 'names a metric',
  'Runtime.metric(metricName)': 'names a metric',
  'Use.of(name)': 'becomes the Sid of a statement, in letters and digits only',
};

/** Identifiers that are only part of policies and of references. A literal is rejected by its format, a token is not checked. */
const IDENTIFIERS = [
  'BedrockModelOptions.foundationModelIds',
  'CapacityProviderAttributes.volumeNames',
  'GatewayRoleOptions.actions',
  'GatewayRoleOptions.resourceArns',
  'GatewayTarget.toolName(tool)',
  'Harness.fromHarnessArn(harnessArn)',
  'HarnessAttributes.runtimeArn',
  'HarnessEndpoint.fromHarnessEndpointArn(endpointArn)',
  'HarnessEndpointAttributes.endpointName',
  'MemoryScope.actorId',
  'MemoryScope.additionalActorIds',
  'MemoryScope.namespacePath',
  'MemoryScope.sessionId',
  'MemoryScope.strategyId',
  'MemoryStore.fromMemoryArn(memoryArn)',
  'Runtime.fromRuntimeArn(runtimeArn)',
  'RuntimeEndpoint.fromRuntimeEndpointArn(endpointArn)',
  'RuntimeEndpointAttributes.endpointName',
  'UseAnythingOptions.actions',
  'UseAnythingOptions.resourceArns',
  'UseMemoryOptions.actorId',
  'UseMemoryOptions.additionalActorIds',
];

function reportsOn(name: string, text: (stack: Stack) => string): string[] {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Test', {
    env: { account: ACCOUNT, region: REGION },
  });
  const error = messageOf(() => STRING_ROWS[name](stack, text(stack)));
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('contains a secret'));
  return [...(error === 'nothing was thrown' ? [] : [error]), ...warnings.map(({ entry }) => String(entry.data))];
}

const NAMES = Object.keys(STRING_ROWS).filter((name) => !(name in NOT_CONFIGURATION));

test.each(NAMES)('rejects or warns about a dynamic reference to a secret in %s', (name) => {
  expect(reportsOn(name, () => '{{resolve:secretsmanager:prod/db:SecretString:password}}')).not.toEqual([]);
});

test.each(NAMES.filter((name) => !IDENTIFIERS.includes(name)))(
  'rejects or warns of the unwrapped value of a secret in %s',
  (name) => {
    expect(reportsOn(name, () => SecretValue.secretsManager('prod/db').unsafeUnwrap())).not.toEqual([]);
  },
);

test.each(Object.keys(NOT_CONFIGURATION))('does not report a secret in %s', (name) => {
  expect(reportsOn(name, () => '{{resolve:secretsmanager:prod/db:SecretString:password}}')).toEqual([]);
});
