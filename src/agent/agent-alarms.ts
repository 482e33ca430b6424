import { Alarm, type IAlarmAction, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { Annotations, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { followCondition } from '../private/conditions';
import { sourceOf } from '../private/known';
import { ARNS, partsOf } from '../private/validation/arn';
import { checkReference, differ, locationOf } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { ValidationErrors } from '../private/validation/validation-errors';
import type { IMetered } from './metered';

/** What of an agent gives an alarm, each within 5 minutes. */
export interface AgentAlarmsProps {
  /**
   * The agent, or the endpoint, that is watched.
   */
  readonly watched: IMetered;

  /**
   * Who is told, of an alarm and of its end.
   *
   * @default - nobody: the alarms are seen in CloudWatch
   */
  readonly actions?: IAlarmAction[];

  /**
   * So many failed requests, at least 1.
   *
   * @default 1
   */
  readonly systemErrors?: number;

  /**
   * So many requests that were refused because there were too many, at least 1.
   *
   * @default 1
   */
  readonly throttles?: number;

  /**
   * So many requests that were wrong, or not permitted, at least 1.
   *
   * @default - no alarm: it is the callers who err
   */
  readonly userErrors?: number;

  /**
   * One request of a hundred that took so long.
   *
   * @default - no alarm: how long an answer may take is yours to say
   */
  readonly latency?: Duration;

  /**
   * The number of new sessions of the agent within 5 minutes. Must be at least 1. The alarm fires when so many sessions
   * start, for example to notice unexpected costs.
   *
   * @default - no alarm
   */
  readonly newSessions?: number;

  /**
   * The number of active sessions of all agents of the account in the Region. Must be at least 1. The alarm fires when so
   * many sessions are active at the same time: choose a number below the quota of the account. CloudWatch has this metric
   * for the whole account only, so one alarm per account and Region is enough.
   *
   * @default - no alarm
   */
  readonly activeSessions?: number;
}

/**
 * Alarms of an agent, or of one endpoint of it.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/observability-runtime-metrics.html
 */
export class AgentAlarms extends Construct {
  /**
   * All alarms that there are.
   */
  public readonly alarms: Alarm[];

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
      this.alarm('SystemErrors', watched.metricSystemErrors(), systemErrors, `Requests to ${what} fail`),
      this.alarm('Throttles', watched.metricThrottles(), throttles, `Requests to ${what} are too many`),
      this.alarm('UserErrors', watched.metricUserErrors(), userErrors, `Requests to ${what} are wrong`),
      this.alarm(
        'Latency',
        watched.metricLatency({ statistic: Stats.percentile(99) }),
        latency?.toMilliseconds(),
        `Answers of ${what} take long`,
      ),
      this.alarm('Sessions', watched.metricSessions(), newSessions, `New sessions of ${what} are many`),
      this.alarm(
        'ActiveSessions',
        activeSessionsOf(watched),
        activeSessions,
        'Active sessions of all agents of the account are many',
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
      // An agent that nobody calls has no metrics, and nothing is wrong with it.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/** Checks the topic of an action when the action is bound, because only then does the action say its ARN. */
function checkedAction(errors: ValidationErrors, prop: string, action: IAlarmAction): IAlarmAction {
  return {
    bind: (scope, alarm) => {
      const config = action.bind(scope, alarm);
      checkTopic(errors, prop, config.alarmActionArn);
      return config;
    },
  };
}

/** CloudWatch creates an alarm only with topics of its Region. */
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

/** The metric has no dimension for an agent. */
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
