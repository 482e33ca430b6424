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
 * An API key in the token vault.
 */
export interface IApiKey extends IResource, IApiKeyCredentialProviderRef {
  /**
   * The ARN of its credential provider.
   */
  readonly apiKeyArn: string;

  /**
   * The secret that holds the key, which agents that use it must read. It is undefined when the service keeps the key.
   */
  readonly secret?: ISecret;

  /**
   * Permissions for those who use it and are no agents.
   */
  readonly grants: CredentialGrants;
}

/** What is known of an API key that was made elsewhere. */
export interface ApiKeyAttributes {
  /**
   * The ARN of its credential provider.
   */
  readonly apiKeyArn: string;

  /**
   * The secret that holds the key, which agents that use it must read: that of an `ApiKey` of another app.
   *
   * @default - the secret that the service keeps for the credential provider
   */
  readonly secret?: ISecret;
}

/** How an API key is made. */
export interface ApiKeyProps {
  /**
   * The secret that holds the key, in the Region of the stack. One of another account must let this account read it, and so must its key.
   */
  readonly secret: ISecret;

  /**
   * The field of the secret's JSON that is the key, 1 to 128 characters.
   */
  readonly jsonKey: string;

  /**
   * Its name: 1 to 128 letters, digits and `-`, for agents refer to no name with `_`.
   *
   * @default - a name made of the path in the app
   */
  readonly apiKeyName?: string;
}

/**
 * An API key in the token vault, kept in Secrets Manager: no template holds it.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-outbound-credential-provider.html
 */
export class ApiKey extends Resource implements IApiKey {
  /**
   * A key that was made elsewhere, whose secret the service keeps.
   */
  public static fromApiKeyArn(scope: Construct, id: string, apiKeyArn: string): IApiKey {
    return new ImportedApiKey(scope, id, { apiKeyArn: deferred(apiKeyArn) });
  }

  /**
   * A key that was made elsewhere, by what is known of it.
   */
  public static fromApiKeyAttributes(scope: Construct, id: string, attrs: ApiKeyAttributes): IApiKey {
    return new ImportedApiKey(scope, id, { ...attrs, apiKeyArn: deferred(attrs.apiKeyArn) });
  }

  public readonly apiKeyArn: string;
  public readonly secret?: ISecret;
  public readonly grants: CredentialGrants = grantsOf(this);

  /**
   * The name of its credential provider.
   */
  public readonly apiKeyName: string;

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

/** AgentCore creates a credential provider of such a name, but no agent and no gateway target accepts its ARN. */
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
