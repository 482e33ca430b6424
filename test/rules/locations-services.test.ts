import { CfnKeyPair, Vpc } from 'aws-cdk-lib/aws-ec2';
import { InstanceProfile, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import {
  Authorizer,
  GatewayTarget,
  Harness,
  HarnessMemory,
  LogDestination,
  MemoryStore,
  Model,
  Network,
  PrivateEndpoint,
  S3Files,
  TargetCredentials,
  TargetSource,
  Use,
} from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { vpcIn } from '../support/fixtures/parts';
import { ACCOUNT, harnessIn, runtimeIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';
import { arn, capacityIn, far, KEY, mustBeOwn, using } from './locations-fixtures';

const SERVICES: Rule[] = [
  ...mustBeOwn(
    'The key of a memory',
    'encryptionKey',
    (stack, where) =>
      new MemoryStore(stack, 'Store', {
        encryptionKey: Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' })),
      }),
    ['region', 'partition'],
  ),
  ...mustBeOwn(
    'The key of a managed memory',
    'memory\\.encryptionKey',
    (stack, where) =>
      harnessIn(stack, {
        memory: HarnessMemory.managed({
          encryptionKey: Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' })),
        }),
      }),
    ['region'],
  ),
  ...mustBeOwn(
    'The key of a volume',
    'rootVolume\\.encryptionKey',
    (stack, where) => {
      const encryptionKey = Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' }));
      capacityIn(stack, { rootVolume: { encryptionKey } });
    },
    ['region'],
  ),
  ...mustBeOwn(
    'The key of a file system',
    'encryptionKey',
    (stack, where) =>
      new S3Files(stack, 'Files', {
        bucket: new Bucket(stack, 'Bucket', { versioned: true }),
        vpc: vpcIn(stack),
        encryptionKey: Key.fromKeyArn(stack, 'Key', arn(KEY, { ...where, service: 'kms' })),
      }),
    ['region'],
  ),
  ...mustBeOwn(
    'A VPC',
    'network: the VPC',
    (stack, where) => harnessIn(stack, { network: Network.vpc(vpcFrom(stack, where.region)) }),
    ['region'],
  ),
  ...mustBeOwn(
    'The VPC of a private endpoint',
    'authorizer\\.privateEndpoint: the VPC',
    (stack, where) => {
      const privateEndpoint = PrivateEndpoint.vpc(vpcFrom(stack, where.region));
      const authorizer = Authorizer.jwt('https://x.com/.well-known/openid-configuration', {
        clients: ['web'],
        privateEndpoint,
      });
      harnessIn(stack, { authorizer });
    },
    ['region'],
  ),
  ...mustBeOwn(
    'A VPC Lattice resource',
    'authorizer\\.privateEndpoint',
    (stack, where) => {
      const privateEndpoint = PrivateEndpoint.latticeResource(
        arn('resourceconfiguration/rcfg-0123456789abcdef0', { ...where, service: 'vpc-lattice' }),
      );
      const authorizer = Authorizer.jwt('https://x.com/.well-known/openid-configuration', {
        clients: ['web'],
        privateEndpoint,
      });
      harnessIn(stack, { authorizer });
    },
    ['region'],
  ),
  ...['harness', 'runtime', 'memory'].flatMap((kind) =>
    mustBeOwn(
      `The role of a ${kind}`,
      'role',
      (stack, { account = ACCOUNT }) => {
        const role = Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account}:role/agent`, { mutable: false });
        const makers = {
          harness: () => harnessIn(stack, { role }),
          runtime: () => runtimeIn(stack, { role }),
          memory: () => new MemoryStore(stack, 'Store', { role }),
        };
        makers[kind as keyof typeof makers]();
      },
      ['account'],
    ),
  ),
  ...mustBeOwn(
    'The role of a gateway',
    'gatewayRole',
    (stack, { account = ACCOUNT }) =>
      new GatewayTarget(stack, 'Target', {
        gateway: reference.gateway(stack),
        gatewayRole: Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account}:role/gateway`, { mutable: false }),
        source: TargetSource.fromMcpServer('https://mcp.example.com'),
        credentials: TargetCredentials.none(),
      }),
    ['account'],
  ),
  ...mustBeOwn(
    'An instance profile',
    'launch\\.instanceProfile',
    (stack, { account = ACCOUNT }) =>
      capacityIn(stack, {
        launch: {
          instanceProfile: InstanceProfile.fromInstanceProfileArn(
            stack,
            'Profile',
            `arn:aws:iam::${account}:instance-profile/agents`,
          ),
        },
      }),
    ['account'],
  ),
  ...mustBeOwn('A key pair', 'launch\\.keyPair', (stack, where) =>
    capacityIn(stack, { launch: { keyPair: new CfnKeyPair(far(stack, where), 'Pair', { keyName: 'agents' }) } }),
  ),
  ...mustBeOwn(
    'The log group that logs are delivered to',
    'observability\\.applicationLogs',
    (stack, where) =>
      runtimeIn(stack, {
        observability: {
          applicationLogs: LogDestination.fromLogGroup(
            LogGroup.fromLogGroupArn(
              stack,
              'Logs',
              arn('log-group:/aws/vendedlogs/desk', { ...where, service: 'logs' }),
            ),
          ),
        },
      }),
    ['account'],
  ),
];

function vpcFrom(stack: Stack, region?: string) {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['use1-az1'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718'],
    region,
  });
}

const MODELS: Rule[] = [
  ...mustBeOwn(
    'A model by its ARN',
    'model',
    (stack, where) =>
      harnessIn(stack, {
        model: Model.bedrock(
          arn('inference-profile/global.anthropic.claude-sonnet-4-6', { ...where, service: 'bedrock' }),
        ),
      }),
    ['region', 'partition'],
  ),
  ...[
    ['eu', 'us-east-1', 'eu-central-1'],
    ['us', 'eu-west-1', 'us-west-2'],
    ['apac', 'us-east-1', 'ap-southeast-1'],
    ['jp', 'ap-southeast-2', 'ap-northeast-1'],
    ['au', 'ap-northeast-1', 'ap-southeast-2'],
    ['ca', 'eu-west-1', 'ca-central-1'],
    ['us-gov', 'us-east-1', 'us-gov-west-1'],
    ['global', 'us-gov-west-1', 'sa-east-1'],
  ].map(([geography, wrong, right]): Rule => {
    const modelIn = (region: string) => (stack: Stack) =>
      new Harness(far(stack, { region }), 'Agent', {
        model: Model.bedrock(`${geography}.anthropic.claude-sonnet-4-6`),
      });
    return {
      rule: `The inference profile ${geography} in ${wrong}`,
      rejected: (stack) => rethrown(() => modelIn(wrong)(stack)),
      message: new RegExp(`model must be an inference profile of the geography of ${wrong}, got "${geography}\\.`),
      accepted: modelIn(right),
    };
  }),
  {
    rule: 'The inference profile eu that code uses in us-east-1',
    rejected: using(() => Use.model(Model.bedrock('eu.anthropic.claude-sonnet-4-6'))),
    message: /uses must be an inference profile of the geography of us-east-1, got "eu\./,
    accepted: using(() =>
      Use.model(
        Model.bedrock(
          arn('inference-profile/eu.anthropic.claude-sonnet-4-6', { region: 'eu-west-1', service: 'bedrock' }),
        ),
      ),
    ),
  },
];

/** Rules expect their construct in the stack Test. */
function rethrown(construct: () => unknown): void {
  try {
    construct();
  } catch (error) {
    throw new Error((error as Error).message.replace(/^Far/, 'Test'));
  }
}

testRules([...SERVICES, ...MODELS]);
