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

/** Where parameters are, and the one way in which the gateway writes them there. */
const STYLES = new Map([
  ['path', 'simple'],
  ['query', 'form'],
  ['header', 'simple'],
  ['cookie', 'form'],
]);
/** A place in a path that says how it is to be written, as in `/users/{;id*}{?metadata}`. */
const SERIALIZER = /\{[;?&+#./]|\*\}/;

/** Checks the parameters of operations, each once. */
export class OpenApiParameters {
  private readonly checked = new Set<unknown>();

  public constructor(
    private readonly schemas: OpenApiSchemas,
    private readonly references: References,
    private readonly findings: Findings,
  ) {}

  /**
   * @param path as in `/orders/{id}`
   * @param lists of the path, and of the operation
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
      this.findings.refuse(operation.path, `${shown(path)} must have plain parameters only, as in {id}`);
      return;
    }
    const given = parameters
      .filter(({ value }) => isNode(value) && value.in === 'path')
      .map(({ value }) => (value as Node).name);
    for (const [, name] of path.matchAll(/\{([^{}]*)\}/g)) {
      if (!given.includes(name)) {
        this.findings.refuse(
          operation.path,
          `must have the parameter "${name}" of its path, with "in": "path"`,
          'parameters',
        );
      }
    }
  }

  private checkOne({ path, value }: Place, parameter: Node): void {
    const { name, in: where, style, schema, content } = parameter;
    if (typeof name !== 'string' || name === '') {
      this.findings.refuse(path, 'must have a "name"', 'name');
    } else {
      doubtPropertyName(name, path, this.findings);
    }
    const taken = STYLES.get(where as string);
    if (!taken) {
      this.findings.refuse(path, `"in" must be one of ${[...STYLES.keys()].join(', ')}, got ${shown(where)}`, 'in');
      return;
    }
    if (where === 'path' && parameter.required !== true) {
      this.findings.refuse(path, 'must have "required": true, as all that is in the path', 'required');
    }
    if (style !== undefined && style !== taken) {
      this.findings.refuse(
        path,
        `"style" must be ${taken} in the ${where}, got ${shown(style)}: the service takes no other`,
        'style',
      );
    }
    if (schema === undefined && content === undefined) {
      this.findings.refuse(path, 'must have a "schema"', 'schema');
    }
    if (content !== undefined) {
      this.doubt(path, 'it is written by the media type of its "content". Give it a "schema"');
    }
    this.schemas.check(memberOf({ path, value }, 'schema'));
    this.doubtType(path, parameter);
  }

  /** What is no text by itself must be written in some way. */
  private doubtType(path: Path, { in: where, schema, explode }: Node): void {
    const { value } = this.references.follow({ path, value: schema });
    const type = isNode(value) ? value.type : undefined;
    const isPlainArray = type === 'array' && where === 'query' && explode !== false;
    if ((type === 'array' || type === 'object') && !isPlainArray) {
      this.doubt(
        path,
        `an ${type} in the ${where} is written in a way of its own. Take a string, or an array in the query that is not "explode": false`,
      );
    }
  }

  private doubt(path: Path, problem: string): void {
    this.findings.doubt(
      'cdk-agentcore:openApiParameters',
      path,
      `the gateway is not known to write this parameter: ${problem}`,
    );
  }
}
