import {
  CfnRoute,
  CfnVPC,
  CfnVPCEndpoint,
  type ISubnet,
  type IVPCEndpointRef,
  type IVPCRef,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { propertyOf, resourceOf } from './resource';

/** Returns the ID of the VPC of a security group or a subnet: `undefined` for an import. */
export function vpcIdOf(resource: IConstruct): string | undefined {
  return (resource.node.defaultChild as { readonly vpcId?: string } | undefined)?.vpcId;
}

/** Returns the DNS attributes that are switched off in a VPC of this app. */
export function dnsAttributesOff(vpc: IVpc): string[] {
  const resource = resourceOf(vpc, CfnVPC.isCfnVPC);
  return resource
    ? ['enableDnsSupport', 'enableDnsHostnames'].filter((attribute) => propertyOf(resource, attribute) === false)
    : [];
}

/** Whether the app adds a default route to the route table of a subnet, for example to a transit gateway. */
export function hasDefaultRoute({ node, routeTable }: ISubnet): boolean {
  return node.root.node
    .findAll()
    .some(
      (child) =>
        CfnRoute.isCfnRoute(child) &&
        child.routeTableId === routeTable.routeTableId &&
        child.destinationCidrBlock === '0.0.0.0/0',
    );
}

/**
 * Returns the VPC endpoints of a VPC for a service that are defined so far: `undefined` for a VPC that is imported, whose
 * endpoints are not known.
 */
export function vpcEndpointsOf(vpc: IVPCRef, service: string): CfnVPCEndpoint[] | undefined {
  const isKnown = resourceOf(vpc, CfnVPC.isCfnVPC);
  const serviceOf = (endpoint: CfnVPCEndpoint) => JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName));
  return isKnown
    ? allVpcEndpointsOf(vpc).filter((endpoint) => serviceOf(endpoint).includes(`.${service}"`))
    : undefined;
}

/** Returns the name of the service of a VPC endpoint, or its end after the Region. `undefined` if it is not known. */
export function serviceOfVpcEndpoint(endpoint: IVPCEndpointRef): string | undefined {
  const resource = resourceOf(endpoint, CfnVPCEndpoint.isCfnVPCEndpoint);
  const name = resource && Stack.of(resource).resolve(resource.serviceName);
  const end: unknown = typeof name === 'string' ? name : name?.['Fn::Join']?.[1]?.at(-1);
  return typeof end === 'string' ? end.replace(/^\./, '') : undefined;
}

/** Returns all VPC endpoints of a VPC that are defined so far. */
export function allVpcEndpointsOf(vpc: IVPCRef): CfnVPCEndpoint[] {
  return vpc.node.root.node
    .findAll()
    .filter(CfnVPCEndpoint.isCfnVPCEndpoint)
    .filter((endpoint) => endpoint.vpcId === vpc.vpcRef.vpcId);
}
