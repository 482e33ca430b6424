import { CfnHarness, type IHarnessRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  JsonPath,
  QueryLanguage,
  type TaskInput,
  type TaskMetricsConfig,
  TaskStateBase,
  type TaskStateBaseProps,
  type TaskStateJsonataBaseProps,
  type TaskStateJsonPathBaseProps,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { HarnessLimits } from '../agent/harness-limits';
import type { Model } from '../agent/model';
import { seconds } from '../private/durations';
import { RoleBinding } from '../private/iam/binding';
import { propertyOf, resourceOf } from '../private/known/resource';
import { OWN } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { amount, quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import {
  checkSessionCharacters,
  checkTask,
  checkText,
  type InvokeAgentOptions,
  integrationArn,
  LONGEST_TASK,
  languageOf,
  metricsOf,
  newSessionId,
  renderRequest,
  retryThrottling,
  timeoutOf,
} from './agent-task';
import { checkLanguage, checkRendered } from './expressions';
import { messagesOfPrompt, problemsOfMessages } from './harness-messages';
import { checkInvoked, invokedHarness, invokePermission } from './invoked-agent';
import { bindOverrides } from './overrides';

/** The configuration of a harness that a workflow overrides for its invocations. */
export interface HarnessOverrides {
  /**
   * The model. The harness must list the model in `alternateModels`, or its execution role must be allowed to invoke
   * it.
   *
   * @default - the model of the harness
   */
  readonly model?: Model;

  /**
   * The system prompt. Must be at least 1 character long.
   *
   * @default - the system prompt of the harness
   */
  readonly systemPrompt?: string;

  /**
   * The limits of the invocation.
   *
   * @default - the limits of the harness
   */
  readonly limits?: HarnessLimits;

  /**
   * The tools that the model can use, in the syntax of `allowedTools` of the harness.
   *
   * @default - the allowed tools of the harness
   */
  readonly allowedTools?: string[];
}

/** Options for `InvokeHarness`, in either query language. */
export interface InvokeHarnessOptions extends InvokeAgentOptions {
  /**
   * The harness to invoke: a `Harness`, or a reference to a harness of any construct level. The harness must use IAM
   * authorization.
   */
  readonly harness: IHarnessRef;

  /**
   * The message of the user. Must be at least 1 character long. Set either `prompt` or `messages`.
   *
   * @default - `messages` are sent
   */
  readonly prompt?: string;

  /**
   * The messages to send, as a list of objects with `Role` (`user` or `assistant`) and `Content`, in PascalCase.
   *
   * @default - one message of the user with `prompt`
   */
  readonly messages?: TaskInput;

  /**
   * The ID of the actor whose events and memory records the harness stores and retrieves.
   *
   * @default - the actor ID of the harness
   */
  readonly actorId?: string;

  /**
   * The model, system prompt, limits and allowed tools of the invocation. Callers of the workflow cannot change them.
   *
   * @default - the configuration of the harness
   */
  readonly overrides?: HarnessOverrides;
}

/** Properties of `InvokeHarness.jsonPath`. */
export interface InvokeHarnessJsonPathProps extends InvokeHarnessOptions, TaskStateJsonPathBaseProps {}

/** Properties of `InvokeHarness.jsonata`. */
export interface InvokeHarnessJsonataProps extends InvokeHarnessOptions, TaskStateJsonataBaseProps {}

/** Properties of `InvokeHarness`. */
export interface InvokeHarnessProps extends InvokeHarnessOptions, TaskStateBaseProps {}

/**
 * A Step Functions task that invokes a harness and waits for the response, at most 15 minutes.
 *
 * The result has the fields `Output`, `StopReason`, `Usage` and `Metrics`. `Output` contains only the last message of the
 * model. To reduce the result to the text, the stop reason and the token usage, pass `InvokeHarness.jsonPathResult()` as
 * `resultSelector`, or `InvokeHarness.jsonataResult()` as `outputs`. The state fails after 15 minutes.
 *
 * @example
 * declare const harness: agentcore.Harness;
 * const review = agentcore.InvokeHarness.jsonPath(stack, 'Review', {
 *   harness,
 *   prompt: sfn.JsonPath.stringAt('$.question'),
 *   resultSelector: agentcore.InvokeHarness.jsonPathResult(),
 * });
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrockagentcore.html
 */
export class InvokeHarness extends TaskStateBase {
  /**
   * Creates a Step Functions task that invokes a harness and waits for the response, with values in JSONPath. By default, the
   * task uses the `DEFAULT` endpoint and a new session, and retries throttled invocations. The task always fails
   * after 15 minutes, and the harness continues until its own timeout.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the task
   *
   * @example
   * declare const harness: agentcore.Harness;
   * agentcore.InvokeHarness.jsonPath(stack, 'Ask', {
   *   harness,
   *   prompt: sfn.JsonPath.stringAt('$.question'),
   * });
   */
  public static jsonPath(scope: Construct, id: string, props: InvokeHarnessJsonPathProps): InvokeHarness {
    return new InvokeHarness(scope, id, props);
  }

  /**
   * Creates a Step Functions task that invokes a harness and waits for the response, with values in JSONata. By default, the
   * task uses the `DEFAULT` endpoint and a new session, and retries throttled invocations. The task always fails
   * after 15 minutes, and the harness continues until its own timeout.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the task
   *
   * @example
   * declare const harness: agentcore.Harness;
   * agentcore.InvokeHarness.jsonata(stack, 'Ask', {
   *   harness,
   *   prompt: '{% $states.input.question %}',
   * });
   */
  public static jsonata(scope: Construct, id: string, props: InvokeHarnessJsonataProps): InvokeHarness {
    return new InvokeHarness(scope, id, { ...props, queryLanguage: QueryLanguage.JSONATA });
  }

  /**
   * Returns a `resultSelector` for JSONPath tasks, which selects the first text block of the response (`text`), the
   * stop reason (`stopReason`) and the token usage (`usage`).
   *
   * @example
   * declare const harness: agentcore.Harness;
   * agentcore.InvokeHarness.jsonPath(stack, 'Ask', {
   *   harness,
   *   prompt: sfn.JsonPath.stringAt('$.question'),
   *   resultSelector: agentcore.InvokeHarness.jsonPathResult(),
   * });
   */
  public static jsonPathResult(): { [key: string]: unknown } {
    return {
      text: JsonPath.stringAt('$.Output.Message.Content[0].Text'),
      stopReason: JsonPath.stringAt('$.StopReason'),
      usage: JsonPath.objectAt('$.Usage'),
    };
  }

  /**
   * Returns `outputs` for JSONata tasks, which select the text of the response (`text`), the stop reason (`stopReason`)
   * and the token usage (`usage`).
   *
   * @example
   * declare const harness: agentcore.Harness;
   * agentcore.InvokeHarness.jsonata(stack, 'Ask', {
   *   harness,
   *   prompt: '{% $states.input.question %}',
   *   outputs: agentcore.InvokeHarness.jsonataResult(),
   * });
   */
  public static jsonataResult(): { [key: string]: unknown } {
    return {
      text: '{% $join([$states.result.Output.Message.Content.Text]) %}',
      stopReason: '{% $states.result.StopReason %}',
      usage: '{% $states.result.Usage %}',
    };
  }

  /** The CloudWatch metrics of the service integration: `undefined` if a task has none. */
  protected readonly taskMetrics?: TaskMetricsConfig;

  /** The permissions that the state machine gets: `undefined` if it assumes the role in `credentials`. */
  protected readonly taskPolicies?: PolicyStatement[];

  private readonly resourceArn: string;
  private readonly overridden: Record<string, unknown>;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the task
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: InvokeHarnessProps,
  ) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id, props);
    const { harness, prompt, messages, actorId, endpoint, userId, credentials, overrides = {} } = props;
    const binding = new RoleBinding(this, '');
    const { errors } = binding;
    const agent = invokedHarness(harness);
    checkInvoked(errors, agent, props, credentials ? { region: 'own', account: 'any' } : OWN, 'Step Functions');
    checkTask(errors, props, 100);
    checkSessionCharacters(errors, props);
    checkText(errors, 'prompt', props, prompt, { min: 1 });
    checkText(errors, 'actorId', props, actorId, { min: 1 });
    if ((prompt === undefined) === (messages === undefined)) {
      errors.add(`${prompt === undefined ? 'prompt or messages' : 'either prompt or messages, not both,'} must be set`);
    }
    for (const problem of messages ? problemsOfMessages(messages.value, props) : []) {
      errors.add(problem);
    }
    checkLanguage(errors, this.values(), languageOf(props));
    this.overridden = bindOverrides(binding, overrides);
    errors.throwIfAny();

    this.resourceArn = integrationArn(this, 'bedrockagentcore:invokeHarness');
    this.taskMetrics = metricsOf(this.resourceArn);
    // With credentials, Step Functions assumes another role, which has the permission.
    this.taskPolicies = credentials ? undefined : [invokePermission(agent, { endpoint, userId })];
    retryThrottling(this, props);
    this.reviewModel();
    this.reviewTimeout();
    this.reviewParameters();
  }

  /** @internal */
  protected _renderTask(topLevelQueryLanguage?: QueryLanguage): object {
    const { harness, endpoint, prompt, messages, actorId, userId } = this.props;
    const language = languageOf(this.props, topLevelQueryLanguage);
    checkRendered(this, this._renderTask, this.values(), language);
    const request = {
      HarnessArn: harness.harnessRef.harnessArn,
      Qualifier: endpoint?.endpointName,
      RuntimeSessionId: this.props.sessionId ?? newSessionId(language),
      RuntimeUserId: userId,
      ActorId: actorId,
      Messages: messages?.value ?? messagesOfPrompt(prompt ?? ''),
      ...this.overridden,
    };
    return { Resource: this.resourceArn, ...renderRequest(request, language) };
  }

  /** The values that expressions can select. */
  private values() {
    const { prompt, messages, sessionId, actorId, userId, overrides, resultSelector, outputs } = this.props;
    const systemPrompt = overrides?.systemPrompt;
    return {
      ...{ prompt, messages: messages?.value, sessionId, actorId, userId, resultSelector, outputs },
      'overrides.systemPrompt': systemPrompt,
    };
  }

  /** Warns about a model that the harness does not list, so its execution role may not be allowed to invoke it. */
  private reviewModel(): void {
    const { harness, overrides } = this.props;
    const { _modelIds: listed } = harness as { readonly _modelIds?: string[] };
    const modelId = overrides?.model?.modelId;
    if (modelId !== undefined && listed && ![modelId, ...listed].some(isUnknown) && !listed.includes(modelId)) {
      Annotations.of(this).addWarningV2(
        'cdk-agentcore:overrideModelNotListed',
        `overrides.model is ${quote(modelId)}, which the harness does not list. The invocation fails unless the execution role of the harness is allowed to invoke the model. Add the model to alternateModels of the harness.`,
      );
    }
  }

  /** Warns about a harness that continues to run, and to cost, after the task has failed. */
  private reviewTimeout(): void {
    const { harness, overrides } = this.props;
    const resource = resourceOf(harness, CfnHarness.isCfnHarness);
    const ofHarness = resource && (propertyOf(resource, 'timeoutSeconds') ?? 3600);
    const ofInvocation = overrides?.limits?.timeout ? seconds(overrides.limits.timeout) : ofHarness;
    const ofTask = timeoutOf(this.props) ?? LONGEST_TASK.toSeconds();
    if (typeof ofInvocation === 'number' && ofInvocation > ofTask) {
      Annotations.of(this).addWarningV2(
        'cdk-agentcore:harnessOutlivesTask',
        `the timeout of the harness is ${amount(ofInvocation, 'seconds')}, but Step Functions waits at most ${amount(ofTask, 'seconds')}. The harness continues to run and to incur costs after the task has timed out. Set limits.timeout of the harness, or overrides.limits.timeout, to at most ${amount(ofTask, 'seconds')}.`,
      );
    }
  }

  /** Warns about parameters of InvokeHarness that the page about the integration does not show. */
  private reviewParameters(): void {
    const { endpoint, userId } = this.props;
    const given = [...(endpoint ? ['endpoint'] : []), ...(userId === undefined ? [] : ['userId'])];
    if (given.length > 0) {
      Annotations.of(this).addWarningV2(
        'cdk-agentcore:undocumentedParameter',
        `AWS does not document whether the Step Functions integration for InvokeHarness supports ${given.join(' and ')}. The deployment of the state machine fails if it does not. Test it before you rely on it, or omit ${given.join(' and ')}.`,
      );
    }
  }
}
