import { Template } from 'aws-cdk-lib/assertions';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  Peer,
  Port,
  RouterType,
  SecurityGroup,
  type Subnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { type App, Stack } from 'aws-cdk-lib/core';
import { Harness, Network } from '../../src';
import { vpcIn } from '../support/fixtures/parts';
import { harnessIn, MODEL, testStack } from '../support/helpers';
import { plain, render, warningsOf } from '../support/rendered';

const NETWORK = 'Environment.AgentCoreRuntimeEnvironment.NetworkConfiguration';
const SUBNET_IDS = ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'];

/** An imported VPC, of which the ids can be read. */
function knownVpc(stack: Stack) {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: SUBNET_IDS,
    publicSubnetIds: ['subnet-2a1b2c3d4e5f60718', 'subnet-3a1b2c3d4e5f60718'],
  });
}

function groupsOf(stack: Stack): Record<string, Record<string, unknown>> {
  const groups = Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup');
  return Object.fromEntries(Object.entries(groups).map(([id, { Properties }]) => [id, plain(Properties)])) as Record<
    string,
    Record<string, unknown>
  >;
}

describe('Network.publicNetwork', () => {
  test('is the default, and is rendered', () => {
    const { stack, properties } = render();
    expect(properties).toHaveProperty(NETWORK, { NetworkMode: 'PUBLIC' });
    expect(groupsOf(stack)).toEqual({});
  });

  test('renders the same as the default', () => {
    expect(render(() => ({ network: Network.publicNetwork() })).properties).toEqual(render().properties);
  });
});

describe('Network.vpc', () => {
  test('uses the private subnets, and a dedicated security group with outbound access', () => {
    const { stack, properties } = render((it) => ({ network: Network.vpc(knownVpc(it)) }));
    const groups = groupsOf(stack);
    expect(properties).toHaveProperty(NETWORK, {
      NetworkMode: 'VPC',
      NetworkModeConfig: {
        Subnets: SUBNET_IDS,
        SecurityGroups: [expect.stringMatching(/^\$\{AgentSecurityGroup\w+\.GroupId\}$/)],
      },
    });
    expect(Object.values(groups)).toEqual([
      {
        GroupDescription: 'Sessions of the agent Agent',
        VpcId: 'vpc-0a1b2c3d4e5f60718',
        SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', Description: expect.any(String), IpProtocol: '-1' }],
      },
    ]);
  });

  test('does not create a security group if securityGroups is set', () => {
    const { stack, properties } = render((it) => {
      const ids = ['sg-0a1b2c3d4e5f60718', 'sg-1a1b2c3d4e5f60718'];
      const securityGroups = ids.map((id) => SecurityGroup.fromSecurityGroupId(it, id, id));
      return { network: Network.vpc(knownVpc(it), { securityGroups }) };
    });
    expect(properties).toHaveProperty(`${NETWORK}.NetworkModeConfig.SecurityGroups`, [
      'sg-0a1b2c3d4e5f60718',
      'sg-1a1b2c3d4e5f60718',
    ]);
    expect(groupsOf(stack)).toEqual({});
  });

  test('creates a security group without outbound access if allowAllOutbound is false', () => {
    const { stack } = render((it) => ({ network: Network.vpc(knownVpc(it), { allowAllOutbound: false }) }));
    expect(Object.values(groupsOf(stack))).toEqual([
      expect.objectContaining({ SecurityGroupEgress: [expect.objectContaining({ CidrIp: '255.255.255.255/32' })] }),
    ]);
  });

  test('uses the selected subnets', () => {
    const { properties } = render((it) => ({
      network: Network.vpc(knownVpc(it), { subnets: { availabilityZones: ['us-east-1b'] } }),
    }));
    expect(properties).toHaveProperty(`${NETWORK}.NetworkModeConfig.Subnets`, [SUBNET_IDS[1]]);
  });

  test('uses only valid characters in the description of the security group', () => {
    const stack = testStack();
    new Harness(stack, `Åsa’s "desk" <${'1'.repeat(250)}>`, { model: MODEL, network: Network.vpc(knownVpc(stack)) });
    const [group] = Object.values(groupsOf(stack));
    expect(group.GroupDescription).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
  });
});

describe('connections of an agent in a VPC', () => {
  test('allow outbound traffic', () => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const database = new SecurityGroup(stack, 'Database', { vpc });
    harnessIn(stack, { network: Network.vpc(vpc) }).connections.allowTo(database, Port.tcp(5432));
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 5432,
      GroupId: stack.resolve(database.securityGroupId),
    });
  });

  test('allow inbound traffic', () => {
    const stack = testStack();
    const harness = harnessIn(stack, { network: Network.vpc(vpcIn(stack)) });
    harness.connections.allowFrom(Peer.ipv4('10.0.0.0/8'), Port.tcp(443));
    const groups = Object.entries(groupsOf(stack)).filter(([id]) => id.startsWith('AgentSecurityGroup'));
    expect(groups).toHaveLength(1);
    expect(groups[0][1].SecurityGroupIngress).toEqual([
      expect.objectContaining({ CidrIp: '10.0.0.0/8', FromPort: 443 }),
    ]);
  });
});

describe('The warning about VPC endpoints', () => {
  const isolated = (stack: Stack) =>
    new Vpc(stack, 'Isolated', {
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });

  test('lists all missing VPC endpoints', () => {
    const stack = testStack();
    const subnets = { subnetType: SubnetType.PRIVATE_ISOLATED };
    harnessIn(stack, { network: Network.vpc(isolated(stack), { subnets }) });
    const services = 'bedrock-agentcore, bedrock-runtime, ecr.api, ecr.dkr, logs, monitoring, s3, xray';
    expect(warningsOf(stack)).toEqual([expect.stringContaining(`no endpoint for ${services}.`)]);
  });

  test('is not added for subnets with internet egress, or for an imported VPC', () => {
    const stack = testStack();
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: [SUBNET_IDS[0]],
    });
    harnessIn(stack, { network: Network.vpc(vpc) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not added for an imported VPC with isolated subnets', () => {
    const stack = testStack();
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      availabilityZones: ['us-east-1a'],
      isolatedSubnetIds: [SUBNET_IDS[0]],
    });
    harnessIn(stack, { network: Network.vpc(vpc, { subnets: { subnetType: SubnetType.PRIVATE_ISOLATED } }) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('considers VPC endpoints in another stack, but not those of another VPC', () => {
    const stack = testStack();
    const network = Network.vpc(isolated(stack), { subnets: { subnetType: SubnetType.PRIVATE_ISOLATED } });
    const others = new Stack(stack.node.root as App, 'Others', {
      env: { account: stack.account, region: stack.region },
    });
    const service = InterfaceVpcEndpointAwsService.XRAY;
    new InterfaceVpcEndpoint(others, 'XRay', { vpc: stack.node.findChild('Isolated') as Vpc, service });
    new Vpc(stack, 'Other').addInterfaceEndpoint('Logs', { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
    harnessIn(stack, { network });
    const services = 'bedrock-agentcore, bedrock-runtime, ecr.api, ecr.dkr, logs, monitoring, s3';
    expect(warningsOf(stack)).toEqual([expect.stringContaining(`no endpoint for ${services}.`)]);
  });

  test('considers VPC endpoints that are added after the agent', () => {
    const stack = testStack();
    const vpc = isolated(stack);
    harnessIn(stack, { network: Network.vpc(vpc, { subnets: { subnetType: SubnetType.PRIVATE_ISOLATED } }) });
    vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    const services = 'bedrock-agentcore bedrock-runtime ecr.api ecr.dkr logs monitoring xray'.split(' ');
    for (const service of services) {
      vpc.addInterfaceEndpoint(service, { service: new InterfaceVpcEndpointAwsService(service) });
    }
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not added if each isolated subnet has a default route', () => {
    const stack = testStack();
    const vpc = isolated(stack);
    const [first, ...others] = vpc.isolatedSubnets as Subnet[];
    const router = { routerType: RouterType.TRANSIT_GATEWAY, routerId: 'tgw-0a1b2c3d4e5f60718' };
    first.addRoute('Hub', router);
    harnessIn(stack, { network: Network.vpc(vpc, { subnets: { subnetType: SubnetType.PRIVATE_ISOLATED } }) });
    for (const subnet of others) {
      subnet.addRoute('Hub', router);
    }
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is added if only one of the isolated subnets has a default route', () => {
    const stack = testStack();
    const vpc = isolated(stack);
    harnessIn(stack, { network: Network.vpc(vpc, { subnets: { subnetType: SubnetType.PRIVATE_ISOLATED } }) });
    const router = { routerType: RouterType.TRANSIT_GATEWAY, routerId: 'tgw-0a1b2c3d4e5f60718' };
    (vpc.isolatedSubnets[0] as Subnet).addRoute('Hub', router);
    expect(warningsOf(stack)).toEqual([expect.stringContaining('the VPC has no endpoint for')]);
  });
});
