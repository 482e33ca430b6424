import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type CfnResource, Stack } from 'aws-cdk-lib/core';
import { keyConditions } from './access';

/** A field of a secret of the user's, as credential providers take it. */
export function externalSecret(secret: ISecret, jsonKey: string): CfnOAuth2CredentialProvider.SecretReferenceProperty {
  return { secretId: secret.secretArn, jsonKey };
}

/**
 * Lets the service read a secret for the credential providers of this account, which wait for that. Imported secrets and
 * keys have policies that are not ours to write.
 */
export function letServiceRead(provider: CfnResource, secret: ISecret): void {
  const stack = Stack.of(provider);
  const service = 'bedrock-agentcore.amazonaws.com';
  const { policyDependable } = secret.addToResourcePolicy(
    new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      principals: [
        new ServicePrincipal(service, { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
      ],
      resources: [secret.secretArn],
    }),
  );
  if (policyDependable) {
    provider.node.addDependency(policyDependable);
  }
  // The secret's policy says for whom; a key's policy cannot name the secret, which names the key.
  secret.encryptionKey?.addToResourcePolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      principals: [new ServicePrincipal(service)],
      resources: ['*'],
      conditions: keyConditions(stack, { service: 'secretsmanager', region: secret.env.region }),
    }),
  );
}
