import type { IWorkloadIdentityRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Resource } from 'aws-cdk-lib/core';
import { RoleBinding } from '../private/iam/binding';
import { grantTo } from '../private/iam/grant';
import { entriesOf } from '../private/iam/statement';
import { ARNS } from '../private/validation/arn';
import { checkReference, OWN } from '../private/validation/environment';

/**
 * The permissions that a workload other than an agent, for example a Lambda function, can be granted to use a
 * credential in the AgentCore token vault.
 *
 * @example
 * const apiKey = new agentcore.ApiKey(stack, 'Weather', { secret, jsonKey: 'weather' });
 * const workloadIdentity = new aws.WorkloadIdentity(stack, 'BackendIdentity');
 * apiKey.grants.use(backend, workloadIdentity);
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
   * Grants permission to get this API key, or tokens for this OAuth2 client, from the token vault under a workload
   * identity, and to read the secret of the credential. The grantee gets no access to other credentials in the token
   * vault.
   *
   * The grantee also needs permission to get an access token for the workload identity: call
   * `workloadIdentity.grantUse(grantee)`.
   *
   * @param grantee The principal that uses the credential
   * @param workloadIdentity The workload identity under which the grantee uses the credential, of any construct level
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
      .map(({ Action, Resource, Condition: conditions }) => ({
        actions: entriesOf(Action),
        resourceArns: entriesOf(Resource),
        conditions,
      }));
    const { env } = this.scope;
    return grantTo({ scope: this.scope, env, method: 'grants.use', policies: [] }, grantee, permissions);
  }
}
