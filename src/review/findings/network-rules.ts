import type { ReviewedResource } from '../assembly';
import { nameOf } from '../names';
import { entriesOf, jsonOf, memberOf } from '../parts';
import type { References } from '../references';
import type { Report } from './report';

const SUBNET = 'AWS::EC2::Subnet';
/** The services of every agent, and those of agents whose sessions run a container image. */
const SERVICES = ['bedrock-agentcore', 'logs'];
const IMAGE_SERVICES = ['ecr.api', 'ecr.dkr', 's3'];

/** Checks that agents in a VPC reach the services that they need. */
export function checkNetworks(references: References, report: Report): void {
  for (const agent of references.ofType('AWS::BedrockAgentCore::Harness', 'AWS::BedrockAgentCore::Runtime')) {
    const isHarness = agent.type.endsWith('::Harness');
    const at = isHarness
      ? ['Environment', 'AgentCoreRuntimeEnvironment', 'NetworkConfiguration']
      : ['NetworkConfiguration'];
    const network = memberOf(agent.properties, ...at);
    const [kind] = ['NetworkModeConfig', 'VpcConfig'].filter((name) => memberOf(network, name));
    const subnets = entriesOf(memberOf(network, kind ?? '', 'Subnets')).flatMap(
      (subnet) => references.resourceOf(subnet, agent.stack, SUBNET) ?? [],
    );
    if (subnets.length > 0) {
      checkSubnets(agent, [...at, kind, 'Subnets'].join('.'), subnets, references, report);
    }
  }
}

function checkSubnets(
  agent: ReviewedResource,
  property: string,
  subnets: ReviewedResource[],
  references: References,
  report: Report,
): void {
  const open = subnets.filter((subnet) => defaultRoutes(subnet, references).some(({ GatewayId }) => GatewayId));
  if (open.length > 0) {
    report.add(agent, {
      rule: 'public-subnets',
      severity: 'warning',
      property,
      problem: `contains public subnets (${open.map(nameOf).join(', ')}). Sessions have no public IP address, so they do not reach the internet through an internet gateway`,
      fix: 'Use private subnets with a NAT gateway, or isolated subnets with VPC endpoints',
    });
  }
  const isIsolated = subnets.every((subnet) => defaultRoutes(subnet, references).length === 0);
  const vpcs = subnets.map(({ properties, stack }) => references.textOf(properties.VpcId, stack));
  const endpoints = references
    .ofType('AWS::EC2::VPCEndpoint')
    .filter(({ properties, stack }) => vpcs.includes(references.textOf(properties.VpcId, stack)));
  const reached = endpoints.map(({ properties, stack }) => references.textOf(properties.ServiceName, stack));
  const missing = servicesOf(agent).filter((service) => !reached.some((name) => name.endsWith(`.${service}`)));
  if (isIsolated && missing.length > 0) {
    report.add(agent, {
      rule: 'isolated-subnets',
      severity: 'warning',
      property,
      problem: `contains only subnets without a route to the internet, in a VPC without endpoints for ${missing.join(', ')}`,
      fix: 'Add VPC endpoints for the services that the agent uses, or use subnets with a NAT gateway',
    });
  }
}

/** The services that an agent uses. The model of a runtime is part of its code, and not known. */
function servicesOf({ type, properties }: ReviewedResource): string[] {
  const isHarness = type.endsWith('::Harness');
  const hasImage = isHarness || memberOf(properties, 'AgentRuntimeArtifact', 'CodeConfiguration') === undefined;
  const usesModel = !isHarness || memberOf(properties, 'Model', 'BedrockModelConfig') !== undefined;
  const format = memberOf(properties, 'Model', 'BedrockModelConfig', 'ApiFormat');
  const model = format === 'responses' || format === 'chat_completions' ? 'bedrock-mantle' : 'bedrock-runtime';
  return [...(usesModel ? [model] : []), ...SERVICES, ...(hasImage ? IMAGE_SERVICES : [])];
}

/** The routes of a subnet to all addresses. */
function defaultRoutes(subnet: ReviewedResource, references: References): Array<Readonly<Record<string, unknown>>> {
  const tables = references
    .ofType('AWS::EC2::SubnetRouteTableAssociation')
    .filter(({ properties, stack }) => references.resourceOf(properties.SubnetId, stack, SUBNET) === subnet)
    .map(({ properties, stack }) => references.textOf(properties.RouteTableId, stack));
  return references
    .ofType('AWS::EC2::Route')
    .filter(({ properties, stack }) => tables.includes(references.textOf(properties.RouteTableId, stack)))
    .map(({ properties }) => jsonOf(properties))
    .filter(({ DestinationCidrBlock, DestinationIpv6CidrBlock }) =>
      [DestinationCidrBlock, DestinationIpv6CidrBlock].some((range) => range === '0.0.0.0/0' || range === '::/0'),
    );
}
