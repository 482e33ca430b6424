import {
  type Findings,
  isNode,
  itemsOf,
  memberOf,
  type Node,
  type Path,
  type Place,
  shown,
} from '../../private/documents/findings';
import type { References } from './openapi-references';
import type { OpenApiSchemas } from './openapi-schemas';
import { doubtPropertyName } from './tool-names';

/** The locations of parameters, and the only serialization style that the gateway supports in each. */
const STYLES = new Map([
  ['path', 'simple'],
  ['query', 'form'],
  ['header', 'simple'],
  ['cookie', 'form'],
]);
/** A path parameter with a serialization style, for example in `/users/{;id*}{?metadata}`. */
const SERIALIZER = /\{[;?&+#./]|\*\}/;

/** Checks each parameter of the operations once. */
export class OpenApiParameters {
  private readonly checked = new Set<unknown>();

  public constructor(
    private readonly schemas: OpenApiSchemas,
    private readonly references: References,
    private readonly findings: Findings,
  ) {}

  /**
   * @param path The path, for example `/orders/{id}`
   * @param lists The parameters of the path and of the operation
   */
  public check(path: string, operation: Place, lists: Place[]): void {
    const parameters = lists.flatMap((list) => this.parametersOf(list));
    for (const parameter of parameters) {
      if (isNode(parameter.value) && !this.checked.has(parameter.value)) {
        this.checked.add(parameter.value);
        this.checkOne(parameter, parameter.value);
      }
    }
    if (SERIALIZER.test(path)) {
      this.findings.refuse(operation.path, `${shown(path)} must have path parameters without a style. Use {id}.`);
      return;
    }
    const given = parameters
      .filter(({ value }) => isNode(value) && value.in === 'path')
      .map(({ value }) => (value as Node).name);
    const inPath = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name);
    for (const name of given.filter((one) => typeof one === 'string' && one !== '' && !inPath.includes(one))) {
      this.doubt(
        operation.path,
        `the path does not contain {${name}}. Add it to the path, or change "in" of ${shown(name)}.`,
      );
    }
    for (const name of inPath) {
      if (!given.includes(name)) {
        this.findings.refuse(
          operation.path,
          `must have a parameter "${name}" with "in": "path", because the path contains it. Add it to "parameters".`,
          'parameters',
        );
      }
    }
  }

  /** Follows the references of a list of parameters, and checks the list itself once. */
  private parametersOf(list: Place): Place[] {
    const parameters = itemsOf(list).map((used) => this.references.follow(used));
    if (this.checked.has(list.value)) {
      return parameters;
    }
    this.checked.add(list.value);
    // A key without a value is null in YAML, and means no parameters.
    if (list.value !== undefined && list.value !== null && !Array.isArray(list.value)) {
      this.findings.refuse(list.path, `must be a list of parameters, got ${shown(list.value)}.`);
    }
    const names = new Set<string>();
    for (const { path, value } of parameters) {
      if (!isNode(value)) {
        // References to missing values have a separate error.
        if (value !== undefined) {
          this.findings.refuse(path, `must be a parameter, an object with "name" and "in", got ${shown(value)}.`);
        }
      } else if (names.has(`${value.in} ${value.name}`)) {
        this.doubt(
          list.path,
          `the list has two parameters ${shown(value.name)} with "in": ${shown(value.in)}. Remove one.`,
        );
      } else {
        names.add(`${value.in} ${value.name}`);
      }
    }
    return parameters;
  }

  private checkOne({ path, value }: Place, parameter: Node): void {
    const { name, in: where, style, schema, content } = parameter;
    if (typeof name !== 'string' || name === '') {
      this.findings.refuse(path, 'must have a "name".', 'name');
    } else {
      doubtPropertyName(name, path, this.findings);
    }
    const taken = STYLES.get(where as string);
    if (!taken) {
      this.findings.refuse(path, `"in" must be one of ${[...STYLES.keys()].join(', ')}, got ${shown(where)}.`, 'in');
      return;
    }
    if (where === 'path' && parameter.required !== true) {
      this.findings.refuse(path, 'must have "required": true, because it is a path parameter.', 'required');
    }
    if (style !== undefined && style !== taken) {
      this.findings.refuse(
        path,
        `"style" must be ${taken} for a ${where} parameter, got ${shown(style)}. Omit "style".`,
        'style',
      );
    }
    if (schema === undefined && content === undefined) {
      this.findings.refuse(path, 'must have a "schema".', 'schema');
    }
    if (content !== undefined) {
      this.doubt(path, '"content" serializes it by media type. Use "schema" instead.');
    }
    this.schemas.check(memberOf({ path, value }, 'schema'));
    this.doubtType(path, parameter);
  }

  /** Arrays and objects need a serialization style, of which the gateway supports one. */
  private doubtType(path: Path, { in: where, schema, explode }: Node): void {
    const { value } = this.references.follow({ path, value: schema });
    const type = isNode(value) ? value.type : undefined;
    const isPlainArray = type === 'array' && where === 'query' && explode !== false;
    if ((type === 'array' || type === 'object') && !isPlainArray) {
      this.doubt(
        path,
        `an ${type} needs serialization in the ${where}. Use a string, or an array in the query without "explode": false.`,
      );
    }
  }

  private doubt(path: Path, problem: string): void {
    this.findings.doubt(
      'cdk-agentcore:openApiParameters',
      path,
      `the gateway may not send this parameter correctly: ${problem}`,
    );
  }
}
