import { JsonPath, QueryLanguage, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import type { InvokeHarnessProps } from '../../src';
import { messageOf, testStack } from '../support/helpers';
import { task } from './invoke-harness-fixtures';

const CALL = { ToolUse: { Name: 'ask_editor', ToolUseId: 'call-1', Input: { question: 'Print?' } } };
const RESULT = { ToolResult: { ToolUseId: 'call-1', Content: [{ Text: 'Yes' }], Status: 'success' } };

const sending = (messages: unknown, props: Partial<InvokeHarnessProps> = {}) =>
  messageOf(() =>
    task(testStack(), { prompt: undefined, messages: TaskInput.fromObject(messages as never), ...props }),
  );
const sendingBlock = (block: unknown) => sending([{ Role: 'user', Content: [block] }]);

describe('The messages of InvokeHarness', () => {
  test('can contain a tool call that an earlier message made, and its result', () => {
    const messages = [
      { Role: 'user', Content: [{ Text: 'Print the page.' }] },
      { Role: 'assistant', Content: [CALL] },
      { Role: 'user', Content: [RESULT] },
    ];
    expect(sending(messages)).toBe('nothing was thrown');
  });

  test.each<[what: string, block: object]>([
    ['a tool call', CALL],
    ['a tool call that a path selects', { 'ToolUse.$': '$.call' }],
  ])('must not end with %s, which AgentCore rejects', (_, block) => {
    const messages = [
      { Role: 'user', Content: [{ Text: 'Print the page.' }] },
      { Role: 'assistant', Content: [block] },
    ];
    expect(sending(messages)).toBe(
      'Test/Ask: messages[1].Content[0] must not be a ToolUse, because AgentCore rejects a tool call in the last message. Send the result of the tool in another message, as a ToolResult.',
    );
    expect(sending([...messages, { Role: 'user', Content: [RESULT] }])).toBe('nothing was thrown');
  });

  test.each<[what: string, block: object, message: string]>([
    ['an empty text', { Text: '' }, '.Text must be at least 1 character, got 0 characters: ""'],
    [
      'no content',
      {},
      ' must have exactly one of Text, ToolUse, ToolResult and ReasoningContent, got none. Use a block for each, such as { Text: "Hello" }',
    ],
    [
      'two kinds of content',
      { Text: 'Yes', ...RESULT },
      ' must have exactly one of Text, ToolUse, ToolResult and ReasoningContent, got Text and ToolResult. Use a block for each, such as { Text: "Hello" }',
    ],
    [
      'a result without the ID of the call',
      { ToolResult: { Content: [{ Text: 'Yes' }] } },
      '.ToolResult must have ToolUseId and Content, got Content. Add ToolUseId',
    ],
    [
      'a result with an unknown status',
      { ToolResult: { ...RESULT.ToolResult, Status: 'ok' } },
      '.ToolResult.Status must be one of success, error, got "ok"',
    ],
    [
      'the ID of a call with a space',
      { ToolResult: { ...RESULT.ToolResult, ToolUseId: 'call 1' } },
      '.ToolResult.ToolUseId must contain only letters, digits, hyphens and underscores, got "call 1". Use "call-1"',
    ],
    ['a long ID of a call', { ToolResult: { ...RESULT.ToolResult, ToolUseId: 'c'.repeat(65) } }, 'got 65 characters'],
  ])('rejects %s', (_, block, message) => {
    expect(sendingBlock(block)).toContain(message);
    expect(sendingBlock(RESULT)).toBe('nothing was thrown');
  });

  test('rejects an incomplete tool call in an earlier message', () => {
    const call = (use: object) =>
      sending([
        { Role: 'assistant', Content: [{ ToolUse: use }] },
        { Role: 'user', Content: [RESULT] },
      ]);
    expect(call({ Name: 'ask_editor' })).toContain(
      'messages[0].Content[0].ToolUse must have Name, ToolUseId and Input, got Name. Add ToolUseId and Input',
    );
    expect(call({ ...CALL.ToolUse, Name: 'ask editor' })).toContain('.ToolUse.Name must contain only letters');
    expect(call({ ...CALL.ToolUse, Type: 'tool' })).toContain(
      '.ToolUse.Type must be one of tool_use, server_tool_use, mcp_tool_use, got "tool"',
    );
    expect(call(CALL.ToolUse)).toBe('nothing was thrown');
  });

  test('does not judge what expressions select', () => {
    const selected = JsonPath.stringAt('$.id');
    expect(sendingBlock({ ToolResult: { 'ToolUseId.$': '$.id', Content: [] } })).toBe('nothing was thrown');
    expect(sendingBlock({ ToolResult: { ToolUseId: selected, 'Content.$': '$.content' } })).toBe('nothing was thrown');
    expect(sendingBlock({ 'ToolResult.$': '$.result' })).toBe('nothing was thrown');
    const jsonata = { ToolResult: { ToolUseId: '{% $id %}', Content: '{% $content %}', Status: '{% $status %}' } };
    expect(sending([{ Role: 'user', Content: [jsonata] }], { queryLanguage: QueryLanguage.JSONATA })).toBe(
      'nothing was thrown',
    );
    expect(sendingBlock({ ToolResult: '{% $result %}' })).toBe('nothing was thrown');
  });

  test('accepts a kind of content that the library does not know yet', () => {
    expect(sendingBlock({ Document: { Name: 'page' } })).toBe('nothing was thrown');
  });
});
