import type { IApiKeyCredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ModelGuardrail } from './model-guardrail';

/**
 * The API that an agent uses to invoke a model on Amazon Bedrock.
 *
 * @example
 * const options: agentcore.BedrockModelOptions = { apiFormat: agentcore.BedrockApiFormat.RESPONSES };
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-models.html
 */
export class BedrockApiFormat {
  /** The Converse streaming API (`ConverseStream`). Supports guardrails. */
  public static readonly CONVERSE_STREAM = new BedrockApiFormat('converse_stream');

  /** The Responses API on the `bedrock-mantle` endpoint. */
  public static readonly RESPONSES = new BedrockApiFormat('responses');

  /** The Chat Completions API on the `bedrock-mantle` endpoint. */
  public static readonly CHAT_COMPLETIONS = new BedrockApiFormat('chat_completions');

  /**
   * An API format that this version of the library does not define yet. The execution role gets the permissions for the
   * `bedrock-mantle` endpoint.
   *
   * @param value The API format, as the AgentCore API names it
   */
  public static of(value: string): BedrockApiFormat {
    return new BedrockApiFormat(value);
  }

  private constructor(
    /** The API format, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/**
 * The API that an agent uses to invoke an OpenAI model, or a model behind an OpenAI-compatible API.
 *
 * @example
 * const apiFormat = agentcore.OpenAiApiFormat.CHAT_COMPLETIONS;
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-models.html
 */
export class OpenAiApiFormat {
  /** The Responses API. */
  public static readonly RESPONSES = new OpenAiApiFormat('responses');

  /** The Chat Completions API. */
  public static readonly CHAT_COMPLETIONS = new OpenAiApiFormat('chat_completions');

  /**
   * An API format that this version of the library does not define yet.
   *
   * @param value The API format, as the AgentCore API names it
   */
  public static of(value: string): OpenAiApiFormat {
    return new OpenAiApiFormat(value);
  }

  private constructor(
    /** The API format, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** Inference settings that all model providers share. */
export interface ModelOptions {
  /**
   * The maximum number of tokens to generate in one response. Must be at least 1.
   *
   * @default - the maximum of the model
   */
  readonly maxTokens?: number;

  /**
   * The sampling temperature, from 0 to 2. Higher values produce more varied output.
   *
   * @default - the default of the model
   */
  readonly temperature?: number;

  /**
   * The nucleus sampling threshold (top-p), from 0 to 1. The model samples from the smallest set of tokens whose
   * probabilities add up to this value.
   *
   * @default - the default of the model
   */
  readonly topP?: number;

  /**
   * Provider-specific model parameters that have no property in the options. AgentCore passes them to the model
   * provider unchanged.
   *
   * @default - no additional parameters
   */
  readonly additionalParams?: { [key: string]: unknown };
}

/** Options for `Model.bedrock`. */
export interface BedrockModelOptions extends ModelOptions {
  /**
   * The API that the agent uses to invoke the model: the Converse API with streaming, the Responses API or the Chat
   * Completions API.
   *
   * @default BedrockApiFormat.CONVERSE_STREAM
   */
  readonly apiFormat?: BedrockApiFormat;

  /**
   * The guardrail that Amazon Bedrock applies to the input and output of the model. Supported only with
   * `BedrockApiFormat.CONVERSE_STREAM`.
   *
   * @default - no guardrail
   */
  readonly guardrail?: ModelGuardrail;

  /**
   * The IDs of the foundation models that an application inference profile or a prompt router invokes. Required for
   * these, because their ARNs do not contain the foundation models that the execution role must be allowed to invoke.
   *
   * @default - the foundation model that the model ID contains
   */
  readonly foundationModelIds?: string[];
}

/** Options for `Model.openai`. */
export interface OpenAiModelOptions extends ModelOptions {
  /**
   * The API key of the model provider, from the token vault: an `ApiKey`, or any other API key credential provider.
   */
  readonly apiKey: IApiKeyCredentialProviderRef;

  /**
   * The base URL of an OpenAI-compatible API. Must be at most 16,383 characters long.
   *
   * @default - the base URL of the OpenAI API
   */
  readonly apiBase?: string;

  /**
   * The API that the agent uses to invoke the model: the Responses API or the Chat Completions API.
   *
   * @default OpenAiApiFormat.RESPONSES
   */
  readonly apiFormat?: OpenAiApiFormat;
}

/** Options for `Model.gemini`. */
export interface GeminiModelOptions extends ModelOptions {
  /**
   * The API key of the Gemini API, from the token vault: an `ApiKey`, or any other API key credential provider.
   */
  readonly apiKey: IApiKeyCredentialProviderRef;

  /**
   * The number of most likely tokens from which the model samples (top-k), from 0 to 500.
   *
   * @default - the default of the model
   */
  readonly topK?: number;
}

/** Options for `Model.litellm`. */
export interface LiteLlmModelOptions extends ModelOptions {
  /**
   * The API key of the model provider, from the token vault: an `ApiKey`, or any other API key credential provider.
   *
   * @default - requests have no API key
   */
  readonly apiKey?: IApiKeyCredentialProviderRef;

  /**
   * The base URL of the API of the model provider. Must be at most 16,383 characters long.
   *
   * @default - the base URL that LiteLLM uses for the model provider
   */
  readonly apiBase?: string;
}
