/** A policy on the ARN of an alias does not apply to the key behind the alias. */

import { Template } from 'aws-cdk-lib/assertions';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import { ApiKey, Hook, HookTarget, Skill, Use } from '../../src';
import { ACCOUNT, harnessIn, REGION, runtimeIn, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

interface KeyStatement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition: unknown;
}

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

const USERS: Array<[what: string, service: string, use: (stack: Stack, key: IKey) => unknown]> = [
  [
    'the topic of a hook',
    'sns',
    (stack, masterKey) =>
      harnessIn(stack, {
        hooks: [Hook.afterInvocation('told', HookTarget.fromTopic(new Topic(stack, 'Topic', { masterKey })))],
      }),
  ],
  [
    'the bucket of a skill',
    's3',
    (stack, encryptionKey) =>
      harnessIn(stack, { skills: [Skill.fromBucket(new Bucket(stack, 'Bucket', { encryptionKey }), 'a/')] }),
  ],
  [
    'the secret of an API key',
    'secretsmanager',
    (stack, encryptionKey) => {
      const secret = new Secret(stack, 'Secret', { encryptionKey });
      runtimeIn(stack, { uses: [Use.apiKey(new ApiKey(stack, 'Search', { secret, jsonKey: 'search' }))] });
    },
  ],
];

/** The statements about keys in the roles of agents. */
function keyStatementsOf(stack: Stack): KeyStatement[] {
  const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  const statements = roles.flatMap(({ Properties: { Policies = [] } }) =>
    Policies.flatMap((policy: { PolicyDocument: { Statement: KeyStatement[] } }) => policy.PolicyDocument.Statement),
  );
  return plain(
    statements.filter(({ Action }) => [Action].flat().every((action) => action.startsWith('kms:'))),
  ) as KeyStatement[];
}

describe.each(USERS)('A key of %s that is passed as an alias', (_, service, use) => {
  const viaService = { StringEquals: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` } };

  test('is named by its own ARN, if the key is known', () => {
    const stack = testStack();
    const targetKey = Key.fromKeyArn(stack, 'Key', KEY);
    use(stack, new Alias(stack, 'Alias', { aliasName: 'alias/mine', targetKey }));
    expect(keyStatementsOf(stack)).toMatchObject([{ Resource: KEY, Condition: viaService }]);
  });

  test('is limited to the keys with the alias, if only the alias is known', () => {
    const stack = testStack();
    use(stack, Alias.fromAliasName(stack, 'Alias', 'alias/mine'));
    expect(keyStatementsOf(stack)).toEqual([
      expect.objectContaining({
        Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`,
        Condition: { ...viaService, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/mine' } },
      }),
    ]);
  });

  test('needs no permission, if it is an AWS managed key', () => {
    const stack = testStack();
    use(stack, Alias.fromAliasName(stack, 'Alias', `alias/aws/${service}`));
    expect(keyStatementsOf(stack)).toEqual([]);
  });

  test('is named by its ARN, if it is not an alias', () => {
    const stack = testStack();
    use(stack, Key.fromKeyArn(stack, 'Key', KEY));
    expect(keyStatementsOf(stack)).toMatchObject([{ Resource: KEY, Condition: viaService }]);
  });
});
