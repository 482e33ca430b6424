import {
  CfnGatewayTarget,
  type GatewayTargetReference,
  type IGatewayRef,
  type IGatewayTargetRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { PrivateEndpoint } from '../agent/private-endpoint';
import { createResource } from '../private/iam/resource';
import { gatewayRoleOf } from '../private/known';
import { uniqueName } from '../private/names';
import { OWN } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { quote } from '../private/validation/limit';
import type { PropertyNames } from '../private/validation/property-names';
import { checkGateway as checkGatewayLocation, checkRole } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { warnOfLongNames } from './documents/tool-names';
import type { TargetSource } from './sources/target-source';
import { TargetBinding } from './target-binding';
import { checkCredentials, checkGateway, checkMetadata, checkPrivateEndpoint, permitTarget } from './target-checks';
import { TargetCredentials } from './target-credentials';
import { checkTargetName } from './target-names';

/** What of requests and answers goes through to a target and back, beside the tool's input and output. */
export interface TargetMetadata {
  /**
   * Parameters of the gateway's URL that the target gets, 1 to 10 of 1 to 40 characters.
   *
   * @default - none
   */
  readonly queryParameters?: string[];

  /**
   * Headers of requests that the target gets, 1 to 10 of 1 to 100 characters.
   *
   * @default - none
   */
  readonly requestHeaders?: string[];

  /**
   * Headers of answers that the caller gets, 1 to 10 of 1 to 100 characters.
   *
   * @default - none
   */
  readonly responseHeaders?: string[];
}

/** How a target of a gateway is made. */
export interface GatewayTargetProps {
  /**
   * The gateway whose target it is: one of aws-cdk-lib of any level, or an import.
   */
  readonly gateway: IGatewayRef;

  /**
   * What is behind it.
   */
  readonly source: TargetSource;

  /**
   * With what the gateway signs in there.
   *
   * @default - with its role, where the kind of source takes it and says what the role needs; others must be given
   */
  readonly credentials?: TargetCredentials;

  /**
   * The role of the gateway, for an import that does not say it. It gets the target's permissions.
   *
   * @default - the role that the gateway has
   */
  readonly gatewayRole?: IRole;

  /**
   * Headers and parameters that go through.
   *
   * @default - none
   */
  readonly metadata?: TargetMetadata;

  /**
   * A way to a source that the internet does not see.
   *
   * @default - through the internet
   */
  readonly privateEndpoint?: PrivateEndpoint;

  /**
   * What it is for, 1 to 200 characters.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Its name, with which the names of its tools begin: 1 to 100 letters and digits, with single `-` between them.
   * Agents and policies know its tools by it.
   *
   * @default - a name made of the path in the app, at most 32 characters
   */
  readonly targetName?: string;
}

/** Models take names of tools of at most 64 characters: a name that nobody chose leaves room for the tool's. */
const USUAL_LENGTH = 32;

/** How users name the properties of any target that the service names differently. */
const PROPERTY_NAMES: PropertyNames = {
  allowedQueryParameters: 'queryParameters',
  allowedRequestHeaders: 'requestHeaders',
  allowedResponseHeaders: 'responseHeaders',
  bucketOwnerAccountId: 'bucketOwner',
  credentialProviderConfigurations: 'credentials',
  'credentialProviderConfigurations[]': '',
  gatewayIdentifier: 'gateway',
  inlinePayload: '',
  '/name': 'targetName',
  targetConfiguration: 'source',
  uri: 'key',
};

/**
 * A target of a gateway: tools, agents or models that are behind it.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-supported-targets.html
 */
export class GatewayTarget extends Resource implements IGatewayTargetRef {
  /**
   * The id that the service gave it.
   */
  public readonly targetId: string;

  /**
   * Its name.
   */
  public readonly targetName: string;

  /**
   * The names under which agents see its tools: `<target>___<tool>`. It is undefined when nobody knows them at synth.
   */
  public readonly toolNames?: string[];

  private readonly gateway: IGatewayRef;

  constructor(scope: Construct, id: string, props: GatewayTargetProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { gateway, targetName = uniqueName(this, USUAL_LENGTH, '-') } = props;
    const source = props.source._source;
    const { kind } = source;
    const credentials = props.credentials ?? (kind.usual ? TargetCredentials.gatewayRole() : TargetCredentials.none());
    const role = props.gatewayRole ?? gatewayRoleOf(gateway);
    const binding = new TargetBinding(this, gateway, credentials._mode, role);

    checkGatewayLocation(binding.errors, 'gateway', gateway, OWN);
    checkRole(binding.errors, 'gatewayRole', props.gatewayRole);
    checkCredentials(binding, kind, props.credentials);
    checkGateway(binding, kind, gateway);
    checkMetadata(binding, props.metadata);
    checkPrivateEndpoint(binding, kind, props.privateEndpoint);
    const target = source.bind(binding);
    const provider = credentials._bind(binding, kind);
    const config = {
      gatewayIdentifier: gateway.gatewayRef.gatewayIdentifier,
      name: targetName,
      description: props.description,
      targetConfiguration: target.config,
      credentialProviderConfigurations: provider && [provider],
      metadataConfiguration: props.metadata && {
        allowedQueryParameters: props.metadata.queryParameters,
        allowedRequestHeaders: props.metadata.requestHeaders,
        allowedResponseHeaders: props.metadata.responseHeaders,
      },
      privateEndpoint: props.privateEndpoint?._render(binding.errors, 'privateEndpoint'),
    };
    permitTarget(binding);
    const names = { ...PROPERTY_NAMES, ...kind.propertyNames, ...credentials._propertyNames };
    const { resource } = createResource(binding, 'GatewayTarget', config, names, (checked) => ({
      resource: new CfnGatewayTarget(this, 'Resource', checked),
    }));
    checkTargetName(this, resource, (construct) => construct instanceof GatewayTarget);

    this.gateway = gateway;
    this.targetId = resource.attrTargetId;
    this.targetName = targetName;
    this.toolNames = target.toolNames?.map((tool) => agentsNameOf(targetName, tool));
    warnOfLongNames(this, this.toolNames ?? []);
  }

  public get gatewayTargetRef(): GatewayTargetReference {
    return { gatewayIdentifier: this.gateway.gatewayRef.gatewayIdentifier, targetId: this.targetId };
  }

  /**
   * The name under which agents see one of its tools, for `allowedTools` of a harness and for policies.
   *
   * @param tool its name in the schema of tools, or the id of its operation
   * @throws when it is known at synth that the target has no such tool
   */
  public toolName(tool: string): string {
    const name = agentsNameOf(this.targetName, tool);
    if (this.toolNames && !isUnknown(tool) && !this.toolNames.includes(name)) {
      const offered = this.toolNames.map((known) => known.slice(agentsNameOf(this.targetName, '').length));
      throw new Error(
        `${this.node.path}: toolName: the target has no tool ${quote(tool)}: it has ${offered.join(', ') || 'none'}`,
      );
    }
    return name;
  }
}

function agentsNameOf(targetName: string, tool: string): string {
  return `${targetName}___${tool}`;
}
