import { type IRole, PolicyDocument, PolicyStatement, Role, type ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { AspectPriority, Aspects, type Duration, type ResourceEnvironment } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { seconds } from '../private/durations';
import { grantTo } from '../private/iam/grant';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** How long, and how often, EventBridge retries to deliver an event. */
export interface Retries {
  readonly retryAttempts: number;
  readonly maxEventAge?: Duration;
}

/** Checks a retry policy. The bounds of schedules and of rules are the same. */
export function checkRetries(errors: ValidationErrors, { retryAttempts, maxEventAge }: Retries): void {
  errors.checkInteger('retryAttempts', retryAttempts, 0, 185);
  errors.checkNumber('maxEventAge', maxEventAge && seconds(maxEventAge), 60, 86_400, 'seconds');
}

/** Checks that a dead-letter queue is not a FIFO queue. */
export function checkStandardQueue(errors: ValidationErrors, queue: IQueue | undefined, service: string): void {
  if (queue?.fifo === true) {
    errors.add(
      `deadLetterQueue must be a standard queue, got a FIFO queue. ${service} does not support FIFO queues as dead-letter queues.`,
    );
  }
}

/** Renders a retry policy, with the defaults of the service. */
export function retryPolicy({ retryAttempts, maxEventAge }: Retries) {
  return {
    maximumEventAgeInSeconds: maxEventAge ? seconds(maxEventAge) : 86_400,
    maximumRetryAttempts: retryAttempts,
  };
}

/** A workflow of one task, and the permission to start it. */
export function workflowOf(scope: Construct, task: TaskStateBase): { arn: string; statement: PolicyStatement } {
  const workflow = new StateMachine(scope, 'Workflow', { definitionBody: DefinitionBody.fromChainable(task) });
  const { stateMachineArn: arn } = workflow;
  return { arn, statement: new PolicyStatement({ actions: ['states:StartExecution'], resources: [arn] }) };
}

/** A new role whose permissions are inline, so the role has them when the first event arrives. */
export function newRole(scope: Construct, assumedBy: ServicePrincipal, statements: PolicyStatement[]): IRole {
  const inlinePolicies = { Invoke: new PolicyDocument({ statements }) };
  return new Role(scope, 'InvokeRole', { assumedBy, inlinePolicies });
}

/** The construct that a role delivers events for. */
export interface Deliverer extends IConstruct {
  readonly env: ResourceEnvironment;
}

/**
 * Adds the permissions to a role that the user passes. A warning contains the permissions of a role that cannot be
 * edited.
 *
 * @param method The class of the target in the warning
 */
export function permittedRole(scope: Deliverer, method: string, role: IRole, statements: PolicyStatement[]): IRole {
  const permissions = statements.map(({ actions, resources }) => ({ actions, resourceArns: resources }));
  const grant = grantTo({ scope, env: scope.env, method, policies: [] }, role, permissions);
  // Only the resource waits, which a schedule creates after its target. A workflow below the construct must not depend
  // on the permission to start it.
  const wait = (node: IConstruct) => node === scope.node.defaultChild && node.node.addDependency(grant);
  Aspects.of(scope).add({ visit: wait }, { priority: AspectPriority.MUTATING });
  return role;
}
