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
const CALLS_ONLY = 'a gateway does not receive requests from the API';
const SIGNS_IN = 'a gateway authenticates with the credentials of the target';

/**
 * Checks an OpenAPI document whose operations become tools, and returns the tool names.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-schema-openapi.html
 */
export function checkOpenApi(root: unknown, findings: Findings): string[] {
  const version = checkOpenApiVersion(root, findings);
  return version ? new OpenApiRules(root as Node, version, findings).check() : [];
}

/** Returns the version, `3.0` or `3.1`, if the document has a supported version. */
export function checkOpenApiVersion(root: unknown, findings: Findings): string | undefined {
  if (!isNode(root)) {
    findings.refuse([], `must be an OpenAPI document, got ${shown(root)}.`);
    return undefined;
  }
  const { openapi } = root;
  const version = typeof openapi === 'string' ? /^3\.[01](?=\.\d+)/.exec(openapi)?.[0] : undefined;
  if (version) {
    return version;
  }
  const given = ['openapi', 'swagger', 'smithy'].filter((key) => root[key] !== undefined);
  const got = given.length > 0 ? given.map((key) => `"${key}": ${shown(root[key])}`).join(', ') : 'neither';
  findings.refuse([], `must be an OpenAPI document with "openapi": "3.0.x" or "3.1.x", got ${got}.`, given[0]);
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
      this.findings.refuse(
        [],
        'must have "paths" with at least one operation, because each operation becomes a tool.',
        'paths',
      );
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
      this.findings.refuse(info.path, `must have a "${key}" of type string.`, key);
    }
  }

  /** Checks the operations of a path. Returns the servers that each operation overrides. */
  private checkPath(path: string, used: Place): Array<{ readonly servers?: Place }> {
    if (path.startsWith('x-')) {
      return [];
    }
    if (!path.startsWith('/')) {
      this.findings.refuse(used.path, 'must start with "/".');
    }
    const item = this.references.follow(used);
    if (!isNode(used.value)) {
      this.findings.refuse(used.path, `must be an object with operations, got ${shown(used.value)}.`);
    }
    const given = METHODS.map((method) => memberOf(item, method)).filter(({ value }) => value !== undefined);
    for (const { path: at, value } of given.filter((operation) => !isNode(operation.value))) {
      this.findings.refuse(at, `must be an object that describes the operation, got ${shown(value)}.`);
    }
    const operations = given.filter(({ value }) => isNode(value));
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
      this.findings.refuse(operation.path, 'must have "responses".', 'responses');
    }
    for (const [, used] of membersOf(responses)) {
      const response = this.references.follow(used);
      if (this.isNew(response.value)) {
        this.leaveOut(response, 'links', 'a gateway does not support links');
        this.checkContent(membersOf(memberOf(response, 'content')));
      }
    }
  }

  private checkName({ path, value }: Place): void {
    const { operationId } = value as Node;
    if (typeof operationId !== 'string' || operationId === '') {
      const isMissing = operationId === undefined || operationId === '' || operationId === null;
      const problem = isMissing
        ? 'must have an "operationId", which becomes the tool name.'
        : `"operationId" must be a string, got ${shown(operationId)}. Put it in quotes.`;
      this.findings.refuse(path, problem, 'operationId');
      return;
    }
    const other = this.names.get(operationId);
    if (other) {
      const problem = `"operationId" must be unique, got ${shown(operationId)}, which ${placeOf(other)} has too. Rename one of them.`;
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
      this.findings.refuse(
        body.path,
        `must have one of the media types ${MEDIA_TYPES.join(', ')}, got ${types}.`,
        'content',
      );
    }
    this.checkContent(content);
  }

  private checkContent(content: Array<[type: string, Place]>): void {
    for (const [type, media] of content) {
      if (isTaken(type)) {
        this.schemas.check(memberOf(media, 'schema'));
      } else {
        const problem = `AWS does not list the media type ${shown(type)} as supported, so calls of the tool may fail. Use one of ${MEDIA_TYPES.join(', ')}.`;
        this.findings.doubt('cdk-agentcore:openApiMediaTypes', media.path, problem);
      }
    }
  }

  /** Warns about features that AWS documents as unsupported. AgentCore accepts documents with these features. */
  private leaveOut(holder: Place, key: string, reason: string): void {
    const { path, value } = memberOf(holder, key);
    const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
    if (!isEmpty) {
      this.findings.doubt(
        'cdk-agentcore:openApiLeftOut',
        path,
        `"${key}" has no effect, because ${reason}. Remove it.`,
      );
    }
  }

  /** Whether a value has not been checked yet. Operations can share values. */
  private isNew(value: unknown): boolean {
    const isNew = !this.checked.has(value);
    this.checked.add(value);
    return isNew;
  }
}

function isTaken(mediaType: string): boolean {
  return MEDIA_TYPES.includes(mediaType.split(';')[0].trim().toLowerCase());
}
