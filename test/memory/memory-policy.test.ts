import { Template } from 'aws-cdk-lib/assertions';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { MemoryStore } from '../../src';
import { messageOf, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';
import { storeIn } from './memory-store-fixtures';

const TYPE = 'AWS::BedrockAgentCore::ResourcePolicy';
const CALLER = 'arn:aws:iam::444455556666:role/caller';
const reading = (actions = ['bedrock-agentcore:ListEvents']) =>
  new PolicyStatement({ principals: [new ArnPrincipal(CALLER)], actions });

describe('addToResourcePolicy of a memory', () => {
  test('creates a policy that is retained with the memory', () => {
    const stack = testStack();
    const store = storeIn(stack);
    const { statementAdded, policyDependable } = store.addToResourcePolicy(reading());
    expect(statementAdded).toBe(true);
    expect(policyDependable).toBe(store.node.findChild('ResourcePolicy'));
    const [[id, policy], ...others] = Object.entries(Template.fromStack(stack).findResources(TYPE));
    const memory = Object.keys(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Memory'))[0];
    const arn = `\${${memory}.MemoryArn}`;
    const { ResourceArn, Policy } = plain(policy.Properties) as { ResourceArn: string; Policy: string };
    expect(id).toMatch(/^AgentResourcePolicy/);
    expect(others).toEqual([]);
    expect(ResourceArn).toBe(arn);
    expect(JSON.parse(Policy).Statement).toEqual([
      { Action: 'bedrock-agentcore:ListEvents', Effect: 'Allow', Principal: { AWS: CALLER }, Resource: arn },
    ]);
    expect(policy).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('creates a policy that is deleted with a memory that is deleted', () => {
    const stack = testStack();
    storeIn(stack, { removalPolicy: RemovalPolicy.DESTROY }).addToResourcePolicy(reading());
    Template.fromStack(stack).hasResource(TYPE, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('is not needed: a memory without statements has no policy', () => {
    const stack = testStack();
    storeIn(stack);
    Template.fromStack(stack).resourceCountIs(TYPE, 0);
  });

  test('on an imported memory adds nothing, and prints the statement', () => {
    const stack = testStack();
    const memoryArn = 'arn:aws:bedrock-agentcore:us-east-1:444455556666:memory/support-a1B2c3D4e5';
    const store = MemoryStore.fromMemoryArn(stack, 'Theirs', memoryArn);
    expect(store.addToResourcePolicy(reading())).toEqual({ statementAdded: false });
    Template.fromStack(stack).resourceCountIs(TYPE, 0);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/^addToResourcePolicy has no effect, because the memory is not defined in this app\./),
    ]);
  });

  test('rejects an action of another service', () => {
    const store = storeIn(testStack());
    expect(messageOf(() => store.addToResourcePolicy(reading(['dynamodb:GetItem'])))).toBe(
      'Test/Agent: addToResourcePolicy: actions must be actions of AgentCore, got "dynamodb:GetItem". Use an action such as "bedrock-agentcore:ListEvents".',
    );
  });
});
