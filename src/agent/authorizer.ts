import type { CfnHarness, CfnRuntime, IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IUserPoolClientRef, IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { Annotations } from 'aws-cdk-lib/core';
import type { Binding } from '../private/iam/binding';
import { quote } from '../private/validation/limit';
import { checkGateway } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { type PrivateEndpoint, renderPrivateEndpoints } from './private-endpoint';
import { clientProblems, userPoolIssuer } from './user-pool';

/** The rules that a JWT must satisfy, for any identity provider. */
export interface TokenRules {
  /**
   * The allowed scopes. A JWT must contain at least one of them. Each scope must be 1 to 255 characters long.
   *
   * @default - scopes are not checked
   */
  readonly scopes?: string[];

  /**
   * The custom claims that a JWT must match. A JWT must match all of them.
   *
   * @default - custom claims are not checked
   */
  readonly claims?: ClaimRule[];

  /**
   * The scope values that the agent advertises to clients, by the scope that JWTs contain. Maximum 50. Supported only
   * on a `Harness`.
   *
   * @default - scopes are advertised as JWTs contain them
   */
  readonly advertisedScopes?: { [scope: string]: string };
}

/**
 * Options for `Authorizer.jwt`.
 *
 * At least one of `audiences`, `clients`, `scopes` and `claims` is required.
 */
export interface JwtAuthorizerOptions extends TokenRules {
  /**
   * The allowed audiences. The `aud` claim of a JWT must contain at least one of them.
   *
   * @default - the audience is not checked
   */
  readonly audiences?: string[];

  /**
   * The allowed client IDs. The `client_id` claim of a JWT must be one of them.
   *
   * @default - the client ID is not checked
   */
  readonly clients?: string[];

  /**
   * The workloads that may call the agent on behalf of a user. Supported only on a `Runtime`.
   *
   * @default - every caller with a valid JWT
   */
  readonly workloads?: AllowedWorkloads;

  /**
   * The private endpoint through which AgentCore reaches an identity provider in a VPC.
   *
   * @default - AgentCore reaches the identity provider over the internet
   */
  readonly privateEndpoint?: PrivateEndpoint;

  /**
   * Private endpoints for other domains of the identity provider, for example the domain of its signing keys, by
   * domain. Maximum 5. Requires `privateEndpoint`. All must be created with the same factory method as
   * `privateEndpoint`.
   *
   * @default - all domains are reached through `privateEndpoint`
   */
  readonly privateEndpointOverrides?: { [domain: string]: PrivateEndpoint };
}

/** The workloads that may call an agent on behalf of a user with a valid JWT. */
export interface AllowedWorkloads {
  /**
   * The gateways that may call the agent. Must have 1 to 10 entries.
   *
   * @default - gateways are not restricted
   */
  readonly gateways?: IGatewayRef[];

  /**
   * The names of the workload identities that may call the agent. Must have 1 to 10 entries, each 3 to 255 characters
   * long.
   *
   * @default - workload identities are not restricted
   */
  readonly workloadIdentities?: string[];
}

/** Options for `Authorizer.cognito`. */
export interface CognitoAuthorizerOptions extends TokenRules {
  /**
   * The app clients of the user pool whose access tokens the agent accepts. Must have at least 1 entry.
   */
  readonly clients: IUserPoolClientRef[];

  /**
   * The workloads that may call the agent on behalf of a user. Supported only on a `Runtime`.
   *
   * @default - every caller with a valid access token
   */
  readonly workloads?: AllowedWorkloads;
}

/**
 * A custom claim that a JWT must match.
 *
 * @example
 * const discoveryUrl = 'https://login.example.com/.well-known/openid-configuration';
 * const authorizer = agentcore.Authorizer.jwt(discoveryUrl, {
 *   claims: [agentcore.ClaimRule.stringEquals('department', 'claims')],
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html
 */
export class ClaimRule {
  /**
   * Requires a string claim to equal a value.
   *
   * @param claim The name of the claim, 1 to 255 characters. Must not be `client_id`: use `clients` of the authorizer
   * @param value The required value: 1 to 255 letters, digits, underscores, periods and hyphens
   *
   * @example
   * const rule = agentcore.ClaimRule.stringEquals('department', 'claims');
   */
  public static stringEquals(claim: string, value: string): ClaimRule {
    return new ClaimRule(claim, 'STRING', 'EQUALS', { matchValueString: value });
  }

  /**
   * Requires a claim with a list of strings to contain a value.
   *
   * @param claim The name of the claim, 1 to 255 characters
   * @param value The required value: 1 to 255 letters, digits, underscores, periods and hyphens
   *
   * @example
   * const rule = agentcore.ClaimRule.listContains('groups', 'adjusters');
   */
  public static listContains(claim: string, value: string): ClaimRule {
    return new ClaimRule(claim, 'STRING_ARRAY', 'CONTAINS', { matchValueString: value });
  }

  /**
   * Requires a claim with a list of strings to contain at least one of several values.
   *
   * @param claim The name of the claim, 1 to 255 characters
   * @param values The values, at least 1: each 1 to 255 letters, digits, underscores, periods and hyphens
   *
   * @example
   * const rule = agentcore.ClaimRule.listContainsAny('offices', ['oslo', 'porto']);
   */
  public static listContainsAny(claim: string, values: string[]): ClaimRule {
    return new ClaimRule(claim, 'STRING_ARRAY', 'CONTAINS_ANY', { matchValueStringList: values });
  }

  private constructor(
    private readonly claim: string,
    private readonly type: string,
    private readonly operator: string,
    private readonly value: CfnHarness.ClaimMatchValueTypeProperty,
  ) {}

  /** @internal */
  public _render(binding: Binding): CfnHarness.CustomClaimValidationTypeProperty {
    if (this.claim === 'client_id') {
      binding.errors.add('authorizer.claims must not contain the reserved claim client_id. Use authorizer.clients.');
    }
    return {
      inboundTokenClaimName: this.claim,
      inboundTokenClaimValueType: this.type,
      authorizingClaimMatchValue: { claimMatchOperator: this.operator, claimMatchValue: this.value },
    };
  }
}

/**
 * The authorizer configuration of a harness or a runtime.
 *
 * @internal
 */
export interface AuthorizerConfig {
  readonly customJwtAuthorizer: CfnHarness.CustomJWTAuthorizerConfigurationProperty &
    CfnRuntime.CustomJWTAuthorizerConfigurationProperty;
}

/**
 * The inbound authorization of an agent. An agent accepts either requests that are signed with IAM credentials, or
 * requests with a JWT, but not both.
 *
 * @example
 * const authorizer = agentcore.Authorizer.cognito(userPool, { clients: [client] });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html
 */
export abstract class Authorizer {
  /**
   * Accepts requests that are signed with IAM credentials (SigV4). Callers need IAM permissions: use
   * `agent.grants.invoke`.
   *
   * @example
   * const authorizer = agentcore.Authorizer.iam();
   */
  public static iam(): Authorizer {
    return new IamAuthorizer();
  }

  /**
   * Accepts requests with a JWT that an OpenID Connect identity provider issued.
   *
   * @param discoveryUrl The discovery URL of the identity provider, which starts with `https://` and ends with
   *   `/.well-known/openid-configuration`
   * @param options The rules that a JWT must satisfy: audiences, clients, scopes and claims. At least one rule is
   *   required
   *
   * @example
   * const discoveryUrl = 'https://login.example.com/.well-known/openid-configuration';
   * const authorizer = agentcore.Authorizer.jwt(discoveryUrl, { audiences: ['support-desk'] });
   */
  public static jwt(discoveryUrl: string, options: JwtAuthorizerOptions): Authorizer {
    return new JwtAuthorizer(discoveryUrl, options);
  }

  /**
   * Accepts requests with an access token of an Amazon Cognito user pool.
   *
   * @param userPool The user pool, of any construct level
   * @param options The app clients, at least one, and the scopes and claims that an access token must have, by
   *   default any
   *
   * @example
   * const authorizer = agentcore.Authorizer.cognito(userPool, { clients: [client] });
   */
  public static cognito(userPool: IUserPoolRef, options: CognitoAuthorizerOptions): Authorizer {
    const clients = options.clients.map((client) => client.userPoolClientRef.clientId);
    const discoveryUrl = `${userPoolIssuer(userPool)}/.well-known/openid-configuration`;
    return new JwtAuthorizer(discoveryUrl, { ...options, clients }, clientProblems(userPool, options.clients));
  }

  protected constructor(
    /** @internal */
    public readonly _takesTokens: boolean,
  ) {}

  /** @internal */
  public abstract _bind(binding: Binding): AuthorizerConfig | undefined;
}

class IamAuthorizer extends Authorizer {
  public constructor() {
    super(false);
  }

  public _bind(): undefined {
    return undefined;
  }
}

class JwtAuthorizer extends Authorizer {
  /** @param problems The problems that are known before the agent is */
  public constructor(
    private readonly discoveryUrl: string,
    private readonly options: JwtAuthorizerOptions,
    private readonly problems: string[] = [],
  ) {
    super(true);
  }

  public _bind(binding: Binding): AuthorizerConfig {
    const { audiences, clients, scopes, claims, advertisedScopes, workloads } = this.options;
    this.check(binding);
    return {
      customJwtAuthorizer: {
        discoveryUrl: this.discoveryUrl,
        allowedAudience: audiences,
        allowedClients: clients,
        allowedScopes: scopes,
        customClaims: claims?.map((claim) => claim._render(binding)),
        advertisedScopeMapping: advertisedScopes,
        allowedWorkloadConfiguration: workloads && {
          hostingEnvironments: workloads.gateways?.map((gateway) => ({ arn: gateway.gatewayRef.gatewayArn })),
          workloadIdentities: workloads.workloadIdentities,
        },
        ...renderPrivateEndpoints(binding.errors, 'authorizer', this.options),
      },
    };
  }

  private check(binding: Binding): void {
    const { errors, scope } = binding;
    const { audiences, clients, scopes, claims, advertisedScopes, workloads } = this.options;
    binding.refuseUnless('Harness', 'authorizer.advertisedScopes', advertisedScopes);
    binding.refuseUnless('Runtime', 'authorizer.workloads', workloads);
    errors.checkDiscoveryUrl('authorizer.discoveryUrl', this.discoveryUrl);
    for (const problem of this.problems) {
      errors.add(problem);
    }
    for (const [index, gateway] of (workloads?.gateways ?? []).entries()) {
      checkGateway(errors, `authorizer.workloads.gateways[${index}]`, gateway, { region: 'any', account: 'any' });
    }
    for (const [name, values = []] of Object.entries({ audiences, clients })) {
      for (const [index, value] of values.entries()) {
        if (!isUnknown(value) && !/^\S+$/.test(value)) {
          errors.add(
            `authorizer.${name}[${index}] must not be empty or contain spaces, got ${quote(value)}. Use the value that tokens contain.`,
          );
        }
      }
    }
    if (![audiences, clients, scopes, claims].some((rule) => rule !== undefined)) {
      errors.add(
        'authorizer must have at least one of audiences, clients, scopes and claims, got none. Without them, the agent would accept every token of the identity provider.',
      );
    }
    if (audiences && this.discoveryUrl.includes('cognito-idp.')) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:cognitoAudience',
        'authorizer.audiences is set, but access tokens of Amazon Cognito have no audience. The agent rejects all of them. Use Authorizer.cognito, or clients.',
      );
    }
  }
}
