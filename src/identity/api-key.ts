import {
  type ApiKeyCredentialProviderReference,
  CfnApiKeyCredentialProvider,
  type IApiKeyCredentialProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IResource, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { permitApiKey } from '../private/iam/access';
import { uniqueName } from '../private/names';
import { ARNS } from '../private/validation/arn';
import { checkImport, environmentFromArn } from '../private/validation/environment';
import { checkConstruction } from '../private/validation/guard';
import { quote } from '../private/validation/limit';
import { checkSecret, checkSecretKind } from '../private/validation/references';
import { reviewResource } from '../private/validation/resource-review';
import { deferred, isUnknown } from '../private/validation/unknown';
import { ValidationErrors } from '../private/validation/validation-errors';
import { CredentialGrants } from './credential-grants';
import { externalSecret, letServiceRead } from './external-secret';
import { API_KEY_NAMES } from './property-names';

/**
 * An API key in the AgentCore token vault, defined in this app or imported.
 */
export interface IApiKey extends IResource, IApiKeyCredentialProviderRef {
  /**
   * The ARN of the API key credential provider.
   */
  readonly apiKeyArn: string;

  /**
   * The AWS Secrets Manager secret that contains the API key, or `undefined` if AgentCore manages the secret.
   */
  readonly secret?: ISecret;

  /**
   * The permissions that a Lambda function or another workload can be granted to use the API key. Agents and gateway
   * targets that use the API key get their permissions automatically.
   */
  readonly grants: CredentialGrants;
}

/** Attributes of an imported API key. */
export interface ApiKeyAttributes {
  /**
   * The ARN of the API key credential provider.
   */
  readonly apiKeyArn: string;

  /**
   * The AWS Secrets Manager secret that contains the API key. Set `secret` if the credential provider was created with
   * your secret, for example by an `ApiKey` in another app. Roles that use the API key get permission to read it.
   *
   * @default - the secret that AgentCore manages for the credential provider
   */
  readonly secret?: ISecret;
}

/** Properties of `ApiKey`. */
export interface ApiKeyProps {
  /**
   * The AWS Secrets Manager secret that contains the API key. Must be in the Region of the stack. If the secret is in
   * another account, its resource policy and the policy of its KMS key must allow this account to read it.
   */
  readonly secret: ISecret;

  /**
   * The JSON key in the secret whose value is the API key. Must be 1 to 128 characters long.
   */
  readonly jsonKey: string;

  /**
   * The name of the API key credential provider: 1 to 128 letters, digits and hyphens. Underscores are not supported,
   * because the ARN of an API key that an agent uses cannot contain them. Changing the name replaces the API key.
   *
   * @default - a unique name generated from the construct path
   */
  readonly apiKeyName?: string;
}

/**
 * An API key in the AgentCore token vault. You store the value of the API key in a secret of AWS Secrets Manager and pass
 * the secret in `secret`, so that the value does not appear in the template.
 *
 * @example
 * const apiKey = new agentcore.ApiKey(stack, 'OpenAi', { secret, jsonKey: 'openai' });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-outbound-credential-provider.html
 */
export class ApiKey extends Resource implements IApiKey {
  /**
   * Imports an API key by the ARN of its credential provider. AgentCore must manage the secret of the API key: for an
   * API key with your own secret, use `fromApiKeyAttributes`.
   *
   * @param scope The scope in which the import is defined
   * @param id The construct ID of the import
   * @param apiKeyArn The ARN of the API key credential provider
   *
   * @example
   * const apiKey = agentcore.ApiKey.fromApiKeyArn(
   *   stack,
   *   'Key',
   *   'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/apikeycredentialprovider/openai',
   * );
   */
  public static fromApiKeyArn(scope: Construct, id: string, apiKeyArn: string): IApiKey {
    return new ImportedApiKey(scope, id, { apiKeyArn: deferred(apiKeyArn) });
  }

  /**
   * Imports an API key, for example an API key with your own secret.
   *
   * @param scope The scope in which the import is defined
   * @param id The construct ID of the import
   * @param attrs The ARN and the secret of the API key
   *
   * @example
   * const apiKey = agentcore.ApiKey.fromApiKeyAttributes(stack, 'Key', {
   *   apiKeyArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/apikeycredentialprovider/openai',
   *   secret,
   * });
   */
  public static fromApiKeyAttributes(scope: Construct, id: string, attrs: ApiKeyAttributes): IApiKey {
    return new ImportedApiKey(scope, id, { ...attrs, apiKeyArn: deferred(attrs.apiKeyArn) });
  }

  public readonly apiKeyArn: string;
  public readonly secret?: ISecret;
  public readonly grants: CredentialGrants = grantsOf(this);

  /**
   * The name of the API key credential provider.
   */
  public readonly apiKeyName: string;

  /**
   * @param scope The scope of the construct, usually the stack
   * @param id The ID of the construct, unique in the scope
   * @param props The properties of the API key
   */
  constructor(scope: Construct, id: string, props: ApiKeyProps) {
    checkConstruction(new.target, [scope, id, props]);
    super(scope, id);
    const name = props.apiKeyName ?? uniqueName(this, 128, '-');
    const config = {
      name,
      apiKeySecretSource: 'EXTERNAL',
      apiKeySecretConfig: externalSecret(props.secret, props.jsonKey),
    };
    const errors = new ValidationErrors(this);
    errors.checkLimits('ApiKeyCredentialProvider', config, API_KEY_NAMES);
    checkName(errors, name);
    checkSecret(errors, 'secret', props.secret);
    errors.throwIfAny();

    const resource = new CfnApiKeyCredentialProvider(this, 'Resource', config);
    letServiceRead(resource, props.secret);
    this.apiKeyArn = resource.attrCredentialProviderArn;
    this.apiKeyName = name;
    this.secret = props.secret;
    reviewResource(this, 'ApiKeyCredentialProvider');
  }

  public get apiKeyCredentialProviderRef(): ApiKeyCredentialProviderReference {
    return { credentialProviderArn: this.apiKeyArn };
  }
}

/** AgentCore accepts underscores in the name, but agents and gateway targets reject the ARN. */
function checkName(errors: ValidationErrors, name: string): void {
  if (!isUnknown(name) && name.includes('_')) {
    errors.add(
      `apiKeyName must not contain underscores, because the ARN of an API key that an agent uses cannot contain them, got ${quote(name)}. Use "${name.replace(/_/g, '-')}".`,
    );
  }
}

function grantsOf(apiKey: ApiKey | ImportedApiKey): CredentialGrants {
  return CredentialGrants._of(apiKey, (binding) => permitApiKey(binding, { feature: 'ApiKey' }, apiKey));
}

class ImportedApiKey extends Resource implements IApiKey {
  public readonly apiKeyArn: string;
  public readonly secret?: ISecret;
  public readonly grants: CredentialGrants = grantsOf(this);

  public constructor(scope: Construct, id: string, attrs: ApiKeyAttributes) {
    super(scope, id, environmentFromArn(attrs.apiKeyArn, ARNS.apiKey));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'apiKeyArn', attrs.apiKeyArn, ARNS.apiKey);
    checkSecretKind(errors, 'secret', attrs.secret);
    errors.throwIfAny();
    this.apiKeyArn = attrs.apiKeyArn;
    this.secret = attrs.secret;
  }

  public get apiKeyCredentialProviderRef(): ApiKeyCredentialProviderReference {
    return { credentialProviderArn: this.apiKeyArn };
  }
}
