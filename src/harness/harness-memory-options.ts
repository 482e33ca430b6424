import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { Duration } from 'aws-cdk-lib/core';
import type { ManagedMemoryStrategy } from './managed-memory-strategy';

/** Options for `HarnessMemory.managed`. */
export interface ManagedMemoryOptions {
  /**
   * The memory strategies, which extract long-term memory records from conversations. Must have 1 to 4 different
   * entries.
   *
   * @default [ManagedMemoryStrategy.SEMANTIC, ManagedMemoryStrategy.SUMMARIZATION]
   */
  readonly strategies?: ManagedMemoryStrategy[];

  /**
   * The time after which the events of a conversation (short-term memory) expire. Must be between 3 and 365 days.
   *
   * @default Duration.days(30)
   */
  readonly eventExpiry?: Duration;

  /**
   * The customer managed KMS key that encrypts the memory.
   *
   * Adding, changing or removing the key replaces the harness and its memory, and changes the generated name. If
   * `harnessName` of the harness is set, change it in the same deployment.
   *
   * @default - an AWS owned key
   */
  readonly encryptionKey?: IKeyRef;
}

/** The memory records that a harness retrieves from one namespace. */
export interface MemoryRetrieval {
  /**
   * The maximum number of memory records to retrieve. Must be between 1 and 100.
   *
   * @default 10
   */
  readonly topK?: number;

  /**
   * The minimum relevance score of a memory record, from 0 to 1.
   *
   * @default 0.2
   */
  readonly relevanceScore?: number;

  /**
   * The ID of the memory strategy whose memory records are retrieved.
   *
   * @default - all strategies
   */
  readonly strategyId?: string;
}

/** Options for `HarnessMemory.store`. */
export interface HarnessMemoryStoreOptions {
  /**
   * The ID of the only actor that the harness serves.
   *
   * The execution role then has access to the events of this actor only, even if a caller passes another actor ID.
   *
   * @default - callers pass the actor ID of each session
   */
  readonly actorId?: string;

  /**
   * The number of most recent messages that a session loads from short-term memory. Must be at least 1.
   *
   * @default - the default of AgentCore
   */
  readonly messagesCount?: number;

  /**
   * The memory records that the harness retrieves from long-term memory, by namespace, for example `/facts/{actorId}/`.
   *
   * A harness without `retrieval` reads the strategies of the memory when the harness is created or updated. A strategy
   * that is added to the memory later has no effect until the next update of the harness.
   *
   * @default - up to 10 memory records with a relevance score of at least 0.2 from each strategy
   */
  readonly retrieval?: { [namespace: string]: MemoryRetrieval };
}
