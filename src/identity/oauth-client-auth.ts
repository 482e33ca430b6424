import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { keySpecOf } from '../private/known/key';
import { checkKey } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/**
 * The algorithm with which a KMS key signs the assertions of an OAuth2 client.
 *
 * @example
 * const algorithm = agentcore.JwtAlgorithm.ES256;
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/client-auth-methods.html
 */
export class JwtAlgorithm {
  /** RSASSA-PKCS1-v1_5 with SHA-256. Requires a key with key spec `RSA_2048`, `RSA_3072` or `RSA_4096`. */
  public static readonly RS256 = new JwtAlgorithm('RS256');

  /** RSASSA-PSS with SHA-256. Requires a key with key spec `RSA_2048`, `RSA_3072` or `RSA_4096`. */
  public static readonly PS256 = new JwtAlgorithm('PS256');

  /** ECDSA with SHA-256. Requires a key with key spec `ECC_NIST_P256`. */
  public static readonly ES256 = new JwtAlgorithm('ES256');

  /**
   * An algorithm that this version of the library does not define yet.
   *
   * @param value The algorithm, as the `alg` header of a JWT names it
   */
  public static of(value: string): JwtAlgorithm {
    return new JwtAlgorithm(value);
  }

  private constructor(
    /** The algorithm, as the `alg` header of a JWT names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** Options for `OAuthClientAuth.privateKeyJwt`. */
export interface PrivateKeyJwtOptions {
  /**
   * Additional claims in the header of the assertion, for example the `kid` or `x5t#S256` under which the public key is
   * registered at the identity provider. Maximum 10. Each value must be at most 2,048 characters long. Must not contain
   * `alg` and `typ`, which AgentCore sets.
   *
   * @default - no additional claims
   */
  readonly headerClaims?: { [claim: string]: string };

  /**
   * Additional claims in the payload of the assertion, for example an `aud` that is not the token endpoint of the
   * identity provider. Maximum 10. Each value must be at most 2,048 characters long. Must not contain `iss`, `sub`,
   * `jti`, `exp`, `iat` and `nbf`, which AgentCore sets.
   *
   * @default - no additional claims
   */
  readonly payloadClaims?: { [claim: string]: string };
}

type Config = Pick<
  CfnOAuth2CredentialProvider.CustomOauth2ProviderConfigInputProperty,
  'clientAuthenticationMethod' | 'privateKeyJwtConfig'
>;

/**
 * The method with which an OAuth2 client authenticates at the token endpoint of a custom identity provider.
 *
 * @example
 * const provider = agentcore.OAuthProvider.discovery('https://login.example.com/.well-known/openid-configuration', {
 *   clientAuth: agentcore.OAuthClientAuth.secretPost(),
 * });
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/client-auth-methods.html
 */
export abstract class OAuthClientAuth {
  /**
   * Sends the client secret in the `Authorization` header (`client_secret_basic`).
   *
   * @example
   * const clientAuth = agentcore.OAuthClientAuth.secretBasic();
   */
  public static secretBasic(): OAuthClientAuth {
    return new SecretAuth('CLIENT_SECRET_BASIC');
  }

  /**
   * Sends the client secret in the body of the token request (`client_secret_post`).
   *
   * @example
   * const clientAuth = agentcore.OAuthClientAuth.secretPost();
   */
  public static secretPost(): OAuthClientAuth {
    return new SecretAuth('CLIENT_SECRET_POST');
  }

  /**
   * Sends an assertion that is signed with a KMS key (`private_key_jwt`). The client has no client secret. Register the
   * public key at the identity provider.
   *
   * @param key An asymmetric KMS key with key usage `SIGN_VERIFY`, in the Region of the stack
   * @param algorithm The signing algorithm, which must match the key spec of the key
   * @param options Additional claims of the assertion
   *
   * @example
   * const signing = new kms.Key(stack, 'Signing', {
   *   keySpec: kms.KeySpec.ECC_NIST_P256,
   *   keyUsage: kms.KeyUsage.SIGN_VERIFY,
   * });
   * const clientAuth = agentcore.OAuthClientAuth.privateKeyJwt(signing, agentcore.JwtAlgorithm.ES256);
   */
  public static privateKeyJwt(
    key: IKeyRef,
    algorithm: JwtAlgorithm,
    options: PrivateKeyJwtOptions = {},
  ): OAuthClientAuth {
    return new PrivateKeyAuth(key, algorithm, options);
  }

  /**
   * Sends an IAM ID token of the role that uses the client as the assertion. The client has no client secret. Requires
   * outbound web identity federation in the account, and an identity provider that trusts the token issuer of the
   * account.
   *
   * @example
   * const clientAuth = agentcore.OAuthClientAuth.iamToken();
   */
  public static iamToken(): OAuthClientAuth {
    return new IamTokenAuth();
  }

  protected constructor() {}

  /** @internal */
  public readonly _takesSecret: boolean = false;
  /** @internal */
  public readonly _takesIamToken: boolean = false;
  /** @internal */
  public readonly _key?: IKeyRef;

  /** @internal */
  public abstract _bind(errors: ValidationErrors): Config;
}

class SecretAuth extends OAuthClientAuth {
  public readonly _takesSecret = true;

  public constructor(private readonly clientAuthenticationMethod: string) {
    super();
  }

  public _bind(): Config {
    return { clientAuthenticationMethod: this.clientAuthenticationMethod };
  }
}

class IamTokenAuth extends OAuthClientAuth {
  public readonly _takesIamToken = true;

  public _bind(): Config {
    return { clientAuthenticationMethod: 'AWS_IAM_ID_TOKEN_JWT' };
  }
}

const RSA = ['RSA_2048', 'RSA_3072', 'RSA_4096'];
const KEY_SPECS: Record<string, string[]> = { RS256: RSA, PS256: RSA, ES256: ['ECC_NIST_P256'] };
/** The claims of an assertion that AgentCore sets. */
const RESERVED = { headerClaims: ['alg', 'typ'], payloadClaims: ['iss', 'sub', 'jti', 'exp', 'iat', 'nbf'] };

class PrivateKeyAuth extends OAuthClientAuth {
  public constructor(
    public readonly _key: IKeyRef,
    private readonly algorithm: JwtAlgorithm,
    private readonly options: PrivateKeyJwtOptions,
  ) {
    super();
  }

  public _bind(errors: ValidationErrors): Config {
    checkKey(errors, 'provider.clientAuth.key', this._key);
    this.checkKey(errors);
    this.checkClaims(errors, 'headerClaims');
    this.checkClaims(errors, 'payloadClaims');
    return {
      clientAuthenticationMethod: 'PRIVATE_KEY_JWT',
      privateKeyJwtConfig: {
        privateKeySource: { kmsKeySource: { kmsKeyArn: this._key.keyRef.keyArn } },
        signingAlgorithm: this.algorithm.value,
        additionalHeaderClaims: this.options.headerClaims,
        additionalPayloadClaims: this.options.payloadClaims,
      },
    };
  }

  /** Checks key usage and key spec, which are known only of a key that is defined in this app. */
  private checkKey(errors: ValidationErrors): void {
    const known = keySpecOf(this._key);
    const specs = KEY_SPECS[this.algorithm.value] ?? [];
    if (known && specs.length > 0) {
      const { keyUsage, keySpec } = known;
      if (isOther(keyUsage, ['SIGN_VERIFY']) || isOther(keySpec, specs)) {
        errors.add(
          `provider.clientAuth.key must have the keyUsage SIGN_VERIFY and, for ${this.algorithm.value}, the keySpec ${specs.join(' or ')}, got ${keyUsage} and ${keySpec}. Use another key or algorithm.`,
        );
      }
    }
  }

  private checkClaims(errors: ValidationErrors, prop: keyof typeof RESERVED): void {
    for (const claim of RESERVED[prop].filter((name) => name in (this.options[prop] ?? {}))) {
      errors.add(`provider.clientAuth.${prop} must not contain ${claim}, which AgentCore sets. Remove ${claim}.`);
    }
  }
}

function isOther(value: string, choices: string[]): boolean {
  return !isUnknown(value) && !choices.includes(value);
}
