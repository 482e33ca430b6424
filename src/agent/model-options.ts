import type { IApiKeyCredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ModelGuardrail } from './model-guardrail';

/** How a Bedrock model is called. */
export enum BedrockApiFormat {
  /** The Converse API of Amazon Bedrock, streamed. */
  CONVERSE_STREAM = 'converse_stream',
  /** The Responses API, on the bedrock-mantle endpoint. */
  RESPONSES = 'responses',
  /** The Chat Completions API, on the bedrock-mantle endpoint. */
  CHAT_COMPLETIONS = 'chat_completions',
}

/** How an OpenAI model is called. */
export enum OpenAiApiFormat {
  /** The Responses API. */
  RESPONSES = 'responses',
  /** The Chat Completions API. */
  CHAT_COMPLETIONS = 'chat_completions',
}

/** How a model picks its words. */
export interface ModelOptions {
  /**
   * Most tokens of one answer, at least 1.
   *
   * @default - the model's own maximum
   */
  readonly maxTokens?: number;

  /**
   * How freely it picks, 0 to 2.
   *
   * @default - the model's own default
   */
  readonly temperature?: number;

  /**
   * The share of likely words it picks from, 0 to 1.
   *
   * @default - the model's own default
   */
  readonly topP?: number;

  /**
   * Parameters of the provider that have no property here, passed on as they are.
   *
   * @default - none
   */
  readonly additionalParams?: { [key: string]: unknown };
}

/** Options of a Bedrock model. */
export interface BedrockModelOptions extends ModelOptions {
  /**
   * The API by which it is called.
   *
   * @default BedrockApiFormat.CONVERSE_STREAM
   */
  readonly apiFormat?: BedrockApiFormat;

  /**
   * A guardrail for its input and output, only with the API format `CONVERSE_STREAM`.
   *
   * @default - no guardrail
   */
  readonly guardrail?: ModelGuardrail;

  /**
   * The ids of the foundation models behind an application inference profile or a prompt router, whose ARN does not say.
   *
   * @default - the model that the id names
   */
  readonly foundationModelIds?: string[];
}

/** Options of an OpenAI model. */
export interface OpenAiModelOptions extends ModelOptions {
  /**
   * The key, in the token vault: an `ApiKey`, or any other API key credential provider.
   */
  readonly apiKey: IApiKeyCredentialProviderRef;

  /**
   * Base URL of a compatible API, at most 16,383 characters.
   *
   * @default - OpenAI's own
   */
  readonly apiBase?: string;

  /**
   * The API by which it is called.
   *
   * @default OpenAiApiFormat.RESPONSES
   */
  readonly apiFormat?: OpenAiApiFormat;
}

/** Options of a Gemini model. */
export interface GeminiModelOptions extends ModelOptions {
  /**
   * The key, in the token vault: an `ApiKey`, or any other API key credential provider.
   */
  readonly apiKey: IApiKeyCredentialProviderRef;

  /**
   * How many of the likeliest words it picks from, 0 to 500.
   *
   * @default - the model's own default
   */
  readonly topK?: number;
}

/** Options of a model that is reached through LiteLLM. */
export interface LiteLlmModelOptions extends ModelOptions {
  /**
   * The key, in the token vault: an `ApiKey`, or any other API key credential provider.
   *
   * @default - no key
   */
  readonly apiKey?: IApiKeyCredentialProviderRef;

  /**
   * Base URL of the provider, at most 16,383 characters.
   *
   * @default - the provider's own
   */
  readonly apiBase?: string;
}
