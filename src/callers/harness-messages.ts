import type { TaskStateBaseProps } from 'aws-cdk-lib/aws-stepfunctions';
import { listed } from '../private/listed';
import { breaches, type Limit, quote } from '../private/validation/limit';
import { isDynamic } from './agent-task';

const SHAPE = 'a list of objects with Role and Content, such as { Role: "user", Content: [{ Text: "Hello" }] }';
const BLOCKS = ['Text', 'ToolUse', 'ToolResult', 'ReasoningContent'];
const ROLES = ['user', 'assistant'];
const IDENTIFIER: Limit = { type: 'string', min: 1, max: 64, pattern: '^[a-zA-Z0-9_-]+$' };
const CALLS: Limit = { type: 'string', enum: ['tool_use', 'server_tool_use', 'mcp_tool_use'] };
/** The limits of the API for the members of a block. */
const MEMBERS: Record<string, Record<string, Limit>> = {
  ToolUse: { Name: IDENTIFIER, ToolUseId: IDENTIFIER, Type: CALLS },
  ToolResult: { ToolUseId: IDENTIFIER, Status: { type: 'string', enum: ['success', 'error'] }, Type: CALLS },
};
const REQUIRED: Record<string, string[]> = {
  ToolUse: ['Name', 'ToolUseId', 'Input'],
  ToolResult: ['ToolUseId', 'Content'],
};

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
  return [
    ...messages.flatMap((message, index) => problemsOfMessage(message, `messages[${index}]`, props)),
    ...callsOf(messages[messages.length - 1]).map(
      (index) =>
        `messages[${messages.length - 1}].Content[${index}] must not be a ToolUse, because AgentCore rejects a tool call in the last message. Send the result of the tool in another message, as a ToolResult.`,
    ),
  ];
}

/** The indices of the tool calls in a message. */
function callsOf(message: { readonly Content?: unknown } | undefined): number[] {
  const content = message?.Content;
  return Array.isArray(content)
    ? [...content.entries()].flatMap(([index, block]) => (namesOf(block).includes('ToolUse') ? index : []))
    : [];
}

/** The names of the members of an object. A raw path of the Amazon States Language has a name that ends with `.$`. */
function namesOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value).map((name) => name.replace(/\.\$$/, '')) : [];
}

function problemsOfMessage(message: unknown, prop: string, props: TaskStateBaseProps): string[] {
  if (isDynamic(props, message)) {
    return [];
  }
  const isObject = typeof message === 'object' && message !== null;
  const names = namesOf(message);
  if (!['Role', 'Content'].every((name) => names.includes(name))) {
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
      ? problemsOfBlock(block as Record<string, unknown>, `${prop}[${index}]`, props)
      : [`${prop}[${index}] must have a name in PascalCase, such as { Text: "Hello" }, got ${quote(wrong)}.`];
  });
}

function problemsOfBlock(block: Record<string, unknown>, prop: string, props: TaskStateBaseProps): string[] {
  const names = namesOf(block);
  if (names.length !== 1) {
    return [
      `${prop} must have exactly one of ${listed(BLOCKS)}, got ${listed(names) || 'none'}. Use a block for each, such as { Text: "Hello" }.`,
    ];
  }
  const [[name, value]] = Object.entries(block);
  const at = `${prop}.${name}`;
  if (name === 'Text') {
    return problemsOfText({ type: 'string', min: 1 }, value, at, props);
  }
  const required = REQUIRED[name];
  if (!required || typeof value !== 'object' || isDynamic(props, value)) {
    return [];
  }
  const members = namesOf(value);
  const missing = required.filter((member) => !members.includes(member));
  return [
    ...(missing.length > 0
      ? [`${at} must have ${listed(required)}, got ${listed(members) || 'none'}. Add ${listed(missing)}.`]
      : []),
    ...Object.entries(MEMBERS[name]).flatMap(([member, limit]) =>
      problemsOfText(limit, (value as Record<string, unknown> | null)?.[member], `${at}.${member}`, props),
    ),
  ];
}

function problemsOfText(limit: Limit, value: unknown, at: string, props: TaskStateBaseProps): string[] {
  return isDynamic(props, value) ? [] : breaches(limit, value).map(({ problem }) => `${at} ${problem}`);
}
