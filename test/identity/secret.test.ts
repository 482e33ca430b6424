import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Stack } from 'aws-cdk-lib/core';
import type { Statement } from '../../scripts/assembly';
import { ApiKey, OAuthClient, OAuthProvider } from '../../src';
import { messageOf, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

const KINDS: Record<string, (stack: Stack, id: string, secret: ISecret) => unknown> = {
  'An API key': (stack, id, secret) => new ApiKey(stack, id, { secret, jsonKey: 'open_ai' }),
  'An OAuth client': (stack, id, secret) =>
    new OAuthClient(stack, id, { provider: OAuthProvider.slack(), clientId: 'desk', secret, jsonKey: 'slack' }),
};

const READS = {
  Effect: 'Allow',
  Principal: { Service: 'bedrock-agentcore.amazonaws.com' },
  Action: 'secretsmanager:GetSecretValue',
  Resource: expect.stringMatching(/^\$\{Secret\w+\}$/),
  Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
};
const DECRYPTS = {
  Effect: 'Allow',
  Principal: { Service: 'bedrock-agentcore.amazonaws.com' },
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
};

interface Provider {
  readonly Type: string;
  readonly DependsOn?: string[];
}

const policiesOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::SecretsManager::ResourcePolicy'));
const keyStatements = (stack: Stack) => {
  const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  return plain(key.Properties.KeyPolicy.Statement);
};
const secretArn = (region: string, account = '999999999999') =>
  `arn:aws:secretsmanager:${region}:${account}:secret:research/keys-a1b2c3`;

describe.each(Object.entries(KINDS))('%s', (_, make) => {
  test('allows AgentCore to read the secret, and depends on the resource policy', () => {
    const stack = testStack();
    make(stack, 'Credential', new Secret(stack, 'Secret'));
    const [[policyId, { Properties }]] = Object.entries(
      Template.fromStack(stack).findResources('AWS::SecretsManager::ResourcePolicy'),
    );
    expect(plain(Properties.ResourcePolicy.Statement)).toEqual([READS]);
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Provider> };
    const [provider] = Object.values(Resources).filter(({ Type }) => Type.endsWith('CredentialProvider'));
    expect(provider.DependsOn).toEqual([policyId]);
  });

  test('allows AgentCore to decrypt with the key of the secret through Secrets Manager only', () => {
    const stack = testStack();
    make(stack, 'Credential', new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'SecretKey') }));
    expect(keyStatements(stack)).toContainEqual(DECRYPTS);
  });

  test('adds one statement to a secret that several credentials share', () => {
    const stack = testStack();
    const secret = new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'SecretKey') });
    make(stack, 'One', secret);
    make(stack, 'Two', secret);
    const [{ Properties }] = policiesOf(stack);
    expect(plain(Properties.ResourcePolicy.Statement)).toEqual([READS]);
    const decrypting = (keyStatements(stack) as Statement[]).filter(({ Action }) => Action === DECRYPTS.Action);
    expect(decrypting).toEqual([DECRYPTS]);
  });

  test('does not change the resource policy of an imported secret', () => {
    const stack = testStack();
    make(stack, 'Credential', Secret.fromSecretNameV2(stack, 'Secret', 'keys'));
    expect(policiesOf(stack)).toEqual([]);
  });

  test('accepts a secret of another account, but not of another Region', () => {
    const from = (arn: string) =>
      messageOf(() => {
        const stack = testStack();
        make(stack, 'Credential', Secret.fromSecretCompleteArn(stack, 'Secret', arn));
      });
    expect(from(secretArn('us-east-1'))).toBe('nothing was thrown');
    expect(from(secretArn('eu-west-1'))).toMatch(
      /: secret must be in the Region us-east-1, got eu-west-1\. Use a secret in us-east-1\.$/,
    );
  });
});
