import { CfnGateway, CfnHarness, CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, type CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { readAssembly } from '../../../src/review/assembly';
import { dataOf } from '../../../src/review/data/data';
import type { DataStore } from '../../../src/review/model';
import { Policies } from '../../../src/review/policies';
import { References } from '../../../src/review/references';
import { ACCOUNT, REGION } from '../../support/helpers';
import { temporaryDirectories } from '../../support/temporary';

const directory = temporaryDirectories();
const AGENTCORE = 'bedrock-agentcore.amazonaws.com';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/agent`;

/** The data of the harness Desk, without its logs. */
function review(fill: (stack: Stack) => object | undefined): DataStore[] {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  const stack = new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } });
  new CfnHarness(stack, 'Desk', {
    harnessName: 'desk',
    executionRoleArn: ROLE,
    model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
    ...fill(stack),
  });
  return dataIn(app, 'Test/Desk').filter(({ content }) => content !== 'Logs of sessions');
}

function dataIn(app: App, path: string): DataStore[] {
  const references = new References(readAssembly(app.synth().directory));
  const resource = references.resources.find((one) => one.path === path);
  return resource ? dataOf([resource], { references, policies: new Policies(references) }) : [];
}

/** A role that is permitted to use a store. */
function using(stack: Stack, store: object): object {
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal(AGENTCORE) });
  const { bucketArn, tableArn, fileSystemArn, logGroupArn, secretArn } = store as Record<string, string>;
  const arn = bucketArn ?? tableArn ?? fileSystemArn ?? logGroupArn ?? secretArn;
  role.addToPolicy(new PolicyStatement({ actions: ['*'], resources: [arn] }));
  return { ...noMemory(), executionRoleArn: role.roleArn };
}

/** A memory outside of the app. */
function noMemory(): object {
  return { memory: { agentCoreMemoryConfiguration: { arn: MEMORY } } };
}

const MEMORY = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:memory/other-0123456789`;

describe('The data of an agent', () => {
  test('contains the managed memory that a harness has by default', () => {
    expect(review(() => undefined)).toEqual([
      {
        path: 'Test/Desk',
        content: 'Conversations, memory records',
        store: 'Managed memory of Desk',
        key: 'AWS owned key',
        duration: 'events for the default of AgentCore, memory records until deleted',
        onDelete: 'deleted',
        onReplace: 'deleted',
        onRollback: 'deleted',
      },
    ]);
  });

  test('contains the memory of a harness, with what its strategies extract', () => {
    const [memory] = review((stack) => {
      const { attrMemoryArn: arn } = new CfnMemory(stack, 'Customers', {
        name: 'customers',
        eventExpiryDuration: 90,
        encryptionKeyArn: new Key(stack, 'Key').keyArn,
        memoryStrategies: [{ userPreferenceMemoryStrategy: { name: 'preferences' } }],
      });
      return { memory: { agentCoreMemoryConfiguration: { arn } } };
    });
    expect(memory).toMatchObject({
      path: 'Test/Customers',
      content: 'Conversations, preferences of users',
      store: 'Memory Customers',
      key: 'customer managed key Key',
      duration: 'events 90 days, memory records until deleted',
    });
  });

  test('does not contain a managed memory if the harness uses another one', () => {
    expect(review(noMemory)).toEqual([]);
  });

  test.each<[what: string, store: (stack: Stack) => object, key: string, duration: string]>([
    ['a bucket', (stack) => new Bucket(stack, 'Store'), 'key of Amazon S3 (SSE-S3)', 'until deleted'],
    [
      'a bucket with a key and a lifecycle rule',
      (stack) =>
        new Bucket(stack, 'Store', {
          encryption: BucketEncryption.KMS_MANAGED,
          lifecycleRules: [{ expiration: Duration.days(30) }],
        }),
      'AWS managed key aws/s3',
      '30 days',
    ],
    [
      'a table with a time to live',
      (stack) =>
        new Table(stack, 'Store', {
          partitionKey: { name: 'id', type: AttributeType.STRING },
          timeToLiveAttribute: 'ttl',
        }),
      'AWS owned key',
      'until the time in the attribute ttl',
    ],
    [
      'a log group',
      (stack) => new LogGroup(stack, 'Store', { retention: RetentionDays.ONE_WEEK }),
      'key of CloudWatch Logs',
      '7 days',
    ],
    ['a secret', (stack) => new Secret(stack, 'Store'), 'AWS managed key aws/secretsmanager', 'until deleted'],
  ])('contains %s that the role is permitted to use', (_, store, key, duration) => {
    expect(review((stack) => using(stack, store(stack)))).toEqual([
      expect.objectContaining({ path: 'Test/Store', key, duration }),
    ]);
  });

  test.each<[what: string, policy: (resource: CfnResource) => void, fates: string]>([
    ['without a policy', () => undefined, 'deleted deleted deleted'],
    ['with RETAIN', (resource) => resource.applyRemovalPolicy(RemovalPolicy.RETAIN), 'retained retained retained'],
    [
      'with RETAIN_ON_UPDATE_OR_DELETE',
      (resource) => resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
      'retained retained deleted',
    ],
    ['with DESTROY', (resource) => resource.applyRemovalPolicy(RemovalPolicy.DESTROY), 'deleted deleted deleted'],
  ])('says what happens to a memory %s', (_, policy, fates) => {
    const [{ onDelete, onReplace, onRollback }] = review((stack) => {
      const memory = new CfnMemory(stack, 'Customers', { name: 'customers', eventExpiryDuration: 90 });
      policy(memory);
      return { memory: { agentCoreMemoryConfiguration: { arn: memory.attrMemoryArn } } };
    });
    expect([onDelete, onReplace, onRollback].join(' ')).toBe(fates);
  });

  test('contains the logs of sessions, which AgentCore retains', () => {
    const app = new App({ outdir: directory(), analyticsReporting: false });
    const stack = new Stack(app, 'Test');
    new CfnHarness(stack, 'Desk', { harnessName: 'desk', executionRoleArn: ROLE, model: {} });
    expect(dataIn(app, 'Test/Desk')).toContainEqual(
      expect.objectContaining({ content: 'Logs of sessions', onDelete: 'retained' }),
    );
  });

  test('of a gateway does not contain logs of sessions', () => {
    const app = new App({ outdir: directory(), analyticsReporting: false });
    new CfnGateway(new Stack(app, 'Test'), 'Shop', { name: 'shop', roleArn: ROLE, authorizerType: 'NONE' });
    expect(dataIn(app, 'Test/Shop')).toEqual([]);
  });
});
