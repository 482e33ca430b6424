import { CfnApiKeyCredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { App, Lazy, Stack } from 'aws-cdk-lib/core';
import { ApiKey, MemoryStore, Model, Use } from '../../src';
import { ACCOUNT, harnessIn, REGION } from '../support/helpers';
import { API_KEY, arn, HARNESS, imported, OTHER, using } from './locations-fixtures';

describe('A reference that is not known at synth', () => {
  const unknown = (hint: string) => Lazy.string({ produce: () => hint });

  test.each([
    ['runtimeArn', (stack: Stack) => imported.runtime(stack, unknown(arn(HARNESS)))],
    ['apiKeyArn', (stack: Stack) => imported.apiKey(stack, unknown('openai'))],
    [
      'the Region of a harness',
      (stack: Stack) => imported.harness(stack, arn(HARNESS, { region: unknown('eu-west-1') })),
    ],
    ['the ID of a harness', (stack: Stack) => imported.harness(stack, arn(`harness/${unknown('x')}`))],
    [
      'the resource of Use.of',
      using(() => Use.of('Any', { actions: ['s3:GetObject'], resourceArns: [unknown('x'), `${unknown('x')}/*`] })),
    ],
    ['the ARN of a model', (stack: Stack) => harnessIn(stack, { model: Model.bedrock(unknown('x')) })],
    [
      'a key of an L1',
      (stack: Stack) =>
        new MemoryStore(stack, 'Store', {
          encryptionKey: Key.fromKeyArn(stack, 'Key', new CfnKey(stack, 'L1', {}).attrArn),
        }),
    ],
    [
      'an API key of an L1',
      (stack: Stack) =>
        harnessIn(stack, {
          model: Model.openai('gpt-5', { apiKey: new CfnApiKeyCredentialProvider(stack, 'L1', { name: 'x' }) }),
        }),
    ],
  ] as Array<[string, (stack: Stack) => unknown]>)('%s is not checked', (_, make) => {
    expect(() => make(new Stack(new App(), 'Test', { env: { account: ACCOUNT, region: REGION } }))).not.toThrow();
  });

  test('is not checked in a stack whose environment is not known', () => {
    const stack = new Stack(new App(), 'Test');
    const apiKey = ApiKey.fromApiKeyArn(stack, 'Key', arn(API_KEY, { region: 'eu-west-1', account: OTHER }));
    expect(() => harnessIn(stack, { model: Model.openai('gpt-5', { apiKey }) })).not.toThrow();
  });
});
