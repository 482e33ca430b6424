import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Size, type Stack } from 'aws-cdk-lib/core';
import { CapacityProvider, type CapacityProviderProps, type Filesystem, Network } from '../../src';
import { vpcIn } from '../support/fixtures/parts';
import { runtimeIn } from '../support/helpers';

export const GIB = Size.gibibytes(10);
export const ARM = [new InstanceType('c8g.large')];

export function capacityIn(stack: Stack, props: Partial<CapacityProviderProps> = {}): CapacityProvider {
  return new CapacityProvider(stack, 'Capacity', { instanceTypes: ARM, network: Network.vpc(vpcIn(stack)), ...props });
}

export const onInstances = (stack: Stack, props: Partial<CapacityProviderProps>, filesystems: Filesystem[]) =>
  runtimeIn(stack, { capacityProvider: capacityIn(stack, props), filesystems });
