import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiKey, BedrockApiFormat, GuardrailTrace, Model, OpenAiApiFormat } from '../../src';
import { render } from '../support/rendered';

const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
const KEY_ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/apikeycredentialprovider/open-ai';
const AGENTCORE = 'arn:aws:bedrock-agentcore:us-east-1:111122223333';
const DIRECTORY = `${AGENTCORE}:workload-identity-directory/default`;

function thinkingWith(model: Model, region?: string) {
  return render(() => ({ model }), region);
}

const vaultKey = (stack: Stack) => ApiKey.fromApiKeyArn(stack, 'Key', KEY_ARN);

describe('Model.bedrock with a foundation model', () => {
  test('renders the model ID and the default API format', () => {
    const { properties } = thinkingWith(Model.bedrock('amazon.nova-pro-v1:0'));
    expect(properties.Model).toEqual({
      BedrockModelConfig: { ModelId: 'amazon.nova-pro-v1:0', ApiFormat: 'converse_stream' },
    });
  });

  test('renders inference settings', () => {
    const options = { maxTokens: 100, temperature: 0, topP: 0, additionalParams: { stop: ['END'] } };
    const { properties } = thinkingWith(Model.bedrock('amazon.nova-pro-v1:0', options));
    expect(properties).toHaveProperty('Model.BedrockModelConfig', {
      ModelId: 'amazon.nova-pro-v1:0',
      ApiFormat: 'converse_stream',
      MaxTokens: 100,
      Temperature: 0,
      TopP: 0,
      AdditionalParams: { stop: ['END'] },
    });
  });

  test('grants InvokeModel on the model in the Region of the agent only', () => {
    const { statements } = thinkingWith(Model.bedrock('amazon.nova-pro-v1:0'));
    expect(statements.ModelBedrock).toEqual({
      Sid: 'ModelBedrock',
      Effect: 'Allow',
      Action: INVOKE,
      Resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
    });
    expect(Object.keys(statements).filter((sid) => sid.startsWith('Model'))).toEqual(['ModelBedrock']);
  });

  test('accepts an ARN', () => {
    const arn = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0';
    const { properties, statements } = thinkingWith(Model.bedrock(arn));
    expect(properties).toHaveProperty('Model.BedrockModelConfig.ModelId', arn);
    expect(statements.ModelBedrock.Resource).toBe(arn);
  });
});

describe('Model.bedrock with an inference profile', () => {
  test.each([
    ['us', 'us-east-1'],
    ['eu', 'eu-west-1'],
    ['jp', 'ap-northeast-1'],
    ['apac', 'ap-south-1'],
    ['us-gov', 'us-gov-west-1'],
    ['global', 'us-east-1'],
  ])('grants InvokeModel on foundation models only through a profile of %s', (geography, region) => {
    const id = `${geography}.anthropic.claude-sonnet-4-6`;
    const profileArn = `arn:aws:bedrock:${region}:111122223333:inference-profile/${id}`;
    const { statements } = thinkingWith(Model.bedrock(id), region);
    expect(statements.ModelBedrock.Resource).toBe(profileArn);
    const through = Object.values(statements).find(({ Sid }) => Sid?.startsWith('ModelBedrockThroughProfile'));
    expect(through).toEqual({
      Sid: expect.any(String),
      Effect: 'Allow',
      Action: INVOKE,
      Resource: 'arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-6',
      Condition: { ArnEquals: { 'bedrock:InferenceProfileArn': profileArn } },
    });
  });

  test('accepts an ARN', () => {
    const profileArn = 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-sonnet-4-6';
    const { statements } = thinkingWith(Model.bedrock(profileArn));
    expect(statements.ModelBedrock.Resource).toBe(profileArn);
    expect(statements.ModelBedrockThroughProfileUsAnthropicClaudeSonnet46).toMatchObject({
      Resource: 'arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-6',
      Condition: { ArnEquals: { 'bedrock:InferenceProfileArn': profileArn } },
    });
  });

  test('grants InvokeModel on the foundationModelIds of an application inference profile', () => {
    const profileArn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6';
    const foundationModelIds = ['amazon.nova-pro-v1:0', 'amazon.nova-lite-v1:0'];
    const { statements } = thinkingWith(Model.bedrock(profileArn, { foundationModelIds }));
    expect(statements.ModelBedrock.Resource).toBe(profileArn);
    expect(statements.ModelBedrockThroughProfileA1b2c3d4e5f6).toMatchObject({
      Resource: foundationModelIds.map((id) => `arn:aws:bedrock:*::foundation-model/${id}`),
      Condition: { ArnEquals: { 'bedrock:InferenceProfileArn': profileArn } },
    });
  });

  test('grants InvokeModel on foundation models only through a prompt router', () => {
    const routerArn = 'arn:aws:bedrock:us-east-1:111122223333:prompt-router/a1b2c3d4e5f6';
    const { statements } = thinkingWith(Model.bedrock(routerArn, { foundationModelIds: ['amazon.nova-pro-v1:0'] }));
    expect(statements.ModelBedrockThroughProfileA1b2c3d4e5f6.Condition).toEqual({
      ArnEquals: { 'bedrock:PromptRouterArn': routerArn },
    });
  });
});

describe('The mantle endpoint', () => {
  test.each([BedrockApiFormat.RESPONSES, BedrockApiFormat.CHAT_COMPLETIONS])(
    'grants CreateInference on the model for the API format %s, and not InvokeModel',
    (apiFormat) => {
      const { properties, statements } = thinkingWith(Model.bedrock('openai.gpt-oss-120b-1:0', { apiFormat }));
      expect(properties).toHaveProperty('Model.BedrockModelConfig.ApiFormat', apiFormat.value);
      expect(statements).toMatchObject({
        ModelBedrockMantleOpenaiGptOss120b10: {
          Action: 'bedrock-mantle:CreateInference',
          Resource: 'arn:aws:bedrock-mantle:us-east-1:111122223333:project/*',
          Condition: { StringEquals: { 'bedrock-mantle:Model': 'openai.gpt-oss-120b-1:0' } },
        },
        ModelBedrockMantleToken: { Action: 'bedrock-mantle:CallWithBearerToken', Resource: '*' },
      });
      expect(statements.ModelBedrock).toBeUndefined();
    },
  );
});

describe('The guardrail of a model', () => {
  const guardrailArn = 'arn:aws:bedrock:us-east-1:111122223333:guardrail/a1b2c3d4e5f6';

  test('is rendered with additionalParams, and grants ApplyGuardrail', () => {
    const guardrail = { guardrailArn, guardrailVersion: 'DRAFT', trace: GuardrailTrace.ENABLED_FULL };
    const { properties, statements } = thinkingWith(
      Model.bedrock('amazon.nova-pro-v1:0', { guardrail, additionalParams: { stop: ['END'] } }),
    );
    expect(properties).toHaveProperty('Model.BedrockModelConfig.AdditionalParams', {
      stop: ['END'],
      guardrailConfig: { guardrailIdentifier: guardrailArn, guardrailVersion: 'DRAFT', trace: 'enabled_full' },
    });
    expect(statements.ModelGuardrail).toMatchObject({ Action: 'bedrock:ApplyGuardrail', Resource: guardrailArn });
  });

  test('has no trace by default', () => {
    const guardrail = { guardrailArn, guardrailVersion: '1' };
    const { properties } = thinkingWith(Model.bedrock('amazon.nova-pro-v1:0', { guardrail }));
    expect(properties).toHaveProperty('Model.BedrockModelConfig.AdditionalParams', {
      guardrailConfig: { guardrailIdentifier: guardrailArn, guardrailVersion: '1' },
    });
  });

  test('does not grant ApplyGuardrail if it is omitted', () => {
    expect(thinkingWith(Model.bedrock('amazon.nova-pro-v1:0')).statements.ModelGuardrail).toBeUndefined();
  });
});

describe('Models of other providers', () => {
  test('render the API key, base URL and API format of an OpenAI model', () => {
    const { properties } = render((stack) => ({
      model: Model.openai('gpt-5', {
        apiKey: vaultKey(stack),
        apiBase: 'https://llm.example.com',
        apiFormat: OpenAiApiFormat.CHAT_COMPLETIONS,
        maxTokens: 10,
      }),
    }));
    expect(properties.Model).toEqual({
      OpenAiModelConfig: {
        ModelId: 'gpt-5',
        ApiKeyArn: KEY_ARN,
        ApiBase: 'https://llm.example.com',
        ApiFormat: 'chat_completions',
        MaxTokens: 10,
      },
    });
  });

  test('use the Responses API of OpenAI by default', () => {
    const { properties } = render((stack) => ({ model: Model.openai('gpt-5', { apiKey: vaultKey(stack) }) }));
    expect(properties.Model).toEqual({
      OpenAiModelConfig: { ModelId: 'gpt-5', ApiKeyArn: KEY_ARN, ApiFormat: 'responses' },
    });
  });

  test('render topK of a Gemini model, also 0', () => {
    const { properties } = render((stack) => ({
      model: Model.gemini('gemini-3-pro', { apiKey: vaultKey(stack), topK: 0, temperature: 2 }),
    }));
    expect(properties.Model).toEqual({
      GeminiModelConfig: { ModelId: 'gemini-3-pro', ApiKeyArn: KEY_ARN, TopK: 0, Temperature: 2 },
    });
  });

  test('render the API key of a LiteLLM model', () => {
    const { properties, statements } = render((stack) => ({
      model: Model.litellm('mistral/large', { apiKey: vaultKey(stack), apiBase: 'https://llm.example.com' }),
    }));
    expect(properties.Model).toEqual({
      LiteLlmModelConfig: { ModelId: 'mistral/large', ApiKeyArn: KEY_ARN, ApiBase: 'https://llm.example.com' },
    });
    expect(statements.ModelLiteLlm.Action).toBe('bedrock-agentcore:GetResourceApiKey');
  });

  test('grant no permissions for a LiteLLM model without an API key', () => {
    const { properties, statements } = thinkingWith(Model.litellm('ollama/llama4'));
    expect(properties.Model).toEqual({ LiteLlmModelConfig: { ModelId: 'ollama/llama4' } });
    expect(Object.keys(statements).filter((sid) => sid.startsWith('Model'))).toEqual([]);
  });

  test('grant permission to get the API key and to read its managed secret', () => {
    const { statements } = render((stack) => ({ model: Model.openai('gpt-5', { apiKey: vaultKey(stack) }) }));
    expect(statements.ModelOpenAi).toEqual({
      Sid: 'ModelOpenAi',
      Effect: 'Allow',
      Action: 'bedrock-agentcore:GetResourceApiKey',
      Resource: [
        `${AGENTCORE}:token-vault/default`,
        KEY_ARN,
        DIRECTORY,
        `${DIRECTORY}/workload-identity/harness_Test_Agent_C85D8DAB-*`,
      ],
    });
    expect(statements.ModelOpenAiSecret).toEqual({
      Sid: 'ModelOpenAiSecret',
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource:
        'arn:aws:secretsmanager:us-east-1:111122223333:secret:bedrock-agentcore-identity!default/apikey/open-ai-*',
    });
    expect(statements.ModelBedrock).toBeUndefined();
  });

  test('grant permission to read and decrypt the secret of an ApiKey', () => {
    const { statements } = render((stack) => {
      const secret = new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'SecretKey') });
      return { model: Model.openai('gpt-5', { apiKey: new ApiKey(stack, 'Key', { secret, jsonKey: 'openai' }) }) };
    });
    expect(statements.ModelOpenAiSecret.Resource).toMatch(/^\$\{Secret\w+\}$/);
    expect(statements.ModelOpenAiSecretKey).toMatchObject({
      Action: 'kms:Decrypt',
      Resource: expect.stringMatching(/^\$\{SecretKey\w+\.Arn\}$/),
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
    });
  });

  test('do not grant kms:Decrypt for a secret without a customer managed key', () => {
    const { statements } = render((stack) => {
      const secret = new Secret(stack, 'Secret');
      return { model: Model.openai('gpt-5', { apiKey: new ApiKey(stack, 'Key', { secret, jsonKey: 'openai' }) }) };
    });
    expect(Object.keys(statements).filter((sid) => sid.endsWith('Key'))).toEqual([]);
  });
});

describe('alternateModels', () => {
  test('grants InvokeModel, and is not rendered', () => {
    const { properties, statements } = render((stack) => ({
      alternateModels: [
        Model.bedrock('amazon.nova-lite-v1:0'),
        Model.openai('gpt-5', { apiKey: vaultKey(stack) }),
        Model.bedrock('openai.gpt-oss-120b-1:0', { apiFormat: BedrockApiFormat.RESPONSES }),
      ],
    }));
    expect(properties.Model).toEqual({
      BedrockModelConfig: { ModelId: 'amazon.nova-pro-v1:0', ApiFormat: 'converse_stream' },
    });
    expect(statements.ModelBedrock.Resource).toEqual(
      ['amazon.nova-pro-v1:0', 'amazon.nova-lite-v1:0'].map(
        (id) => `arn:aws:bedrock:us-east-1::foundation-model/${id}`,
      ),
    );
    expect(statements).toHaveProperty('ModelOpenAi');
    expect(statements).toHaveProperty('ModelBedrockMantleToken');
  });

  test('accepts the model of the agent', () => {
    const { statements } = render(() => ({ alternateModels: [Model.bedrock('amazon.nova-pro-v1:0')] }));
    expect(statements.ModelBedrock.Resource).toBe('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0');
  });
});
