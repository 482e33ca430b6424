import {
  type Findings,
  isNode,
  itemsOf,
  memberOf,
  membersOf,
  type Node,
  type Place,
  shown,
} from '../../private/documents/findings';

const PROTOCOL = 'aws.protocols#restJson1';
const MIXIN = 'smithy.api#mixin';
/** Mixins are for those who write models; whoever reads them expects that they are worked in. */
const FLATTEN = '`smithy ast --flatten` works mixins in';
const HTTP = 'smithy.api#http';
/** What a resource does, beside its further operations. */
const LIFECYCLE = ['create', 'put', 'read', 'update', 'delete', 'list'];

/**
 * Checks a Smithy model, in its JSON notation, and says how its tools are called.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-building-smithy-targets.html
 */
export function checkSmithy(root: unknown, findings: Findings): string[] | undefined {
  const shapes = checkSmithyVersion(root, findings);
  return shapes && new SmithyRules(shapes, findings).check();
}

/** Its shapes, if it is a model that the service reads. */
export function checkSmithyVersion(root: unknown, findings: Findings): Place | undefined {
  if (!isNode(root) || typeof root.smithy !== 'string' || !/^[12](\.0)?$/.test(root.smithy)) {
    const got = isNode(root) ? shown(root.smithy) : 'something else';
    const problem = `must be a Smithy model in JSON, with "smithy": "1.0" or "2.0", got ${got}`;
    findings.refuse([], problem, isNode(root) ? 'smithy' : undefined);
    return undefined;
  }
  if (!isNode(root.shapes)) {
    findings.refuse([], 'must have "shapes"', 'shapes');
    return undefined;
  }
  return { path: ['shapes'], value: root.shapes };
}

class SmithyRules {
  private readonly namespaces: Set<string>;
  private readonly names = new Set<string>();

  public constructor(
    private readonly shapes: Place,
    private readonly findings: Findings,
  ) {
    this.namespaces = new Set(membersOf(shapes).map(([id]) => id.split('#')[0]));
  }

  public check(): string[] | undefined {
    const all = membersOf(this.shapes).filter(([, { value }]) => isNode(value) && value.type === 'service');
    const services = all.filter(([, { value }]) => !(MIXIN in traitsOf(value)));
    if (services.length === 0) {
      const problem = `must have a shape of the type service${all.length > 0 ? ` that is no mixin: ${FLATTEN}` : ''}`;
      this.findings.refuse(this.shapes.path, problem);
    }
    for (const [, service] of services) {
      this.checkService(service);
    }
    if (services.length > 1) {
      const ids = services.map(([id]) => id).join(', ');
      this.findings.doubt(
        'cdk-agentcore:smithyServices',
        this.shapes.path,
        `the model has several services, of which the gateway takes one: ${ids}. Leave one`,
      );
      return undefined;
    }
    return [...this.names];
  }

  private checkService(service: Place): void {
    const traits = Object.keys(traitsOf(service.value));
    const fix = itemsOf(memberOf(service, 'mixins')).length > 0 ? `. What its mixins add is not seen: ${FLATTEN}` : '';
    if (!traits.includes(PROTOCOL)) {
      const others = traits.filter((trait) => /protocols#/.test(trait)).join(', ') || 'no protocol';
      this.findings.refuse(
        service.path,
        `must speak ${PROTOCOL}, the only protocol that the gateway speaks, got ${others}${fix}`,
        'traits',
      );
    }
    if (!traits.includes('aws.api#service')) {
      this.findings.doubt(
        'cdk-agentcore:smithyServices',
        service.path,
        'the gateway finds the endpoints of AWS services only, which have the trait aws.api#service. Describe another API in OpenAPI',
      );
    }
    const operations = this.operationsOf(service);
    if (operations.length === 0) {
      this.findings.refuse(service.path, `must have at least one operation, which becomes a tool${fix}`);
    }
    // Resources may share what they do.
    for (const operation of new Map(operations.map((one) => [one.value, one])).values()) {
      this.checkOperation(operation);
    }
  }

  /** The operations of a service or resource and of its resources, each of which is visited once. */
  private operationsOf(holder: Place, passed = new Set<unknown>()): Place[] {
    passed.add(holder.value);
    const own = [
      ...['operations', 'collectionOperations'].flatMap((key) => itemsOf(memberOf(holder, key))),
      ...LIFECYCLE.map((key) => memberOf(holder, key)).filter(({ value }) => isNode(value)),
    ];
    const resources = itemsOf(memberOf(holder, 'resources')).flatMap((target) => this.targetOf(target) ?? []);
    return [
      ...own.flatMap((target) => this.targetOf(target) ?? []),
      ...resources.flatMap((resource) => (passed.has(resource.value) ? [] : this.operationsOf(resource, passed))),
    ];
  }

  /** The shape that something targets. What other models define is not to be had here. */
  private targetOf(target: Place): Place | undefined {
    const id = isNode(target.value) ? target.value.target : undefined;
    if (typeof id !== 'string') {
      return undefined;
    }
    const shape = memberOf(this.shapes, id);
    if (shape.value === undefined && this.namespaces.has(id.split('#')[0])) {
      this.findings.refuse(target.path, `targets ${shown(id)}, which is not in the model`, 'target');
    }
    return shape.value === undefined ? undefined : shape;
  }

  private checkOperation(operation: Place): void {
    const id = operation.path[operation.path.length - 1] as string;
    this.names.add(id.split('#')[1] ?? id);
    const http = traitsOf(operation.value)[HTTP];
    if (!isNode(http) || typeof http.method !== 'string' || typeof http.uri !== 'string') {
      this.findings.refuse(operation.path, `must have the trait ${HTTP}, with "method" and "uri"`, 'traits');
    }
    for (const key of ['input', 'output']) {
      const structure = this.targetOf(memberOf(operation, key));
      const members = structure ? membersOf(memberOf(structure, 'members')) : [];
      const targets = members.map(([, member]) => this.targetOf(member));
      if (targets.some((target) => target && 'smithy.api#streaming' in traitsOf(target.value))) {
        this.findings.doubt(
          'cdk-agentcore:smithyStreaming',
          operation.path,
          `the gateway does not support operations with a stream for their ${key}. Keep the model from choosing it`,
        );
      }
    }
  }
}

function traitsOf(shape: unknown): Node {
  const traits = isNode(shape) ? shape.traits : undefined;
  return isNode(traits) ? traits : {};
}
