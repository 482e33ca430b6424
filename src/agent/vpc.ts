import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { areDifferent } from '../private/known/source';
import { dnsAttributesOff, vpcIdOf } from '../private/known/vpc';
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
