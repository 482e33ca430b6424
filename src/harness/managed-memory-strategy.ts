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
