import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { permitApiKey } from '../private/iam/access';
import { type Binding, INTERNET, type RoleBinding } from '../private/iam/binding';
import { quote } from '../private/validation/limit';
import { checkApiKey } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { checkBedrockModel, checkFoundationModels, permitBedrockModel, permitMantle } from './bedrock-permissions';
import { checkGuardrail, checkGuardrailConfig, permitGuardrail, renderGuardrail } from './model-guardrail';
import { checkBedrockModelId, checkLiteLlmModelId, checkModelId } from './model-id';
import {
  BedrockApiFormat,
  type BedrockModelOptions,
  type GeminiModelOptions,
  type LiteLlmModelOptions,
  type ModelOptions,
  OpenAiApiFormat,
  type OpenAiModelOptions,
} from './model-options';

/**
 * A model that an agent uses, together with the permission to invoke it.
 *
 * @example
 * const claude = agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6', { temperature: 0.2 });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-models.html
 */
export abstract class Model {
  /**
   * Uses a model on Amazon Bedrock.
   *
   * The execution role is allowed to invoke exactly this model. For an inference profile, the role is allowed to invoke
   * the profile, and its foundation model only through the profile.
   *
   * @param modelId The ID of a foundation model (`amazon.nova-pro-v1:0`), the ID of an inference profile
   *   (`global.anthropic.claude-sonnet-4-6`), or an ARN of either
   * @param options The inference settings, by default those of the model, the API format, by default
   *   `CONVERSE_STREAM`, and the guardrail, by default none
   *
   * @example
   * const nova = agentcore.Model.bedrock('amazon.nova-pro-v1:0', { maxTokens: 2048 });
   */
  public static bedrock(modelId: string, options: BedrockModelOptions = {}): Model {
    return new BedrockModel(modelId, options);
  }

  /**
   * Uses an OpenAI model, or a model behind an OpenAI-compatible API. The execution role is allowed to get the API key.
   *
   * @param modelId The model name that the model provider uses, for example `gpt-5`
   * @param options The API key, which is required, the base URL of the API, by default that of OpenAI, and the inference
   *   settings, by default those of the model
   *
   * @example
   * const apiKey = new agentcore.ApiKey(stack, 'OpenAi', { secret, jsonKey: 'openai' });
   * const gpt = agentcore.Model.openai('gpt-5', { apiKey });
   */
  public static openai(modelId: string, options: OpenAiModelOptions): Model {
    return new OpenAiModel(modelId, options);
  }

  /**
   * Uses a Google Gemini model. The execution role is allowed to get the API key.
   *
   * @param modelId The model name that Google uses, for example `gemini-3-pro`
   * @param options The API key, which is required, and the inference settings, by default those of the model
   *
   * @example
   * const apiKey = new agentcore.ApiKey(stack, 'Gemini', { secret, jsonKey: 'gemini' });
   * const gemini = agentcore.Model.gemini('gemini-3-pro', { apiKey });
   */
  public static gemini(modelId: string, options: GeminiModelOptions): Model {
    return new GeminiModel(modelId, options);
  }

  /**
   * Uses a model of another model provider through LiteLLM. The execution role is allowed to get the API key, if any.
   *
   * @param modelId The model provider and the model name, for example `mistral/mistral-large-latest`
   * @param options The API key, the base URL, and inference settings
   *
   * @example
   * const apiKey = new agentcore.ApiKey(stack, 'Mistral', { secret, jsonKey: 'mistral' });
   * const mistral = agentcore.Model.litellm('mistral/mistral-large-latest', { apiKey });
   */
  public static litellm(modelId: string, options: LiteLlmModelOptions = {}): Model {
    return new LiteLlmModel(modelId, options);
  }

  protected constructor(
    /** The model ID that was passed to the factory. */
    public readonly modelId: string,
    private readonly options: ModelOptions,
  ) {}

  /** @internal */
  public _bind(binding: RoleBinding, prop = 'model'): CfnHarness.HarnessModelConfigurationProperty {
    this._permit(binding);
    this._check(binding, prop);
    return this._render();
  }

  /**
   * Grants the permissions for a model that callers can switch to. Rejects options other than the API key, because the
   * model is not rendered.
   *
   * @internal
   */
  public _bindAlternate(binding: Binding, prop: string): void {
    this._permit(binding);
    this._check(binding, prop);
    const sender = binding.kind === 'Runtime' ? 'the code' : 'the caller that switches to the model';
    this._refuseIdle(binding, prop, this._sampling(), `${sender} specifies them`);
  }

  /**
   * Grants the permissions for a model that a memory invokes. A memory supports only models on Amazon Bedrock, without
   * options.
   *
   * @returns The model ID
   * @internal
   */
  public _bindToMemory(binding: RoleBinding, prop: string): string {
    binding.errors.add(`${prop} must be a model on Amazon Bedrock, got "${this.modelId}". Use Model.bedrock.`);
    return this.modelId;
  }

  /** @internal */
  public abstract _permit(binding: RoleBinding): void;

  /** @internal */
  protected abstract _render(): CfnHarness.HarnessModelConfigurationProperty;

  /** @internal */
  protected _check(binding: RoleBinding, prop: string): void {
    checkModelId(binding.errors, prop, this.modelId, this._isRenamable);
  }

  /**
   * Whether the model is behind a custom server, which can use any model names.
   *
   * @internal
   */
  protected get _isRenamable(): boolean {
    return false;
  }

  /** @internal */
  protected _refuseIdle({ errors }: RoleBinding, prop: string, given: Record<string, unknown>, why: string): void {
    const idle = Object.keys(given).filter((name) => given[name] !== undefined);
    if (idle.length > 0) {
      errors.add(
        `${prop} "${this.modelId}" must not set ${idle.join(', ')}, which would have no effect, because ${why}. Remove ${idle.length > 1 ? 'these options' : 'this option'}.`,
      );
    }
  }

  /** @internal */
  protected _sampling(): Record<string, unknown> {
    const { maxTokens, temperature, topP, additionalParams } = this.options;
    return { maxTokens, temperature, topP, additionalParams };
  }
}

class BedrockModel extends Model {
  public constructor(
    modelId: string,
    private readonly bedrock: BedrockModelOptions,
  ) {
    super(modelId, bedrock);
  }

  public _bindToMemory(binding: RoleBinding, prop: string): string {
    this._permit(binding);
    this._check(binding, prop);
    const { guardrail, apiFormat } = this.bedrock;
    this._refuseIdle(binding, prop, { ...this._sampling(), guardrail, apiFormat }, 'a memory uses only the model ID');
    return this.modelId;
  }

  public _permit(binding: RoleBinding): void {
    if (this.onMantle()) {
      permitMantle(binding, this.modelId);
    } else {
      permitBedrockModel(binding, this.modelId, this.bedrock.foundationModelIds);
    }
    if (this.bedrock.guardrail) {
      permitGuardrail(binding, this.bedrock.guardrail);
    }
  }

  protected _check(binding: RoleBinding, prop: string): void {
    super._check(binding, prop);
    checkBedrockModel(binding, prop, this.modelId, this.onMantle());
    const { guardrail, additionalParams, apiFormat } = this.bedrock;
    checkGuardrail(binding.errors, prop, guardrail);
    if (guardrail && this.onMantle()) {
      binding.errors.add(
        `${prop}.guardrail must be used with the API format converse_stream, got ${apiFormat}. Use BedrockApiFormat.CONVERSE_STREAM.`,
      );
    }
    checkGuardrailConfig(binding.errors, prop, guardrail, additionalParams);
    checkBedrockModelId(binding.errors, prop, this.modelId, this.onMantle());
    for (const problem of checkFoundationModels(this.modelId, this.bedrock.foundationModelIds)) {
      binding.errors.add(`${prop} "${this.modelId}" ${problem}`);
    }
    if (this.onMantle() && this.bedrock.foundationModelIds) {
      binding.errors.add(
        `${prop}.foundationModelIds must be omitted with the API format ${apiFormat}, because it has no effect. Remove it.`,
      );
    }
  }

  protected _render(): CfnHarness.HarnessModelConfigurationProperty {
    const { guardrail, additionalParams, apiFormat = BedrockApiFormat.CONVERSE_STREAM } = this.bedrock;
    const guardrailConfig = guardrail && renderGuardrail(guardrail);
    return {
      bedrockModelConfig: {
        ...this._sampling(),
        modelId: this.modelId,
        apiFormat: apiFormat.value,
        additionalParams: guardrailConfig ? { ...additionalParams, guardrailConfig } : additionalParams,
      },
    };
  }

  private onMantle(): boolean {
    const { apiFormat = BedrockApiFormat.CONVERSE_STREAM } = this.bedrock;
    return apiFormat.value !== BedrockApiFormat.CONVERSE_STREAM.value;
  }
}

/** A model of another provider, with an API key in the token vault. */
abstract class KeyedModel extends Model {
  protected constructor(
    modelId: string,
    private readonly feature: string,
    private readonly keyed: LiteLlmModelOptions,
  ) {
    super(modelId, keyed);
  }

  public _permit(binding: RoleBinding): void {
    if (this.keyed.apiKey) {
      permitApiKey(binding, { feature: this.feature }, this.keyed.apiKey);
    }
    binding.services.add(INTERNET);
  }

  protected _check(binding: RoleBinding, prop: string): void {
    super._check(binding, prop);
    const { apiBase } = this.keyed;
    // The check of the schema rejects an empty string.
    if (apiBase && !isUnknown(apiBase) && !/^https?:\/\/[^\s/]+\S*$/i.test(apiBase)) {
      binding.errors.add(
        `${prop}.apiBase must be a URL, got ${quote(apiBase)}. Use a URL such as "https://llm.example.com/v1".`,
      );
    }
    if (this.keyed.apiKey) {
      checkApiKey(binding.errors, `${prop}.apiKey`, this.keyed.apiKey);
    }
  }

  protected get _isRenamable(): boolean {
    return this.keyed.apiBase !== undefined;
  }

  /** @internal */
  protected _apiKeyArn(): string | undefined {
    return this.keyed.apiKey?.apiKeyCredentialProviderRef.credentialProviderArn;
  }
}

class OpenAiModel extends KeyedModel {
  public constructor(
    modelId: string,
    private readonly openAi: OpenAiModelOptions,
  ) {
    super(modelId, 'ModelOpenAi', openAi);
  }

  protected _render(): CfnHarness.HarnessModelConfigurationProperty {
    return {
      openAiModelConfig: {
        ...this._sampling(),
        modelId: this.modelId,
        apiKeyArn: this._apiKeyArn() ?? '',
        apiFormat: (this.openAi.apiFormat ?? OpenAiApiFormat.RESPONSES).value,
      },
    };
  }

  protected _sampling(): Record<string, unknown> {
    const { apiBase, apiFormat } = this.openAi;
    return { ...super._sampling(), apiBase, apiFormat };
  }
}

class GeminiModel extends KeyedModel {
  public constructor(
    modelId: string,
    private readonly gemini: GeminiModelOptions,
  ) {
    super(modelId, 'ModelGemini', gemini);
  }

  protected _render(): CfnHarness.HarnessModelConfigurationProperty {
    return {
      geminiModelConfig: {
        ...this._sampling(),
        modelId: this.modelId,
        apiKeyArn: this._apiKeyArn() ?? '',
        topK: this.gemini.topK,
      },
    };
  }

  protected _sampling(): Record<string, unknown> {
    return { ...super._sampling(), topK: this.gemini.topK };
  }
}

class LiteLlmModel extends KeyedModel {
  public constructor(
    modelId: string,
    private readonly liteLlm: LiteLlmModelOptions,
  ) {
    super(modelId, 'ModelLiteLlm', liteLlm);
  }

  protected _render(): CfnHarness.HarnessModelConfigurationProperty {
    return {
      liteLlmModelConfig: {
        ...this._sampling(),
        modelId: this.modelId,
        apiKeyArn: this._apiKeyArn(),
      },
    };
  }

  protected _sampling(): Record<string, unknown> {
    return { ...super._sampling(), apiBase: this.liteLlm.apiBase };
  }

  protected _check(binding: RoleBinding, prop: string): void {
    if (checkLiteLlmModelId(binding.errors, prop, this.modelId)) {
      super._check(binding, prop);
    }
  }
}
