import type { IHarnessRef, IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type ISchedule,
  type IScheduleTarget,
  type ScheduleTargetConfig,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Endpoint } from '../agent/endpoint';
import { OWN_REGION } from '../private/validation/environment';
import { quote } from '../private/validation/limit';
import { ValidationErrors } from '../private/validation/validation-errors';
import { checkText } from './agent-task';
import { checkRetries, checkStandardQueue, newRole, permittedRole, retryPolicy, workflowOf } from './delivery';
import { checkExpressions, checkJson, hasAttribute, withTokensAsText } from './expressions';
import { type HarnessOverrides, InvokeHarness } from './invoke-harness';
import { checkInvoked, invokedRuntime, invokePermission } from './invoked-agent';

/**
 * Options that schedules for harnesses and runtimes have in common.
 *
 * @internal
 */
export interface ScheduleOptions {
  /**
   * The endpoint of the agent to invoke.
   *
   * @default - the `DEFAULT` endpoint, which points to the newest version
   */
  readonly endpoint?: Endpoint;

  /**
   * The session ID. All invocations of the schedule then continue the same conversation. Must be at least 33 characters
   * long, at most 100 for a harness and at most 256 for a runtime. For a runtime, it can contain context attributes of
   * EventBridge Scheduler.
   *
   * @default - a new session for each invocation
   */
  readonly sessionId?: string;

  /**
   * The IAM role that EventBridge Scheduler assumes. The role gets only the permissions that the target needs.
   *
   * @default - a new role
   */
  readonly role?: IRole;

  /**
   * The queue that receives events which EventBridge Scheduler could not deliver. Must be a standard queue.
   *
   * @default - no dead-letter queue; such events are dropped
   */
  readonly deadLetterQueue?: IQueue;

  /**
   * The time for which EventBridge Scheduler retries an event. Must be between 1 minute and 24 hours.
   *
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration;
}

/** Options for `ScheduleTarget.runtime`. */
export interface RuntimeScheduleOptions extends ScheduleOptions {
  /**
   * The request body, which is sent as JSON. It can contain context attributes of EventBridge Scheduler.
   */
  readonly payload: { [key: string]: unknown };

  /**
   * The ID of the user on whose behalf the agent is invoked. AgentCore does not verify the user ID. The role of the
   * schedule gets the permission `bedrock-agentcore:InvokeAgentRuntimeForUser`.
   *
   * @default - the agent is not invoked on behalf of a user
   */
  readonly userId?: string;

  /**
   * The maximum number of retries of EventBridge Scheduler after an error or a timeout. Must be between 0 and 185. Each
   * retry invokes the agent again, even if the first invocation only timed out and is still running.
   *
   * @default 0
   */
  readonly retryAttempts?: number;
}

/** Options for `ScheduleTarget.harness`. */
export interface HarnessScheduleOptions extends ScheduleOptions {
  /**
   * The message of the user. Must be at least 1 character long. It can contain context attributes of EventBridge
   * Scheduler.
   */
  readonly prompt: string;

  /**
   * The ID of the actor whose events and memory records the harness stores and retrieves.
   *
   * @default - the actor ID of the harness
   */
  readonly actorId?: string;

  /**
   * The model, limits and allowed tools of the invocation.
   *
   * @default - the configuration of the harness
   */
  readonly overrides?: HarnessOverrides;

  /**
   * The maximum number of retries of EventBridge Scheduler to start the workflow. Must be between 0 and 185. The
   * workflow itself retries throttled invocations.
   *
   * @default 185
   */
  readonly retryAttempts?: number;
}

/**
 * The configuration of the target of a schedule.
 *
 * @internal
 */
export interface Bound {
  readonly arn: string;
  readonly input: Record<string, unknown>;
  readonly statement: PolicyStatement;
  readonly retryAttempts: number;
}

/**
 * A target of EventBridge Scheduler that invokes an agent.
 *
 * @example
 * declare const harness: agentcore.Harness;
 * new scheduler.Schedule(stack, 'Nightly', {
 *   schedule: scheduler.ScheduleExpression.cron({ hour: '3', minute: '0' }),
 *   target: agentcore.ScheduleTarget.harness(harness, { prompt: 'Summarize the tickets of yesterday.' }),
 * });
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
 */
export abstract class ScheduleTarget implements IScheduleTarget {
  /**
   * Invokes a runtime directly. EventBridge Scheduler waits about 30 seconds for the response and discards it, so the
   * agent should respond immediately and continue in the background. For longer work, schedule a workflow with
   * `InvokeRuntime`.
   *
   * @param runtime A `Runtime`, or a reference to a runtime of any construct level, with IAM authorization
   * @param options The request body, and the session, role and retries of the invocations
   *
   * @example
   * declare const agent: agentcore.Runtime;
   * agentcore.ScheduleTarget.runtime(agent, { payload: { prompt: 'Summarize the tickets of yesterday.' } });
   */
  public static runtime(runtime: IRuntimeRef, options: RuntimeScheduleOptions): ScheduleTarget {
    return new RuntimeScheduleTarget(runtime, options);
  }

  /**
   * Invokes a harness through a Step Functions workflow with one task, which waits at most 15 minutes. The execution
   * history of the workflow contains the responses.
   *
   * @param harness A `Harness`, or a reference to a harness of any construct level, with IAM authorization
   * @param options The prompt, which is required, the session, by default a new one for each invocation, the role that
   *   starts the workflow, by default a new one, and how often to retry the start, by default 185 times in 24 hours
   *
   * @example
   * declare const agent: agentcore.Harness;
   * agentcore.ScheduleTarget.harness(agent, { prompt: 'Summarize the tickets of yesterday.' });
   */
  public static harness(harness: IHarnessRef, options: HarnessScheduleOptions): ScheduleTarget {
    return new HarnessScheduleTarget(harness, options);
  }

  /** @internal */
  protected abstract readonly _options: ScheduleOptions;

  /**
   * Returns the configuration of the target for a schedule.
   *
   * @param schedule The schedule that invokes the agent
   */
  public bind(schedule: ISchedule): ScheduleTargetConfig {
    return configOf(schedule, this._options, this._bind(schedule));
  }

  /** @internal */
  protected abstract _bind(schedule: ISchedule): Bound;
}

class RuntimeScheduleTarget extends ScheduleTarget {
  public constructor(
    private readonly runtime: IRuntimeRef,
    protected readonly _options: RuntimeScheduleOptions,
  ) {
    super();
  }

  protected _bind(schedule: ISchedule): Bound {
    const { runtime, _options: options } = this;
    const { endpoint, sessionId, userId, payload, retryAttempts = 0 } = options;
    const errors = errorsOf(schedule, options, retryAttempts);
    const agent = invokedRuntime(runtime);
    checkInvoked(errors, agent, options, OWN_REGION, 'EventBridge Scheduler');
    checkNoInput(errors, { payload, sessionId, userId });
    checkJson(errors, 'payload', payload);
    if (!hasAttribute(sessionId)) {
      checkText(errors, 'sessionId', {}, sessionId, { min: 33, max: 256 });
    }
    checkText(errors, 'userId', {}, userId, { min: 1, max: 1024 });
    errors.throwIfAny();
    const input = {
      AgentRuntimeArn: agent.arn,
      Qualifier: endpoint?.endpointName,
      RuntimeSessionId: sessionId,
      RuntimeUserId: userId,
      ContentType: 'application/json',
      Payload: JSON.stringify(withTokensAsText(payload)),
    };
    const arn = Stack.of(schedule).formatArn({
      service: 'scheduler',
      region: '',
      account: '',
      resource: 'aws-sdk:bedrockagentcore:invokeAgentRuntime',
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    return { arn, input, retryAttempts, statement: invokePermission(agent, options) };
  }
}

class HarnessScheduleTarget extends ScheduleTarget {
  public constructor(
    private readonly harness: IHarnessRef,
    protected readonly _options: HarnessScheduleOptions,
  ) {
    super();
  }

  protected _bind(schedule: ISchedule): Bound {
    const { harness, _options: options } = this;
    const { prompt, endpoint, sessionId, actorId, overrides, retryAttempts = 185 } = options;
    const errors = errorsOf(schedule, options, retryAttempts);
    checkText(errors, 'prompt', {}, prompt, { min: 1 });
    const fixed = { sessionId, actorId, 'overrides.systemPrompt': overrides?.systemPrompt };
    checkNoInput(errors, { prompt, ...fixed });
    for (const [prop, value] of Object.entries(fixed)) {
      if (value !== undefined && hasAttribute(value)) {
        errors.addOf(
          prop,
          `must not contain attributes of EventBridge Scheduler, got ${quote(value)}. Only prompt can contain them`,
        );
      }
    }
    errors.throwIfAny();
    const scope = schedule as unknown as Construct;
    const task = InvokeHarness.jsonPath(scope, 'InvokeHarness', {
      harness,
      endpoint,
      sessionId,
      actorId,
      overrides,
      // The prompt is part of the input, in which EventBridge Scheduler replaces context attributes.
      prompt: JsonPath.stringAt('$.prompt'),
    });
    return { ...workflowOf(scope, task), input: { prompt }, retryAttempts };
  }
}

function errorsOf(schedule: ISchedule, options: ScheduleOptions, retryAttempts: number): ValidationErrors {
  const { maxEventAge, deadLetterQueue } = options;
  const errors = new ValidationErrors(schedule as unknown as Construct);
  checkRetries(errors, { retryAttempts, maxEventAge });
  checkStandardQueue(errors, deadLetterQueue, 'EventBridge Scheduler');
  return errors;
}

/** Rejects values of an input or an event: a schedule has neither. */
function checkNoInput(errors: ValidationErrors, values: Record<string, unknown>): void {
  checkExpressions(errors, values, { fix: 'Use a text, or an attribute of scheduler.ContextAttribute' });
}

function configOf(schedule: ISchedule, options: ScheduleOptions, bound: Bound): ScheduleTargetConfig {
  const { deadLetterQueue, maxEventAge } = options;
  const statements = [
    bound.statement,
    ...(deadLetterQueue
      ? [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] })]
      : []),
  ];
  const role = options.role
    ? permittedRole(schedule, 'ScheduleTarget', options.role, statements)
    : newRole(schedule as unknown as Construct, principalOf(schedule), statements);
  deadLetterQueue?.encryptionMasterKey?.grant(role, 'kms:GenerateDataKey', 'kms:Decrypt');
  return {
    arn: bound.arn,
    role,
    input: ScheduleTargetInput.fromObject(bound.input),
    deadLetterConfig: deadLetterQueue && { arn: deadLetterQueue.queueArn },
    retryPolicy: retryPolicy({ retryAttempts: bound.retryAttempts, maxEventAge }),
  };
}

/** EventBridge Scheduler, on behalf of the group of the schedule only. */
function principalOf(schedule: ISchedule): ServicePrincipal {
  const { account, region } = schedule.env;
  const { scheduleGroup } = schedule;
  const group = Stack.of(schedule).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    region,
    account,
    resourceName: scheduleGroup?.scheduleGroupName ?? 'default',
  });
  return new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': account,
        'aws:SourceArn': scheduleGroup?.scheduleGroupArn ?? group,
      },
    },
  });
}
