import type { CfnHarness, IMemoryRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Binding } from '../private/iam/binding';
import { attachPolicy } from '../private/iam/execution-role';
import { idProblems, memoryActions, namespacesOf, permitKeeping, permitMemory } from '../private/iam/memory-access';
import { quote } from '../private/validation/limit';
import { checkEncryptionKey, checkMemory } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import type { HarnessMemoryStoreOptions, ManagedMemoryOptions, MemoryRetrieval } from './harness-memory-options';
import { ManagedMemoryStrategy } from './managed-memory-strategy';

/** @internal */
export interface BoundMemory {
  readonly config: CfnHarness.HarnessMemoryConfigurationProperty;
  /** Whether AgentCore creates the memory, whose ARN is then an attribute of the harness. */
  readonly managed: boolean;
}

/**
 * The memory that a harness uses, together with the permissions to use it.
 *
 * @example
 * const managed = agentcore.HarnessMemory.managed({ eventExpiry: Duration.days(90) });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-memory.html
 */
export abstract class HarnessMemory {
  /**
   * Uses a managed memory, which AgentCore creates and deletes together with the harness.
   *
   * @example
   * agentcore.HarnessMemory.managed({ eventExpiry: Duration.days(90) });
   *
   * @param options The memory strategies, by default semantic and summarization, the event expiry, by default 30 days, and
   *   the key, by default an AWS owned key
   */
  public static managed(options: ManagedMemoryOptions = {}): HarnessMemory {
    return new ManagedMemory(options);
  }

  /**
   * Uses an existing memory, which is retained when the harness is deleted and can be shared by several agents.
   *
   * @example
   * agentcore.HarnessMemory.store(memory, { retrieval: { '/facts/{actorId}/': { topK: 5 } } });
   *
   * @param memory A `MemoryStore`, or a reference to a memory of any construct level
   * @param options The actor ID, by default that of the caller, the number of recent messages that a session loads, by
   *   default the number that AgentCore chooses, and the retrieval, by default up to
   *   10 memory records of each strategy
   */
  public static store(memory: IMemoryRef, options: HarnessMemoryStoreOptions = {}): HarnessMemory {
    return new StoreMemory(memory, options);
  }

  /**
   * Disables memory. A conversation is lost when its session ends.
   *
   * @example
   * agentcore.HarnessMemory.none();
   */
  public static none(): HarnessMemory {
    return new NoMemory();
  }

  protected constructor() {}

  /**
   * The values that replace the harness when they change. Undefined if there are none.
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
    checkEncryptionKey(binding.errors, 'memory.encryptionKey', encryptionKey);
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

/** The maximum of `topK` in the API. */
const MOST_RECORDS = 100;
/** A namespace, as the API searches it. Actor IDs, and therefore namespaces, can contain single colons. */
const NAMESPACE = /^[a-zA-Z0-9\-_/]+(:[a-zA-Z0-9\-_/]+)*$/;
const VARIABLE = /\{[a-zA-Z][a-zA-Z0-9]*\}/g;

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
          // Some versions of the service reject an empty entry, so the defaults are rendered.
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
    if (known?.length === 0 && Object.keys(this.options.retrieval ?? {}).length > 0) {
      errors.add(
        'memory.retrieval must be omitted, because the memory has no strategies, which store the memory records to retrieve. Add a strategy to the memory, or remove retrieval.',
      );
    }
    for (const [namespace, { topK, relevanceScore, strategyId }] of Object.entries(this.options.retrieval ?? {})) {
      if (namespace === '') {
        errors.add(
          'memory.retrieval keys must not be empty. Use the namespace of a strategy, for example "/facts/{actorId}/".',
        );
      } else if (!isUnknown(namespace) && !NAMESPACE.test(namespace.replace(VARIABLE, 'a'))) {
        errors.add(
          `memory.retrieval keys must contain only letters, digits, hyphens, underscores, slashes, single colons between them, and namespace variables such as {actorId}, got ${quote(namespace)}. Use the namespace of a strategy.`,
        );
      } else if (
        known?.length &&
        !isUnknown(namespace) &&
        !known.some((template) => isUnknown(template) || isWithin(template, namespace))
      ) {
        errors.add(
          `memory.retrieval keys must be namespaces of the memory, got ${quote(namespace)}. Use a namespace below ${known.join(', ')}.`,
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
