import { fullDiff } from '@aws-cdk/cloudformation-diff';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { RemovalPolicy, type Stack, Token } from 'aws-cdk-lib/core';
import { MemoryStore, type MemoryStoreProps, MemoryStrategy, Model } from '../../src';
import { ACCOUNT, roleStatements, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';
import { step, storeIn, streamOf } from './memory-store-fixtures';

interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly [attribute: string]: unknown;
}

function memoryOf(propsIn: (stack: Stack) => MemoryStoreProps = () => ({})): Resource {
  const stack = testStack();
  storeIn(stack, propsIn(stack));
  const [memory] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Memory'));
  return { ...memory, Properties: plain(memory.Properties) as Record<string, unknown> };
}

function rolesOf(propsIn: (stack: Stack) => MemoryStoreProps): Stack {
  const stack = testStack();
  storeIn(stack, propsIn(stack));
  return stack;
}

const statementsOf = (propsIn: (stack: Stack) => MemoryStoreProps) => plain(roleStatements(rolesOf(propsIn)));

describe('A memory', () => {
  test('retains events for 90 days and has no strategies by default', () => {
    expect(memoryOf().Properties).toEqual({
      Name: expect.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/),
      EventExpiryDuration: 90,
      MemoryStrategies: [],
    });
  });

  const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const ofModel = () => ({ strategies: [MemoryStrategy.semantic({ extraction: step })] });

  test('is retained when it is removed or replaced, but not when its creation fails, unless removalPolicy is DESTROY', () => {
    expect(memoryOf()).toMatchObject(KEPT);
    const stack = testStack();
    storeIn(stack).applyRemovalPolicy(RemovalPolicy.DESTROY);
    Template.fromStack(stack).hasResource('AWS::BedrockAgentCore::Memory', { DeletionPolicy: 'Delete' });
  });

  test('applies the removalPolicy of the props to the memory and its role', () => {
    const destroyed = Template.fromStack(rolesOf(() => ({ ...ofModel(), removalPolicy: RemovalPolicy.DESTROY })));
    for (const type of ['AWS::BedrockAgentCore::Memory', 'AWS::IAM::Role']) {
      destroyed.allResources(type, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    }
    const retained = Template.fromStack(rolesOf(() => ({ removalPolicy: RemovalPolicy.RETAIN })));
    retained.hasResource('AWS::BedrockAgentCore::Memory', { DeletionPolicy: 'Retain' });
  });

  test('has the same removal policy as the role that is created for it', () => {
    const kept = Template.fromStack(rolesOf(ofModel));
    kept.hasResource('AWS::IAM::Role', KEPT);
    const stack = testStack();
    storeIn(stack, ofModel()).applyRemovalPolicy(RemovalPolicy.DESTROY);
    Template.fromStack(stack).hasResource('AWS::IAM::Role', { DeletionPolicy: 'Delete' });
  });

  test('is retained together with the managed policies of that role', () => {
    const foundationModelIds = Array.from({ length: 40 }, (_, index) => `provider.${'m'.repeat(30)}-${index}`);
    const profiles = ['a', 'b', 'c'].map((id) => `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${id}`);
    const steps = profiles.map((id) => ({ ...step, model: Model.bedrock(id, { foundationModelIds }) }));
    const [reflection, extraction, consolidation] = steps;
    const strategies = [MemoryStrategy.episodic({ reflection, extraction, consolidation })];
    const managed = Template.fromStack(rolesOf(() => ({ strategies }))).findResources('AWS::IAM::ManagedPolicy');
    expect(Object.keys(managed).length).toBeGreaterThan(0);
    for (const policy of Object.values(managed)) {
      expect(policy).toMatchObject(KEPT);
    }
  });

  test('does not change the removal policy of a given role', () => {
    const stack = testStack();
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
    storeIn(stack, { ...ofModel(), role });
    const { Resources } = Template.fromStack(stack).toJSON();
    const kept = Object.values<Resource & { Type: string }>(Resources).filter(({ DeletionPolicy }) => DeletionPolicy);
    expect(kept.map(({ Type }) => Type)).toEqual(['AWS::BedrockAgentCore::Memory']);
  });

  test('has no role if it needs no permissions, and uses a given role', () => {
    Template.fromStack(rolesOf(() => ({ strategies: [MemoryStrategy.semantic()] }))).resourceCountIs(
      'AWS::IAM::Role',
      0,
    );
    const { Properties } = memoryOf((stack) => ({ role: Role.fromRoleName(stack, 'Role', 'memory') }));
    expect(Properties.MemoryExecutionRoleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/memory`);
  });

  test('reports the permissions that an immutable role must have', () => {
    const withRole = (name: string) => (stack: Stack) => ({
      strategies: [MemoryStrategy.semantic({ extraction: step })],
      role:
        name === 'imported'
          ? Role.fromRoleName(stack, 'Role', 'memory', { mutable: false })
          : new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') }),
    });
    expect(warningsOf(rolesOf(withRole('imported')))).toEqual([expect.stringMatching(/bedrock:InvokeModel/)]);
    expect(warningsOf(rolesOf(withRole('defined')))).toEqual([]);
    const { DependsOn } = memoryOf(withRole('defined'));
    expect(DependsOn).toEqual([expect.stringMatching(/^AgentRolePolicy/)]);
  });

  test('grants the role access to the model of a step, and the role trusts AgentCore only', () => {
    const props = () => ({ strategies: [MemoryStrategy.semantic({ extraction: step })] });
    expect(statementsOf(props)).toEqual({
      ModelBedrock: {
        Sid: 'ModelBedrock',
        Effect: 'Allow',
        Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        Resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
      },
    });
    const [role] = Object.values(Template.fromStack(rolesOf(props)).findResources('AWS::IAM::Role'));
    expect(plain(role.Properties.AssumeRolePolicyDocument.Statement)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'bedrock-agentcore.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: { 'aws:SourceArn': `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:*` },
        },
      },
    ]);
  });

  test('grants writing to the bucket and publishing to the topic of a self-managed strategy, and nothing else', () => {
    expect(
      statementsOf((stack) => ({
        strategies: [
          MemoryStrategy.selfManaged({
            bucket: Bucket.fromBucketName(stack, 'Bucket', 'payloads'),
            topic: Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:us-east-1:${ACCOUNT}:told`),
          }),
        ],
      })),
    ).toMatchObject({
      StrategyPayloadsSelfManaged: { Action: 's3:PutObject', Resource: 'arn:aws:s3:::payloads/*' },
      StrategyBucketSelfManaged: { Action: 's3:GetBucketLocation', Resource: 'arn:aws:s3:::payloads' },
      StrategyTopicSelfManaged: {
        Action: ['sns:GetTopicAttributes', 'sns:Publish'],
        Resource: `arn:aws:sns:us-east-1:${ACCOUNT}:told`,
      },
    });
  });

  test.each([
    [undefined, 'METADATA_ONLY'],
    [true, 'FULL_CONTENT'],
  ])('publishes memory records to a stream, with recordStreamContent %s', (recordStreamContent, Level) => {
    const recordStream = (stack: Stack) =>
      Stream.fromStreamArn(stack, 'Stream', `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/records`);
    const props = (stack: Stack) => ({ recordStream: recordStream(stack), recordStreamContent });
    expect(memoryOf(props).Properties.StreamDeliveryResources).toEqual({
      Resources: [
        {
          Kinesis: {
            DataStreamArn: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/records`,
            ContentConfigurations: [{ Type: 'MEMORY_RECORDS', Level }],
          },
        },
      ],
    });
    expect(statementsOf(props)).toMatchObject({
      RecordStream: {
        Action: ['kinesis:DescribeStream', 'kinesis:PutRecord', 'kinesis:PutRecords'],
        Resource: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/records`,
      },
    });
  });

  test('is encrypted with a key that its role may use through AgentCore only', () => {
    const props = (stack: Stack) => ({ encryptionKey: new Key(stack, 'Key') });
    expect(memoryOf(props).Properties.EncryptionKeyArn).toMatch(/^\$\{Key\w+\.Arn\}$/);
    expect(statementsOf(props)).toMatchObject({
      MemoryKey: { Condition: { StringEquals: { 'kms:ViaService': 'bedrock-agentcore.us-east-1.amazonaws.com' } } },
    });
    expect(memoryOf().Properties.EncryptionKeyArn).toBeUndefined();
  });

  test('can be imported by its ARN', () => {
    const memoryArn = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:memory/customers-a1B2c3D4e5`;
    const store = MemoryStore.fromMemoryStoreAttributes(testStack(), 'Shared', { memoryArn });
    expect([store.memoryId, store.memoryRef.memoryArn]).toEqual(['customers-a1B2c3D4e5', memoryArn]);
    const { memoryId } = MemoryStore.fromMemoryArn(testStack(), 'Shared', memoryArn);
    expect(memoryId).toBe('customers-a1B2c3D4e5');
  });

  test('can be imported by a token, and not by the ARN of another resource type', () => {
    const stack = testStack();
    const pending = MemoryStore.fromMemoryArn(stack, 'Pending', 'dummy-value-for-/memories/shared');
    expect(Token.isUnresolved(pending.memoryId)).toBe(true);
    expect(() => MemoryStore.fromMemoryArn(stack, 'Wrong', 'arn:aws:s3:::desk')).toThrow(
      /^Test\/Wrong: memoryArn must be the ARN of a memory /,
    );
  });
});

/** The effect of a deployment that changes the list of strategies. */
function impactsOf(before: MemoryStrategy[], after: MemoryStrategy[]): string[] {
  const [one, two] = [before, after].map((strategies) => Template.fromStack(rolesOf(() => ({ strategies }))).toJSON());
  return Object.values(fullDiff(one, two).resources.changes).map(({ changeImpact }) => changeImpact);
}

describe('A deployment that changes strategies', () => {
  test('in their order replaces nothing and changes no name', () => {
    const strategies = [MemoryStrategy.semantic(), MemoryStrategy.summarization(), MemoryStrategy.episodic()];
    const impacts = impactsOf(strategies, [...strategies].reverse());
    expect(impacts.every((impact) => impact === 'WILL_UPDATE')).toBe(true);
    const names = (list: MemoryStrategy[]) =>
      JSON.stringify(memoryOf(() => ({ strategies: list })).Properties.MemoryStrategies)
        .match(/"Name":"\w+"/g)
        ?.sort();
    expect(names(strategies)).toEqual(names([...strategies].reverse()));
  });

  test('by an addition replaces nothing, unlike a new name of the memory', () => {
    expect(impactsOf([], [MemoryStrategy.semantic()])).toEqual(['WILL_UPDATE']);
    const named = (memoryName: string) => Template.fromStack(rolesOf(() => ({ memoryName }))).toJSON();
    const { changes } = fullDiff(named('one'), named('two')).resources;
    expect(Object.values(changes).map(({ changeImpact }) => changeImpact)).toEqual(['WILL_REPLACE']);
  });
});

describe('The bucket, topic or stream of a memory', () => {
  const writingTo = (account: string) =>
    rolesOf((stack) => ({
      strategies: [
        MemoryStrategy.selfManaged({
          bucket: Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'payloads', account }),
          topic: Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:us-east-1:${account}:told`),
        }),
      ],
      recordStream: streamOf(stack, 'us-east-1', account),
    }));

  test('in another account is reported with the permissions that it must grant the role', () => {
    const [bucket, topic, stream] = warningsOf(writingTo('444455556666'));
    expect(bucket).toMatch(
      /bucket of "self_managed" is in another account \(444455556666\).*s3:PutObject and s3:GetBucketLoc/,
    );
    expect(topic).toMatch(
      /topic of "self_managed" is in another account \(444455556666\).*sns:GetTopicAttributes and sns:Pub/,
    );
    expect(stream).toMatch(
      /^recordStream is in another account .*kinesis:PutRecord.*cdk-agentcore:memoryWritesToOther/,
    );
  });

  test('in the same account needs no further permissions', () => {
    expect(warningsOf(writingTo(ACCOUNT))).toEqual([]);
  });
});
