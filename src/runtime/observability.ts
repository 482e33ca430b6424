import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { uniqueName } from '../private/names';
import type { BoundDestination, LogDestination } from './log-destination';

/** What of a runtime is delivered where. */
export interface Observability {
  /**
   * Where the requests and answers of its invocations go.
   *
   * @default - nowhere. What its code prints is in the log group of its sessions all the same
   */
  readonly applicationLogs?: LogDestination;

  /**
   * Where the CPU and memory that each session used goes, by the second.
   *
   * @default - nowhere
   */
  readonly usageLogs?: LogDestination;

  /**
   * Whether traces of its invocations go to X-Ray, and so to CloudWatch, where Transaction Search is on for the account.
   *
   * @default false
   */
  readonly traces?: boolean;
}

/** What a delivery of one kind is made of. */
interface Delivered {
  readonly id: string;
  readonly logType: string;
  readonly destination: (scope: Construct) => BoundDestination;
}

/**
 * Makes the deliveries of a runtime, without any resource policy: an account has few of them.
 *
 * @internal
 */
export function deliver(
  runtime: Construct,
  { agentArn, agentId }: { agentArn: string; agentId: string },
  { applicationLogs, usageLogs, traces }: Observability,
): void {
  const kinds: Array<Delivered | undefined | false> = [
    applicationLogs && {
      id: 'ApplicationLogs',
      logType: 'APPLICATION_LOGS',
      destination: (scope) => applicationLogs._bind(scope, `runtime/${agentId}/application-logs`),
    },
    usageLogs && {
      id: 'UsageLogs',
      logType: 'USAGE_LOGS',
      destination: (scope) => usageLogs._bind(scope, `runtime/${agentId}/usage-logs`),
    },
    traces && { id: 'Traces', logType: 'TRACES', destination: () => ({ type: 'XRAY', prerequisites: [] }) },
  ];
  for (const kind of kinds) {
    if (kind) {
      addDelivery(new Construct(runtime, kind.id), agentArn, kind);
    }
  }
}

const LONGEST_NAME = 60;

function addDelivery(scope: Construct, resourceArn: string, { logType, destination }: Delivered): void {
  const name = uniqueName(scope, LONGEST_NAME, '-');
  const { type, resourceArn: destinationResourceArn, prerequisites } = destination(scope);
  const source = new CfnDeliverySource(scope, 'Source', { name, logType, resourceArn });
  const target = new CfnDeliveryDestination(scope, 'Destination', {
    name,
    deliveryDestinationType: type,
    destinationResourceArn,
  });
  const delivery = new CfnDelivery(scope, 'Delivery', {
    deliverySourceName: source.ref,
    deliveryDestinationArn: target.attrArn,
  });
  delivery.node.addDependency(...prerequisites);
}
