import type { IHarnessRef, IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnRule, type IRuleRef, type IRuleTarget, type RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { TaskInput, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { Annotations, type Duration, Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Endpoint } from '../agent/endpoint';
import { ARNS } from '../private/validation/arn';
import { checkReference, OWN_REGION } from '../private/validation/environment';
import { ValidationErrors } from '../private/validation/validation-errors';
import { checkText } from './agent-task';
import { checkRetries, checkStandardQueue, newRole, permittedRole, retryPolicy, workflowOf } from './delivery';
import { EVENT, EventFields } from './event-fields';
import { type HarnessOverrides, InvokeHarness } from './invoke-harness';
import { InvokeRuntime } from './invoke-runtime';

/**
 * Options that rules for harnesses and runtimes have in common.
 *
 * @internal
 */
export interface EventOptions {
  /**
   * The endpoint of the agent to invoke.
   *
   * @default - the `DEFAULT` endpoint, which points to the newest version
   */
  readonly endpoint?: Endpoint;

  /**
   * The session ID. Events with the same session ID continue the same conversation. It can contain fields of the event.
   * Must be at least 33 characters long, at most 100 for a harness and at most 256 for a runtime.
   *
   * @default - a new session for each event
   */
  readonly sessionId?: string;

  /**
   * The IAM role that EventBridge assumes to start the workflow. The role gets only the permission that the target needs.
   *
   * @default - a new role
   */
  readonly role?: IRole;

  /**
   * The queue that receives events for which EventBridge could not start the workflow. Must be a standard queue in the
   * Region of the rule.
   *
   * @default - no dead-letter queue; such events are dropped
   */
  readonly deadLetterQueue?: IQueue;

  /**
   * The time for which EventBridge retries to start the workflow for an event. Must be between 1 minute and 24 hours.
   *
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration;

  /**
   * The maximum number of retries of EventBridge to start the workflow for an event. Must be between 0 and 185. The
   * workflow itself retries throttled invocations.
   *
   * @default 185
   */
  readonly retryAttempts?: number;
}

/** Options for `EventTarget.harness`. */
export interface HarnessEventOptions extends EventOptions {
  /**
   * The message of the user. Must be at least 1 character long. It can contain fields of the event
   * (`events.EventField`). A field that is an object becomes JSON, and a field that an event does not have is empty.
   */
  readonly prompt: string;

  /**
   * The ID of the actor whose events and memory records the harness stores and retrieves. It can contain fields of the
   * event.
   *
   * @default - the actor ID of the harness
   */
  readonly actorId?: string;

  /**
   * The model, limits and allowed tools of the invocation. Events cannot change them.
   *
   * @default - the configuration of the harness
   */
  readonly overrides?: HarnessOverrides;
}

/** Options for `EventTarget.runtime`. */
export interface RuntimeEventOptions extends EventOptions {
  /**
   * The request body, which is sent as JSON. It can contain fields of the event (`events.EventField`), which keep their
   * types. A field that an event does not have is omitted.
   *
   * @default - the whole event
   */
  readonly payload?: { [key: string]: unknown };

  /**
   * The ID of the user on whose behalf the agent is invoked. AgentCore does not verify the user ID. It can contain fields
   * of the event. The workflow gets the permission `bedrock-agentcore:InvokeAgentRuntimeForUser`.
   *
   * @default - the agent is not invoked on behalf of a user
   */
  readonly userId?: string;
}

/**
 * A target of an EventBridge rule that invokes an agent for each event that the rule matches.
 *
 * EventBridge cannot invoke agents itself. The target is therefore a Step Functions workflow with one task, which
 * receives the event, invokes the agent and waits at most 15 minutes. The execution history of the workflow contains
 * the responses.
 *
 * @example
 * declare const harness: agentcore.Harness;
 * new events.Rule(stack, 'Uploads', {
 *   eventPattern: { source: ['aws.s3'], detailType: ['Object Created'] },
 *   targets: [
 *     agentcore.EventTarget.harness(harness, {
 *       prompt: `Summarize the object ${events.EventField.fromPath('$.detail.object.key')}.`,
 *     }),
 *   ],
 * });
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
 */
export abstract class EventTarget implements IRuleTarget {
  /**
   * Invokes a harness with a prompt.
   *
   * @param harness A `Harness`, or a reference to a harness of any construct level, with IAM authorization
   * @param options The prompt, and the session, role and retries of the invocations
   *
   * @example
   * declare const agent: agentcore.Harness;
   * agentcore.EventTarget.harness(agent, {
   *   prompt: `Investigate the alarm ${events.EventField.fromPath('$.detail.alarmName')}.`,
   * });
   */
  public static harness(harness: IHarnessRef, options: HarnessEventOptions): EventTarget {
    return new HarnessEventTarget(harness, options);
  }

  /**
   * Invokes a runtime with the event, or with a payload. The response body must be one JSON document or text, not an
   * event stream.
   *
   * @param runtime A `Runtime`, or a reference to a runtime of any construct level, with IAM authorization
   * @param options The request body, and the session, role and retries of the invocations
   *
   * @example
   * declare const agent: agentcore.Runtime;
   * agentcore.EventTarget.runtime(agent, {
   *   payload: { order: events.EventField.fromPath('$.detail.orderId') },
   * });
   */
  public static runtime(runtime: IRuntimeRef, options: RuntimeEventOptions = {}): EventTarget {
    return new RuntimeEventTarget(runtime, options);
  }

  /** @internal */
  protected abstract readonly _options: EventOptions;

  /**
   * Returns the configuration of the target for a rule.
   *
   * @param rule The rule that invokes the agent
   * @param id The ID of the target, unique in the rule
   */
  public bind(rule: IRuleRef, id: string = 'Target'): RuleTargetConfig {
    const { retryAttempts = 185, maxEventAge, deadLetterQueue, role } = this._options;
    const scope = new Construct(rule as unknown as Construct, `${id}Agent`);
    const errors = new ValidationErrors(rule as unknown as Construct);
    checkRetries(errors, { retryAttempts, maxEventAge });
    if (deadLetterQueue) {
      const { queueArn, env } = deadLetterQueue;
      checkReference(errors, 'deadLetterQueue', { kind: ARNS.queue, arn: queueArn, env }, OWN_REGION);
    }
    checkStandardQueue(errors, deadLetterQueue, 'EventBridge');
    const task = this._bind(scope, errors);
    const { arn, statement } = workflowOf(scope, task);
    if (deadLetterQueue) {
      allowDeadLetters(rule, deadLetterQueue);
    }
    return {
      arn,
      role: role
        ? permittedRole(rule, 'EventTarget', role, [statement])
        : newRole(scope, principalOf(rule), [statement]),
      deadLetterConfig: deadLetterQueue && { arn: deadLetterQueue.queueArn },
      retryPolicy: retryPolicy({ retryAttempts, maxEventAge }),
    };
  }

  /**
   * The task of the workflow.
   *
   * @internal
   */
  protected abstract _bind(scope: Construct, errors: ValidationErrors): TaskStateBase;
}

class HarnessEventTarget extends EventTarget {
  public constructor(
    private readonly harness: IHarnessRef,
    protected readonly _options: HarnessEventOptions,
  ) {
    super();
  }

  protected _bind(scope: Construct, errors: ValidationErrors): TaskStateBase {
    const { harness, _options: options } = this;
    const { endpoint, overrides } = options;
    const fields = new EventFields(errors);
    const prompt = fields.text('prompt', options.prompt);
    const sessionId = fields.text('sessionId', options.sessionId);
    const actorId = fields.text('actorId', options.actorId);
    checkText(errors, 'prompt', {}, options.prompt, { min: 1 });
    errors.throwIfAny();
    return InvokeHarness.jsonata(scope, 'InvokeHarness', { harness, endpoint, prompt, sessionId, actorId, overrides });
  }
}

class RuntimeEventTarget extends EventTarget {
  public constructor(
    private readonly runtime: IRuntimeRef,
    protected readonly _options: RuntimeEventOptions,
  ) {
    super();
  }

  protected _bind(scope: Construct, errors: ValidationErrors): TaskStateBase {
    const { runtime, _options: options } = this;
    const fields = new EventFields(errors);
    const { endpoint } = options;
    const payload = options.payload
      ? TaskInput.fromObject(fields.json('payload', options.payload) as { [key: string]: unknown })
      : TaskInput.fromText(EVENT);
    const sessionId = fields.text('sessionId', options.sessionId);
    const userId = fields.text('userId', options.userId);
    errors.throwIfAny();
    return InvokeRuntime.jsonata(scope, 'InvokeRuntime', { runtime, endpoint, payload, sessionId, userId });
  }
}

/** EventBridge, on behalf of rules of the account. The ARN of the rule itself would be a circular reference. */
function principalOf(rule: IRuleRef): ServicePrincipal {
  const { account, region } = rule.env;
  const rules = Stack.of(rule).formatArn({ service: 'events', resource: 'rule', region, account, resourceName: '*' });
  return new ServicePrincipal('events.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': rules } },
  });
}

/** EventBridge sends to a dead-letter queue itself, not with the role of the target. */
function allowDeadLetters(rule: IRuleRef, queue: IQueue): void {
  const send = new PolicyStatement({
    sid: `AllowEventRule${Names.nodeUniqueId(rule.node)}`,
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': CfnRule.arnForRule(rule) } },
  });
  // The ARN of the rule would be a circular reference in the policy of the key.
  const encrypt = new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': rule.env.account } },
  });
  const missing = [
    ...(queue.addToResourcePolicy(send).statementAdded ? [] : [send]),
    ...(queue.encryptionMasterKey?.addToResourcePolicy(encrypt).statementAdded === false ? [encrypt] : []),
  ];
  if (missing.length > 0) {
    const statements = Stack.of(rule).resolve(missing.map((statement) => statement.toStatementJson()));
    Annotations.of(rule).addWarningV2(
      'cdk-agentcore:queueNotEditable',
      `the dead-letter queue ${queue.node.path} or its key was imported, so its policy cannot be changed. EventBridge cannot send events to the queue without the policy. Add these statements: ${JSON.stringify(statements)}`,
    );
  }
}
