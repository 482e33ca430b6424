import { Template } from 'aws-cdk-lib/assertions';
import { MemoryMetadata, MemoryStore, MemoryStrategy, Model } from '../../src';
import { testStack } from '../support/helpers';
import { plain } from '../support/rendered';

function rendered(strategy: MemoryStrategy): unknown {
  const stack = testStack();
  new MemoryStore(stack, 'Store', { strategies: [strategy] });
  const [memory] = Object.values(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::Memory'));
  return (plain(memory.Properties.MemoryStrategies) as unknown[])[0];
}

const ACTOR = '/strategies/{memoryStrategyId}/actors/{actorId}/';
const SESSION = `${ACTOR}sessions/{sessionId}/`;
const step = (instructions: string) => ({ model: Model.bedrock('amazon.nova-lite-v1:0'), instructions });
const said = (AppendToPrompt: string) => ({ AppendToPrompt, ModelId: 'amazon.nova-lite-v1:0' });

describe('A built-in strategy', () => {
  test.each([
    ['semantic', 'SemanticMemoryStrategy', ACTOR, MemoryStrategy.semantic()],
    ['summarization', 'SummaryMemoryStrategy', SESSION, MemoryStrategy.summarization()],
    ['user_preference', 'UserPreferenceMemoryStrategy', ACTOR, MemoryStrategy.userPreference()],
  ])('has the name %s and a default namespace', (Name, member, namespace, strategy) => {
    expect(rendered(strategy)).toEqual({ [member]: { Name, NamespaceTemplates: [namespace] } });
  });

  test('stores episodes by session and reflections by actor', () => {
    expect(rendered(MemoryStrategy.episodic())).toEqual({
      EpisodicMemoryStrategy: {
        Name: 'episodic',
        NamespaceTemplates: [SESSION],
        ReflectionConfiguration: { NamespaceTemplates: [ACTOR] },
      },
    });
  });

  test('stores reflections in the namespace of the episodes if that namespace is set', () => {
    const kept = '/episodes/{actorId}/{sessionId}/';
    expect(rendered(MemoryStrategy.episodic({ namespaceTemplate: kept }))).toMatchObject({
      EpisodicMemoryStrategy: { NamespaceTemplates: [kept], ReflectionConfiguration: { NamespaceTemplates: [kept] } },
    });
    const options = { namespaceTemplate: kept, reflectionNamespaceTemplate: '/episodes/{actorId}/' };
    expect(rendered(MemoryStrategy.episodic(options))).toMatchObject({
      EpisodicMemoryStrategy: { ReflectionConfiguration: { NamespaceTemplates: ['/episodes/{actorId}/'] } },
    });
  });
});

describe('A custom strategy', () => {
  test('overrides the given step only', () => {
    expect(rendered(MemoryStrategy.semantic({ consolidation: step('Merge.') }))).toEqual({
      CustomMemoryStrategy: {
        Name: 'custom_semantic',
        NamespaceTemplates: [ACTOR],
        Configuration: { SemanticOverride: { Consolidation: said('Merge.') } },
      },
    });
  });

  test('stores reflections in the given namespace, with the reflection step', () => {
    const options = { reflectionNamespaceTemplate: '/strategies/', extraction: step('Look.') };
    expect(rendered(MemoryStrategy.episodic({ ...options, reflection: step('Learn.') }))).toMatchObject({
      CustomMemoryStrategy: {
        Configuration: {
          EpisodicOverride: {
            Extraction: said('Look.'),
            Reflection: { ...said('Learn.'), NamespaceTemplates: ['/strategies/'] },
          },
        },
      },
    });
    expect(JSON.stringify(rendered(MemoryStrategy.episodic({ extraction: step('Look.') })))).not.toContain(
      'Reflection',
    );
  });

  test('has a reflection namespace only if it has a reflection step', () => {
    expect(MemoryStrategy.episodic({ extraction: step('Look.') })._namespaces).toEqual([SESSION]);
    expect(MemoryStrategy.episodic({ reflection: step('Learn.') })._namespaces).toEqual([SESSION, ACTOR]);
    expect(MemoryStrategy.episodic()._namespaces).toEqual([SESSION, ACTOR]);
  });
});

describe('A metadata field of memory records', () => {
  test.each([
    ['a string', MemoryMetadata.text('team'), { Key: 'team', Type: 'STRING' }],
    ['a list of strings', MemoryMetadata.textList('teams'), { Key: 'teams', Type: 'STRINGLIST' }],
    ['a number', MemoryMetadata.number('age'), { Key: 'age', Type: 'NUMBER' }],
    [
      'text with strict consistency',
      MemoryMetadata.text('team', { strictlyConsistent: true }),
      { Key: 'team', Type: 'STRING', ExtractionType: 'STRICTLY_CONSISTENT' },
    ],
    [
      'a number in a range that starts at 0',
      MemoryMetadata.number('age', { definition: 'Years', min: 0, strictlyConsistent: false }),
      {
        Key: 'age',
        Type: 'NUMBER',
        ExtractionType: 'LLM_INFERRED',
        ExtractionConfig: {
          LlmExtractionConfig: { Definition: 'Years', Validation: { NumberValidation: { MinValue: 0 } } },
        },
      },
    ],
  ])('can be %s', (_, field, entry) => {
    expect(rendered(MemoryStrategy.semantic({ metadata: [field] }))).toMatchObject({
      SemanticMemoryStrategy: { MemoryRecordSchema: { MetadataSchema: [entry] } },
    });
  });

  test('is not rendered by default', () => {
    expect(rendered(MemoryStrategy.semantic())).not.toHaveProperty('SemanticMemoryStrategy.MemoryRecordSchema');
  });
});
