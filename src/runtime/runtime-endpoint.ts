import {
  CfnRuntimeEndpoint,
  type IRuntimeEndpointRef,
  type IRuntimeRef,
  type RuntimeEndpointReference,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Construct } from 'constructs';
import { checkEndpoint, Endpoint, type EndpointOptions, ImportedEndpoint, splitEndpointArn } from '../agent/endpoint';
import type { AgentGrants } from '../agent/grants';
import { followCondition } from '../private/conditions';
import { runtimeOf, runtimeResourceOf, takesTokens } from '../private/known';
import { uniqueName } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { checkConstruction } from '../private/validation/guard';
import { reviewResource } from '../private/validation/resource-review';
import { Runtime } from './runtime';
import type { IRuntime } from './runtime-base';

/** How an endpoint of a runtime is made. */
export interface RuntimeEndpointProps extends EndpointOptions {
  /**
   * The runtime that the endpoint belongs to: a `Runtime`, or a reference to a runtime of any construct level.
   */
  readonly runtime: IRuntimeRef;

  /**
   * Its name: a letter, then at most 47 letters, digits and `_`, but not `DEFAULT`, which is there already. Another name makes another endpoint.
   *
   * @default - a name made of the path in the app
   */
  readonly endpointName?: string;
}

/** What is known of an endpoint that was made elsewhere. */
export interface RuntimeEndpointAttributes {
  /**
   * The runtime that the endpoint belongs to: a `Runtime`, or a reference to a runtime of any construct level.
   */
  readonly runtime: IRuntimeRef;

  /**
   * Its name.
   */
  readonly endpointName: string;
}

/**
 * A name under which callers find one version of a runtime.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html
 */
export class RuntimeEndpoint extends Endpoint implements IRuntimeEndpointRef {
  /**
   * Imports an existing endpoint of a runtime by its ARN.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param endpointArn The ARN of the endpoint: `<runtime ARN>/runtime-endpoint/<endpoint name>`
   */
  public static fromRuntimeEndpointArn(scope: Construct, id: string, endpointArn: string): Endpoint {
    const [runtimeArn, endpointName] = splitEndpointArn(scope, id, endpointArn, ARNS.runtimeEndpoint);
    const agent = (endpoint: Construct) => Runtime.fromRuntimeArn(endpoint, 'Runtime', runtimeArn);
    return new ImportedRuntimeEndpoint(scope, id, agent, endpointName);
  }

  /**
   * Imports an existing endpoint of a runtime by the runtime and the name of the endpoint. The grants and the invocation
   * URL of the endpoint respect the authorizer of the runtime, as far as it is known.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the endpoint
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
  public readonly invocationUrl: string;
  public readonly grants: AgentGrants;

  /**
   * The version that it leads to, as the service reports it.
   */
  public readonly liveVersion: string;

  /** @internal */
  protected readonly _agent: IRuntime;

  constructor(scope: Construct, id: string, props: RuntimeEndpointProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { endpointName = uniqueName(this, 48, '_'), description, version } = props;
    const runtime = agentOf(props.runtime);
    const agentRuntimeVersion = version ?? runtime.version;
    const config = {
      agentRuntimeId: runtimeResourceOf(props.runtime)?.attrAgentRuntimeId ?? runtime.agentId,
      name: endpointName,
      agentRuntimeVersion,
      description,
    };
    checkEndpoint(this, 'RuntimeEndpoint', runtime, config, { endpointName, version });

    const resource = new CfnRuntimeEndpoint(this, 'Resource', config);
    this.endpointName = endpointName;
    this.endpointArn = resource.attrAgentRuntimeEndpointArn;
    this.liveVersion = resource.attrLiveVersion;
    this.invocationUrl = runtime._invocationUrl(endpointName);
    this.grants = runtime._grantsOn(this, endpointName);
    this._agent = runtime;
    reviewResource(this, 'RuntimeEndpoint');
    followCondition(this, props.runtime);
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

/** Returns a runtime of this library as it is, and any other as an import with what is known of it. */
function agentOf(runtime: IRuntimeRef): IRuntime {
  if (isRuntime(runtime)) {
    return runtime;
  }
  const resource = runtimeResourceOf(runtime);
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
  return '_invocationUrl' in runtime;
}
