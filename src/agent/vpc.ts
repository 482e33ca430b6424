import {
  CfnVPC,
  CfnVPCEndpoint,
  type ISecurityGroup,
  type ISubnet,
  type IVPCEndpointRef,
  type IVPCRef,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { areDifferent, isSwitchedOff, vpcIdOf } from '../private/known';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** The subnets and security groups of network interfaces. Amazon EC2 rejects those of another VPC. */
interface VpcParts {
  readonly subnets?: ISubnet[];
  readonly securityGroups?: ISecurityGroup[];
}

/**
 * Checks that subnets and security groups are in a VPC, as far as that is known.
 *
 * @param prop The property that they are part of, with a dot, or an empty string
 */
export function checkVpcOf(errors: ValidationErrors, prop: string, vpc: IVpc, parts: VpcParts): void {
  for (const [name, members = []] of Object.entries(parts)) {
    for (const [index, member] of members.entries()) {
      const vpcId = vpcIdOf(member);
      if (vpcId !== undefined && areDifferent(vpcId, vpc.vpcId)) {
        const what = name === 'subnets' ? 'a subnet' : 'a security group';
        errors.add(
          `${prop}${name}[${index}] must be in the VPC ${vpc.node.path}, got ${what} of another VPC, ${member.node.path}. Use ${what} of ${vpc.node.path}.`,
        );
      }
    }
  }
}

/** Checks that a VPC resolves the names of mount targets, as far as that is known. */
export function checkDns(errors: ValidationErrors, prop: string, vpc: IVpc): void {
  const off = dnsAttributesOff(vpc);
  if (off.length > 0) {
    errors.add(
      `${prop} must be a VPC with DNS support and DNS hostnames, because file systems are mounted by their DNS names, got a VPC without ${off.join(' and ')}. Set ${off.join(' and ')} to true.`,
    );
  }
}

/** Returns the DNS attributes that are switched off in a VPC of this app. */
export function dnsAttributesOff(vpc: IVpc): string[] {
  return (['enableDnsSupport', 'enableDnsHostnames'] as const).filter((attribute) => isSwitchedOff(vpc, attribute));
}

/**
 * Returns the VPC endpoints of a VPC for a service that are defined so far: `undefined` for a VPC that is imported, whose
 * endpoints are not known.
 */
export function vpcEndpointsOf(vpc: IVPCRef, service: string): CfnVPCEndpoint[] | undefined {
  const isKnown = [vpc, vpc.node.defaultChild].some(CfnVPC.isCfnVPC);
  const serviceOf = (endpoint: CfnVPCEndpoint) => JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName));
  return isKnown
    ? allVpcEndpointsOf(vpc).filter((endpoint) => serviceOf(endpoint).includes(`.${service}"`))
    : undefined;
}

/** Returns the name of the service of a VPC endpoint, or its end after the Region. `undefined` if it is not known. */
export function serviceOfVpcEndpoint(endpoint: IVPCEndpointRef): string | undefined {
  const resource = [endpoint, endpoint.node.defaultChild].find(
    (part): part is CfnVPCEndpoint => part instanceof CfnVPCEndpoint,
  );
  const name = resource && Stack.of(resource).resolve(resource.serviceName);
  const end: unknown = typeof name === 'string' ? name : name?.['Fn::Join']?.[1]?.at(-1);
  return typeof end === 'string' ? end.replace(/^\./, '') : undefined;
}

/** Returns all VPC endpoints of a VPC that are defined so far. */
export function allVpcEndpointsOf(vpc: IVPCRef): CfnVPCEndpoint[] {
  return vpc.node.root.node
    .findAll()
    .filter((child): child is CfnVPCEndpoint => child instanceof CfnVPCEndpoint)
    .filter((endpoint) => endpoint.vpcId === vpc.vpcRef.vpcId);
}
