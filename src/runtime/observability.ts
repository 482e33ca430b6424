import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Binding } from '../private/iam/binding';
import { nameByContent } from '../private/names';
import { checkReference, OWN_ACCOUNT } from '../private/validation/environment';
import type { ValidationErrors } from '../private/validation/validation-errors';
import type { BoundDestination, LogDestination } from './log-destination';

/** The logs and traces of a runtime that AgentCore delivers, and their destinations. */
export interface Observability {
  /**
   * The destination of the application logs, which contain the requests and responses of invocations.
   *
   * @default - application logs are not delivered; the standard output of the code is in the log group of the runtime
   */
  readonly applicationLogs?: LogDestination;

  /**
   * The destination of the usage logs, which contain the CPU and memory usage of each session per second.
   *
   * @default - usage logs are not delivered
   */
  readonly usageLogs?: LogDestination;

  /**
   * Whether AgentCore delivers traces of invocations to AWS X-Ray. Requires CloudWatch Transaction Search in the
   * account.
   *
   * @default false
   */
  readonly traces?: boolean;
}

/** The runtime whose logs are delivered. */
interface Delivering {
  readonly agentArn: string;
  readonly agentName: string;
}

/** One kind of log or trace, and its destination. */
interface Delivered {
  readonly id: string;
  readonly logType: string;
  readonly destination: (scope: Construct) => BoundDestination;
}

/**
 * Checks where logs are delivered to, and delivers them after the runtime is created.
 *
 * @internal
 */
export function bindObservability(binding: Binding, agentName: string, observability: Observability = {}): void {
  checkDestinations(binding.errors, observability);
  binding.onCreated.push((runtime) => {
    const agentArn = runtime.getAtt('AgentRuntimeArn').toString();
    deliver(binding.scope, { agentArn, agentName }, observability);
  });
}

/**
 * CloudWatch Logs requires the delivery destination in the account of the resource that it delivers to. The delivery
 * destination is created in the account of the runtime.
 */
function checkDestinations(errors: ValidationErrors, { applicationLogs, usageLogs }: Observability): void {
  for (const [name, destination] of Object.entries({ applicationLogs, usageLogs })) {
    if (destination?._reference) {
      checkReference(errors, `observability.${name}`, destination._reference, OWN_ACCOUNT);
    }
  }
}

/** Creates the deliveries of a runtime without any resource policy, because an account has few of them. */
function deliver(runtime: Construct, agent: Delivering, { applicationLogs, usageLogs, traces }: Observability): void {
  const kinds: Array<Delivered | undefined | false> = [
    applicationLogs && {
      id: 'ApplicationLogs',
      logType: 'APPLICATION_LOGS',
      destination: (scope) => applicationLogs._bind(scope),
    },
    usageLogs && {
      id: 'UsageLogs',
      logType: 'USAGE_LOGS',
      destination: (scope) => usageLogs._bind(scope),
    },
    traces && { id: 'Traces', logType: 'TRACES', destination: () => ({ type: 'XRAY', prerequisites: [] }) },
  ];
  for (const kind of kinds) {
    if (kind) {
      addDelivery(new Construct(runtime, kind.id), agent, kind);
    }
  }
}

const LONGEST_NAME = 60;

/**
 * The runtime of a delivery source and the resource of a delivery destination cannot be changed, and names are unique.
 * So the names contain a hash of these, and change with them. A runtime has one delivery source of each log type.
 */
function addDelivery(scope: Construct, { agentArn, agentName }: Delivering, { logType, destination }: Delivered): void {
  const { type, resourceArn, prerequisites } = destination(scope);
  const source = new CfnDeliverySource(scope, 'Source', {
    name: nameByContent(scope, LONGEST_NAME, { agentName }, '-'),
    logType,
    resourceArn: agentArn,
  });
  const target = new CfnDeliveryDestination(scope, 'Destination', {
    name: nameByContent(scope, LONGEST_NAME, { agentName, type, resourceArn }, '-'),
    deliveryDestinationType: type,
    destinationResourceArn: resourceArn,
  });
  const delivery = new CfnDelivery(scope, 'Delivery', {
    deliverySourceName: source.ref,
    deliveryDestinationArn: target.attrArn,
  });
  delivery.node.addDependency(...prerequisites);
}
