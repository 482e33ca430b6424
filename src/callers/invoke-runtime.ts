import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
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
import type { Construct } from 'constructs';
import { OWN_REGION } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { ValidationErrors } from '../private/validation/validation-errors';
import {
  checkTask,
  type InvokeAgentOptions,
  integrationArn,
  languageOf,
  metricsOf,
  newSessionId,
  renderRequest,
  retryThrottling,
} from './agent-task';
import { checkJson, checkLanguage, checkRendered, withTokensAsText } from './expressions';
import { checkInvoked, invokedRuntime, invokePermission } from './invoked-agent';
import { renderPayload } from './json-payload';

/** Options for `InvokeRuntime`, in either query language. */
export interface InvokeRuntimeOptions extends InvokeAgentOptions {
  /**
   * The runtime to invoke: a `Runtime`, or a reference to a runtime of any construct level. The runtime must use IAM
   * authorization.
   */
  readonly runtime: IRuntimeRef;

  /**
   * The request body. An object, and a value that an expression selects, are sent as JSON. A literal text, and in JSONata
   * also a text that an expression selects, is sent as it is.
   */
  readonly payload: TaskInput;
}

/** Properties of `InvokeRuntime.jsonPath`. */
export interface InvokeRuntimeJsonPathProps extends InvokeRuntimeOptions, TaskStateJsonPathBaseProps {}

/** Properties of `InvokeRuntime.jsonata`. */
export interface InvokeRuntimeJsonataProps extends InvokeRuntimeOptions, TaskStateJsonataBaseProps {}

/** Properties of `InvokeRuntime`. */
export interface InvokeRuntimeProps extends InvokeRuntimeOptions, TaskStateBaseProps {}

/**
 * A Step Functions task that invokes a runtime and waits for the response, at most 15 minutes. A timeout after 60
 * seconds has been reported, which AWS does not document.
 *
 * The field `Response` of the result contains the response body as a string. Pass `InvokeRuntime.jsonPathResult()` or
 * `InvokeRuntime.jsonataResult()` to parse a response body in JSON. The response body must not be an event stream.
 *
 * @example
 * declare const runtimeAgent: agentcore.Runtime;
 * const triage = agentcore.InvokeRuntime.jsonata(stack, 'Triage', {
 *   runtime: runtimeAgent,
 *   payload: sfn.TaskInput.fromObject({ prompt: '{% $states.input.question %}' }),
 *   outputs: agentcore.InvokeRuntime.jsonataResult(),
 * });
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export class InvokeRuntime extends TaskStateBase {
  /**
   * Creates a Step Functions task that invokes a runtime and waits for the response, with values in JSONPath. By default, the
   * task uses the `DEFAULT` endpoint and a new session, and retries throttled invocations. The task always fails
   * after 15 minutes, and the session of the runtime continues.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the task
   *
   * @example
   * declare const agent: agentcore.Runtime;
   * agentcore.InvokeRuntime.jsonPath(stack, 'Ask', {
   *   runtime: agent,
   *   payload: sfn.TaskInput.fromObject({ prompt: sfn.JsonPath.stringAt('$.question') }),
   * });
   */
  public static jsonPath(scope: Construct, id: string, props: InvokeRuntimeJsonPathProps): InvokeRuntime {
    return new InvokeRuntime(scope, id, props);
  }

  /**
   * Creates a Step Functions task that invokes a runtime and waits for the response, with values in JSONata. By default, the
   * task uses the `DEFAULT` endpoint and a new session, and retries throttled invocations. The task always fails
   * after 15 minutes, and the session of the runtime continues.
   *
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the task
   *
   * @example
   * declare const agent: agentcore.Runtime;
   * agentcore.InvokeRuntime.jsonata(stack, 'Ask', {
   *   runtime: agent,
   *   payload: sfn.TaskInput.fromObject({ prompt: '{% $states.input.question %}' }),
   * });
   */
  public static jsonata(scope: Construct, id: string, props: InvokeRuntimeJsonataProps): InvokeRuntime {
    return new InvokeRuntime(scope, id, { ...props, queryLanguage: QueryLanguage.JSONATA });
  }

  /**
   * Returns a `resultSelector` for JSONPath tasks, which parses the response body as JSON (`response`).
   *
   * @example
   * declare const agent: agentcore.Runtime;
   * agentcore.InvokeRuntime.jsonPath(stack, 'Ask', {
   *   runtime: agent,
   *   payload: sfn.TaskInput.fromObject({ prompt: sfn.JsonPath.stringAt('$.question') }),
   *   resultSelector: agentcore.InvokeRuntime.jsonPathResult(),
   * });
   */
  public static jsonPathResult(): { [key: string]: unknown } {
    return { response: JsonPath.stringToJson(JsonPath.stringAt('$.Response')) };
  }

  /**
   * Returns `outputs` for JSONata tasks, which parse the response body as JSON (`response`).
   *
   * @example
   * declare const agent: agentcore.Runtime;
   * agentcore.InvokeRuntime.jsonata(stack, 'Ask', {
   *   runtime: agent,
   *   payload: sfn.TaskInput.fromObject({ prompt: '{% $states.input.question %}' }),
   *   outputs: agentcore.InvokeRuntime.jsonataResult(),
   * });
   */
  public static jsonataResult(): { [key: string]: unknown } {
    return { response: '{% $parse($states.result.Response) %}' };
  }

  /** The CloudWatch metrics of the service integration: `undefined` if a task has none. */
  protected readonly taskMetrics?: TaskMetricsConfig;

  /** The permissions that the state machine gets: `undefined` if it assumes the role in `credentials`. */
  protected readonly taskPolicies?: PolicyStatement[];

  private readonly resourceArn: string;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the task
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: InvokeRuntimeProps,
  ) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id, props);
    const { runtime, endpoint, userId, credentials } = props;
    const errors = new ValidationErrors(this);
    const agent = invokedRuntime(runtime);
    checkInvoked(errors, agent, props, credentials ? { region: 'own', account: 'any' } : OWN_REGION, 'Step Functions');
    checkTask(errors, props, 256);
    checkJson(errors, 'payload', props.payload.value);
    checkLanguage(errors, this.values(), languageOf(props));
    errors.throwIfAny();

    this.resourceArn = integrationArn(this, 'aws-sdk:bedrockagentcore:invokeAgentRuntime');
    this.taskMetrics = metricsOf(this.resourceArn);
    // With credentials, Step Functions assumes another role, which has the permission.
    this.taskPolicies = credentials ? undefined : [invokePermission(agent, { endpoint, userId })];
    retryThrottling(this, props);
  }

  /** @internal */
  protected _renderTask(topLevelQueryLanguage?: QueryLanguage): object {
    const { runtime, endpoint, payload, userId } = this.props;
    const language = languageOf(this.props, topLevelQueryLanguage);
    checkRendered(this, this._renderTask, this.values(), language);
    const request = {
      AgentRuntimeArn: runtime.runtimeRef.agentRuntimeArn,
      Qualifier: endpoint?.endpointName,
      RuntimeSessionId: this.props.sessionId ?? newSessionId(language),
      RuntimeUserId: userId,
      ContentType: 'application/json',
      ...renderPayload(withTokensAsText(payload.value), language),
    };
    return { Resource: this.resourceArn, ...renderRequest(request, language) };
  }

  /** The values that expressions can select. */
  private values() {
    const { payload, sessionId, userId, resultSelector, outputs } = this.props;
    return { payload: payload.value, sessionId, userId, resultSelector, outputs };
  }
}
