import {
  type BedrockAgentCoreClient,
  type HarnessContentBlock,
  type HarnessContentBlockDelta,
  type HarnessContentBlockStart,
  InvokeHarnessCommand,
} from '@aws-sdk/client-bedrock-agentcore';
import type { Agent, ChatEvent, Message, ToolCall } from './agent';

export interface HarnessAgentProps {
  readonly client: BedrockAgentCoreClient;
  readonly harnessArn: string;
  readonly qualifier?: string;
  readonly sessionId: string;
  /** The actor whose memory the agent uses. */
  readonly actorId?: string;
}

/** A content block that the agent has begun. */
type OpenBlock = { readonly kind: 'call' | 'result'; readonly id: string; readonly label: string; text: string };

export class HarnessAgent implements Agent {
  public readonly sessionId: string;

  public constructor(private readonly props: HarnessAgentProps) {
    this.sessionId = props.sessionId;
  }

  public async *send(message: Message): AsyncGenerator<ChatEvent> {
    const { client, harnessArn, qualifier, sessionId, actorId } = this.props;
    const { stream } = await client.send(
      new InvokeHarnessCommand({
        harnessArn,
        qualifier,
        runtimeSessionId: sessionId,
        actorId,
        messages: [{ role: 'user', content: contentOf(message) }],
      }),
    );
    const answer = new Answer();
    for await (const { contentBlockStart, contentBlockDelta, contentBlockStop, messageStop, hookEvent } of stream ??
      []) {
      if (contentBlockStart) {
        answer.start(contentBlockStart.contentBlockIndex ?? 0, contentBlockStart.start);
      } else if (contentBlockDelta) {
        yield* answer.add(contentBlockDelta.contentBlockIndex ?? 0, contentBlockDelta.delta);
      } else if (contentBlockStop) {
        yield* answer.stop(contentBlockStop.contentBlockIndex ?? 0);
      } else if (messageStop) {
        answer.stopReason = messageStop.stopReason;
      } else if (hookEvent?.decision) {
        yield { kind: 'hook', name: hookEvent.name ?? '', decision: hookEvent.decision, reason: hookEvent.reason };
      }
    }
    yield* answer.end();
  }
}

function contentOf(message: Message): HarnessContentBlock[] {
  return typeof message === 'string'
    ? [{ text: message }]
    : message.map(({ toolUseId, text, status }) => ({ toolResult: { toolUseId, status, content: [{ text }] } }));
}

/** Collects the content blocks of one answer. */
class Answer {
  public stopReason?: string;
  private readonly open = new Map<number, OpenBlock>();
  private readonly waiting = new Map<string, ToolCall>();

  public start(index: number, start: HarnessContentBlockStart | undefined): void {
    if (start?.toolUse) {
      const { toolUseId: id = '', name: label = '' } = start.toolUse;
      this.open.set(index, { kind: 'call', id, label, text: '' });
    } else if (start?.toolResult) {
      const { toolUseId: id = '', status: label = 'success' } = start.toolResult;
      this.open.set(index, { kind: 'result', id, label, text: '' });
    }
  }

  public *add(index: number, delta: HarnessContentBlockDelta | undefined): Generator<ChatEvent> {
    const block = this.open.get(index);
    if (delta?.text) {
      yield { kind: 'text', text: delta.text };
    } else if (block && delta?.toolUse) {
      block.text += delta.toolUse.input;
    } else if (block && delta?.toolResult) {
      block.text += delta.toolResult.map(({ text, json }) => text ?? JSON.stringify(json)).join('');
    }
  }

  public *stop(index: number): Generator<ChatEvent> {
    const block = this.open.get(index);
    this.open.delete(index);
    if (block?.kind === 'call') {
      const call = { toolUseId: block.id, name: block.label, input: block.text || '{}' };
      this.waiting.set(call.toolUseId, call);
      yield { kind: 'toolCall', call };
    } else if (block) {
      this.waiting.delete(block.id);
      yield { kind: 'toolResult', status: block.label, text: block.text };
    }
  }

  /** The agent stops with `tool_use` only if it waits for the results of tools that its caller runs. */
  public *end(): Generator<ChatEvent> {
    if (this.stopReason === 'tool_use') {
      for (const call of this.waiting.values()) {
        yield { kind: 'waiting', call };
      }
    } else if (this.stopReason && this.stopReason !== 'end_turn') {
      yield { kind: 'stopped', reason: this.stopReason };
    }
  }
}
