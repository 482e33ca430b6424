import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** How much of a conversation is kept. */
export interface SlidingWindowOptions {
  /**
   * How many of the latest messages the model sees, at least 1.
   *
   * @default - the service's default
   */
  readonly messagesCount?: number;
}

/** How the beginning of a conversation is summed up. */
export interface SummarizationOptions {
  /**
   * The share of the conversation that is summed up, 0 to 1.
   *
   * @default - the service's default
   */
  readonly summaryRatio?: number;

  /**
   * How many of the latest messages are kept as they are, at least 0.
   *
   * @default - the service's default
   */
  readonly preserveRecentMessages?: number;

  /**
   * What the model is told to do when it sums up.
   *
   * @default - the service's prompt
   */
  readonly systemPrompt?: string;
}

/**
 * What becomes of a conversation that no longer fits into the model's context window.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-operations.html
 */
export class Truncation {
  /**
   * The oldest messages are left out.
   */
  public static slidingWindow(options: SlidingWindowOptions = {}): Truncation {
    return new Truncation('sliding_window', { messagesCount: [options.messagesCount, 1] }, { slidingWindow: options });
  }

  /**
   * The oldest messages are summed up.
   */
  public static summarization(options: SummarizationOptions = {}): Truncation {
    const { systemPrompt, ...counts } = options;
    return new Truncation(
      'summarization',
      { summaryRatio: [options.summaryRatio, 0, 1], preserveRecentMessages: [options.preserveRecentMessages, 0] },
      { summarization: { ...counts, summarizationSystemPrompt: systemPrompt } },
    );
  }

  /**
   * Nothing is left out: a conversation that does not fit is an error.
   */
  public static none(): Truncation {
    return new Truncation('none', {});
  }

  private constructor(
    private readonly strategy: string,
    private readonly bounds: Record<string, [value: number | undefined, min: number, max?: number]>,
    private readonly config?: CfnHarness.HarnessTruncationStrategyConfigurationProperty,
  ) {}

  /** @internal */
  public _bind(errors: ValidationErrors): CfnHarness.HarnessTruncationConfigurationProperty {
    for (const [name, [value, min, max]] of Object.entries(this.bounds)) {
      errors.checkNumber(`truncation.${name}`, value, min, max);
    }
    return { strategy: this.strategy, config: this.config && hasValues(this.config) ? this.config : undefined };
  }
}

/** An empty configuration says nothing that the strategy does not say. */
function hasValues(config: object): boolean {
  return Object.values(config).some((member) => Object.values(member ?? {}).some((value) => value !== undefined));
}
