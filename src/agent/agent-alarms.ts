import { Alarm, type IAlarmAction, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { Annotations, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { followCondition } from '../private/conditions';
import { sourceOf } from '../private/known/source';
import { ARNS, partsOf } from '../private/validation/arn';
import { checkReference, differ, locationOf } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { ValidationErrors } from '../private/validation/validation-errors';
import type { IMetered } from './metered';

/** Properties of `AgentAlarms`. All thresholds apply to a period of 5 minutes. */
export interface AgentAlarmsProps {
  /**
   * The agent or the endpoint whose metrics the alarms monitor.
   */
  readonly watched: IMetered;

  /**
   * The actions that run when an alarm fires and when it returns to OK, for example notifications of an Amazon SNS
   * topic.
   *
   * @default - no actions
   */
  readonly actions?: IAlarmAction[];

  /**
   * The threshold of system errors in 5 minutes. Must be at least 1. The alarm fires when the number of requests that
   * fail in AgentCore or in the agent reaches the threshold.
   *
   * @default 1
   */
  readonly systemErrors?: number;

  /**
   * The threshold of throttled requests in 5 minutes. Must be at least 1. The alarm fires when the number of requests
   * that exceed a quota reaches the threshold.
   *
   * @default 1
   */
  readonly throttles?: number;

  /**
   * The threshold of user errors in 5 minutes. Must be at least 1. The alarm fires when the number of invalid or
   * unauthorized requests reaches the threshold.
   *
   * @default - no alarm for user errors
   */
  readonly userErrors?: number;

  /**
   * The p99 latency threshold. Must be at least 1 millisecond. The alarm fires when the p99 latency of the requests in
   * 5 minutes reaches the threshold.
   *
   * @default - no alarm for latency
   */
  readonly latency?: Duration;

  /**
   * The threshold of new sessions of the agent in 5 minutes. Must be at least 1. The alarm fires when the number of
   * sessions that start reaches the threshold. Use the alarm, for example, to detect unexpected costs.
   *
   * @default - no alarm for new sessions
   */
  readonly newSessions?: number;

  /**
   * The threshold of concurrently active sessions of all agents of the account in the Region. Must be at least 1. The
   * alarm fires when the number of active sessions reaches the threshold. Choose a threshold below the quota of the
   * account. AgentCore publishes this metric only for the whole account, so one alarm in each account and Region is
   * sufficient.
   *
   * @default - no alarm for active sessions
   */
  readonly activeSessions?: number;
}

/**
 * Amazon CloudWatch alarms for an agent, or for one endpoint of an agent.
 *
 * By default, there is an alarm for system errors and an alarm for throttled requests, each with a threshold of 1 in 5
 * minutes. The other alarms are created only if you set their thresholds.
 *
 * @example
 * declare const agent: agentcore.IAgent;
 * new agentcore.AgentAlarms(stack, 'Alarms', {
 *   watched: agent,
 *   actions: [pager],
 *   latency: Duration.seconds(30),
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/observability-runtime-metrics.html
 */
export class AgentAlarms extends Construct {
  /**
   * The alarms that were created: one for each threshold.
   */
  public readonly alarms: Alarm[];

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the alarms
   */
  constructor(scope: Construct, id: string, props: AgentAlarmsProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { watched, systemErrors = 1, throttles = 1, userErrors, latency, newSessions, activeSessions } = props;
    const errors = new ValidationErrors(this);
    for (const [prop, count] of Object.entries({ systemErrors, throttles, userErrors, newSessions, activeSessions })) {
      errors.checkNumber(prop, count, 1);
    }
    errors.checkNumber('latency', latency?.toMilliseconds(), 1, undefined, 'milliseconds');
    errors.throwIfAny();

    const what = watched.node.path;
    this.alarms = [
      this.alarm(
        'SystemErrors',
        watched.metricSystemErrors(),
        systemErrors,
        `Requests to ${what} fail in AgentCore or in the agent`,
      ),
      this.alarm('Throttles', watched.metricThrottles(), throttles, `Requests to ${what} are throttled`),
      this.alarm(
        'UserErrors',
        watched.metricUserErrors(),
        userErrors,
        `Requests to ${what} are invalid or not authorized`,
      ),
      this.alarm(
        'Latency',
        watched.metricLatency({ statistic: Stats.percentile(99) }),
        latency?.toMilliseconds(),
        `The p99 latency of ${what} is high`,
      ),
      this.alarm('Sessions', watched.metricSessions(), newSessions, `The number of new sessions of ${what} is high`),
      this.alarm(
        'ActiveSessions',
        activeSessionsOf(watched),
        activeSessions,
        'The number of active sessions of all agents in the account and Region is high',
      ),
    ].filter((alarm) => alarm !== undefined);
    const actions = (props.actions ?? []).map((action, index) => checkedAction(errors, `actions[${index}]`, action));
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
    errors.throwIfAny();
    followCondition(this, watched);
  }

  private alarm(
    id: string,
    metric: Metric,
    threshold: number | undefined,
    alarmDescription: string,
  ): Alarm | undefined {
    if (threshold === undefined) {
      return undefined;
    }
    return new Alarm(this, id, {
      metric: metric.with({ period: Duration.minutes(5) }),
      threshold,
      evaluationPeriods: 1,
      alarmDescription,
      // An agent without requests publishes no metrics.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/** Checks the topic of an action when the action is bound, because its ARN is not known earlier. */
function checkedAction(errors: ValidationErrors, prop: string, action: IAlarmAction): IAlarmAction {
  return {
    bind: (scope, alarm) => {
      const config = action.bind(scope, alarm);
      checkTopic(errors, prop, config.alarmActionArn);
      return config;
    },
  };
}

/** Rejects a topic in another Region, because CloudWatch does not create an alarm with it. */
function checkTopic(errors: ValidationErrors, prop: string, arn: string): void {
  const source = sourceOf(arn);
  const env = CfnTopic.isCfnTopic(source) ? source.env : undefined;
  if (!env && partsOf(arn).service !== 'sns') {
    return;
  }
  const topic = { kind: ARNS.topic, arn, env };
  checkReference(errors, prop, topic, { region: 'own', account: 'any' });
  const { account } = locationOf(topic);
  if (differ(account, Stack.of(errors.scope).account)) {
    Annotations.of(errors.scope).addWarningV2(
      'cdk-agentcore:otherAccount',
      `${prop} is an SNS topic in another account (${account}). CloudWatch cannot publish to the topic until that account allows it. Allow cloudwatch.amazonaws.com in the topic policy there.`,
    );
  }
}

/** Returns the metric of active sessions, which has no dimension for an agent. */
function activeSessionsOf(watched: IMetered): Metric {
  const { namespace, region, account } = watched.metricSessions();
  return new Metric({
    namespace,
    metricName: 'ActiveSessionCount',
    dimensionsMap: { Service: 'AgentCore.Runtime' },
    statistic: Stats.MAXIMUM,
    region,
    account,
  }).attachTo(watched);
}
