import { CfnGateway, Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { type App, Stack } from 'aws-cdk-lib/core';
import { type AgentGrants, Harness, HarnessMemory, MemoryStore, Network, Tool } from '../../src';
import type { Exposure, Review } from '../../src/review/model';
import { reviewOf } from '../../src/review/review';
import { ACCOUNT, harnessIn, MODEL, REGION, runtimeIn } from '../support/helpers';
import { assemblies } from './reviewed';

const assemblyOf = assemblies();
const HERE = { env: { account: ACCOUNT, region: REGION } };

function review(fill: (stack: Stack, app: App) => void): Review {
  return reviewOf(assemblyOf((app) => fill(new Stack(app, 'Test', HERE), app)));
}

function rows(fill: (stack: Stack) => void, way: RegExp): string[] {
  const text = (row: Exposure) => [row.level, row.way, row.who, row.checks].join(' | ');
  return review(fill).agents.flatMap(({ exposure }) => exposure.filter((row) => way.test(row.way)).map(text));
}

describe('The network of an agent', () => {
  const network = (fill: (stack: Stack) => void) => rows(fill, /^Network$/);
  const inVpc =
    (subnetType: SubnetType, more: (vpc: Vpc) => void = () => undefined) =>
    (stack: Stack) => {
      const vpc = new Vpc(stack, 'Vpc', {
        maxAzs: 2,
        subnetConfiguration: [
          { name: 'public', subnetType: SubnetType.PUBLIC },
          ...(subnetType === SubnetType.PUBLIC ? [] : [{ name: 'agents', subnetType }]),
        ],
      });
      more(vpc);
      harnessIn(stack, { network: Network.vpc(vpc, { subnets: { subnetType } }) });
    };

  test('is open if it is public', () => {
    expect(network((stack) => harnessIn(stack))).toEqual([
      'open | Network | sessions reach every address on the internet | no inbound connections',
    ]);
  });

  test('reaches the internet through NAT', () => {
    expect(network(inVpc(SubnetType.PRIVATE_WITH_EGRESS))).toEqual([
      'limited | Network | VPC Vpc: internet through NAT | no inbound connections; outbound everything to 0.0.0.0/0',
    ]);
  });

  test('has no route to the internet in isolated subnets', () => {
    const isolated = inVpc(SubnetType.PRIVATE_ISOLATED, (vpc) => {
      vpc.addInterfaceEndpoint('Bedrock', { service: InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME });
      vpc.addGatewayEndpoint('Objects', { service: GatewayVpcEndpointAwsService.S3 });
    });
    expect(network(isolated)).toEqual([
      'limited | Network | VPC Vpc: no route to the internet | no inbound connections; outbound everything to 0.0.0.0/0',
    ]);
    const [{ topology }] = review(isolated).agents;
    expect(topology.nodes.find(({ kind }) => kind === 'VPC')?.lines).toEqual([
      '2 subnets',
      'no route to the internet',
      'security group Agent',
      'VPC endpoints: bedrock-runtime, s3',
    ]);
  });

  test('shows the outbound rules of its security groups', () => {
    const limited = (stack: Stack) => {
      const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1 });
      const group = new SecurityGroup(stack, 'Agents', { vpc, allowAllOutbound: false });
      const database = new SecurityGroup(stack, 'Database', { vpc });
      group.connections.allowTo(database, Port.tcp(5432));
      harnessIn(stack, { network: Network.vpc(vpc, { securityGroups: [group] }) });
    };
    expect(network(limited)).toEqual([
      'limited | Network | VPC Vpc: internet through NAT | no inbound connections; outbound TCP 5432 to Database',
    ]);
  });

  test('of a VPC outside of the app has unknown routes', () => {
    const imported = (stack: Stack) => {
      const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['us-east-1a'],
        privateSubnetIds: ['subnet-0123456789abcdef0'],
      });
      harnessIn(stack, { network: Network.vpc(vpc) });
    };
    expect(network(imported)).toEqual([
      'limited | Network | VPC outside of the app: the routes are not part of the app | no inbound connections; outbound everything to 0.0.0.0/0',
    ]);
  });
});

describe('The gateway of an agent', () => {
  const gateway = (type: string) => (stack: Stack) => {
    const shop = new CfnGateway(stack, 'Shop', {
      name: 'shop',
      protocolType: 'MCP',
      authorizerType: type,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/shop`,
    });
    harnessIn(stack).addToRolePolicy(
      new PolicyStatement({ actions: ['bedrock-agentcore:InvokeGateway'], resources: [shop.attrGatewayArn] }),
    );
  };

  test.each([
    ['NONE', 'open | Gateway Shop | anyone on the internet | no authorization'],
    ['AWS_IAM', 'limited | Gateway Shop | the harness Agent | IAM permission of the caller'],
  ])('shows its callers with the authorizer type %s', (type, row) => {
    expect(rows(gateway(type), /^Gateway/)).toEqual([row]);
  });

  test('is not shown if another agent uses it', () => {
    const others = (stack: Stack) => {
      gateway('AWS_IAM')(stack);
      new Harness(stack, 'Other', { model: MODEL });
    };
    const { agents } = review(others);
    expect(agents.map(({ name, exposure }) => [name, exposure.some(({ way }) => way.startsWith('Gateway'))])).toEqual([
      ['Agent', true],
      ['Other', false],
    ]);
  });
});

describe('The highlights', () => {
  const highlights = (fill: (stack: Stack) => void) =>
    review(fill).highlights.map(({ title, text }) => `${title}: ${text}`);

  test('are four facts', () => {
    expect(highlights((stack) => harnessIn(stack))).toEqual([
      'No callers: No principal of the app is permitted to invoke an agent.',
      '6 features: explain every statement of the roles. None is unexplained.',
      'Public network: Sessions reach every address on the internet.',
      expect.any(String),
    ]);
  });

  test('say that permissions are unexplained, and that a gateway is open', () => {
    const open = (stack: Stack) => {
      const shop = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.withNoAuth() });
      const agent = harnessIn(stack, { tools: [Tool.gateway(shop)] });
      agent.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    };
    expect(highlights(open).slice(0, 2)).toEqual([
      'Open to the internet: Gateway Shop: anyone on the internet.',
      '1 unexplained permission: No feature explains this statement of the harness Agent.',
    ]);
  });

  test('do not grow with the number of agents', () => {
    const many = (stack: Stack) => {
      for (let index = 0; index < 10; index++) {
        new MemoryStore(stack, `Notes${index}`);
        new Harness(stack, `Agent${index}`, { model: MODEL }).grants.invoke(new User(stack, `User${index}`));
      }
    };
    expect(highlights(many)[0]).toBe(
      'IAM callers: The IAM user User0, the IAM user User1, the IAM user User2, the IAM user User3, the IAM user User4 and 5 more.',
    );
  });

  test('count the data of agents, and neither their logs nor keys', () => {
    const data = (memory: HarnessMemory) => highlights((stack) => harnessIn(stack, { memory }))[3];
    expect(data(HarnessMemory.none())).toBe('No data stores: The agents store no data in the app.');
    expect(data(HarnessMemory.managed())).toBe('Nothing is retained: Deleted with the stack: Managed memory of Agent.');
    const store = (stack: Stack) => harnessIn(stack, { memory: HarnessMemory.store(new MemoryStore(stack, 'Notes')) });
    expect(highlights(store)[3]).toBe('1 data store: is retained when the stack is deleted: Memory Notes.');
  });

  test('are none without agents', () => {
    const { agents, highlights: none, others } = review((stack) => new MemoryStore(stack, 'Notes'));
    expect([agents, none]).toEqual([[], []]);
    expect(others.map(({ kind, name, path }) => ({ kind, name, path }))).toEqual([
      { kind: 'Memory', name: 'Notes', path: 'Test/Notes' },
    ]);
  });
});

describe('Requests on behalf of users', () => {
  const granted = (verb: keyof AgentGrants) =>
    rows((stack) => {
      const role = new Role(stack, 'Portal', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      runtimeIn(stack).grants[verb](role);
    }, /^Requests on behalf of users$/);

  test.each(['invokeForUser', 'streamBidirectionallyForUser'] as const)('are shown for grants.%s', (verb) => {
    expect(granted(verb)).toEqual([
      'limited | Requests on behalf of users | the IAM role Portal | AgentCore does not verify the user IDs',
    ]);
  });

  test.each(['invoke', 'streamBidirectionally'] as const)('are not shown for grants.%s', (verb) => {
    expect(granted(verb)).toEqual([]);
  });
});

test('A review does not depend on the order of constructs and stacks', () => {
  const parts = [
    (app: App) => harnessIn(new Stack(app, 'One', HERE)),
    (app: App) => harnessIn(new Stack(app, 'Two', HERE)).addEndpoint('live'),
    (app: App) => new MemoryStore(new Stack(app, 'Three', HERE), 'Notes'),
  ];
  const inOrder = (order: typeof parts) =>
    reviewOf(
      assemblyOf((app) =>
        order.forEach((fill) => {
          fill(app);
        }),
      ),
    );
  expect(inOrder([...parts].reverse())).toEqual(inOrder(parts));
});
