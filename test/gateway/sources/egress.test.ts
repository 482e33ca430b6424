import { Template } from 'aws-cdk-lib/assertions';
import { CfnRuntime, ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  type CfnSubnet,
  GatewayVpcEndpointAwsService,
  InstanceClass,
  InstanceSize,
  InstanceType,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  NetworkAcl,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { App, Stack } from 'aws-cdk-lib/core';
import { CapacityProvider, Filesystem, GatewayTarget, Network, Runtime, TargetSource } from '../../../src';
import { ACCOUNT, ARTIFACT, REGION, runtimeIn, testStack } from '../../support/helpers';
import { gatewayIn } from '../../support/rendered';

const isolated = (stack: Stack) =>
  new Vpc(stack, 'Vpc', {
    maxAzs: 2,
    subnetConfiguration: [{ name: 'Inside', subnetType: SubnetType.PRIVATE_ISOLATED }],
    natGateways: 0,
  });

/** The number of resources in the stack of the target that the target depends on, by type. */
function waitsFor(stack: Stack): Record<string, number> {
  const { Resources } = Template.fromStack(stack).toJSON();
  const [target] = Object.values<{ readonly Type: string; readonly DependsOn?: string[] }>(Resources).filter(
    ({ Type }) => Type === 'AWS::BedrockAgentCore::GatewayTarget',
  );
  const types = (target.DependsOn ?? []).map((id) => Resources[id].Type.replace(/^AWS::/, ''));
  return Object.fromEntries(types.map((type) => [type, types.filter((other) => other === type).length]));
}

const serverIn = (stack: Stack, vpc: IVpc, options: object = {}) =>
  runtimeIn(stack, { protocol: ProtocolType.MCP, network: Network.vpc(vpc), ...options });
const targetOf = (stack: Stack, source: TargetSource) =>
  new GatewayTarget(stack, 'Target', { gateway: gatewayIn(stack), source });

describe.each<[what: string, sourceOf: (runtime: Runtime) => TargetSource]>([
  ['an MCP server', (runtime) => TargetSource.fromMcpRuntime(runtime)],
  ['an agent', (runtime) => TargetSource.fromRuntime(runtime)],
])('A target of %s on a runtime in a VPC of the app', (_, sourceOf) => {
  test('waits for the NAT gateways, routes and associations, public and private', () => {
    const stack = testStack();
    targetOf(stack, sourceOf(serverIn(stack, new Vpc(stack, 'Vpc', { maxAzs: 2 }))));
    expect(waitsFor(stack)).toMatchObject({
      'EC2::NatGateway': 2,
      'EC2::Route': 4,
      'EC2::SubnetRouteTableAssociation': 4,
      'EC2::VPCGatewayAttachment': 1,
      'BedrockAgentCore::Runtime': 1,
    });
  });

  test('waits for VPC endpoints that are defined after it', () => {
    const stack = testStack();
    const vpc = isolated(stack);
    targetOf(stack, sourceOf(serverIn(stack, vpc)));
    vpc.addInterfaceEndpoint('Logs', { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
    vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    expect(waitsFor(stack)).toMatchObject({ 'EC2::VPCEndpoint': 2, 'EC2::SubnetRouteTableAssociation': 2 });
  });

  test('does not wait for other subnets or for the endpoints of another VPC', () => {
    const stack = testStack();
    targetOf(stack, sourceOf(serverIn(stack, isolated(stack))));
    const other = new Vpc(stack, 'Other', { maxAzs: 2 });
    other.addInterfaceEndpoint('Logs', { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
    const found = waitsFor(stack);
    expect(found).toMatchObject({ 'EC2::SubnetRouteTableAssociation': 2 });
    expect(Object.keys(found)).not.toContain('EC2::VPCEndpoint');
    expect(Object.keys(found)).not.toContain('EC2::NatGateway');
  });

  test('waits for the rules of its security groups, such as those for NFS', () => {
    const stack = testStack();
    const vpc = isolated(stack);
    const accessPoint = new FileSystem(stack, 'Files', { vpc }).addAccessPoint('Agent', {
      createAcl: { ownerUid: '1000', ownerGid: '1000', permissions: '750' },
      path: '/agent',
    });
    targetOf(stack, sourceOf(serverIn(stack, vpc, { filesystems: [Filesystem.efs(accessPoint, '/mnt/files')] })));
    expect(waitsFor(stack)).toMatchObject({ 'EC2::SecurityGroupIngress': 1 });
  });
});

describe('A target of an MCP server on a runtime', () => {
  test('waits for the network of an L1 runtime', () => {
    const stack = testStack();
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1 });
    const runtime = new CfnRuntime(stack, 'Server', {
      agentRuntimeName: 'server',
      agentRuntimeArtifact: { containerConfiguration: { containerUri: 'public.ecr.aws/a/b:1' } },
      roleArn: `arn:aws:iam::${ACCOUNT}:role/server`,
      protocolConfiguration: 'MCP',
      networkConfiguration: {
        networkMode: 'VPC',
        networkModeConfig: {
          subnets: vpc.privateSubnets.map(({ node }) => (node.defaultChild as CfnSubnet).attrSubnetId),
          securityGroups: [new SecurityGroup(stack, 'Group', { vpc }).securityGroupId],
        },
      },
    });
    targetOf(stack, TargetSource.fromMcpRuntime(runtime));
    expect(waitsFor(stack)).toMatchObject({ 'EC2::NatGateway': 1, 'EC2::Route': 2 });
  });

  test('waits for the network of the instances that the runtime runs on', () => {
    const stack = testStack();
    const capacityProvider = new CapacityProvider(stack, 'Fleet', {
      instanceTypes: [InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE)],
      network: Network.vpc(new Vpc(stack, 'Vpc', { maxAzs: 1 })),
    });
    const server = runtimeIn(stack, { protocol: ProtocolType.MCP, capacityProvider });
    targetOf(stack, TargetSource.fromMcpRuntime(server));
    expect(waitsFor(stack)).toMatchObject({ 'EC2::NatGateway': 1, 'EC2::Route': 2 });
  });

  test('waits for the network ACLs of its subnets', () => {
    const stack = testStack();
    const vpc = isolated(stack);
    targetOf(stack, TargetSource.fromMcpRuntime(serverIn(stack, vpc)));
    new NetworkAcl(stack, 'Acl', { vpc, subnetSelection: { subnetType: SubnetType.PRIVATE_ISOLATED } });
    expect(waitsFor(stack)).toMatchObject({ 'EC2::SubnetNetworkAclAssociation': 2 });
  });

  test('does not wait for a network that is not in the app', () => {
    const stack = testStack();
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: ['subnet-0a1b2c3d4e5f60718'],
    });
    targetOf(stack, TargetSource.fromMcpRuntime(serverIn(stack, vpc)));
    const types = Object.keys(waitsFor(stack)).filter((type) => type.startsWith('EC2::'));
    expect(types).toEqual(['EC2::SecurityGroup']);
  });

  test('does not wait for a VPC if the runtime is in public mode', () => {
    const stack = testStack();
    new Vpc(stack, 'Vpc', { maxAzs: 1 });
    targetOf(stack, TargetSource.fromMcpRuntime(runtimeIn(stack, { protocol: ProtocolType.MCP })));
    expect(Object.keys(waitsFor(stack)).filter((type) => type.startsWith('EC2::'))).toEqual([]);
  });

  test('waits for the stacks of the network and of its endpoints', () => {
    const app = new App({ analyticsReporting: false });
    const env = { account: ACCOUNT, region: REGION };
    const [networks, servers, gateways, endpoints] = ['Networks', 'Servers', 'Gateways', 'Endpoints'].map(
      (id) => new Stack(app, id, { env }),
    );
    const vpc = isolated(networks);
    const server = new Runtime(servers, 'Server', {
      artifact: ARTIFACT,
      protocol: ProtocolType.MCP,
      network: Network.vpc(vpc),
    });
    targetOf(gateways, TargetSource.fromMcpRuntime(server));
    new InterfaceVpcEndpoint(endpoints, 'Logs', { vpc, service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
    app.synth();
    expect(gateways.dependencies.map(({ stackName }) => stackName).sort()).toEqual([
      'Endpoints',
      'Networks',
      'Servers',
    ]);
  });
});
