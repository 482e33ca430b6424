import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Annotations, Fn, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { type ResourcePolicy, warnOfNoPolicy } from '../private/iam/resource-policy';
import { regionOf } from '../private/known/resource';
import { ARNS, type ArnKind, problemOfArn } from '../private/validation/arn';
import { checkReference, OWN } from '../private/validation/environment';
import { quote } from '../private/validation/limit';
import type { PropertyNames } from '../private/validation/property-names';
import { deferred, isUnknown } from '../private/validation/unknown';
import { ValidationErrors } from '../private/validation/validation-errors';
import type { IAgent } from './agent';
import type { AgentGrants } from './grants';
import { type Measured, Metered } from './metered';

/** The names of properties of an endpoint that differ from the names of the service. */
const PROPERTY_NAMES: PropertyNames = {
  agentRuntimeId: 'runtime.agentId',
  agentRuntimeVersion: 'version',
  harnessId: 'harness.agentId',
  '/name': 'endpointName',
  targetVersion: 'version',
};

/** Options for `addEndpoint` of an agent. */
export interface EndpointOptions {
  /**
   * The version of the agent that the endpoint points to: a number from 1 to 99999, as a string. All versions run with
   * the current execution role of the agent. Required for an imported agent that has no `version`.
   *
   * @default - the newest version; the endpoint is updated with each deployment of the agent
   */
  readonly version?: string;

  /**
   * The description of the endpoint. Must be 1 to 256 characters long.
   *
   * @default - no description
   */
  readonly description?: string;
}

/**
 * A named endpoint of an agent, which points to one version of the agent. By default, each deployment of the agent updates
 * the endpoint to the newest version. With `version`, the endpoint remains at this version.
 *
 * @example
 * declare const agent: agentcore.IAgent;
 * const live = agent.addEndpoint('live', { version: '3' });
 * live.grants.invoke(backend);
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html
 */
export abstract class Endpoint extends Metered {
  /**
   * The ARN of the endpoint.
   */
  public abstract readonly endpointArn: string;

  /**
   * The name of the endpoint, which callers pass as the qualifier.
   */
  public abstract readonly endpointName: string;

  /**
   * The URL to which callers with a JWT send requests for the endpoint.
   */
  public get invocationUrl(): string {
    return `https://${this.invocationHost}${this.invocationPath}`;
  }

  /**
   * The host of `invocationUrl`, for example as the origin of an Amazon CloudFront distribution.
   */
  public get invocationHost(): string {
    return this._agent.invocationHost;
  }

  /**
   * The path of `invocationUrl`, with the encoded ARN of the agent and the query string, which contains the qualifier.
   * For example, the path that a CloudFront function sends requests to.
   */
  public get invocationPath(): string {
    return this._agent._invocationPath(this.endpointName);
  }

  /**
   * The permissions that callers of the endpoint can be granted. Each grant covers the endpoint and the agent, because
   * AgentCore checks the permissions on both, but no other endpoint.
   */
  public abstract readonly grants: AgentGrants;

  /** @internal */
  protected abstract readonly _agent: IAgent;

  /**
   * The resource-based policy of the endpoint, if the endpoint is defined in this app.
   *
   * @internal
   */
  protected readonly _policy?: ResourcePolicy;

  /**
   * Adds a statement to the resource-based policy of the endpoint.
   *
   * Supported only on an endpoint of a `Runtime`. AgentCore evaluates the policies of the endpoint and of the runtime. To
   * allow a principal of another account, use `grants`, which adds the required statements to both. The resource of the
   * statement is set to the endpoint.
   *
   * On an imported endpoint, this adds a warning that contains the statement.
   *
   * @param statement The statement to add, with principals and actions
   * @returns whether the statement was added, and the policy
   * @throws if the endpoint is an endpoint of a harness, or if AgentCore rejects the statement
   */
  public addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    const policies = this._agent._policiesOn(this.endpointName, this._policy);
    if (!policies) {
      throw new Error(
        `${this.node.path}: addToResourcePolicy is not supported on an endpoint of a Harness, which has no resource-based policy. Use a Runtime instead, or limit the callers by the policies of their roles.`,
      );
    }
    const own = policies.find(({ policy }, index) => index > 0 && policy?.addChecked)?.policy;
    return own?.addChecked?.(statement, this.addToResourcePolicy) ?? warnOfNoPolicy(this, 'the endpoint', statement);
  }

  /** @internal */
  public get _agentArn(): string {
    return this._agent.agentArn;
  }

  /** @internal */
  public get _measured(): Measured {
    return { ...this._agent._measured, endpointName: this.endpointName };
  }
}

/**
 * An endpoint that is not defined in this app.
 *
 * @internal
 */
export abstract class ImportedEndpoint extends Endpoint {
  public readonly endpointArn: string;
  public readonly grants: AgentGrants;

  protected readonly _agent: IAgent;

  /** @param agentOf Returns the agent of the endpoint, or imports it into the endpoint */
  public constructor(
    scope: Construct,
    id: string,
    agentOf: (endpoint: Construct) => IAgent,
    public readonly endpointName: string,
  ) {
    super(scope, id);
    checkQualifier(this, endpointName);
    this._agent = agentOf(this);
    this.endpointArn = this._agent._endpointArn(endpointName);
    this.grants = this._agent._grantsOn(this, endpointName);
  }
}

/**
 * Returns an ARN with URL encoding, also if the ARN is a token.
 *
 * @internal
 */
export function urlEncodeArn(arn: string): string {
  return isUnknown(arn) ? Fn.join('%2F', Fn.split('/', Fn.join('%3A', Fn.split(':', arn)))) : encodeURIComponent(arn);
}

/**
 * Returns the host to which callers of agents send requests.
 *
 * @internal
 */
export function dataPlaneHost(scope: IConstruct, region: string): string {
  return `bedrock-agentcore.${region}.${Stack.of(scope).urlSuffix}`;
}

/**
 * Returns the path and the query string of the invocation URL of a runtime.
 *
 * @param qualifier The name of an endpoint. If omitted, AgentCore uses `DEFAULT`
 * @internal
 */
export function runtimePath(agentRuntimeArn: string, qualifier?: string): string {
  const query = qualifier ? `?qualifier=${qualifier}` : '';
  return `/runtimes/${urlEncodeArn(agentRuntimeArn)}/invocations${query}`;
}

/**
 * Returns the invocation URL of a runtime.
 *
 * @param qualifier The name of an endpoint
 * @internal
 */
export function runtimeUrl(runtime: IRuntimeRef, qualifier: string): string {
  const { agentRuntimeArn } = runtime.runtimeRef;
  const host = dataPlaneHost(runtime, regionOf(runtime, agentRuntimeArn));
  return `https://${host}${runtimePath(agentRuntimeArn, qualifier)}`;
}

/** Checks the name of an imported endpoint, in which callers may also pass a version. */
function checkQualifier(scope: IConstruct, endpointName: string): void {
  if (!isUnknown(endpointName) && !/^\w{1,48}$/.test(endpointName)) {
    throw new Error(
      `${scope.node.path}: endpointName must contain only letters, digits and underscores (1 to 48 characters), got ${quote(endpointName)}. Use the name of an endpoint, or a version.`,
    );
  }
}

/**
 * Returns the ARN of the agent and the name of the endpoint that the ARN of an endpoint consists of.
 *
 * @internal
 */
export function splitEndpointArn(
  scope: IConstruct,
  id: string,
  arn: string,
  kind: ArnKind,
): [agentArn: string, endpointName: string] {
  const problem = problemOfArn(arn, kind);
  if (problem) {
    throw new Error(`${scope.node.path}/${id}: endpointArn ${problem}`);
  }
  const separator = kind === ARNS.harnessEndpoint ? '/harness-endpoint/' : '/runtime-endpoint/';
  const [agentArn, endpointName] = Fn.split(separator, deferred(arn), 2);
  return [agentArn, endpointName];
}

/**
 * Checks the properties of an endpoint of a harness or a runtime.
 *
 * @internal
 */
export function checkEndpoint(
  scope: Endpoint,
  type: string,
  agent: IAgent,
  config: object,
  options: EndpointOptions & { endpointName: string },
): void {
  const { endpointName, version } = options;
  const errors = new ValidationErrors(scope);
  errors.checkLimits(type, config, PROPERTY_NAMES);
  const kind = type === 'HarnessEndpoint' ? ARNS.harness : ARNS.runtime;
  checkReference(
    errors,
    kind === ARNS.harness ? 'harness' : 'runtime',
    { kind, arn: agent.agentArn, env: agent.env },
    OWN,
  );
  if (endpointName === 'DEFAULT') {
    errors.add(
      'endpointName must not be DEFAULT, which is the name of the endpoint that every agent has. Use another name.',
    );
  } else if (!isUnknown(endpointName) && endpointName.toUpperCase() === 'DEFAULT') {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:endpointNameLikeDefault',
      `endpointName is ${endpointName}. AWS does not document whether the names of endpoints are case-sensitive, and AgentCore reserves DEFAULT. Use another name.`,
    );
  }
  if (version === undefined && agent.version === undefined) {
    errors.add(
      'version must be set for an imported agent, because the newest version is not known, got undefined. Set version of the endpoint, or pass version when you import the agent.',
    );
  }
  if (version === undefined && Token.isUnresolved(agent.version) && topOf(scope) !== topOf(agent)) {
    errors.add(
      'version must be set if the endpoint is in another stack than the agent, got undefined. CloudFormation cannot update the export of a version that changes with each deployment. Set version, or use addEndpoint of the agent.',
    );
  }
  errors.throwIfAny();
  if (version !== undefined && agent._imageIsMutable) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:mutableImageTag',
      `version is ${version}, but the agent uses an image with a tag that can be moved. The same version can run other code later. Identify the image by digest.`,
    );
  }
}

/** Returns the stack that contains all parents of a nested stack. Only values between such stacks are exported. */
function topOf(scope: IConstruct): Stack {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) {
    stack = stack.nestedStackParent;
  }
  return stack;
}

/**
 * Returns the construct ID of an endpoint that `addEndpoint` creates.
 *
 * @internal
 */
export function endpointId(agent: IAgent, endpointName: string): string {
  if (Token.isUnresolved(endpointName)) {
    throw new Error(
      `${agent.node.path}: endpointName of addEndpoint must be known at synth, because the construct ID is derived from it, got a token. Use new HarnessEndpoint(scope, id, …) or new RuntimeEndpoint(scope, id, …).`,
    );
  }
  const id = `Endpoint-${endpointName}`;
  if (agent.node.tryFindChild(id)) {
    throw new Error(
      `${agent.node.path}: endpointName must be unique on an agent, got ${quote(endpointName)}, which ${agent.node.path}/${id} already has. Use a different endpointName.`,
    );
  }
  return id;
}
