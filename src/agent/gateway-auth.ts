import type { CfnHarness, IGatewayRef, IOAuth2CredentialProviderRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Fn } from 'aws-cdk-lib/core';
import { type Feature, permitInvokeGateway, permitOAuthClient, providerNameOf } from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { authorizerOf } from '../private/known/gateway';
import { checkOAuthClient } from '../private/validation/references';
import { OAuthGrantType, type OAuthTokenOptions, renderOAuthToken } from './oauth-token';
import { reviewReturnUrl } from './return-urls';

/** The kind of authentication. */
type Mode = 'iam' | 'none' | 'oauth';
/** The property in which users list the gateway. */
type CallerProp = 'tools' | 'alternateTools' | 'uses';

/**
 * The names of the environment variables from which code reads the credential provider and the scopes.
 *
 * @internal
 */
export interface TokenVariables {
  readonly provider: string;
  readonly scopes: string;
}

/**
 * The outbound authentication of an agent at a gateway.
 *
 * @example
 * const tool = agentcore.Tool.gateway(gateway, { auth: agentcore.GatewayAuth.iam() });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html
 */
export abstract class GatewayAuth {
  /**
   * Signs requests with the execution role of the agent. For gateways with authorizer type `AWS_IAM` or
   * `AUTHENTICATE_ONLY`.
   *
   * @example
   * const auth = agentcore.GatewayAuth.iam();
   */
  public static iam(): GatewayAuth {
    return new PlainAuth('iam', { awsIam: {} });
  }

  /**
   * Sends requests without authentication. Only for gateways with authorizer type `NONE`.
   *
   * @example
   * const auth = agentcore.GatewayAuth.none();
   */
  public static none(): GatewayAuth {
    return new PlainAuth('none', { none: {} });
  }

  /**
   * Gets an OAuth2 token from the token vault, and sends it as a bearer token. For gateways with authorizer type
   * `CUSTOM_JWT`.
   *
   * @param client An `OAuthClient`, or any other OAuth2 credential provider
   * @param options The scopes and the grant type of the token
   *
   * @example
   * const provider = agentcore.OAuthProvider.discovery('https://login.example.com/.well-known/openid-configuration');
   * const oauthClient = new agentcore.OAuthClient(stack, 'Client', { provider, clientId: 'desk', secret, jsonKey: 'desk' });
   * const auth = agentcore.GatewayAuth.oauth(oauthClient, { scopes: ['orders/read'] });
   */
  public static oauth(client: IOAuth2CredentialProviderRef, options: OAuthTokenOptions = {}): GatewayAuth {
    return new OAuthAuth(client, options);
  }

  protected constructor(
    /** @internal */
    public readonly _mode: Mode,
  ) {}

  /**
   * Renders the authentication for a harness, and grants the execution role the permissions.
   *
   * @internal
   */
  public abstract _bind(
    binding: Binding,
    prop: CallerProp,
    feature: Feature,
  ): CfnHarness.HarnessGatewayOutboundAuthProperty;

  /**
   * Grants the execution role the permissions for code that gets the token itself. Returns the environment variables
   * for the code.
   *
   * @internal
   */
  public abstract _bindForCode(binding: Binding, feature: Feature, variables: TokenVariables): Record<string, string>;
}

class PlainAuth extends GatewayAuth {
  public constructor(
    mode: Mode,
    private readonly config: CfnHarness.HarnessGatewayOutboundAuthProperty,
  ) {
    super(mode);
  }

  public _bind(): CfnHarness.HarnessGatewayOutboundAuthProperty {
    return this.config;
  }

  public _bindForCode(): Record<string, string> {
    return {};
  }
}

class OAuthAuth extends GatewayAuth {
  public constructor(
    private readonly client: IOAuth2CredentialProviderRef,
    private readonly options: OAuthTokenOptions,
  ) {
    super('oauth');
  }

  public _bind(binding: Binding, prop: CallerProp, feature: Feature): CfnHarness.HarnessGatewayOutboundAuthProperty {
    checkOAuthClient(binding.errors, `${prop}: the OAuth client of ${feature.of}`, this.client);
    permitOAuthClient(binding, { ...feature, feature: `${feature.feature}OAuth` }, this.client);
    const isExchange = this.options.grantType?.value === OAuthGrantType.TOKEN_EXCHANGE.value;
    if (isExchange && prop === 'tools') {
      binding.errors.add(
        `tools: grantType of GatewayAuth.oauth for "${feature.of}" must be CLIENT_CREDENTIALS or AUTHORIZATION_CODE, got TOKEN_EXCHANGE. CloudFormation does not accept TOKEN_EXCHANGE on a Harness.`,
      );
    }
    if (this.options.grantType?.value === OAuthGrantType.AUTHORIZATION_CODE.value) {
      reviewReturnUrl(binding, `${prop}: the gateway "${feature.of}"`, this.options.defaultReturnUrl);
    }
    // InvokeHarness accepts the grant type, but the schema of CloudFormation does not list it.
    const options = isExchange && prop === 'alternateTools' ? { ...this.options, grantType: undefined } : this.options;
    return { oauth: renderOAuthToken(this.client, options) };
  }

  public _bindForCode(binding: Binding, feature: Feature, variables: TokenVariables): Record<string, string> {
    const { scopes = [], ...others } = this.options;
    const unused = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (unused.length > 0) {
      binding.errors.add(
        `uses: ${unused.join(', ')} of GatewayAuth.oauth must be omitted for Use.gateway, because the code requests the token itself. Remove ${unused.length > 1 ? 'these options' : 'this option'}, and pass the value to the SDK in the code.`,
      );
    }
    checkOAuthClient(binding.errors, `uses: the OAuth client of ${feature.of}`, this.client);
    permitOAuthClient(binding, { ...feature, feature: `${feature.feature}OAuth` }, this.client);
    const provider = providerNameOf(this.client.oAuth2CredentialProviderRef.credentialProviderArn);
    return {
      [variables.provider]: provider,
      ...(scopes.length > 0 ? { [variables.scopes]: Fn.join(' ', scopes) } : {}),
    };
  }
}

/**
 * Grants what an agent needs to invoke a gateway, and rejects authentication that the gateway does not accept.
 *
 * @internal
 */
export function bindGatewayCaller(
  binding: Binding,
  prop: CallerProp,
  feature: Feature,
  gateway: IGatewayRef,
  { _mode: mode }: GatewayAuth,
): void {
  for (const problem of authProblems(prop, gateway, mode)) {
    binding.errors.add(problem);
  }
  // The authorizer type can be overridden after the agent is created.
  binding.scope.node.addValidation({ validate: () => authProblems(prop, gateway, mode) });
  if (mode === 'iam') {
    permitInvokeGateway(binding, feature, gateway.gatewayRef.gatewayArn);
  }
  binding.services.add('bedrock-agentcore.gateway');
}

function authProblems(prop: CallerProp, gateway: IGatewayRef, mode: GatewayAuth['_mode']): string[] {
  const type = authorizerOf(gateway);
  const { id } = gateway.node;
  if ((type === 'AWS_IAM' || type === 'AUTHENTICATE_ONLY') && mode !== 'iam') {
    return [
      `${prop}: the gateway ${id} uses ${type} authorization, so requests must be signed with IAM, got GatewayAuth.${mode}(). Remove auth.`,
    ];
  }
  if (type === 'CUSTOM_JWT' && mode !== 'oauth') {
    return [
      `${prop}: the gateway ${id} uses CUSTOM_JWT authorization, so requests must have a token, got GatewayAuth.${mode}(). Pass auth: GatewayAuth.oauth(…), or create the gateway with GatewayAuthorizer.usingAwsIam().`,
    ];
  }
  return [];
}
