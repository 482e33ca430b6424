import { CfnCapacityProvider, CfnRuntime, type IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  CfnNatGateway,
  CfnNetworkAclEntry,
  CfnRoute,
  CfnSecurityGroup,
  CfnSecurityGroupEgress,
  CfnSecurityGroupIngress,
  CfnSubnet,
  CfnSubnetNetworkAclAssociation,
  CfnSubnetRouteTableAssociation,
  CfnVPCEndpoint,
  CfnVPCGatewayAttachment,
} from 'aws-cdk-lib/aws-ec2';
import { CfnResource, Stack, Stage } from 'aws-cdk-lib/core';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { propertyOf, resourceOf } from '../../private/known/resource';
import { sourceOf } from '../../private/known/source';

/**
 * Returns everything in this app that a runtime in a VPC needs to reach the network: routes, NAT gateways, VPC
 * endpoints and security group rules. It is evaluated at synth, so the order in which they are defined does not matter.
 *
 * @param user The construct that waits for it
 */
export function egressOf(runtime: IRuntimeRef, user: IConstruct): IDependable {
  const egress: IDependable = {};
  Dependable.implement(egress, {
    get dependencyRoots() {
      return new Egress(runtime, user).resources();
    },
  });
  return egress;
}

/** The resources or literal IDs to which values refer. */
class Named {
  private readonly sources: Set<unknown>;

  public constructor(values: unknown[]) {
    this.sources = new Set(values.filter((value) => value !== undefined).map(sourceOf));
  }

  public has(value: unknown): boolean {
    return value !== undefined && this.sources.has(sourceOf(value));
  }

  public get constructs(): IConstruct[] {
    return [...this.sources].filter((source) => typeof source === 'object') as IConstruct[];
  }
}

class Egress {
  private readonly all: CfnResource[];

  public constructor(
    private readonly runtime: IRuntimeRef,
    private readonly user: IConstruct,
  ) {
    // Resources of one stage cannot depend on resources of another.
    this.all = (Stage.of(user) ?? user.node.root).node.findAll().filter(CfnResource.isCfnResource);
  }

  public resources(): CfnResource[] {
    const resource = resourceOf(this.runtime, CfnRuntime.isCfnRuntime);
    const { subnets, groups } = resource ? this.networkOf(resource) : { subnets: [], groups: [] };
    if (!resource || subnets.length === 0) {
      return [];
    }
    const inSubnets = new Named(subnets);
    const inGroups = new Named(groups);
    const routes = this.routesOf(inSubnets);
    const natGateways = new Named(routes.filter(CfnRoute.isCfnRoute).map(({ natGatewayId }) => natGatewayId));
    const publicSubnets = natGateways.constructs.filter(CfnNatGateway.isCfnNatGateway).map((nat) => nat.subnetId);
    const vpcs = new Named([
      ...inSubnets.constructs.filter(CfnSubnet.isCfnSubnet).map(({ vpcId }) => vpcId),
      ...inGroups.constructs.filter(CfnSecurityGroup.isCfnSecurityGroup).map(({ vpcId }) => vpcId),
      ...this.all
        .filter(CfnVPCEndpoint.isCfnVPCEndpoint)
        .filter(({ subnetIds = [] }) => subnetIds.some((subnetId) => inSubnets.has(subnetId)))
        .map(({ vpcId }) => vpcId),
    ]);
    const endpoints = this.all.filter(CfnVPCEndpoint.isCfnVPCEndpoint).filter(({ vpcId }) => vpcs.has(vpcId));
    const near = new Set(
      [this.user, resource, ...inSubnets.constructs, ...inGroups.constructs].map((one) => Stack.of(one)),
    );
    const needed = [
      ...routes,
      ...natGateways.constructs.filter(CfnNatGateway.isCfnNatGateway),
      ...this.routesOf(new Named(publicSubnets)),
      ...this.attachmentsOf(vpcs),
      ...this.rulesOf(new Named([...groups, ...endpoints.flatMap(({ securityGroupIds = [] }) => securityGroupIds)])),
    ].filter(({ stack }) => near.has(stack));
    return [...needed, ...endpoints.filter(({ stack }) => near.has(stack) || !dependsOn(stack, Stack.of(this.user)))];
  }

  private networkOf(runtime: CfnRuntime): { readonly subnets: unknown[]; readonly groups: unknown[] } {
    const arn = propertyOf(runtime, 'capacityProviderConfiguration', 'capacityProviderArn');
    const provider = sourceOf(arn);
    const at = (...path: string[]) => {
      const value = CfnCapacityProvider.isCfnCapacityProvider(provider)
        ? propertyOf(provider, 'computeConfiguration', 'ec2Configuration', 'vpcConfiguration', ...path)
        : propertyOf(runtime, 'networkConfiguration', 'networkModeConfig', ...path);
      return Array.isArray(value) ? value : [];
    };
    return { subnets: at('subnets'), groups: at('securityGroups') };
  }

  /** The routes and network ACL entries of subnets, with the resources that associate them with the subnets. */
  private routesOf(subnets: Named): CfnResource[] {
    const tableAssociations = this.all
      .filter(CfnSubnetRouteTableAssociation.isCfnSubnetRouteTableAssociation)
      .filter(({ subnetId }) => subnets.has(subnetId));
    const tables = new Named(tableAssociations.map(({ routeTableId }) => routeTableId));
    const aclAssociations = this.all
      .filter(CfnSubnetNetworkAclAssociation.isCfnSubnetNetworkAclAssociation)
      .filter(({ subnetId }) => subnets.has(subnetId));
    const acls = new Named(aclAssociations.map(({ networkAclId }) => networkAclId));
    return [
      ...tableAssociations,
      ...this.all.filter(CfnRoute.isCfnRoute).filter(({ routeTableId }) => tables.has(routeTableId)),
      ...aclAssociations,
      ...this.all.filter(CfnNetworkAclEntry.isCfnNetworkAclEntry).filter(({ networkAclId }) => acls.has(networkAclId)),
    ];
  }

  private attachmentsOf(vpcs: Named): CfnResource[] {
    return this.all.filter(CfnVPCGatewayAttachment.isCfnVPCGatewayAttachment).filter(({ vpcId }) => vpcs.has(vpcId));
  }

  /** The security group rules in which a group is the source or the destination. */
  private rulesOf(groups: Named): CfnResource[] {
    return [
      ...this.all
        .filter(CfnSecurityGroupIngress.isCfnSecurityGroupIngress)
        .filter((rule) => groups.has(rule.groupId) || groups.has(rule.sourceSecurityGroupId)),
      ...this.all
        .filter(CfnSecurityGroupEgress.isCfnSecurityGroupEgress)
        .filter((rule) => groups.has(rule.groupId) || groups.has(rule.destinationSecurityGroupId)),
    ];
  }
}

function dependsOn(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some((dependency) => dependency === other || dependsOn(dependency, other));
}
