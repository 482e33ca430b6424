import {
  type Findings,
  isNode,
  itemsOf,
  memberOf,
  membersOf,
  type Node,
  type Path,
  type Place,
  shown,
} from '../../private/documents/findings';
import type { References } from './openapi-references';
import { doubtPropertyName } from './tool-names';

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
const COMPOSITIONS: Record<string, string> = {
  allOf: 'Write one schema with all members.',
  anyOf: 'Write one schema, and describe in "description" which members belong together.',
  oneOf: 'Write one schema, and describe in "description" which members belong together.',
};

/** Checks each schema that operations use once. */
export class OpenApiSchemas {
  private readonly checked = new Set<unknown>();
  private readonly queue: Place[] = [];
  private isChecking = false;

  /** @param version The OpenAPI version, `3.0` or `3.1` */
  public constructor(
    private readonly version: string,
    private readonly references: References,
    private readonly findings: Findings,
  ) {}

  /**
   * Checks a schema and everything to which it refers. The search is iterative, because a chain of references can be
   * long.
   */
  public check(used: Place): void {
    this.queue.push(used);
    if (this.isChecking) {
      return;
    }
    this.isChecking = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      this.checkOne(next);
    }
    this.isChecking = false;
  }

  private checkOne(used: Place): void {
    const place = this.references.follow(used);
    const { path, value: schema } = place;
    if (!isNode(schema) || this.checked.has(schema)) {
      return;
    }
    this.checked.add(schema);
    for (const keyword of Object.keys(COMPOSITIONS).filter((name) => name in schema)) {
      this.findings.refuse(path, `"${keyword}" is not supported. ${COMPOSITIONS[keyword]}`, keyword);
    }
    this.checkType(path, schema);
    for (const [name, member] of membersOf(memberOf(place, 'properties'))) {
      doubtPropertyName(name, member.path, this.findings);
      this.check(member);
    }
    this.check(memberOf(place, 'items'));
    this.check(memberOf(place, 'additionalProperties'));
    for (const item of itemsOf(memberOf(place, 'prefixItems'))) {
      this.check(item);
    }
  }

  private checkType(path: Path, { type, items }: Node): void {
    const isNewer = this.version !== '3.0';
    const taken = isNewer ? [...TYPES, 'null'] : TYPES;
    const types = isNewer && Array.isArray(type) ? type : [type];
    const wrong = types.find((one) => one !== undefined && !taken.includes(one));
    if (wrong !== undefined) {
      const fix = Array.isArray(wrong) ? ' Use one type, and "nullable": true for a value that can be null.' : '';
      this.findings.refuse(path, `"type" must be one of ${taken.join(', ')}, got ${shown(wrong)}.${fix}`, 'type');
    }
    if (type === 'array' && items === undefined && !isNewer) {
      this.findings.refuse(path, 'must have "items", the schema of the items of the array.', 'type');
    }
  }
}
