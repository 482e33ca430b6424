import {
  CfnHarness,
  CfnHarnessEndpoint,
  type HarnessEndpointReference,
  type IHarnessEndpointRef,
  type IHarnessRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Construct } from 'constructs';
import { checkEndpoint, Endpoint, type EndpointOptions, ImportedEndpoint, splitEndpointArn } from '../agent/endpoint';
import type { AgentGrants } from '../agent/grants';
import { followCondition } from '../private/conditions';
import { takesTokens } from '../private/known/agent';
import { resourceOf } from '../private/known/resource';
import { uniqueName } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { checkConstruction } from '../private/validation/guard';
import { reviewResource } from '../private/validation/resource-review';
import { Harness } from './harness';
import type { IHarness } from './harness-base';

/** Properties of `HarnessEndpoint`. */
export interface HarnessEndpointProps extends EndpointOptions {
  /**
   * The harness that the endpoint belongs to: a `Harness`, or a reference to a harness of any construct level. Changing
   * the harness replaces the endpoint.
   */
  readonly harness: IHarnessRef;

  /**
   * The name of the endpoint: a letter followed by up to 47 letters, digits or underscores. Must not be `DEFAULT`, the
   * name of the endpoint that every harness has. Changing the name replaces the endpoint.
   *
   * @default - a unique name generated from the construct path
   */
  readonly endpointName?: string;
}

/** Attributes of an imported endpoint of a harness. */
export interface HarnessEndpointAttributes {
  /**
   * The harness that the endpoint belongs to: a `Harness`, or a reference to a harness of any construct level.
   */
  readonly harness: IHarnessRef;

  /**
   * The name of the endpoint.
   */
  readonly endpointName: string;
}

/**
 * A named pointer to a version of a harness. Callers pass the name of the endpoint as the qualifier of an invocation.
 *
 * @example
 * declare const harness: agentcore.Harness;
 * const endpoint = new agentcore.HarnessEndpoint(stack, 'Production', {
 *   harness,
 *   endpointName: 'production',
 *   version: '3',
 * });
 * endpoint.grants.invoke(backend);
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-versioning.html
 */
export class HarnessEndpoint extends Endpoint implements IHarnessEndpointRef {
  /**
   * Imports an existing endpoint of a harness by its ARN.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @example
   * agentcore.HarnessEndpoint.fromHarnessEndpointArn(
   *   stack,
   *   'Shared',
   *   'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/planner-a1B2c3D4e5/harness-endpoint/production',
   * );
   *
   * @param endpointArn The ARN of the endpoint: `<harness ARN>/harness-endpoint/<endpoint name>`
   * @throws if the value is not the ARN of an endpoint of a harness
   */
  public static fromHarnessEndpointArn(scope: Construct, id: string, endpointArn: string): Endpoint {
    const [harnessArn, endpointName] = splitEndpointArn(scope, id, endpointArn, ARNS.harnessEndpoint);
    const agent = (endpoint: Construct) => Harness.fromHarnessArn(endpoint, 'Harness', harnessArn);
    return new ImportedHarnessEndpoint(scope, id, agent, endpointName);
  }

  /**
   * Imports an existing endpoint of a harness by the harness and the name of the endpoint. The grants and the
   * invocation URL of the endpoint respect the authorizer of the harness if it is known at synth.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the endpoint
   *
   * @example
   * declare const agent: agentcore.Harness;
   * agentcore.HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Shared', {
   *   harness: agent,
   *   endpointName: 'production',
   * });
   */
  public static fromHarnessEndpointAttributes(
    scope: Construct,
    id: string,
    attrs: HarnessEndpointAttributes,
  ): Endpoint {
    return new ImportedHarnessEndpoint(scope, id, () => agentOf(attrs.harness), attrs.endpointName);
  }

  public readonly endpointArn: string;
  public readonly endpointName: string;
  public readonly grants: AgentGrants;

  /**
   * The version of the harness that the endpoint serves, as AgentCore reports it after the deployment.
   */
  public readonly liveVersion: string;

  /** @internal */
  protected readonly _agent: IHarness;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the endpoint
   */
  constructor(scope: Construct, id: string, props: HarnessEndpointProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { endpointName = uniqueName(this, 48, '_'), description, version } = props;
    const harness = agentOf(props.harness);
    const config = {
      harnessId: resourceOf(props.harness, CfnHarness.isCfnHarness)?.attrHarnessId ?? harness.agentId,
      endpointName,
      targetVersion: version ?? harness.version,
      description,
    };
    checkEndpoint(this, 'HarnessEndpoint', harness, config, { endpointName, version });

    const resource = new CfnHarnessEndpoint(this, 'Resource', config);
    this.endpointName = endpointName;
    this.endpointArn = resource.attrArn;
    this.liveVersion = resource.attrLiveVersion;
    this.grants = harness._grantsOn(this, endpointName);
    this._agent = harness;
    reviewResource(this, 'HarnessEndpoint');
    followCondition(this, props.harness);
  }

  public get harnessEndpointRef(): HarnessEndpointReference {
    return { harnessEndpointArn: this.endpointArn };
  }
}

class ImportedHarnessEndpoint extends ImportedEndpoint implements IHarnessEndpointRef {
  public get harnessEndpointRef(): HarnessEndpointReference {
    return { harnessEndpointArn: this.endpointArn };
  }
}

const REFERENCE = 'Reference';

/** Returns a harness of this library as it is, and imports any other harness with its known attributes. */
function agentOf(harness: IHarnessRef): IHarness {
  if (isHarness(harness)) {
    return harness;
  }
  const resource = resourceOf(harness, CfnHarness.isCfnHarness);
  const known = harness.node.tryFindChild(REFERENCE) as IHarness | undefined;
  return (
    known ??
    Harness.fromHarnessAttributes(harness as unknown as Construct, REFERENCE, {
      harnessArn: harness.harnessRef.harnessArn,
      version: resource?.attrVersion,
      runtimeArn: resource?.attrEnvironmentAgentCoreRuntimeEnvironmentAgentRuntimeArn,
      takesTokens: takesTokens(resource),
    })
  );
}

function isHarness(harness: IHarnessRef): harness is IHarness {
  return '_invocationPath' in harness;
}
