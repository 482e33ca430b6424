import type { CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Binding } from '../../private/iam/binding';
import { duplicatesOf } from '../../private/validation/duplicates';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import type { BoundNetwork } from '../network';
import { CapacityProviderVolume, type Filesystem } from './filesystem';
import { VOLUME } from './filesystem-kind';

/**
 * Binds all file systems of an agent, and checks what only shows between them.
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
      `filesystems: ${path} is mounted ${paths.filter((other) => other === path).length} times, give each its own path`,
    );
  }
  for (const path of new Set(paths.filter((one) => /^\/mnt\/\.\.?$/.test(one)))) {
    binding.errors.add(`filesystems: the mountPath must be a directory below /mnt, got ${quote(path)}. Use a name.`);
  }
  for (const kind of new Set(filesystems.map((filesystem) => filesystem._kind))) {
    const count = filesystems.filter((filesystem) => filesystem._kind === kind).length;
    if (count > kind.most) {
      binding.errors.add(`filesystems must have at most ${kind.most} of ${kind.name}, got ${count}`);
    }
    if ((kind === VOLUME) !== onInstances) {
      binding.errors.add(
        onInstances
          ? `filesystems: ${kind.name} cannot be mounted on a capacity provider: use Filesystem.volume`
          : `filesystems: ${kind.name} are those of a capacity provider: give capacityProvider to a Runtime`,
      );
    }
    if (kind.needsVpc && !network?.connections && !onInstances) {
      binding.errors.add(
        `filesystems: ${kind.name} is reached through a VPC: give network: Network.vpc(…), got the public network`,
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
      const theirs = names.length > 0 ? names.map((name) => JSON.stringify(name)).join(', ') : 'no volumes';
      errors.add(
        `filesystems: the capacity provider has no volume ${quote(volumeName)} to mount at ${mountPath}: it has ${theirs}`,
      );
    }
  }
}
