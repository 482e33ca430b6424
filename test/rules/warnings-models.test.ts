import type { Stack } from 'aws-cdk-lib/core';
import { BedrockApiFormat, MemoryStore, MemoryStrategy, Model, Use } from '../../src';
import { harnessIn, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { testWarnings, type Warning } from '../support/warnings';
import { having } from './warnings-fixtures';

const SONNET = 'anthropic.claude-sonnet-4-6';
const ARN = `arn:aws:bedrock:us-east-1::foundation-model/${SONNET}`;

const PROFILES: Warning[] = [
  {
    id: 'modelNeedsProfile',
    when: 'the model is offered through inference profiles only',
    warns: having({ model: Model.bedrock(SONNET) }),
    message:
      /^model is the foundation model "anthropic\.claude-sonnet-4-6"\. .* Use an inference profile, for example "global\.anthropic\.claude-sonnet-4-6" or that of a geography\./,
    not: 'the model ID is that of an inference profile',
    silent: having({ model: Model.bedrock(`us.${SONNET}`) }),
  },
  {
    id: 'modelNeedsProfile',
    when: 'the model is named by its ARN',
    warns: having({ model: Model.bedrock(ARN) }),
    message: /^model is the foundation model "anthropic\.claude-sonnet-4-6"\./,
    not: 'the ARN is that of an inference profile',
    silent: having({ model: Model.bedrock(`arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.${SONNET}`) }),
  },
  {
    id: 'modelNeedsProfile',
    when: 'a date is part of the model ID',
    warns: having({ model: Model.bedrock('anthropic.claude-3-7-sonnet-20250219-v1:0') }),
    message: /^model is the foundation model "anthropic\.claude-3-7-sonnet-20250219-v1:0"\./,
    not: 'the model is older, or of another provider',
    silent: having({
      model: Model.bedrock('anthropic.claude-3-haiku-20240307-v1:0'),
      alternateModels: [Model.bedrock('amazon.nova-pro-v1:0')],
    }),
  },
  {
    id: 'modelNeedsProfile',
    when: 'a memory uses the model in a step',
    warns: (stack) => memoryWith(stack, SONNET),
    message: /^strategies: extraction\.model of "custom_semantic" is the foundation model /,
    not: 'a memory uses an inference profile',
    silent: (stack) => memoryWith(stack, `global.${SONNET}`),
  },
  {
    id: 'modelNeedsProfile',
    when: 'the code of a runtime uses the model',
    warns: (stack) => runtimeIn(stack, { uses: [Use.model(Model.bedrock(SONNET))] }),
    message: /is the foundation model "anthropic\.claude-sonnet-4-6"\./,
    not: 'the API format uses another endpoint, which has no inference profiles',
    silent: having({ model: Model.bedrock(SONNET, { apiFormat: BedrockApiFormat.RESPONSES }) }),
  },
];

function memoryWith(stack: Stack, modelId: string): MemoryStore {
  const step = { model: Model.bedrock(modelId), instructions: 'Extract orders.' };
  return new MemoryStore(stack, 'Memory', { strategies: [MemoryStrategy.semantic({ extraction: step })] });
}

testWarnings(PROFILES);

test.each([
  ['warns in the partition aws', 'eu-west-1', [expect.stringContaining('modelNeedsProfile')]],
  ['does not warn in AWS GovCloud (US), whose models are not known', 'us-gov-west-1', []],
])('a model that needs an inference profile %s', (_, region, warnings) => {
  const stack = testStack({ env: { region } });
  harnessIn(stack, { model: Model.bedrock(SONNET) });
  expect(warningsOf(stack).filter((warning) => warning.includes('Profile'))).toEqual(warnings);
});
