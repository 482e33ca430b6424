import { AccountPrincipal, ArnPrincipal, type IPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Names, Resource, Stage } from 'aws-cdk-lib/core';
import { ARNS } from '../../private/validation/arn';
import { checkReference } from '../../private/validation/environment';
import { isUnknown } from '../../private/validation/unknown';
import type { ToolSchema } from '../documents/tool-schema';
import type { TargetBinding } from '../target-binding';
import type { BoundTarget, Source, TargetKind } from './source';

/** A Lambda function with the tools that it offers. */
export class LambdaSource implements Source {
  public readonly kind: TargetKind = {
    isMcp: true,
    name: 'a Lambda function',
    takes: ['gatewayRole'],
    usual: 'gatewayRole',
    signingService: 'known',
    mayBePrivate: false,
    propertyNames: { lambdaArn: 'function', toolSchema: 'tools' },
  };

  public constructor(
    private readonly fn: IFunction,
    private readonly tools: ToolSchema,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { fn, tools } = this;
    const schema = tools._bind(binding.scope, binding.errors);
    binding.permitSchema(schema.object);
    const reference = { kind: ARNS.function, arn: fn.functionArn, env: fn.env };
    // Another account has a warning of its own.
    checkReference(binding.errors, 'source: the function', reference, { region: 'own', account: 'any' });
    binding.permitSigned({
      feature: 'TargetFunction',
      of: fn.node.id,
      actions: ['lambda:InvokeFunction'],
      resources: [fn.functionArn],
    });
    permitFromElsewhere(binding, fn);
    const config = { mcp: { lambda: { lambdaArn: fn.functionArn, toolSchema: schema.config } } };
    return { config, toolNames: schema.toolNames };
  }
}

/** In an account of its own a function asks for a permission of its own, too. */
function permitFromElsewhere(binding: TargetBinding, fn: IFunction): void {
  if (!binding.isOfOtherAccount(fn.env)) {
    return;
  }
  const role = binding.gatewayRole;
  if (role && Resource.isOwnedResource(fn)) {
    const principal = principalOf(binding, role);
    binding.onCreated.push(() =>
      fn.addPermission(`Gateway${Names.uniqueResourceName(binding.scope, { maxLength: 100 })}`, {
        principal,
        action: 'lambda:InvokeFunction',
      }),
    );
    // Stages are deployed one by one, and know of no order between them.
    binding.prerequisites.push(...(Stage.of(fn) === Stage.of(binding.scope) ? [fn] : []));
    return;
  }
  const arn = role ? binding.stack.resolve(role.roleArn) : 'the role of the gateway';
  Annotations.of(binding.scope).addWarningV2(
    'cdk-agentcore:functionOfOtherAccount',
    `source: the function ${fn.functionArn} is of another account, which must let the gateway's role call it: lambda:InvokeFunction for the principal ${JSON.stringify(arn)} in the function's own policy`,
  );
}

/**
 * A role that is there already. One that this app makes may not be there yet, and Lambda refuses to name it: its account
 * is permitted, where the role's own policy decides.
 */
function principalOf({ stack }: TargetBinding, role: IRole): IPrincipal {
  return isUnknown(role.roleName) ? new AccountPrincipal(stack.account) : new ArnPrincipal(role.roleArn);
}
