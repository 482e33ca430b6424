import { type Edit, edited, fileOf, ofTools } from './documents';
import { FILE, KEYWORDS } from './tool-schema-fixtures';

const TYPES = 'string, number, object, array, boolean, integer';

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
