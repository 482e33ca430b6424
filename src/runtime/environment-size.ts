import type { CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations, Tokenization } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** The equals sign and the terminator of one variable, in bytes. */
const SEPARATORS = 2;

/** The maximum size of all environment variables together. */
export interface EnvironmentLimit {
  readonly bytes: number;
  /** The limit, as messages show it. */
  readonly text: string;
}

export function environmentLimitOf(platform = 'V1', isCode: boolean): EnvironmentLimit {
  const bytes = platform === 'V2' ? (isCode ? 1536 : 2560) : 4096;
  return { bytes, text: `at most ${bytes} bytes in total on platform version ${platform}` };
}

/**
 * Returns the size of the environment variables that are known at synth, and the size of their separators, in bytes.
 */
function sizeOf(environment: Record<string, string>): { readonly size: number; readonly separators: number } {
  const known = Object.entries(environment).filter(([, value]) => !isUnknown(value));
  const size = known.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  return { size, separators: SEPARATORS * known.length };
}

export function checkEnvironmentSize(
  errors: ValidationErrors,
  environment: Record<string, string>,
  { bytes, text }: EnvironmentLimit,
): void {
  const { size } = sizeOf(environment);
  if (size > bytes) {
    errors.add(
      `environment must be ${text}, got ${size} bytes. Store large values in AWS Systems Manager Parameter Store.`,
    );
  }
}

/**
 * AWS does not document whether the separators between names and values count, so a size that is exceeded only with
 * separators is a warning. Variables can be added until synthesis.
 */
export function reviewEnvironmentSize(scope: Construct, resource: CfnRuntime, { bytes, text }: EnvironmentLimit): void {
  scope.node.addValidation({
    validate: () => {
      const { environmentVariables } = resource;
      const { size, separators } = Tokenization.isResolvable(environmentVariables)
        ? { size: 0, separators: 0 }
        : sizeOf(environmentVariables ?? {});
      if (size <= bytes && size + separators > bytes) {
        Annotations.of(scope).addWarningV2(
          'cdk-agentcore:environmentSize',
          `environment must be ${text}, and has ${size} bytes without separators. AWS does not document whether separators count. Store large values in AWS Systems Manager Parameter Store.`,
        );
      }
      return [];
    },
  });
}
