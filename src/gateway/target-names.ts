import { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Stage } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { propertyOf, sourceOf } from '../private/known';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';

/**
 * Rejects a target whose name another target of the same gateway has, whatever construct defines it. All targets are known
 * only at synth.
 *
 * @param isChecked Whether a construct checks the name of its target itself
 */
export function checkTargetName(
  scope: Construct,
  target: CfnGatewayTarget,
  isChecked: (scope?: IConstruct) => boolean,
): void {
  scope.node.addValidation({ validate: () => duplicatesOf(target, isChecked) });
}

function duplicatesOf(target: CfnGatewayTarget, isChecked: (scope?: IConstruct) => boolean): string[] {
  const name = targetNameOf(target);
  const all = (Stage.of(target) ?? target.node.root).node.findAll().filter(CfnGatewayTarget.isCfnGatewayTarget);
  const alike = all.filter(
    (other) => sourceOf(other.gatewayIdentifier) === sourceOf(target.gatewayIdentifier) && targetNameOf(other) === name,
  );
  // Of two targets that are checked, the later one reports it.
  const other = alike.find(
    (one, index) => one !== target && (index < alike.indexOf(target) || !isChecked(one.node.scope)),
  );
  if (name === undefined || !other) {
    return [];
  }
  return [
    `targetName must be unique on each gateway, got ${quote(name)} for ${pathOf(other)} and ${pathOf(target)}. Change the name of one of them.`,
  ];
}

function targetNameOf(target: CfnGatewayTarget): string | undefined {
  const name = propertyOf(target, 'name');
  return typeof name === 'string' && !isUnknown(name) ? name : undefined;
}

/** The path of what the user constructed. */
function pathOf(target: CfnGatewayTarget): string {
  const { scope } = target.node;
  return scope?.node.defaultChild === target ? scope.node.path : target.node.path;
}
