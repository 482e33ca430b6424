import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Binding } from '../private/iam/binding';
import { nameByContent } from '../private/names';
import { checkReference, OWN_ACCOUNT } from '../private/validation/environment';
import type { ValidationErrors } from '../private/validation/validation-errors';
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

/** Whose logs they are. */
interface Delivering {
  readonly agentArn: string;
  readonly agentName: string;
}

/** What a delivery of one kind is made of. */
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
 * The delivery destination is created in the account of the runtime, and CloudWatch Logs requires it in the account of
 * what it delivers to.
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
 * A source cannot be of another runtime later, and a destination not be another, and each has a name that only one can
 * have: they have other names. That of a source tells nothing else, for a runtime has one of a kind.
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
