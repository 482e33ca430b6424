import { readableStreamToIterable, UniversalEventStreamMarshaller } from '@smithy/core/event-streams';
import { Problem } from './problem';

export interface Conversation {
  /** Identifies the conversation, in which the agent remembers what was said. At least 33 characters. */
  readonly sessionId: string;
  readonly accessToken: string;
}

/** A part of an answer: text, the name of a tool that the agent calls, or the reason why the answer is incomplete. */
export type AnswerPart = { readonly text: string } | { readonly tool: string } | { readonly stopped: string };

/** The members of the events of `InvokeHarness` that the page shows. */
interface HarnessEvent {
  readonly contentBlockStart?: { readonly start?: { readonly toolUse?: { readonly name: string } } };
  readonly contentBlockDelta?: { readonly delta?: { readonly text?: string } };
  readonly messageStop?: { readonly stopReason: string };
  /** The marshaller throws an error with the name and the text of the event. */
  readonly $unknown?: true;
}

const UNAVAILABLE = 'The assistant does not work at the moment. Try again later.';
const BUSY = 'The assistant is busy. Wait a moment, and send the question again.';
const FORBIDDEN = 'You are not allowed to ask this assistant.';
const EXPIRED = 'Your sign-in has expired. Sign in again to continue.';
const UNREACHABLE = 'The assistant cannot be reached. Check your connection, and send the question again.';
const INTERRUPTED = 'The answer was interrupted. Send the question again.';

/** The names of the exceptions in the stream, unlike `Error` and `TypeError`. */
const SERVICE_EXCEPTION = /^(?!TypeError$).+(Exception|Error)$/;

/** The stop reasons of a complete answer, and of a message before and after a tool. */
const REGULAR_STOPS = ['end_turn', 'stop_sequence', 'tool_use', 'tool_result'];
const STOPS: Record<string, string> = {
  max_tokens: 'The answer has reached its maximum length.',
  max_output_tokens_exceeded: 'The answer has reached its maximum length.',
  max_iterations_exceeded: 'The assistant has reached its maximum number of steps.',
  timeout_exceeded: 'The assistant has reached its maximum time.',
  model_context_window_exceeded: 'The conversation is too long. Start a new conversation.',
  content_filtered: 'A content filter stopped the answer.',
  hook_stopped: 'A check stopped the answer.',
};

/** Sends a question, and yields the parts of the answer as they arrive. */
export async function* ask(url: string, question: string, conversation: Conversation): AsyncGenerator<AnswerPart> {
  const response = await send(url, question, conversation);
  if (!response.ok || response.body === null) {
    throw problemOf(response);
  }
  yield* partsOf(response.body);
}

async function send(url: string, question: string, { sessionId, accessToken }: Conversation): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/vnd.amazon.eventstream',
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        'x-amzn-bedrock-agentcore-runtime-session-id': sessionId,
      },
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: question }] }] }),
    });
  } catch {
    throw new Problem(UNREACHABLE);
  }
}

function problemOf({ status }: Response): Problem {
  switch (status) {
    case 401:
      return new Problem(EXPIRED, true);
    case 403:
      return new Problem(FORBIDDEN);
    case 402:
    case 429:
      return new Problem(BUSY);
    default:
      return new Problem(UNAVAILABLE);
  }
}

async function* partsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  try {
    for await (const { contentBlockStart, contentBlockDelta, messageStop } of eventsOf(body)) {
      const tool = contentBlockStart?.start?.toolUse?.name;
      const text = contentBlockDelta?.delta?.text;
      if (tool) {
        yield { tool };
      } else if (text) {
        yield { text };
      } else if (messageStop && !REGULAR_STOPS.includes(messageStop.stopReason)) {
        yield { stopped: STOPS[messageStop.stopReason] ?? 'The assistant could not complete the answer.' };
      }
    }
  } catch (error) {
    // An exception of the service, after the status 200. Other errors are those of the connection.
    throw new Problem(error instanceof Error && SERVICE_EXCEPTION.test(error.name) ? UNAVAILABLE : INTERRUPTED);
  }
}

/** Reads the frames of an AWS event stream, which may arrive in any pieces. */
function eventsOf(body: ReadableStream<Uint8Array>): AsyncIterable<HarnessEvent> {
  const utf8 = { utf8Encoder: decode, utf8Decoder: encode };
  const marshaller = new UniversalEventStreamMarshaller(utf8);
  return marshaller.deserialize(readableStreamToIterable(body), async (event): Promise<HarnessEvent> => {
    const [[name, { body: json }]] = Object.entries(event);
    return SERVICE_EXCEPTION.test(name) ? { $unknown: true } : { [name]: JSON.parse(decode(json)) };
  });
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
