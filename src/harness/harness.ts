import { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Connections } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AgentProps } from '../agent/agent';
import { Authorizer } from '../agent/authorizer';
import { type ContainerImage, permitManagedImage } from '../agent/container-image';
import { checkLimits, type HarnessLimits } from '../agent/harness-limits';
import { bindLifecycle } from '../agent/lifecycle';
import type { Measured } from '../agent/metered';
import type { Model } from '../agent/model';
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
import { bindHooks, type Hook } from './hook';
import { type HarnessAttributes, ImportedHarness } from './imported-harness';
import { denyOtherRoles } from './other-roles';
import { HARNESS_NAMES } from './property-names';
import type { Skill } from './skill';
import { bindTools, type Tool } from './tool';
import { Truncation } from './truncation';

/** Properties of `Harness`. */
export interface HarnessProps extends AgentProps {
  /**
   * The model that the agent loop calls. Callers can override it in an invocation with a model in `alternateModels`.
   */
  readonly model: Model;

  /**
   * Additional models that callers may switch to, per invocation or in the middle of a session.
   *
   * The execution role is allowed to invoke the models, and to get their API keys. The models do not appear in the
   * configuration of the harness.
   *
   * @default - callers can use only `model`
   */
  readonly alternateModels?: Model[];

  /**
   * The system prompt. Must be at least 1 character long. Callers can override it in an invocation.
   *
   * @default - no system prompt
   */
  readonly systemPrompt?: string;

  /**
   * The tools that the model can call, in addition to the built-in shell and file operations. Each tool must have a
   * unique name.
   *
   * @default - built-in tools only
   */
  readonly tools?: Tool[];

  /**
   * Additional tools that callers may pass in an invocation instead of `tools`: gateways, browsers, code interpreters,
   * and MCP servers with an `ApiKey` in a header.
   *
   * The execution role is allowed to use the tools, so every caller of the harness can use them. The tools do not appear
   * in the configuration of the harness. Tools that need no permission are rejected, because callers can pass them
   * without being listed.
   *
   * @default - callers can use only the resources of `tools`, and tools that need no permission
   */
  readonly alternateTools?: Tool[];

  /**
   * The tools that the model is allowed to call: tool names, glob patterns (`file_*`, `@server/read_*`), `@builtin`,
   * `@builtin/shell`, `@server`, `@server/tool`, or `*`.
   *
   * The built-in tools are `shell` and `file_operations`. A browser, code interpreter or inline function is listed by
   * its name. `@server` allows all tools of the MCP server or gateway with this name in `tools`, and `@server/tool`
   * one of them. Put `@server/` before a pattern that must match the tools of a server: AWS does not document whether
   * other patterns match them. Each entry must be 1 to 64 characters long. An empty list allows no tools. The list
   * restricts the model, not callers: a principal with `grants.invokeCommand` can still run commands in a session.
   *
   * @default - `['*']`, which allows all tools
   */
  readonly allowedTools?: string[];

  /**
   * The skills that the model can load: directories with instructions in a file `SKILL.md`.
   *
   * @default - no skills
   */
  readonly skills?: Skill[];

  /**
   * The memory of the harness: a managed memory, your `MemoryStore`, or no memory.
   *
   * @default HarnessMemory.managed()
   */
  readonly memory?: HarnessMemory;

  /**
   * The strategy that shortens a conversation that exceeds the context window of the model.
   *
   * @default Truncation.slidingWindow()
   */
  readonly truncation?: Truncation;

  /**
   * The lifecycle hooks that AgentCore invokes during the agent loop. Maximum 20, each with a unique name.
   *
   * @default - no hooks
   */
  readonly hooks?: Hook[];

  /**
   * The limits of one invocation: agent loop iterations, tokens and duration.
   *
   * @default - 75 iterations, no token limit, 1 hour
   */
  readonly limits?: HarnessLimits;

  /**
   * The container image that sessions run in. Must be built for `linux/arm64`, and have at most 2 GB. AgentCore does
   * not run the entry point and the command of the image.
   *
   * @default - the managed image of AgentCore
   */
  readonly image?: ContainerImage;

  /**
   * The name of the harness: a letter followed by up to 39 letters, digits or underscores. Changing the name replaces
   * the harness and its managed memory.
   *
   * @default - a unique name generated from the construct path
   */
  readonly harnessName?: string;

  /**
   * Whether the execution role may assume other roles.
   *
   * Callers can override the parameters of the model, and one of the parameters names a role to assume. If this
   * property is `true`, every caller of the harness can use every role that trusts the execution role. Otherwise the
   * execution role is explicitly denied `sts:AssumeRole`.
   *
   * @default false
   */
  readonly allowAssumeRole?: boolean;
}

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
