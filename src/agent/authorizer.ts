import type { CfnHarness, CfnRuntime, IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnUserPool, type IUserPoolClientRef, type IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { Annotations, Fn, Resource, Stack } from 'aws-cdk-lib/core';
import type { Binding } from '../private/iam/binding';
import { quote } from '../private/validation/limit';
import { checkGateway } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import { type PrivateEndpoint, renderPrivateEndpoints } from './private-endpoint';

/** What a token must have, whoever issued it. */
export interface TokenRules {
  /**
   * Scopes of which the token must have one, each 1 to 255 characters.
   *
   * @default - any
   */
  readonly scopes?: string[];

  /**
   * Claims that the token must have, all of them.
   *
   * @default - none
   */
  readonly claims?: ClaimRule[];

  /**
   * The names under which scopes are advertised to clients, by scope, at most 50. On a harness only.
   *
   * @default - as they are
   */
  readonly advertisedScopes?: { [scope: string]: string };
}

/** Whose tokens an agent takes. At least one of audiences, clients, scopes and claims. */
export interface JwtAuthorizerOptions extends TokenRules {
  /**
   * Values of the claim `aud`, one of which the token must have.
   *
   * @default - any
   */
  readonly audiences?: string[];

  /**
   * Values of the claim `client_id`, one of which the token must have.
   *
   * @default - any
   */
  readonly clients?: string[];

  /**
   * The workloads that may call it on behalf of a user. On a runtime only.
   *
   * @default - any caller with a token
   */
  readonly workloads?: AllowedWorkloads;

  /**
   * A private way to the identity provider, when the internet does not see it.
   *
   * @default - through the internet
   */
  readonly privateEndpoint?: PrivateEndpoint;

  /**
   * Private ways to further domains of the identity provider, by domain, at most 5. They need a `privateEndpoint` of the same kind.
   *
   * @default - none
   */
  readonly privateEndpointOverrides?: { [domain: string]: PrivateEndpoint };
}

/** Workloads that may call an agent on behalf of a user, once their token is accepted. */
export interface AllowedWorkloads {
  /**
   * Gateways, 1 to 10.
   *
   * @default - any
   */
  readonly gateways?: IGatewayRef[];

  /**
   * Names of workload identities, 1 to 10 of 3 to 255 characters.
   *
   * @default - any
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
   * @default - every caller with a valid token
   */
  readonly workloads?: AllowedWorkloads;
}

/**
 * A claim that a token must have.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html
 */
export class ClaimRule {
  /**
   * A claim of one string, which must be this.
   *
   * @param claim its name, 1 to 255 characters; not `client_id`, for which there is `clients`
   * @param value 1 to 255 letters, digits, `_`, `.` and `-`
   */
  public static stringEquals(claim: string, value: string): ClaimRule {
    return new ClaimRule(claim, 'STRING', 'EQUALS', { matchValueString: value });
  }

  /**
   * A claim of a list of strings, which must have this.
   *
   * @param claim its name, 1 to 255 characters
   * @param value 1 to 255 letters, digits, `_`, `.` and `-`
   */
  public static listContains(claim: string, value: string): ClaimRule {
    return new ClaimRule(claim, 'STRING_ARRAY', 'CONTAINS', { matchValueString: value });
  }

  /**
   * A claim of a list of strings, which must have one of these.
   *
   * @param claim its name, 1 to 255 characters
   * @param values at least 1, each of 1 to 255 letters, digits, `_`, `.` and `-`
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
      binding.errors.add('authorizer.claims: client_id is reserved, give the clients in authorizer.clients');
    }
    return {
      inboundTokenClaimName: this.claim,
      inboundTokenClaimValueType: this.type,
      authorizingClaimMatchValue: { claimMatchOperator: this.operator, claimMatchValue: this.value },
    };
  }
}

/**
 * Who issues the tokens of a user pool.
 *
 * @internal
 */
export function userPoolIssuer(userPool: IUserPoolRef): string {
  const { userPoolId } = userPool.userPoolRef;
  // The ID begins with the Region of the user pool. An import by ID reports the Region of the stack instead.
  const isById = !Resource.isOwnedResource(userPool) && !CfnUserPool.isCfnUserPool(userPool);
  const hasRegion = isUnknown(userPoolId) || userPoolId.includes('_');
  const region = isById && hasRegion ? Fn.select(0, Fn.split('_', userPoolId)) : userPool.env.region;
  return `https://cognito-idp.${region}.${Stack.of(userPool).urlSuffix}/${userPoolId}`;
}

/**
 * As either kind of agent takes it.
 *
 * @internal
 */
export interface AuthorizerConfig {
  readonly customJwtAuthorizer: CfnHarness.CustomJWTAuthorizerConfigurationProperty &
    CfnRuntime.CustomJWTAuthorizerConfigurationProperty;
}

/**
 * Who may call an agent: callers with IAM permissions, or callers with a token. Never both.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html
 */
export abstract class Authorizer {
  /**
   * Callers that sign their requests and have the permission, as `agent.grants.invoke` gives it.
   */
  public static iam(): Authorizer {
    return new IamAuthorizer();
  }

  /**
   * Callers that hold a token of an OpenID Connect provider.
   *
   * @param discoveryUrl ends in `/.well-known/openid-configuration`
   */
  public static jwt(discoveryUrl: string, options: JwtAuthorizerOptions): Authorizer {
    return new JwtAuthorizer(discoveryUrl, options);
  }

  /**
   * Callers that hold an access token of a Cognito user pool. Its tokens name the client, and have no audience.
   */
  public static cognito(userPool: IUserPoolRef, options: CognitoAuthorizerOptions): Authorizer {
    const clients = options.clients.map((client) => client.userPoolClientRef.clientId);
    return new JwtAuthorizer(`${userPoolIssuer(userPool)}/.well-known/openid-configuration`, { ...options, clients });
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
  public constructor(
    private readonly discoveryUrl: string,
    private readonly options: JwtAuthorizerOptions,
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
    for (const [index, gateway] of (workloads?.gateways ?? []).entries()) {
      checkGateway(errors, `authorizer.workloads.gateways[${index}]`, gateway, { region: 'any', account: 'any' });
    }
    for (const [name, values = []] of Object.entries({ audiences, clients })) {
      for (const [index, value] of values.entries()) {
        if (!isUnknown(value) && !/^\S+$/.test(value)) {
          errors.add(
            `authorizer.${name}[${index}] must not be empty or contain blanks, got ${quote(value)}. Use the value that tokens contain.`,
          );
        }
      }
    }
    if (![audiences, clients, scopes, claims].some((rule) => rule !== undefined)) {
      errors.add(
        'authorizer takes every token of the issuer, whomever it was made for: give at least one of audiences, clients, scopes, claims',
      );
    }
    if (audiences && this.discoveryUrl.includes('cognito-idp.')) {
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:cognitoAudience',
        'authorizer.audiences refuses the access tokens of Cognito, which have no audience: use Authorizer.cognito, or clients',
      );
    }
  }
}
