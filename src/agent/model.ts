import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { permitApiKey } from '../private/iam/access';
import { type Binding, INTERNET, type RoleBinding } from '../private/iam/binding';
import { quote } from '../private/validation/limit';
import { checkApiKey } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { checkBedrockModel, checkFoundationModels, permitBedrockModel, permitMantle } from './bedrock-permissions';
import { checkGuardrail } from './model-guardrail';
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
 * A model that an agent thinks with, and the permission to call it.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-models.html
 */
export abstract class Model {
  /**
   * A model on Amazon Bedrock.
   *
   * @param modelId id of a foundation model (`amazon.nova-pro-v1:0`) or of an inference profile (`global.anthropic.…`), or an ARN
   */
  public static bedrock(modelId: string, options: BedrockModelOptions = {}): Model {
    return new BedrockModel(modelId, options);
  }

  /**
   * A model of OpenAI, or of an API compatible with it.
   *
   * @param modelId the provider's name of it, as in `gpt-5`
   */
  public static openAi(modelId: string, options: OpenAiModelOptions): Model {
    return new OpenAiModel(modelId, options);
  }

  /**
   * A Gemini model of Google.
   *
   * @param modelId the provider's name of it, as in `gemini-3-pro`
   */
  public static gemini(modelId: string, options: GeminiModelOptions): Model {
    return new GeminiModel(modelId, options);
  }

  /**
   * A model of any other provider, through LiteLLM.
   *
   * @param modelId the provider and the model, as in `mistral/mistral-large-latest`
   */
  public static liteLlm(modelId: string, options: LiteLlmModelOptions = {}): Model {
    return new LiteLlmModel(modelId, options);
  }

  protected constructor(
    /** The model's id, as it was given. */
    public readonly modelId: string,
    private readonly options: ModelOptions,
  ) {}

  /** @internal */
  public _bind(binding: Binding): CfnHarness.HarnessModelConfigurationProperty {
    this._permit(binding);
    this._check(binding, 'model');
    return this._render();
  }

  /**
   * Permits a model that callers may switch to: nothing of it is rendered, so nothing but its id and key may be given.
   *
   * @internal
   */
  public _bindAlternate(binding: Binding, prop: string): void {
    this._permit(binding);
    this._check(binding, prop);
    const giver = binding.kind === 'Runtime' ? 'the code' : 'the caller who switches to the model';
    this._refuseIdle(binding, prop, this._sampling(), `${giver} gives them`);
  }

  /**
   * Permits a model that a memory calls, of which the service takes the id alone, and of Bedrock only.
   *
   * @returns its id
   * @internal
   */
  public _bindToMemory(binding: RoleBinding, prop: string): string {
    binding.errors.add(`${prop} must be on Bedrock, got "${this.modelId}": use Model.bedrock`);
    return this.modelId;
  }

  /** @internal */
  public abstract _permit(binding: RoleBinding): void;

  /** @internal */
  protected abstract _render(): CfnHarness.HarnessModelConfigurationProperty;

  /** @internal */
  protected _check(binding: RoleBinding, prop: string): void {
    const { modelId } = this;
    if (!isUnknown(modelId) && modelId.trim() === '') {
      binding.errors.add(`${prop} must have an id, got "${modelId}"`);
    } else if (!isUnknown(modelId) && (modelId !== modelId.trim() || (/\s/.test(modelId) && !this._isRenamable))) {
      binding.errors.add(
        `${prop} must have an id without blanks, got ${quote(modelId)}. Use the id as the provider lists it.`,
      );
    }
  }

  /**
   * Whether the model is behind a server of the user's choice, which may name its models as it likes.
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
      errors.add(`${prop} "${this.modelId}": ${idle.join(', ')} would have no effect: ${why}. Leave them out here`);
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
    this._refuseIdle(binding, prop, { ...this._sampling(), guardrail, apiFormat }, 'a memory takes the id alone');
    return this.modelId;
  }

  public _permit(binding: RoleBinding): void {
    if (this.onMantle()) {
      permitMantle(binding, this.modelId);
    } else {
      permitBedrockModel(binding, this.modelId, this.bedrock.foundationModelIds);
    }
    if (this.bedrock.guardrail) {
      binding.permissions.add({
        feature: 'ModelGuardrail',
        actions: ['bedrock:ApplyGuardrail'],
        resources: [this.bedrock.guardrail.guardrailArn],
      });
    }
  }

  protected _check(binding: RoleBinding, prop: string): void {
    super._check(binding, prop);
    checkBedrockModel(binding, prop, this.modelId);
    const { guardrail, additionalParams, apiFormat } = this.bedrock;
    checkGuardrail(binding.errors, prop, guardrail);
    if (guardrail && this.onMantle()) {
      binding.errors.add(`${prop}.guardrail works with the API format converse_stream only, got ${apiFormat}`);
    }
    if (guardrail && additionalParams && 'guardrailConfig' in additionalParams) {
      binding.errors.add(`${prop}.additionalParams has a guardrailConfig beside guardrail: give one of them`);
    }
    if (!isUnknown(this.modelId) && !/^[\w.:/-]*$/.test(this.modelId.trim().replace(/\s/g, ''))) {
      binding.errors.add(
        `${prop} must be the ID or ARN of one model or inference profile (letters, digits, periods, colons, slashes, hyphens and underscores), got ${quote(this.modelId)}. Use the ID that Amazon Bedrock lists.`,
      );
    }
    for (const problem of checkFoundationModels(this.modelId, this.bedrock.foundationModelIds)) {
      binding.errors.add(`${prop} "${this.modelId}" ${problem}`);
    }
    if (this.onMantle() && this.bedrock.foundationModelIds) {
      binding.errors.add(`${prop}.foundationModelIds has no effect with the API format ${apiFormat}: leave it out`);
    }
  }

  protected _render(): CfnHarness.HarnessModelConfigurationProperty {
    const { guardrail, additionalParams, apiFormat = BedrockApiFormat.CONVERSE_STREAM } = this.bedrock;
    const guardrailConfig = guardrail && {
      guardrailIdentifier: guardrail.guardrailArn,
      guardrailVersion: guardrail.guardrailVersion,
      ...(guardrail.trace ? { trace: guardrail.trace } : {}),
    };
    return {
      bedrockModelConfig: {
        ...this._sampling(),
        modelId: this.modelId,
        apiFormat,
        additionalParams: guardrailConfig ? { ...additionalParams, guardrailConfig } : additionalParams,
      },
    };
  }

  private onMantle(): boolean {
    return (this.bedrock.apiFormat ?? BedrockApiFormat.CONVERSE_STREAM) !== BedrockApiFormat.CONVERSE_STREAM;
  }
}

/** What the models of other providers have in common: a key in the token vault. */
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
    // The schema rejects an empty text.
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
        apiFormat: this.openAi.apiFormat ?? OpenAiApiFormat.RESPONSES,
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
    if (isUnknown(this.modelId) || this.modelId === '' || /^[^/]+\/./.test(this.modelId)) {
      super._check(binding, prop);
    } else {
      binding.errors.add(
        `${prop} must name its provider and the model, as in "mistral/mistral-large-latest", got ${quote(this.modelId)}`,
      );
    }
  }
}
