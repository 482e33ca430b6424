import {
  CfnOAuth2CredentialProvider,
  type IOAuth2CredentialProviderRef,
  type OAuth2CredentialProviderReference,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IResource, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { permitOAuthClient, type SignIn } from '../private/iam/access';
import { nameByContent } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { checkImport, environmentFromArn } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { checkKey, checkSecret, checkSecretKind } from '../private/validation/references';
import { reviewResource } from '../private/validation/resource-review';
import { deferred } from '../private/validation/unknown';
import { ValidationErrors } from '../private/validation/validation-errors';
import { CredentialGrants } from './credential-grants';
import { externalSecret, letServiceRead } from './external-secret';
import type { OAuthCredentials, OAuthProvider } from './oauth-provider';
import { OAUTH_CLIENT_NAMES } from './property-names';

/**
 * An OAuth client in the token vault.
 */
export interface IOAuthClient extends IResource, IOAuth2CredentialProviderRef {
  /**
   * The ARN of its credential provider.
   */
  readonly oauthClientArn: string;

  /**
   * The secret that holds the client's secret, which agents that use it must read. It is undefined when the service keeps it, and when there is none.
   */
  readonly secret?: ISecret;

  /**
   * Permissions for those who use it and are no agents.
   */
  readonly grants: CredentialGrants;
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
   * @default - the secret that the service keeps for the credential provider; none with a signingKey
   */
  readonly secret?: ISecret;

  /**
   * The key that signs for the client, when it signs in by OAuthClientAuth.privateKeyJwt.
   *
   * @default - the client signs in by a secret
   */
  readonly signingKey?: IKeyRef;
}

/** How an OAuth client is made. */
export interface OAuthClientProps {
  /**
   * The identity provider that issues the tokens.
   *
   * Changing the vendor of the provider replaces the OAuth client, and changes the generated name and the callback URL.
   * Change a given `oauthClientName` in the same deployment.
   */
  readonly provider: OAuthProvider;

  /**
   * The client's id at the provider, 1 to 256 characters.
   *
   * @default - none, which is enough for OAuthClientAuth.iamToken as long as no user has to agree
   */
  readonly clientId?: string;

  /**
   * The secret that holds the client's secret, in the Region of the stack. One of another account must let this account read it, and so must its key.
   *
   * @default - none: the client signs in by a key or by a token of IAM, and has no secret
   */
  readonly secret?: ISecret;

  /**
   * The field of the secret's JSON that is the client's secret, 1 to 128 characters.
   *
   * @default - none, as there is no secret
   */
  readonly jsonKey?: string;

  /**
   * The name of the credential provider: 1 to 128 letters, digits, underscores and hyphens.
   *
   * @default - a unique name generated from the construct path and the vendor
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
  public static fromOauthClientArn(scope: Construct, id: string, oauthClientArn: string): IOAuthClient {
    return new ImportedOAuthClient(scope, id, { oauthClientArn: deferred(oauthClientArn) });
  }

  /**
   * A client that was made elsewhere, by what is known of it.
   */
  public static fromOauthClientAttributes(scope: Construct, id: string, attrs: OAuthClientAttributes): IOAuthClient {
    return new ImportedOAuthClient(scope, id, { ...attrs, oauthClientArn: deferred(attrs.oauthClientArn) });
  }

  public readonly oauthClientArn: string;
  public readonly secret?: ISecret;
  public readonly grants: CredentialGrants = grantsOf(this);
  /** @internal */
  public readonly _signIn: SignIn;

  /**
   * The name of its credential provider.
   */
  public readonly oauthClientName: string;

  /**
   * Where the provider sends users back to: to be registered there.
   */
  public readonly callbackUrl: string;

  constructor(scope: Construct, id: string, props: OAuthClientProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const { provider, clientId, secret } = props;
    const { oauthClientName: name = nameByContent(this, 128, { vendor: provider.vendorName }, '-') } = props;
    const errors = new ValidationErrors(this);
    this.checkSignIn(errors, props);
    const config = {
      name,
      credentialProviderVendor: provider.vendorName,
      oauth2ProviderConfigInput: provider._bind({ clientId, ...credentialsOf(props) }, errors),
    };
    errors.checkLimits('OAuth2CredentialProvider', config, OAUTH_CLIENT_NAMES);
    errors.throwIfAny();

    const resource = new CfnOAuth2CredentialProvider(this, 'Resource', config);
    if (secret) {
      letServiceRead(resource, secret);
    }
    this.oauthClientArn = resource.attrCredentialProviderArn;
    this.oauthClientName = name;
    this.callbackUrl = resource.attrCallbackUrl;
    this.secret = secret;
    this._signIn = provider._signIn;
    reviewResource(this, 'OAuth2CredentialProvider');
  }

  private checkSignIn(errors: ValidationErrors, { provider, clientId, secret, jsonKey }: OAuthClientProps): void {
    const { _takesSecret: takesSecret, _takesIamToken: takesIamToken } = provider._clientAuth;
    if (clientId === undefined && !takesIamToken) {
      errors.add('clientId must be given: only a client that signs in by OAuthClientAuth.iamToken may have none');
    }
    if (takesSecret && (secret === undefined || jsonKey === undefined)) {
      errors.add(
        'secret and jsonKey must both be given, for the client signs in by a secret; at OAuthProvider.discovery and OAuthProvider.server it may sign in by another clientAuth',
      );
    }
    if (!takesSecret && (secret !== undefined || jsonKey !== undefined)) {
      errors.add('secret and jsonKey do not apply to a client that signs in without a secret: leave them out');
    }
    checkSecret(errors, 'secret', secret);
  }

  public get oAuth2CredentialProviderRef(): OAuth2CredentialProviderReference {
    return { credentialProviderArn: this.oauthClientArn };
  }
}

function credentialsOf({ secret, jsonKey }: OAuthClientProps): OAuthCredentials {
  return secret && jsonKey !== undefined
    ? { clientSecretSource: 'EXTERNAL', clientSecretConfig: externalSecret(secret, jsonKey) }
    : {};
}

function grantsOf(client: OAuthClient | ImportedOAuthClient): CredentialGrants {
  return CredentialGrants._of(client, (binding) => permitOAuthClient(binding, { feature: 'OAuthClient' }, client));
}

class ImportedOAuthClient extends Resource implements IOAuthClient {
  public readonly oauthClientArn: string;
  public readonly secret?: ISecret;
  public readonly _signIn: SignIn;
  public readonly grants: CredentialGrants = grantsOf(this);

  public constructor(scope: Construct, id: string, attrs: OAuthClientAttributes) {
    super(scope, id, environmentFromArn(attrs.oauthClientArn, ARNS.oauthClient));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'oauthClientArn', attrs.oauthClientArn, ARNS.oauthClient);
    checkSecretKind(errors, 'secret', attrs.secret);
    checkKey(errors, 'signingKey', attrs.signingKey);
    errors.throwIfAny();
    this.oauthClientArn = attrs.oauthClientArn;
    this.secret = attrs.secret;
    this._signIn = { signingKey: attrs.signingKey, isSecretless: attrs.signingKey !== undefined };
  }

  public get oAuth2CredentialProviderRef(): OAuth2CredentialProviderReference {
    return { credentialProviderArn: this.oauthClientArn };
  }
}
