import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, Resource, type ResourceEnvironment, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isUnknown } from '../private/validation/unknown';

/**
 * An agent or an endpoint: a resource for which AgentCore publishes metrics and writes logs.
 */
export interface IMetered extends IConstruct {
  /**
   * The name of the Amazon CloudWatch Logs log group of the sessions. AgentCore creates the log group when the first
   * session starts.
   *
   * @throws if the agent is a harness that is imported without `runtimeArn`
   */
  readonly logGroupName: string;

  /**
   * The Amazon CloudWatch Logs log group of the sessions, for example to add metric filters or to grant read access.
   * AgentCore creates the log group when the first session starts.
   *
   * @throws if the agent is a harness that is imported without `runtimeArn`
   */
  readonly logGroup: ILogGroup;

  /**
   * Returns a metric of the agent or the endpoint. By default, the sum over 5 minutes.
   *
   * @param metricName The name of the metric in the CloudWatch namespace `AWS/Bedrock-AgentCore`, for example
   *   `Invocations`
   * @param options The statistic, the period and other settings of the metric
   */
  metric(metricName: string, options?: MetricOptions): Metric;

  /**
   * Returns a metric for the number of requests. By default, the sum over 5 minutes.
   *
   * @param options The statistic, the period and other settings of the metric
   */
  metricInvocations(options?: MetricOptions): Metric;

  /**
   * Returns a metric for the number of requests that fail in AgentCore or in the agent. By default, the sum over 5
   * minutes.
   *
   * @param options The statistic, the period and other settings of the metric
   */
  metricSystemErrors(options?: MetricOptions): Metric;

  /**
   * Returns a metric for the number of invalid or unauthorized requests. By default, the sum over 5 minutes.
   *
   * @param options The statistic, the period and other settings of the metric
   */
  metricUserErrors(options?: MetricOptions): Metric;

  /**
   * Returns a metric for the number of requests that are throttled because they exceed a quota. By default, the sum
   * over 5 minutes.
   *
   * @param options The statistic, the period and other settings of the metric
   */
  metricThrottles(options?: MetricOptions): Metric;

  /**
   * Returns a metric for the time from the request to the last token of the response, in milliseconds. By default, the
   * average over 5 minutes.
   *
   * @param options The statistic, the period and other settings of the metric
   */
  metricLatency(options?: MetricOptions): Metric;

  /**
   * Returns a metric for the number of new sessions. By default, the sum over 5 minutes.
   *
   * @param options The statistic, the period and other settings of the metric
   */
  metricSessions(options?: MetricOptions): Metric;
}

/** @internal */
export interface Measured {
  /** The ARN, name and ID of the runtime. A harness has a managed runtime, whose metrics are those of the harness. */
  readonly runtimeArn: string;
  readonly runtimeName: string;
  readonly runtimeId: string;
  /** `DEFAULT`, or the name of an endpoint. */
  readonly endpointName: string;
  /** The environment of the agent. An imported agent can be in another environment than the stack. */
  readonly env: ResourceEnvironment;
}

function known(value: string): string | undefined {
  return isUnknown(value) ? undefined : value;
}

/** @internal */
export abstract class Metered extends Resource implements IMetered {
  /** @internal */
  public abstract get _measured(): Measured;

  public get logGroupName(): string {
    const { runtimeId, endpointName } = this._measured;
    return `/aws/bedrock-agentcore/runtimes/${runtimeId}-${endpointName}`;
  }

  public get logGroup(): ILogGroup {
    const id = 'LogGroup';
    return (this.node.tryFindChild(id) as ILogGroup | undefined) ?? this.importLogGroup(id);
  }

  /** The log group of an imported agent may be in another account or Region than the stack. */
  private importLogGroup(id: string): ILogGroup {
    const stack = Stack.of(this);
    const { region, account } = this._measured.env;
    if (region === stack.region && account === stack.account) {
      return LogGroup.fromLogGroupName(this, id, this.logGroupName);
    }
    const arn = { service: 'logs', resource: 'log-group', resourceName: this.logGroupName, region, account };
    return LogGroup.fromLogGroupArn(this, id, stack.formatArn({ ...arn, arnFormat: ArnFormat.COLON_RESOURCE_NAME }));
  }

  /**
   * @param metricName The name of the metric in the CloudWatch namespace `AWS/Bedrock-AgentCore`, for example
   *   `Invocations`
   * @param options The statistic, the period and other settings of the metric
   */
  public metric(metricName: string, options: MetricOptions = {}): Metric {
    const { runtimeArn, runtimeName, endpointName, env } = this._measured;
    return new Metric({
      namespace: 'AWS/Bedrock-AgentCore',
      metricName,
      statistic: Stats.SUM,
      region: known(env.region),
      account: known(env.account),
      ...options,
      dimensionsMap: {
        Operation: 'InvokeAgentRuntime',
        Resource: runtimeArn,
        Name: `${runtimeName}::${endpointName}`,
        ...options.dimensionsMap,
      },
    }).attachTo(this);
  }

  /** @param options The statistic, the period and other settings of the metric */
  public metricInvocations(options?: MetricOptions): Metric {
    return this.metric('Invocations', options);
  }

  /** @param options The statistic, the period and other settings of the metric */
  public metricSystemErrors(options?: MetricOptions): Metric {
    return this.metric('SystemErrors', options);
  }

  /** @param options The statistic, the period and other settings of the metric */
  public metricUserErrors(options?: MetricOptions): Metric {
    return this.metric('UserErrors', options);
  }

  /** @param options The statistic, the period and other settings of the metric */
  public metricThrottles(options?: MetricOptions): Metric {
    return this.metric('Throttles', options);
  }

  /** @param options The statistic, the period and other settings of the metric */
  public metricLatency(options?: MetricOptions): Metric {
    return this.metric('Latency', { statistic: Stats.AVERAGE, ...options });
  }

  /** @param options The statistic, the period and other settings of the metric */
  public metricSessions(options?: MetricOptions): Metric {
    return this.metric('SessionCount', options);
  }
}
