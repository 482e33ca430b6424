import { CfnHarness, CfnRuntime, type IHarnessRef, type IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ResourceEnvironment } from 'aws-cdk-lib/core';
import type { IAgent } from '../agent/agent';
import type { Endpoint } from '../agent/endpoint';
import { type CallerActions, HARNESS_ACTIONS, RUNTIME_ACTIONS } from '../agent/grants';
import { agentCoreActions } from '../private/iam/access';
import { takesTokens } from '../private/known/agent';
import { resourceOf } from '../private/known/resource';
import { areDifferent } from '../private/known/source';
import { ARNS, type ArnKind } from '../private/validation/arn';
import { checkReference, type LocationRule } from '../private/validation/environment';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** The agent that a workflow or a schedule invokes. */
export interface InvokedAgent {
  /** The property by which users pass the agent. */
  readonly prop: 'harness' | 'runtime';
  readonly kind: ArnKind;
  readonly arn: string;
  readonly env: ResourceEnvironment;
  readonly takesTokens: boolean;
  readonly actions: CallerActions;
}

/** The caller of the agent, and the endpoint that it invokes. */
export interface Invocation {
  readonly endpoint?: Endpoint;
  readonly userId?: string;
}

export function invokedHarness(harness: IHarnessRef): InvokedAgent {
  return {
    prop: 'harness',
    kind: ARNS.harness,
    arn: harness.harnessRef.harnessArn,
    env: harness.env,
    takesTokens: isJwtAgent(harness) || takesTokens(resourceOf(harness, CfnHarness.isCfnHarness)),
    actions: HARNESS_ACTIONS,
  };
}

export function invokedRuntime(runtime: IRuntimeRef): InvokedAgent {
  return {
    prop: 'runtime',
    kind: ARNS.runtime,
    arn: runtime.runtimeRef.agentRuntimeArn,
    env: runtime.env,
    takesTokens: isJwtAgent(runtime) || takesTokens(resourceOf(runtime, CfnRuntime.isCfnRuntime)),
    actions: RUNTIME_ACTIONS,
  };
}

/** Whether an agent of this library, defined in the app or imported, uses JWT authorization. */
function isJwtAgent(agent: IHarnessRef | IRuntimeRef): boolean {
  return (agent as Partial<IAgent>)._takesTokens === true;
}

/**
 * Checks that an AWS service can invoke the agent with IAM permissions.
 *
 * @param rule Where the agent may be, compared with the construct that invokes it
 * @param caller The caller in messages
 */
export function checkInvoked(
  errors: ValidationErrors,
  agent: InvokedAgent,
  { endpoint }: Invocation,
  rule: LocationRule,
  caller: string,
): void {
  const { prop, kind, arn, env } = agent;
  checkReference(errors, prop, { kind, arn, env }, rule);
  if (agent.takesTokens) {
    errors.add(
      `${prop} must use IAM authorization, got an agent with JWT authorization. ${caller} signs requests with IAM credentials, which the agent rejects. Remove authorizer from the agent, or invoke it from a Lambda function that sends a token.`,
    );
  }
  if (endpoint && areDifferent(endpoint._agentArn, arn)) {
    errors.add(
      `endpoint must be an endpoint of ${prop}, got ${endpoint.node.path}, which belongs to another agent. Use an endpoint of the agent that is invoked.`,
    );
  }
}

/** The permission to invoke the agent through one endpoint. AgentCore checks the permission on both. */
export function invokePermission(
  { prop, arn, actions }: InvokedAgent,
  { endpoint, userId }: Invocation,
): PolicyStatement {
  return new PolicyStatement({
    actions: agentCoreActions(...(userId === undefined ? actions.invoke : actions.invokeForUser)),
    resources: [arn, endpoint?.endpointArn ?? `${arn}/${prop}-endpoint/DEFAULT`],
  });
}
