import { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Connections } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type AgentAttributes, type AgentProps, identityOf } from '../agent/agent';
import { Authorizer } from '../agent/authorizer';
import { type ContainerImage, permitManagedImage } from '../agent/container-image';
import { bindLifecycle } from '../agent/lifecycle';
import type { Measured } from '../agent/metered';
import type { Model } from '../agent/model';
import { Network } from '../agent/network';
import { bindFilesystems } from '../agent/storage/filesystems';
import { seconds } from '../private/durations';
import { permitAgent } from '../private/iam/access';
import { Binding } from '../private/iam/binding';
import { localArnOf } from '../private/iam/created-role';
import { executionRole } from '../private/iam/execution-role';
import { createResource } from '../private/iam/resource';
import { reviewAssumeRole } from '../private/iam/role-uses';
import { nameByContent } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { checkImport, checkReference, environmentFromArn, OWN } from '../private/validation/environment';
import { addVariable, bindEnvironment } from '../private/validation/environment-variables';
import { checkConstruction } from '../private/validation/guard';
import { checkRole } from '../private/validation/references';
import { deferred } from '../private/validation/unknown';
import { ValidationErrors } from '../private/validation/validation-errors';
import { reviewAllowedTools } from './allowed-tools';
import { HarnessBase, type IHarness } from './harness-base';
import { checkLimits, type HarnessLimits } from './harness-limits';
import { HarnessMemory } from './harness-memory';
import { bindHooks, type Hook } from './hook';
import { HARNESS_NAMES } from './property-names';
import type { Skill } from './skill';
import { bindTools, type Tool } from './tool';
import { Truncation } from './truncation';

/** How a harness is made. */
export interface HarnessProps extends AgentProps {
  /**
   * The model that it thinks with.
   */
  readonly model: Model;

  /**
   * Models that callers may switch to, mid-session: the role may call them, and read their keys.
   *
   * @default - none
   */
  readonly alternateModels?: Model[];

  /**
   * What the model is told of its task.
   *
   * @default - nothing
   */
  readonly systemPrompt?: string;

  /**
   * What the model can do beside the shell and the file operations that it always has.
   *
   * @default - nothing
   */
  readonly tools?: Tool[];

  /**
   * Which tools the model may pick, 1 to 64 characters each: a name, a glob (`file_*`), `@builtin`, `@builtin/shell`, `@server`, `@server/tool`, or `*`.
   *
   * @default - all, `*`
   */
  readonly allowedTools?: string[];

  /**
   * What the model can read up on.
   *
   * @default - nothing
   */
  readonly skills?: Skill[];

  /**
   * What it remembers.
   *
   * @default HarnessMemory.managed()
   */
  readonly memory?: HarnessMemory;

  /**
   * What becomes of a conversation that no longer fits into the context window.
   *
   * @default Truncation.slidingWindow()
   */
  readonly truncation?: Truncation;

  /**
   * What of yours is called at which point of the loop, at most 20.
   *
   * @default - nothing
   */
  readonly hooks?: Hook[];

  /**
   * How far it goes for one request.
   *
   * @default - 75 rounds, 1 hour
   */
  readonly limits?: HarnessLimits;

  /**
   * The image that sessions run in, for `linux/arm64`. Its entry point and command are not used.
   *
   * @default - the service's own
   */
  readonly image?: ContainerImage;

  /**
   * Its name: a letter, then at most 39 letters, digits and `_`. Another name makes another harness.
   *
   * @default - a name made of the path in the app
   */
  readonly harnessName?: string;

  /**
   * Whether its role may take on other roles. A caller may override parameters of the model, and one of them names a role:
   * with this, whoever may invoke the harness may use any role that trusts its role.
   *
   * @default false
   */
  readonly allowAssumeRole?: boolean;
}

/** What is known of a harness that was made elsewhere. */
export interface HarnessAttributes extends AgentAttributes {
  /**
   * Its ARN.
   */
  readonly harnessArn: string;

  /**
   * The ARN of the runtime that the service keeps for it, whose metrics are its own.
   *
   * @default - it has no metrics here
   */
  readonly runtimeArn?: string;
}

/**
 * An agent whose loop the service runs: you declare its model, prompt, tools, skills, memory and hooks.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness.html
 */
export class Harness extends HarnessBase {
  /**
   * Imports an existing harness by its ARN.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param harnessArn The ARN of the harness
   */
  public static fromHarnessArn(scope: Construct, id: string, harnessArn: string): IHarness {
    return Harness.fromHarnessAttributes(scope, id, { harnessArn });
  }

  /**
   * Imports an existing harness by its attributes. The execution role, security groups and other attributes enable
   * methods that need them.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the harness
   */
  public static fromHarnessAttributes(scope: Construct, id: string, attrs: HarnessAttributes): IHarness {
    return new ImportedHarness(scope, id, {
      ...attrs,
      harnessArn: deferred(attrs.harnessArn),
      runtimeArn: attrs.runtimeArn && deferred(attrs.runtimeArn),
    });
  }

  public readonly agentArn: string;
  public readonly agentId: string;
  public readonly agentName: string;
  public readonly version?: string;
  public readonly role?: IRole;

  /**
   * The ARN of the memory that the service keeps for it. It is undefined with a memory of your own, and with none.
   */
  public readonly managedMemoryArn?: string;

  /** @internal */
  public readonly _imageIsMutable: boolean;
  /** @internal */
  protected readonly _takesTokens: boolean;
  /** @internal */
  protected readonly _connections?: Connections;
  /** @internal */
  public readonly _measured: Measured;

  private readonly resource: CfnHarness;

  constructor(scope: Construct, id: string, props: HarnessProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { memory: chosenMemory = HarnessMemory.managed(), authorizer = Authorizer.iam(), limits = {} } = props;
    const { harnessName = nameByContent(this, 40, chosenMemory._replacing) } = props;
    const binding = new Binding(this, 'Harness', `harness_${harnessName}`);
    checkLimits(binding, limits);

    permitAgent(binding);
    const model = props.model._bind(binding);
    for (const [index, alternate] of (props.alternateModels ?? []).entries()) {
      alternate._bindAlternate(binding, `alternateModels[${index}]`);
    }
    const network = (props.network ?? Network.publicNetwork())._bind(binding);
    const image = props.image?._bind(binding);
    const memory = chosenMemory._bind(binding);
    if (!image) {
      permitManagedImage(binding, network.connections !== undefined);
    }
    if (!props.allowAssumeRole) {
      binding.permissions.add({
        feature: 'NoOtherRole',
        actions: ['sts:AssumeRole'],
        resources: ['*'],
        effect: 'Deny',
      });
    }
    // The service keeps what an update leaves out: defaults and empty lists are written, so that taking something out takes effect.
    const config = {
      harnessName,
      model,
      systemPrompt: props.systemPrompt === undefined ? [] : [{ text: props.systemPrompt }],
      tools: bindTools(binding, props.tools ?? []),
      allowedTools: props.allowedTools ?? ['*'],
      skills: (props.skills ?? []).map((skill) => skill._bind(binding)),
      memory: memory.config,
      truncation: (props.truncation ?? Truncation.slidingWindow())._bind(binding.errors),
      hooks: bindHooks(binding, props.hooks ?? []),
      maxIterations: limits.maxIterations ?? 75,
      maxTokens: limits.maxTokens,
      timeoutSeconds: limits.timeout ? seconds(limits.timeout) : 3600,
      environment: {
        agentCoreRuntimeEnvironment: {
          networkConfiguration: network.config,
          filesystemConfigurations: bindFilesystems(binding, props.filesystems ?? [], network),
          lifecycleConfiguration: bindLifecycle(binding, props.lifecycle),
        },
      },
      environmentArtifact: image && { containerConfiguration: { containerUri: image.uri } },
      environmentVariables: bindEnvironment(binding, props.environment),
      authorizerConfiguration: authorizer._bind(binding),
    };
    const role = executionRole(binding, props.role);
    if (props.allowAssumeRole) {
      reviewAssumeRole(this, role);
    }
    const { resource } = createResource(
      binding,
      'Harness',
      { ...config, executionRoleArn: localArnOf(role) },
      HARNESS_NAMES,
      (checked) => ({ resource: new CfnHarness(this, 'Resource', checked) }),
    );
    reviewAllowedTools(this, props.allowedTools ?? [], props.tools ?? []);

    this.resource = resource;
    this.agentArn = resource.attrArn;
    this.agentId = resource.attrHarnessId;
    this.agentName = harnessName;
    this.version = resource.attrVersion;
    this.role = role;
    this._imageIsMutable = image?.mutable ?? false;
    this._takesTokens = authorizer._takesTokens;
    this._connections = network.connections;
    this._measured = {
      runtimeArn: resource.attrEnvironmentAgentCoreRuntimeEnvironmentAgentRuntimeArn,
      runtimeName: resource.attrEnvironmentAgentCoreRuntimeEnvironmentAgentRuntimeName,
      runtimeId: resource.attrEnvironmentAgentCoreRuntimeEnvironmentAgentRuntimeId,
      endpointName: 'DEFAULT',
      env: this.env,
    };
    this.managedMemoryArn = memory.managed ? resource.attrMemoryManagedMemoryConfigurationArn : undefined;
  }

  /**
   * Adds an environment variable to the sessions of the harness.
   *
   * Everyone who may read the harness can read the value. Store secrets in the token vault or in AWS Secrets Manager.
   *
   * @param name The name of the variable, 1 to 100 characters
   * @param value The value of the variable, at most 5,000 characters
   * @returns this harness
   * @throws if the variable has another value already, or if the harness has more than 50 variables
   */
  public addEnvironment(name: string, value: string): Harness {
    addVariable(this, this.resource, { type: 'Harness', name, value, method: this.addEnvironment });
    return this;
  }
}

class ImportedHarness extends HarnessBase {
  public readonly agentArn: string;
  public readonly agentId: string;
  public readonly agentName: string;
  public readonly version?: string;
  public readonly role?: IRole;
  public readonly _imageIsMutable = false;
  protected readonly _takesTokens: boolean;
  protected readonly _connections?: Connections;

  public constructor(
    scope: Construct,
    id: string,
    private readonly attrs: HarnessAttributes,
  ) {
    super(scope, id, environmentFromArn(attrs.harnessArn, ARNS.harness));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'harnessArn', attrs.harnessArn, ARNS.harness);
    if (attrs.runtimeArn !== undefined) {
      checkReference(errors, 'runtimeArn', { kind: ARNS.runtime, arn: attrs.runtimeArn }, OWN);
    }
    checkRole(errors, 'role', attrs.role);
    errors.throwIfAny();
    this.agentArn = attrs.harnessArn;
    const { agentId, agentName } = identityOf(this, attrs.harnessArn);
    this.agentId = agentId;
    this.agentName = agentName;
    this.version = attrs.version;
    this.role = attrs.role;
    this._takesTokens = attrs.takesTokens ?? false;
    this._connections = attrs.securityGroups && new Connections({ securityGroups: attrs.securityGroups });
  }

  public get _measured(): Measured {
    const { runtimeArn } = this.attrs;
    if (runtimeArn === undefined) {
      throw new Error(
        `${this.node.path}: metrics and logs of an imported harness belong to its managed runtime, which is not known. Pass runtimeArn to Harness.fromHarnessAttributes.`,
      );
    }
    const { agentId: runtimeId, agentName: runtimeName } = identityOf(this, runtimeArn);
    return { runtimeArn, runtimeName, runtimeId, endpointName: 'DEFAULT', env: this.env };
  }
}
