import { type Conditions, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Aws, type Stack } from 'aws-cdk-lib/core';
import { MemoryStore } from '../../src';
import { harnessIn, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { testWarnings, type Warning } from '../support/warnings';

const SOURCE = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:';

function trustedRole(stack: Stack, conditions: Conditions): Role {
  return new Role(stack, 'Given', {
    assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com', { conditions }),
  });
}

const TRUST: Warning[] = [
  {
    id: 'roleTrustCondition',
    when: 'the trust policy requires an ARN of a harness, which does not match when AgentCore checks the role',
    warns: (stack) =>
      harnessIn(stack, { role: trustedRole(stack, { ArnLike: { 'aws:SourceArn': `${SOURCE}harness/*` } }) }),
    message:
      /^role: the trust policy requires ArnLike aws:SourceArn "arn:aws:bedrock-agentcore:us-east-1:111122223333:harness\/\*", which bedrock-agentcore\.amazonaws\.com may not meet, so the deployment may fail\. Use ArnLike with "arn:<partition>:bedrock-agentcore:us-east-1:111122223333:\*"\./,
    not: 'the pattern matches all resources of the account and Region',
    silent: (stack) => {
      const arn = stack.formatArn({ service: 'bedrock-agentcore', resource: '*' });
      harnessIn(stack, { role: trustedRole(stack, { ArnLike: { 'aws:SourceArn': [arn, `${SOURCE}harness/*`] } }) });
    },
  },
  {
    id: 'roleTrustCondition',
    when: 'the trust policy compares an ARN with wildcards literally',
    warns: (stack) =>
      runtimeIn(stack, { role: trustedRole(stack, { StringEquals: { 'aws:SourceArn': `${SOURCE}*` } }) }),
    message: /requires StringEquals aws:SourceArn/,
    not: 'the pattern matches the runtime by its name',
    silent: (stack) =>
      runtimeIn(stack, { role: trustedRole(stack, { StringLike: { 'aws:sourceArn': `${SOURCE}runtime/desk*` } }) }),
  },
  {
    id: 'roleTrustCondition',
    when: 'the trust policy requires another account',
    warns: (stack) =>
      new MemoryStore(stack, 'Memory', {
        role: trustedRole(stack, { StringEquals: { 'aws:SourceAccount': '444455556666' } }),
      }),
    message: /requires StringEquals aws:SourceAccount "444455556666", .* Use "111122223333"\./,
    not: 'the trust policy requires the account of the stack, which a pseudo parameter names',
    silent: (stack) =>
      new MemoryStore(stack, 'Memory', {
        role: trustedRole(stack, { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } }),
      }),
  },
  {
    id: 'roleTrustCondition',
    when: 'the trust policy requires another Region',
    warns: (stack) =>
      runtimeIn(stack, {
        role: trustedRole(stack, {
          ArnLike: { 'aws:SourceArn': 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:*' },
        }),
      }),
    message: /requires ArnLike aws:SourceArn "arn:aws:bedrock-agentcore:eu-west-1:111122223333:\*"/,
    not: 'another statement of the trust policy has no condition',
    silent: (stack) => {
      const role = trustedRole(stack, {
        ArnLike: { 'aws:SourceArn': 'arn:aws:bedrock-agentcore:eu-west-1:111122223333:*' },
      });
      runtimeIn(stack, { role });
      new ServicePrincipal('bedrock-agentcore.amazonaws.com').addToAssumeRolePolicy(role.assumeRolePolicy as never);
    },
  },
];

testWarnings(TRUST);

test('A condition of the trust policy without a value is accepted', () => {
  const stack = testStack();
  runtimeIn(stack, { role: trustedRole(stack, { StringEquals: { 'aws:SourceAccount': null } }) });
  expect(warningsOf(stack)).toEqual([]);
});
