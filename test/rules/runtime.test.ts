import {
  AgentCoreRuntime,
  CfnCapacityProvider,
  type ICapacityProviderRef,
  PlatformVersion,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, type Stack, Token } from 'aws-cdk-lib/core';
import { Artifact, Authorizer, Filesystem, type JwtAuthorizerOptions, Network, type RuntimeProps } from '../../src';
import { efsAccessPointIn, s3FilesIn, vpcIn } from '../support/fixtures/parts';
import { harnessIn, runtimeIn, testStack } from '../support/helpers';
import { renderRuntime, warningsOf } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';

const LOGIN = 'https://login.example.com/.well-known/openid-configuration';
const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:capacity-provider/simulations-a1B2c3D4e5';

function capacityIn(stack: Stack): ICapacityProviderRef {
  const resource = new CfnCapacityProvider(stack, 'Capacity', {
    name: 'simulations',
    permissionsConfiguration: { capacityProviderOperatorRoleArn: 'arn:aws:iam::111122223333:role/operator' },
    computeConfiguration: {
      ec2Configuration: {
        launchTemplateSource: {
          launchParameters: {
            operatingSystem: 'LINUX_ARM64',
            instanceRequirements: { allowedInstanceTypes: ['c8g.2xlarge'] },
          },
        },
        vpcConfiguration: { subnets: ['subnet-01234567'], securityGroups: ['sg-01234567'] },
      },
    },
  });
  return Object.defineProperty(resource, 'capacityProviderRef', { value: { capacityProviderArn: ARN } });
}

const onInstances = (stack: Stack, props: Partial<RuntimeProps>) =>
  runtimeIn(stack, { ...props, capacityProvider: capacityIn(stack) });

const CAPACITY: Rule[] = [
  {
    rule: 'A network together with a capacity provider',
    rejected: (stack) => onInstances(stack, { network: Network.vpc(vpcIn(stack)) }),
    message: /network cannot be combined with capacityProvider, .*\. Remove network\./,
    accepted: (stack) => onInstances(stack, {}),
  },
  {
    rule: 'Session storage on a capacity provider',
    rejected: (stack) => onInstances(stack, { filesystems: [Filesystem.sessionStorage('/mnt/work')] }),
    message: /filesystems: session storage is not supported with a capacity provider\. Use Filesystem\.volume\./,
    accepted: (stack) => onInstances(stack, { filesystems: [Filesystem.volume('scratch', '/mnt/work')] }),
  },
  {
    rule: 'EFS on a capacity provider',
    rejected: (stack) =>
      onInstances(stack, { filesystems: [Filesystem.efs(efsAccessPointIn(stack, 'Cases', vpcIn(stack)), '/mnt/a')] }),
    message: /^Test\/Agent: filesystems: EFS is not supported with a capacity provider\. Use Filesystem\.volume\.$/,
    accepted: (stack) => onInstances(stack, { filesystems: [Filesystem.volume('cases', '/mnt/a')] }),
  },
  {
    rule: 'S3 Files on a capacity provider',
    rejected: (stack) =>
      onInstances(stack, {
        filesystems: [Filesystem.s3Files(s3FilesIn(stack, 'Scans', vpcIn(stack)), '/mnt/a')],
      }),
    message: /filesystems: S3 Files is not supported with a capacity provider\./,
    accepted: (stack) => onInstances(stack, { filesystems: [Filesystem.volume('scans', '/mnt/a')] }),
  },
  {
    rule: 'A volume without a capacity provider',
    rejected: (stack) => runtimeIn(stack, { filesystems: [Filesystem.volume('scratch', '/mnt/a')] }),
    message:
      /filesystems: Filesystem\.volume is supported only on a Runtime with a capacity provider\. Set capacityProvider/,
    accepted: (stack) => onInstances(stack, { filesystems: [Filesystem.volume('scratch', '/mnt/a')] }),
  },
  {
    rule: 'A volume on a harness',
    rejected: (stack) => harnessIn(stack, { filesystems: [Filesystem.volume('scratch', '/mnt/a')] }),
    message: /filesystems: Filesystem\.volume is supported only on a Runtime with a capacity provider\./,
    accepted: (stack) => harnessIn(stack, { filesystems: [Filesystem.sessionStorage('/mnt/a')] }),
  },
  {
    rule: 'Sessions of more than 8 hours in microVMs',
    rejected: (stack) => runtimeIn(stack, { lifecycle: { maxLifetime: Duration.seconds(28_801) } }),
    message: /lifecycle\.maxLifetime must be between 60 and 28800 seconds \(1 minute to 8 hours\), got 28801 seconds/,
    accepted: (stack) => onInstances(stack, { lifecycle: { maxLifetime: Duration.seconds(28_801) } }),
  },
  {
    rule: 'Sessions of more than 14 days on instances',
    rejected: (stack) => onInstances(stack, { lifecycle: { maxLifetime: Duration.seconds(1_209_601) } }),
    message:
      /lifecycle\.maxLifetime must be between 60 and 1209600 seconds \(1 minute to 14 days\), got 1209601 seconds/,
    accepted: (stack) => onInstances(stack, { lifecycle: { maxLifetime: Duration.days(14) } }),
  },
];

const withRules = (stack: Stack, options: JwtAuthorizerOptions, make: typeof runtimeIn | typeof harnessIn) =>
  make(stack, { authorizer: Authorizer.jwt(LOGIN, { clients: ['web'], ...options }) });
const WORKLOADS = { workloads: { workloadIdentities: ['desk'] } };
const ADVERTISED = { advertisedScopes: { 'agents/ask': 'ask' } };

const KINDS: Rule[] = [
  {
    rule: 'Advertised scopes on a runtime',
    rejected: (stack) => withRules(stack, ADVERTISED, runtimeIn),
    message: /authorizer\.advertisedScopes is not supported on a Runtime\. Use a Harness instead, or remove it\.$/,
    accepted: (stack) => withRules(stack, ADVERTISED, harnessIn),
  },
  {
    rule: 'Allowed workloads on a harness',
    rejected: (stack) => withRules(stack, WORKLOADS, harnessIn),
    message: /authorizer\.workloads is not supported on a Harness\. Use a Runtime instead, or remove it\.$/,
    accepted: (stack) => withRules(stack, WORKLOADS, runtimeIn),
  },
];

/** An environment of the given size in bytes: a name, a value, and two bytes of separators. */
function environmentOf(bytes: number): Record<string, string> {
  const values = Array.from({ length: 4 }, (_, index) =>
    index < 3 ? Math.floor(bytes / 4) : bytes - 3 * Math.floor(bytes / 4),
  );
  return Object.fromEntries(values.map((size, index) => [`V${index}`, 'x'.repeat(size - 2)]));
}

const codeOf = (stack: Stack) =>
  Artifact.fromBucket(Bucket.fromBucketName(stack, 'Packages', 'packages'), 'agent.zip', {
    runtime: AgentCoreRuntime.PYTHON_3_13,
    entryPoint: ['main.py'],
  });

type Platform = [what: string, most: number, props: (stack: Stack) => Partial<RuntimeProps>];

const PLATFORMS: Platform[] = [
  ['V1', 4096, () => ({})],
  ['V1', 4096, (stack) => ({ artifact: codeOf(stack) })],
  ['V2', 2560, () => ({ platformVersion: PlatformVersion.V2 })],
  ['V2', 1536, (stack) => ({ platformVersion: PlatformVersion.V2, artifact: codeOf(stack) })],
];

const ENVIRONMENT: Rule[] = PLATFORMS.map(([platform, most, props]) => ({
  rule: `An environment of more than ${most} bytes on ${platform}`,
  rejected: (stack) => runtimeIn(stack, { ...props(stack), environment: environmentOf(most + 1) }),
  message: new RegExp(
    `environment must be at most ${most} bytes in total on platform version ${platform}, got ${most + 1} bytes\\. Store`,
  ),
  accepted: (stack) => runtimeIn(stack, { ...props(stack), environment: environmentOf(most) }),
}));

testRules([...CAPACITY, ...KINDS, ...ENVIRONMENT]);

test('an environment that exceeds the limit only with separators is accepted with a warning', () => {
  const stack = testStack();
  runtimeIn(stack, { environment: { ...environmentOf(4096) } });
  expect(warningsOf(stack)).toEqual([
    'environment must be at most 4096 bytes in total on platform version V1, and has 4096 bytes without separators. AWS does not document whether separators count. Store large values in AWS Systems Manager Parameter Store. [ack: cdk-agentcore:environmentSize]',
  ]);
  const other = testStack();
  runtimeIn(other, { environment: { ...environmentOf(4096 - 8) } });
  expect(warningsOf(other)).toEqual([]);
});

test('the size of an environment is counted in bytes, without values that are only known at deployment', () => {
  const environment = { A: 'é'.repeat(1024), B: 'é'.repeat(1023), C: Token.asString({ Ref: 'X' }) };
  expect(() => runtimeIn(testStack(), { environment })).not.toThrow();
  expect(() => runtimeIn(testStack(), { environment: { ...environment, A: 'é'.repeat(1025) } })).toThrow(
    /got 4098 bytes/,
  );
});

describe('A runtime on a capacity provider', () => {
  test('has instances, and no network configuration or managed platform', () => {
    const { properties } = renderRuntime((stack) => ({ capacityProvider: capacityIn(stack) }));
    expect(properties).toMatchObject({ CapacityProviderConfiguration: { CapacityProviderArn: ARN } });
    expect(properties).not.toHaveProperty('NetworkConfiguration');
    expect(properties).not.toHaveProperty('PlatformVersion');
  });

  test('mounts the given volumes', () => {
    const { properties } = renderRuntime((stack) => ({
      capacityProvider: capacityIn(stack),
      filesystems: [Filesystem.volume('scratch', '/mnt/scratch')],
    }));
    expect(properties.FilesystemConfigurations).toEqual([
      { CapacityProviderVolume: { VolumeName: 'scratch', MountPath: '/mnt/scratch' } },
    ]);
  });
});

describe('The workloads that may act on behalf of a user', () => {
  test('are gateways and identities', () => {
    const { properties } = renderRuntime(() => ({
      authorizer: Authorizer.jwt(LOGIN, { clients: ['web'], ...WORKLOADS }),
    }));
    expect(properties.AuthorizerConfiguration).toEqual({
      CustomJWTAuthorizer: {
        DiscoveryUrl: LOGIN,
        AllowedClients: ['web'],
        AllowedWorkloadConfiguration: { WorkloadIdentities: ['desk'] },
      },
    });
  });

  test('are not rendered by default', () => {
    const { properties } = renderRuntime(() => ({ authorizer: Authorizer.jwt(LOGIN, { clients: ['web'] }) }));
    expect(JSON.stringify(properties)).not.toContain('AllowedWorkloadConfiguration');
  });
});
