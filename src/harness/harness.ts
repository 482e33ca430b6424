import { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Connections } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Authorizer } from '../agent/authorizer';
import { checkLimits } from '../agent/harness-limits';
import { permitManagedImage } from '../agent/image-pull';
import { bindLifecycle } from '../agent/lifecycle';
import type { Measured } from '../agent/metered';
import { Network } from '../agent/network';
import { bindReturnUrls } from '../agent/return-urls';
import { bindFilesystems } from '../agent/storage/filesystems';
import { seconds } from '../private/durations';
import { permitAgent } from '../private/iam/access';
import { Binding } from '../private/iam/binding';
import { roleArnFor } from '../private/iam/created-role';
import { executionRole } from '../private/iam/execution-role';
import { createResource } from '../private/iam/resource';
import { reviewAssumeRole } from '../private/iam/role-uses';
import { nameByContent } from '../private/names';
import { addVariable, bindEnvironment } from '../private/validation/environment-variables';
import { checkConstruction } from '../private/validation/guard';
import { deferred } from '../private/validation/unknown';
import { reviewAllowedTools } from './allowed-tools';
import { bindAlternateTools } from './alternate-tools';
import { HarnessBase, type IHarness } from './harness-base';
import { HarnessMemory } from './harness-memory';
import type { HarnessProps } from './harness-props';
import { bindHooks } from './hook';
import { type HarnessAttributes, ImportedHarness } from './imported-harness';
import { denyOtherRoles } from './other-roles';
import { HARNESS_NAMES } from './property-names';
import { bindTools } from './tool';
import { Truncation } from './truncation';

/**
 * A declarative agent: you configure the model, system prompt, tools, skills, memory and hooks, and AgentCore runs the
 * agent loop. Use a `Runtime` to host your own agent code instead.
 *
 * By default, a harness has a managed memory and the built-in tools, its sessions run in the public network, and callers
 * authenticate with IAM credentials. Its execution role has only the permissions that the configured features require.
 *
 * @example
 * new agentcore.Harness(stack, 'Assistant', {
 *   model: agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6'),
 *   systemPrompt: 'You are a helpful assistant.',
 *   tools: [agentcore.Tool.codeInterpreter()],
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness.html
 */
export class Harness extends HarnessBase {
  /**
   * Imports an existing harness by its ARN.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @example
   * agentcore.Harness.fromHarnessArn(
   *   stack,
   *   'Shared',
   *   'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/assistant-a1B2c3D4e5',
   * );
   *
   * @param harnessArn The ARN of the harness
   * @throws if the value is not the ARN of a harness
   */
  public static fromHarnessArn(scope: Construct, id: string, harnessArn: string): IHarness {
    return Harness.fromHarnessAttributes(scope, id, { harnessArn });
  }

  /**
   * Imports an existing harness by its attributes. Pass the execution role, the security groups or the runtime ARN to
   * use permissions, connections or metrics of the imported harness.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param attrs The attributes of the harness
   *
   * @example
   * agentcore.Harness.fromHarnessAttributes(stack, 'Shared', {
   *   harnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/assistant-a1B2c3D4e5',
   *   role: iam.Role.fromRoleName(stack, 'AgentRole', 'assistant'),
   * });
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
   * The ARN of the managed memory of the harness. `undefined` if the harness uses a `MemoryStore` or no memory.
   */
  public readonly managedMemoryArn?: string;

  /** @internal */
  public readonly _imageIsMutable: boolean;
  /** @internal */
  public readonly _takesTokens: boolean;
  /** @internal */
  protected readonly _connections?: Connections;
  /** @internal */
  public readonly _measured: Measured;

  private readonly resource: CfnHarness;

  /** @internal */
  public readonly _modelIds: string[];

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the harness
   */
  constructor(scope: Construct, id: string, props: HarnessProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { memory: chosenMemory = HarnessMemory.managed(), authorizer = Authorizer.iam(), limits = {} } = props;
    const { harnessName = nameByContent(this, 40, chosenMemory._replacing) } = props;
    const binding = new Binding(this, 'Harness', `harness_${harnessName}`);
    checkLimits(binding.errors, 'limits', limits);

    permitAgent(binding);
    bindReturnUrls(binding, 'Harness', props.returnUrls);
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
      denyOtherRoles(binding, model);
    }
    // An update retains the values of properties that it omits. Defaults and empty lists are rendered, so that removing a
    // property from the app takes effect.
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
    bindAlternateTools(binding, props.alternateTools ?? []);
    const role = executionRole(binding, props.role);
    if (props.allowAssumeRole) {
      reviewAssumeRole(this, role);
    }
    const { resource } = createResource(
      binding,
      'Harness',
      { ...config, executionRoleArn: roleArnFor(this, role) },
      HARNESS_NAMES,
      (checked) => ({ resource: new CfnHarness(this, 'Resource', checked) }),
    );
    reviewAllowedTools(this, props.allowedTools ?? [], [...(props.tools ?? []), ...(props.alternateTools ?? [])]);

    this.resource = resource;
    this.agentArn = resource.attrArn;
    this._modelIds = [props.model, ...(props.alternateModels ?? [])].map(({ modelId }) => modelId);
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
   * Anyone who can read the configuration of the harness can read the value. Store secrets in the token vault or in
   * AWS Secrets Manager.
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
