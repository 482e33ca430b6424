import {
  CfnHarnessEndpoint,
  type HarnessEndpointReference,
  type IHarnessEndpointRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { Endpoint, type EndpointOptions } from '../agent/endpoint';
import type { AgentGrants } from '../agent/grants';
import { Faults } from '../private/faults';
import { uniqueName } from '../private/names';
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

  constructor(scope: Construct, id: string, props: HarnessEndpointProps) {
    super(scope, id);
    const { harness, endpointName = uniqueName(this, 48, '_'), description } = props;
    const targetVersion = props.version ?? harness.version;
    const config = { harnessId: harness.agentId, endpointName, targetVersion, description };
    const faults = new Faults(this);
    faults.checkLimits('HarnessEndpoint', config);
    checkName(faults, endpointName);
    if (targetVersion === undefined) {
      faults.add('version must be given for an imported harness, of which the newest version is not known');
    }
    if (props.version === undefined && Token.isUnresolved(harness.version) && topOf(this) !== topOf(harness)) {
      faults.add(
        'version must be given in another stack than that of the harness: following it would export a value that changes with each update, which CloudFormation refuses. Or use harness.addEndpoint',
      );
    }
    faults.throwIfAny();
    if (props.version !== undefined && harness._imageIsMutable) {
      Annotations.of(this).addWarningV2(
        'cdk-agentcore:mutableImageTag',
        `version ${props.version} is pinned, but its image is named by a tag, which may lead to other code tomorrow: name the image by digest`,
      );
    }

    const resource = new CfnHarnessEndpoint(this, 'Resource', config);
    this.endpointName = endpointName;
    this.endpointArn = resource.attrArn;
    this.liveVersion = resource.attrLiveVersion;
    this.invocationUrl = `${harness.invocationUrl}&qualifier=${endpointName}`;
    this.grants = harness._grantsOn(this, [endpointArnOf(harness, endpointName)]);
  }

  public get harnessEndpointRef(): HarnessEndpointReference {
    return { harnessEndpointArn: this.endpointArn };
  }
}

/** Written out of its parts, so that a permission needs the endpoint's name and not the endpoint. */
function endpointArnOf(harness: IHarness, endpointName: string): string {
  return `${harness.agentArn}/harness-endpoint/${endpointName}`;
}

/** Nested stacks pass on values of their parents; other stacks export them. */
function topOf(scope: IConstruct): Stack {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) {
    stack = stack.nestedStackParent;
  }
  return stack;
}

function checkName(faults: Faults, name: string): void {
  if (!Token.isUnresolved(name) && name.toUpperCase() === 'DEFAULT') {
    faults.add(`endpointName must not be ${name}: the service keeps DEFAULT for the endpoint that every harness has`);
  }
}

class ImportedHarnessEndpoint extends Endpoint implements IHarnessEndpointRef {
  public readonly endpointArn: string;
  public readonly endpointName: string;
  public readonly invocationUrl: string;
  public readonly grants: AgentGrants;

  public constructor(scope: Construct, id: string, { harness, endpointName }: HarnessEndpointAttributes) {
    super(scope, id);
    this.endpointName = endpointName;
    this.endpointArn = endpointArnOf(harness, endpointName);
    this.invocationUrl = `${harness.invocationUrl}&qualifier=${endpointName}`;
    this.grants = harness._grantsOn(this, [this.endpointArn]);
  }

  public get harnessEndpointRef(): HarnessEndpointReference {
    return { harnessEndpointArn: this.endpointArn };
  }
}
