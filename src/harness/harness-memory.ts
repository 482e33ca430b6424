import type { CfnHarness, IMemoryRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { Duration } from 'aws-cdk-lib/core';

import type { Binding } from '../private/iam/binding';
import { attachPolicy } from '../private/iam/execution-role';
import { idProblems, memoryActions, namespacesOf, permitKeeping, permitMemory } from '../private/iam/memory-access';
import { quote } from '../private/validation/limit';
import { checkKey, checkMemory } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';

/**
 * A built-in memory strategy of a managed memory, which extracts long-term memory records from conversations.
 *
 * @example
 * agentcore.HarnessMemory.managed({ strategies: [agentcore.ManagedMemoryStrategy.USER_PREFERENCE] });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-memory.html
 */
export class ManagedMemoryStrategy {
  /** Extracts facts from conversations. */
  public static readonly SEMANTIC = new ManagedMemoryStrategy('SEMANTIC');

  /** Summarizes sessions. */
  public static readonly SUMMARIZATION = new ManagedMemoryStrategy('SUMMARIZATION');

  /** Extracts the preferences of users. */
  public static readonly USER_PREFERENCE = new ManagedMemoryStrategy('USER_PREFERENCE');

  /** Records episodes, which contain the situation, the actions and the outcome, and reflects on them. */
  public static readonly EPISODIC = new ManagedMemoryStrategy('EPISODIC');

  /**
   * A memory strategy that this version of the library does not define yet.
   *
   * @param value The memory strategy, as the AgentCore API names it
   */
  public static of(value: string): ManagedMemoryStrategy {
    return new ManagedMemoryStrategy(value);
  }

  private constructor(
    /** The memory strategy, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** How the service keeps a memory for the harness. */
export interface ManagedMemoryOptions {
  /**
   * What it draws from conversations, 1 to 4 of them.
   *
   * @default - semantic and summarization
   */
  readonly strategies?: ManagedMemoryStrategy[];

  /**
   * How long it keeps the events of a conversation, 3 to 365 days.
   *
   * @default Duration.days(30)
   */
  readonly eventExpiry?: Duration;

  /**
   * The customer managed KMS key that encrypts the memory.
   *
   * Adding, changing or removing the key replaces the harness and its memory, and changes the generated name. Change a
   * given `harnessName` in the same deployment.
   *
   * @default - a key of the service
   */
  readonly encryptionKey?: IKeyRef;
}

/** What is fetched from one namespace. */
export interface MemoryRetrieval {
  /**
   * The maximum number of memory records. Must be 1 to 100.
   *
   * @default 10
   */
  readonly topK?: number;

  /**
   * Least relevance, 0 to 1.
   *
   * @default 0.2
   */
  readonly relevanceScore?: number;

  /**
   * The strategy whose records are fetched.
   *
   * @default - any
   */
  readonly strategyId?: string;
}

/** How a harness uses a memory. */
export interface HarnessMemoryStoreOptions {
  /**
   * The actor whose memory it is, when it is one only: the role may then touch no other actor's events,
   * also where a caller names another actor.
   *
   * @default - the caller names the actor of each session
   */
  readonly actorId?: string;

  /**
   * How many of the latest messages it begins with, at least 1.
   *
   * @default - the service's default
   */
  readonly messagesCount?: number;

  /**
   * What it fetches of long-term memory, by namespace, as in `/facts/{actorId}/`.
   *
   * @default - 10 records of a relevance of at least 0.2 from each strategy
   */
  readonly retrieval?: { [namespace: string]: MemoryRetrieval };
}

/** @internal */
export interface BoundMemory {
  readonly config: CfnHarness.HarnessMemoryConfigurationProperty;
  /** Whether AgentCore creates the memory, whose ARN is then an attribute of the harness. */
  readonly managed: boolean;
}

/**
 * What a harness remembers.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-memory.html
 */
export abstract class HarnessMemory {
  /**
   * A memory that the service makes, keeps and deletes with the harness.
   */
  public static managed(options: ManagedMemoryOptions = {}): HarnessMemory {
    return new ManagedMemory(options);
  }

  /**
   * A memory of your own, which outlives the harness.
   */
  public static store(memory: IMemoryRef, options: HarnessMemoryStoreOptions = {}): HarnessMemory {
    return new StoreMemory(memory, options);
  }

  /**
   * Nothing after a session.
   */
  public static none(): HarnessMemory {
    return new NoMemory();
  }

  protected constructor() {}

  /**
   * The values that replace the harness when they change.
   *
   * @internal
   */
  public get _replacing(): object | undefined {
    return undefined;
  }

  /** @internal */
  public abstract _bind(binding: Binding): BoundMemory;
}

class ManagedMemory extends HarnessMemory {
  public constructor(private readonly options: ManagedMemoryOptions) {
    super();
  }

  public get _replacing(): object | undefined {
    const { encryptionKey } = this.options;
    return encryptionKey && { encryptionKeyArn: encryptionKey.keyRef.keyArn };
  }

  public _bind(binding: Binding): BoundMemory {
    const { strategies = [ManagedMemoryStrategy.SEMANTIC, ManagedMemoryStrategy.SUMMARIZATION], encryptionKey } =
      this.options;
    checkKey(binding.errors, 'memory.encryptionKey', encryptionKey);
    permitKeeping(binding, encryptionKey);
    binding.onCreated.push((harness) =>
      attachPolicy(binding, 'ManagedMemoryPolicy', {
        feature: 'MemoryManaged',
        actions: memoryActions(),
        resources: [harness.getAtt('Memory.ManagedMemoryConfiguration.Arn').toString()],
      }),
    );
    return {
      managed: true,
      config: {
        managedMemoryConfiguration: {
          strategies: strategies.map(({ value }) => value),
          eventExpiryDuration: this.options.eventExpiry?.toDays({ integral: false }) ?? 30,
          encryptionKeyArn: encryptionKey?.keyRef.keyArn,
        },
      },
    };
  }
}

/** What the API returns at once. */
const MOST_RECORDS = 100;
/** What the service takes as the namespace of a memory's strategy. */
const NAMESPACE = /^[a-zA-Z0-9\-_/]*(\{[a-zA-Z][a-zA-Z0-9]*\}[a-zA-Z0-9\-_/]*)*$/;

class StoreMemory extends HarnessMemory {
  public constructor(
    private readonly memory: IMemoryRef,
    private readonly options: HarnessMemoryStoreOptions,
  ) {
    super();
  }

  public _bind(binding: Binding): BoundMemory {
    const { memoryArn } = this.memory.memoryRef;
    const { actorId, messagesCount, retrieval } = this.options;
    this.check(binding);
    checkMemory(binding.errors, 'memory', this.memory);
    permitMemory(binding, { feature: 'Memory', of: this.memory.node.id }, this.memory, { actorId });
    return {
      managed: false,
      config: {
        agentCoreMemoryConfiguration: {
          arn: memoryArn,
          actorId,
          messagesCount,
          // An empty entry is rejected by some versions of the service: each says what is the default.
          retrievalConfig:
            retrieval &&
            Object.fromEntries(
              Object.entries(retrieval).map(([namespace, fetched]) => [
                namespace,
                { topK: 10, relevanceScore: 0.2, ...dropUndefined(fetched) },
              ]),
            ),
        },
      },
    };
  }

  private check({ errors }: Binding): void {
    for (const problem of idProblems({ actorId: this.options.actorId })) {
      errors.add(`memory.${problem}, or omit it to serve many actors.`);
    }
    errors.checkNumber('memory.messagesCount', this.options.messagesCount, 1);
    const known = namespacesOf(this.memory);
    for (const [namespace, { topK, relevanceScore, strategyId }] of Object.entries(this.options.retrieval ?? {})) {
      if (namespace === '') {
        errors.add(
          'memory.retrieval has an empty namespace. Use the namespace of a strategy, such as "/facts/{actorId}/".',
        );
      } else if (!isUnknown(namespace) && !NAMESPACE.test(namespace)) {
        errors.add(
          `memory.retrieval has the namespace ${quote(namespace)}, which no memory can have: letters, digits, -, _, / and placeholders such as {actorId}`,
        );
      } else if (
        known &&
        !isUnknown(namespace) &&
        !known.some((template) => isUnknown(template) || isWithin(template, namespace))
      ) {
        errors.add(
          `memory.retrieval has the namespace ${quote(namespace)}, under which the memory keeps nothing: it has ${known.join(', ') || 'none'}`,
        );
      }
      errors.checkNumber(`memory.retrieval["${namespace}"].topK`, topK, 1, MOST_RECORDS);
      errors.checkNumber(`memory.retrieval["${namespace}"].relevanceScore`, relevanceScore, 0, 1);
      for (const problem of idProblems({ strategyId })) {
        errors.add(`memory.retrieval["${namespace}"].${problem}.`);
      }
    }
  }
}

/**
 * Whether a namespace can be found below a namespace template, in which each variable stands for itself or for a value.
 * The value of a variable can contain slashes: many apps use actor IDs such as `tenant/user`.
 */
function isWithin(template: string, namespace: string): boolean {
  if (namespace === '') {
    return true;
  }
  const [variable] = /^\{\w+\}/.exec(template) ?? [];
  if (!variable) {
    return template[0] === namespace[0] && isWithin(template.slice(1), namespace.slice(1));
  }
  const rest = template.slice(variable.length);
  const [value] = /^[^{}]*/.exec(namespace) ?? [''];
  const ends = [...value].map((_, index) => index + 1);
  return (
    (namespace.startsWith(variable) && isWithin(rest, namespace.slice(variable.length))) ||
    ends.some((end) => isWithin(rest, namespace.slice(end)))
  );
}

function dropUndefined(retrieval: MemoryRetrieval): MemoryRetrieval {
  return Object.fromEntries(Object.entries(retrieval).filter(([, value]) => value !== undefined));
}

class NoMemory extends HarnessMemory {
  public _bind(): BoundMemory {
    return { managed: false, config: { disabled: {} } };
  }
}
