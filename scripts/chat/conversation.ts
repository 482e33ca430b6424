import type { Agent, ChatEvent, Message, ToolAnswer, ToolCall } from './agent';
import type { Terminal } from './terminal';

const LONGEST_RESULT = 200;

/** The name and the message of an error, in one line. */
export function oneLine(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const message = error.message.replace(/\s*\n\s*/g, ' ');
  return error.name === 'Error' ? message : `${error.name}: ${message}`;
}

/** Sends what the person types to the agent, and prints the answers, until the end of the input. */
export async function converse(agent: Agent, terminal: Terminal): Promise<void> {
  for (;;) {
    const message = await terminal.ask('you> ');
    if (message === undefined || message === '/exit') {
      return;
    }
    if (message !== '') {
      await takeTurn(agent, terminal, message);
    }
  }
}

/** One question and its answer, with all tool calls that a person answers. An error ends the turn, not the session. */
async function takeTurn(agent: Agent, terminal: Terminal, question: string): Promise<void> {
  let message: Message = question;
  try {
    do {
      const waiting: ToolCall[] = [];
      for await (const event of agent.send(message)) {
        if (event.kind === 'waiting') {
          waiting.push(event.call);
        } else if (event.kind === 'text') {
          terminal.print(event.text);
        } else {
          terminal.printLine(lineOf(event));
        }
      }
      message = await answersTo(waiting, terminal);
    } while (message.length > 0);
  } catch (error) {
    terminal.printLine(`[error] ${oneLine(error)}`);
  }
}

function lineOf(event: Exclude<ChatEvent, { kind: 'text' | 'waiting' }>): string {
  switch (event.kind) {
    case 'toolCall':
      return `[tool] ${event.call.name} ${event.call.input}`;
    case 'toolResult':
      return `[tool] ${event.status}: ${shortened(event.text)}`;
    case 'hook':
      return `[hook] ${event.name}: ${event.decision}${event.reason ? `, ${event.reason}` : ''}`;
    case 'stopped':
      return `[stopped] ${event.reason}`;
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_RESULT ? `${text.slice(0, LONGEST_RESULT)}…` : text;
}

async function answersTo(calls: ToolCall[], terminal: Terminal): Promise<ToolAnswer[]> {
  const answers: ToolAnswer[] = [];
  for (const { toolUseId, name } of calls) {
    const answer = await terminal.ask(`${name} waits for you. Type yes, no, or an answer> `);
    answers.push({ toolUseId, ...answerOf(answer ?? '') });
  }
  return answers;
}

/** No answer is a denial: a tool must not run because the input ended. */
function answerOf(answer: string): Pick<ToolAnswer, 'text' | 'status'> {
  if (/^(n|no)?$/i.test(answer)) {
    return { text: 'The person denied this call.', status: 'error' };
  }
  return { text: /^(y|yes)$/i.test(answer) ? 'The person approved this call.' : answer, status: 'success' };
}
