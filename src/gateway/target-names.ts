import { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Stage } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { propertyOf } from '../private/known/resource';
import { sourceOf } from '../private/known/source';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';

/**
 * Rejects a target name that another target of the same gateway has, including targets of other libraries. All targets
 * are known only at synth.
 *
 * @param isChecked Whether a construct checks the name of its target itself
 */
export function checkTargetName(
  scope: Construct,
  target: CfnGatewayTarget,
  isChecked: (scope?: IConstruct) => boolean,
): void {
  const index = indexOf(target);
  scope.node.addValidation({ validate: () => sharedNameProblems(index, target, isChecked) });
}

/** All targets of a stage by gateway and name. */
type TargetIndex = Map<unknown, Map<string, CfnGatewayTarget[]>>;

const TARGETS = Symbol.for('cdk-agentcore.gatewayTargets');

/**
 * Returns the targets in the stage of a target. They are collected before the constructs of the stage are validated.
 */
function indexOf(target: CfnGatewayTarget): TargetIndex {
  const owner: IConstruct & { [TARGETS]?: TargetIndex } = Stage.of(target) ?? target.node.root;
  const known = owner[TARGETS];
  if (known) {
    return known;
  }
  const index: TargetIndex = new Map();
  Object.defineProperty(owner, TARGETS, { value: index });
  owner.node.addValidation({
    validate: () => {
      index.clear();
      collectTargets(owner, index);
      return [];
    },
  });
  return index;
}

function collectTargets(owner: IConstruct, index: TargetIndex): void {
  for (const target of owner.node.findAll().filter(CfnGatewayTarget.isCfnGatewayTarget)) {
    const name = targetNameOf(target);
    if (name !== undefined) {
      const gateway = sourceOf(target.gatewayIdentifier);
      const names = index.get(gateway) ?? new Map<string, CfnGatewayTarget[]>();
      index.set(gateway, names.set(name, [...(names.get(name) ?? []), target]));
    }
  }
}

function sharedNameProblems(
  index: TargetIndex,
  target: CfnGatewayTarget,
  isChecked: (scope?: IConstruct) => boolean,
): string[] {
  const name = targetNameOf(target);
  const alike = index.get(sourceOf(target.gatewayIdentifier))?.get(name ?? '') ?? [];
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

/** Returns the name of a target: `undefined` if it is not known at synth. */
export function targetNameOf(target: CfnGatewayTarget): string | undefined {
  const name = propertyOf(target, 'name');
  return typeof name === 'string' && !isUnknown(name) ? name : undefined;
}

/** The path of what the user constructed. */
export function pathOf(target: CfnGatewayTarget): string {
  const { scope } = target.node;
  return scope?.node.defaultChild === target ? scope.node.path : target.node.path;
}
