/** A key is used through a service in the Region of the encrypted resource, which may differ from the agent's Region. */

import { Template } from 'aws-cdk-lib/assertions';
import { AgentCoreRuntime, CfnGateway, type IMemoryRef, Memory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  ApiSchema,
  Artifact,
  GatewayTarget,
  HarnessMemory,
  Hook,
  HookTarget,
  MemoryStore,
  MemoryStrategy,
  Skill,
  TargetCredentials,
  TargetSource,
  Use,
} from '../../src';
import { ACCOUNT, harnessIn, REGION, runtimeIn, testStack } from '../support/helpers';
import { plain } from '../support/rendered';

const keyIn = (stack: Stack, region: string) =>
  Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);
const bucketIn = (stack: Stack, region: string) =>
  Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'papers', region, encryptionKey: keyIn(stack, region) });
const secretIn = (stack: Stack, region: string) =>
  Secret.fromSecretAttributes(stack, 'Secret', {
    secretCompleteArn: `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:search-AbCdEf`,
    encryptionKey: keyIn(stack, region),
  });
const topicIn = (stack: Stack, region: string): ITopic =>
  Topic.fromTopicAttributes(stack, 'Topic', {
    topicArn: `arn:aws:sns:${region}:${ACCOUNT}:told`,
    keyArn: keyIn(stack, region).keyArn,
  });
const memoryArn = (region: string) => `arn:aws:bedrock-agentcore:${region}:${ACCOUNT}:memory/papers-a1B2c3D4e5`;
const storeIn = (stack: Stack, region: string): IMemoryRef =>
  MemoryStore.fromMemoryStoreAttributes(stack, 'Papers', {
    memoryArn: memoryArn(region),
    encryptionKey: keyIn(stack, region),
  });

type Make = (stack: Stack, region: string) => unknown;

const ROWS: Array<[what: string, service: string, make: Make]> = [
  ['a skill', 's3', (stack, region) => harnessIn(stack, { skills: [Skill.fromBucket(bucketIn(stack, region), 'a/')] })],
  [
    'an artifact',
    's3',
    (stack, region) =>
      runtimeIn(stack, {
        artifact: Artifact.fromBucket(bucketIn(stack, region), 'agent.zip', {
          runtime: AgentCoreRuntime.PYTHON_3_13,
          entryPoint: ['main.py'],
        }),
      }),
  ],
  [
    'a schema of a gateway target',
    's3',
    (stack, region) =>
      new GatewayTarget(stack, 'Target', {
        gateway: new CfnGateway(stack, 'Gateway', {
          name: 'it',
          authorizerType: 'AWS_IAM',
          protocolType: 'MCP',
          roleArn: `arn:aws:iam::${ACCOUNT}:role/gateway`,
        }),
        gatewayRole: Role.fromRoleName(stack, 'Role', 'gateway'),
        source: TargetSource.fromOpenApi(ApiSchema.fromBucket(bucketIn(stack, region), 'openapi.json')),
        credentials: TargetCredentials.none(),
      }),
  ],
  [
    'the payloads of a memory strategy',
    's3',
    (stack, region) =>
      new MemoryStore(stack, 'Store', {
        strategies: [
          MemoryStrategy.selfManaged({
            bucket: bucketIn(stack, region),
            topic: Topic.fromTopicArn(stack, 'Plain', `arn:aws:sns:${region}:${ACCOUNT}:plain`),
          }),
        ],
      }),
  ],
  [
    'the topic of a memory strategy',
    'sns',
    (stack, region) =>
      new MemoryStore(stack, 'Store', {
        strategies: [
          MemoryStrategy.selfManaged({
            bucket: Bucket.fromBucketName(stack, 'Plain', 'plain'),
            topic: topicIn(stack, region),
          }),
        ],
      }),
  ],
  [
    'the topic of a hook',
    'sns',
    (stack, region) =>
      harnessIn(stack, { hooks: [Hook.afterInvocation('told', HookTarget.fromTopic(topicIn(stack, region)))] }),
  ],
  [
    'a MemoryStore of a harness',
    'bedrock-agentcore',
    (stack, region) => harnessIn(stack, { memory: HarnessMemory.store(storeIn(stack, region)) }),
  ],
  [
    'a MemoryStore of a runtime',
    'bedrock-agentcore',
    (stack, region) => runtimeIn(stack, { uses: [Use.memory(storeIn(stack, region))] }),
  ],
  [
    'a Memory of aws-cdk-lib',
    'bedrock-agentcore',
    (stack, region) =>
      runtimeIn(stack, {
        uses: [
          Use.memory(
            Memory.fromMemoryAttributes(stack, 'Papers', {
              memoryArn: memoryArn(region),
              roleArn: `arn:aws:iam::${ACCOUNT}:role/memory`,
              kmsKeyArn: keyIn(stack, region).keyArn,
            }),
          ),
        ],
      }),
  ],
  [
    'the secret of an API key',
    'secretsmanager',
    (stack, region) =>
      runtimeIn(stack, {
        uses: [
          Use.apiKey(
            ApiKey.fromApiKeyAttributes(stack, 'Search', {
              apiKeyArn: `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:token-vault/default/apikeycredentialprovider/search`,
              secret: secretIn(stack, region),
            }),
          ),
        ],
      }),
  ],
];

/** The values of `kms:ViaService` in the template. */
function servicesIn(stack: Stack): string[] {
  const found = [...JSON.stringify(plain(Template.fromStack(stack).toJSON())).matchAll(/"kms:ViaService":"([^"]+)"/g)];
  return [...new Set(found.map(([, service]) => service))];
}

describe.each(ROWS)('The key of %s', (_, service, make) => {
  test.each([REGION, 'eu-west-1'])('is used through the service in %s, the Region of the resource', (region) => {
    const stack = testStack();
    make(stack, region);
    expect(servicesIn(stack)).toEqual([`${service}.${region}.amazonaws.com`]);
  });
});
