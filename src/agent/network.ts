import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  CfnVPCEndpoint,
  Connections,
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
  SecurityGroup,
  type SelectedSubnets,
  type SubnetSelection,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Annotations, Lazy, Names } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { type Binding, INTERNET } from '../private/binding';

/** How an agent stands in a VPC. */
export interface VpcNetworkOptions {
  /**
   * Where its sessions get their network interfaces: 1 to 16 subnets, in Availability Zones that the service supports.
   *
   * @default - the private subnets; of a VPC without any, the isolated ones
   */
  readonly subnets?: SubnetSelection;

  /**
   * Its security groups, 1 to 16.
   *
   * @default - one of its own, made for it
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether the security group that is made for it lets everything out.
   *
   * @default true
   */
  readonly allowAllOutbound?: boolean;
}

/** @internal */
export interface BoundNetwork {
  readonly config: CfnHarness.NetworkConfigurationProperty;
  /** What can be connected to and from: only in a VPC. */
  readonly connections?: Connections;
  readonly vpc?: IVpc;
  /** The Availability Zones of its subnets, as far as they are known: only in a VPC. */
  readonly zones?: string[];
  /** To be said when everything else is bound. */
  readonly review: () => void;
}

/**
 * Where an agent's sessions run, and what they can reach.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agentcore-vpc.html
 */
export abstract class Network {
  /**
   * The service's own network, with a way to the internet and none to a VPC.
   */
  public static publicNetwork(): Network {
    return new PublicNetwork();
  }

  /**
   * A VPC: the sessions reach what their subnets and security groups reach.
   */
  public static vpc(vpc: IVpc, options: VpcNetworkOptions = {}): Network {
    return new VpcNetwork(vpc, options);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding): BoundNetwork;
}

class PublicNetwork extends Network {
  public _bind(): BoundNetwork {
    return { config: { networkMode: 'PUBLIC' }, review: () => {} };
  }
}

/** Whose interfaces are in the network, when not those of an agent's sessions. */
const USERS: Partial<Record<Binding['kind'], string>> = { CapacityProvider: 'Instances of the capacity provider' };

class VpcNetwork extends Network {
  public constructor(
    private readonly vpc: IVpc,
    private readonly options: VpcNetworkOptions,
  ) {
    super();
  }

  public _bind(binding: Binding): BoundNetwork {
    const { securityGroups, allowAllOutbound } = this.options;
    if (securityGroups && allowAllOutbound !== undefined) {
      binding.faults.add(
        'network.allowAllOutbound has no effect on security groups that are given: leave one of both out',
      );
    }
    const groups = securityGroups ?? [
      new SecurityGroup(binding.scope, 'SecurityGroup', {
        vpc: this.vpc,
        allowAllOutbound,
        description: descriptionOf(binding.scope, USERS[binding.kind] ?? 'Sessions of the agent'),
      }),
    ];
    const selected = this.vpc.selectSubnets(this.options.subnets);
    return {
      config: {
        networkMode: 'VPC',
        networkModeConfig: {
          subnets: subnetIdsOf(selected),
          securityGroups: groups.map((group) => group.securityGroupId),
        },
      },
      connections: new Connections({ securityGroups: groups }),
      vpc: this.vpc,
      zones: zonesOf(selected.subnets),
      review: () => this.review(binding, selected),
    };
  }

  private review(binding: Binding, selected: SelectedSubnets): void {
    const ids = new Set(selected.subnetIds);
    if (this.vpc.publicSubnets.some((subnet) => ids.has(subnet.subnetId))) {
      Annotations.of(binding.scope).addWarningV2(
        'cdk-agentcore:publicSubnets',
        'network: sessions get no public IP address, so a public subnet gives them no way to the internet. Choose private subnets',
      );
    }
    // An imported VPC does not show its endpoints.
    if (this.vpc instanceof Vpc && this.vpc.isolatedSubnets.some((subnet) => ids.has(subnet.subnetId))) {
      this.reviewWaysOut(binding);
    }
  }

  /** As far as the endpoints are made before the agent. */
  private reviewWaysOut(binding: Binding): void {
    const endpoints = this.vpc.node.root.node
      .findAll()
      .filter((child): child is CfnVPCEndpoint => child instanceof CfnVPCEndpoint)
      .filter((endpoint) => endpoint.vpcId === this.vpc.vpcId);
    const names = endpoints.map((endpoint) => JSON.stringify(binding.stack.resolve(endpoint.serviceName)));
    const services = [...binding.services].filter((service) => service !== INTERNET);
    const missing = services.filter((service) => !names.some((name) => name.includes(`.${service}"`))).sort();
    if (missing.length > 0) {
      Annotations.of(binding.scope).addWarningV2(
        'cdk-agentcore:noWayOut',
        `network: the subnets are isolated, and the VPC has no endpoint yet for ${missing.join(', ')}, which the agent calls. Add the endpoints before the agent, or choose subnets with a way out`,
      );
    }
    if (binding.services.has(INTERNET)) {
      Annotations.of(binding.scope).addWarningV2(
        'cdk-agentcore:noInternet',
        'network: the subnets are isolated, and the agent calls what is on the internet: a model of another provider, a remote MCP server, or a Git repository. Choose subnets with a way out',
      );
    }
  }
}

/**
 * Until a VPC is looked up, its ids are placeholders, which must not be judged: the error would keep it from being looked up.
 *
 * @internal
 */
export function subnetIdsOf({ isPendingLookup, subnetIds }: SelectedSubnets): string[] {
  return isPendingLookup ? Lazy.list({ produce: () => subnetIds }) : subnetIds;
}

/**
 * What a security group is for, in the characters that EC2 takes.
 *
 * Another description makes another group, so it is that of the path in the stack, which may move into a stage.
 *
 * @internal
 */
export function descriptionOf(of: IConstruct, what: string): string {
  return `${what} ${Names.stackRelativeConstructPath(of)}`
    .replace(/[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g, '-')
    .slice(0, 255);
}

/**
 * A subnet that was imported by its id does not know its Availability Zone.
 *
 * @internal
 */
export function zonesOf(subnets: ISubnet[]): string[] {
  return subnets.flatMap((subnet) => {
    try {
      return [subnet.availabilityZone];
    } catch {
      return [];
    }
  });
}
