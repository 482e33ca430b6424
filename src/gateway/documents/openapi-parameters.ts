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
    const parameters = lists.flatMap(itemsOf).map((used) => this.references.follow(used));
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
    for (const [, name] of path.matchAll(/\{([^{}]*)\}/g)) {
      if (!given.includes(name)) {
        this.findings.refuse(
          operation.path,
          `must have a parameter "${name}" with "in": "path", because the path contains it. Add it to "parameters".`,
          'parameters',
        );
      }
    }
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
