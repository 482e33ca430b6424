import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Lazy } from 'aws-cdk-lib/core';
import { type ToolDefinition, ToolSchema } from '../../../src';
import { testStack } from '../../support/helpers';
import { type Edit, edited, FIXTURES, fileOf, ofTools, said } from './documents';

const FILE = 'orders-tools.json';
const KEYWORDS = 'type, description, properties, required, items';
const TYPES = 'string, number, object, array, boolean, integer';
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
      'tools.yaml:6:11: must not repeat more than 2 MiB by aliases',
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

/** Errors in a document, and their messages. */
const WRONG: Array<[rule: string, edit: Edit, message: string]> = [
  [
    'a tool without a name',
    ['"name": "look_up_order",', ''],
    '2:3: tools[0]: must have a name, by which agents call the tool',
  ],
  ['an empty name', ['"look_up_order"', '""'], '3:5: tools[0]: must have a name, by which agents call the tool'],
  ['a name that is no string', ['"look_up_order"', '7'], '3:5: tools[0]: "name" must be a string, got 7'],
  [
    'a name twice',
    ['"cancel_order"', '"look_up_order"'],
    '21:5: tools[1]: "name" must be unique, got "look_up_order" more than once. Rename one of the tools',
  ],
  [
    'a tool without a description',
    ['"description": "Cancels an order that was not shipped.",', ''],
    '20:3: tools[1]: must have a description, by which the model selects the tool',
  ],
  [
    'an unknown member',
    ['"name": "look_up_order",', '"title": "Look", "name": "look_up_order",'],
    '3:5: tools[0]: "title" is not supported; a tool has name, description, inputSchema, outputSchema. Remove it',
  ],
  [
    'a tool without a schema',
    ['"inputSchema": {', '"inputSchema": 7 }, { "name": "two", "description": "Two.", "inputSchema": {'],
    '5:5: tools[0]: must have an inputSchema, the JSON Schema of an object. For a tool without input, use { "type": "object" }',
  ],
  [
    'an input schema of another type',
    ['"type": "object"', '"type": "string"'],
    '6:7: tools[0].inputSchema: must be the schema of an object, { "type": "object", … }, got "string"',
  ],
  [
    'an output schema of another type',
    ['"outputSchema": {\n      "type": "object"', '"outputSchema": {\n      "type": "array"'],
    '16:7: tools[0].outputSchema: must be the schema of an object, { "type": "object", … }, got "array"',
  ],
  [
    'an unknown type',
    ['"type": "boolean"', '"type": "bool"'],
    `11:63: tools[0].inputSchema.properties.ship.properties.fast: "type" must be one of ${TYPES}, got "bool"`,
  ],
  [
    'several types',
    ['"type": "integer"', '"type": ["integer", "null"]'],
    `10:48: tools[0].inputSchema.properties.lines.items: "type" must be one of ${TYPES}, got ["integer","null"]. Use one type, and omit an optional property from "required"`,
  ],
  [
    'no type',
    ['"fast": { "type": "boolean" }', '"fast": {}'],
    `11:53: tools[0].inputSchema.properties.ship.properties.fast: "type" must be one of ${TYPES}, got nothing`,
  ],
  [
    'a schema that is a boolean',
    ['"fast": { "type": "boolean" }', '"fast": true'],
    '11:53: tools[0].inputSchema.properties.ship.properties.fast: must be a JSON Schema, for example { "type": "string" }, got true',
  ],
  [
    'a description that is no string',
    ['"description": "Which order is meant."', '"description": 7'],
    '7:7: tools[0].inputSchema: "description" must be a string, got 7',
  ],
  [
    'properties that are a list',
    ['{ "fast": { "type": "boolean" } }', '["fast"]'],
    '11:37: tools[0].inputSchema.properties.ship: "properties" must be an object, got ["fast"]',
  ],
  [
    'a required property that is not defined',
    ['"required": ["orderId"]', '"required": ["orderID"]'],
    '13:7: tools[0].inputSchema: "required" must contain only names of "properties", got "orderID"',
  ],
  [
    'required as a boolean',
    ['"required": ["orderId"]', '"required": true'],
    '13:7: tools[0].inputSchema: "required" must be a list of names, got true',
  ],
  [
    'items of a string',
    ['"type": "array"', '"type": "string"'],
    '10:38: tools[0].inputSchema.properties.lines: "items" requires the type array, got string',
  ],
  [
    'properties of a string',
    ['"ship": { "type": "object"', '"ship": { "type": "string"'],
    '11:37: tools[0].inputSchema.properties.ship: "properties" requires the type object, got string',
  ],
  ...Object.entries({
    enum: 'List the values in "description"',
    format: 'Describe it in "description"',
    default: 'Describe the default in "description"',
    additionalProperties: 'Remove it',
    $ref: 'Write the schema in place of the reference',
    oneOf: 'Write one schema, and describe in "description" which members belong together',
    title: 'Remove it, or describe it in "description"',
  }).map(([keyword, fix]): [string, Edit, string] => [
    `the keyword ${keyword}`,
    ['"when": { "type": "string"', `"when": { "${keyword}": "x"`],
    `27:19: tools[1].inputSchema.properties.when: "${keyword}" is not a supported keyword (${KEYWORDS}). ${fix}`,
  ]),
];

describe('The tool schema of a Lambda function', () => {
  test.each(WRONG)('rejects %s, with its position', (_, edit, message) => {
    expect(ofTools(edited(FILE, edit)).errors).toEqual([`${FILE}:${message}`]);
  });

  test('lists each error once', () => {
    const path = edited(FILE, ['"look_up_order"', '""'], ['"boolean"', '"bool"'], ['["orderId"]', '["order"]']);
    expect(ofTools(path).errors.map((error) => error.split(': ')[0])).toEqual([
      `${FILE}:3:5`,
      `${FILE}:11:63`,
      `${FILE}:13:7`,
    ]);
  });

  test('lists at most 50 errors', () => {
    const many = Array.from({ length: 60 }, () => ({}));
    const { errors } = ofTools(fileOf(FILE, JSON.stringify(many)));
    expect(errors).toHaveLength(51);
    expect(errors[50]).toBe(`${FILE}: and 130 more`);
  });

  test.each([
    [
      'no list',
      '{ "tool": 1 }',
      '1:1: tools: must be a list of tools, or an object with a list of tools as its member "tools"',
    ],
    ['an empty list', '[]', '1:1: must have at least one tool'],
    ['an empty file', '', '1:1: must be valid JSON: a value is missing'],
    [
      'a tool that is a string',
      '["look"]',
      '1:2: tools[0]: must be an object with name, description, inputSchema, got "look"',
    ],
  ])('rejects %s', (_, text, message) => {
    expect(ofTools(fileOf(FILE, text)).errors).toEqual([`${FILE}:${message}`]);
  });
});

describe('A tool schema', () => {
  test.each<[string, Edit, RegExp]>([
    [
      'an array without items',
      ['"items": { "type": "integer" }', '"description": "All."'],
      /^orders-tools\.json: tools\[0\]\.inputSchema\.properties\.lines: the array has no "items".*arrayWithoutItems\]$/,
    ],
    [
      'a name with a dot',
      ['cancel_order', 'cancel.order'],
      /^orders-tools\.json: tools\[1\]: the tool name "cancel\.order" must have 1 to 64 .*namesForModels\]$/,
    ],
    ['a long name', ['cancel_order', 'c'.repeat(65)], /the tool name "c+.* must have 1 to 64 .*namesForModels\]$/],
    [
      'a property with a blank',
      ['"lines"', '"all lines"'],
      /properties\["all lines"\]: the property name "all lines" must have .*namesForModels\]$/,
    ],
  ])('warns about %s', (_, edit, warning) => {
    const { errors, warnings } = ofTools(edited(FILE, edit));
    expect(errors).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('does not warn about names of 64 characters', () => {
    expect(ofTools(edited(FILE, ['cancel_order', 'c'.repeat(64)], ['"lines"', '"all.lines-1"'])).warnings).toEqual([]);
  });
});

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
