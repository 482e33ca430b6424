import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Lazy } from 'aws-cdk-lib/core';
import { type ToolDefinition, ToolSchema } from '../../../src';
import { testStack } from '../../support/helpers';
import { FIXTURES, fileOf, ofTools, said } from './documents';
import { FILE, KEYWORDS } from './tool-schema-fixtures';

const tools = JSON.parse(readFileSync(join(FIXTURES, FILE), 'utf8'));

const ofObject = (...given: ToolDefinition[]) =>
  said((stack, errors) => ToolSchema.fromObject(given)._bind(stack, errors));
const tool = (inputSchema: ToolDefinition['inputSchema']) => ({ name: 'look', description: 'Looks.', inputSchema });

describe('Tools of an object with tokens', () => {
  const large = (description: string, length: number) => [
    { name: 'look', description, inputSchema: { type: 'object', description: 'x'.repeat(length) } },
  ];
  const token = Lazy.string({ produce: () => 'Looks.' });

  test('are in the template, however long they are, because only CloudFormation knows the values', () => {
    const tools = large(token, 100_000);
    expect(ofObject(...tools)).toMatchObject({ config: { inlinePayload: tools }, errors: [] });
    expect(ofObject(...large(token, 10)).errors).toEqual([]);
    const asMcp = said((stack, errors) => ToolSchema.fromObject(tools)._bindAsMcp(stack, errors));
    expect(asMcp).toMatchObject({ config: { inlinePayload: expect.any(String) }, errors: [] });
  });

  test('are rejected when they do not fit into a template, with the token', () => {
    expect(ofObject(...large(token, 1_100_000)).errors).toEqual([
      'tools[0].description must not be a token in a schema of more than 1024 KB, got 1075 KB. Shorten the schema, or use a value that is known at synth',
    ]);
  });

  test('are uploaded when they are long and have none', () => {
    const { config, errors } = ofObject(...large('Looks.', 1_100_000));
    expect(errors).toEqual([]);
    expect(config).toEqual({ s3: { uri: expect.stringMatching(/\.json$/) } });
  });
});

describe('Tools of a file', () => {
  test('are in the template as they are in the file, and their names are known', () => {
    expect(ofTools(join(FIXTURES, FILE))).toEqual({
      config: { inlinePayload: tools },
      toolNames: ['look_up_order', 'cancel_order'],
      errors: [],
      warnings: [],
    });
  });

  test.each([
    ['an object that has them', 'tools.json', JSON.stringify({ tools })],
    ['YAML', 'tools.yaml', `- &one ${JSON.stringify(tools[0])}\n- { <<: *one, name: again }`],
    ['a file that begins with a mark of its encoding', 'tools.json', `\uFEFF${JSON.stringify(tools)}`],
  ])('may be in %s', (_, name, text) => {
    const { errors, toolNames } = ofTools(fileOf(name, text));
    expect(errors).toEqual([]);
    expect(toolNames).toHaveLength(2);
  });

  test('are uploaded as an asset if they are longer than 64 KB', () => {
    const one = { ...tools[0], description: 'x'.repeat(65_536) };
    const { config, object, toolNames, errors } = ofTools(fileOf('tools.json', JSON.stringify([one])));
    expect(errors).toEqual([]);
    expect(toolNames).toEqual(['look_up_order']);
    expect(object?.key).toMatch(/^[0-9a-f]{64}\.json$/);
    expect(config).toEqual({ s3: { uri: expect.stringMatching(/^s3:\/\/.*\/[0-9a-f]{64}\.json$/) } });
  });

  test.each([
    ['a missing file', 'none.json', 'does not exist'],
    ['a directory', '.', 'must be a file, got a directory'],
  ])('are rejected in %s', (_, name, problem) => {
    const path = join(FIXTURES, name);
    expect(ofTools(path).errors).toEqual([expect.stringMatching(new RegExp(` ${problem}$`))]);
  });

  test.each([
    ['an open string', 'tools.json', '[{ "name: 1 }]', 'tools.json:1:4: must be valid JSON: a string is not closed'],
    [
      'a key twice',
      'tools.yaml',
      '- name: a\n  name: b',
      'tools.yaml:2:3: must not have the key "name" more than once',
    ],
    ['an undefined alias', 'tools.yaml', '- *nothing', 'tools.yaml:1:3: must define the anchor of the alias *nothing'],
    [
      'aliases that exhaust the memory',
      'tools.yaml',
      bomb(),
      'tools.yaml:6:44: must not repeat more than 2 MiB by aliases',
    ],
  ])('cannot be read with %s', (_, name, text, message) => {
    const [error, ...others] = ofTools(fileOf(name, text)).errors;
    expect(error.slice(0, message.length)).toBe(message);
    expect(others).toEqual([]);
  });
});

function bomb(): string {
  const levels = [...'abcdefgh'].map((name, level, all) => `${name}: &${name} [${`*${all[level - 1]},`.repeat(20)}]`);
  return ['a: &a [x]', ...levels.slice(1)].join('\n');
}

describe('Tools of the app', () => {
  test('are in the template unchanged', () => {
    expect(ofObject(...tools)).toMatchObject({ config: { inlinePayload: tools }, errors: [], warnings: [] });
  });

  test('are validated like those of a file, with their position in the list', () => {
    const wrong = tool({ type: 'object', properties: { size: { type: 'number', minimum: 1 } } });
    expect(ofObject(wrong).errors).toEqual([
      `tools[0].inputSchema.properties.size: "minimum" is not a supported keyword (${KEYWORDS}). Describe it in "description"`,
    ]);
  });

  test('can have nested schemas', () => {
    const deep = { type: 'array', items: { type: 'array', items: { type: 'object', properties: {}, required: [] } } };
    expect(ofObject(tool({ type: 'object', properties: { deep } })).errors).toEqual([]);
  });

  test('are not validated if they are tokens', () => {
    const stack = testStack();
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const anything = Lazy.any({ produce: () => ({ type: 'nonsense' }) }) as unknown as Record<string, unknown>;
    const { errors, warnings, toolNames } = ofObject(
      { name: text, description: text, inputSchema: anything, outputSchema: anything },
      { ...tool({ type: 'object', properties: { one: { type: text }, two: anything }, required: [text] }) },
      Lazy.any({ produce: () => 7 }) as unknown as ToolDefinition,
    );
    expect([...errors, ...warnings]).toEqual([]);
    expect(toolNames).toBeUndefined();
  });

  test('have no known names if the list is a token', () => {
    const list = Lazy.any({ produce: () => [] }) as unknown as ToolDefinition[];
    const { errors } = said((stack, errors) => ToolSchema.fromObject(list)._bind(stack, errors));
    expect(errors).toEqual([]);
  });
});

describe('Tools of an MCP server', () => {
  const asMcp = (given: ToolDefinition[]) =>
    said((stack, errors) => {
      const { config, ...rest } = ToolSchema.fromObject(given)._bindAsMcp(stack, errors);
      return { ...rest, config: stack.resolve(config) };
    });

  test('are rendered as the response of an MCP server', () => {
    expect(asMcp(tools)).toEqual({
      config: { inlinePayload: JSON.stringify({ tools }) },
      toolNames: ['look_up_order', 'cancel_order'],
      errors: [],
      warnings: [],
    });
  });

  test('keep keywords that a function does not support, with a warning', () => {
    const given = tool({
      type: 'object',
      properties: { state: { enum: ['open'] }, note: { type: ['string', 'null'] } },
    });
    const { config, errors, warnings } = asMcp([given]);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^tools\[0\]\.inputSchema\.properties\.state: "enum" is not a supported .* \(and 1 more like it\) \[ack: cdk-agentcore:mcpToolSchema\]$/,
      ),
    ]);
    expect(config).toEqual({ inlinePayload: JSON.stringify({ tools: [given] }) });
  });

  test('must have a name, a description and an input schema of type object', () => {
    const nameless = { name: '', description: 'Looks.', inputSchema: { type: 'string' } };
    expect(asMcp([nameless]).errors).toEqual([
      'tools[0]: must have a name, by which agents call the tool',
      'tools[0].inputSchema: must be the schema of an object, { "type": "object", … }, got "string"',
    ]);
  });

  test('are uploaded as an asset if they are long', () => {
    const one = { ...tools[0], description: 'x'.repeat(65_536) };
    expect(asMcp([one]).object?.key).toMatch(/\.json$/);
  });
});

describe('Tools in a bucket', () => {
  test.each(['_bind', '_bindAsMcp'] as const)('have a URI, an owner and names, for %s', (bind) => {
    const { config, toolNames, object } = said((stack, errors) => {
      const bucket = Bucket.fromBucketName(stack, 'Bucket', 'team-schemas');
      const options = { toolNames: ['look'], bucketOwner: '444455556666' };
      return ToolSchema.fromBucket(bucket, 'orders/tools.json', options)[bind](stack, errors);
    });
    expect(config).toEqual({
      s3: { uri: 's3://team-schemas/orders/tools.json', bucketOwnerAccountId: '444455556666' },
    });
    expect(toolNames).toEqual(['look']);
    expect(object?.key).toBe('orders/tools.json');
  });

  test('have no known names and no owner by default', () => {
    const { config, toolNames } = said((stack, errors) => {
      const bucket = Bucket.fromBucketName(stack, 'Bucket', 'team-schemas');
      return ToolSchema.fromBucket(bucket, 'tools.json')._bind(stack, errors);
    });
    expect(config).toEqual({ s3: { uri: 's3://team-schemas/tools.json' } });
    expect(toolNames).toBeUndefined();
  });
});
