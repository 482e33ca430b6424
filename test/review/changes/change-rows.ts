/** A base and a change for each kind of difference. */
import {
  CfnGateway,
  CfnHarness,
  CfnHarnessEndpoint,
  type CfnHarnessProps,
  CfnMemory,
  CfnRuntime,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { Harness, HarnessMemory, Model, Tool } from '../../../src';
import type { ChangeKind } from '../../../src/review/model';
import { ACCOUNT, REGION } from '../../support/helpers';

export type Fill = (stack: Stack) => unknown;

export interface ChangeRow {
  readonly kind: ChangeKind;
  readonly what: string;
  readonly base: Fill;
  readonly change: Fill;
  /** The words of all changes, with their tags. */
  readonly words: string[];
}

const NOVA = Model.bedrock('amazon.nova-pro-v1:0');

type Props = ConstructorParameters<typeof Harness>[2];

function desk(stack: Stack, props: Partial<Props> = {}): Harness {
  return new Harness(stack, 'Desk', { model: NOVA, memory: HarnessMemory.none(), ...props });
}

function store(stack: Stack, id: string, properties: object = {}, policy = RemovalPolicy.DESTROY): CfnMemory {
  const memory = new CfnMemory(stack, id, { name: 'Customers', eventExpiryDuration: 90, ...properties });
  memory.applyRemovalPolicy(policy);
  return memory;
}

function caller(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Caller', {
    runtime: LambdaRuntime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
  });
}

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/12345678-1234-1234-1234-1234567890aa`;

export const CHANGES: ChangeRow[] = [
  {
    kind: 'agent',
    what: 'a new agent',
    base: () => undefined,
    change: (stack) => desk(stack),
    words: ['info new agent: The harness Desk is new.'],
  },
  {
    kind: 'agent',
    what: 'a removed agent',
    base: (stack) => desk(stack),
    change: () => undefined,
    words: ['warning removed agent: The harness Desk is removed. Callers can no longer invoke it.'],
  },
  {
    kind: 'data-loss',
    what: 'a removed memory',
    base: (stack) => store(stack, 'Customers'),
    change: () => undefined,
    words: ['error data loss: The memory Customers is removed from the app, and deleted with its data: conversations.'],
  },
  {
    kind: 'data-loss',
    what: 'a memory whose key changes',
    base: (stack) => store(stack, 'Customers'),
    change: (stack) => store(stack, 'Customers', { encryptionKeyArn: KEY }),
    words: [
      'error data loss: The memory Customers is replaced, because EncryptionKeyArn changes. The old one is deleted with its data: conversations.',
    ],
  },
  {
    kind: 'replacement',
    what: 'a retained memory whose key changes',
    base: (stack) => store(stack, 'Customers', {}, RemovalPolicy.RETAIN),
    change: (stack) => store(stack, 'Customers', { encryptionKeyArn: KEY }, RemovalPolicy.RETAIN),
    words: [
      'warning replaced: The memory Customers is replaced, because EncryptionKeyArn changes. The new one is empty. The old one is retained outside of the stack, with its data: conversations.',
    ],
  },
  {
    kind: 'data-loss',
    what: 'a memory whose logical ID changes',
    base: (stack) => store(stack, 'Customers'),
    change: (stack) => store(stack, 'Clients'),
    words: [
      'error data loss: The memory Customers is replaced, because the logical ID changes from Customers to Clients. The old one is deleted with its data: conversations.',
    ],
  },
  {
    kind: 'data-loss',
    what: 'a table that gets another name',
    base: (stack) => table(stack, 'orders'),
    change: (stack) => table(stack, 'sales'),
    words: [
      'error data loss: The DynamoDB table Orders is replaced, because TableName changes. The old one is deleted with its data: items.',
    ],
  },
  {
    kind: 'replacement',
    what: 'a harness that gets another name',
    base: (stack) => desk(stack, { harnessName: 'desk' }),
    change: (stack) => desk(stack, { harnessName: 'counter' }),
    words: [
      'warning replaced: The harness Desk is replaced, because HarnessName changes. Its ARN changes.',
      'info permission: The role of the harness Desk may get access tokens for the workload identity of the agent. The resources or the conditions of the permission change.',
      'info permission: The role of the harness Desk may let AWS X-Ray deliver traces to the log group of the agent. The resources or the conditions of the permission change.',
      'info permission: The role of the harness Desk may write the log group of the agent. The resources or the conditions of the permission change.',
    ],
  },
  {
    kind: 'caller',
    what: 'a new caller',
    base: (stack) => [desk(stack), caller(stack)],
    change: (stack) => desk(stack).grants.invoke(caller(stack)),
    words: [
      'warning new caller: Lambda function Caller can now call the harness Desk.',
      'warning wider exposure: InvokeHarness of the harness Desk: the Lambda function Caller; IAM permission of the caller. Before: no principal of the app is granted it; IAM permission of the caller.',
    ],
  },
  {
    kind: 'network',
    what: 'an agent that leaves its VPC',
    base: (stack) => networked(stack, 'VPC'),
    change: (stack) => networked(stack, 'PUBLIC'),
    words: [
      'error wider network: The harness Desk leaves its VPC. Its sessions can reach the internet directly.',
      'info version: The deployment creates a version of the harness Desk. DEFAULT will serve it.',
    ],
  },
  {
    kind: 'tool',
    what: 'a new tool',
    base: (stack) => desk(stack),
    change: (stack) => desk(stack, { tools: [Tool.codeInterpreter()] }),
    words: [
      'info new permission: The role of the harness Desk may now run code in sessions of the code interpreter of AWS.',
      'info new tool: Code interpreter AWS managed is new for the harness Desk.',
      'info version: The deployment creates a version of the harness Desk. DEFAULT will serve it.',
    ],
  },
  {
    kind: 'model',
    what: 'another model',
    base: (stack) => desk(stack),
    change: (stack) => desk(stack, { model: Model.bedrock('amazon.nova-lite-v1:0') }),
    words: [
      'info removed permission: The role of the harness Desk may no longer invoke Amazon Nova Pro.',
      'info new permission: The role of the harness Desk may now invoke Amazon Nova Lite.',
      'warning model: The model of the harness Desk changes from amazon.nova-pro-v1:0 to amazon.nova-lite-v1:0.',
      'info version: The deployment creates a version of the harness Desk. DEFAULT will serve it.',
    ],
  },
  {
    kind: 'prompt',
    what: 'another prompt',
    base: (stack) => desk(stack, { systemPrompt: 'Look up orders. Never promise a refund.' }),
    change: (stack) => desk(stack, { systemPrompt: 'Look up orders, and request refunds of at most 100 EUR.' }),
    words: [
      'info prompt: The system prompt of the harness Desk changes.',
      'info version: The deployment creates a version of the harness Desk. DEFAULT will serve it.',
    ],
  },
  {
    kind: 'version',
    what: 'endpoints that follow and endpoints that are pinned',
    base: (stack) => versions(stack, 10),
    change: (stack) => versions(stack, 20),
    words: [
      'info version: The deployment creates a version of the harness Desk. DEFAULT and staging will serve it. The endpoint prod serves version 3 as before.',
      'info setting: MaxIterations of the harness Desk changes from 10 to 20.',
    ],
  },
  {
    kind: 'setting',
    what: 'other code of a runtime',
    base: (stack) => withCode(stack, '0'),
    change: (stack) => withCode(stack, '1'),
    words: [
      'info version: The deployment creates a version of the runtime Shop. DEFAULT will serve it.',
      'info code: The code of the runtime Shop changes.',
    ],
  },
  {
    kind: 'exposure',
    what: 'a gateway that anyone can call',
    base: (stack) => gateway(stack, 'AWS_IAM'),
    change: (stack) => gateway(stack, 'NONE'),
    words: [
      'error wider exposure: AuthorizerType of the gateway Shop changes from AWS_IAM to NONE. Anyone who knows the URL can call it.',
    ],
  },
  {
    kind: 'permission',
    what: 'a permission that is added by hand',
    base: (stack) => desk(stack),
    change: (stack) =>
      desk(stack).addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })),
    words: [
      'warning new permission: The role of the harness Desk may now read objects of every bucket. No feature of an agent explains the permission.',
    ],
  },
  {
    kind: 'version',
    what: 'a removed endpoint',
    base: (stack) => versions(stack, 10),
    change: (stack) => bare(stack, { maxIterations: 10 }),
    words: [
      'warning removed: The harness endpoint Prod is removed. Callers that use it fail.',
      'warning removed: The harness endpoint Staging is removed. Callers that use it fail.',
    ],
  },
  {
    kind: 'setting',
    what: 'an environment variable that looks like a secret',
    base: (stack) => desk(stack, { environment: { SHOP_API_KEY: 'old-old-old', MODE: 'fast' } }),
    change: (stack) => desk(stack, { environment: { SHOP_API_KEY: 'new-new-new', MODE: 'slow' } }),
    words: [
      'info version: The deployment creates a version of the harness Desk. DEFAULT will serve it.',
      'info setting: EnvironmentVariables.MODE of the harness Desk changes from fast to slow.',
      'info setting: EnvironmentVariables.SHOP_API_KEY of the harness Desk changes from … to ….',
    ],
  },
];

function table(stack: Stack, tableName: string): Table {
  const partitionKey = { name: 'id', type: AttributeType.STRING };
  return new Table(stack, 'Orders', { tableName, partitionKey, removalPolicy: RemovalPolicy.DESTROY });
}

function networked(stack: Stack, networkMode: string): CfnHarness {
  const vpc = { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] };
  const networkConfiguration = networkMode === 'VPC' ? { networkMode, networkModeConfig: vpc } : { networkMode };
  return bare(stack, { environment: { agentCoreRuntimeEnvironment: { networkConfiguration } } });
}

function bare(stack: Stack, properties: Partial<CfnHarnessProps>): CfnHarness {
  return new CfnHarness(stack, 'Desk', {
    harnessName: 'desk',
    executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/agent`,
    model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
    ...properties,
  });
}

function withCode(stack: Stack, digit: string): CfnRuntime {
  const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/assets:${digit.repeat(64)}`;
  return new CfnRuntime(stack, 'Shop', {
    agentRuntimeName: 'shop',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/agent`,
    networkConfiguration: { networkMode: 'PUBLIC' },
    agentRuntimeArtifact: { containerConfiguration: { containerUri: image } },
  });
}

function gateway(stack: Stack, authorizerType: string): CfnGateway {
  return new CfnGateway(stack, 'Shop', {
    name: 'shop',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/gateway`,
    authorizerType,
  });
}

function versions(stack: Stack, maxIterations: number): void {
  const harness = bare(stack, { maxIterations });
  const harnessId = harness.attrHarnessId;
  new CfnHarnessEndpoint(stack, 'Prod', { harnessId, endpointName: 'prod', targetVersion: '3' });
  new CfnHarnessEndpoint(stack, 'Staging', { harnessId, endpointName: 'staging', targetVersion: harness.attrVersion });
}
