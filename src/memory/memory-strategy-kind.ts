import type { CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';

/** The default namespace template of strategies that extract records for each actor. */
export const ACTOR = '/strategies/{memoryStrategyId}/actors/{actorId}/';

const SESSION = `${ACTOR}sessions/{sessionId}/`;

/** A type of built-in strategy. */
export interface MemoryStrategyKind {
  readonly name: string;
  readonly namespace: string;
  readonly render: (common: CfnMemory.SemanticMemoryStrategyProperty) => CfnMemory.MemoryStrategyProperty;
  readonly override: keyof CfnMemory.CustomConfigurationInputProperty;
  readonly steps: Array<'extraction' | 'consolidation' | 'reflection'>;
}

export const SEMANTIC: MemoryStrategyKind = {
  name: 'semantic',
  namespace: ACTOR,
  render: (common) => ({ semanticMemoryStrategy: common }),
  override: 'semanticOverride',
  steps: ['extraction', 'consolidation'],
};

export const SUMMARIZATION: MemoryStrategyKind = {
  name: 'summarization',
  namespace: SESSION,
  render: (common) => ({ summaryMemoryStrategy: common }),
  override: 'summaryOverride',
  steps: ['consolidation'],
};

export const USER_PREFERENCE: MemoryStrategyKind = {
  name: 'user_preference',
  namespace: ACTOR,
  render: (common) => ({ userPreferenceMemoryStrategy: common }),
  override: 'userPreferenceOverride',
  steps: ['extraction', 'consolidation'],
};

export const EPISODIC: MemoryStrategyKind = {
  name: 'episodic',
  namespace: SESSION,
  render: (common) => ({ episodicMemoryStrategy: common }),
  override: 'episodicOverride',
  steps: ['extraction', 'consolidation', 'reflection'],
};
