import type { CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type Duration, Token } from 'aws-cdk-lib/core';
import { seconds } from '../agent/lifecycle';
import type { Model } from '../agent/model';
import { permitKey } from '../private/access';
import type { RoleBinding } from '../private/binding';
import { quote } from '../private/limit';
import { checkDescription, reviewAccount } from './memory-checks';
import type { MemoryMetadata } from './memory-metadata';

/** One step of a strategy, done by a model of your choice. */
export interface MemoryStep {
  /**
   * The model, on Bedrock.
   */
  readonly model: Model;

  /**
   * What it is told beside what the service tells it, 1 to 30,000 characters.
   */
  readonly instructions: string;
}

/** What a memory draws from conversations, and where it keeps it. */
export interface MemoryStrategyOptions {
  /**
   * Its name: a letter, then at most 47 letters, digits and `_`. Another name makes another strategy.
   *
   * @default - a name made of what it draws, as in `semantic`
   */
  readonly strategyName?: string;

  /**
   * What it is for, 1 to 4,096 characters.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Under which path its records are kept, 1 to 512 characters: letters, digits, `-`, `_`, `/` and the placeholders `{memoryStrategyId}`,
   * `{actorId}`, `{sessionId}` and those of `namespaceKeys`. It best ends in `/`, as the paths do below which records are searched.
   *
   * @default '/strategies/{memoryStrategyId}/actors/{actorId}/', of what sessions have with 'sessions/{sessionId}/' behind it
   */
  readonly namespaceTemplate?: string;

  /**
   * How long records are kept, at least 31 days.
   *
   * @default - for as long as the memory
   */
  readonly recordExpiry?: Duration;

  /**
   * Fields that records have, at most 20.
   *
   * @default - none
   */
  readonly metadata?: MemoryMetadata[];

  /**
   * How something worth keeping is found.
   *
   * @default - as the service does it
   */
  readonly extraction?: MemoryStep;

  /**
   * How what was found is merged with what is there.
   *
   * @default - as the service does it
   */
  readonly consolidation?: MemoryStep;
}

/** What a memory draws from how something went. */
export interface EpisodicMemoryOptions extends MemoryStrategyOptions {
  /**
   * How lessons are drawn from many episodes.
   *
   * @default - as the service does it
   */
  readonly reflection?: MemoryStep;

  /**
   * Under which path lessons are kept: a beginning of `namespaceTemplate`, or all of it. With steps of your own, needs `reflection`.
   *
   * @default - `namespaceTemplate`; without it '/strategies/{memoryStrategyId}/actors/{actorId}/'
   */
  readonly reflectionNamespaceTemplate?: string;

  /**
   * Fields that lessons have, at most 20. With steps of your own, needs `reflection`.
   *
   * @default - none
   */
  readonly reflectionMetadata?: MemoryMetadata[];
}

/** How code of your own draws from conversations. */
export interface SelfManagedMemoryOptions {
  /**
   * Where conversations are put for it. The policy of a bucket of another account must let the memory's role.
   */
  readonly bucket: IBucket;

  /**
   * Who is told that one is there. The policy of a topic of another account must let the memory's role.
   */
  readonly topic: ITopic;

  /**
   * After so many messages, 1 to 50.
   *
   * @default - the service's default
   */
  readonly messageCount?: number;

  /**
   * After a session was idle for so long, 10 to 3,000 seconds.
   *
   * @default - the service's default
   */
  readonly idleTimeout?: Duration;

  /**
   * After so many tokens, 100 to 500,000.
   *
   * @default - the service's default
   */
  readonly tokenCount?: number;

  /**
   * How many earlier messages come with them, 0 to 50.
   *
   * @default - the service's default
   */
  readonly historicalContext?: number;

  /**
   * Its name: a letter, then at most 47 letters, digits and `_`. Another name makes another strategy.
   *
   * @default 'self_managed'
   */
  readonly strategyName?: string;

  /**
   * What it is for, 1 to 4,096 characters.
   *
   * @default - no description
   */
  readonly description?: string;
}

const ACTOR = '/strategies/{memoryStrategyId}/actors/{actorId}/';
const SESSION = `${ACTOR}sessions/{sessionId}/`;

/** What the service draws from conversations. */
interface Kind {
  readonly name: string;
  readonly namespace: string;
  readonly render: (common: CfnMemory.SemanticMemoryStrategyProperty) => CfnMemory.MemoryStrategyProperty;
  readonly override: keyof CfnMemory.CustomConfigurationInputProperty;
  readonly steps: Array<'extraction' | 'consolidation' | 'reflection'>;
}

const SEMANTIC: Kind = {
  name: 'semantic',
  namespace: ACTOR,
  render: (common) => ({ semanticMemoryStrategy: common }),
  override: 'semanticOverride',
  steps: ['extraction', 'consolidation'],
};
const SUMMARIZATION: Kind = {
  name: 'summarization',
  namespace: SESSION,
  render: (common) => ({ summaryMemoryStrategy: common }),
  override: 'summaryOverride',
  steps: ['consolidation'],
};
const USER_PREFERENCE: Kind = {
  name: 'user_preference',
  namespace: ACTOR,
  render: (common) => ({ userPreferenceMemoryStrategy: common }),
  override: 'userPreferenceOverride',
  steps: ['extraction', 'consolidation'],
};
const EPISODIC: Kind = {
  name: 'episodic',
  namespace: SESSION,
  render: (common) => ({ episodicMemoryStrategy: common }),
  override: 'episodicOverride',
  steps: ['extraction', 'consolidation', 'reflection'],
};

/**
 * What a memory draws from conversations, to be found again in later ones.
 *
 * With a step of your own, the strategy is a custom one, of which a memory may have several of one kind.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/memory-strategies.html
 */
export abstract class MemoryStrategy {
  /**
   * Facts.
   */
  public static semantic(options: MemoryStrategyOptions = {}): MemoryStrategy {
    return new DrawnStrategy(SEMANTIC, options);
  }

  /**
   * Summaries of sessions.
   */
  public static summarization(options: MemoryStrategyOptions = {}): MemoryStrategy {
    return new DrawnStrategy(SUMMARIZATION, options);
  }

  /**
   * What users like.
   */
  public static userPreference(options: MemoryStrategyOptions = {}): MemoryStrategy {
    return new DrawnStrategy(USER_PREFERENCE, options);
  }

  /**
   * What was tried, and how it went, with the lessons of it.
   */
  public static episodic(options: EpisodicMemoryOptions = {}): MemoryStrategy {
    return new DrawnStrategy(EPISODIC, options, {
      namespace: options.reflectionNamespaceTemplate ?? options.namespaceTemplate ?? ACTOR,
      metadata: options.reflectionMetadata,
    });
  }

  /**
   * Whatever code of your own draws from conversations that are put into a bucket for it, and writes as records.
   */
  public static selfManaged(options: SelfManagedMemoryOptions): MemoryStrategy {
    return new SelfManagedStrategy(options);
  }

  protected constructor() {}

  /** @internal */
  public abstract readonly _name: string;
  /** The paths of its records. @internal */
  public abstract readonly _namespaces: string[];
  /** Which of the service's own strategies it is, of which a memory has one of each kind. @internal */
  public abstract readonly _builtIn?: string;

  /** @internal */
  public abstract _bind(binding: RoleBinding): CfnMemory.MemoryStrategyProperty;
}

/** Lessons that are drawn from records. */
interface Reflected {
  readonly namespace: string;
  readonly metadata?: MemoryMetadata[];
}

class DrawnStrategy extends MemoryStrategy {
  public readonly _name: string;
  public readonly _namespaces: string[];
  public readonly _builtIn?: string;
  private readonly namespace: string;
  private readonly reflected?: Reflected;

  public constructor(
    private readonly kind: Kind,
    private readonly options: EpisodicMemoryOptions,
    reflected?: Reflected,
  ) {
    super();
    const isCustom = [options.extraction, options.consolidation, options.reflection].some((step) => step !== undefined);
    this._builtIn = isCustom ? undefined : kind.name;
    this._name = options.strategyName ?? (isCustom ? `custom_${kind.name}` : kind.name);
    this.namespace = options.namespaceTemplate ?? kind.namespace;
    // A custom strategy draws lessons only when it is told how.
    this.reflected = isCustom && !options.reflection ? undefined : reflected;
    this._namespaces = [this.namespace, ...(this.reflected ? [this.reflected.namespace] : [])];
  }

  public _bind(binding: RoleBinding): CfnMemory.MemoryStrategyProperty {
    const { description, recordExpiry, metadata } = this.options;
    checkDescription(binding.faults, `strategies: description of "${this._name}"`, description);
    this.checkReflection(binding);
    const common = {
      name: this._name,
      description,
      namespaceTemplates: [this.namespace],
      recordExpirySpecification: recordExpiry && {
        recordExpiryDurationDays: recordExpiry.toDays({ integral: false }),
      },
      memoryRecordSchema: this.schema(binding, metadata),
    };
    const reflections = this.reflected && {
      namespaceTemplates: [this.reflected.namespace],
      memoryRecordSchema: this.schema(binding, this.reflected.metadata),
    };
    if (this._builtIn) {
      return this.kind.render(
        reflections ? ({ ...common, reflectionConfiguration: reflections } as typeof common) : common,
      );
    }
    const steps = (['extraction', 'consolidation', 'reflection'] as const).flatMap((step) => {
      const own = this.step(binding, step);
      return own ? [[step, step === 'reflection' ? { ...own, ...reflections } : own]] : [];
    });
    return {
      customMemoryStrategy: { ...common, configuration: { [this.kind.override]: Object.fromEntries(steps) } },
    };
  }

  /** What the service holds lessons against, and what would be left out. */
  private checkReflection({ faults }: RoleBinding): void {
    const { reflectionNamespaceTemplate, reflectionMetadata } = this.options;
    const given = Object.entries({ reflectionNamespaceTemplate, reflectionMetadata });
    const lost = given.filter(([, value]) => value !== undefined && !this.reflected).map(([prop]) => prop);
    if (lost.length > 0) {
      faults.add(
        `strategies: ${lost.join(' and ')} of "${this._name}" would have no effect without reflection: a strategy with steps of your own draws lessons by such a step only. Give reflection too, or leave them out`,
      );
    }
    const lessons = this.reflected?.namespace ?? this.namespace;
    const isKnown = !Token.isUnresolved(lessons) && !Token.isUnresolved(this.namespace);
    if (isKnown && !this.namespace.startsWith(lessons)) {
      faults.add(
        `strategies: reflectionNamespaceTemplate of "${this._name}" must be a beginning of its namespaceTemplate, ${quote(this.namespace)}, got ${quote(lessons)}`,
      );
    }
  }

  private step(
    binding: RoleBinding,
    name: Kind['steps'][0],
  ): CfnMemory.SemanticOverrideExtractionConfigurationInputProperty | undefined {
    const step = this.options[name];
    if (step && !this.kind.steps.includes(name)) {
      binding.faults.add(
        `strategies: "${this._name}" has no ${name}, only ${this.kind.steps.join(' and ')}: leave it out`,
      );
    }
    return (
      step && {
        appendToPrompt: step.instructions,
        modelId: step.model._bindToMemory(binding, `strategies: ${name}.model of "${this._name}"`),
      }
    );
  }

  private schema(binding: RoleBinding, metadata?: MemoryMetadata[]): CfnMemory.MemoryRecordSchemaProperty | undefined {
    return metadata && { metadataSchema: metadata.map((field) => field._field(binding.faults, this._name)) };
  }
}

const PUT_PAYLOADS = 's3:PutObject';
const FIND_BUCKET = 's3:GetBucketLocation';
const TELL_TOPIC = ['sns:GetTopicAttributes', 'sns:Publish'];

class SelfManagedStrategy extends MemoryStrategy {
  public readonly _name: string;
  public readonly _namespaces: string[] = [];
  public readonly _builtIn = undefined;

  public constructor(private readonly options: SelfManagedMemoryOptions) {
    super();
    this._name = options.strategyName ?? 'self_managed';
  }

  public _bind(binding: RoleBinding): CfnMemory.MemoryStrategyProperty {
    const { bucket, topic, messageCount, idleTimeout, tokenCount, historicalContext, description } = this.options;
    reviewAccount(binding, `strategies: the bucket of "${this._name}"`, bucket.env, [PUT_PAYLOADS, FIND_BUCKET]);
    reviewAccount(binding, `strategies: the topic of "${this._name}"`, topic.env, TELL_TOPIC);
    checkDescription(binding.faults, `strategies: description of "${this._name}"`, description);
    this.permit(binding);
    const triggers = [
      messageCount === undefined ? undefined : { messageBasedTrigger: { messageCount } },
      idleTimeout === undefined ? undefined : { timeBasedTrigger: { idleSessionTimeout: seconds(idleTimeout) } },
      tokenCount === undefined ? undefined : { tokenBasedTrigger: { tokenCount } },
    ].filter((trigger) => trigger !== undefined);
    return {
      customMemoryStrategy: {
        name: this._name,
        description,
        configuration: {
          selfManagedConfiguration: {
            historicalContextWindowSize: historicalContext,
            invocationConfiguration: { payloadDeliveryBucketName: bucket.bucketName, topicArn: topic.topicArn },
            triggerConditions: triggers.length > 0 ? triggers : undefined,
          },
        },
      },
    };
  }

  private permit(binding: RoleBinding): void {
    const { bucket, topic } = this.options;
    const of = this._name;
    const { permissions } = binding;
    permissions.add({
      feature: 'StrategyPayloads',
      of,
      actions: [PUT_PAYLOADS],
      resources: [bucket.arnForObjects('*')],
    });
    permissions.add({
      feature: 'StrategyBucket',
      of,
      actions: [FIND_BUCKET],
      resources: [bucket.bucketArn],
    });
    permissions.add({
      feature: 'StrategyTopic',
      of,
      actions: TELL_TOPIC,
      resources: [topic.topicArn],
    });
    const encrypt = ['kms:Decrypt', 'kms:GenerateDataKey'];
    permitKey(binding, { feature: 'StrategyPayloads', of }, 's3', encrypt, bucket.encryptionKey);
    permitKey(binding, { feature: 'StrategyTopic', of }, 'sns', encrypt, topic.masterKey);
  }
}
