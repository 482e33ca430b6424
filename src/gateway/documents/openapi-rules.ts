import {
  type Findings,
  isNode,
  memberOf,
  membersOf,
  type Node,
  type Path,
  type Place,
  placeOf,
  shown,
} from '../../private/documents/findings';
import { OpenApiParameters } from './openapi-parameters';
import { References } from './openapi-references';
import { OpenApiSchemas } from './openapi-schemas';
import { checkServers } from './openapi-servers';
import { doubtToolName } from './tool-names';

/** The methods of operations that become tools. */
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const MEDIA_TYPES = ['application/json', 'application/xml', 'multipart/form-data', 'application/x-www-form-urlencoded'];
const CALLS_ONLY = 'the gateway calls the API, and is not called by it';
const SIGNS_IN = 'the gateway signs in with the credentials of the target';

/**
 * Checks a document whose operations become tools, and says how they are called.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html
 */
export function checkOpenApi(root: unknown, findings: Findings): string[] {
  const version = checkOpenApiVersion(root, findings);
  return version ? new OpenApiRules(root as Node, version, findings).check() : [];
}

/** `3.0` or `3.1`, if it is one of them. */
export function checkOpenApiVersion(root: unknown, findings: Findings): string | undefined {
  if (!isNode(root)) {
    findings.refuse([], 'must be an OpenAPI document');
    return undefined;
  }
  const { openapi } = root;
  const version = typeof openapi === 'string' ? /^3\.[01](?=\.\d+)/.exec(openapi)?.[0] : undefined;
  if (version) {
    return version;
  }
  const given = ['openapi', 'swagger', 'smithy'].filter((key) => root[key] !== undefined);
  const got = given.length > 0 ? given.map((key) => `"${key}": ${shown(root[key])}`).join(', ') : 'neither';
  findings.refuse([], `must be an OpenAPI document with "openapi": "3.0.x" or "3.1.x", got ${got}`, given[0]);
  return undefined;
}

class OpenApiRules {
  private readonly references: References;
  private readonly schemas: OpenApiSchemas;
  private readonly parameters: OpenApiParameters;
  private readonly names = new Map<string, Path>();
  private readonly checked = new Set<unknown>();

  public constructor(
    private readonly root: Node,
    private readonly version: string,
    private readonly findings: Findings,
  ) {
    this.references = new References(root);
    this.schemas = new OpenApiSchemas(version, this.references, findings);
    this.parameters = new OpenApiParameters(this.schemas, this.references, findings);
  }

  public check(): string[] {
    const root: Place = { path: [], value: this.root };
    this.checkInfo(memberOf(root, 'info'));
    const operations = membersOf(memberOf(root, 'paths')).flatMap(([path, item]) => this.checkPath(path, item));
    if (operations.length === 0) {
      this.findings.refuse([], 'must have "paths" with at least one operation, which becomes a tool', 'paths');
    }
    if (operations.some(({ servers }) => servers === undefined)) {
      checkServers(memberOf(root, 'servers'), this.findings);
    }
    this.leaveOut(root, 'webhooks', CALLS_ONLY);
    this.leaveOut(root, 'security', SIGNS_IN);
    this.references.check(this.findings);
    return [...this.names.keys()];
  }

  private checkInfo(info: Place): void {
    for (const key of ['title', 'version'].filter((name) => typeof memberOf(info, name).value !== 'string')) {
      this.findings.refuse(info.path, `must have a "${key}", which is a string`, key);
    }
  }

  /** Of each operation, the servers that it has for itself. */
  private checkPath(path: string, used: Place): Array<{ readonly servers?: Place }> {
    if (path.startsWith('x-')) {
      return [];
    }
    if (!path.startsWith('/')) {
      this.findings.refuse(used.path, 'must begin with /');
    }
    const item = this.references.follow(used);
    const operations = METHODS.map((method) => memberOf(item, method)).filter(({ value }) => isNode(value));
    return operations.map((operation) => {
      this.checkOperation(operation);
      this.parameters.check(path, operation, [memberOf(item, 'parameters'), memberOf(operation, 'parameters')]);
      const servers = [operation, item]
        .map((holder) => memberOf(holder, 'servers'))
        .find(({ value }) => value !== undefined);
      if (servers && this.isNew(servers.value)) {
        checkServers(servers, this.findings);
      }
      return { servers };
    });
  }

  private checkOperation(operation: Place): void {
    this.checkName(operation);
    this.leaveOut(operation, 'callbacks', CALLS_ONLY);
    this.leaveOut(operation, 'security', SIGNS_IN);
    const body = this.references.follow(memberOf(operation, 'requestBody'));
    if (body.value !== undefined && this.isNew(body.value)) {
      this.checkBody(body);
    }
    const responses = memberOf(operation, 'responses');
    if (responses.value === undefined && this.version === '3.0') {
      this.findings.refuse(operation.path, 'must have "responses"', 'responses');
    }
    for (const [, used] of membersOf(responses)) {
      const response = this.references.follow(used);
      if (this.isNew(response.value)) {
        this.leaveOut(response, 'links', 'the gateway does not offer them');
        this.checkContent(membersOf(memberOf(response, 'content')));
      }
    }
  }

  private checkName({ path, value }: Place): void {
    const { operationId } = value as Node;
    if (typeof operationId !== 'string' || operationId === '') {
      this.findings.refuse(path, 'must have an "operationId", which becomes the name of the tool', 'operationId');
      return;
    }
    const other = this.names.get(operationId);
    if (other) {
      const problem = `"operationId" is ${shown(operationId)}, as that of ${placeOf(other)}: give each a name of its own`;
      this.findings.refuse(path, problem, 'operationId');
      return;
    }
    this.names.set(operationId, path);
    doubtToolName(operationId, path, this.findings);
  }

  private checkBody(body: Place): void {
    const content = membersOf(memberOf(body, 'content'));
    const taken = content.filter(([type]) => isTaken(type));
    if (taken.length === 0) {
      const types = content.map(([type]) => type).join(', ') || 'none';
      this.findings.refuse(body.path, `must be of one of ${MEDIA_TYPES.join(', ')}, got ${types}`, 'content');
    }
    this.checkContent(content);
  }

  private checkContent(content: Array<[type: string, Place]>): void {
    for (const [type, media] of content) {
      if (isTaken(type)) {
        this.schemas.check(memberOf(media, 'schema'));
      } else {
        const problem = `the gateway is not known to take ${shown(type)}, but ${MEDIA_TYPES.join(', ')}`;
        this.findings.doubt('cdk-agentcore:openApiMediaTypes', media.path, problem);
      }
    }
  }

  /** The service says that it does not support them, and takes documents that have them all the same. */
  private leaveOut(holder: Place, key: string, reason: string): void {
    const { path, value } = memberOf(holder, key);
    const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
    if (!isEmpty) {
      this.findings.doubt('cdk-agentcore:openApiLeftOut', path, `"${key}" has no effect: ${reason}`);
    }
  }

  /** What is used by several is checked once. */
  private isNew(value: unknown): boolean {
    const isNew = !this.checked.has(value);
    this.checked.add(value);
    return isNew;
  }
}

function isTaken(mediaType: string): boolean {
  return MEDIA_TYPES.includes(mediaType.split(';')[0].trim().toLowerCase());
}
