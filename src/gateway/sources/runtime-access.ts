import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Endpoint } from '../../agent/endpoint';
import { agentCoreActions } from '../../private/iam/access';
import { runtimeOf } from '../../private/known/agent';
import { areDifferent } from '../../private/known/source';
import { DOUBTFUL } from '../../private/validation/environment';
import { checkRuntime } from '../../private/validation/references';
import type { TargetBinding } from '../target-binding';
import { egressOf } from './egress';

/**
 * Grants the gateway's role to invoke a runtime through one of its endpoints, and makes the target wait until the
 * runtime can answer: the service may call it when the target is created.
 */
export function bindRuntimeAccess(binding: TargetBinding, runtime: IRuntimeRef, endpoint?: Endpoint): void {
  const { agentRuntimeArn } = runtime.runtimeRef;
  checkRuntime(binding.errors, 'source: the runtime', runtime, DOUBTFUL);
  if (endpoint && areDifferent(endpoint._agentArn, agentRuntimeArn)) {
    binding.errors.add(
      `source.endpoint must be an endpoint of the runtime ${runtime.node.id}, got an endpoint of another agent: ${endpoint.node.path}. Pass an endpoint of this runtime, or omit endpoint.`,
    );
  }
  binding.permitSigned({
    feature: 'TargetRuntime',
    of: runtime.node.id,
    actions: agentCoreActions('InvokeAgentRuntime'),
    resources: [agentRuntimeArn, `${agentRuntimeArn}/runtime-endpoint/${endpoint?.endpointName ?? 'DEFAULT'}`],
  });
  // Also for what is granted later to a role that the runtime was given.
  const { role } = runtimeOf(runtime);
  binding.prerequisites.push(runtime, ...(role ? [role] : []), ...(endpoint ? [endpoint] : []));
  binding.prerequisites.push(egressOf(runtime, binding.scope));
}
