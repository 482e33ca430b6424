import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import { ContainerImage, type HarnessProps, Network, Skill } from '../../src';
import { ACCOUNT, harnessIn } from '../support/helpers';
import {
  agentCoreArn,
  agentPolicies,
  allowedOf,
  policiesOf,
  type Row,
  roleNamed,
  simulate,
  testFeature,
} from '../support/simulate';
import { synthesizeStack } from '../support/synthesize';
import { wire } from '../support/wiring';

function arn(service: string, resource: string, region = 'us-east-1', account = ACCOUNT): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

const NEIGHBOUR = '999988887777';
const LOGS = 'log-group:/aws/bedrock-agentcore/runtimes';
const IDENTITIES = 'workload-identity-directory/default/workload-identity';
const STREAM = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const TOKEN = ['bedrock-agentcore:GetWorkloadAccessToken', 'bedrock-agentcore:GetWorkloadAccessTokenForJWT'];
const METRIC = 'cloudwatch:PutMetricData';

describe('The role of an agent', () => {
  const may: Row[] = [
    [
      'create its log group',
      ['logs:CreateLogGroup', 'logs:DescribeLogStreams'],
      arn('logs', `${LOGS}/harness_agent-a1B2c3D4e5-DEFAULT`),
    ],
    ['write its logs', STREAM, arn('logs', `${LOGS}/harness_agent-a1B2c3D4e5-live:log-stream:session`)],
    ['look for log groups', 'logs:DescribeLogGroups', arn('logs', 'log-group::log-stream:')],
    [
      'write traces',
      ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
      '*',
    ],
    [
      'let X-Ray deliver its traces to its log group',
      'logs:PutResourcePolicy',
      arn('logs', `${LOGS}/harness_agent-a1B2c3D4e5-DEFAULT`),
    ],
    ['write metrics of AgentCore', METRIC, '*', { 'cloudwatch:namespace': 'bedrock-agentcore' }],
    ['get tokens for its own identity', TOKEN, agentCoreArn(`${IDENTITIES}/harness_agent-a1B2c3D4e5`)],
    ['get tokens from the directory', TOKEN, agentCoreArn('workload-identity-directory/default')],
  ];
  const mayNot: Row[] = [
    ["write another agent's logs", STREAM, arn('logs', `${LOGS}/harness_other-a1B2c3D4e5-DEFAULT:log-stream:session`)],
    [
      'write logs of an agent whose name has the same prefix',
      STREAM,
      arn('logs', `${LOGS}/harness_agent2-a1B2c3D4e5-DEFAULT:log-stream:session`),
    ],
    [
      'write logs of a runtime with the same name',
      STREAM,
      arn('logs', `${LOGS}/agent-a1B2c3D4e5-DEFAULT:log-stream:session`),
    ],
    [
      'write logs in another Region',
      STREAM,
      arn('logs', `${LOGS}/harness_agent-a1B2c3D4e5-DEFAULT:log-stream:s`, 'eu-west-1'),
    ],
    ['read logs', 'logs:GetLogEvents', arn('logs', `${LOGS}/harness_agent-a1B2c3D4e5-DEFAULT:log-stream:session`)],
    ['delete its logs', 'logs:DeleteLogGroup', arn('logs', `${LOGS}/harness_agent-a1B2c3D4e5-DEFAULT`)],
    ['read traces', 'xray:GetTraceSummaries', '*'],
    [
      "let X-Ray deliver to another agent's log group",
      'logs:PutResourcePolicy',
      arn('logs', `${LOGS}/harness_agent2-a1B2c3D4e5-DEFAULT`),
    ],
    [
      'let X-Ray deliver to the log group of a runtime with the same name',
      'logs:PutResourcePolicy',
      arn('logs', `${LOGS}/agent-a1B2c3D4e5-DEFAULT`),
    ],
    ['let anyone write to any log group', 'logs:PutResourcePolicy', '*'],
    ['write other metrics', METRIC, '*', { 'cloudwatch:namespace': 'Payments' }],
    ['write metrics of no namespace', METRIC, '*'],
    ["get tokens for another agent's identity", TOKEN, agentCoreArn(`${IDENTITIES}/harness_other-a1B2c3D4e5`)],
    [
      'get tokens for an identity whose name has the same prefix',
      TOKEN,
      agentCoreArn(`${IDENTITIES}/harness_agent2-a1B2c3D4e5`),
    ],
    [
      'get tokens on behalf of a user ID',
      'bedrock-agentcore:GetWorkloadAccessTokenForUserId',
      agentCoreArn(`${IDENTITIES}/harness_agent-a1B2c3D4e5`),
    ],
    ['call harnesses', 'bedrock-agentcore:InvokeHarness', agentCoreArn('harness/agent-a1B2c3D4e5')],
    ['change harnesses', 'bedrock-agentcore:UpdateHarness', agentCoreArn('harness/agent-a1B2c3D4e5')],
    ['pass roles', 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`],
  ];

  const named = (rows: Row[]) => rows.map((row) => ({ what: row[0], row }));

  test.each(named(may))('may $what', async ({ row }) => {
    expect(
      await allowedOf(
        agentPolicies(() => ({})),
        row,
      ),
    ).toEqual([row[1]].flat());
  });

  test.each(named(mayNot))('may not $what', async ({ row }) => {
    expect(
      await allowedOf(
        agentPolicies(() => ({})),
        row,
      ),
    ).toEqual([]);
  });
});

test('the role of a harness with only a model has the base statements only', () => {
  const statements = agentPolicies(() => ({})).flatMap(({ policy }) => policy.Statement);
  expect(statements.map(({ Sid }) => Sid)).toEqual([
    ...['Logs', 'LogGroups', 'Traces', 'TracesLogGroup', 'Metrics', 'WorkloadIdentity'],
    ...['ModelBedrock', 'ImagePublicToken', 'NoOtherRole'],
  ]);
});

describe('The permission to assume other roles', () => {
  const ASSUME: Row = ['take on', 'sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/admin`];
  const everything = [
    { name: 'admin', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
  ];

  test('is denied, even if another policy allows it', async () => {
    expect(await allowedOf([...agentPolicies(() => ({})), ...everything], ASSUME)).toEqual([]);
  });

  test('is left to other policies with allowAssumeRole, which does not grant it', async () => {
    const lifted = agentPolicies(() => ({ allowAssumeRole: true }));
    expect(await allowedOf(lifted, ASSUME)).toEqual([]);
    expect(await allowedOf([...lifted, ...everything], ASSUME)).toEqual(['sts:AssumeRole']);
  });
});

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
const LOG_IN = 'ecr:GetAuthorizationToken';
const PUBLIC_LOG_IN = ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'];
const SANDBOX = arn('ecr', 'repository/research/sandbox');
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

const sandboxIn = (stack: Stack) => Repository.fromRepositoryName(stack, 'Images', 'research/sandbox');
const uri = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/research/sandbox@${digest}`;

describe.each<[string, (stack: Stack) => ContainerImage]>([
  ['by its repository', (stack) => ContainerImage.fromEcrRepository(sandboxIn(stack), { digest })],
  ['by its URI', () => ContainerImage.fromUri(uri)],
])('%s', (_, imageIn) => {
  testFeature('an image of the account', (stack) => ({ image: imageIn(stack) }), {
    may: [
      ['pull it', PULL, SANDBOX],
      ['sign in to the registry', LOG_IN, '*'],
    ],
    mayNot: [
      ['pull from another repository', PULL, arn('ecr', 'repository/research/secrets')],
      ['pull from another account', PULL, arn('ecr', 'repository/research/sandbox', 'us-east-1', NEIGHBOUR)],
      ['pull from another Region', PULL, arn('ecr', 'repository/research/sandbox', 'eu-west-1')],
      ['push', 'ecr:PutImage', SANDBOX],
      ['sign in to ECR Public', PUBLIC_LOG_IN, '*'],
      ["pull the service's own image", PULL, arn('ecr', 'repository/harness-us-east-1', 'us-east-1', NEIGHBOUR)],
    ],
  });
});

function inVpc(stack: Stack): Partial<HarnessProps> {
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
  const securityGroups = [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')];
  return { network: Network.vpc(vpc, { securityGroups }) };
}

testFeature("the service's image in a VPC", inVpc, {
  may: [
    ['pull it from the private registry', PULL, arn('ecr', 'repository/harness-us-east-1', 'us-east-1', NEIGHBOUR)],
    ['sign in to the registry', LOG_IN, '*'],
  ],
  mayNot: [
    ['pull other images', PULL, SANDBOX],
    ['pull it in another Region', PULL, arn('ecr', 'repository/harness-eu-west-1', 'eu-west-1', NEIGHBOUR)],
    ['create network interfaces', 'ec2:CreateNetworkInterface', arn('ec2', 'subnet/subnet-0123456789abcdef0')],
  ],
});

describe('The role of a harness with the default image and without a VPC', () => {
  test('may sign in to ECR Public', async () => {
    const policies = agentPolicies(() => ({}));
    expect(await allowedOf(policies, ['sign in', PUBLIC_LOG_IN, '*'])).toEqual(PUBLIC_LOG_IN);
    expect(await allowedOf(policies, ['sign in', LOG_IN, '*'])).toEqual([]);
  });
});

describe('The trust policy of the role', () => {
  const stacks = synthesizeStack((stack) => {
    harnessIn(stack);
  });
  const role = wire(stacks)[0].template.Resources[roleNamed(stacks, 'AgentRole')];

  function assumedBy(principal: string, sourceAccount: string, sourceArn: string): Promise<string> {
    return simulate({
      request: {
        principal,
        action: 'sts:AssumeRole',
        resource: { resource: `arn:aws:iam::${ACCOUNT}:role/Agent`, accountId: ACCOUNT },
        contextVariables: { 'aws:SourceAccount': sourceAccount, 'aws:SourceArn': sourceArn },
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: role.Properties?.AssumeRolePolicyDocument,
    });
  }

  const service = 'bedrock-agentcore.amazonaws.com';
  const own = agentCoreArn('harness/agent-a1B2c3D4e5');

  test('trusts the service for a harness in the account and Region of the role', async () => {
    expect(await assumedBy(service, ACCOUNT, own)).toBe('Allowed');
  });

  test.each([
    ['the service for another account', service, NEIGHBOUR, agentCoreArn('harness/agent-a1B2c3D4e5', NEIGHBOUR)],
    [
      'the service for another account with the source account of the role',
      service,
      ACCOUNT,
      agentCoreArn('harness/a', NEIGHBOUR),
    ],
    ['the service for the account of the role with another source account', service, NEIGHBOUR, own],
    ['the service in another Region', service, ACCOUNT, agentCoreArn('harness/agent-a1B2c3D4e5', ACCOUNT, 'eu-west-1')],
    ['another service', 'lambda.amazonaws.com', ACCOUNT, own],
    ['Bedrock', 'bedrock.amazonaws.com', ACCOUNT, own],
  ])('does not trust %s', async (_, principal, sourceAccount, sourceArn) => {
    expect(await assumedBy(principal, sourceAccount, sourceArn)).toBe('ImplicitlyDenied');
  });
});

describe('A given role', () => {
  const WRITE_LOGS: Row = ['write logs', STREAM, arn('logs', `${LOGS}/harness_agent-a1B2c3D4e5-DEFAULT:log-stream:s`)];

  test('gets the same permissions', async () => {
    const stacks = synthesizeStack((stack) => {
      const role = new Role(stack, 'Own', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
      harnessIn(stack, { harnessName: 'agent', role });
    });
    expect(await allowedOf(policiesOf(stacks, roleNamed(stacks, 'Own')), WRITE_LOGS)).toEqual(STREAM);
  });

  test('gets no permissions if it is immutable', () => {
    const stacks = synthesizeStack((stack) => {
      const role = new Role(stack, 'Own', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
      harnessIn(stack, { harnessName: 'agent', role: role.withoutPolicyUpdates() });
    });
    expect(policiesOf(stacks, roleNamed(stacks, 'Own'))).toEqual([]);
  });
});

test('permissions that exceed the size limit of inline policies are effective in managed policies', async () => {
  const stacks = synthesizeStack((stack) => {
    const skills = Array.from({ length: 40 }, (_, index) =>
      Skill.fromBucket(Bucket.fromBucketName(stack, `Library${index}`, `library-${index}`), `skills/${index}/`),
    );
    harnessIn(stack, { harnessName: 'agent', skills });
  });
  const policies = policiesOf(stacks, roleNamed(stacks, 'AgentRole'));
  expect(policies.length).toBeGreaterThan(2);
  const list = (prefix: string): Row => ['list', 's3:ListBucket', 'arn:aws:s3:::library-39', { 's3:prefix': prefix }];
  expect(await allowedOf(policies, list('skills/39/'))).toEqual(['s3:ListBucket']);
  expect(await allowedOf(policies, list('skills/38/'))).toEqual([]);
});
