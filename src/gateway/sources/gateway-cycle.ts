import type { IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IConstruct } from 'constructs';
import { sourceOf } from '../../private/known/source';
import { isUnknown } from '../../private/validation/unknown';
import type { TargetBinding } from '../target-binding';

/** The gateways of an app whose tools another gateway offers, by that gateway. */
type GatewayIndex = Map<unknown, IGatewayRef[]>;

const GATEWAYS = Symbol.for('cdk-agentcore.mcpGateways');

/** Rejects a gateway that offers its own tools, directly or through other gateways. */
export function checkGatewayCycle(
  { errors, gateway: outer, onCreated, scope }: TargetBinding,
  inner: IGatewayRef,
): void {
  const index = indexOf(scope.node.root);
  const path = pathBetween(index, inner, outer);
  if (path?.length === 1) {
    errors.add(
      `source: the gateway must not be the gateway of the target itself, got ${inner.node.id}. Use another gateway.`,
    );
  } else if (path) {
    const cycle = [outer, ...path].map(({ node }) => node.id).join(' → ');
    errors.add(
      `source: the gateway ${inner.node.id} must not offer the tools of the gateway ${outer.node.id}, got a cycle: ${cycle}. Remove one of the targets.`,
    );
  }
  onCreated.push(() => {
    index.set(keyOf(outer), [...(index.get(keyOf(outer)) ?? []), inner]);
  });
}

function indexOf(root: IConstruct & { [GATEWAYS]?: GatewayIndex }): GatewayIndex {
  const index = root[GATEWAYS] ?? new Map();
  if (!root[GATEWAYS]) {
    Object.defineProperty(root, GATEWAYS, { value: index });
  }
  return index;
}

/** Returns the resource of a gateway, or its ID. A gateway with an ID that is not known is only equal to itself. */
function keyOf(gateway: IGatewayRef): unknown {
  const source = sourceOf(gateway.gatewayRef.gatewayIdentifier);
  return isUnknown(source) ? gateway : source;
}

/** Returns the gateways from one to another, both included. The index has no cycles. */
function pathBetween(index: GatewayIndex, from: IGatewayRef, to: IGatewayRef): IGatewayRef[] | undefined {
  if (keyOf(from) === keyOf(to)) {
    return [from];
  }
  for (const next of index.get(keyOf(from)) ?? []) {
    const path = pathBetween(index, next, to);
    if (path) {
      return [from, ...path];
    }
  }
  return undefined;
}
