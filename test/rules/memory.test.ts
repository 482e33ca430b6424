import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Duration, Lazy, type Stack } from 'aws-cdk-lib/core';
import { HarnessMemory, MemoryMetadata, MemoryStrategy, Model } from '../../src';
import { step, storeIn, streamOf } from '../memory/memory-store-fixtures';
import { ACCOUNT, harnessIn } from '../support/helpers';
import { testRules } from '../support/rules';

const keyOf = (stack: Stack, region: string) =>
  Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);

const withStrategies =
  (...strategies: MemoryStrategy[]) =>
  (stack: Stack) =>
    storeIn(stack, { strategies });
const { episodic, semantic, summarization } = MemoryStrategy;

testRules([
  {
    rule: 'More than 6 strategies',
    rejected: withStrategies(
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => semantic({ strategyName: name, extraction: step })),
    ),
    message: /strategies must have at most 6 entries, got 7 entries/,
    accepted: withStrategies(
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => semantic({ strategyName: name, extraction: step })),
    ),
  },
  {
    rule: 'Two built-in strategies of one type',
    rejected: withStrategies(semantic(), semantic({ strategyName: 'more' })),
    message: /at most one built-in strategy of each type, got semantic more than once\. Keep one of them/,
    accepted: withStrategies(semantic(), semantic({ strategyName: 'more', extraction: step })),
  },
  {
    rule: 'Two strategies of one name',
    rejected: withStrategies(semantic(), summarization({ strategyName: 'semantic' })),
    message: /strategies must have unique names, got "semantic" more than once\. Set a different strategyName/,
    accepted: withStrategies(semantic(), summarization()),
  },
  {
    rule: 'An unknown namespace variable',
    rejected: withStrategies(semantic({ namespaceTemplate: '/tenants/{tenant}/' })),
    message:
      /the namespace template "\/tenants\/\{tenant\}\/" of "semantic" contains the unknown variable \{tenant\}\. Use \{memoryStrategyId\}, \{actorId\}, \{sessionId\}, or declare/,
    accepted: (stack) =>
      storeIn(stack, {
        strategies: [semantic({ namespaceTemplate: '/tenants/{tenant}/' })],
        namespaceKeys: { tenant: {} },
      }),
  },
  {
    rule: 'A reflection namespace outside the namespace of the episodes',
    rejected: withStrategies(
      episodic({ namespaceTemplate: '/episodes/{actorId}/', reflectionNamespaceTemplate: '/lessons/{actorId}/' }),
    ),
    message:
      /reflectionNamespaceTemplate of "episodic" must be a prefix of namespaceTemplate, "\/episodes\/\{actorId\}\/", got "\/lessons\/\{actorId\}\/"/,
    accepted: withStrategies(
      episodic({ namespaceTemplate: '/episodes/{actorId}/', reflectionNamespaceTemplate: '/episodes/' }),
    ),
  },
  {
    rule: 'A reflection namespace outside the default namespace of the episodes',
    rejected: withStrategies(episodic({ reflectionNamespaceTemplate: '/lessons/' })),
    message: /must be a prefix of namespaceTemplate, "\/strategies\//,
    accepted: withStrategies(episodic({ reflectionNamespaceTemplate: Lazy.string({ produce: () => '/lessons/' }) })),
  },
  {
    rule: 'A reflection namespace without a reflection step',
    rejected: withStrategies(episodic({ extraction: step, reflectionNamespaceTemplate: '/strategies/' })),
    message:
      /reflectionNamespaceTemplate of "custom_episodic" would have no effect, because .* Set reflection, or remove/,
    accepted: withStrategies(
      episodic({ extraction: step, reflection: step, reflectionNamespaceTemplate: '/strategies/' }),
    ),
  },
  {
    rule: 'Reflection metadata without a reflection step',
    rejected: withStrategies(episodic({ consolidation: step, reflectionMetadata: [MemoryMetadata.text('team')] })),
    message: /reflectionMetadata of "custom_episodic" would have no effect, because .* Set reflection, or remove/,
    accepted: withStrategies(episodic({ reflectionMetadata: [MemoryMetadata.text('team')] })),
  },
  {
    rule: 'An extraction step for a summarization strategy',
    rejected: withStrategies(summarization({ extraction: step })),
    message: /"custom_summarization" does not support extraction, only consolidation\. Remove the unsupported step\./,
    accepted: withStrategies(summarization({ consolidation: step })),
  },
  {
    rule: 'A strategy step with a model of another provider',
    rejected: withStrategies(
      semantic({ extraction: { ...step, model: Model.litellm('mistral/mistral-large-latest') } }),
    ),
    message:
      /extraction\.model of "custom_semantic" must be a model on Amazon Bedrock, got "mistral\/mistral-large-latest"\. Use Model\.bedrock\./,
    accepted: withStrategies(semantic({ extraction: step })),
  },
  {
    rule: 'Sampling parameters for the model of a strategy step',
    rejected: withStrategies(
      semantic({ extraction: { ...step, model: Model.bedrock('amazon.nova-lite-v1:0', { temperature: 0 }) } }),
    ),
    message:
      /must not set temperature, which would have no effect, because a memory uses only the model ID\. Remove this option\./,
    accepted: withStrategies(semantic({ extraction: step })),
  },
  {
    rule: 'recordStreamContent without a stream',
    rejected: (stack) => storeIn(stack, { recordStreamContent: true }),
    message: /recordStreamContent requires recordStream\. Set recordStream, or remove recordStreamContent\./,
    accepted: (stack) => storeIn(stack, { recordStreamContent: true, recordStream: new Stream(stack, 'Stream') }),
  },
  {
    rule: 'An empty namespace template',
    rejected: withStrategies(semantic({ namespaceTemplate: '' })),
    message: /strategies\[0\]\.namespaceTemplate must be between 1 and 512 characters, got 0 characters: ""/,
    accepted: withStrategies(semantic({ namespaceTemplate: '/' })),
  },
  {
    rule: 'A namespace template above the maximum length',
    rejected: withStrategies(semantic({ namespaceTemplate: 'n'.repeat(513) })),
    message: /strategies\[0\]\.namespaceTemplate must be between 1 and 512 characters, got 513 characters/,
    accepted: withStrategies(semantic({ namespaceTemplate: 'n'.repeat(512) })),
  },
  {
    rule: 'An empty description',
    rejected: (stack) => storeIn(stack, { description: '' }),
    message: /Test\/Agent: description must be between 1 and 4096 characters, got 0 characters: ""/,
    accepted: (stack) => storeIn(stack, { description: 'd'.repeat(4096) }),
  },
  {
    rule: 'An empty description of a strategy',
    rejected: withStrategies(semantic({ description: '' })),
    message: /strategies\[0\]\.description must be between 1 and 4096 characters/,
    accepted: withStrategies(semantic({ description: 'Facts.' })),
  },
  {
    rule: 'A KMS key of another Region',
    rejected: (stack) => storeIn(stack, { encryptionKey: keyOf(stack, 'eu-west-1') }),
    message: /encryptionKey must be in the Region us-east-1, got eu-west-1/,
    accepted: (stack) => storeIn(stack, { encryptionKey: keyOf(stack, 'us-east-1') }),
  },
  {
    rule: 'A KMS key that cannot encrypt data',
    rejected: (stack) =>
      storeIn(stack, {
        encryptionKey: new Key(stack, 'Key', { keySpec: KeySpec.RSA_2048, keyUsage: KeyUsage.SIGN_VERIFY }),
      }),
    message: /encryptionKey must be a symmetric encryption key, got the key .* with the keySpec RSA_2048\. Use/,
    accepted: (stack) =>
      storeIn(stack, {
        encryptionKey: new Key(stack, 'Key', {
          keySpec: KeySpec.SYMMETRIC_DEFAULT,
          keyUsage: KeyUsage.ENCRYPT_DECRYPT,
          multiRegion: true,
        }),
      }),
  },
  {
    rule: 'An asymmetric KMS key of a managed memory',
    rejected: (stack) =>
      harnessIn(stack, {
        memory: HarnessMemory.managed({ encryptionKey: new Key(stack, 'Key', { keySpec: KeySpec.RSA_4096 }) }),
      }),
    message: /memory\.encryptionKey must be a symmetric encryption key, got the key .* with the keySpec RSA_4096/,
    accepted: (stack) => harnessIn(stack, { memory: HarnessMemory.managed({ encryptionKey: new Key(stack, 'Key') }) }),
  },
  {
    rule: 'A stream of another Region',
    rejected: (stack) => storeIn(stack, { recordStream: streamOf(stack, 'eu-west-1') }),
    message: /recordStream must be in the Region us-east-1, got eu-west-1/,
    accepted: (stack) => storeIn(stack, { recordStream: streamOf(stack, 'us-east-1') }),
  },
  {
    rule: 'A range for text metadata',
    rejected: withStrategies(semantic({ metadata: [MemoryMetadata.text('team', { definition: 'x', min: 1 })] })),
    message:
      /the metadata "team" of "semantic" does not support min, only allowedValues\. Remove the unsupported option\./,
    accepted: withStrategies(semantic({ metadata: [MemoryMetadata.number('team', { definition: 'x', min: 0 })] })),
  },
  {
    rule: 'Allowed values of metadata without a definition',
    rejected: withStrategies(semantic({ metadata: [MemoryMetadata.text('team', { allowedValues: ['a'] })] })),
    message: /the metadata "team" of "semantic" must have a definition/,
    accepted: withStrategies(semantic({ metadata: [MemoryMetadata.text('team')] })),
  },
  {
    rule: 'A minimum of metadata above the maximum',
    rejected: withStrategies(
      semantic({ metadata: [MemoryMetadata.number('age', { definition: 'x', min: 5, max: 1 })] }),
    ),
    message: /the metadata "age" of "semantic" must have a min of at most max, got min 5 and max 1\./,
    accepted: withStrategies(
      semantic({
        metadata: [
          MemoryMetadata.number('age', { definition: 'x', min: 5, max: 5 }),
          MemoryMetadata.number('size', { definition: 'x', min: 5, max: Lazy.number({ produce: () => 9 }) }),
        ],
      }),
    ),
  },
  {
    rule: 'A definition of metadata that is copied from events',
    rejected: withStrategies(
      semantic({ metadata: [MemoryMetadata.text('team', { definition: 'x', strictlyConsistent: true })] }),
    ),
    message:
      /the metadata "team" of "semantic" must not have a definition with strictlyConsistent: true, because .* Remove/,
    accepted: withStrategies(
      semantic({
        metadata: [
          MemoryMetadata.text('team', { definition: 'x', strictlyConsistent: false }),
          MemoryMetadata.text('site', { strictlyConsistent: true }),
        ],
      }),
    ),
  },
  {
    rule: 'Two metadata fields with one key',
    rejected: withStrategies(semantic({ metadata: [MemoryMetadata.text('team'), MemoryMetadata.number('team')] })),
    message: /the metadata of "semantic" must have unique keys, got "team" more than once\. Remove or rename/,
    accepted: withStrategies(
      semantic({ metadata: [MemoryMetadata.text('team'), MemoryMetadata.number('Team')] }),
      summarization({ metadata: [MemoryMetadata.text('team')] }),
    ),
  },
  {
    rule: 'Two indexed keys with one key',
    rejected: (stack) => storeIn(stack, { indexedKeys: [MemoryMetadata.text('team'), MemoryMetadata.text('team')] }),
    message: /indexedKeys must have unique keys, got "team" more than once\. Remove or rename/,
    accepted: (stack) => storeIn(stack, { indexedKeys: [MemoryMetadata.text('team'), MemoryMetadata.text('unit')] }),
  },
  {
    rule: 'A definition on an indexed key',
    rejected: (stack) => storeIn(stack, { indexedKeys: [MemoryMetadata.text('team', { definition: 'x' })] }),
    message: /indexedKeys: definition of "team" is not supported on an indexed key\. Set the option in the metadata/,
    accepted: (stack) => storeIn(stack, { indexedKeys: [MemoryMetadata.text('team')] }),
  },
  {
    rule: 'A duration that is not a whole number of days',
    rejected: (stack) => storeIn(stack, { eventExpiry: Duration.hours(100) }),
    message: /eventExpiry must be a whole number/,
    accepted: (stack) => storeIn(stack, { eventExpiry: Duration.hours(96) }),
  },
]);
