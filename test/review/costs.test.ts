import { CfnHarness, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { InterfaceVpcEndpointAwsService, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { App, Stack } from 'aws-cdk-lib/core';
import { readAssembly } from '../../src/review/assembly';
import { costsOf } from '../../src/review/costs';
import { Policies } from '../../src/review/policies';
import { References } from '../../src/review/references';
import { ACCOUNT, REGION } from '../support/helpers';
import { temporaryDirectories } from '../support/temporary';

const directory = temporaryDirectories();
const ROLE = `arn:aws:iam::${ACCOUNT}:role/agent`;

function costs(fill: (stack: Stack) => void, stacks = ['Test']): string[] {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }));
  const references = new References(readAssembly(app.synth().directory));
  return costsOf({ references, policies: new Policies(references) }, new Set(stacks)).map(
    ({ item, amount, pricing }) => `${item}: ${amount} (${pricing})`,
  );
}

function harness(stack: Stack, lifecycleConfiguration?: object): void {
  new CfnHarness(stack, 'Desk', {
    harnessName: 'desk',
    executionRoleArn: ROLE,
    model: { bedrockModelConfig: { modelId: 'amazon.nova-pro-v1:0' } },
    environment: { agentCoreRuntimeEnvironment: { lifecycleConfiguration } },
  });
}

describe('The costs without calls', () => {
  test.each<[what: string, fill: (stack: Stack) => void, expected: string[]]>([
    [
      'contain the memory of idle sessions for the default timeout',
      (stack) => harness(stack),
      [
        'Idle sessions of Desk: memory of each session for 15 minutes after its last request (Amazon Bedrock AgentCore pricing)',
      ],
    ],
    [
      'contain the memory of idle sessions for the given timeout',
      (stack) => harness(stack, { idleRuntimeSessionTimeout: 3600 }),
      [
        'Idle sessions of Desk: memory of each session for 1 hour after its last request (Amazon Bedrock AgentCore pricing)',
      ],
    ],
    [
      'contain each NAT gateway and its address',
      (stack) => new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false }),
      ['NAT gateway: 1, per hour (Amazon VPC pricing)', 'Public IPv4 address: 1, per hour (Amazon VPC pricing)'],
    ],
    [
      'contain the NAT gateways of a VPC in one row',
      (stack) => new Vpc(stack, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: false }),
      ['NAT gateway: 2, per hour (Amazon VPC pricing)', 'Public IPv4 address: 2, per hour (Amazon VPC pricing)'],
    ],
    [
      'contain interface endpoints by Availability Zone, and no gateway endpoint',
      (stack) => {
        const vpc = new Vpc(stack, 'Vpc', {
          availabilityZones: ['us-east-1a', 'us-east-1b'],
          subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
          restrictDefaultSecurityGroup: false,
        });
        vpc.addInterfaceEndpoint('Logs', { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
        vpc.addGatewayEndpoint('S3', { service: { name: 'com.amazonaws.us-east-1.s3' } });
      },
      ['Interface endpoint: 1 in each of 2 Availability Zones, per hour (AWS PrivateLink pricing)'],
    ],
    [
      'contain the retention of logs',
      (stack) => new LogGroup(stack, 'Logs', { retention: RetentionDays.ONE_WEEK }),
      ['Stored logs: GB per month, stored for 7 days (Amazon CloudWatch pricing)'],
    ],
    [
      'contain provisioned streams and tables',
      (stack) => {
        new Stream(stack, 'Stream', { shardCount: 2, streamMode: StreamMode.PROVISIONED });
        new Table(stack, 'Table', {
          partitionKey: { name: 'id', type: AttributeType.STRING },
          billingMode: BillingMode.PROVISIONED,
        });
      },
      [
        'Kinesis data stream: 2 shards, per hour (Amazon Kinesis Data Streams pricing)',
        'Provisioned capacity of DynamoDB: 5 read units and 5 write units, per hour (Amazon DynamoDB pricing)',
      ],
    ],
    [
      'do not contain a table on demand',
      (stack) =>
        new Table(stack, 'Table', {
          partitionKey: { name: 'id', type: AttributeType.STRING },
          billingMode: BillingMode.PAY_PER_REQUEST,
        }),
      [],
    ],
    [
      'do not contain idle sessions of a runtime on instances',
      (stack) =>
        new CfnRuntime(stack, 'Agent', {
          agentRuntimeName: 'agent',
          roleArn: ROLE,
          agentRuntimeArtifact: {},
          capacityProviderConfiguration: { capacityProviderArn: 'arn' },
        }),
      [],
    ],
  ])('%s', (_, fill, expected) => {
    expect(costs(fill)).toEqual(expected);
  });

  test('do not contain resources of other stacks', () => {
    expect(costs((stack) => harness(stack), ['Other'])).toEqual([]);
  });
});
