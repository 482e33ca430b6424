import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** Options for `Truncation.slidingWindow`. */
export interface SlidingWindowOptions {
  /**
   * The number of most recent messages that the model receives. Must be at least 1.
   *
   * @default - the default of AgentCore
   */
  readonly messagesCount?: number;
}

/** Options for `Truncation.summarization`. */
export interface SummarizationOptions {
  /**
   * The fraction of the conversation that is summarized, from 0 to 1.
   *
   * @default - the default of AgentCore
   */
  readonly summaryRatio?: number;

  /**
   * The number of most recent messages that are not summarized. Must be at least 0.
   *
   * @default - the default of AgentCore
   */
  readonly preserveRecentMessages?: number;

  /**
   * The system prompt for the summarization.
   *
   * @default - the prompt of AgentCore
   */
  readonly systemPrompt?: string;
}

/**
 * The strategy that shortens a conversation that exceeds the context window of the model.
 *
 * @example
 * const truncation = agentcore.Truncation.summarization({ preserveRecentMessages: 10 });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-operations.html
 */
export class Truncation {
  /**
   * Removes the oldest messages when the conversation exceeds the context window of the model.
   *
   * @example
   * agentcore.Truncation.slidingWindow({ messagesCount: 40 });
   *
   * @param options The number of most recent messages that the model receives, by default the number that AgentCore
   *   chooses
   */
  public static slidingWindow(options: SlidingWindowOptions = {}): Truncation {
    return new Truncation('sliding_window', { messagesCount: [options.messagesCount, 1] }, { slidingWindow: options });
  }

  /**
   * Replaces the oldest messages with a summary when the conversation exceeds the context window of the model.
   *
   * @example
   * agentcore.Truncation.summarization({ summaryRatio: 0.3 });
   *
   * @param options The fraction of the conversation to summarize, the number of recent messages to keep, and the
   *   prompt, by default those of AgentCore
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
   * Disables truncation. The invocation fails if the conversation exceeds the context window.
   *
   * @example
   * agentcore.Truncation.none();
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

/** Whether a configuration has any value. An empty one is omitted, because the strategy alone has the same effect. */
function hasValues(config: object): boolean {
  return Object.values(config).some((member) => Object.values(member ?? {}).some((value) => value !== undefined));
}
