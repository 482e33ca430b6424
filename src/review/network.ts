import { listed } from '../private/listed';
import type { ReviewedResource } from './assembly';
import type { Agent, ReviewContext } from './context';
import { nameOf } from './names';
import { entriesOf, jsonOf, memberOf } from './parts';
import { counted, sorted } from './phrases';

/** The network of the sessions of an agent, a browser or a code interpreter. */
export interface Network {
  readonly mode: 'public' | 'vpc' | 'instances';
  readonly vpc?: ReviewedResource;
  readonly name: string;
  /** The internet egress of sessions, in words. */
  readonly egress: string;
  /** `undefined` if the routes are not part of the app. */
  readonly hasInternet?: boolean;
  readonly subnets: number;
  readonly securityGroups: readonly string[];
  /** The services with VPC endpoints in the VPC. */
  readonly endpoints: readonly string[];
  /** The outbound rules of the security groups, in words. */
  readonly outbound: readonly string[];
}

const PUBLIC: Network = {
  mode: 'public',
  name: 'Public network',
  egress: 'sessions reach the internet',
  hasInternet: true,
  subnets: 0,
  securityGroups: [],
  endpoints: [],
  outbound: [],
};
const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/** The network of the sessions of an agent, which can be on the instances of a capacity provider. */
export function agentNetwork(context: ReviewContext, { resource, network }: Agent): Network {
  const arn = memberOf(resource.properties, 'CapacityProviderConfiguration', 'CapacityProviderArn');
  const provider = context.resourceOf(arn, resource);
  const vpc = memberOf(provider?.properties, 'ComputeConfiguration', 'Ec2Configuration', 'VpcConfiguration');
  return arn === undefined
    ? networkOf(context, network, resource)
    : vpcNetwork(context, vpc, provider ?? resource, 'instances');
}

/** The network of a `NetworkConfiguration`. */
export function networkOf(context: ReviewContext, configuration: unknown, of: ReviewedResource): Network {
  const vpcConfig = memberOf(configuration, 'NetworkModeConfig') ?? memberOf(configuration, 'VpcConfig');
  if (memberOf(configuration, 'NetworkMode') !== 'VPC' && vpcConfig === undefined) {
    return PUBLIC;
  }
  return vpcNetwork(context, vpcConfig, of, 'vpc');
}

/** The network of subnets and security groups. */
function vpcNetwork(
  context: ReviewContext,
  configuration: unknown,
  of: ReviewedResource,
  mode: Network['mode'],
): Network {
  const { Subnets, SecurityGroups } = jsonOf(configuration);
  const ids = entriesOf(Subnets);
  const subnets = ids.map((id) => context.references.resourceOf(id, of.stack, 'AWS::EC2::Subnet'));
  const known = subnets.filter((subnet) => subnet !== undefined);
  const vpc = known
    .map(({ properties, stack }) => context.references.resourceOf(properties.VpcId, stack, 'AWS::EC2::VPC'))
    .find((each) => each !== undefined);
  const groups = entriesOf(SecurityGroups).map((id) => ({ id, group: context.resourceOf(id, of) }));
  const routes = new Set(known.map((subnet) => routeOf(context, subnet)));
  const isKnown = known.length === ids.length && ids.length > 0;
  return {
    mode,
    vpc,
    name: vpc ? nameOf(vpc) : 'outside of the app',
    ...(isKnown ? egressOf(routes) : { egress: 'the routes are not part of the app' }),
    subnets: ids.length,
    securityGroups: sorted(groups.map(({ id, group }) => (group ? nameOf(group) : context.text(id, of)))),
    endpoints: vpc ? endpointsOf(context, vpc) : [],
    outbound: sorted(groups.flatMap(({ group }) => (group ? outboundOf(context, group) : []))),
  };
}

/** The lines of a network in a card. */
export function networkLines({ mode, subnets, egress, securityGroups, endpoints }: Network): string[] {
  return mode === 'public'
    ? [egress]
    : [
        subnets === 0 ? [] : [counted(subnets, 'subnet')],
        egress,
        securityGroups.length === 0
          ? []
          : [`${securityGroups.length === 1 ? 'security group' : 'security groups'} ${listed(securityGroups)}`],
        endpoints.length === 0 ? [] : [`VPC endpoints: ${endpoints.join(', ')}`],
      ].flat();
}

type Route = 'NAT' | 'an internet gateway' | 'another gateway' | 'none';

/** The default route of a subnet. */
function routeOf(context: ReviewContext, subnet: ReviewedResource): Route {
  const tables = context
    .childrenOf(subnet, /RouteTableAssociation$/)
    .map((each) => context.references.resourceOf(each.properties.RouteTableId, each.stack, 'AWS::EC2::RouteTable'));
  const routes = tables
    .flatMap((table) => (table ? context.childrenOf(table, /::Route$/) : []))
    .map(({ properties }) => properties)
    .filter(({ DestinationCidrBlock, DestinationIpv6CidrBlock }) =>
      [DestinationCidrBlock, DestinationIpv6CidrBlock].some((block) => EVERYWHERE.includes(String(block))),
    );
  if (routes.some(({ NatGatewayId, InstanceId }) => NatGatewayId !== undefined || InstanceId !== undefined)) {
    return 'NAT';
  }
  if (routes.some(({ GatewayId }) => GatewayId !== undefined)) {
    return 'an internet gateway';
  }
  return routes.length > 0 ? 'another gateway' : 'none';
}

function egressOf(routes: ReadonlySet<Route>): Pick<Network, 'egress' | 'hasInternet'> {
  const ways = sorted([...routes].filter((route) => route !== 'none'));
  if (ways.length === 0) {
    return { egress: 'no route to the internet', hasInternet: false };
  }
  // AgentCore gives the network interfaces of sessions no public IP addresses.
  if (ways.length === 1 && ways[0] === 'an internet gateway') {
    return { egress: 'public subnets: no internet access without public IP addresses', hasInternet: false };
  }
  return { egress: `internet through ${listed(ways)}`, hasInternet: true };
}

function endpointsOf(context: ReviewContext, vpc: ReviewedResource): string[] {
  return sorted(
    context
      .childrenOf(vpc, /::VPCEndpoint$/)
      .map((endpoint) =>
        context
          .text(endpoint.properties.ServiceName, endpoint)
          .replace(/^(com|cn|aws)\.[^.]*\.(amazonaws\.)?[^.]*\./, ''),
      ),
  );
}

/** The outbound rules of a security group. AWS allows everything if there are none. */
function outboundOf(context: ReviewContext, group: ReviewedResource): string[] {
  const own = entriesOf(group.properties.SecurityGroupEgress).map(jsonOf);
  const added = context.childrenOf(group, /::SecurityGroupEgress$/).map(({ properties }) => properties);
  const rules = [...own, ...added].filter(({ CidrIp }) => CidrIp !== '255.255.255.255/32');
  if (own.length === 0 && added.length === 0) {
    return ['everything to 0.0.0.0/0'];
  }
  return rules.map((rule) => {
    const { CidrIp, CidrIpv6, DestinationSecurityGroupId, DestinationPrefixListId, IpProtocol, FromPort, ToPort } =
      rule;
    const peer = DestinationSecurityGroupId ?? DestinationPrefixListId;
    const to =
      peer === undefined
        ? context.text(CidrIp ?? CidrIpv6 ?? 'unknown addresses', group)
        : peerName(context, peer, group);
    const ports = FromPort === undefined ? '' : ` ${FromPort}${ToPort === FromPort ? '' : `-${ToPort}`}`;
    return `${String(IpProtocol) === '-1' ? 'everything' : `${String(IpProtocol).toUpperCase()}${ports}`} to ${to}`;
  });
}

function peerName(context: ReviewContext, peer: unknown, group: ReviewedResource): string {
  const found = context.resourceOf(peer, group);
  return found ? nameOf(found) : context.text(peer, group);
}
