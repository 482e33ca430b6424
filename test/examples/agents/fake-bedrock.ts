import { EVENT_STREAM, eventFrame } from './event-stream';
import { type Loopback, serve } from './loopback';

/** The next turn of the model: a text, or a tool name with its input. */
export type Turn = string | { readonly tool: string; readonly input: object };

export interface Block {
  readonly text?: string;
  readonly toolUse?: { readonly toolUseId: string; readonly name: string; readonly input: unknown };
  readonly toolResult?: { readonly toolUseId: string; readonly content: unknown[]; readonly status?: string };
}

/** A request to the model. */
export interface ConverseRequest {
  readonly modelId: string;
  readonly system?: Block[];
  readonly messages: Array<{ readonly role: string; readonly content: Block[] }>;
  readonly toolConfig?: { readonly tools: Array<{ readonly toolSpec?: { readonly name: string } }> };
}

export interface FakeBedrock extends Loopback {
  /** All requests so far. */
  readonly requests: ConverseRequest[];
  /** Sets the answers to the next requests, and clears the recorded requests. */
  readonly script: (...turns: Turn[]) => void;
}

/** A model on loopback with scripted answers: `ConverseStream` of Amazon Bedrock, over HTTP/2. */
export async function fakeBedrock(): Promise<FakeBedrock> {
  const requests: ConverseRequest[] = [];
  const turns: Turn[] = [];
  const server = await serve(({ method, path, body }) => {
    const modelId = /^\/model\/([^/]+)\/converse-stream$/.exec(path)?.[1];
    const turn = turns.shift();
    if (method !== 'POST' || !modelId || turn === undefined) {
      return { status: 400, type: 'application/json', body: JSON.stringify({ message: `unexpected: ${path}` }) };
    }
    requests.push({ ...JSON.parse(body.toString()), modelId: decodeURIComponent(modelId) });
    return { type: EVENT_STREAM, body: Buffer.concat(framesOf(turn, `tool-use-${requests.length}`)) };
  });
  return {
    ...server,
    requests,
    script: (...next) => {
      requests.length = 0;
      turns.splice(0, turns.length, ...next);
    },
  };
}

function framesOf(turn: Turn, toolUseId: string): Uint8Array[] {
  const contentBlockIndex = 0;
  const isText = typeof turn === 'string';
  // Models stream text in parts, which the agent joins.
  const pieces = (isText ? turn : JSON.stringify(turn.input)).match(/.{1,12}/gs) ?? [''];
  return [
    eventFrame('messageStart', { role: 'assistant' }),
    ...(isText
      ? []
      : [eventFrame('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name: turn.tool } } })]),
    ...pieces.map((piece) =>
      eventFrame('contentBlockDelta', {
        contentBlockIndex,
        delta: isText ? { text: piece } : { toolUse: { input: piece } },
      }),
    ),
    eventFrame('contentBlockStop', { contentBlockIndex }),
    eventFrame('messageStop', { stopReason: isText ? 'end_turn' : 'tool_use' }),
    eventFrame('metadata', {
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      metrics: { latencyMs: 1 },
    }),
  ];
}
