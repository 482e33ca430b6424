import { CfnMemory, Memory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, Duration, Lazy, type Stack } from 'aws-cdk-lib/core';
import {
  HarnessMemory,
  type HarnessMemoryStoreOptions,
  ManagedMemoryStrategy,
  MemoryStore,
  MemoryStrategy,
} from '../../src';
import { harnessIn, messageOf, testStack } from '../support/helpers';
import { render } from '../support/rendered';

const SHORT_TERM = ['CreateEvent', 'DeleteEvent', 'GetEvent', 'ListEvents'].map((it) => `bedrock-agentcore:${it}`);
const LONG_TERM = 'bedrock-agentcore:RetrieveMemoryRecords';
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref, which is the ARN of a memory
const ARN = '${Store}';

const storeIn = (stack: Stack) => new CfnMemory(stack, 'Store', { name: 'store', eventExpiryDuration: 30 });
const remembering = (options?: HarnessMemoryStoreOptions) =>
  render((stack) => ({ memory: HarnessMemory.store(storeIn(stack), options) }));
const memorySids = (statements: object) => Object.keys(statements).filter((sid) => sid.startsWith('Memory'));

describe('HarnessMemory.managed', () => {
  test('is the default', () => {
    const { properties } = render(() => ({ memory: HarnessMemory.managed() }));
    expect(properties.Memory).toEqual(render().properties.Memory);
  });

  test('renders its options', () => {
    const { properties } = render(() => ({
      memory: HarnessMemory.managed({
        strategies: [ManagedMemoryStrategy.EPISODIC, ManagedMemoryStrategy.USER_PREFERENCE],
        eventExpiry: Duration.days(365),
      }),
    }));
    expect(properties.Memory).toEqual({
      ManagedMemoryConfiguration: { Strategies: ['EPISODIC', 'USER_PREFERENCE'], EventExpiryDuration: 365 },
    });
  });

  test('does not add permissions to the role itself, which is created before the memory', () => {
    expect(memorySids(render().statements)).toEqual([]);
  });

  test('allows the role to use the encryption key through AgentCore only', () => {
    const { properties, statements } = render((stack) => ({
      memory: HarnessMemory.managed({ encryptionKey: new Key(stack, 'Key') }),
    }));
    const keyArn = expect.stringMatching(/^\$\{Key\w+\.Arn\}$/);
    expect(properties).toHaveProperty('Memory.ManagedMemoryConfiguration.EncryptionKeyArn', keyArn);
    expect(statements.MemoryKey).toMatchObject({
      Action: expect.arrayContaining(['kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey']),
      Resource: keyArn,
      Condition: { StringEquals: { 'kms:ViaService': 'bedrock-agentcore.us-east-1.amazonaws.com' } },
    });
  });

  test.each([
    [
      'strategies twice',
      { strategies: [ManagedMemoryStrategy.SEMANTIC, ManagedMemoryStrategy.SEMANTIC] },
      /must not contain duplicates/,
    ],
    ['no strategies', { strategies: [] }, /memory\.strategies must .*1/],
    ['2 days', { eventExpiry: Duration.days(2) }, /memory\.eventExpiry must .*3/],
    ['366 days', { eventExpiry: Duration.days(366) }, /memory\.eventExpiry must .*365/],
    ['half a day', { eventExpiry: Duration.hours(84) }, /memory\.eventExpiry must be a whole number/],
  ])('is rejected with %s', (_, options, message) => {
    expect(() => render(() => ({ memory: HarnessMemory.managed(options) }))).toThrow(message);
  });
});

describe('HarnessMemory.store', () => {
  test('allows reading and writing, and creates no managed memory', () => {
    const { properties, statements, harness } = remembering();
    expect(properties.Memory).toEqual({ AgentCoreMemoryConfiguration: { Arn: ARN } });
    expect(statements.MemoryStore).toEqual({
      Sid: 'MemoryStore',
      Effect: 'Allow',
      Action: [...SHORT_TERM, LONG_TERM],
      Resource: ARN,
    });
    expect(memorySids(statements)).toEqual(['MemoryStore']);
    expect(harness.managedMemoryArn).toBeUndefined();
  });

  test('accepts a memory of aws-cdk-lib', () => {
    const { properties } = render((stack) => ({ memory: HarnessMemory.store(new Memory(stack, 'Store')) }));
    expect(properties).toHaveProperty(
      'Memory.AgentCoreMemoryConfiguration.Arn',
      expect.stringMatching(/^\$\{Store\w+(\.MemoryArn)?\}$/),
    );
  });

  test('renders the retrieval with the defaults of the service', () => {
    const retrieval = {
      '/facts/{actorId}/': { topK: 3 },
      '/summaries/{actorId}/{sessionId}/': { relevanceScore: 0, strategyId: 'summaries-a1B2c3D4e5' },
      '/all/': {},
    };
    const { properties } = remembering({ messagesCount: 12, retrieval });
    expect(properties).toHaveProperty('Memory.AgentCoreMemoryConfiguration', {
      Arn: ARN,
      MessagesCount: 12,
      RetrievalConfig: {
        '/facts/{actorId}/': { TopK: 3, RelevanceScore: 0.2 },
        '/summaries/{actorId}/{sessionId}/': { TopK: 10, RelevanceScore: 0, StrategyId: 'summaries-a1B2c3D4e5' },
        '/all/': { TopK: 10, RelevanceScore: 0.2 },
      },
    });
  });

  test('treats an undefined option as omitted', () => {
    const { properties } = remembering({ retrieval: { '/facts/': { topK: undefined, relevanceScore: undefined } } });
    expect(properties).toHaveProperty('Memory.AgentCoreMemoryConfiguration.RetrievalConfig', {
      '/facts/': { TopK: 10, RelevanceScore: 0.2 },
    });
  });

  test('limits access to the events of one actor', () => {
    const { properties, statements } = remembering({ actorId: 'night-shift' });
    expect(properties).toHaveProperty('Memory.AgentCoreMemoryConfiguration.ActorId', 'night-shift');
    expect(statements.MemoryEventsStore).toEqual({
      Sid: 'MemoryEventsStore',
      Effect: 'Allow',
      Action: SHORT_TERM,
      Resource: ARN,
      Condition: { StringEquals: { 'bedrock-agentcore:actorId': 'night-shift' } },
    });
    expect(statements.MemoryRecordsStore).toMatchObject({ Action: LONG_TERM, Resource: ARN });
    expect(memorySids(statements)).toEqual(['MemoryEventsStore', 'MemoryRecordsStore']);
  });

  test('accepts namespaces that are tokens', () => {
    const namespace = `/facts/${Lazy.string({ produce: () => 'late' })}/`;
    const { properties } = remembering({ retrieval: { [namespace]: {} } });
    expect(properties).toHaveProperty('Memory.AgentCoreMemoryConfiguration.RetrievalConfig', {
      '/facts/late/': { TopK: 10, RelevanceScore: 0.2 },
    });
  });
});

describe('HarnessMemory.none', () => {
  test('renders disabled, because AgentCore creates a memory by default', () => {
    const { properties, statements } = render(() => ({ memory: HarnessMemory.none() }));
    expect(properties.Memory).toEqual({ Disabled: {} });
    expect(memorySids(statements)).toEqual([]);
  });
});

describe('HarnessMemory.store with a MemoryStore', () => {
  const retrieving = (namespace: string) => () =>
    render((stack) => ({
      memory: HarnessMemory.store(
        new MemoryStore(stack, 'Store', {
          strategies: [MemoryStrategy.semantic({ namespaceTemplate: '/facts/{actorId}/' })],
        }),
        { retrieval: { [namespace]: {} } },
      ),
    }));

  test('retrieves from all strategies by default', () => {
    const { properties } = render((stack) => ({ memory: HarnessMemory.store(new MemoryStore(stack, 'Store')) }));
    expect(properties).not.toHaveProperty('Memory.AgentCoreMemoryConfiguration.RetrievalConfig');
  });

  test.each([
    ...['/facts/{actorId}/', '/facts/', '/facts/{actorId}', '/facts/ada/', '/facts/ada', '/facts/acme/ada/'],
    '/facts/customer:42/',
  ])('accepts the namespace %s', (namespace) => {
    expect(retrieving(namespace)).not.toThrow();
  });

  test.each(['/facts/{sessionId}/', '/facts/{actorId}/sessions/', '/fact/ada/', '/ada/facts/', 'facts/ada/'])(
    'rejects the namespace %s, which contains no memory records',
    (namespace) => {
      expect(retrieving(namespace)).toThrow(/memory\.retrieval keys must be namespaces of the memory, got/);
    },
  );

  const retrievingFrom = (strategies: MemoryStrategy[]) =>
    messageOf(() => {
      const stack = testStack();
      const retrieval = { '/facts/{actorId}/': {}, '/notes/': {} };
      harnessIn(stack, { memory: HarnessMemory.store(new MemoryStore(stack, 'Store', { strategies }), { retrieval }) });
    });

  test('rejects retrieval from a memory without strategies, once', () => {
    expect(retrievingFrom([])).toBe(
      'Test/Agent: memory.retrieval must be omitted, because the memory has no strategies, which store the memory records to retrieve. Add a strategy to the memory, or remove retrieval.',
    );
  });

  test('accepts any namespace of a memory with a self-managed strategy, whose code chooses the namespaces', () => {
    const stack = testStack();
    const bucket = Bucket.fromBucketName(stack, 'Payloads', 'payloads');
    const topic = Topic.fromTopicArn(stack, 'Told', 'arn:aws:sns:us-east-1:111122223333:told');
    const selfManaged = MemoryStrategy.selfManaged({ bucket, topic });
    expect(retrievingFrom([MemoryStrategy.semantic(), selfManaged])).toBe('nothing was thrown');
    expect(retrievingFrom([MemoryStrategy.semantic()])).toMatch(/memory\.retrieval keys must be namespaces of/);
  });

  test('rejects a namespace that is not below a namespace template', () => {
    expect(retrieving('/preferences/{actorId}/')).toThrow(
      /memory\.retrieval keys must be namespaces of the memory, got "\/preferences\/\{actorId\}\/"\. Use a namespace below \/facts\/\{actorId\}\/\.$/,
    );
  });
});

test.each([
  [
    'rejects a key that is set after the memory is used',
    'arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef',
  ],
  ['accepts a memory without a key', undefined],
])('%s', (_, encryptionKeyArn) => {
  const stack = testStack();
  const store = storeIn(stack);
  harnessIn(stack, { memory: HarnessMemory.store(store) });
  store.encryptionKeyArn = encryptionKeyArn;
  const said = messageOf(() => App.of(stack)?.synth());
  if (encryptionKeyArn) {
    expect(said).toMatch(
      /\[Test\/Agent\] the encryption key of the memory Test\/Store must be set before the memory is used, .*Set encryptionKeyArn before this construct is created\./,
    );
  } else {
    expect(said).toBe('nothing was thrown');
  }
});
