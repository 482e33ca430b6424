import {
  CfnOAuth2CredentialProvider,
  type IOAuth2CredentialProviderRef,
  type OAuth2CredentialProviderReference,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IResource, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Faults } from '../private/faults';
import { uniqueName } from '../private/names';
import { checkProviderName } from '../private/provider-name';
import type { OAuthProvider } from './oauth-provider';

/**
 * An OAuth client in the token vault.
 */
export interface IOAuthClient extends IResource, IOAuth2CredentialProviderRef {
  /**
   * The ARN of its credential provider.
   */
  readonly oauthClientArn: string;

  /**
   * The secret that holds the client's secret, which agents that use it must read. It is undefined when the service keeps it.
   */
  readonly secret?: ISecret;
}

/** What is known of an OAuth client that was made elsewhere. */
export interface OAuthClientAttributes {
  /**
   * The ARN of its credential provider.
   */
  readonly oauthClientArn: string;

  /**
   * The secret that holds the client's secret, which agents that use it must read: that of an `OAuthClient` of another app.
   *
   * @default - the secret that the service keeps for the credential provider
   */
  readonly secret?: ISecret;
}

/** How an OAuth client is made. */
export interface OAuthClientProps {
  /**
   * Whose tokens it gets.
   */
  readonly provider: OAuthProvider;

  /**
   * The client's id at the provider, 1 to 256 characters.
   */
  readonly clientId: string;

  /**
   * The secret that holds the client's secret.
   */
  readonly secret: ISecret;

  /**
   * The field of the secret's JSON that is the client's secret, 1 to 128 characters.
   */
  readonly jsonKey: string;

  /**
   * Its name: 1 to 128 letters, digits and `-`.
   *
   * @default - a name made of the path in the app
   */
  readonly oauthClientName?: string;
}

/**
 * A client at an identity provider, whose tokens agents get. Its secret is kept in Secrets Manager: no template holds it.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-outbound-credential-provider.html
 */
export class OAuthClient extends Resource implements IOAuthClient {
  /**
   * A client that was made elsewhere, whose secret the service keeps.
   */
  public static fromOAuthClientArn(scope: Construct, id: string, oauthClientArn: string): IOAuthClient {
    return new ImportedOAuthClient(scope, id, { oauthClientArn });
  }

  /**
   * A client that was made elsewhere, by what is known of it.
   */
  public static fromOAuthClientAttributes(scope: Construct, id: string, attrs: OAuthClientAttributes): IOAuthClient {
    return new ImportedOAuthClient(scope, id, attrs);
  }

  public readonly oauthClientArn: string;
  public readonly secret?: ISecret;

  /**
   * The name of its credential provider.
   */
  public readonly oauthClientName: string;

  /**
   * Where the provider sends users back to: to be registered there.
   */
  public readonly callbackUrl: string;

  constructor(scope: Construct, id: string, props: OAuthClientProps) {
    super(scope, id);
    const name = props.oauthClientName ?? uniqueName(this, 128, '-');
    const config = {
      name,
      credentialProviderVendor: props.provider.vendorName,
      oauth2ProviderConfigInput: props.provider._render({
        clientId: props.clientId,
        clientSecretSource: 'EXTERNAL',
        clientSecretConfig: { secretId: props.secret.secretArn, jsonKey: props.jsonKey },
      }),
    };
    const faults = new Faults(this);
    faults.checkLimits('OAuth2CredentialProvider', config);
    checkProviderName(faults, 'oauthClientName', name);
    faults.throwIfAny();

    const resource = new CfnOAuth2CredentialProvider(this, 'Resource', config);
    this.oauthClientArn = resource.attrCredentialProviderArn;
    this.oauthClientName = name;
    this.callbackUrl = resource.attrCallbackUrl;
    this.secret = props.secret;
  }

  public get oAuth2CredentialProviderRef(): OAuth2CredentialProviderReference {
    return { credentialProviderArn: this.oauthClientArn };
  }
}

class ImportedOAuthClient extends Resource implements IOAuthClient {
  public readonly oauthClientArn: string;
  public readonly secret?: ISecret;

  public constructor(scope: Construct, id: string, attrs: OAuthClientAttributes) {
    super(scope, id, { environmentFromArn: attrs.oauthClientArn });
    this.oauthClientArn = attrs.oauthClientArn;
    this.secret = attrs.secret;
  }

  public get oAuth2CredentialProviderRef(): OAuth2CredentialProviderReference {
    return { credentialProviderArn: this.oauthClientArn };
  }
}
