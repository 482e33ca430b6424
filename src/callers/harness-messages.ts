import type { TaskStateBaseProps } from 'aws-cdk-lib/aws-stepfunctions';
import { quote } from '../private/validation/limit';
import { isDynamic } from './agent-task';

const SHAPE = 'a list of objects with Role and Content, such as { Role: "user", Content: [{ Text: "Hello" }] }';
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
  if (!names.includes('Role') || !names.includes('Content')) {
    const got = isObject ? names.join(', ') || 'an empty object' : quote(String(message));
    return [
      `${prop} must have Role and Content, got ${got}. Use PascalCase, such as { Role: "user", Content: [{ Text: "Hello" }] }.`,
    ];
  }
  const { Role: role } = message as { readonly Role: unknown };
  return isDynamic(props, role) || ROLES.includes(role as string)
    ? []
    : [`${prop}.Role must be one of ${ROLES.join(', ')}, got ${quote(String(role))}.`];
}
