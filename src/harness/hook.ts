import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Duration, IResource } from 'aws-cdk-lib/core';
import { seconds } from '../private/durations';
import { permitKey } from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { ARNS, type ArnKind } from '../private/validation/arn';
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

/** How a function is asked. */
export interface FunctionHookOptions {
  /**
   * How long the answer is waited for, 1 to 900 seconds.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * What an answer that is late, wrong, or an error is taken for.
   *
   * @default HookFailureMode.DENY
   */
  readonly failureMode?: HookFailureMode;
}

/**
 * Who is called at a point of a harness's loop.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-lifecycle-hooks.html
 */
export abstract class HookTarget {
  /**
   * A function that is asked, and answers `{ "decision": "allow" | "deny", "reason": … }`.
   */
  public static fromFunction(fn: IFunction, options: FunctionHookOptions = {}): HookTarget {
    return new FunctionTarget(fn, options);
  }

  /**
   * A topic that is told, and not waited for.
   */
  public static fromTopic(topic: ITopic): HookTarget {
    return new TopicTarget(topic);
  }

  /**
   * An event bus that is told, and not waited for: source `bedrock-agentcore.harness`, detail type `Harness Lifecycle Hook`.
   */
  public static fromEventBus(eventBus: IEventBus): HookTarget {
    return new EventBusTarget(eventBus);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(binding: Binding, hookName: string): CfnHarness.HarnessHookTargetProperty;
}

/**
 * A point of a harness's loop at which something of yours is called. At most 20 a harness, each with a name of its own.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-lifecycle-hooks.html
 */
export class Hook {
  /**
   * Before the model sees a request. A denial refuses it.
   *
   * @param name 1 to 64 letters, digits, `_` and `-`
   */
  public static beforeInvocation(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ beforeInvocation: config }), target);
  }

  /**
   * After the answer. A denial is reported, and changes nothing.
   *
   * @param name 1 to 64 letters, digits, `_` and `-`
   */
  public static afterInvocation(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ afterInvocation: config }), target);
  }

  /**
   * Before a tool is called. A denial skips the call, and the model goes on.
   *
   * @param name 1 to 64 letters, digits, `_` and `-`
   */
  public static beforeToolCall(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ beforeToolCall: config }), target);
  }

  /**
   * After a tool was called. A denial keeps its result, and stops.
   *
   * @param name 1 to 64 letters, digits, `_` and `-`
   */
  public static afterToolCall(name: string, target: HookTarget): Hook {
    return new Hook(name, (config) => ({ afterToolCall: config }), target);
  }

  private constructor(
    /** The hook's name. */
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
 * Binds all hooks of a harness, and checks what only shows between them.
 *
 * @internal
 */
export function bindHooks(binding: Binding, hooks: Hook[]): CfnHarness.HarnessHookProperty[] {
  const names = hooks.map((hook) => hook.hookName).filter((name) => !isUnknown(name));
  for (const name of duplicatesOf(names)) {
    binding.errors.addOf('hooks', `must have unique names, got "${name}" more than once`);
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
    return { lambda: { arn, timeoutSeconds: timeout ? seconds(timeout) : 60, failureMode: failureMode.value } };
  }
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
