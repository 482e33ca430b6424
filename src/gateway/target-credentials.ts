import type {
  CfnGatewayTarget,
  IApiKeyCredentialProviderRef,
  IOAuth2CredentialProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations } from 'aws-cdk-lib/core';
import { OAuthGrantType, type OAuthTokenOptions, renderOAuthToken } from '../agent/oauth-token';
import type { HeaderKeyOptions } from '../identity/header-value';
import { permitApiKey, permitOAuthClient, permitWorkloadTokens } from '../private/iam/access';
import { checkHeaderName, checkHeaderValue } from '../private/validation/headers';
import { quote } from '../private/validation/limit';
import type { PropertyNames } from '../private/validation/property-names';
import { checkActions, checkApiKey, checkOAuthClient, checkResourceArns } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import type { TargetKind } from './sources/source';
import type { CredentialMode, TargetBinding } from './target-binding';

const LONGEST_SCOPE = 64;

/** For what requests are signed. */
export interface SigningOptions {
  /**
   * The AWS service that takes them, as signatures name it: `bedrock-agentcore`, `execute-api`, `lambda`. 1 to 64 characters.
   *
   * @default - the one that the kind of target has; where there is none, it must be given
   */
  readonly service?: string;

  /**
   * The Region of the service. Requires `service`.
   *
   * @default - the Region of the gateway; for `TargetSource.fromMcpRuntime`, the Region of the runtime
   */
  readonly region?: string;
}

/** What the gateway's role is to do at a target. */
export interface GatewayRoleOptions extends SigningOptions {
  /**
   * The actions that it needs, as in `dynamodb:GetItem`, where the kind of target does not say.
   *
   * @default - those of the kind of target
   */
  readonly actions?: string[];

  /**
   * What it needs them on.
   *
   * @default - what the kind of target leads to
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
 * With what a gateway signs in at a target.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-outbound-auth.html
 */
export class TargetCredentials {
  /**
   * It signs its requests with its role, which gets the permission.
   */
  public static gatewayRole(options: GatewayRoleOptions = {}): TargetCredentials {
    return new TargetCredentials('gatewayRole', (binding, kind) => {
      permitGiven(binding, options);
      return { credentialProviderType: 'GATEWAY_IAM_ROLE', credentialProvider: renderSigning(binding, kind, options) };
    });
  }

  /**
   * It signs its requests as the caller, who needs the permission. The gateway must take signed requests.
   */
  public static callerIam(options: SigningOptions = {}): TargetCredentials {
    return new TargetCredentials('callerIam', (binding, kind) => ({
      credentialProviderType: 'CALLER_IAM_CREDENTIALS',
      credentialProvider: renderSigning(binding, kind, options),
    }));
  }

  /**
   * It passes on the caller's token, which the target checks. The gateway must be one that authenticates only.
   */
  public static jwtPassthrough(): TargetCredentials {
    return new TargetCredentials('jwtPassthrough', () => ({ credentialProviderType: 'JWT_PASSTHROUGH' }));
  }

  /**
   * A key of the token vault, in a header: an `ApiKey`, or any other API key credential provider.
   *
   * @param header its name, 1 to 64 characters, as in `Authorization`
   */
  public static apiKeyInHeader(
    apiKey: IApiKeyCredentialProviderRef,
    header: string,
    options: HeaderKeyOptions = {},
  ): TargetCredentials {
    return ofKey(apiKey, 'HEADER', header, options.prefix);
  }

  /**
   * A key of the token vault, in the query of the URL, which logs may keep: prefer a header.
   *
   * @param parameter its name, 1 to 64 characters, as in `api_key`
   */
  public static apiKeyInQuery(apiKey: IApiKeyCredentialProviderRef, parameter: string): TargetCredentials {
    return ofKey(apiKey, 'QUERY_PARAMETER', parameter);
  }

  /**
   * It gets a token, as a client that the token vault knows: an `OAuthClient`, or any other OAuth2 credential provider.
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
      permitOAuthClient(binding, feature, client);
      return { credentialProviderType: 'OAUTH', credentialProvider: { oauthCredentialProvider: config } };
    });
  }

  /**
   * It does not: the target takes everyone.
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

/** The API takes scopes of up to 64 characters, the schema of up to 128. */
function reviewScopes({ scope: target }: TargetBinding, scopes: string[]): void {
  const long = scopes.find((scope) => !isUnknown(scope) && scope.length > LONGEST_SCOPE);
  if (long !== undefined) {
    Annotations.of(target).addWarningV2(
      'cdk-agentcore:longScope',
      `credentials.scopes has a scope of ${long.length} characters, ${quote(long)}. The CloudFormation schema allows 128 characters, but the API model only ${LONGEST_SCOPE}, so the deployment may fail. Use a shorter scope, or acknowledge the warning if the deployment succeeds.`,
    );
  }
}

function permitGiven(binding: TargetBinding, options: GatewayRoleOptions): void {
  const { actions = [], resourceArns = [] } = options;
  if (options.actions?.length === 0 && options.resourceArns?.length === 0) {
    binding.errors.add(
      'credentials.actions and credentials.resourceArns must each have at least one entry, got none. Omit both if the kind of target grants what the role needs',
    );
  } else if ((actions.length === 0) !== (resourceArns.length === 0)) {
    binding.errors.add('credentials: actions and resourceArns must be given together');
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
    errors.add(`credentials.service must be left out: the service knows for what it signs requests to ${kind.name}`);
  }
  if (service === undefined && kind.signingService === 'named') {
    errors.add(
      `credentials.service must be given for ${kind.name}: the AWS service that requests are signed for, as in "execute-api"`,
    );
  }
  if (service === undefined && region !== undefined) {
    errors.add('credentials.region has no effect without credentials.service: give both, or none');
  }
  return service === undefined ? undefined : { iamCredentialProvider: { service, region: region ?? signingRegion } };
}
