import { AccountPrincipal, ArnPrincipal, type IPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Names, Resource, Stage } from 'aws-cdk-lib/core';
import { ARNS } from '../../private/validation/arn';
import { checkReference } from '../../private/validation/environment';
import { isUnknown } from '../../private/validation/unknown';
import type { ToolSchema } from '../documents/tool-schema';
import type { TargetBinding } from '../target-binding';
import type { BoundTarget, Source, TargetKind } from './source';

/** A Lambda function that implements tools. */
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
    // A function of another account has a separate warning.
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

/** A function of another account must also allow the role in its resource policy. */
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
    // Resources of one stage cannot depend on resources of another.
    binding.prerequisites.push(...(Stage.of(fn) === Stage.of(binding.scope) ? [fn] : []));
    return;
  }
  const principal = role ? JSON.stringify(binding.stack.resolve(role.roleArn)) : 'the role of the gateway';
  Annotations.of(binding.scope).addWarningV2(
    'cdk-agentcore:functionOfOtherAccount',
    `source: the function ${fn.functionArn} belongs to another account and is not defined in this app. The gateway cannot invoke it until its resource policy allows lambda:InvokeFunction for the principal ${principal}. Add the permission in the account of the function.`,
  );
}

/**
 * The principal in the resource policy of the function. Lambda rejects a role that does not exist yet. For a role that
 * is defined in this app, the statement therefore allows the account, in which the policy of the role grants the
 * permission.
 */
function principalOf({ stack }: TargetBinding, role: IRole): IPrincipal {
  return isUnknown(role.roleName) ? new AccountPrincipal(stack.account) : new ArnPrincipal(role.roleArn);
}
