import { Template } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Aspects, CfnCondition, CfnOutput, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import {
  AgentAlarms,
  ApiKey,
  CapacityProvider,
  Filesystem,
  GatewayTarget,
  Harness,
  HarnessEndpoint,
  HarnessMemory,
  LogDestination,
  MemoryStore,
  Network,
  OAuthClient,
  Runtime,
  S3Files,
  Skill,
  TargetSource,
  ToolSchema,
} from '../../src';
import { FIXTURES } from '../support/fixtures';
import { efsAccessPointIn, functionIn, MARKET_SIZING, vpcIn } from '../support/fixtures/parts';
import { ARTIFACT, MODEL, testStack } from '../support/helpers';
import { gatewayIn, warningsOf } from '../support/rendered';

interface Rendered {
  readonly Type: string;
  readonly Condition?: string;
}

const resourcesOf = (stack: Stack): Record<string, Rendered> => Template.fromStack(stack).toJSON().Resources;

function conditional(construct: IConstruct, id = 'IsWanted'): void {
  const condition = new CfnCondition(Stack.of(construct), id, { expression: Fn.conditionEquals('a', 'b') });
  (construct.node.defaultChild as CfnResource).cfnOptions.condition = condition;
}

/** The types of the resources with the condition, or with none. */
function typesWith(stack: Stack, condition: string | undefined): string[] {
  const found = Object.values(resourcesOf(stack)).filter(({ Condition }) => Condition === condition);
  return found.map(({ Type }) => Type.replace(/^AWS::/, '')).sort();
}

const harnessOf = (stack: Stack, props: object = {}) =>
  new Harness(stack, 'Agent', { model: MODEL, memory: HarnessMemory.none(), ...props });
const TOOLS = ToolSchema.fromObject([{ name: 'find', description: 'Finds.', inputSchema: { type: 'object' } }]);
const roleIn = (stack: Stack) =>
  new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });

describe('A condition on the main resource of a construct', () => {
  test('applies to the role, the policies, the security group and the endpoints of a harness', () => {
    const stack = testStack();
    const harness = new Harness(stack, 'Agent', { model: MODEL, network: Network.vpc(vpcIn(stack)) });
    harness.addEndpoint('live');
    new Bucket(stack, 'Bucket').grantRead(harness);
    conditional(harness);
    expect(typesWith(stack, 'IsWanted')).toEqual([
      'BedrockAgentCore::Harness',
      'BedrockAgentCore::HarnessEndpoint',
      'EC2::SecurityGroup',
      'IAM::Policy',
      'IAM::Policy',
      'IAM::Role',
    ]);
  });

  test('applies to the policy of a given role, and not to the role', () => {
    const stack = testStack();
    conditional(harnessOf(stack, { role: roleIn(stack) }));
    expect(typesWith(stack, 'IsWanted')).toEqual([
      'BedrockAgentCore::Harness',
      expect.stringMatching(/^IAM::(Managed)?Policy$/),
    ]);
    expect(typesWith(stack, undefined)).toEqual(['IAM::Role']);
  });

  test('applies to the policy that a target adds to the role of its gateway', () => {
    const stack = testStack();
    const source = TargetSource.fromFunction(functionIn(stack, 'Function'), TOOLS);
    const gateway = gatewayIn(stack, { roleArn: roleIn(stack).roleArn });
    const [first] = ['One', 'Two'].map((id) => new GatewayTarget(stack, id, { gateway, source }));
    conditional(first);
    expect(typesWith(stack, 'IsWanted')).toEqual(['BedrockAgentCore::GatewayTarget', 'IAM::Policy']);
    expect(typesWith(stack, undefined)).toEqual(expect.arrayContaining(['IAM::Policy', 'Lambda::Function']));
  });

  test('applies to the log groups and deliveries of a runtime', () => {
    const stack = testStack();
    const observability = { applicationLogs: LogDestination.cloudWatchLogs(), traces: true };
    conditional(new Runtime(stack, 'Agent', { artifact: ARTIFACT, observability }));
    expect(typesWith(stack, undefined)).toEqual([]);
  });

  test('applies to the rules between the security groups of a harness and of a file system', () => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const filesystems = [Filesystem.efs(efsAccessPointIn(stack, 'Files', vpc), '/mnt/files')];
    const harness = harnessOf(stack, { network: Network.vpc(vpc), filesystems });
    conditional(harness);
    expect(typesWith(stack, 'IsWanted')).toContain('EC2::SecurityGroupIngress');
  });

  test('applies to alarms of the agent, and of its endpoints', () => {
    const stack = testStack();
    const harness = harnessOf(stack);
    new AgentAlarms(stack, 'Alarms', { watched: new HarnessEndpoint(stack, 'Live', { harness }) });
    conditional(harness);
    expect(typesWith(stack, undefined)).toEqual([]);
  });

  test('applies when an Aspect sets it', () => {
    const stack = testStack();
    const harness = harnessOf(stack);
    Aspects.of(stack).add({ visit: (node) => node === harness.node.defaultChild && conditional(harness) });
    expect(typesWith(stack, undefined)).toEqual([]);
  });

  test('does not replace the condition of another resource', () => {
    const stack = testStack();
    const harness = harnessOf(stack);
    conditional(harness);
    conditional(harness.node.findChild('Role'), 'HasRole');
    expect(typesWith(stack, 'HasRole')).toEqual(['IAM::Role']);
  });

  test('does not apply to a role that an unconditional resource refers to', () => {
    const stack = testStack();
    const harness = harnessOf(stack);
    new CfnOutput(stack, 'RoleArn', { value: harness.role?.roleArn ?? '' });
    conditional(harness);
    expect(typesWith(stack, 'IsWanted')).toEqual(['BedrockAgentCore::Harness']);
    expect(typesWith(stack, undefined)).toEqual(['IAM::Role']);
  });

  test('does not apply to a security group that is shared, nor to its rules', () => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const harness = harnessOf(stack, { network: Network.vpc(vpc) });
    harness.connections.allowTo(new SecurityGroup(stack, 'Other', { vpc }), Port.tcp(443));
    new CfnOutput(stack, 'Group', { value: harness.connections.securityGroups[0].securityGroupId });
    conditional(harness);
    expect(typesWith(stack, 'IsWanted')).toEqual(['BedrockAgentCore::Harness', 'IAM::Role']);
  });

  test('does not apply to resources that skill deployments share', () => {
    const stack = testStack();
    conditional(harnessOf(stack, { skills: [Skill.fromDirectory(MARKET_SIZING)] }));
    expect(typesWith(stack, 'IsWanted')).toEqual([
      'BedrockAgentCore::Harness',
      'Custom::CDKBucketDeployment',
      'IAM::Role',
    ]);
    expect(typesWith(stack, undefined)).toContain('Lambda::LayerVersion');
  });

  test('does not apply to resources that users create in the scope of the agent', () => {
    const stack = testStack();
    const harness = harnessOf(stack);
    new Bucket(new Construct(harness, 'Mine'), 'Bucket');
    conditional(harness);
    expect(typesWith(stack, undefined)).toEqual(['S3::Bucket']);
  });

  test('does not apply to an endpoint in another stack', () => {
    const stack = testStack();
    const harness = harnessOf(stack);
    const nested = new NestedStack(stack, 'Nested');
    new HarnessEndpoint(nested, 'Live', { harness, version: '1' });
    conditional(harness);
    expect(typesWith(nested, undefined)).toEqual(['BedrockAgentCore::HarnessEndpoint']);
  });
});

const references = (value: unknown): string[] => [
  ...[...JSON.stringify(value).matchAll(/"Ref":"([^"]+)"/g)].map(([, id]) => id),
  ...[...JSON.stringify(value).matchAll(/"Fn::GetAtt":\["([^"]+)"/g)].map(([, id]) => id),
];

const OURS = [Harness, Runtime, MemoryStore, GatewayTarget, CapacityProvider, S3Files, ApiKey, OAuthClient];

describe.each(Object.entries(FIXTURES))('With a condition on each main resource, %s', (_, make) => {
  test('has only resources with the condition of their construct, unless others refer to them', () => {
    const stack = testStack();
    make(stack);
    const mains = stack.node
      .findAll()
      .filter((construct) => OURS.some((ours) => construct instanceof ours))
      .map(({ node }) => node.defaultChild)
      .filter(CfnResource.isCfnResource);
    const conditions = mains.map(({ node }, index) => {
      conditional(node.scope as IConstruct, `Condition${index}`);
      return [`${node.scope?.node.path}/`, `Condition${index}`];
    });
    const resources = resourcesOf(stack);
    const ids = new Map(
      stack.node
        .findAll()
        .filter(CfnResource.isCfnResource)
        .map(({ logicalId, node }) => [String(stack.resolve(logicalId)), node.path]),
    );
    const unexplained = Object.entries(resources).filter(([id, { Condition }]) => {
      const [, expected] = conditions.find(([path]) => ids.get(id)?.startsWith(path)) ?? [];
      const isShared = Object.values(resources).some(
        (other) => other.Condition !== expected && references(other).includes(id),
      );
      return expected !== undefined && !Condition?.includes(expected) && !isShared;
    });
    expect(unexplained).toEqual([]);
    const broken = Object.entries(resources).flatMap(([id, resource]) =>
      references(resource)
        .filter((other) => resources[other]?.Condition && !resource.Condition?.includes(resources[other].Condition))
        .filter((other) => !mains.some(({ logicalId }) => stack.resolve(logicalId) === other))
        .map((other) => `${id} refers to ${other}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('A grant of a harness with a condition', () => {
  const warned = (edit: (policy: CfnResource, harness: Harness) => void) => {
    const stack = testStack();
    const harness = harnessOf(stack);
    const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    harness.grants.invoke(caller);
    edit(caller.node.findChild('DefaultPolicy').node.defaultChild as CfnResource, harness);
    return warningsOf(stack).filter((warning) => warning.includes('cdk-agentcore:conditionalReference'));
  };

  test('warns that the policy of the caller needs the same condition', () => {
    expect(warned((_, harness) => conditional(harness))).toEqual([
      expect.stringMatching(
        /^the resource refers to Test\/Agent, which has the condition IsWanted\. CloudFormation rejects the template if the condition is false\. Set the same condition in cfnOptions\.condition of the resource\. If a grant such as grants\.invoke added the reference, the resource is the policy of the grantee\. /,
      ),
    ]);
  });

  test.each<[string, (policy: CfnResource, harness: Harness) => void]>([
    ['without a condition', () => undefined],
    [
      'whose endpoints and alarms follow it',
      (policy, harness) => {
        const endpoint = harness.addEndpoint('live');
        new AgentAlarms(harness.stack, 'Alarms', { watched: endpoint });
        conditional(harness);
        policy.cfnOptions.condition = (harness.node.defaultChild as CfnResource).cfnOptions.condition;
      },
    ],
    [
      'whose condition the policy has',
      (policy, harness) => {
        conditional(harness);
        policy.cfnOptions.condition = (harness.node.defaultChild as CfnResource).cfnOptions.condition;
      },
    ],
  ])('does not warn of a harness %s', (_, edit) => {
    expect(warned(edit)).toEqual([]);
  });
});
