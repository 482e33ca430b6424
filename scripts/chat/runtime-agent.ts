import { type BedrockAgentCoreClient, InvokeAgentRuntimeCommand } from '@aws-sdk/client-bedrock-agentcore';
import type { Agent, ChatEvent, Message } from './agent';

export interface RuntimeAgentProps {
  readonly client: BedrockAgentCoreClient;
  readonly agentRuntimeArn: string;
  readonly qualifier?: string;
  readonly sessionId: string;
  /** The request of the agent. `{message}` stands for the message of the person. */
  readonly payload: Record<string, unknown>;
}

/** An agent with a custom protocol: its request is described by `payload`, and its answer is JSON or server-sent events. */
export class RuntimeAgent implements Agent {
  public readonly sessionId: string;

  public constructor(private readonly props: RuntimeAgentProps) {
    this.sessionId = props.sessionId;
  }

  public async *send(message: Message): AsyncGenerator<ChatEvent> {
    const { client, agentRuntimeArn, qualifier, sessionId, payload } = this.props;
    const request = Object.entries(payload).map(([name, value]) => [name, value === '{message}' ? message : value]);
    const { contentType = '', response } = await client.send(
      new InvokeAgentRuntimeCommand({
        agentRuntimeArn,
        qualifier,
        runtimeSessionId: sessionId,
        contentType: 'application/json',
        accept: 'text/event-stream, application/json',
        payload: JSON.stringify(Object.fromEntries(request)),
      }),
    );
    if (!response) {
      return;
    }
    if (!contentType.includes('text/event-stream')) {
      yield { kind: 'text', text: textOf(await response.transformToString()) };
      return;
    }
    for await (const data of serverSentEvents(response.transformToWebStream())) {
      yield { kind: 'text', text: textOf(data) };
    }
  }
}

/** The data of server-sent events, which may arrive in any pieces. */
async function* serverSentEvents(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
      if (data.length > 0) {
        yield data.map((line) => line.slice('data:'.length).trimStart()).join('\n');
      }
    }
  }
}

/** The text of JSON: a string, the values of an object of strings, or the JSON itself. */
function textOf(json: string): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json;
  }
  if (typeof value === 'string') {
    return value;
  }
  const texts = Object.values(value ?? {});
  return texts.length > 0 && texts.every((text) => typeof text === 'string') ? texts.join('\n\n') : json;
}
