import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, type CfnResource, Stack } from 'aws-cdk-lib/core';
import { keyConditions } from '../private/iam/access';

/** Renders a secret of the user, of which a JSON key contains the credential. */
export function externalSecret(secret: ISecret, jsonKey: string): CfnOAuth2CredentialProvider.SecretReferenceProperty {
  return { secretId: secret.secretArn, jsonKey };
}

/**
 * Allows AgentCore to read a secret for the credential providers of this account. The credential provider depends on
 * the resource policy. The resource policy of an imported secret cannot be changed, so a warning contains the
 * statement.
 */
export function letServiceRead(provider: CfnResource, secret: ISecret): void {
  const stack = Stack.of(provider);
  const service = 'bedrock-agentcore.amazonaws.com';
  const read = new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    principals: [
      new ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    ],
    resources: [secret.secretArn],
  });
  const { policyDependable, statementAdded } = secret.addToResourcePolicy(read);
  if (policyDependable) {
    provider.node.addDependency(policyDependable);
  }
  if (!statementAdded) {
    // In the policy of a secret, * is the secret. The ARN of an import may be partial.
    const statement = JSON.stringify(stack.resolve({ ...read.toStatementJson(), Resource: '*' }));
    Annotations.of(provider).addWarningV2(
      'cdk-agentcore:secretNotEditable',
      `secret: ${secret.node.path} is imported, so its resource policy cannot be changed. AgentCore cannot read the secret unless that policy allows it. Add this statement to the policy: ${statement}`,
    );
  }
  // The key policy does not contain the ARN of the secret, because the secret depends on the key.
  secret.encryptionKey?.addToResourcePolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      principals: [new ServicePrincipal(service)],
      resources: ['*'],
      conditions: keyConditions(stack, { service: 'secretsmanager', region: secret.env.region }),
    }),
  );
}
