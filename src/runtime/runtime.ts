import {
  CfnRuntime,
  type ICapacityProviderRef,
  type PlatformVersion,
  type ProtocolType,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Connections } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type AgentAttributes, type AgentProps, identityOf } from '../agent/agent';
import { Authorizer } from '../agent/authorizer';
import { bindLifecycle } from '../agent/lifecycle';
import { Network } from '../agent/network';
import { bindFilesystems } from '../agent/storage/filesystems';
import { permitAgent } from '../private/iam/access';
import { Binding } from '../private/iam/binding';
import { referenceTo } from '../private/iam/created-role';
import { executionRole } from '../private/iam/execution-role';
import { createResource } from '../private/iam/resource';
import { nameByContent } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { checkImport, checkReference, environmentFromArn, OWN } from '../private/validation/environment';
import { addVariable, bindEnvironment } from '../private/validation/environment-variables';
import { checkConstruction } from '../private/validation/guard';
import { checkRole } from '../private/validation/references';
import { deferred } from '../private/validation/unknown';
import { ValidationErrors } from '../private/validation/validation-errors';
import type { Artifact } from './artifact';
import { knownOf } from './capacity/imported-capacity-provider';
import {
  checkEnvironmentSize,
  type EnvironmentLimit,
  environmentLimitOf,
  reviewEnvironmentSize,
} from './environment-size';
import { bindObservability, type Observability } from './observability';
import { RUNTIME_NAMES } from './property-names';
import { checkRequestHeaders } from './request-headers';
import { type IRuntime, RuntimeBase } from './runtime-base';
import { bindUses, type Use } from './use';

/** How a runtime is made. */
export interface RuntimeProps extends AgentProps {
  /**
   * Its code.
   */
  readonly artifact: Artifact;

  /**
   * What the code works with: each gives the permission, and the environment variable by which the code finds it.
   *
   * @default - nothing
   */
  readonly uses?: Use[];

  /**
   * What the code speaks: HTTP on port 8080, MCP on port 8000, A2A on port 9000, or AG-UI.
   *
   * @default ProtocolType.HTTP
   */
  readonly protocol?: ProtocolType;

  /**
   * Headers of a request that the code may see: at most 20, of the kind `X-Amzn-Bedrock-AgentCore-Runtime-Custom-…`,
   * or `Authorization` with a token, or others that the service does not keep for itself.
   *
   * @default - none
   */
  readonly requestHeaders?: string[];

  /**
   * The platform that runs it. On V2 sessions start from a snapshot of the started code,
   * which must then not take random numbers, clocks or credentials at its start.
   *
   * @default PlatformVersion.V1
   */
  readonly platformVersion?: PlatformVersion;

  /**
   * Instances of your own that it runs on, a `CapacityProvider` or a reference to one. They have the network and the volumes;
   * sessions may then last 14 days.
   *
   * Adding or removing the capacity provider replaces the runtime, and changes the generated name. Change a given
   * `runtimeName` in the same deployment.
   *
   * @default - the service's microVMs
   */
  readonly capacityProvider?: ICapacityProviderRef;

  /**
   * Which logs and traces of it are delivered where.
   *
   * @default - none, but for what its code prints and sends itself
   */
  readonly observability?: Observability;

  /**
   * What it is for, 1 to 1,200 characters.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Its name: a letter, then at most 47 letters, digits and `_`. Another name makes another runtime.
   *
   * @default - a name made of the path in the app
   */
  readonly runtimeName?: string;
}

/** What is known of a runtime that was made elsewhere. */
export interface RuntimeAttributes extends AgentAttributes {
  /**
   * Its ARN.
   */
  readonly runtimeArn: string;
}

/**
 * An agent whose code is yours, in any framework: the service runs it, and you write its loop.
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
   * Imports an existing runtime by its attributes. The execution role, security groups and other attributes enable
   * methods that need them.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the runtime
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
  protected readonly _takesTokens: boolean;
  /** @internal */
  protected readonly _connections?: Connections;

  private readonly resource: CfnRuntime;
  private readonly environmentLimit: EnvironmentLimit;

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
    checkCapacity(binding, props);
    bindObservability(binding, runtimeName, props.observability);
    const artifact = props.artifact._bind(binding);
    const network = instances ? undefined : (props.network ?? Network.publicNetwork())._bind(binding);
    const environment = bindEnvironment(binding, props.environment);
    checkRequestHeaders(binding, requestHeaders ?? [], authorizer._takesTokens);
    // What an update leaves out falls back to the service's default, which may change: it is written.
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
      { ...config, roleArn: referenceTo(role, this).roleArn },
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
    reviewEnvironmentSize(this, resource, this.environmentLimit);
  }

  /**
   * Adds an environment variable to the sessions of the runtime.
   *
   * Everyone who may read the runtime can read the value. Store secrets in the token vault or in AWS Secrets Manager.
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
}

function checkCapacity({ errors }: Binding, { capacityProvider, network }: RuntimeProps): void {
  if (capacityProvider) {
    const arn = capacityProvider.capacityProviderRef.capacityProviderArn;
    const reference = { kind: ARNS.capacityProvider, arn, env: capacityProvider.env };
    checkReference(errors, 'capacityProvider', reference, OWN);
  }
  if (capacityProvider && network) {
    errors.add(
      'network has no effect beside capacityProvider, whose instances have a network of their own: leave network out',
    );
  }
}

class ImportedRuntime extends RuntimeBase {
  public readonly agentArn: string;
  public readonly agentId: string;
  public readonly agentName: string;
  public readonly version?: string;
  public readonly role?: IRole;
  public readonly _imageIsMutable = false;
  protected readonly _takesTokens: boolean;
  protected readonly _connections?: Connections;

  public constructor(scope: Construct, id: string, attrs: RuntimeAttributes) {
    super(scope, id, environmentFromArn(attrs.runtimeArn, ARNS.runtime));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'runtimeArn', attrs.runtimeArn, ARNS.runtime);
    checkRole(errors, 'role', attrs.role);
    errors.throwIfAny();
    this.agentArn = attrs.runtimeArn;
    const { agentId, agentName } = identityOf(this, attrs.runtimeArn);
    this.agentId = agentId;
    this.agentName = agentName;
    this.version = attrs.version;
    this.role = attrs.role;
    this._takesTokens = attrs.takesTokens ?? false;
    this._connections = attrs.securityGroups && new Connections({ securityGroups: attrs.securityGroups });
  }
}
