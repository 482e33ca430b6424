import { fullDiff } from '@aws-cdk/cloudformation-diff';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, Lazy, RemovalPolicy, type Stack, Token } from 'aws-cdk-lib/core';
import { MemoryMetadata, MemoryStore, type MemoryStoreProps, MemoryStrategy, Model } from '../../src';
import { ACCOUNT, roleStatements, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';
import { testRules } from '../support/rules';

const LITE = Model.bedrock('amazon.nova-lite-v1:0');
const step = { model: LITE, instructions: 'Merge.' };
const storeIn = (stack: Stack, props: MemoryStoreProps = {}) => new MemoryStore(stack, 'Agent', props);

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
  test('keeps conversations for 90 days and draws nothing from them unless it is told to', () => {
    expect(memoryOf().Properties).toEqual({
      Name: expect.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/),
      EventExpiryDuration: 90,
      MemoryStrategies: [],
    });
  });

  const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const ofModel = () => ({ strategies: [MemoryStrategy.semantic({ extraction: step })] });

  test('stays when it is taken out or replaced, but not when its first deployment fails, unless it is told to go', () => {
    expect(memoryOf()).toMatchObject(KEPT);
    const stack = testStack();
    storeIn(stack).applyRemovalPolicy(RemovalPolicy.DESTROY);
    Template.fromStack(stack).hasResource('AWS::BedrockAgentCore::Memory', { DeletionPolicy: 'Delete' });
  });

  test('has the removalPolicy of the props, as has its role', () => {
    const destroyed = Template.fromStack(rolesOf(() => ({ ...ofModel(), removalPolicy: RemovalPolicy.DESTROY })));
    for (const type of ['AWS::BedrockAgentCore::Memory', 'AWS::IAM::Role']) {
      destroyed.allResources(type, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    }
    const retained = Template.fromStack(rolesOf(() => ({ removalPolicy: RemovalPolicy.RETAIN })));
    retained.hasResource('AWS::BedrockAgentCore::Memory', { DeletionPolicy: 'Retain' });
  });

  test('stays and goes with the role that was made for it', () => {
    const kept = Template.fromStack(rolesOf(ofModel));
    kept.hasResource('AWS::IAM::Role', KEPT);
    const stack = testStack();
    storeIn(stack, ofModel()).applyRemovalPolicy(RemovalPolicy.DESTROY);
    Template.fromStack(stack).hasResource('AWS::IAM::Role', { DeletionPolicy: 'Delete' });
  });

  test('stays with the managed policies of that role, without which IAM would not let them go', () => {
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

  test('leaves a role that it was given as it is', () => {
    const stack = testStack();
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
    storeIn(stack, { ...ofModel(), role });
    const { Resources } = Template.fromStack(stack).toJSON();
    const kept = Object.values<Resource & { Type: string }>(Resources).filter(({ DeletionPolicy }) => DeletionPolicy);
    expect(kept.map(({ Type }) => Type)).toEqual(['AWS::BedrockAgentCore::Memory']);
  });

  test('has no role when it calls nothing, and takes one that it is given', () => {
    Template.fromStack(rolesOf(() => ({ strategies: [MemoryStrategy.semantic()] }))).resourceCountIs(
      'AWS::IAM::Role',
      0,
    );
    const { Properties } = memoryOf((stack) => ({ role: Role.fromRoleName(stack, 'Role', 'memory') }));
    expect(Properties.MemoryExecutionRoleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/memory`);
  });

  test('says what a role must have that cannot be edited', () => {
    const withRole = (name: string) => (stack: Stack) => ({
      strategies: [MemoryStrategy.semantic({ extraction: step })],
      role:
        name === 'imported'
          ? Role.fromRoleName(stack, 'Role', 'memory', { mutable: false })
          : new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') }),
    });
    expect(warningsOf(rolesOf(withRole('imported')))).toEqual([expect.stringMatching(/bedrock:InvokeModel/)]);
    expect(warningsOf(rolesOf(withRole('made here')))).toEqual([]);
    const { DependsOn } = memoryOf(withRole('made here'));
    expect(DependsOn).toEqual([expect.stringMatching(/^AgentRolePolicy/)]);
  });

  test('calls the model of a step with a role that may call that model, and trusts the service alone', () => {
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

  test('puts conversations into a bucket and tells a topic, and may do nothing else with them', () => {
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
  ])('tells a stream of records, with their content: %s', (recordStreamContent, Level) => {
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

  test('is encrypted by a key that its role may use through the service, and no other way', () => {
    const props = (stack: Stack) => ({ encryptionKey: new Key(stack, 'Key') });
    expect(memoryOf(props).Properties.EncryptionKeyArn).toMatch(/^\$\{Key\w+\.Arn\}$/);
    expect(statementsOf(props)).toMatchObject({
      MemoryKey: { Condition: { StringEquals: { 'kms:ViaService': 'bedrock-agentcore.us-east-1.amazonaws.com' } } },
    });
    expect(memoryOf().Properties.EncryptionKeyArn).toBeUndefined();
  });

  test('that was made elsewhere is known by its ARN', () => {
    const memoryArn = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:memory/customers-a1B2c3D4e5`;
    const store = MemoryStore.fromMemoryStoreAttributes(testStack(), 'Shared', { memoryArn });
    expect([store.memoryId, store.memoryRef.memoryArn]).toEqual(['customers-a1B2c3D4e5', memoryArn]);
    const { memoryId } = MemoryStore.fromMemoryArn(testStack(), 'Shared', memoryArn);
    expect(memoryId).toBe('customers-a1B2c3D4e5');
  });

  test('is imported by an ARN that is not known yet, and not by the ARN of something else', () => {
    const stack = testStack();
    const pending = MemoryStore.fromMemoryArn(stack, 'Pending', 'dummy-value-for-/memories/shared');
    expect(Token.isUnresolved(pending.memoryId)).toBe(true);
    expect(() => MemoryStore.fromMemoryArn(stack, 'Wrong', 'arn:aws:s3:::desk')).toThrow(
      /^Test\/Wrong: memoryArn must be the ARN of a memory /,
    );
  });
});

/** What a deployment does when one list of strategies follows the other. */
function impactsOf(before: MemoryStrategy[], after: MemoryStrategy[]): string[] {
  const [one, two] = [before, after].map((strategies) => Template.fromStack(rolesOf(() => ({ strategies }))).toJSON());
  return Object.values(fullDiff(one, two).resources.changes).map(({ changeImpact }) => changeImpact);
}

describe('A deployment', () => {
  test('of strategies in another order replaces nothing, and changes no name', () => {
    const strategies = [MemoryStrategy.semantic(), MemoryStrategy.summarization(), MemoryStrategy.episodic()];
    const impacts = impactsOf(strategies, [...strategies].reverse());
    expect(impacts.every((impact) => impact === 'WILL_UPDATE')).toBe(true);
    const names = (list: MemoryStrategy[]) =>
      JSON.stringify(memoryOf(() => ({ strategies: list })).Properties.MemoryStrategies)
        .match(/"Name":"\w+"/g)
        ?.sort();
    expect(names(strategies)).toEqual(names([...strategies].reverse()));
  });

  test('of another strategy replaces nothing, and of another name does', () => {
    expect(impactsOf([], [MemoryStrategy.semantic()])).toEqual(['WILL_UPDATE']);
    const named = (memoryName: string) => Template.fromStack(rolesOf(() => ({ memoryName }))).toJSON();
    const { changes } = fullDiff(named('one'), named('two')).resources;
    expect(Object.values(changes).map(({ changeImpact }) => changeImpact)).toEqual(['WILL_REPLACE']);
  });
});

const keyOf = (stack: Stack, region: string) =>
  Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);
const streamOf = (stack: Stack, region: string, account = ACCOUNT) =>
  Stream.fromStreamArn(stack, 'Stream', `arn:aws:kinesis:${region}:${account}:stream/records`);

describe('What a memory writes to', () => {
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

  test('in another account must let its role, which is said', () => {
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

  test('in its own account needs nothing more', () => {
    expect(warningsOf(writingTo(ACCOUNT))).toEqual([]);
  });
});

const withStrategies =
  (...strategies: MemoryStrategy[]) =>
  (stack: Stack) =>
    storeIn(stack, { strategies });
const { episodic, semantic, summarization } = MemoryStrategy;

testRules([
  {
    rule: 'More than 6 strategies',
    refused: withStrategies(
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => semantic({ strategyName: name, extraction: step })),
    ),
    message: /strategies must have at most 6 entries, got 7 entries/,
    accepted: withStrategies(
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => semantic({ strategyName: name, extraction: step })),
    ),
  },
  {
    rule: 'Two of one of the kinds of the service',
    refused: withStrategies(semantic(), semantic({ strategyName: 'more' })),
    message: /at most one built-in strategy of each type, got semantic more than once\. Keep one of them/,
    accepted: withStrategies(semantic(), semantic({ strategyName: 'more', extraction: step })),
  },
  {
    rule: 'Two strategies of one name',
    refused: withStrategies(semantic(), summarization({ strategyName: 'semantic' })),
    message: /strategies must have unique names, got "semantic" more than once\. Set a different strategyName/,
    accepted: withStrategies(semantic(), summarization()),
  },
  {
    rule: 'A placeholder that nobody knows',
    refused: withStrategies(semantic({ namespaceTemplate: '/tenants/{tenant}/' })),
    message:
      /the namespace template "\/tenants\/\{tenant\}\/" of "semantic" contains the unknown variable \{tenant\}\. Use \{memoryStrategyId\}, \{actorId\}, \{sessionId\}, or declare/,
    accepted: (stack) =>
      storeIn(stack, {
        strategies: [semantic({ namespaceTemplate: '/tenants/{tenant}/' })],
        namespaceKeys: { tenant: {} },
      }),
  },
  {
    rule: 'Lessons that are not kept where episodes are',
    refused: withStrategies(
      episodic({ namespaceTemplate: '/episodes/{actorId}/', reflectionNamespaceTemplate: '/lessons/{actorId}/' }),
    ),
    message:
      /reflectionNamespaceTemplate of "episodic" must be a prefix of namespaceTemplate, "\/episodes\/\{actorId\}\/", got "\/lessons\/\{actorId\}\/"/,
    accepted: withStrategies(
      episodic({ namespaceTemplate: '/episodes/{actorId}/', reflectionNamespaceTemplate: '/episodes/' }),
    ),
  },
  {
    rule: 'Lessons that are not kept where episodes are by default',
    refused: withStrategies(episodic({ reflectionNamespaceTemplate: '/lessons/' })),
    message: /must be a prefix of namespaceTemplate, "\/strategies\//,
    accepted: withStrategies(episodic({ reflectionNamespaceTemplate: Lazy.string({ produce: () => '/lessons/' }) })),
  },
  {
    rule: 'A namespace of lessons that are not drawn',
    refused: withStrategies(episodic({ extraction: step, reflectionNamespaceTemplate: '/strategies/' })),
    message:
      /reflectionNamespaceTemplate of "custom_episodic" would have no effect, because .* Set reflection, or remove/,
    accepted: withStrategies(
      episodic({ extraction: step, reflection: step, reflectionNamespaceTemplate: '/strategies/' }),
    ),
  },
  {
    rule: 'Fields of lessons that are not drawn',
    refused: withStrategies(episodic({ consolidation: step, reflectionMetadata: [MemoryMetadata.text('team')] })),
    message: /reflectionMetadata of "custom_episodic" would have no effect, because .* Set reflection, or remove/,
    accepted: withStrategies(episodic({ reflectionMetadata: [MemoryMetadata.text('team')] })),
  },
  {
    rule: 'An extraction of a summary',
    refused: withStrategies(summarization({ extraction: step })),
    message: /"custom_summarization" does not support extraction, only consolidation\. Remove the unsupported step\./,
    accepted: withStrategies(summarization({ consolidation: step })),
  },
  {
    rule: 'A step by a model of another provider',
    refused: withStrategies(
      semantic({ extraction: { ...step, model: Model.litellm('mistral/mistral-large-latest') } }),
    ),
    message:
      /extraction\.model of "custom_semantic" must be a model on Amazon Bedrock, got "mistral\/mistral-large-latest"\. Use Model\.bedrock\./,
    accepted: withStrategies(semantic({ extraction: step })),
  },
  {
    rule: 'Sampling for a model of a step',
    refused: withStrategies(
      semantic({ extraction: { ...step, model: Model.bedrock('amazon.nova-lite-v1:0', { temperature: 0 }) } }),
    ),
    message:
      /must not set temperature, which would have no effect, because a memory uses only the model ID\. Remove this option\./,
    accepted: withStrategies(semantic({ extraction: step })),
  },
  {
    rule: 'The content of records for no stream',
    refused: (stack) => storeIn(stack, { recordStreamContent: true }),
    message: /recordStreamContent requires recordStream\. Set recordStream, or remove recordStreamContent\./,
    accepted: (stack) => storeIn(stack, { recordStreamContent: true, recordStream: new Stream(stack, 'Stream') }),
  },
  {
    rule: 'No namespace',
    refused: withStrategies(semantic({ namespaceTemplate: '' })),
    message: /strategies\[0\]\.namespaceTemplate must be between 1 and 512 characters, got 0 characters: ""/,
    accepted: withStrategies(semantic({ namespaceTemplate: '/' })),
  },
  {
    rule: 'A long namespace',
    refused: withStrategies(semantic({ namespaceTemplate: 'n'.repeat(513) })),
    message: /strategies\[0\]\.namespaceTemplate must be between 1 and 512 characters, got 513 characters/,
    accepted: withStrategies(semantic({ namespaceTemplate: 'n'.repeat(512) })),
  },
  {
    rule: 'A description that says nothing',
    refused: (stack) => storeIn(stack, { description: '' }),
    message: /Test\/Agent: description must be between 1 and 4096 characters, got 0 characters: ""/,
    accepted: (stack) => storeIn(stack, { description: 'd'.repeat(4096) }),
  },
  {
    rule: 'A description of a strategy that says nothing',
    refused: withStrategies(semantic({ description: '' })),
    message: /strategies\[0\]\.description must be between 1 and 4096 characters/,
    accepted: withStrategies(semantic({ description: 'Facts.' })),
  },
  {
    rule: 'A key of another Region',
    refused: (stack) => storeIn(stack, { encryptionKey: keyOf(stack, 'eu-west-1') }),
    message: /encryptionKey must be in the Region us-east-1, got eu-west-1/,
    accepted: (stack) => storeIn(stack, { encryptionKey: keyOf(stack, 'us-east-1') }),
  },
  {
    rule: 'A stream of another Region',
    refused: (stack) => storeIn(stack, { recordStream: streamOf(stack, 'eu-west-1') }),
    message: /recordStream must be in the Region us-east-1, got eu-west-1/,
    accepted: (stack) => storeIn(stack, { recordStream: streamOf(stack, 'us-east-1') }),
  },
  {
    rule: 'A range for a text',
    refused: withStrategies(semantic({ metadata: [MemoryMetadata.text('team', { definition: 'x', min: 1 })] })),
    message:
      /the metadata "team" of "semantic" does not support min, only allowedValues\. Remove the unsupported option\./,
    accepted: withStrategies(semantic({ metadata: [MemoryMetadata.number('team', { definition: 'x', min: 0 })] })),
  },
  {
    rule: 'Values that no model is told of',
    refused: withStrategies(semantic({ metadata: [MemoryMetadata.text('team', { allowedValues: ['a'] })] })),
    message: /the metadata "team" of "semantic" must have a definition/,
    accepted: withStrategies(semantic({ metadata: [MemoryMetadata.text('team')] })),
  },
  {
    rule: 'More of an indexed key than its kind',
    refused: (stack) => storeIn(stack, { indexedKeys: [MemoryMetadata.text('team', { definition: 'x' })] }),
    message: /indexedKeys: definition of "team" is not supported on an indexed key\. Set the option in the metadata/,
    accepted: (stack) => storeIn(stack, { indexedKeys: [MemoryMetadata.text('team')] }),
  },
  {
    rule: 'A part of a day',
    refused: (stack) => storeIn(stack, { eventExpiry: Duration.hours(100) }),
    message: /eventExpiry must be a whole number/,
    accepted: (stack) => storeIn(stack, { eventExpiry: Duration.hours(96) }),
  },
]);
