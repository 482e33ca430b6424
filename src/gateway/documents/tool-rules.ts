import {
  type Findings,
  isNode,
  itemsOf,
  membersOf,
  type Node,
  type Path,
  type Place,
  shown,
} from '../../private/documents/findings';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import { doubtPropertyName, doubtToolName } from './tool-names';

/**
 * The kind of target of a tool schema. AgentCore validates the schema of a function, and does not document MCP servers.
 */
export type ToolsOf = 'a Lambda function' | 'an MCP server';

const TYPES = ['string', 'number', 'object', 'array', 'boolean', 'integer'];
const KEYWORDS = ['type', 'description', 'properties', 'required', 'items'];
const MEMBERS = ['name', 'description', 'inputSchema', 'outputSchema'];

const INTO_DESCRIPTION = 'Describe it in "description".';
/** The alternatives to keywords that AgentCore does not support. */
const REMEDIES = new Map(
  Object.entries({
    $ref: 'Write the schema in place of the reference.',
    additionalProperties: 'Remove it.',
    allOf: 'Write one schema with all members.',
    anyOf: 'Write one schema, and describe in "description" which members belong together.',
    const: 'Describe the value in "description".',
    default: 'Describe the default in "description".',
    enum: 'List the values in "description".',
    format: INTO_DESCRIPTION,
    maxItems: INTO_DESCRIPTION,
    maxLength: INTO_DESCRIPTION,
    maximum: INTO_DESCRIPTION,
    minItems: INTO_DESCRIPTION,
    minLength: INTO_DESCRIPTION,
    minimum: INTO_DESCRIPTION,
    nullable: 'Omit the property from "required".',
    oneOf: 'Write one schema, and describe in "description" which members belong together.',
    pattern: INTO_DESCRIPTION,
  }),
);

/**
 * Checks a list of tools.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-add-target-lambda.html
 */
export function checkTools(tools: Place, owner: ToolsOf, findings: Findings): void {
  if (isUnknown(tools.value)) {
    return;
  }
  if (!Array.isArray(tools.value)) {
    findings.refuse(tools.path, 'must be a list of tools, or an object with a list of tools as its member "tools".');
    return;
  }
  if (tools.value.length === 0) {
    findings.refuse(tools.path, 'must have at least one tool.');
  }
  const rules = new ToolRules(owner, findings);
  for (const tool of itemsOf(tools)) {
    rules.checkTool(tool);
  }
}

class ToolRules {
  private readonly names = new Set<string>();

  public constructor(
    private readonly owner: ToolsOf,
    private readonly findings: Findings,
  ) {}

  public checkTool({ path, value: tool }: Place): void {
    if (isUnknown(tool)) {
      return;
    }
    if (!isNode(tool)) {
      this.findings.refuse(path, `must be an object with ${MEMBERS.slice(0, 3).join(', ')}, got ${shown(tool)}.`);
      return;
    }
    this.checkName(path, tool);
    this.checkText(path, tool, 'description', 'by which the model selects the tool');
    this.checkRoot(path, tool, 'inputSchema', 'For a tool without input, use { "type": "object" }.');
    if (tool.outputSchema !== undefined) {
      this.checkRoot(path, tool, 'outputSchema', 'For a tool without a described output, omit it.');
    }
    for (const key of Object.keys(tool).filter((member) => !MEMBERS.includes(member))) {
      this.complain(path, `"${key}" is not supported; a tool has ${MEMBERS.join(', ')}. Remove it.`, key);
    }
  }

  private checkName(path: Path, tool: Node): void {
    this.checkText(path, tool, 'name', 'by which agents call the tool');
    const { name } = tool;
    if (typeof name !== 'string' || name === '' || isUnknown(name)) {
      return;
    }
    if (this.names.has(name)) {
      this.findings.refuse(
        path,
        `"name" must be unique, got ${quote(name)} more than once. Rename one of the tools.`,
        'name',
      );
    }
    this.names.add(name);
    doubtToolName(name, path, this.findings);
  }

  private checkText(path: Path, tool: Node, key: string, purpose: string): void {
    const text = tool[key];
    if (text === undefined || text === '') {
      this.findings.refuse(path, `must have a ${key}, ${purpose}.`, key);
    } else if (typeof text !== 'string' && !isUnknown(text)) {
      this.findings.refuse(path, `"${key}" must be a string, got ${shown(text)}.`, key);
    }
  }

  /** Checks an input or output schema, whose type must be `object`. */
  private checkRoot(path: Path, tool: Node, key: string, otherwise: string): void {
    const schema = tool[key];
    if (isUnknown(schema)) {
      return;
    }
    if (!isNode(schema)) {
      this.findings.refuse(path, `must have an ${key}, the JSON Schema of an object. ${otherwise}`, key);
      return;
    }
    const { type } = schema;
    if (type !== undefined && type !== 'object' && !isUnknown(type)) {
      const problem = `must be the schema of an object, { "type": "object", … }, got ${shown(type)}.`;
      this.findings.refuse([...path, key], problem, 'type');
      return;
    }
    this.checkSchema({ path: [...path, key], value: schema });
  }

  private checkSchema({ path, value: schema }: Place): void {
    if (isUnknown(schema)) {
      return;
    }
    if (!isNode(schema)) {
      this.complain(path, `must be a JSON Schema, for example { "type": "string" }, got ${shown(schema)}.`);
      return;
    }
    const unknown = Object.keys(schema).filter((key) => !KEYWORDS.includes(key));
    for (const key of unknown) {
      const fix = REMEDIES.get(key) ?? 'Remove it, or describe it in "description".';
      this.complain(path, `"${key}" is not a supported keyword (${KEYWORDS.join(', ')}). ${fix}`, key);
    }
    // A schema with other keywords often has no type, and already has an error.
    if (schema.type !== undefined || unknown.length === 0) {
      this.checkType(path, schema);
    }
    if (schema.description !== undefined && typeof schema.description !== 'string') {
      this.complain(path, `"description" must be a string, got ${shown(schema.description)}.`, 'description');
    }
    this.checkMembers(path, schema);
    this.checkItems(path, schema);
  }

  private checkType(path: Path, { type }: Node): void {
    if (isUnknown(type) || TYPES.includes(type as string)) {
      return;
    }
    const fix = Array.isArray(type) ? ' Use one type, and omit an optional property from "required".' : '';
    this.complain(path, `"type" must be one of ${TYPES.join(', ')}, got ${shown(type)}.${fix}`, 'type');
  }

  private checkMembers(path: Path, schema: Node): void {
    const { type, properties, required } = schema;
    for (const key of ['properties', 'required'].filter((name) => schema[name] !== undefined)) {
      this.checkBelongs(path, key, type, 'object');
    }
    if (properties !== undefined && !isNode(properties) && !isUnknown(properties)) {
      this.complain(path, `"properties" must be an object, got ${shown(properties)}.`, 'properties');
    }
    for (const [name, member] of membersOf({ path: [...path, 'properties'], value: properties })) {
      doubtPropertyName(name, member.path, this.findings);
      this.checkSchema(member);
    }
    if (required === undefined || isUnknown(required)) {
      return;
    }
    if (!Array.isArray(required) || required.some((name) => typeof name !== 'string')) {
      this.complain(path, `"required" must be a list of names, got ${shown(required)}.`, 'required');
      return;
    }
    const known = (name: string) => isUnknown(properties) || (isNode(properties) && Object.hasOwn(properties, name));
    for (const name of required.filter((one) => !isUnknown(one) && !known(one))) {
      this.complain(path, `"required" must contain only names of "properties", got ${quote(name)}.`, 'required');
    }
  }

  private checkItems(path: Path, { type, items }: Node): void {
    if (items !== undefined) {
      this.checkBelongs(path, 'items', type, 'array');
      this.checkSchema({ path: [...path, 'items'], value: items });
    } else if (type === 'array') {
      this.findings.doubt(
        'cdk-agentcore:arrayWithoutItems',
        path,
        'the array has no "items", the schema of its items. Some models reject tools with such a schema. Add "items".',
      );
    }
  }

  private checkBelongs(path: Path, key: string, type: unknown, owner: string): void {
    if (typeof type === 'string' && TYPES.includes(type) && type !== owner) {
      this.complain(path, `"${key}" requires the type ${owner}, got ${type}.`, key);
    }
  }

  private complain(path: Path, problem: string, key?: string): void {
    if (this.owner === 'a Lambda function') {
      this.findings.refuse(path, problem, key);
    } else {
      this.findings.doubt('cdk-agentcore:mcpToolSchema', path, problem);
    }
  }
}
