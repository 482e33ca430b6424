import type { CfnOAuth2CredentialProvider } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { keySpecOf } from '../private/known';
import { checkKey } from '../private/validation/references';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/**
 * The algorithm with which a KMS key signs the assertions of an OAuth client.
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

/** What a client's assertions say besides what the service puts in. */
export interface PrivateKeyJwtOptions {
  /**
   * Further claims of the header, at most 10 of at most 2,048 characters: the `kid` or `x5t#S256` of the key, as it is registered at the provider.
   *
   * @default - none
   */
  readonly headerClaims?: { [claim: string]: string };

  /**
   * Further claims of the payload, at most 10 of at most 2,048 characters: an `aud` other than the provider's token endpoint.
   *
   * @default - none
   */
  readonly payloadClaims?: { [claim: string]: string };
}

type Config = Pick<
  CfnOAuth2CredentialProvider.CustomOauth2ProviderConfigInputProperty,
  'clientAuthenticationMethod' | 'privateKeyJwtConfig'
>;

/**
 * How a client shows a provider of your own who it is, when it fetches a token.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/client-auth-methods.html
 */
export abstract class OAuthClientAuth {
  /**
   * By its secret, in the header `Authorization`.
   */
  public static secretBasic(): OAuthClientAuth {
    return new SecretAuth('CLIENT_SECRET_BASIC');
  }

  /**
   * By its secret, in the body of the request.
   */
  public static secretPost(): OAuthClientAuth {
    return new SecretAuth('CLIENT_SECRET_POST');
  }

  /**
   * By an assertion that a key of KMS signs: there is no secret. The public key is registered at the provider.
   *
   * @param key an asymmetric key for signing, in the same Region
   * @param algorithm what the provider expects, and the key can do
   */
  public static privateKeyJwt(
    key: IKeyRef,
    algorithm: JwtAlgorithm,
    options: PrivateKeyJwtOptions = {},
  ): OAuthClientAuth {
    return new PrivateKeyAuth(key, algorithm, options);
  }

  /**
   * By a token that IAM gives the role of whoever uses the client: there is no secret. The provider trusts the account's issuer.
   *
   * Outbound web identity federation must be enabled in the account.
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
/** What the service puts into assertions itself. */
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

  /** Only a key that is made in this app shows what it can do. */
  private checkKey(errors: ValidationErrors): void {
    const known = keySpecOf(this._key);
    const specs = KEY_SPECS[this.algorithm.value] ?? [];
    if (known && specs.length > 0) {
      const { keyUsage, keySpec } = known;
      if (isOther(keyUsage, ['SIGN_VERIFY']) || isOther(keySpec, specs)) {
        errors.add(
          `provider.clientAuth.key must have the keyUsage SIGN_VERIFY and, for ${this.algorithm.value}, the keySpec ${specs.join(' or ')}, got ${keyUsage} and ${keySpec}`,
        );
      }
    }
  }

  private checkClaims(errors: ValidationErrors, prop: keyof typeof RESERVED): void {
    for (const claim of RESERVED[prop].filter((name) => name in (this.options[prop] ?? {}))) {
      errors.add(`provider.clientAuth.${prop} must not have ${claim}, which the service puts in itself`);
    }
  }
}

function isOther(value: string, choices: string[]): boolean {
  return !isUnknown(value) && !choices.includes(value);
}
