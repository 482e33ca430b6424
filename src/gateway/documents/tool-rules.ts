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

/** Who is given the tools: the service is strict about those of a function, and does not say how it is about those of a server. */
export type ToolsOf = 'a Lambda function' | 'an MCP server';

const TYPES = ['string', 'number', 'object', 'array', 'boolean', 'integer'];
const KEYWORDS = ['type', 'description', 'properties', 'required', 'items'];
const MEMBERS = ['name', 'description', 'inputSchema', 'outputSchema'];

const INTO_DESCRIPTION = 'say it in "description"';
/** What to write instead of the keywords that the service does not take. */
const REMEDIES = new Map(
  Object.entries({
    $ref: 'write what it refers to in its place',
    additionalProperties: 'leave it out',
    allOf: 'write one schema with all members',
    anyOf: 'write one schema, and say in "description" what goes together',
    const: 'say in "description" which value it must have',
    default: 'say in "description" what holds without it',
    enum: 'say in "description" which values it may have',
    format: INTO_DESCRIPTION,
    maxItems: INTO_DESCRIPTION,
    maxLength: INTO_DESCRIPTION,
    maximum: INTO_DESCRIPTION,
    minItems: INTO_DESCRIPTION,
    minLength: INTO_DESCRIPTION,
    minimum: INTO_DESCRIPTION,
    nullable: 'leave the property out of "required"',
    oneOf: 'write one schema, and say in "description" what goes together',
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
    findings.refuse(tools.path, 'must be a list of tools, or have one as its member "tools"');
    return;
  }
  if (tools.value.length === 0) {
    findings.refuse(tools.path, 'must have at least one tool');
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
      this.findings.refuse(path, `must be an object with ${MEMBERS.slice(0, 3).join(', ')}, got ${shown(tool)}`);
      return;
    }
    this.checkName(path, tool);
    this.checkText(path, tool, 'description', 'by which the model chooses the tool');
    this.checkRoot(path, tool, 'inputSchema', '{ "type": "object" } if it takes nothing');
    if (tool.outputSchema !== undefined) {
      this.checkRoot(path, tool, 'outputSchema', 'or none at all');
    }
    for (const key of Object.keys(tool).filter((member) => !MEMBERS.includes(member))) {
      this.complain(path, `"${key}" is no member of a tool, which are ${MEMBERS.join(', ')}: leave it out`, key);
    }
  }

  private checkName(path: Path, tool: Node): void {
    this.checkText(path, tool, 'name', 'by which agents call the tool');
    const { name } = tool;
    if (typeof name !== 'string' || name === '' || isUnknown(name)) {
      return;
    }
    if (this.names.has(name)) {
      this.findings.refuse(path, `another tool has the name ${quote(name)} too: give each a name of its own`, 'name');
    }
    this.names.add(name);
    doubtToolName(name, path, this.findings);
  }

  private checkText(path: Path, tool: Node, key: string, purpose: string): void {
    const text = tool[key];
    if (text === undefined || text === '') {
      this.findings.refuse(path, `must have a ${key}, ${purpose}`, key);
    } else if (typeof text !== 'string' && !isUnknown(text)) {
      this.findings.refuse(path, `"${key}" must be a string, got ${shown(text)}`, key);
    }
  }

  /** The schema of all that goes in or out: that of an object. */
  private checkRoot(path: Path, tool: Node, key: string, otherwise: string): void {
    const schema = tool[key];
    if (isUnknown(schema)) {
      return;
    }
    if (!isNode(schema)) {
      this.findings.refuse(path, `must have an ${key}, the JSON Schema of an object: ${otherwise}`, key);
      return;
    }
    const { type } = schema;
    if (type !== undefined && type !== 'object' && !isUnknown(type)) {
      const problem = `must be the schema of an object, { "type": "object", … }, got ${shown(type)}`;
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
      this.complain(path, `must be a JSON Schema, as { "type": "string" } is, got ${shown(schema)}`);
      return;
    }
    const unknown = Object.keys(schema).filter((key) => !KEYWORDS.includes(key));
    for (const key of unknown) {
      const fix = REMEDIES.get(key) ?? 'leave it out, or say it in "description"';
      this.complain(path, `"${key}" is not a keyword that tools may have (${KEYWORDS.join(', ')}): ${fix}`, key);
    }
    // What has the others often has no type, and is told about them already.
    if (schema.type !== undefined || unknown.length === 0) {
      this.checkType(path, schema);
    }
    if (schema.description !== undefined && typeof schema.description !== 'string') {
      this.complain(path, `"description" must be a string, got ${shown(schema.description)}`, 'description');
    }
    this.checkMembers(path, schema);
    this.checkItems(path, schema);
  }

  private checkType(path: Path, { type }: Node): void {
    if (isUnknown(type) || TYPES.includes(type as string)) {
      return;
    }
    const fix = Array.isArray(type) ? ': give one, and leave a property that may be missing out of "required"' : '';
    this.complain(path, `"type" must be one of ${TYPES.join(', ')}, got ${shown(type)}${fix}`, 'type');
  }

  private checkMembers(path: Path, schema: Node): void {
    const { type, properties, required } = schema;
    for (const key of ['properties', 'required'].filter((name) => schema[name] !== undefined)) {
      this.checkBelongs(path, key, type, 'object');
    }
    if (properties !== undefined && !isNode(properties) && !isUnknown(properties)) {
      this.complain(path, `"properties" must be an object, got ${shown(properties)}`, 'properties');
    }
    for (const [name, member] of membersOf({ path: [...path, 'properties'], value: properties })) {
      doubtPropertyName(name, member.path, this.findings);
      this.checkSchema(member);
    }
    if (required === undefined || isUnknown(required)) {
      return;
    }
    if (!Array.isArray(required) || required.some((name) => typeof name !== 'string')) {
      this.complain(path, `"required" must be a list of names, got ${shown(required)}`, 'required');
      return;
    }
    const known = (name: string) => isUnknown(properties) || (isNode(properties) && Object.hasOwn(properties, name));
    for (const name of required.filter((one) => !isUnknown(one) && !known(one))) {
      this.complain(path, `"required" has ${quote(name)}, which "properties" has not`, 'required');
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
        'an array without "items" says nothing of what is in it, and some models refuse it',
      );
    }
  }

  private checkBelongs(path: Path, key: string, type: unknown, owner: string): void {
    if (typeof type === 'string' && TYPES.includes(type) && type !== owner) {
      this.complain(path, `"${key}" belongs to the type ${owner}, and this is one of type ${type}`, key);
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
