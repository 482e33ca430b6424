/** A call of a tool by the model. */
export interface ToolCall {
  readonly toolUseId: string;
  readonly name: string;
  /** The input, as the JSON text that the model wrote. */
  readonly input: string;
}

/** The answer of a person to a tool call that the caller of the agent runs. */
export interface ToolAnswer {
  readonly toolUseId: string;
  readonly text: string;
  readonly status: 'success' | 'error';
}

/** The parts of an answer, in the order in which the agent sends them. */
export type ChatEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly call: ToolCall }
  | { readonly kind: 'toolResult'; readonly status: string; readonly text: string }
  | { readonly kind: 'hook'; readonly name: string; readonly decision: string; readonly reason?: string }
  /** A tool call for which the agent waits. The next message must contain the answer. */
  | { readonly kind: 'waiting'; readonly call: ToolCall }
  /** The agent stopped for another reason than the end of its answer. */
  | { readonly kind: 'stopped'; readonly reason: string };

export type Message = string | ToolAnswer[];

/** A deployed agent, in one session. */
export interface Agent {
  readonly sessionId: string;
  send(message: Message): AsyncIterable<ChatEvent>;
}
