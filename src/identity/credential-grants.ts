import type { IWorkloadIdentityRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Resource } from 'aws-cdk-lib/core';
import { RoleBinding } from '../private/iam/binding';
import { grantTo } from '../private/iam/grant';
import { ARNS } from '../private/validation/arn';
import { checkReference, OWN } from '../private/validation/environment';

/**
 * Permissions for those who use a credential and are no agents of this library: a function, a server.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-outbound-credential-provider.html
 */
export class CredentialGrants {
  /** @internal */
  public static _of(scope: Resource, permit: (binding: RoleBinding) => void): CredentialGrants {
    return new CredentialGrants(scope, permit);
  }

  private constructor(
    private readonly scope: Resource,
    private readonly permit: (binding: RoleBinding) => void,
  ) {}

  /**
   * To get this key, or tokens for this client, under a workload identity: of the vault no other, and of secrets no other.
   *
   * Tokens of the workload identity itself, with which the vault is asked, are granted on it: `workloadIdentity.grantUse`.
   *
   * @param workloadIdentity one of aws-cdk-lib, as an L1, an L2 or an import
   */
  public use(grantee: IGrantable, workloadIdentity: IWorkloadIdentityRef): Grant {
    const binding = new RoleBinding(this.scope, workloadIdentity.workloadIdentityRef.workloadIdentityName);
    const { workloadIdentityArn } = workloadIdentity.workloadIdentityRef;
    const reference = { kind: ARNS.workloadIdentity, arn: workloadIdentityArn, env: workloadIdentity.env };
    checkReference(binding.errors, 'grants.use: the workload identity', reference, OWN);
    binding.errors.throwIfAnyOf(this.use);
    this.permit(binding);
    const permissions = binding.permissions
      .statements((value) => binding.stack.resolve(value))
      .map(({ actions, resources, conditions }) => ({ actions, resourceArns: resources, conditions }));
    const { env } = this.scope;
    return grantTo({ scope: this.scope, env, method: 'grants.use', resourcePolicies: [] }, grantee, permissions);
  }
}
