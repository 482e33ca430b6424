import type { TaskStateBaseProps } from 'aws-cdk-lib/aws-stepfunctions';
import { quote } from '../private/validation/limit';
import { isDynamic } from './agent-task';

const SHAPE = 'a list of objects with Role and Content, such as { Role: "user", Content: [{ Text: "Hello" }] }';
const BLOCKS = ['Text', 'ToolUse', 'ToolResult', 'ReasoningContent'];
const ROLES = ['user', 'assistant'];

/** One message of the user. */
export function messagesOfPrompt(prompt: string): object[] {
  return [{ Role: 'user', Content: [{ Text: prompt }] }];
}

/**
 * Returns an error for each invalid message that is known at synth. The names of properties are those of Step
 * Functions.
 */
export function problemsOfMessages(messages: unknown, props: TaskStateBaseProps): string[] {
  if (isDynamic(props, messages)) {
    return [];
  }
  if (!Array.isArray(messages)) {
    return [`messages must be ${SHAPE}, got ${quote(JSON.stringify(messages))}.`];
  }
  return messages.flatMap((message, index) => problemsOfMessage(message, `messages[${index}]`, props));
}

function problemsOfMessage(message: unknown, prop: string, props: TaskStateBaseProps): string[] {
  if (isDynamic(props, message)) {
    return [];
  }
  const isObject = typeof message === 'object' && message !== null;
  const names = isObject ? Object.keys(message) : [];
  // A raw path of the Amazon States Language has a name that ends with `.$`.
  if (!['Role', 'Content'].every((name) => names.includes(name) || names.includes(`${name}.$`))) {
    const got = isObject ? names.join(', ') || 'an empty object' : quote(String(message));
    return [
      `${prop} must have Role and Content, got ${got}. Use PascalCase, such as { Role: "user", Content: [{ Text: "Hello" }] }.`,
    ];
  }
  const { Role: role, Content: content } = message as { readonly Role?: unknown; readonly Content?: unknown };
  return [
    ...(role === undefined || isDynamic(props, role) || ROLES.includes(role as string)
      ? []
      : [`${prop}.Role must be one of ${ROLES.join(', ')}, got ${quote(String(role))}.`]),
    ...(content === undefined ? [] : problemsOfContent(content, `${prop}.Content`, props)),
  ];
}

function problemsOfContent(content: unknown, prop: string, props: TaskStateBaseProps): string[] {
  if (isDynamic(props, content)) {
    return [];
  }
  if (!Array.isArray(content)) {
    return [`${prop} must be a list of objects, such as [{ Text: "Hello" }], got ${quote(JSON.stringify(content))}.`];
  }
  return content.flatMap((block: unknown, index) => {
    const isObject = typeof block === 'object' && block !== null;
    if (!isObject) {
      const isKnown = !isDynamic(props, block);
      return isKnown
        ? [
            `${prop}[${index}] must be an object, such as { Text: "Hello" }, got ${quote(JSON.stringify(block) ?? 'undefined')}.`,
          ]
        : [];
    }
    const wrong = Object.keys(block).find(
      (name) => BLOCKS.includes(`${name[0]?.toUpperCase()}${name.slice(1)}`) && !BLOCKS.includes(name),
    );
    return wrong === undefined
      ? []
      : [`${prop}[${index}] must have a name in PascalCase, such as { Text: "Hello" }, got ${quote(wrong)}.`];
  });
}
