import type { CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Binding } from '../../private/iam/binding';
import { duplicatesOf } from '../../private/validation/duplicates';
import { amount, quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import type { BoundNetwork } from '../network';
import { CapacityProviderVolume, type Filesystem } from './filesystem';
import { VOLUME } from './filesystem-kind';

/**
 * Binds all file systems of an agent, and checks the rules across file systems.
 *
 * @internal
 */
export function bindFilesystems(
  binding: Binding,
  filesystems: Filesystem[],
  network?: BoundNetwork,
  instances?: { readonly volumeNames?: string[] },
): CfnRuntime.FilesystemConfigurationProperty[] {
  const onInstances = instances !== undefined;
  const paths = filesystems.map((filesystem) => filesystem.mountPath.replace(/\/$/, ''));
  for (const path of duplicatesOf(paths)) {
    binding.errors.add(
      `filesystems must have different mount paths, got ${path} ${paths.filter((other) => other === path).length} times. Change the mountPath.`,
    );
  }
  for (const path of new Set(paths.filter((one) => /^\/mnt\/\.\.?$/.test(one)))) {
    binding.errors.add(
      `filesystems: mountPath must be a directory below /mnt, got ${quote(path)}. Use a path such as "/mnt/work".`,
    );
  }
  for (const kind of new Set(filesystems.map((filesystem) => filesystem._kind))) {
    const count = filesystems.filter((filesystem) => filesystem._kind === kind).length;
    if (count > kind.most) {
      binding.errors.add(
        `filesystems must have at most ${amount(kind.most, 'entries')} of type ${kind.name}, got ${amount(count, 'entries')}.`,
      );
    }
    if ((kind === VOLUME) !== onInstances) {
      binding.errors.add(
        onInstances
          ? `filesystems: ${kind.name} is not supported with a capacity provider. Use Filesystem.volume.`
          : `filesystems: Filesystem.volume is supported only on a Runtime with a capacity provider. Set capacityProvider, or use another file system.`,
      );
    }
    if (kind.needsVpc && !network?.connections && !onInstances) {
      binding.errors.add(
        `filesystems: ${kind.name} requires a VPC, got the public network. Set network: Network.vpc(…).`,
      );
    }
  }
  checkVolumes(binding, filesystems, instances?.volumeNames);
  return filesystems.map((filesystem) => filesystem._bind(binding, network));
}

function checkVolumes({ errors }: Binding, filesystems: Filesystem[], names?: string[]): void {
  const mounted = filesystems.flatMap((filesystem) => (filesystem instanceof CapacityProviderVolume ? filesystem : []));
  for (const { volumeName, mountPath } of mounted) {
    const isKnown = names && !isUnknown(names) && !isUnknown(volumeName);
    if (isKnown && !names.includes(volumeName) && !names.some((name) => isUnknown(name))) {
      const theirs = names.length > 0 ? names.map((name) => JSON.stringify(name)).join(', ') : 'which has no volumes';
      errors.add(
        `filesystems: volumeName at ${mountPath} must be a volume of the capacity provider (${theirs}), got ${quote(volumeName)}. Use the name of a volume.`,
      );
    }
  }
}
