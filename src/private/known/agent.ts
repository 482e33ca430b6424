import type { CfnHarness, CfnRuntime, IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { propertyOf } from './resource';

/** Whether callers of an agent need a token. */
export function takesTokens(resource?: CfnRuntime | CfnHarness): boolean {
  return resource !== undefined && propertyOf(resource, 'authorizerConfiguration') !== undefined;
}

/**
 * The properties that the L2 construct of a runtime has, in this library or in aws-cdk-lib. Empty for an L1 construct.
 */
export interface KnownRuntime {
  readonly role?: IRole;
  readonly agentRuntimeVersion?: string;
}

export function runtimeOf(runtime: IRuntimeRef): KnownRuntime {
  const { role, agentRuntimeVersion } = runtime as KnownRuntime;
  return { role, agentRuntimeVersion };
}
