import type { Stack } from 'aws-cdk-lib/core';
import { Duration } from 'aws-cdk-lib/core';
import { BedrockApiFormat, HarnessMemory, type HarnessProps, MemoryStore, Model, Tool, Truncation } from '../../src';
import { keyIn } from '../support/fixtures/parts';
import { harnessIn, MODEL } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';

const NOVA = 'amazon.nova-pro-v1:0';
const CLAUDE = 'anthropic.claude-sonnet-4-6';
const GUARDRAIL = 'arn:aws:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6';
const LARGEST = 2 ** 31 - 1;

type Props = Partial<HarnessProps>;
const having = (props: Props | ((stack: Stack) => Props)) => (stack: Stack) =>
  harnessIn(stack, typeof props === 'function' ? props(stack) : props);
const openAi = (id: string, apiBase?: string) =>
  having((stack) => ({ model: Model.openai(id, { apiKey: keyIn(stack, 'Key'), apiBase }) }));
const liteLlm = (id: string, apiBase?: string) => having({ model: Model.litellm(id, { apiBase }) });
const guarded = (guardrailVersion: string, guardrailArn = GUARDRAIL) =>
  having({ model: Model.bedrock(NOVA, { guardrail: { guardrailArn, guardrailVersion } }) });
const behind = (modelId: string, ...foundationModelIds: string[]) =>
  having({ model: Model.bedrock(modelId, { foundationModelIds }) });

const IDS: Rule[] = [
  ...['amazon.nova pro-v1:0', `${NOVA} `, ` ${NOVA}`, `${NOVA}\n`].map((id) => ({
    rule: `A Bedrock model ${JSON.stringify(id)}`,
    rejected: having({ model: Model.bedrock(id) }),
    message: /model must have a model ID without spaces, got ".*"\. Use the model ID that the provider lists\./,
    accepted: having({ model: Model.bedrock(NOVA) }),
  })),
  ...[
    [`bedrock/${NOVA}`, `"${NOVA}"`],
    [`bedrock/converse/${NOVA}`, `"${NOVA}"`],
    ['openai/gpt-5', 'the ID that Amazon Bedrock lists, or Model\\.litellm for the model ID of LiteLLM'],
  ].map(([id, instead]) => ({
    rule: `The model ID of LiteLLM ${id} as a Bedrock model`,
    rejected: having({ model: Model.bedrock(id) }),
    message: new RegExp(`model must be a model ID without a slash, or an ARN, got "${id}"\\. Use ${instead}\\.$`),
    accepted: having({
      model: Model.bedrock(`arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`),
      alternateModels: [Model.litellm(id), Model.bedrock(id, { apiFormat: BedrockApiFormat.RESPONSES })],
    }),
  })),
  {
    rule: 'A space in the ID of an alternate model',
    rejected: having({ alternateModels: [Model.bedrock('amazon.nova pro-v1:0')] }),
    message: /alternateModels\[0\] must have a model ID without spaces/,
    accepted: having({ alternateModels: [Model.bedrock(NOVA)] }),
  },
  {
    rule: 'A space in the ID of an OpenAI model',
    rejected: openAi('gpt 5'),
    message: /model must have a model ID without spaces, got "gpt 5"/,
    accepted: openAi('gpt 5', 'https://llm.example.com'),
  },
  {
    rule: 'A space around the ID of a model of an OpenAI-compatible API',
    rejected: openAi('gpt-5 ', 'https://llm.example.com'),
    message: /model must have a model ID without spaces, got "gpt-5 "/,
    accepted: openAi('gpt-5', 'https://llm.example.com'),
  },
  {
    rule: 'A space in the ID of a LiteLLM model',
    rejected: liteLlm('mistral/mistral large'),
    message: /model must have a model ID without spaces, got "mistral\/mistral large"/,
    accepted: liteLlm('mistral/mistral-large'),
  },
  {
    rule: 'A LiteLLM provider without a model',
    rejected: liteLlm('mistral/'),
    message: /model must contain the model provider and the model name, got "mistral\/"/,
    accepted: liteLlm('huggingface/mistral/m'),
  },
  {
    rule: 'A space in the ID of a Gemini model',
    rejected: having((stack) => ({ model: Model.gemini('gemini 3 pro', { apiKey: keyIn(stack, 'Key') }) })),
    message: /model must have a model ID without spaces, got "gemini 3 pro"/,
    accepted: having((stack) => ({ model: Model.gemini('gemini-3-pro', { apiKey: keyIn(stack, 'Key') }) })),
  },
  ...['llm.example.com', 'ftp://llm.example.com', 'https://', 'https://llm.example.com/v 1'].map((apiBase) => ({
    rule: `The API base ${apiBase}`,
    rejected: liteLlm('ollama/llama4', apiBase),
    message: /model\.apiBase must be a URL, got ".*"\. Use a URL such as "https:\/\/llm\.example\.com\/v1"\./,
    accepted: liteLlm('ollama/llama4', 'http://ollama.internal:11434'),
  })),
];

const GUARDRAILS: Rule[] = [
  ...['foo', '', '0', '01', '1.0', 'draft', '100000000', ' 1'].map((version) => ({
    rule: `The guardrail version ${JSON.stringify(version)}`,
    rejected: guarded(version),
    message: /model\.guardrail\.guardrailVersion must be a number from 1 to 99999999 or DRAFT, got "/,
    accepted: guarded('99999999'),
  })),
  {
    rule: 'A guardrail ARN with a version',
    rejected: guarded('1', `${GUARDRAIL}:1`),
    message: /model\.guardrail\.guardrailArn must be the ARN of a guardrail .*guardrail\/a1b2c3d4e5f6:1"/,
    accepted: guarded('DRAFT', GUARDRAIL),
  },
];

const FOUNDATION_MODELS: Rule[] = [
  {
    rule: 'An empty list of foundation models',
    rejected: behind(`us.${NOVA}`),
    message:
      /model "us\.amazon.*" has an empty list of foundationModelIds\. Name the models, or omit foundationModelIds/,
    accepted: having({ model: Model.bedrock(`us.${NOVA}`) }),
  },
  {
    rule: 'The ARN of a foundation model instead of its ID',
    rejected: behind(`us.${NOVA}`, `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`),
    message:
      /has foundationModelIds\[0\], which must be the ID of a foundation model, got "arn:.*Use "amazon\.nova-pro/,
    accepted: behind(`us.${NOVA}`, NOVA),
  },
  {
    rule: 'An inference profile in the list of foundation models',
    rejected: behind(`us.${CLAUDE}`, CLAUDE, `global.${CLAUDE}`),
    message: /has foundationModelIds\[1\], .*got "global\.anthropic.*"\. Use "anthropic\.claude-sonnet-4-6"\./,
    accepted: behind(`us.${CLAUDE}`, CLAUDE, NOVA),
  },
  ...['', ' ', 'amazon.nova pro'].map((id) => ({
    rule: `The foundation model ${JSON.stringify(id)}`,
    rejected: behind(`us.${NOVA}`, id),
    message: /has foundationModelIds\[0\], .*got ".*"\. Use an ID such as "amazon\.nova-pro-v1:0"\./,
    accepted: behind(`us.${NOVA}`, NOVA),
  })),
];

const INTEGERS: Rule[] = [
  ...(['maxTokens', 'maxIterations'] as const).map((name) => ({
    rule: `limits.${name} above 2,147,483,647`,
    rejected: having({ limits: { [name]: LARGEST + 1 } }),
    message: new RegExp(`Agent: limits\\.${name} must be at most 2147483647( tokens)?, got 2147483648( tokens)?\\.$`),
    accepted: having({ limits: { [name]: LARGEST } }),
  })),
  {
    rule: 'A timeout above 2,147,483,647 seconds',
    rejected: having({ limits: { timeout: Duration.days(24_856) } }),
    message: /Agent: limits\.timeout must be at most 2147483647/,
    accepted: having({ limits: { timeout: Duration.days(24_855) } }),
  },
  {
    rule: 'model.maxTokens above 2,147,483,647',
    rejected: having({ model: Model.bedrock(NOVA, { maxTokens: LARGEST + 1 }) }),
    message: /Agent: model\.maxTokens must be at most 2147483647 tokens, got 2147483648 tokens\.$/,
    accepted: having({ model: Model.bedrock(NOVA, { maxTokens: LARGEST }) }),
  },
  {
    rule: 'A sliding window above 2,147,483,647 messages',
    rejected: having({ truncation: Truncation.slidingWindow({ messagesCount: LARGEST + 1 }) }),
    message: /Agent: truncation\.messagesCount must be at most 2147483647/,
    accepted: having({ truncation: Truncation.slidingWindow({ messagesCount: LARGEST }) }),
  },
  {
    rule: 'A message count above 2,147,483,647 for the memory',
    rejected: having((stack) => ({
      memory: HarnessMemory.store(new MemoryStore(stack, 'Memory'), { messagesCount: LARGEST + 1 }),
    })),
    message: /Agent: memory\.messagesCount must be at most 2147483647/,
    accepted: having((stack) => ({
      memory: HarnessMemory.store(new MemoryStore(stack, 'Memory'), { messagesCount: LARGEST }),
    })),
  },
];

const inJson = (name: string, json: (value: number) => Props, where: RegExp): Rule[] =>
  [Infinity, -Infinity].map((value) => ({
    rule: `${value} in ${name}`,
    rejected: having(json(value)),
    message: new RegExp(`${where.source} must be a finite number, got ${value}\\. JSON supports only finite numbers`),
    accepted: having(json(-1e300)),
  }));

const NUMBERS: Rule[] = [
  ...(['temperature', 'topP', 'maxTokens'] as const).flatMap((name) =>
    [Infinity, -Infinity, -1].map((value) => ({
      rule: `${name} of ${value}`,
      rejected: having({ model: Model.bedrock(NOVA, { [name]: value }) }),
      message: new RegExp(`Agent:[^]*model\\.${name} must be .*got ${value}`),
      accepted: having({ model: Model.bedrock(NOVA, { [name]: 1 }) }),
    })),
  ),
  ...inJson(
    'the additional parameters of a model',
    (top_k) => ({ model: Model.bedrock(NOVA, { additionalParams: { inferenceConfig: [{ top_k }] } }) }),
    /model\.additionalParams\.inferenceConfig\[0\]\.top_k/,
  ),
  ...inJson(
    'the schema of an inline function',
    (maximum) => ({
      model: MODEL,
      tools: [
        Tool.inlineFunction('ask', {
          description: 'Asks',
          inputSchema: { type: 'object', properties: { age: { type: 'number', maximum } } },
        }),
      ],
    }),
    /tools\[0\]\.inputSchema\.properties\.age\.maximum/,
  ),
];

testRules([...IDS, ...GUARDRAILS, ...FOUNDATION_MODELS, ...INTEGERS, ...NUMBERS]);
