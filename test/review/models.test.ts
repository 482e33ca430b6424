import { modelSentence, modelWords } from '../../src/review/models';

describe('The words of a model ID', () => {
  test.each([
    ['anthropic.claude-sonnet-4-6', 'Claude Sonnet 4.6'],
    ['global.anthropic.claude-sonnet-4-6', 'Claude Sonnet 4.6 through the global inference profile'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'Claude Sonnet 4.5 through the US inference profile'],
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'Claude 3.5 Sonnet'],
    ['amazon.nova-pro-v1:0', 'Amazon Nova Pro'],
    ['eu.amazon.nova-2-lite-v1:0', 'Amazon Nova 2 Lite through the EU inference profile'],
    ['amazon.nova-lite-v1:0:300k', 'Amazon Nova Lite'],
    ['meta.llama3-1-70b-instruct-v1:0', 'Meta Llama 3.1 70B Instruct'],
    ['openai.gpt-oss-120b-1:0', 'OpenAI GPT OSS 120B'],
    ['deepseek.r1-v1:0', 'DeepSeek R1'],
    ['mistral.mistral-large-2407-v1:0', 'Mistral Large 2407'],
    ['newlab.bright-2-v1:0', 'Newlab Bright 2'],
    ['gpt-5.1', 'GPT 5.1'],
    ['mistral/mistral-large-latest', 'Mistral Large Latest'],
    ['<Model>', '<Model>'],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0', 'Amazon Nova Pro'],
    [
      'arn:aws:bedrock:us-east-1:111122223333:inference-profile/apac.amazon.nova-pro-v1:0',
      'Amazon Nova Pro through the APAC inference profile',
    ],
    [
      'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123',
      'application inference profile abc123',
    ],
  ])('%s', (id, words) => {
    expect(modelSentence(id)).toBe(words);
  });

  test('tell the model and the inference profile apart', () => {
    expect(modelWords('global.amazon.nova-pro-v1:0')).toEqual({
      name: 'Amazon Nova Pro',
      profile: 'global inference profile',
    });
    expect(modelWords('amazon.nova-pro-v1:0')).toEqual({ name: 'Amazon Nova Pro', profile: undefined });
  });
});
