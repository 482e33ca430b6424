import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CfnResource, Duration, IResource } from 'aws-cdk-lib/core';
import { seconds } from '../private/durations';
import { permitKey } from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { ARNS, type ArnKind } from '../private/validation/arn';
import { createdAfter } from '../private/validation/circular-references';
import { duplicatesOf } from '../private/validation/duplicates';
import { checkReference, DOUBTFUL } from '../private/validation/environment';
import { isUnknown } from '../private/validation/unknown';

/**
 * The decision that AgentCore assumes if a Lambda function of a hook times out, fails or returns an invalid response.
 *
 * @example
 * agentcore.HookTarget.fromFunction(approve, { failureMode: agentcore.HookFailureMode.ALLOW });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-lifecycle-hooks.html
 */
export class HookFailureMode {
  /** Continues, as if the function had returned `allow`. */
  public static readonly ALLOW = new HookFailureMode('allow');

  /** Treats a failed or timed-out function as a denial. */
  public static readonly DENY = new HookFailureMode('deny');

  /**
   * A failure mode that this version of the library does not define yet.
   *
   * @param value The failure mode, as the AgentCore API names it
   */
  public static of(value: string): HookFailureMode {
    return new HookFailureMode(value);
  }

  private constructor(
    /** The failure mode, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** Options for `HookTarget.fromFunction`. */
export interface FunctionHookOptions {
  /**
   * The timeout of the Lambda function call. Must be between 1 and 900 seconds.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * The decision if the function times out, fails or returns an invalid response.
   *
   * @default HookFailureMode.DENY
   */
  readonly failureMode?: HookFailureMode;
}

/**
 * The target of a lifecycle hook, together with the permission to invoke it.
 *
 * @example
 * const target = agentcore.HookTarget.fromFunction(approve, { timeout: Duration.seconds(10) });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-lifecycle-hooks.html
 */
export abstract class HookTarget {
  /**
   * Invokes a Lambda function and waits for its decision.
   *
   * The function must return `{ "decision": "allow" }` or `{ "decision": "deny", "reason": "…" }`, with a reason of at
   * most 1,024 characters. If several functions handle the same event, one denial is enough.
   *
   * @example
   * agentcore.HookTarget.fromFunction(approve, { timeout: Duration.seconds(10) });
   *
   * @param fn The function
   * @param options The timeout and the failure mode
   */
  public static fromFunction(fn: IFunction, options: FunctionHookOptions = {}): HookTarget {
    return new FunctionTarget(fn, options);
  }

  /**
   * Publishes the event to an Amazon SNS topic. The agent loop continues without waiting for the delivery, and ignores
   * delivery errors.
   *
   * @example
   * declare const topic: sns.Topic;
   * agentcore.HookTarget.fromTopic(topic);
   *
   * @param topic The topic
   */
  public static fromTopic(topic: ITopic): HookTarget {
    return new TopicTarget(topic);
  }

  /**
   * Sends the event to an Amazon EventBridge event bus. The agent loop continues without waiting for the delivery, and
   * ignores delivery errors.
   *
   * The source of the event is `bedrock-agentcore.harness`, and the detail type is `Harness Lifecycle Hook`.
   *
   * @example
   * declare const eventBus: events.EventBus;
   * agentcore.HookTarget.fromEventBus(eventBus);
   *
   * @param eventBus The event bus
   */
  public static fromEventBus(eventBus: IEventBus): HookTarget {
    return new EventBusTarget(eventBus);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding, hookName: string): CfnHarness.HarnessHookTargetProperty;
}

/**
 * A lifecycle hook: a point of the agent loop of a harness at which AgentCore invokes a target.
 *
 * @example
 * const hook = agentcore.Hook.beforeToolCall('approve_refund', agentcore.HookTarget.fromFunction(approve));
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-lifecycle-hooks.html
 */
export class Hook {
  /**
   * Invokes the target before the agent loop starts. A denial stops the invocation with the stop reason `hook_stopped`.
   *
   * @example
   * agentcore.Hook.beforeInvocation('check_request', agentcore.HookTarget.fromFunction(approve));
   *
   * @param name The name of the hook, 1 to 64 letters, digits, underscores or hyphens, unique in the harness
   * @param target The function, topic or event bus to invoke, for example `HookTarget.fromFunction(fn)`
   */
  public static beforeInvocation(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ beforeInvocation: config }), target);
  }

  /**
   * Invokes the target after the agent loop ends. A denial is reported to the caller, and has no other effect.
   *
   * @example
   * declare const topic: sns.Topic;
   * agentcore.Hook.afterInvocation('audit', agentcore.HookTarget.fromTopic(topic));
   *
   * @param name The name of the hook, 1 to 64 letters, digits, underscores or hyphens, unique in the harness
   * @param target The function, topic or event bus to invoke, for example `HookTarget.fromFunction(fn)`
   */
  public static afterInvocation(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ afterInvocation: config }), target);
  }

  /**
   * Invokes the target before each tool call. If a function returns `{ "decision": "deny" }`, the agent loop continues
   * without the call. Errors and timeouts of a function deny the call by default. Topics and event buses cannot deny.
   *
   * @example
   * agentcore.Hook.beforeToolCall('approve', agentcore.HookTarget.fromFunction(approve));
   *
   * @param name The name of the hook, 1 to 64 letters, digits, underscores or hyphens, unique in the harness
   * @param target The function, topic or event bus to invoke, for example `HookTarget.fromFunction(fn)`
   */
  public static beforeToolCall(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ beforeToolCall: config }), target);
  }

  /**
   * Invokes the target after each tool call. A denial retains the result of the tool call, and stops the invocation
   * with the stop reason `hook_stopped`.
   *
   * @example
   * agentcore.Hook.afterToolCall('review', agentcore.HookTarget.fromFunction(approve));
   *
   * @param name The name of the hook, 1 to 64 letters, digits, underscores or hyphens, unique in the harness
   * @param target The function, topic or event bus to invoke, for example `HookTarget.fromFunction(fn)`
   */
  public static afterToolCall(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ afterToolCall: config }), target);
  }

  private constructor(
    /** The name of the hook. */
    public readonly hookName: string,
    private readonly at: (config: CfnHarness.HarnessBeforeToolCallHookProperty) => CfnHarness.HarnessHookProperty,
    private readonly target: HookTarget,
  ) {}

  /** @internal */
  public _bind(binding: Binding): CfnHarness.HarnessHookProperty {
    return this.at({ name: this.hookName, target: this.target._bind(binding, this.hookName) });
  }
}

/**
 * Binds all hooks of a harness, and checks that their names are unique.
 *
 * @internal
 */
export function bindHooks(binding: Binding, hooks: Hook[]): CfnHarness.HarnessHookProperty[] {
  const names = hooks.map((hook) => hook.hookName).filter((name) => !isUnknown(name));
  for (const name of duplicatesOf(names)) {
    binding.errors.addOf('hooks', `must have unique names, got "${name}" more than once. Rename one of the hooks.`);
  }
  return hooks.map((hook) => hook._bind(binding));
}

function checkTarget({ errors }: Binding, hookName: string, kind: ArnKind, arn: string, { env }: IResource): void {
  checkReference(errors, `hooks: the target of "${hookName}"`, { kind, arn, env }, DOUBTFUL);
}

class FunctionTarget extends HookTarget {
  public constructor(
    private readonly fn: IFunction,
    private readonly options: FunctionHookOptions,
  ) {
    super();
  }

  public _bind(binding: Binding, hookName: string): CfnHarness.HarnessHookTargetProperty {
    const { timeout, failureMode = HookFailureMode.DENY } = this.options;
    const arn = this.fn.functionArn;
    checkTarget(binding, hookName, ARNS.function, arn, this.fn);
    binding.permissions.add({ feature: 'Hook', of: hookName, actions: ['lambda:InvokeFunction'], resources: [arn] });
    binding.services.add('lambda');
    binding.onCreated.push((harness) => rejectCycle(binding, harness, hookName, arn));
    return { lambda: { arn, timeoutSeconds: timeout ? seconds(timeout) : 60, failureMode: failureMode.value } };
  }
}

/** Permissions and environment variables can be added to the function until synthesis. */
function rejectCycle({ scope }: Binding, harness: CfnResource, hookName: string, functionArn: string): void {
  scope.node.addValidation({
    validate: () => {
      const source = createdAfter(harness, functionArn);
      return source
        ? [
            `hooks: the target of "${hookName}" must not depend on the harness, got ${source.node.path}, which has an attribute of the harness in its role, its environment or what it depends on. CloudFormation rejects the circular dependency. Set harnessName, and allow the function to act on the ARN that ends with "harness/<harnessName>-*" instead.`,
          ]
        : [];
    },
  });
}

class TopicTarget extends HookTarget {
  public constructor(private readonly topic: ITopic) {
    super();
  }

  public _bind(binding: Binding, hookName: string): CfnHarness.HarnessHookTargetProperty {
    const arn = this.topic.topicArn;
    checkTarget(binding, hookName, ARNS.topic, arn, this.topic);
    const feature = { feature: 'Hook', of: hookName };
    binding.permissions.add({ ...feature, actions: ['sns:Publish'], resources: [arn] });
    permitKey(
      binding,
      feature,
      { service: 'sns', region: this.topic.env.region },
      ['kms:GenerateDataKey*', 'kms:Decrypt'],
      this.topic.masterKey,
    );
    binding.services.add('sns');
    return { sns: { arn } };
  }
}

class EventBusTarget extends HookTarget {
  public constructor(private readonly eventBus: IEventBus) {
    super();
  }

  public _bind(binding: Binding, hookName: string): CfnHarness.HarnessHookTargetProperty {
    const arn = this.eventBus.eventBusArn;
    checkTarget(binding, hookName, ARNS.eventBus, arn, this.eventBus);
    binding.permissions.add({ feature: 'Hook', of: hookName, actions: ['events:PutEvents'], resources: [arn] });
    binding.services.add('events');
    return { eventBridge: { arn } };
  }
}
