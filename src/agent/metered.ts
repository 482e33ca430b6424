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
   * Any metric of it, as a sum over 5 minutes.
   *
   * @param metricName the service's name, as in `Invocations`
   */
  metric(metricName: string, options?: MetricOptions): Metric;

  /**
   * How many requests it had, as a sum over 5 minutes.
   */
  metricInvocations(options?: MetricOptions): Metric;

  /**
   * How many requests failed at the service or in the agent, as a sum over 5 minutes.
   */
  metricSystemErrors(options?: MetricOptions): Metric;

  /**
   * How many requests were wrong, or not permitted, as a sum over 5 minutes.
   */
  metricUserErrors(options?: MetricOptions): Metric;

  /**
   * How many requests were refused because there were too many, as a sum over 5 minutes.
   */
  metricThrottles(options?: MetricOptions): Metric;

  /**
   * How long answers took to their last token, in milliseconds, as an average over 5 minutes.
   */
  metricLatency(options?: MetricOptions): Metric;

  /**
   * The number of new sessions, as a sum over 5 minutes.
   */
  metricSessions(options?: MetricOptions): Metric;
}

/** @internal */
export interface Measured {
  /** The ARN and the name of the runtime whose metrics they are: that of a harness is not the harness. */
  readonly runtimeArn: string;
  readonly runtimeName: string;
  readonly runtimeId: string;
  /** `DEFAULT`, or the name of an endpoint. */
  readonly endpointName: string;
  /** Where it is: of an import, not always where the stack is. */
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

  public metricInvocations(options?: MetricOptions): Metric {
    return this.metric('Invocations', options);
  }

  public metricSystemErrors(options?: MetricOptions): Metric {
    return this.metric('SystemErrors', options);
  }

  public metricUserErrors(options?: MetricOptions): Metric {
    return this.metric('UserErrors', options);
  }

  public metricThrottles(options?: MetricOptions): Metric {
    return this.metric('Throttles', options);
  }

  public metricLatency(options?: MetricOptions): Metric {
    return this.metric('Latency', { statistic: Stats.AVERAGE, ...options });
  }

  public metricSessions(options?: MetricOptions): Metric {
    return this.metric('SessionCount', options);
  }
}
