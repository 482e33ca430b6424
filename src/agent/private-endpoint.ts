import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Lazy } from 'aws-cdk-lib/core';
import { ARNS, NOUNS } from '../private/validation/arn';
import { checkReference, type LocationRule, OWN_REGION } from '../private/validation/environment';
import { checkSecurityGroups } from '../private/validation/references';
import { reservedTagProblems } from '../private/validation/resource-review';
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
  /** IPv4. */
  public static readonly IPV4 = new EndpointIpAddressType('IPV4');

  /** IPv6. */
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

/** How the service reaches into a VPC. */
export interface PrivateEndpointVpcOptions {
  /**
   * Where its network interfaces are.
   *
   * @default - the private subnets; of a VPC without any, the isolated ones
   */
  readonly subnets?: SubnetSelection;

  /**
   * Their security groups, at most 5.
   *
   * @default - the VPC's default security group
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The kind of their addresses.
   *
   * @default EndpointIpAddressType.IPV4
   */
  readonly ipAddressType?: EndpointIpAddressType;

  /**
   * The domain to route to, 3 to 255 characters, when it is not the one that is called: that of an internal load balancer.
   *
   * @default - the domain that is called
   */
  readonly routingDomain?: string;

  /**
   * Tags of the resources that the service makes for it, at most 50.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * A private way for the service to what is in a VPC: an identity provider that the internet does not see.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-private-idp.html
 */
export abstract class PrivateEndpoint {
  /**
   * One that the service makes and keeps in a VPC.
   */
  public static vpc(vpc: IVpc, options: PrivateEndpointVpcOptions = {}): PrivateEndpoint {
    return new ManagedEndpoint(vpc, options);
  }

  /**
   * A VPC Lattice resource configuration of your own.
   *
   * @param identifier its id, `rcfg-` and 17 characters, or its ARN
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
 * The private ways to one identity provider, whoever takes them.
 *
 * @param prop what has them
 * @internal
 */
export function renderPrivateEndpoints(errors: ValidationErrors, prop: string, selection: PrivateEndpointSelection) {
  const { privateEndpoint, privateEndpointOverrides } = selection;
  const overrides = privateEndpointOverrides && Object.entries(privateEndpointOverrides);
  if (overrides?.length && !privateEndpoint) {
    errors.add(`${prop}.privateEndpointOverrides needs a privateEndpoint beside it, got none`);
  }
  if (privateEndpoint && overrides?.some(([, endpoint]) => endpoint.constructor !== privateEndpoint.constructor)) {
    errors.add(
      `${prop}.privateEndpointOverrides must be of the same kind as privateEndpoint: all vpc, or all latticeResource`,
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
