import {
  type Findings,
  isNode,
  itemsOf,
  memberOf,
  membersOf,
  type Node,
  type Place,
  placeOf,
  shown,
} from '../../private/documents/findings';

const PROTOCOL = 'aws.protocols#restJson1';
const MIXIN = 'smithy.api#mixin';
/** Tools that read models expect that mixins are flattened. */
const FLATTEN = 'Flatten the mixins with `smithy ast --flatten`.';
const HTTP = 'smithy.api#http';
/** The lifecycle operations of a resource. */
const LIFECYCLE = ['create', 'put', 'read', 'update', 'delete', 'list'];

/**
 * Checks a Smithy model in JSON, and returns the tool names.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-building-smithy-targets.html
 */
export function checkSmithy(root: unknown, findings: Findings): string[] | undefined {
  const shapes = checkSmithyVersion(root, findings);
  return shapes && new SmithyRules(shapes, findings).check();
}

/** Returns the shapes if the document is a Smithy model of a supported version. */
export function checkSmithyVersion(root: unknown, findings: Findings): Place | undefined {
  if (!isNode(root) || typeof root.smithy !== 'string' || !/^[12](\.0)?$/.test(root.smithy)) {
    const got = isNode(root) ? shown(root.smithy) : shown(root);
    const problem = `must be a Smithy model in JSON with "smithy": "1.0" or "2.0", got ${got}.`;
    findings.refuse([], problem, isNode(root) ? 'smithy' : undefined);
    return undefined;
  }
  if (!isNode(root.shapes)) {
    findings.refuse([], 'must have "shapes".', 'shapes');
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
      const problem = `must have a shape of the type service${all.length > 0 ? ` that is not a mixin. ${FLATTEN}` : '.'}`;
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
        `the model has several services: ${ids}. The gateway uses only one of them, so tools may be missing. Keep one service.`,
      );
      return undefined;
    }
    return [...this.names];
  }

  private checkService(service: Place): void {
    const traits = Object.keys(traitsOf(service.value));
    const fix = itemsOf(memberOf(service, 'mixins')).length > 0 ? ` ${FLATTEN}` : '';
    if (!traits.includes(PROTOCOL)) {
      const others = traits.filter((trait) => /protocols#/.test(trait)).join(', ') || 'no protocol';
      this.findings.refuse(
        service.path,
        `must have the protocol trait ${PROTOCOL}, the only one that gateways support, got ${others}.${fix}`,
        'traits',
      );
    }
    if (!traits.includes('aws.api#service')) {
      this.findings.doubt(
        'cdk-agentcore:smithyServices',
        service.path,
        'the service has no trait aws.api#service. The gateway can call AWS services only. For other APIs, use an OpenAPI document.',
      );
    }
    const operations = this.operationsOf(service);
    if (operations.length === 0) {
      this.findings.refuse(
        service.path,
        `must have at least one operation, because each operation becomes a tool.${fix}`,
      );
    }
    const names = new Map<string, Place>();
    // Resources can share operations.
    for (const operation of new Map(operations.map((one) => [one.value, one])).values()) {
      this.checkOperation(operation);
      const name = nameOf(operation);
      const other = names.get(name);
      if (other) {
        const problem = `must have a unique name, because the name becomes the tool name, got ${shown(name)}, which ${placeOf(other.path)} has too. Rename one of them.`;
        this.findings.refuse(operation.path, problem);
      }
      names.set(name, operation);
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

  /** Returns the shape that a member targets. Shapes of other models are not available. */
  private targetOf(target: Place): Place | undefined {
    const id = isNode(target.value) ? target.value.target : undefined;
    if (typeof id !== 'string') {
      return undefined;
    }
    const shape = memberOf(this.shapes, id);
    if (shape.value === undefined && this.namespaces.has(id.split('#')[0])) {
      this.findings.refuse(
        target.path,
        `must target a shape in the model, got ${shown(id)}. Fix the target, or add the shape.`,
        'target',
      );
    }
    return shape.value === undefined ? undefined : shape;
  }

  private checkOperation(operation: Place): void {
    this.names.add(nameOf(operation));
    const http = traitsOf(operation.value)[HTTP];
    if (!isNode(http) || typeof http.method !== 'string' || typeof http.uri !== 'string') {
      this.findings.refuse(operation.path, `must have the trait ${HTTP} with "method" and "uri".`, 'traits');
    }
    for (const key of ['input', 'output']) {
      const structure = this.targetOf(memberOf(operation, key));
      const members = structure ? membersOf(memberOf(structure, 'members')) : [];
      const targets = members.map(([, member]) => this.targetOf(member));
      if (targets.some((target) => target && 'smithy.api#streaming' in traitsOf(target.value))) {
        this.findings.doubt(
          'cdk-agentcore:smithyStreaming',
          operation.path,
          `the ${key} of the operation is a stream, which gateways do not support. Calls of the tool fail. Remove the operation from the model.`,
        );
      }
    }
  }
}

/** The name in the ID of a shape, for example `GetOrder` of `com.example#GetOrder`. */
function nameOf({ path }: Place): string {
  const id = path[path.length - 1] as string;
  return id.split('#')[1] ?? id;
}

function traitsOf(shape: unknown): Node {
  const traits = isNode(shape) ? shape.traits : undefined;
  return isNode(traits) ? traits : {};
}
