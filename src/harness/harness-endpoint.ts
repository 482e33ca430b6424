import {
  CfnHarnessEndpoint,
  type HarnessEndpointReference,
  type IHarnessEndpointRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Construct } from 'constructs';
import { checkEndpoint, Endpoint, type EndpointOptions } from '../agent/endpoint';
import type { AgentGrants } from '../agent/grants';
import { followCondition } from '../private/conditions';
import { checkConstruction } from '../private/guard';
import { uniqueName } from '../private/names';
import { reviewResource } from '../private/resource-review';
import type { IHarness } from './harness';

/** How an endpoint of a harness is made. */
export interface HarnessEndpointProps extends EndpointOptions {
  /**
   * The harness whose endpoint it is.
   */
  readonly harness: IHarness;

  /**
   * Its name: a letter, then at most 47 letters, digits and `_`, but not `DEFAULT`, which is there already. Another name makes another endpoint.
   *
   * @default - a name made of the path in the app
   */
  readonly endpointName?: string;
}

/** What is known of an endpoint that was made elsewhere. */
export interface HarnessEndpointAttributes {
  /**
   * The harness whose endpoint it is.
   */
  readonly harness: IHarness;

  /**
   * Its name.
   */
  readonly endpointName: string;
}

/**
 * A name under which callers find one version of a harness.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-versioning.html
 */
export class HarnessEndpoint extends Endpoint implements IHarnessEndpointRef {
  /**
   * An endpoint that was made elsewhere.
   */
  public static fromHarnessEndpointAttributes(
    scope: Construct,
    id: string,
    attrs: HarnessEndpointAttributes,
  ): Endpoint {
    return new ImportedHarnessEndpoint(scope, id, attrs);
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
  protected readonly _agent: IHarness;

  constructor(scope: Construct, id: string, props: HarnessEndpointProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { harness, endpointName = uniqueName(this, 48, '_'), description, version } = props;
    const config = { harnessId: harness.agentId, endpointName, targetVersion: version ?? harness.version, description };
    checkEndpoint(this, 'HarnessEndpoint', harness, config, { endpointName, version });

    const resource = new CfnHarnessEndpoint(this, 'Resource', config);
    this.endpointName = endpointName;
    this.endpointArn = resource.attrArn;
    this.liveVersion = resource.attrLiveVersion;
    this.invocationUrl = harness._invocationUrl(endpointName);
    this.grants = harness._grantsOn(this, endpointName);
    this._agent = harness;
    followCondition(this, harness);
    reviewResource(this, 'HarnessEndpoint');
  }

  public get harnessEndpointRef(): HarnessEndpointReference {
    return { harnessEndpointArn: this.endpointArn };
  }
}

class ImportedHarnessEndpoint extends Endpoint implements IHarnessEndpointRef {
  public readonly endpointArn: string;
  public readonly endpointName: string;
  public readonly invocationUrl: string;
  public readonly grants: AgentGrants;
  protected readonly _agent: IHarness;

  public constructor(scope: Construct, id: string, { harness, endpointName }: HarnessEndpointAttributes) {
    super(scope, id);
    this.endpointName = endpointName;
    this.endpointArn = harness._endpointArn(endpointName);
    this.invocationUrl = harness._invocationUrl(endpointName);
    this.grants = harness._grantsOn(this, endpointName);
    this._agent = harness;
  }

  public get harnessEndpointRef(): HarnessEndpointReference {
    return { harnessEndpointArn: this.endpointArn };
  }
}
