import {
  CfnRuntime,
  CfnRuntimeEndpoint,
  type IRuntimeEndpointRef,
  type IRuntimeRef,
  type RuntimeEndpointReference,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Construct } from 'constructs';
import { checkEndpoint, Endpoint, type EndpointOptions, ImportedEndpoint, splitEndpointArn } from '../agent/endpoint';
import type { AgentGrants } from '../agent/grants';
import { followCondition } from '../private/conditions';
import { ResourcePolicy } from '../private/iam/resource-policy';
import { runtimeOf, takesTokens } from '../private/known/agent';
import { resourceOf } from '../private/known/resource';
import { uniqueName } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { checkConstruction } from '../private/validation/guard';
import { reviewResource } from '../private/validation/resource-review';
import { Runtime } from './runtime';
import type { IRuntime } from './runtime-base';

/** Properties of `RuntimeEndpoint`. */
export interface RuntimeEndpointProps extends EndpointOptions {
  /**
   * The runtime that the endpoint belongs to: a `Runtime`, or a reference to a runtime of any construct level. Changing
   * the runtime replaces the endpoint.
   */
  readonly runtime: IRuntimeRef;

  /**
   * The name of the endpoint: a letter followed by up to 47 letters, digits or underscores. Must not be `DEFAULT`, the
   * name of the endpoint that every runtime has. Changing the name replaces the endpoint.
   *
   * @default - a unique name generated from the construct path
   */
  readonly endpointName?: string;
}

/** Attributes of an imported endpoint of a runtime. */
export interface RuntimeEndpointAttributes {
  /**
   * The runtime that the endpoint belongs to: a `Runtime`, or a reference to a runtime of any construct level.
   */
  readonly runtime: IRuntimeRef;

  /**
   * The name of the endpoint.
   */
  readonly endpointName: string;
}

/**
 * A named pointer to a version of a runtime. Callers pass the name of the endpoint as the qualifier of an invocation.
 *
 * @example
 * declare const planner: agentcore.Runtime;
 * const endpoint = new agentcore.RuntimeEndpoint(stack, 'Production', {
 *   runtime: planner,
 *   endpointName: 'production',
 *   version: '3',
 * });
 * endpoint.grants.invoke(backend);
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html
 */
export class RuntimeEndpoint extends Endpoint implements IRuntimeEndpointRef {
  /**
   * Imports an existing endpoint of a runtime by its ARN.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @example
   * agentcore.RuntimeEndpoint.fromRuntimeEndpointArn(
   *   stack,
   *   'Shared',
   *   'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/planner-a1B2c3D4e5/runtime-endpoint/production',
   * );
   *
   * @param endpointArn The ARN of the endpoint: `<runtime ARN>/runtime-endpoint/<endpoint name>`
   * @throws if the value is not the ARN of an endpoint of a runtime
   */
  public static fromRuntimeEndpointArn(scope: Construct, id: string, endpointArn: string): Endpoint {
    const [runtimeArn, endpointName] = splitEndpointArn(scope, id, endpointArn, ARNS.runtimeEndpoint);
    const agent = (endpoint: Construct) => Runtime.fromRuntimeArn(endpoint, 'Runtime', runtimeArn);
    return new ImportedRuntimeEndpoint(scope, id, agent, endpointName);
  }

  /**
   * Imports an existing endpoint of a runtime by the runtime and the name of the endpoint. The grants and the
   * invocation URL of the endpoint respect the authorizer of the runtime if it is known at synth.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the endpoint
   *
   * @example
   * declare const agent: agentcore.Runtime;
   * agentcore.RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Shared', {
   *   runtime: agent,
   *   endpointName: 'production',
   * });
   */
  public static fromRuntimeEndpointAttributes(
    scope: Construct,
    id: string,
    attrs: RuntimeEndpointAttributes,
  ): Endpoint {
    return new ImportedRuntimeEndpoint(scope, id, () => agentOf(attrs.runtime), attrs.endpointName);
  }

  public readonly endpointArn: string;
  public readonly endpointName: string;
  public readonly grants: AgentGrants;

  /**
   * The version of the runtime that the endpoint serves, as AgentCore reports it after the deployment.
   */
  public readonly liveVersion: string;

  /** @internal */
  protected readonly _agent: IRuntime;

  /** @internal */
  protected readonly _policy: ResourcePolicy;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the endpoint
   */
  constructor(scope: Construct, id: string, props: RuntimeEndpointProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { endpointName = uniqueName(this, 48, '_'), description, version } = props;
    const runtime = agentOf(props.runtime);
    const agentRuntimeVersion = version ?? runtime.version;
    const config = {
      agentRuntimeId: resourceOf(props.runtime, CfnRuntime.isCfnRuntime)?.attrAgentRuntimeId ?? runtime.agentId,
      name: endpointName,
      agentRuntimeVersion,
      description,
    };
    checkEndpoint(this, 'RuntimeEndpoint', runtime, config, { endpointName, version });

    const resource = new CfnRuntimeEndpoint(this, 'Resource', config);
    this.endpointName = endpointName;
    this.endpointArn = resource.attrAgentRuntimeEndpointArn;
    this.liveVersion = resource.attrLiveVersion;
    this._agent = runtime;
    this._policy = new ResourcePolicy({
      ...{ scope: this, id: 'ResourcePolicy', noun: 'the endpoint', arn: this.endpointArn },
      takesTokens: runtime._takesTokens,
    });
    this.grants = runtime._grantsOn(this, endpointName, this._policy);
    reviewResource(this, 'RuntimeEndpoint');
    followCondition(this, props.runtime);
    runtime._policies?.addEndpoint(this._policy);
  }

  public get runtimeEndpointRef(): RuntimeEndpointReference {
    return { agentRuntimeEndpointArn: this.endpointArn };
  }
}

class ImportedRuntimeEndpoint extends ImportedEndpoint implements IRuntimeEndpointRef {
  public get runtimeEndpointRef(): RuntimeEndpointReference {
    return { agentRuntimeEndpointArn: this.endpointArn };
  }
}

const REFERENCE = 'Reference';

/** Returns a runtime of this library as it is, and imports any other runtime with its known attributes. */
function agentOf(runtime: IRuntimeRef): IRuntime {
  if (isRuntime(runtime)) {
    return runtime;
  }
  const resource = resourceOf(runtime, CfnRuntime.isCfnRuntime);
  const { role, agentRuntimeVersion } = runtimeOf(runtime);
  const known = runtime.node.tryFindChild(REFERENCE) as IRuntime | undefined;
  return (
    known ??
    Runtime.fromRuntimeAttributes(runtime as unknown as Construct, REFERENCE, {
      runtimeArn: runtime.runtimeRef.agentRuntimeArn,
      version: resource?.attrAgentRuntimeVersion ?? agentRuntimeVersion,
      role,
      takesTokens: takesTokens(resource),
    })
  );
}

function isRuntime(runtime: IRuntimeRef): runtime is IRuntime {
  return '_invocationPath' in runtime;
}
