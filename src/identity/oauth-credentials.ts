import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';

/** @internal */
export interface OAuthCredentials {
  readonly clientId?: string;
  readonly clientSecretSource?: string;
  readonly clientSecretConfig?: CfnOAuth2CredentialProvider.SecretReferenceProperty;
}

/** The client ID is set, because the client rejects a missing one before this is rendered. */
export type VendorCredentials = OAuthCredentials & { readonly clientId: string };
