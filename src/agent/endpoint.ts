import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations, Fn, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { regionOf } from '../private/known';
import { ARNS } from '../private/validation/arn';
import { checkReference, OWN } from '../private/validation/environment';
import { quote } from '../private/validation/limit';
import type { PropertyNames } from '../private/validation/property-names';
import { isUnknown } from '../private/validation/unknown';
import { ValidationErrors } from '../private/validation/validation-errors';
import type { IAgent } from './agent';
import type { AgentGrants } from './grants';
import { type Measured, Metered } from './metered';

/** How users name the properties of an endpoint that the service names differently. */
const PROPERTY_NAMES: PropertyNames = {
  agentRuntimeId: 'runtime.agentId',
  agentRuntimeVersion: 'version',
  harnessId: 'harness.agentId',
  '/name': 'endpointName',
  targetVersion: 'version',
};

/** How an endpoint of an agent is made. */
export interface EndpointOptions {
  /**
   * The version of the agent that it leads to, a number from 1 to 99999. It runs with the role of the newest version.
   *
   * @default - the newest: it follows each deployment of the agent. An imported agent has no such default
   */
  readonly version?: string;

  /**
   * What it is for, 1 to 256 characters.
   *
   * @default - no description
   */
  readonly description?: string;
}

/**
 * A name under which callers find one version of an agent.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html
 */
export abstract class Endpoint extends Metered {
  /**
   * The endpoint's ARN.
   */
  public abstract readonly endpointArn: string;

  /**
   * The endpoint's name: the qualifier that callers give.
   */
  public abstract readonly endpointName: string;

  /**
   * Where callers with a token send their requests.
   */
  public abstract readonly invocationUrl: string;

  /**
   * Permissions for those who call it: on it, and on the agent itself, which the service asks for as well.
   */
  public abstract readonly grants: AgentGrants;

  /** @internal */
  protected abstract readonly _agent: IAgent;

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
 * An ARN as part of a URL, whether or not it is known at synth.
 *
 * @internal
 */
export function urlEncodeArn(arn: string): string {
  return isUnknown(arn) ? Fn.join('%2F', Fn.split('/', Fn.join('%3A', Fn.split(':', arn)))) : encodeURIComponent(arn);
}

/**
 * Where requests to a runtime go, through one of its endpoints or to the newest version.
 *
 * @internal
 */
export function runtimeUrl(runtime: IRuntimeRef, qualifier?: string): string {
  const { urlSuffix } = Stack.of(runtime);
  const { agentRuntimeArn } = runtime.runtimeRef;
  const encoded = urlEncodeArn(agentRuntimeArn);
  const query = qualifier ? `?qualifier=${qualifier}` : '';
  return `https://bedrock-agentcore.${regionOf(runtime, agentRuntimeArn)}.${urlSuffix}/runtimes/${encoded}/invocations${query}`;
}

/**
 * Checks the name of an imported endpoint, in which callers may also pass a version.
 *
 * @internal
 */
export function checkQualifier(scope: IConstruct, endpointName: string): void {
  if (!isUnknown(endpointName) && !/^\w{1,48}$/.test(endpointName)) {
    throw new Error(
      `${scope.node.path}: endpointName must contain only letters, digits and underscores (1 to 48 characters), got ${quote(endpointName)}. Use the name of an endpoint, or a version.`,
    );
  }
}

/**
 * Checks all that is given for an endpoint of either kind of agent.
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
    errors.add('version must be given for an imported agent, of which the newest version is not known');
  }
  if (version === undefined && Token.isUnresolved(agent.version) && topOf(scope) !== topOf(agent)) {
    errors.add(
      'version must be given in another stack than that of the agent: following it would export a value that changes with each update, which CloudFormation refuses. Or use addEndpoint of the agent',
    );
  }
  errors.throwIfAny();
  if (version !== undefined && agent._imageIsMutable) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:mutableImageTag',
      `version ${version} is pinned, but its image is named by a tag, which may lead to other code tomorrow: name the image by digest`,
    );
  }
}

/** Nested stacks pass on values of their parents; other stacks export them. */
function topOf(scope: IConstruct): Stack {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) {
    stack = stack.nestedStackParent;
  }
  return stack;
}

/**
 * The id of an endpoint that is added by its name.
 *
 * @internal
 */
export function endpointId(agent: IAgent, endpointName: string): string {
  if (Token.isUnresolved(endpointName)) {
    throw new Error(
      `${agent.node.path}: addEndpoint makes its id of the name, which is not known at synth: use new HarnessEndpoint(scope, id, …) or new RuntimeEndpoint(scope, id, …)`,
    );
  }
  const id = `Endpoint-${endpointName}`;
  if (agent.node.tryFindChild(id)) {
    throw new Error(
      `${agent.node.path}: endpointName must be unique on an agent, got ${quote(endpointName)}, which ${agent.node.path}/${id} has as well. Use a different endpointName.`,
    );
  }
  return id;
}
