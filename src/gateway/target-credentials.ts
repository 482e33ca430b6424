import {
  type CfnGatewayTarget,
  CfnOAuth2CredentialProvider,
  type IApiKeyCredentialProviderRef,
  type IOAuth2CredentialProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations } from 'aws-cdk-lib/core';
import { OAuthGrantType, type OAuthTokenOptions, renderOAuthToken } from '../agent/oauth-token';
import type { HeaderKeyOptions } from '../identity/header-value';
import { permitApiKey, permitOAuthClient, permitWorkloadTokens } from '../private/iam/access';
import { propertyOf, resourceOf } from '../private/known/resource';
import { checkHeaderName, checkHeaderValue } from '../private/validation/headers';
import { quote } from '../private/validation/limit';
import type { PropertyNames } from '../private/validation/property-names';
import { checkActions, checkApiKey, checkOAuthClient, checkResourceArns } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import type { TargetKind } from './sources/source';
import type { CredentialMode, TargetBinding } from './target-binding';

const LONGEST_SCOPE = 64;

/** Options for `TargetCredentials.callerIam`: the AWS service and Region for which requests are signed. */
export interface SigningOptions {
  /**
   * The name of the AWS service in signatures (Signature Version 4), for example `execute-api`: 1 to 64 letters,
   * digits, dots, hyphens or underscores.
   *
   * Required for MCP servers, OpenAPI targets, passthrough targets and inference providers. Not supported for targets
   * whose service AgentCore knows, such as Lambda functions and REST APIs.
   *
   * @default - the service of the target source
   */
  readonly service?: string;

  /**
   * The Region of the AWS service in signatures. Requires `service`.
   *
   * @default - the Region of the gateway; for `TargetSource.fromMcpRuntime`, the Region of the runtime
   */
  readonly region?: string;
}

/** Options for `TargetCredentials.gatewayRole`. */
export interface GatewayRoleOptions extends SigningOptions {
  /**
   * The IAM actions that the execution role of the gateway needs in addition to those of the target source, for example
   * `dynamodb:GetItem`. Requires `resourceArns`.
   *
   * @default - the actions of the target source
   */
  readonly actions?: string[];

  /**
   * The ARNs of the resources on which `actions` are granted. Requires `actions`.
   *
   * @default - the resources of the target source
   */
  readonly resourceArns?: string[];
}

type Config = CfnGatewayTarget.CredentialProviderConfigurationProperty;
type Bind = (binding: TargetBinding, kind: TargetKind) => Config | undefined;

const GRANTS: Record<string, CredentialMode> = {
  [OAuthGrantType.CLIENT_CREDENTIALS.value]: 'clientCredentials',
  [OAuthGrantType.AUTHORIZATION_CODE.value]: 'authorizationCode',
  [OAuthGrantType.TOKEN_EXCHANGE.value]: 'tokenExchange',
};

/**
 * The outbound authorization of a gateway target: the credentials that the gateway presents to the target.
 *
 * Supported credentials depend on the target source, and are validated at synth.
 *
 * @example
 * const credentials = agentcore.TargetCredentials.gatewayRole({ service: 'execute-api' });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-outbound-auth.html
 */
export class TargetCredentials {
  /**
   * Signs requests with the execution role of the gateway, which is granted the permissions that the target source
   * needs.
   *
   * @example
   * agentcore.TargetCredentials.gatewayRole({
   *   actions: ['dynamodb:GetItem'],
   *   resourceArns: ['arn:aws:dynamodb:us-east-1:111122223333:table/orders'],
   * });
   *
   * @param options Additional permissions, and the AWS service and Region for which requests are signed
   */
  public static gatewayRole(options: GatewayRoleOptions = {}): TargetCredentials {
    return new TargetCredentials('gatewayRole', (binding, kind) => {
      permitGiven(binding, options);
      return { credentialProviderType: 'GATEWAY_IAM_ROLE', credentialProvider: renderSigning(binding, kind, options) };
    });
  }

  /**
   * Signs requests with the IAM credentials of the caller, who needs permission to call the target.
   *
   * Requires a gateway with the authorizer type `AWS_IAM` or `AUTHENTICATE_ONLY`.
   *
   * @example
   * agentcore.TargetCredentials.callerIam({ service: 'execute-api' });
   *
   * @param options The AWS service and Region for which requests are signed
   */
  public static callerIam(options: SigningOptions = {}): TargetCredentials {
    return new TargetCredentials('callerIam', (binding, kind) => ({
      credentialProviderType: 'CALLER_IAM_CREDENTIALS',
      credentialProvider: renderSigning(binding, kind, options),
    }));
  }

  /**
   * Forwards the JWT of the caller, which the target must validate.
   *
   * Requires a gateway with the authorizer type `CUSTOM_JWT` or `NONE`.
   *
   * @example
   * agentcore.TargetCredentials.jwtPassthrough();
   */
  public static jwtPassthrough(): TargetCredentials {
    return new TargetCredentials('jwtPassthrough', () => ({ credentialProviderType: 'JWT_PASSTHROUGH' }));
  }

  /**
   * Sends an API key from the token vault in a header.
   *
   * @example
   * const apiKey = new agentcore.ApiKey(stack, 'ShopKey', { secret, jsonKey: 'shop' });
   * agentcore.TargetCredentials.apiKeyInHeader(apiKey, 'Authorization', { prefix: 'Bearer ' });
   *
   * @param apiKey The API key credential provider: an `ApiKey`, or a construct of another level
   * @param header The name of the header, 1 to 64 characters
   * @param options The text before the API key, such as `'Bearer '`, by default none
   */
  public static apiKeyInHeader(
    apiKey: IApiKeyCredentialProviderRef,
    header: string,
    options: HeaderKeyOptions = {},
  ): TargetCredentials {
    return ofKey(apiKey, 'HEADER', header, options.prefix);
  }

  /**
   * Sends an API key from the token vault in a query parameter of the URL. Servers and proxies may log URLs, so prefer
   * `apiKeyInHeader`.
   *
   * @example
   * const apiKey = new agentcore.ApiKey(stack, 'ShopKey', { secret, jsonKey: 'shop' });
   * agentcore.TargetCredentials.apiKeyInQuery(apiKey, 'api_key');
   *
   * @param apiKey The API key credential provider: an `ApiKey`, or a construct of another level
   * @param parameter The name of the query parameter, 1 to 64 characters
   */
  public static apiKeyInQuery(apiKey: IApiKeyCredentialProviderRef, parameter: string): TargetCredentials {
    return ofKey(apiKey, 'QUERY_PARAMETER', parameter);
  }

  /**
   * Sends an OAuth2 access token, which the gateway gets from the token vault.
   *
   * @example
   * const crm = new agentcore.OAuthClient(stack, 'Crm', {
   *   provider: agentcore.OAuthProvider.salesforce(),
   *   clientId: 'agents',
   *   secret,
   *   jsonKey: 'clientSecret',
   * });
   * agentcore.TargetCredentials.oauth(crm, { scopes: ['api'] });
   *
   * @param client The OAuth2 credential provider: an `OAuthClient`, or a construct of another level
   * @param options The scopes and the grant type of the token
   */
  public static oauth(client: IOAuth2CredentialProviderRef, options: OAuthTokenOptions = {}): TargetCredentials {
    const config = renderOAuthToken(client, options);
    return new TargetCredentials(GRANTS[config.grantType] ?? 'clientCredentials', (binding) => {
      const feature = { feature: 'TargetOAuth', of: client.node.id };
      permitWorkloadTokens(
        binding,
        { ...feature, feature: 'TargetOAuthIdentity' },
        ...['GetWorkloadAccessToken', 'GetWorkloadAccessTokenForJWT', 'GetWorkloadAccessTokenForUserId'],
      );
      checkOAuthClient(binding.errors, 'credentials.client', client);
      reviewScopes(binding, config.scopes);
      checkExchange(binding, client);
      permitOAuthClient(binding, feature, client);
      return { credentialProviderType: 'OAUTH', credentialProvider: { oauthCredentialProvider: config } };
    });
  }

  /**
   * Sends requests without credentials. Only for targets that do not require authorization.
   *
   * @example
   * agentcore.TargetCredentials.none();
   */
  public static none(): TargetCredentials {
    return new TargetCredentials('none', () => undefined);
  }

  /** @internal */
  public static _of(
    mode: CredentialMode,
    bind: (binding: TargetBinding, kind: TargetKind) => Config | undefined,
    names: PropertyNames,
  ): TargetCredentials {
    return new TargetCredentials(mode, bind, names);
  }

  private constructor(
    /** @internal */
    public readonly _mode: CredentialMode,
    private readonly bind: Bind,
    /** @internal */
    public readonly _propertyNames?: PropertyNames,
  ) {}

  /** @internal */
  public _bind(binding: TargetBinding, kind: TargetKind): Config | undefined {
    return this.bind(binding, kind);
  }
}

function ofKey(
  apiKey: IApiKeyCredentialProviderRef,
  credentialLocation: string,
  credentialParameterName: string,
  credentialPrefix?: string,
): TargetCredentials {
  const providerArn = apiKey.apiKeyCredentialProviderRef.credentialProviderArn;
  const config = { providerArn, credentialLocation, credentialParameterName, credentialPrefix };
  return TargetCredentials._of(
    'apiKey',
    (binding) => {
      // The schema rejects an empty name.
      if (credentialLocation === 'HEADER' && credentialParameterName !== '') {
        checkHeaderName(
          binding.errors,
          'credentials: the header of TargetCredentials.apiKeyInHeader',
          credentialParameterName,
        );
      }
      checkHeaderValue(
        binding.errors,
        'credentials: the prefix of TargetCredentials.apiKeyInHeader',
        credentialPrefix ?? '',
      );
      const feature = { feature: 'TargetApiKey', of: apiKey.node.id };
      permitWorkloadTokens(binding, { ...feature, feature: 'TargetApiKeyIdentity' }, 'GetWorkloadAccessToken');
      checkApiKey(binding.errors, 'credentials.apiKey', apiKey);
      permitApiKey(binding, feature, apiKey);
      return { credentialProviderType: 'API_KEY', credentialProvider: { apiKeyCredentialProvider: config } };
    },
    {
      credentialParameterName: credentialLocation === 'HEADER' ? 'header' : 'parameter',
      credentialPrefix: 'prefix',
      providerArn: 'apiKey',
    },
  );
}

/**
 * Warns about scopes that the CloudFormation schema allows (128 characters), but the API model does not (64
 * characters).
 */
function reviewScopes({ scope: target }: TargetBinding, scopes: string[]): void {
  const long = scopes.find((scope) => !isUnknown(scope) && scope.length > LONGEST_SCOPE);
  if (long !== undefined) {
    Annotations.of(target).addWarningV2(
      'cdk-agentcore:longScope',
      `credentials.scopes has a scope of ${long.length} characters, ${quote(long)}. The CloudFormation schema allows 128 characters, but the API model only ${LONGEST_SCOPE}, so the deployment may fail. Use a shorter scope, or acknowledge the warning if the deployment succeeds.`,
    );
  }
}

/** A custom identity provider exchanges tokens of users only if the OAuth2 client configures it. */
function checkExchange({ errors, mode }: TargetBinding, client: IOAuth2CredentialProviderRef): void {
  const resource = resourceOf(client, CfnOAuth2CredentialProvider.isCfnOAuth2CredentialProvider);
  const [custom, exchange] = [[], ['onBehalfOfTokenExchangeConfig']].map(
    (path) => resource && propertyOf(resource, 'oauth2ProviderConfigInput', 'customOauth2ProviderConfig', ...path),
  );
  if (mode === 'tokenExchange' && custom !== undefined && exchange === undefined) {
    errors.add(
      `credentials.grantType must not be TOKEN_EXCHANGE for the OAuth client ${client.node.path}, whose provider does not exchange tokens of users. Set onBehalfOf of the provider, or use another grant type.`,
    );
  }
}

function permitGiven(binding: TargetBinding, options: GatewayRoleOptions): void {
  const { actions = [], resourceArns = [] } = options;
  if (options.actions?.length === 0 && options.resourceArns?.length === 0) {
    binding.errors.add(
      'credentials.actions and credentials.resourceArns must each have at least one entry, got none. Omit both if the target source grants the permissions that the role needs.',
    );
  } else if ((actions.length === 0) !== (resourceArns.length === 0)) {
    binding.errors.add(
      `credentials.${actions.length > 0 ? 'actions requires credentials.resourceArns' : 'resourceArns requires credentials.actions'}. Set both, or omit both.`,
    );
  } else if (actions.length > 0) {
    checkResourceArns(binding.errors, 'credentials.resourceArns', resourceArns);
    if (checkActions(binding.errors, 'credentials.actions', actions)) {
      binding.permitSigned({ feature: 'TargetSigned', of: binding.scope.node.id, actions, resources: resourceArns });
    }
  }
}

function renderSigning(
  { errors, signingRegion }: TargetBinding,
  kind: TargetKind,
  { service = kind.usualService, region }: SigningOptions,
): Config['credentialProvider'] {
  if (service !== undefined && kind.signingService === 'known') {
    errors.add(
      `credentials.service is not supported for ${kind.name}, because AgentCore knows the service for which it signs the requests. Omit service.`,
    );
  }
  if (service === undefined && kind.signingService === 'named') {
    errors.add(
      `credentials.service is required for ${kind.name}. Pass the name of the AWS service for which requests are signed, for example "execute-api".`,
    );
  }
  if (service === undefined && region !== undefined) {
    errors.add('credentials.region requires credentials.service. Set both, or omit both.');
  }
  return service === undefined ? undefined : { iamCredentialProvider: { service, region: region ?? signingRegion } };
}
