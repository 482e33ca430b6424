import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Binding } from '../../private/iam/binding';
import { areDifferent } from '../../private/known/source';
import type { ArnKind } from '../../private/validation/arn';
import { checkReference, OWN } from '../../private/validation/environment';
import { checkDns } from '../vpc';
import type { MountOptions } from './mount-options';

/** Returns the part of a mount path that names the mount in IDs and statements. */
export function labelOf(mountPath: string): string {
  return mountPath.replace(/^\/mnt\/|\/$/g, '');
}

/**
 * Checks that sessions and mount targets are in the same VPC, and that the VPC resolves the names of mount targets.
 *
 * @param theirs The IDs of the VPCs of the mount targets, as far as they are known
 */
export function checkVpcOfMount({ errors }: Binding, mountPath: string, theirs: string[], vpc?: IVpc): void {
  if (!vpc) {
    return;
  }
  if (theirs.some((vpcId) => areDifferent(vpcId, vpc.vpcId))) {
    errors.add(
      `filesystems: ${mountPath} must have its mount targets in the VPC of the agent, got mount targets in another VPC. Use the same vpc for the file system and the network.`,
    );
  }
  checkDns(errors, `filesystems: the VPC of ${mountPath}`, vpc);
}

/** Checks the account and the Region of what is mounted. */
export function checkPlace({ errors }: Binding, mountPath: string, kind: ArnKind, arn: string): void {
  checkReference(errors, `filesystems: ${mountPath}`, { kind, arn }, OWN);
}

/** Grants the permission to mount, and to write unless the mount is read-only. */
export function permitMount(
  binding: Binding,
  mountPath: string,
  service: string,
  fileSystemArn: string,
  accessPointArn: string,
  { readOnly }: MountOptions,
): void {
  const conditions = { ArnEquals: { [`${service}:AccessPointArn`]: accessPointArn } };
  binding.permissions.add({
    feature: 'Filesystem',
    of: labelOf(mountPath),
    actions: [`${service}:ClientMount`, ...(readOnly ? [] : [`${service}:ClientWrite`])],
    resources: [fileSystemArn],
    conditions,
  });
  if (readOnly) {
    // The file system policy can allow clients to write, and a file system without a policy does. An explicit deny overrides it.
    binding.permissions.add({
      feature: 'FilesystemReadOnly',
      of: labelOf(mountPath),
      actions: [`${service}:ClientWrite`, `${service}:ClientRootAccess`],
      resources: [fileSystemArn],
      conditions,
      effect: 'Deny',
    });
  }
}
