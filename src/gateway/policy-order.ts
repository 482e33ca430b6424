import { CfnGatewayTarget, CfnPolicy } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations, type Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { createdBefore } from '../private/validation/circular-references';
import { pathOf, targetNameOf } from './target-names';

const REVIEWED = Symbol.for('cdk-agentcore.policyOrder');

/** Warns, once per stage, of Cedar policies that CloudFormation may create before the targets that they name. */
export function reviewPolicyOrder(target: Construct): void {
  const owner: IConstruct & { [REVIEWED]?: true } = Stage.of(target) ?? target.node.root;
  if (!owner[REVIEWED]) {
    Object.defineProperty(owner, REVIEWED, { value: true });
    owner.node.addValidation({
      validate: () => {
        warnOfEarlyPolicies(owner);
        return [];
      },
    });
  }
}

function warnOfEarlyPolicies(owner: IConstruct): void {
  const all = owner.node.findAll();
  const policies = all.filter(CfnPolicy.isCfnPolicy);
  if (policies.length === 0) {
    return;
  }
  const targets = all.filter(CfnGatewayTarget.isCfnGatewayTarget);
  for (const policy of policies) {
    const text = JSON.stringify(policy.stack.resolve(policy.definition)) ?? '';
    const named = targets.filter((target) => names(text, target));
    // Stacks for several environments have targets of the same name.
    const own = named.filter(({ stack }) => stack === policy.stack);
    const before = own.length > 0 ? createdBefore(policy) : undefined;
    const early = before
      ? own.filter((target) => !before.has(target))
      : named.filter(({ stack }) => !isAfter(policy.stack, stack));
    for (const target of early) {
      Annotations.of(policy).addWarningV2(
        'cdk-agentcore:policyBeforeTarget',
        `The Cedar policy names a tool of the target ${pathOf(target)}, and does not depend on the target. If CloudFormation creates the policy first, AgentCore rejects the unrecognized action. Add policy.node.addDependency(target).`,
      );
    }
  }
}

function names(text: string, target: CfnGatewayTarget): boolean {
  const name = targetNameOf(target);
  return name !== undefined && text.includes(`"${name}___`);
}

function isAfter(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some((before) => before === other || isAfter(before, other));
}
