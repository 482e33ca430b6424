import { Aws, type Stack } from 'aws-cdk-lib/core';
import { BedrockApiFormat, Model, OpenAiApiFormat } from '../../src';
import { keyIn } from '../support/fixtures/parts';
import { harnessIn, messageOf, testStack } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';

const NOVA = 'amazon.nova-pro-v1:0';
const GUARDRAIL = {
  guardrailArn: 'arn:aws:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6',
  guardrailVersion: '1',
};
const PROFILE = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6';
const ROUTER = 'arn:aws:bedrock:us-east-1:111122223333:prompt-router/a1b2c3d4e5f6';
const DEFAULT_ROUTER = 'arn:aws:bedrock:us-east-1:111122223333:default-prompt-router/anthropic.claude:1';

function thinkingWith(model: (stack: Stack) => Model): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, { model: model(stack) });
}

function switchingTo(model: (stack: Stack) => Model): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, { alternateModels: [model(stack)] });
}

const guardedBy = (guardrailArn: string) =>
  thinkingWith(() => Model.bedrock(NOVA, { guardrail: { guardrailArn, guardrailVersion: 'DRAFT' } }));

/** Application profiles with the given number of models each. Each one needs a statement that lists its models. */
function profiles(count: number, modelsEach: number): (stack: Stack) => unknown {
  const foundationModelIds = Array.from({ length: modelsEach }, (_, index) => `provider.${'m'.repeat(30)}-${index}`);
  const models = Array.from({ length: count }, (_, index) =>
    Model.bedrock(`${PROFILE}${index}`, { foundationModelIds }),
  );
  return (stack) => harnessIn(stack, { model: models[0], alternateModels: models.slice(1) });
}

const BEDROCK: Rule[] = [
  {
    rule: 'The option foundationModels of a foundation model',
    rejected: thinkingWith(() => Model.bedrock(NOVA, { foundationModelIds: [NOVA] })),
    message: /model "amazon\.nova-pro-v1:0" is a foundation model, so foundationModelIds must be omitted\. Remove it\./,
    accepted: thinkingWith(() => Model.bedrock(`us.${NOVA}`, { foundationModelIds: [NOVA] })),
  },
  {
    rule: 'The option foundationModels on the mantle endpoint',
    rejected: thinkingWith(() =>
      Model.bedrock(PROFILE, { foundationModelIds: [NOVA], apiFormat: BedrockApiFormat.RESPONSES }),
    ),
    message:
      /model\.foundationModelIds must be omitted with the API format responses, because it has no effect\. Remove it\./,
    accepted: thinkingWith(() => Model.bedrock(PROFILE, { foundationModelIds: [NOVA] })),
  },
  {
    rule: 'A guardrail with the Responses API',
    rejected: thinkingWith(() => Model.bedrock(NOVA, { apiFormat: BedrockApiFormat.RESPONSES, guardrail: GUARDRAIL })),
    message:
      /model\.guardrail must be used with the API format converse_stream, got responses\. Use BedrockApiFormat\.CONVERSE_STREAM\./,
    accepted: thinkingWith(() => Model.bedrock(NOVA, { guardrail: GUARDRAIL })),
  },
  {
    rule: 'A guardrail with the Chat Completions API',
    rejected: thinkingWith(() =>
      Model.bedrock(NOVA, { apiFormat: BedrockApiFormat.CHAT_COMPLETIONS, guardrail: GUARDRAIL }),
    ),
    message: /model\.guardrail must be used with the API format converse_stream, got chat_completions\./,
    accepted: thinkingWith(() => Model.bedrock(NOVA, { apiFormat: BedrockApiFormat.CHAT_COMPLETIONS })),
  },
  {
    rule: 'A guardrail ID, to which no permission can be scoped',
    rejected: guardedBy('a1b2c3d4e5f6'),
    message: /model\.guardrail\.guardrailArn must be the ARN of a guardrail .*got "a1b2c3d4e5f6"/,
    accepted: guardedBy('arn:aws:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6'),
  },
  {
    rule: 'A guardrail of another Region',
    rejected: guardedBy('arn:aws:bedrock:eu-west-1:111122223333:guardrail/a1b2c3d4e5f6'),
    message: /model\.guardrail\.guardrailArn must be in the Region us-east-1, got eu-west-1/,
    accepted: guardedBy(`arn:${Aws.PARTITION}:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6`),
  },
  {
    rule: 'A guardrail that is specified twice',
    rejected: thinkingWith(() =>
      Model.bedrock(NOVA, { guardrail: GUARDRAIL, additionalParams: { guardrailConfig: { guardrailVersion: '2' } } }),
    ),
    message: /model\.additionalParams must not contain guardrailConfig if guardrail is set\. Remove one of the two\./,
    accepted: thinkingWith(() =>
      Model.bedrock(NOVA, { guardrail: GUARDRAIL, additionalParams: { performanceConfig: { latency: 'optimized' } } }),
    ),
  },
  ...[PROFILE, ROUTER, DEFAULT_ROUTER].map((arn) => ({
    rule: `${arn.split(':')[5].split('/')[0]} without foundationModels`,
    rejected: thinkingWith(() => Model.bedrock(arn)),
    message: /model "arn:.*" does not contain the IDs of its foundation models, .* Set foundationModelIds\./,
    accepted: thinkingWith(() => Model.bedrock(arn, { foundationModelIds: [NOVA] })),
  })),
  {
    rule: 'An application profile with an empty list of foundation models',
    rejected: thinkingWith(() => Model.bedrock(PROFILE, { foundationModelIds: [] })),
    message: /does not contain the IDs of its foundation models, .* Set foundationModelIds\./,
    accepted: thinkingWith(() => Model.bedrock(PROFILE, { foundationModelIds: [NOVA] })),
  },
  {
    rule: 'A model without an ID',
    rejected: thinkingWith(() => Model.bedrock(' ')),
    message: /model must have a model ID, got " "\. Use the model ID that the provider lists\./,
    accepted: thinkingWith(() => Model.bedrock('n')),
  },
];

const OTHERS: Rule[] = [
  {
    rule: 'A LiteLLM model without a provider',
    rejected: thinkingWith(() => Model.litellm('mistral-large-latest')),
    message: /model must contain the model provider and the model name, got "mistral-large-latest"/,
    accepted: thinkingWith(() => Model.litellm('mistral/mistral-large-latest')),
  },
  {
    rule: 'An alternate LiteLLM model without a provider',
    rejected: switchingTo(() => Model.litellm('llama4')),
    message: /alternateModels\[0\] must contain the model provider and the model name, got "llama4"/,
    accepted: switchingTo(() => Model.litellm('ollama/llama4')),
  },
];

const SWITCHED: Rule[] = [
  {
    rule: 'Sampling parameters of an alternate Bedrock model',
    rejected: switchingTo(() => Model.bedrock(NOVA, { maxTokens: 100, temperature: 0, topP: 0.5 })),
    message:
      /alternateModels\[0\] "amazon\.nova-pro-v1:0" must not set maxTokens, temperature, topP, which would have no effect, because .* Remove these options\./,
    accepted: switchingTo(() => Model.bedrock(NOVA)),
  },
  {
    rule: 'Additional parameters of an alternate model',
    rejected: switchingTo(() => Model.litellm('ollama/llama4', { additionalParams: { seed: 7 } })),
    message: /alternateModels\[0\] "ollama\/llama4" must not set additionalParams, which would have no effect/,
    accepted: switchingTo(() => Model.litellm('ollama/llama4')),
  },
  {
    rule: 'topK of an alternate Gemini model',
    rejected: switchingTo((stack) => Model.gemini('gemini-3-pro', { apiKey: keyIn(stack, 'Key'), topK: 0 })),
    message: /alternateModels\[0\] "gemini-3-pro" must not set topK, which would have no effect/,
    accepted: switchingTo((stack) => Model.gemini('gemini-3-pro', { apiKey: keyIn(stack, 'Key') })),
  },
  {
    rule: 'The API base of an alternate OpenAI model',
    rejected: switchingTo((stack) =>
      Model.openai('gpt-5', {
        apiKey: keyIn(stack, 'Key'),
        apiBase: 'https://llm.example.com',
        apiFormat: OpenAiApiFormat.RESPONSES,
      }),
    ),
    message: /alternateModels\[0\] "gpt-5" must not set apiBase, apiFormat, which would have no effect/,
    accepted: switchingTo((stack) => Model.openai('gpt-5', { apiKey: keyIn(stack, 'Key') })),
  },
  {
    rule: 'The API base of an alternate LiteLLM model',
    rejected: switchingTo(() => Model.litellm('ollama/llama4', { apiBase: 'https://llm.example.com' })),
    message: /alternateModels\[0\] "ollama\/llama4" must not set apiBase, which would have no effect/,
    accepted: thinkingWith(() => Model.litellm('ollama/llama4', { apiBase: 'https://llm.example.com' })),
  },
  {
    rule: 'An alternate application profile without foundationModels',
    rejected: switchingTo(() => Model.bedrock(PROFILE)),
    message:
      /alternateModels\[0\] "arn:.*" does not contain the IDs of its foundation models, .* Set foundationModelIds\./,
    accepted: switchingTo(() => Model.bedrock(PROFILE, { foundationModelIds: [NOVA] })),
  },
  {
    rule: 'A guardrail of an alternate model on the mantle endpoint',
    rejected: switchingTo(() => Model.bedrock(NOVA, { apiFormat: BedrockApiFormat.RESPONSES, guardrail: GUARDRAIL })),
    message: /alternateModels\[0\]\.guardrail must be used with the API format converse_stream, got responses\./,
    accepted: switchingTo(() => Model.bedrock(NOVA, { guardrail: GUARDRAIL })),
  },
];

const ROLE: Rule[] = [
  {
    rule: 'Permissions that do not fit into 25 policies',
    rejected: profiles(30, 40),
    message:
      /role: the permissions fill \d+ managed policies, and IAM allows at most 25 on a role\. Split the features/,
    accepted: profiles(8, 40),
  },
];

testRules([...BEDROCK, ...OTHERS, ...SWITCHED, ...ROLE]);

test('a permission that does not fit into one policy is split', () => {
  expect(messageOf(() => profiles(1, 100)(testStack()))).toBe('nothing was thrown');
});
