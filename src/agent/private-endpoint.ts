import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Lazy } from 'aws-cdk-lib/core';
import { ARNS, NOUNS } from '../private/validation/arn';
import { checkReference, type LocationRule, OWN_REGION } from '../private/validation/environment';
import { checkSecurityGroups } from '../private/validation/references';
import { reservedTagProblems } from '../private/validation/tags';
import type { ValidationErrors } from '../private/validation/validation-errors';
import { subnetIdsOf } from './network';
import { checkVpcOf } from './vpc';

/**
 * The IP address type of the network interfaces of a private endpoint.
 *
 * @example
 * const options: agentcore.PrivateEndpointVpcOptions = { ipAddressType: agentcore.EndpointIpAddressType.IPV6 };
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-private-idp.html
 */
export class EndpointIpAddressType {
  /** IPv4 addresses. */
  public static readonly IPV4 = new EndpointIpAddressType('IPV4');

  /** IPv6 addresses. */
  public static readonly IPV6 = new EndpointIpAddressType('IPV6');

  /**
   * An IP address type that this version of the library does not define yet.
   *
   * @param value The IP address type, as the AgentCore API names it
   */
  public static of(value: string): EndpointIpAddressType {
    return new EndpointIpAddressType(value);
  }

  private constructor(
    /** The IP address type, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** Options for `PrivateEndpoint.vpc`. */
export interface PrivateEndpointVpcOptions {
  /**
   * The subnets in which AgentCore creates the network interfaces of the private endpoint. Must select at least 1
   * subnet.
   *
   * @default - the private subnets, or the isolated subnets if the VPC has no private subnets
   */
  readonly subnets?: SubnetSelection;

  /**
   * The security groups of the network interfaces. Maximum 5.
   *
   * @default - the default security group of the VPC
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The IP address type of the network interfaces.
   *
   * @default EndpointIpAddressType.IPV4
   */
  readonly ipAddressType?: EndpointIpAddressType;

  /**
   * The domain to which AgentCore routes requests, for example the domain of an internal load balancer. Must be 3 to
   * 255 characters long.
   *
   * @default - the domain of the request
   */
  readonly routingDomain?: string;

  /**
   * The tags of the resources that AgentCore creates for the private endpoint. Maximum 50.
   *
   * @default - no tags
   */
  readonly tags?: { [key: string]: string };
}

/**
 * A private endpoint through which AgentCore reaches a resource in a VPC, for example an identity provider that is not
 * reachable from the internet.
 *
 * @example
 * const discoveryUrl = 'https://login.internal.example.com/.well-known/openid-configuration';
 * const authorizer = agentcore.Authorizer.jwt(discoveryUrl, {
 *   audiences: ['support-desk'],
 *   privateEndpoint: agentcore.PrivateEndpoint.vpc(vpc),
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-private-idp.html
 */
export abstract class PrivateEndpoint {
  /**
   * Uses a private endpoint that AgentCore creates and manages in a VPC.
   *
   * @param vpc The VPC, in the Region of the stack
   * @param options The subnets, by default the private subnets, the security groups, by default the default security
   *   group of the VPC, and the routing domain
   *
   * @example
   * const privateEndpoint = agentcore.PrivateEndpoint.vpc(vpc);
   */
  public static vpc(vpc: IVpc, options: PrivateEndpointVpcOptions = {}): PrivateEndpoint {
    return new ManagedEndpoint(vpc, options);
  }

  /**
   * Uses an existing Amazon VPC Lattice resource configuration.
   *
   * @param identifier The ID (`rcfg-` followed by 17 letters or digits) or the ARN of the resource configuration
   *
   * @example
   * const privateEndpoint = agentcore.PrivateEndpoint.latticeResource('rcfg-0123456789abcdef0');
   */
  public static latticeResource(identifier: string): PrivateEndpoint {
    return new LatticeEndpoint(identifier);
  }

  protected constructor() {}

  /** @internal */
  public abstract _render(errors: ValidationErrors, prop: string): CfnHarness.PrivateEndpointProperty;
}

class ManagedEndpoint extends PrivateEndpoint {
  public constructor(
    private readonly vpc: IVpc,
    private readonly options: PrivateEndpointVpcOptions,
  ) {
    super();
  }

  public _render(errors: ValidationErrors, prop: string): CfnHarness.PrivateEndpointProperty {
    checkReference(errors, `${prop}: the VPC`, { kind: NOUNS.vpc, env: this.vpc.env }, OWN_REGION);
    checkSecurityGroups(errors, `${prop}.securityGroups`, this.options.securityGroups);
    const selected = this.vpc.selectSubnets(this.options.subnets);
    checkVpcOf(errors, `${prop}.`, this.vpc, {
      subnets: selected.subnets,
      securityGroups: this.options.securityGroups,
    });
    if (selected.subnets.length === 0) {
      errors.addOf(
        `${prop}.subnets`,
        'must select at least 1 subnet, got 0 subnets. Select a subnet, or omit subnets.',
      );
    }
    for (const problem of reservedTagProblems(`${prop}.tags`, this.options.tags)) {
      errors.add(problem);
    }
    const { vpcId } = this.vpc;
    return {
      managedVpcResource: {
        vpcIdentifier: selected.isPendingLookup ? Lazy.string({ produce: () => vpcId }) : vpcId,
        subnetIds: subnetIdsOf(selected),
        securityGroupIds: this.options.securityGroups?.map((group) => group.securityGroupId),
        endpointIpAddressType: (this.options.ipAddressType ?? EndpointIpAddressType.IPV4).value,
        routingDomain: this.options.routingDomain,
        tags: this.options.tags,
      },
    };
  }
}

class LatticeEndpoint extends PrivateEndpoint {
  public constructor(private readonly identifier: string) {
    super();
  }

  public _render(errors: ValidationErrors, prop: string): CfnHarness.PrivateEndpointProperty {
    if (this.identifier.startsWith('arn:')) {
      // AWS RAM shares resource configurations with other accounts.
      const rule: LocationRule = { region: 'own', account: 'any' };
      checkReference(errors, prop, { kind: ARNS.latticeResource, arn: this.identifier }, rule);
    }
    return { selfManagedLatticeResource: { resourceConfigurationIdentifier: this.identifier } };
  }
}

/** @internal */
export interface PrivateEndpointSelection {
  readonly privateEndpoint?: PrivateEndpoint;
  readonly privateEndpointOverrides?: { [domain: string]: PrivateEndpoint };
}

/**
 * Renders the private endpoints of one identity provider.
 *
 * @param prop The property that the private endpoints belong to
 * @internal
 */
export function renderPrivateEndpoints(errors: ValidationErrors, prop: string, selection: PrivateEndpointSelection) {
  const { privateEndpoint, privateEndpointOverrides } = selection;
  const overrides = privateEndpointOverrides && Object.entries(privateEndpointOverrides);
  if (overrides?.length && !privateEndpoint) {
    errors.add(
      `${prop}.privateEndpointOverrides must be set together with privateEndpoint, got only privateEndpointOverrides. Set privateEndpoint.`,
    );
  }
  if (privateEndpoint && overrides?.some(([, endpoint]) => endpoint.constructor !== privateEndpoint.constructor)) {
    errors.add(
      `${prop}.privateEndpointOverrides must be created by the same factory as privateEndpoint. Use either PrivateEndpoint.vpc or PrivateEndpoint.latticeResource for all of them.`,
    );
  }
  return {
    privateEndpoint: privateEndpoint?._render(errors, `${prop}.privateEndpoint`),
    privateEndpointOverrides: overrides?.map(([domain, endpoint]) => ({
      domain,
      privateEndpoint: endpoint._render(errors, `${prop}.privateEndpointOverrides["${domain}"]`),
    })),
  };
}
