import {
  CfnOAuth2CredentialProvider,
  type IOAuth2CredentialProviderRef,
  type OAuth2CredentialProviderReference,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IResource, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { copyOf } from '../private/copy';
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
import type { OAuthCredentials } from './oauth-credentials';
import type { OAuthProvider } from './oauth-provider';
import { OAUTH_CLIENT_NAMES } from './property-names';

/**
 * An OAuth2 client in the AgentCore token vault, defined in this app or imported.
 */
export interface IOAuthClient extends IResource, IOAuth2CredentialProviderRef {
  /**
   * The ARN of the OAuth2 credential provider.
   */
  readonly oauthClientArn: string;

  /**
   * The AWS Secrets Manager secret that contains the client secret, or `undefined` if AgentCore manages the secret or
   * the client authenticates without a client secret.
   */
  readonly secret?: ISecret;

  /**
   * The permissions that a Lambda function or another workload can be granted to get tokens for the client. Agents and
   * gateway targets that use the client get their permissions automatically.
   */
  readonly grants: CredentialGrants;
}

/** Attributes of an imported OAuth2 client. */
export interface OAuthClientAttributes {
  /**
   * The ARN of the OAuth2 credential provider.
   */
  readonly oauthClientArn: string;

  /**
   * The AWS Secrets Manager secret that contains the client secret. Set `secret` if the credential provider was created
   * with your secret, for example by an `OAuthClient` in another app. Roles that use the client get permission to read
   * it.
   *
   * @default - the secret that AgentCore manages for the credential provider; no secret if `signingKey` is set
   */
  readonly secret?: ISecret;

  /**
   * The KMS key that signs the assertions of a client that authenticates with `OAuthClientAuth.privateKeyJwt`.
   *
   * Roles that use the client get permission to sign with the key.
   *
   * @default - the client authenticates with a client secret
   */
  readonly signingKey?: IKeyRef;
}

/** Properties of `OAuthClient`. */
export interface OAuthClientProps {
  /**
   * The identity provider that issues the tokens.
   *
   * Changing the vendor of the identity provider replaces the OAuth2 client and its callback URL. If `oauthClientName`
   * is set, change the name in the same deployment.
   */
  readonly provider: OAuthProvider;

  /**
   * The client ID that the identity provider assigned. Must be 1 to 256 characters long. Required, unless the client
   * authenticates with `OAuthClientAuth.iamToken` and no user gives consent.
   *
   * @default - no client ID
   */
  readonly clientId?: string;

  /**
   * The AWS Secrets Manager secret that contains the client secret. Required if the client authenticates with a client
   * secret, which is the default. Must be in the Region of the stack. If the secret is in another account, its resource
   * policy and the policy of its KMS key must allow this account to read it.
   *
   * @default - no secret; the client authenticates with a KMS key or an IAM ID token
   */
  readonly secret?: ISecret;

  /**
   * The JSON key in `secret` whose value is the client secret. Must be 1 to 128 characters long. Required if `secret`
   * is set.
   *
   * @default - no JSON key, because there is no secret
   */
  readonly jsonKey?: string;

  /**
   * The name of the OAuth2 credential provider: 1 to 128 letters, digits, underscores and hyphens. Changing the name
   * replaces the OAuth2 client.
   *
   * @default - a unique name generated from the construct path and the vendor
   */
  readonly oauthClientName?: string;
}

/**
 * An OAuth2 client in the AgentCore token vault, with which agents and gateways get access tokens from an identity
 * provider. You store the client secret in AWS Secrets Manager and pass the secret in `secret`, so that the client
 * secret does not appear in the template.
 *
 * @example
 * const github = new agentcore.OAuthClient(stack, 'GitHub', {
 *   provider: agentcore.OAuthProvider.github(),
 *   clientId: 'Iv1.8a61f9b3a7aba766',
 *   secret,
 *   jsonKey: 'github',
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-outbound-credential-provider.html
 */
export class OAuthClient extends Resource implements IOAuthClient {
  /**
   * Imports an OAuth2 client by the ARN of its credential provider. AgentCore must manage the client secret: for a
   * client with your own secret or with a signing key, use `fromOauthClientAttributes`.
   *
   * @param scope The scope in which the import is defined
   * @param id The construct ID of the import
   * @param oauthClientArn The ARN of the OAuth2 credential provider
   *
   * @example
   * const oauthClient = agentcore.OAuthClient.fromOauthClientArn(
   *   stack,
   *   'Client',
   *   'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/oauth2credentialprovider/github',
   * );
   */
  public static fromOauthClientArn(scope: Construct, id: string, oauthClientArn: string): IOAuthClient {
    return new ImportedOAuthClient(scope, id, { oauthClientArn: deferred(oauthClientArn) });
  }

  /**
   * Imports an OAuth2 client, for example a client with your own secret or with a signing key.
   *
   * @param scope The scope in which the import is defined
   * @param id The construct ID of the import
   * @param attrs The ARN of the client, and its secret or signing key
   *
   * @example
   * const oauthClient = agentcore.OAuthClient.fromOauthClientAttributes(stack, 'Client', {
   *   oauthClientArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/oauth2credentialprovider/github',
   *   secret,
   * });
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
   * The name of the OAuth2 credential provider.
   */
  public readonly oauthClientName: string;

  /**
   * The callback URL to which the identity provider redirects users. Register the URL as a redirect URI of the client
   * at the identity provider.
   */
  public readonly callbackUrl: string;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the OAuth2 client
   */
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

    const resource = new CfnOAuth2CredentialProvider(this, 'Resource', copyOf(config));
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
      errors.add(
        'clientId must be set, got undefined. Only a client that authenticates with OAuthClientAuth.iamToken can omit it.',
      );
    }
    if (takesSecret && (secret === undefined || jsonKey === undefined)) {
      errors.add(
        `secret and jsonKey must both be set, because the client authenticates with a client secret, got ${secret ? 'only secret' : jsonKey === undefined ? 'neither' : 'only jsonKey'}. Set both, or use another clientAuth of OAuthProvider.discovery or OAuthProvider.server.`,
      );
    }
    if (!takesSecret && (secret !== undefined || jsonKey !== undefined)) {
      errors.add(
        'secret and jsonKey must be omitted, because clientAuth of the provider authenticates the client without a client secret. Remove them.',
      );
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
