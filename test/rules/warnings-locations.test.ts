/** Resources that can be in another environment if AWS documents it or a resource policy allows it. */

import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import {
  ApiSchema,
  Artifact,
  ContainerImage,
  GatewayTarget,
  HarnessMemory,
  Hook,
  HookTarget,
  LogDestination,
  MemoryStore,
  Model,
  Skill,
  TargetCredentials,
  TargetSource,
  Tool,
  Use,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { ACCOUNT, harnessIn, REGION, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';

const OTHER = '444455556666';

interface Where {
  readonly region?: string;
  readonly account?: string;
}

type Make = (stack: Stack, arn: (service: string, resource: string) => string, where: Required<Where>) => unknown;

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

const CASES: Array<[what: string, prop: RegExp, warns: Array<'otherRegion' | 'otherAccount'>, make: Make]> = [
  [
    'a gateway that is a tool',
    /^tools: the gateway Gateway\d is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, arn) =>
      harnessIn(stack, {
        tools: [Tool.gateway(reference.gateway(stack, arn('bedrock-agentcore', 'gateway/orders-a1b2c3d4e5')))],
      }),
  ],
  [
    'a gateway that code uses, whose URL has its Region',
    /^uses: the gateway Gateway\d is in another/,
    ['otherAccount'],
    (stack, arn) =>
      runtimeIn(stack, {
        uses: [Use.gateway(reference.gateway(stack, arn('bedrock-agentcore', 'gateway/orders-a1b2c3d4e5')))],
      }),
  ],
  [
    'a memory of a harness',
    /^memory is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, arn) =>
      harnessIn(stack, {
        memory: HarnessMemory.store(reference.memory(stack, arn('bedrock-agentcore', 'memory/customers-a1B2c3D4e5'))),
      }),
  ],
  [
    'a browser',
    /^tools: the browser Browser\d is in another/,
    ['otherRegion'],
    (stack, arn) =>
      harnessIn(stack, {
        tools: [
          Tool.browser({
            browser: reference.browser(stack, arn('bedrock-agentcore', 'browser-custom/recorded-a1B2c3D4e5')),
          }),
        ],
      }),
  ],
  [
    'a function that a hook invokes',
    /^hooks: the target of "audit" is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, arn) =>
      harnessIn(stack, {
        hooks: [
          Hook.afterToolCall(
            'audit',
            HookTarget.fromFunction(LambdaFunction.fromFunctionArn(stack, 'Fn', arn('lambda', 'function:audit'))),
          ),
        ],
      }),
  ],
  [
    'a topic that a hook publishes to',
    /^hooks: the target of "audit" is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, arn) =>
      harnessIn(stack, {
        hooks: [
          Hook.afterToolCall('audit', HookTarget.fromTopic(Topic.fromTopicArn(stack, 'Topic', arn('sns', 'audit')))),
        ],
      }),
  ],
  [
    'an event bus that a hook sends to',
    /^hooks: the target of "audit" is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, arn) =>
      harnessIn(stack, {
        hooks: [
          Hook.afterToolCall(
            'audit',
            HookTarget.fromEventBus(EventBus.fromEventBusArn(stack, 'Bus', arn('events', 'event-bus/audit'))),
          ),
        ],
      }),
  ],
  [
    'the bucket of a skill',
    /^skills: the bucket of "refunds" is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, _, where) =>
      harnessIn(stack, {
        skills: [
          Skill.fromBucket(Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'skills', ...where }), 'refunds'),
        ],
      }),
  ],
  [
    'the bucket of an artifact',
    /^artifact: the bucket is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, _, where) =>
      runtimeIn(stack, {
        artifact: Artifact.fromBucket(
          Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'code', ...where }),
          'agent.zip',
          {
            runtime: AgentCoreRuntime.PYTHON_3_13,
            entryPoint: ['main.py'],
          },
        ),
      }),
  ],
  [
    'the repository of an image',
    /^image: the repository is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, arn) =>
      harnessIn(stack, {
        image: ContainerImage.fromEcrRepository(
          Repository.fromRepositoryAttributes(stack, 'Repo', {
            repositoryArn: arn('ecr', 'repository/agents'),
            repositoryName: 'agents',
          }),
          { digest: DIGEST },
        ),
      }),
  ],
  [
    'the repository of an image that is named by its URI',
    /^image: the repository is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, _, { region, account }) =>
      harnessIn(stack, {
        image: ContainerImage.fromUri(`${account}.dkr.ecr.${region}.amazonaws.com/agents@${DIGEST}`),
      }),
  ],
  [
    'a runtime behind a gateway',
    /^source: the runtime is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, arn) =>
      targetIn(
        stack,
        TargetSource.fromRuntime(reference.runtime(stack, arn('bedrock-agentcore', 'runtime/desk-a1B2c3D4e5'))),
        TargetCredentials.gatewayRole(),
      ),
  ],
  [
    'the bucket of a schema',
    /^source: the bucket of the schema is in another/,
    ['otherRegion', 'otherAccount'],
    (stack, _, where) =>
      targetIn(
        stack,
        TargetSource.fromSmithy(
          ApiSchema.fromBucket(
            Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'models', ...where }),
            'model.json',
          ),
        ),
        TargetCredentials.gatewayRole({ actions: ['dynamodb:GetItem'], resourceArns: ['*'] }),
      ),
  ],
  [
    'the log group that logs are delivered to',
    /^observability\.usageLogs is in another/,
    ['otherRegion'],
    (stack, _, { region }) =>
      runtimeIn(stack, {
        observability: {
          usageLogs: LogDestination.fromBucket(
            Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'logs', region }),
          ),
        },
      }),
  ],
  [
    'a guardrail',
    /^model\.guardrail\.guardrailArn is in another/,
    ['otherAccount'],
    (stack, arn) =>
      harnessIn(stack, {
        model: Model.bedrock('amazon.nova-pro-v1:0', {
          guardrail: { guardrailArn: arn('bedrock', 'guardrail/a1b2c3d4e5f6'), guardrailVersion: '1' },
        }),
      }),
  ],
  [
    'the key of a memory',
    /^encryptionKey is in another/,
    ['otherAccount'],
    (stack, arn) =>
      new MemoryStore(stack, 'Store', {
        encryptionKey: Key.fromKeyArn(stack, 'Key', arn('kms', 'key/01234567-89ab-cdef-0123-456789abcdef')),
      }),
  ],
];

function targetIn(stack: Stack, source: TargetSource, credentials: TargetCredentials): GatewayTarget {
  const gatewayRole = Role.fromRoleName(stack, 'GatewayRole', 'gateway', { mutable: false });
  return new GatewayTarget(stack, 'Target', { gateway: reference.gateway(stack), source, credentials, gatewayRole });
}

function warned(make: Make, { region = REGION, account = ACCOUNT }: Where): string[] {
  const stack = testStack();
  const prefix = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  make(stack, prefix, { region, account });
  return warningsOf(stack).filter((warning) => /\[ack: cdk-agentcore:other(Region|Account)\]$/.test(warning));
}

describe.each(CASES)('%s', (_, prop, warns, make) => {
  test.each([
    [
      'otherRegion',
      { region: 'eu-west-1' },
      / Region \(eu-west-1\)\. AWS does not document whether AgentCore can use an? .* in another Region\. Use /,
    ],
    [
      'otherAccount',
      { account: OTHER },
      / account \(444455556666\)\. Access is denied until that account allows it\. Allow the execution role in the (resource|key) policy there\./,
    ],
  ] as const)('warns about %s only if it makes a difference', (id, where, rest) => {
    if (!warns.includes(id)) {
      // The rules cover the errors. Resources that can be in any environment add no warning.
      const silent = () => warned(make, where).filter((warning) => warning.includes(id));
      expect([[], undefined]).toContainEqual(attempt(silent));
      return;
    }
    const [warning, ...others] = warned(make, where);
    expect(others).toEqual([]);
    expect(warning).toMatch(prop);
    expect(warning).toMatch(rest);
  });

  test('does not warn in the environment of the stack', () => {
    expect(warned(make, {})).toEqual([]);
  });
});

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
