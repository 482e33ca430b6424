import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiKey, OAuthClient, OAuthProvider } from '../../src';
import { testWarnings } from '../support/warnings';

const imported = (stack: Stack) => Secret.fromSecretNameV2(stack, 'Secret', 'keys');
const own = (stack: Stack) => new Secret(stack, 'Secret');
const apiKey = (secretIn: (stack: Stack) => Secret | ReturnType<typeof imported>) => (stack: Stack) =>
  new ApiKey(stack, 'Key', { secret: secretIn(stack), jsonKey: 'key' });
const oauthClient = (secretIn: (stack: Stack) => Secret | ReturnType<typeof imported>) => (stack: Stack) =>
  new OAuthClient(stack, 'Client', {
    provider: OAuthProvider.github(),
    clientId: 'desk',
    secret: secretIn(stack),
    jsonKey: 'secret',
  });

const MESSAGE =
  /^secret: Test\/Secret is imported, so its resource policy cannot be changed\. .* policy: \{"Action":"secretsmanager:GetSecretValue","Condition":\{"StringEquals":\{"aws:SourceAccount":"111122223333"\}\},"Effect":"Allow","Principal":\{"Service":"bedrock-agentcore\.amazonaws\.com"\},"Resource":"\*"\}/;

testWarnings([
  {
    id: 'secretNotEditable',
    when: 'the secret of an API key is imported',
    warns: apiKey(imported),
    message: MESSAGE,
    not: 'the secret is one of the app',
    silent: apiKey(own),
  },
  {
    id: 'secretNotEditable',
    when: 'the secret of an OAuth client is imported',
    warns: oauthClient(imported),
    message: MESSAGE,
    not: 'the secret is one of the app',
    silent: oauthClient(own),
  },
]);
