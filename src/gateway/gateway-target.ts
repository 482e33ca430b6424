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
import { gatewayRoleOf } from '../private/known/gateway';
import { uniqueName } from '../private/names';
import { OWN } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { quote } from '../private/validation/limit';
import type { PropertyNames } from '../private/validation/property-names';
import { checkGateway as checkGatewayLocation, checkRole } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { warnOfLongNames } from './documents/tool-names';
import { reviewPolicyOrder } from './policy-order';
import type { TargetSource } from './sources/target-source';
import { TargetBinding } from './target-binding';
import {
  checkCredentials,
  checkGateway,
  checkGatewayRole,
  checkMetadata,
  checkPrivateEndpoint,
  permitTarget,
} from './target-checks';
import { TargetCredentials } from './target-credentials';
import { checkTargetName } from './target-names';

/** The HTTP headers and query parameters that a gateway forwards, in addition to the input and output of tools. */
export interface TargetMetadata {
  /**
   * The names of query parameters that the gateway forwards to the target. Must have 1 to 10 unique entries of 1 to 40
   * characters each.
   *
   * @default - no query parameters
   */
  readonly queryParameters?: string[];

  /**
   * The names of request headers that the gateway forwards to the target. Must have 1 to 10 unique entries of 1 to 100
   * characters each, without restricted headers.
   *
   * @default - no request headers
   */
  readonly requestHeaders?: string[];

  /**
   * The names of response headers that the gateway forwards to the caller. Must have 1 to 10 unique entries of 1 to 100
   * characters each, without restricted headers.
   *
   * @default - no response headers
   */
  readonly responseHeaders?: string[];
}

/** Properties of `GatewayTarget`. */
export interface GatewayTargetProps {
  /**
   * A reference to the gateway, of any construct level. Must be in the account and Region of the stack. Changing the
   * gateway replaces the target.
   */
  readonly gateway: IGatewayRef;

  /**
   * The source of the target: the function, API, server, agent or models behind the target.
   */
  readonly source: TargetSource;

  /**
   * The credentials that the gateway presents to the target (outbound authorization). Required for MCP servers, OpenAPI
   * targets, passthrough targets, inference connectors and inference providers.
   *
   * @default TargetCredentials.gatewayRole()
   */
  readonly credentials?: TargetCredentials;

  /**
   * The IAM execution role of the gateway, which is granted the permissions of the target. Needed only for an imported
   * gateway whose role is not known.
   *
   * @default - the role of `gateway`
   */
  readonly gatewayRole?: IRole;

  /**
   * The HTTP headers and query parameters that the gateway forwards.
   *
   * @default - no headers and no query parameters
   */
  readonly metadata?: TargetMetadata;

  /**
   * The private endpoint through which the gateway reaches a target in a VPC. Supported for MCP servers, OpenAPI and
   * Smithy targets, passthrough targets and inference providers.
   *
   * @default - the gateway reaches the target through the internet
   */
  readonly privateEndpoint?: PrivateEndpoint;

  /**
   * The description of the target. Must be 1 to 200 characters long.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The name of the target: 1 to 100 letters and digits, which can be separated by single hyphens. Must be unique on
   * each gateway.
   *
   * Tool names start with the target name (`<target name>___<tool name>`), so changing the target name changes the tool
   * names that agents and policies use.
   *
   * @default - a unique name of at most 32 characters, generated from the construct path
   */
  readonly targetName?: string;
}

/**
 * Most models accept tool names of at most 64 characters, so a generated target name leaves half of them to the tool.
 */
const GENERATED_LENGTH = 32;

/** The names of properties of any target that differ from the names of the service. */
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
 * A target of an AgentCore gateway: the tools, agents or models that the gateway offers from one source.
 *
 * The execution role of the gateway is granted exactly the permissions that the source and the credentials need. CloudFormation creates
 * the target after these permissions.
 *
 * @example
 * const orders = new agentcore.GatewayTarget(stack, 'Orders', {
 *   gateway,
 *   source: agentcore.TargetSource.fromFunction(backend, agentcore.ToolSchema.fromFile('schemas/orders.json')),
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-supported-targets.html
 */
export class GatewayTarget extends Resource implements IGatewayTargetRef {
  /**
   * The ID of the target.
   */
  public readonly targetId: string;

  /**
   * The name of the target.
   */
  public readonly targetName: string;

  /**
   * The names of the tools as agents see them: `<target name>___<tool name>`. `undefined` if the tools are not known at
   * synth, for example those of an MCP server.
   */
  public readonly toolNames?: string[];

  private readonly gateway: IGatewayRef;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the gateway target
   */
  constructor(scope: Construct, id: string, props: GatewayTargetProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { gateway, targetName = uniqueName(this, GENERATED_LENGTH, '-') } = props;
    const source = props.source._source;
    const { kind } = source;
    const credentials = props.credentials ?? (kind.usual ? TargetCredentials.gatewayRole() : TargetCredentials.none());
    const role = props.gatewayRole ?? gatewayRoleOf(gateway);
    const binding = new TargetBinding(this, gateway, credentials._mode, role);

    checkGatewayLocation(binding.errors, 'gateway', gateway, OWN);
    checkRole(binding.errors, 'gatewayRole', props.gatewayRole);
    checkGatewayRole(binding, props.gatewayRole);
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
    reviewPolicyOrder(this);
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
   * Returns the name of a tool as agents see it, for `allowedTools` of a harness and for policies.
   *
   * @param tool The name of the tool in the tool schema, or the ID of the operation
   * @throws if the tools of the target are known at synth and do not include the tool
   */
  public toolName(tool: string): string {
    const name = agentsNameOf(this.targetName, tool);
    if (this.toolNames && !isUnknown(tool) && !this.toolNames.includes(name)) {
      const offered = this.toolNames.map((known) => known.slice(agentsNameOf(this.targetName, '').length));
      throw new Error(
        `${this.node.path}: toolName must be called with a tool of the target (${offered.join(', ') || 'none'}), got ${quote(tool)}.`,
      );
    }
    return name;
  }
}

function agentsNameOf(targetName: string, tool: string): string {
  return `${targetName}___${tool}`;
}
