import { InstanceArchitecture, type InstanceType } from 'aws-cdk-lib/aws-ec2';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';

interface Instances {
  readonly instanceTypes: InstanceType[];
  readonly architecture?: InstanceArchitecture;
}

export const OPERATING_SYSTEMS: Record<`${InstanceArchitecture}`, string> = {
  arm64: 'LINUX_ARM64',
  x86_64: 'LINUX_X86_64',
};

/** Returns the architecture of all instance types. It must be one, because the code of a runtime is built once. */
export function architectureOf(
  errors: ValidationErrors,
  { instanceTypes, architecture }: Instances,
): InstanceArchitecture {
  const typed = instanceTypes.filter((type) => !isUnknown(type.toString()));
  const known = typed.flatMap((type) => architectureOfType(type) ?? []);
  const all = [...new Set([...(architecture ? [architecture] : []), ...known])];
  if (all.length > 1) {
    errors.add(
      `instanceTypes must be of one architecture${architecture ? `, ${architecture}` : ''}, got ${[...new Set(known)].join(' and ')}. Create a capacity provider for each architecture.`,
    );
  }
  if (!architecture && known.length < typed.length) {
    const unread = typed.filter((type) => !architectureOfType(type)).map((type) => quote(type.toString()));
    errors.add(
      `architecture must be set, because the AWS CDK does not know the architecture of ${unread.join(', ')}. Set InstanceArchitecture.ARM_64 or InstanceArchitecture.X86_64.`,
    );
  } else if (all.length === 0 && instanceTypes.length > 0) {
    errors.add(
      'architecture must be set, because the instance types are tokens. Set InstanceArchitecture.ARM_64 or InstanceArchitecture.X86_64.',
    );
  }
  return all[0] ?? InstanceArchitecture.ARM_64;
}

/**
 * The AWS CDK reads the architecture from the name of an instance type, and throws an error for names it does not know.
 */
function architectureOfType(type: InstanceType): InstanceArchitecture | undefined {
  try {
    return type.architecture;
  } catch {
    return undefined;
  }
}
