import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/**
 * Rejects an empty model ID, and one with spaces.
 *
 * @param isRenamable Whether the model is behind a custom server, which can use any model names
 * @internal
 */
export function checkModelId(errors: ValidationErrors, prop: string, modelId: string, isRenamable: boolean): void {
  if (!isUnknown(modelId) && modelId.trim() === '') {
    errors.add(`${prop} must have a model ID, got "${modelId}". Use the model ID that the provider lists.`);
  } else if (!isUnknown(modelId) && (modelId !== modelId.trim() || (/\s/.test(modelId) && !isRenamable))) {
    errors.add(
      `${prop} must have a model ID without spaces, got ${quote(modelId)}. Use the model ID that the provider lists.`,
    );
  }
}

/**
 * Checks the ID or ARN of a model or inference profile on Amazon Bedrock.
 *
 * @param takesSlashes Whether the endpoint is not known to reject slashes in IDs
 * @internal
 */
export function checkBedrockModelId(
  errors: ValidationErrors,
  prop: string,
  modelId: string,
  takesSlashes: boolean,
): void {
  if (isUnknown(modelId)) {
    return;
  }
  if (!/^[\w.:/-]*$/.test(modelId.trim().replace(/\s/g, ''))) {
    errors.add(
      `${prop} must be the ID or ARN of one model or inference profile (letters, digits, periods, colons, slashes, hyphens and underscores), got ${quote(modelId)}. Use the ID that Amazon Bedrock lists.`,
    );
  } else if (!takesSlashes && modelId.includes('/') && !modelId.startsWith('arn:')) {
    // The pattern of modelId in the Converse API has slashes only in ARNs. LiteLLM puts the provider before the ID.
    const [, own] = /^bedrock\/(?:converse\/)?([^/]+)$/.exec(modelId) ?? [];
    errors.add(
      `${prop} must be a model ID without a slash, or an ARN, got ${quote(modelId)}. Use ${own ? quote(own) : 'the ID that Amazon Bedrock lists, or Model.litellm for the model ID of LiteLLM'}.`,
    );
  }
}

/**
 * Rejects a model ID without a provider. Returns whether the model ID has one, or is not known.
 *
 * @internal
 */
export function checkLiteLlmModelId(errors: ValidationErrors, prop: string, modelId: string): boolean {
  const isComplete = isUnknown(modelId) || modelId === '' || /^[^/]+\/./.test(modelId);
  if (!isComplete) {
    errors.add(
      `${prop} must contain the model provider and the model name, got ${quote(modelId)}. Use a model ID such as "mistral/mistral-large-latest".`,
    );
  }
  return isComplete;
}
