import type { ReviewedResource } from './assembly';
import type { Indexes } from './findings/findings';
import type { Cost } from './model';
import { nameOf } from './names';
import { entriesOf, isIntrinsic, jsonOf, memberOf } from './parts';
import { compare, groupsOf } from './phrases';

const HARNESS = 'AWS::BedrockAgentCore::Harness';
const RUNTIME = 'AWS::BedrockAgentCore::Runtime';
/** The idle timeout that AgentCore uses if none is set. */
const DEFAULT_IDLE_SECONDS = 900;

type CostOf = (resource: ReviewedResource) => Cost | undefined;

/** The resources that cost money without any call, by type. */
const COSTS: Readonly<Record<string, CostOf>> = {
  [HARNESS]: (agent) =>
    idleSessions(
      agent,
      memberOf(agent.properties, 'Environment', 'AgentCoreRuntimeEnvironment', 'LifecycleConfiguration'),
    ),
  [RUNTIME]: (agent) =>
    agent.properties.CapacityProviderConfiguration === undefined
      ? idleSessions(agent, agent.properties.LifecycleConfiguration)
      : undefined,
  'AWS::BedrockAgentCore::CapacityProvider': (provider) =>
    cost(
      provider,
      'Instances of a capacity provider',
      'EC2 instances and EBS volumes, while they run',
      'Amazon EC2 pricing',
    ),
  'AWS::EC2::NatGateway': (nat) => cost(nat, 'NAT gateway', '1, per hour', 'Amazon VPC pricing'),
  'AWS::EC2::VPCEndpoint': interfaceEndpoint,
  'AWS::KMS::Key': (key) => cost(key, 'KMS key', '1, per month', 'AWS KMS pricing'),
  'AWS::SecretsManager::Secret': (secret) => cost(secret, 'Secret', '1, per month', 'AWS Secrets Manager pricing'),
  'AWS::Logs::LogGroup': (group) => {
    const days = group.properties.RetentionInDays;
    const duration =
      typeof days === 'number' ? `${days} days` : isIntrinsic(days) ? 'a time known at deployment' : 'ever';
    return cost(group, 'Stored logs', `GB per month, stored for ${duration}`, 'Amazon CloudWatch pricing');
  },
  'AWS::Kinesis::Stream': (stream) =>
    memberOf(stream.properties, 'StreamModeDetails', 'StreamMode') === 'ON_DEMAND'
      ? cost(stream, 'Kinesis data stream', '1 stream on demand, per hour', 'Amazon Kinesis Data Streams pricing')
      : cost(
          stream,
          'Kinesis data stream',
          `${count(stream.properties.ShardCount, 'shard')}, per hour`,
          'Amazon Kinesis Data Streams pricing',
        ),
  'AWS::DynamoDB::Table': (table) =>
    table.properties.BillingMode === 'PAY_PER_REQUEST'
      ? undefined
      : cost(table, 'Provisioned capacity of DynamoDB', capacity(table), 'Amazon DynamoDB pricing'),
  'AWS::OpenSearchServerless::Collection': (collection) =>
    cost(
      collection,
      'OpenSearch Serverless collection',
      'at least the minimum of OpenSearch compute units, per hour',
      'Amazon OpenSearch Service pricing',
    ),
  'AWS::OpenSearchService::Domain': (domain) =>
    cost(
      domain,
      'OpenSearch domain',
      count(memberOf(domain.properties, 'ClusterConfig', 'InstanceCount') ?? 1, 'instance'),
      'Amazon OpenSearch Service pricing',
    ),
  'AWS::RDS::DBCluster': (cluster) =>
    cost(cluster, 'Database cluster', 'instances and storage, per hour', 'Amazon Aurora pricing'),
  'AWS::RDS::DBInstance': (instance) => cost(instance, 'Database instance', '1, per hour', 'Amazon RDS pricing'),
  'AWS::EC2::Instance': (instance) => cost(instance, 'EC2 instance', '1, per hour', 'Amazon EC2 pricing'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (balancer) =>
    cost(balancer, 'Load balancer', '1, per hour', 'Elastic Load Balancing pricing'),
  'AWS::EC2::EIP': (address) => cost(address, 'Public IPv4 address', '1, per hour', 'Amazon VPC pricing'),
  'AWS::WAFv2::WebACL': (acl) => cost(acl, 'Web ACL', '1, and its rules, per month', 'AWS WAF pricing'),
  'AWS::Lambda::Alias': provisionedConcurrency,
  'AWS::Lambda::Version': provisionedConcurrency,
};

/** The costs of the stacks that belong to the agents while no agent is invoked. */
export function costsOf({ references }: Indexes, stacks: ReadonlySet<string>): Cost[] {
  const costs = Object.entries(COSTS).flatMap(([type, costOf]) =>
    references
      .ofType(type)
      .filter(({ stack }) => stacks.has(stack.path))
      .flatMap((resource) => costOf(resource) ?? []),
  );
  return grouped(costs).sort(
    (one, other) => compare(one.item, other.item) || compare(one.path ?? '', other.path ?? ''),
  );
}

const SINGLE = /^1(?=, per )/;

/** Joins resources that cost the same, such as the NAT gateways of a VPC, to one row with their number. */
function grouped(costs: readonly Cost[]): Cost[] {
  const groups = groupsOf(costs, (each) => {
    const key = SINGLE.test(each.amount) ? JSON.stringify([each.item, each.amount, parentOf(each)]) : each.path;
    return `${each.item}\n${key}`;
  });
  return groups.map(([first, ...others]) =>
    others.length === 0
      ? first
      : { ...first, path: parentOf(first), amount: first.amount.replace(SINGLE, String(others.length + 1)) },
  );
}

/** The construct that contains the resource, or the VPC that contains the subnet of the resource. */
function parentOf({ path = '' }: Cost): string {
  const parts = path.split('/').slice(0, -1);
  return (/Subnet\d+$/.test(parts[parts.length - 1] ?? '') ? parts.slice(0, -1) : parts).join('/');
}

function cost({ path }: ReviewedResource, item: string, amount: string, pricing: string): Cost {
  return { item, path, amount, pricing };
}

function idleSessions(agent: ReviewedResource, lifecycle: unknown): Cost {
  const seconds = memberOf(lifecycle, 'IdleRuntimeSessionTimeout') ?? DEFAULT_IDLE_SECONDS;
  const time = typeof seconds === 'number' ? timeInWords(seconds) : 'a time that is known at deployment';
  return {
    item: `Idle sessions of ${nameOf(agent)}`,
    path: agent.path,
    amount: `memory of each session for ${time} after its last request`,
    pricing: 'Amazon Bedrock AgentCore pricing',
  };
}

function timeInWords(seconds: number): string {
  const [size, unit] = seconds % 3600 === 0 ? [3600, 'hour'] : seconds % 60 === 0 ? [60, 'minute'] : [1, 'second'];
  return count(seconds / size, unit);
}

function count(value: unknown, unit: string): string {
  return typeof value === 'number' || typeof value === 'string'
    ? `${value} ${unit}${String(value) === '1' ? '' : 's'}`
    : `${unit}s in a number that is known at deployment`;
}

/** Interface endpoints cost money in each Availability Zone. Gateway endpoints do not. */
function interfaceEndpoint(endpoint: ReviewedResource): Cost | undefined {
  if (endpoint.properties.VpcEndpointType !== 'Interface') {
    return undefined;
  }
  const subnets = entriesOf(endpoint.properties.SubnetIds);
  const zones = count(subnets.length, 'Availability Zone');
  return cost(endpoint, 'Interface endpoint', `1 in each of ${zones}, per hour`, 'AWS PrivateLink pricing');
}

function capacity({ properties }: ReviewedResource): string {
  const { ReadCapacityUnits, WriteCapacityUnits } = jsonOf(properties.ProvisionedThroughput);
  return `${count(ReadCapacityUnits ?? 5, 'read unit')} and ${count(WriteCapacityUnits ?? 5, 'write unit')}, per hour`;
}

function provisionedConcurrency(resource: ReviewedResource): Cost | undefined {
  const provisioned =
    memberOf(resource.properties, 'ProvisionedConcurrencyConfig', 'ProvisionedConcurrentExecutions') ??
    memberOf(resource.properties, 'ProvisionedConcurrencyConfig', 'ProvisionedConcurrency');
  return provisioned === undefined
    ? undefined
    : cost(resource, 'Provisioned concurrency', count(provisioned, 'environment'), 'AWS Lambda pricing');
}
