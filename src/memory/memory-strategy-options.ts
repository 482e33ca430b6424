import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { Model } from '../agent/model';
import type { MemoryMetadata } from './memory-metadata';

/** An override for one step of a memory strategy: the model that runs the step, and instructions for the model. */
export interface MemoryStep {
  /**
   * The model that runs the step. Must be a model on Amazon Bedrock, created with `Model.bedrock`, without inference
   * settings.
   */
  readonly model: Model;

  /**
   * Instructions for the model, appended to the prompt that AgentCore uses for the step. Must be 1 to 30,000 characters
   * long.
   */
  readonly instructions: string;
}

/** Options for `MemoryStrategy.semantic`, `MemoryStrategy.summarization` and `MemoryStrategy.userPreference`. */
export interface MemoryStrategyOptions {
  /**
   * The name of the strategy: a letter followed by up to 47 letters, digits or underscores. Changing the name replaces
   * the strategy.
   *
   * @default - the type of the strategy, for example `semantic`; prefixed with `custom_` if a step is overridden
   */
  readonly strategyName?: string;

  /**
   * The description of the strategy. Must be 1 to 4,096 characters long.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The namespace template that determines the namespace of each memory record: 1 to 512 characters, consisting of
   * letters, digits, `-`, `_`, `/` and the variables `{memoryStrategyId}`, `{actorId}`, `{sessionId}` and those that
   * `namespaceKeys` of the memory declares.
   *
   * End the template with `/`. Otherwise, a search for the namespace `/customers/ada` might also find the records of
   * `/customers/ada2`.
   *
   * @default - `/strategies/{memoryStrategyId}/actors/{actorId}/` for semantic and user preference strategies;
   *   `/strategies/{memoryStrategyId}/actors/{actorId}/sessions/{sessionId}/` for summarization and episodic strategies
   */
  readonly namespaceTemplate?: string;

  /**
   * The time after which memory records expire. Must be at least 31 days.
   *
   * @default - memory records do not expire
   */
  readonly recordExpiry?: Duration;

  /**
   * The metadata schema of the memory records: the metadata fields that each record has. Maximum 20.
   *
   * @default - no metadata schema
   */
  readonly metadata?: MemoryMetadata[];

  /**
   * An override for the extraction step, which identifies information in a conversation to store as memory records. A
   * strategy with an override is a custom strategy. Not supported for summarization strategies.
   *
   * @default - the managed extraction step
   */
  readonly extraction?: MemoryStep;

  /**
   * An override for the consolidation step, which merges new information with the existing memory records. A strategy
   * with an override is a custom strategy.
   *
   * @default - the managed consolidation step
   */
  readonly consolidation?: MemoryStep;
}

/** Options for `MemoryStrategy.episodic`. */
export interface EpisodicMemoryOptions extends MemoryStrategyOptions {
  /**
   * An override for the reflection step, which generates insights across several episodes. A strategy with an override
   * is a custom strategy.
   *
   * @default - the managed reflection step; no reflections if `extraction` or `consolidation` is set
   */
  readonly reflection?: MemoryStep;

  /**
   * The namespace template that determines the namespace of each reflection. Must be equal to `namespaceTemplate` or a
   * prefix of it. Requires `reflection` if `extraction` or `consolidation` is set.
   *
   * @default - `namespaceTemplate` if set, otherwise `/strategies/{memoryStrategyId}/actors/{actorId}/`
   */
  readonly reflectionNamespaceTemplate?: string;

  /**
   * The metadata schema of the reflections: the metadata fields that each reflection has. Maximum 20. Requires
   * `reflection` if `extraction` or `consolidation` is set.
   *
   * @default - no metadata schema
   */
  readonly reflectionMetadata?: MemoryMetadata[];
}

/** Options for `MemoryStrategy.selfManaged`. */
export interface SelfManagedMemoryOptions {
  /**
   * The Amazon S3 bucket to which AgentCore delivers conversations for your code to process. The policy of a bucket in
   * another account must allow the execution role of the memory.
   */
  readonly bucket: IBucket;

  /**
   * The Amazon SNS topic to which AgentCore publishes a notification for each delivery to the bucket. The policy of a
   * topic in another account must allow the execution role of the memory.
   */
  readonly topic: ITopic;

  /**
   * The number of messages after which AgentCore delivers a conversation to the bucket. Must be between 1 and 50.
   *
   * @default - the default of AgentCore
   */
  readonly messageCount?: number;

  /**
   * The session idle timeout after which AgentCore delivers a conversation to the bucket. Must be between 10 and 3,000
   * seconds.
   *
   * @default - the default of AgentCore
   */
  readonly idleTimeout?: Duration;

  /**
   * The number of tokens after which AgentCore delivers a conversation to the bucket. Must be between 100 and 500,000.
   *
   * @default - the default of AgentCore
   */
  readonly tokenCount?: number;

  /**
   * The number of earlier messages that each delivery includes as context. Must be between 0 and 50.
   *
   * @default - the default of AgentCore
   */
  readonly historicalContext?: number;

  /**
   * The name of the strategy: a letter followed by up to 47 letters, digits or underscores. Changing the name replaces
   * the strategy.
   *
   * @default 'self_managed'
   */
  readonly strategyName?: string;

  /**
   * The description of the strategy. Must be 1 to 4,096 characters long.
   *
   * @default - no description
   */
  readonly description?: string;
}
