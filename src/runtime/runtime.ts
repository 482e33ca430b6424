import { CfnRuntime, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Connections, IVPCEndpointRef, IVPCRef } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Authorizer } from '../agent/authorizer';
import type { Endpoint } from '../agent/endpoint';
import { bindLifecycle } from '../agent/lifecycle';
import { Network } from '../agent/network';
import { bindReturnUrls } from '../agent/return-urls';
import { bindFilesystems } from '../agent/storage/filesystems';
import { arnByName } from '../private/arns';
import { permitAgent } from '../private/iam/access';
import { Binding } from '../private/iam/binding';
import { roleArnFor } from '../private/iam/created-role';
import { executionRole } from '../private/iam/execution-role';
import { createResource } from '../private/iam/resource';
import { nameByContent } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { warnUnlessPlatform } from '../private/validation/availability';
import { checkReference, OWN } from '../private/validation/environment';
import { addVariable, bindEnvironment } from '../private/validation/environment-variables';
import { checkConstruction } from '../private/validation/guard';
import { deferred } from '../private/validation/unknown';
import { knownOf } from './capacity/imported-capacity-provider';
import {
  checkEnvironmentSize,
  type EnvironmentLimit,
  environmentLimitOf,
  reviewEnvironmentSize,
} from './environment-size';
import { ImportedRuntime, type RuntimeAttributes } from './imported-runtime';
import { InvocationSources } from './invocation-sources';
import { bindObservability } from './observability';
import { RUNTIME_NAMES } from './property-names';
import { checkRequestHeaders } from './request-headers';
import { type IRuntime, RuntimeBase } from './runtime-base';
import { RuntimeEndpoint } from './runtime-endpoint';
import { RuntimePolicies } from './runtime-policies';
import type { RuntimeProps } from './runtime-props';
import { bindUses } from './use';

/**
 * An agent that runs your own code, in any framework, on AgentCore Runtime. Use a `Harness` for an agent that you
 * configure instead of code.
 *
 * By default, the runtime serves HTTP on port 8080, its sessions run in the public network, and callers authenticate with
 * IAM credentials. Its execution role has only the permissions that the configured features require.
 *
 * @example
 * const agent = new agentcore.Runtime(stack, 'Planner', {
 *   artifact: agentcore.Artifact.fromTypescript('agents/planner.ts'),
 *   uses: [agentcore.Use.model(agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6'))],
 * });
 * agent.grants.invoke(backend);
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agents-tools-runtime.html
 */
export class Runtime extends RuntimeBase {
  /**
   * Imports an existing runtime by its ARN.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @example
   * agentcore.Runtime.fromRuntimeArn(
   *   stack,
   *   'Shared',
   *   'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/assistant-a1B2c3D4e5',
   * );
   *
   * @param runtimeArn The ARN of the runtime
   * @throws if the value is not the ARN of a runtime
   */
  public static fromRuntimeArn(scope: Construct, id: string, runtimeArn: string): IRuntime {
    return Runtime.fromRuntimeAttributes(scope, id, { runtimeArn });
  }

  /**
   * Imports an existing runtime by its attributes. Pass the execution role or the security groups to use permissions or
   * connections of the imported runtime.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the runtime
   *
   * @example
   * agentcore.Runtime.fromRuntimeAttributes(stack, 'Shared', {
   *   runtimeArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:runtime/assistant-a1B2c3D4e5',
   *   role: iam.Role.fromRoleName(stack, 'AgentRole', 'assistant'),
   * });
   */
  public static fromRuntimeAttributes(scope: Construct, id: string, attrs: RuntimeAttributes): IRuntime {
    return new ImportedRuntime(scope, id, { ...attrs, runtimeArn: deferred(attrs.runtimeArn) });
  }

  public readonly agentArn: string;
  public readonly agentId: string;
  public readonly agentName: string;
  public readonly version?: string;
  public readonly role?: IRole;

  /** @internal */
  public readonly _imageIsMutable: boolean;
  /** @internal */
  public readonly _takesTokens: boolean;
  /** @internal */
  protected readonly _connections?: Connections;
  /** @internal */
  public readonly _policies: RuntimePolicies;

  private readonly resource: CfnRuntime;
  private readonly environmentLimit: EnvironmentLimit;
  private readonly sources: InvocationSources;
  private default?: Endpoint;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the runtime
   */
  constructor(scope: Construct, id: string, props: RuntimeProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { authorizer = Authorizer.iam(), capacityProvider, requestHeaders } = props;
    // AgentCore does not move a runtime between microVMs and instances.
    const replacing = capacityProvider && { runsOn: 'instances' };
    const { runtimeName = nameByContent(this, 48, replacing) } = props;
    const instances = capacityProvider && knownOf(capacityProvider);
    const binding = new Binding(this, 'Runtime', runtimeName, instances?.architecture);

    permitAgent(binding);
    bindReturnUrls(binding, 'Runtime', props.returnUrls);
    checkCapacity(binding, props);
    bindObservability(binding, runtimeName, props.observability);
    const artifact = props.artifact._bind(binding);
    const network = instances ? undefined : (props.network ?? Network.publicNetwork())._bind(binding);
    const environment = bindEnvironment(binding, props.environment);
    checkRequestHeaders(binding, requestHeaders ?? [], authorizer._takesTokens);
    // An update resets omitted properties to the defaults of AgentCore, which may change, so the defaults are rendered.
    const config = {
      agentRuntimeName: runtimeName,
      agentRuntimeArtifact: artifact.config,
      description: props.description,
      networkConfiguration: network?.config,
      capacityProviderConfiguration: capacityProvider && {
        capacityProviderArn: capacityProvider.capacityProviderRef.capacityProviderArn,
      },
      protocolConfiguration: props.protocol?.value ?? 'HTTP',
      platformVersion: props.platformVersion?.value ?? (instances ? undefined : 'V1'),
      requestHeaderConfiguration: requestHeaders && { requestHeaderAllowlist: requestHeaders },
      filesystemConfigurations: bindFilesystems(binding, props.filesystems ?? [], network, instances),
      lifecycleConfiguration: bindLifecycle(binding, props.lifecycle, instances),
      environmentVariables: bindUses(binding, props.uses ?? [], environment),
      authorizerConfiguration: authorizer._bind(binding),
    };
    this.environmentLimit = environmentLimitOf(config.platformVersion, artifact.isCode);
    checkEnvironmentSize(binding.errors, config.environmentVariables, this.environmentLimit);
    const role = executionRole(binding, props.role);
    const { resource } = createResource(
      binding,
      'Runtime',
      { ...config, roleArn: roleArnFor(this, role) },
      RUNTIME_NAMES,
      (checked) => ({
        resource: new CfnRuntime(this, 'Resource', checked),
      }),
    );

    this.resource = resource;
    this.agentArn = resource.attrAgentRuntimeArn;
    this.agentId = resource.attrAgentRuntimeId;
    this.agentName = runtimeName;
    this.version = resource.attrAgentRuntimeVersion;
    this.role = role;
    this._imageIsMutable = artifact.imageIsMutable;
    this._takesTokens = authorizer._takesTokens;
    this._connections = network?.connections ?? instances?.connections;
    this._policies = new RuntimePolicies(this, this.agentArn, this._takesTokens);
    this.sources = new InvocationSources({
      ...{ scope: this, resource, policies: this._policies, takesTokens: this._takesTokens },
    });
    reviewEnvironmentSize(this, resource, this.environmentLimit);
    warnUnlessPlatform(this, config.platformVersion);
  }

  /**
   * The `DEFAULT` endpoint, which every runtime has and which serves the newest version. Callers that do not pass a
   * qualifier invoke this endpoint.
   */
  public get defaultEndpoint(): Endpoint {
    this.default ??= RuntimeEndpoint.fromRuntimeEndpointAttributes(this, 'DefaultEndpoint', {
      runtime: this,
      endpointName: 'DEFAULT',
    });
    return this.default;
  }

  /**
   * Restricts the runtime to requests from a VPC.
   *
   * Requests come from a VPC if they pass through its interface endpoint for `bedrock-agentcore`. All other requests
   * are denied, even if other policies allow them: requests from the console, from the internet, from AWS services such
   * as Step Functions, and from gateways. The actions that manage the runtime are not restricted. Callers still need
   * permission to invoke the runtime.
   *
   * To allow several sources, call `onlyFromVpc`, `onlyFromVpcEndpoint` or `onlyThroughGateway` for each of them.
   *
   * @param vpc The VPC, of any construct level
   * @returns this runtime
   * @throws if the runtime has a JWT authorizer and is already restricted to a gateway
   *
   * @example
   * declare const runtimeAgent: agentcore.Runtime;
   * runtimeAgent.onlyFromVpc(vpc);
   */
  public onlyFromVpc(vpc: IVPCRef): Runtime {
    this.sources.addVpc(vpc, this.onlyFromVpc);
    return this;
  }

  /**
   * Restricts the runtime to requests through a VPC endpoint.
   *
   * All other requests are denied, as with `onlyFromVpc`.
   *
   * @param vpcEndpoint The interface VPC endpoint for `bedrock-agentcore`, of any construct level
   * @returns this runtime
   * @throws if the VPC endpoint is for another service, or if the runtime has a JWT authorizer and is already
   * restricted to a gateway
   */
  public onlyFromVpcEndpoint(vpcEndpoint: IVPCEndpointRef): Runtime {
    this.sources.addVpcEndpoint(vpcEndpoint, this.onlyFromVpcEndpoint);
    return this;
  }

  /**
   * Restricts the runtime to requests through a gateway, so that callers cannot bypass its policies and interceptors.
   *
   * With IAM authorization, all requests that are not signed by the execution role of the gateway are denied. The
   * target of the gateway must use the credentials of this role. With a JWT authorizer, the gateway is added to the
   * allowed workloads of the authorizer.
   *
   * @param gateway The gateway, of any construct level. With IAM authorization, its execution role must be known
   * @returns this runtime
   * @throws if the role of the gateway is not known, or if the runtime has a JWT authorizer and is already restricted
   * to a VPC
   *
   * @example
   * declare const runtimeAgent: agentcore.Runtime;
   * runtimeAgent.onlyThroughGateway(gateway);
   */
  public onlyThroughGateway(gateway: IGatewayRef): Runtime {
    this.sources.addGateway(gateway, this.onlyThroughGateway);
    return this;
  }

  /**
   * Adds an environment variable to the sessions of the runtime.
   *
   * Anyone who can read the configuration of the runtime can read the value. Store secrets in the token vault or in
   * AWS Secrets Manager.
   *
   * @param name The name of the variable, 1 to 100 characters
   * @param value The value of the variable, at most 2,048 characters
   * @returns this runtime
   * @throws if the variable has another value already, or if the runtime has more than 50 variables
   */
  public addEnvironment(name: string, value: string): Runtime {
    addVariable(this, this.resource, {
      type: 'Runtime',
      name,
      value,
      method: this.addEnvironment,
      check: (errors, variables) => checkEnvironmentSize(errors, variables, this.environmentLimit),
    });
    return this;
  }

  /** @internal */
  protected _arnElsewhere(): string {
    return arnByName(this, 'runtime', this.agentName);
  }
}

function checkCapacity({ errors }: Binding, { capacityProvider, network }: RuntimeProps): void {
  if (capacityProvider) {
    const arn = capacityProvider.capacityProviderRef.capacityProviderArn;
    const reference = { kind: ARNS.capacityProvider, arn, env: capacityProvider.env };
    checkReference(errors, 'capacityProvider', reference, OWN);
  }
  if (capacityProvider && network) {
    errors.add(
      'network cannot be combined with capacityProvider, which determines the network of its instances. Remove network.',
    );
  }
}
