import type { IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { permitDecrypt } from '../private/iam/access';
import { RoleBinding } from '../private/iam/binding';
import type { Permission } from '../private/iam/permissions';
import { literalText } from '../private/iam/policy-text';
import { checkBucket } from '../private/validation/references';
import type { SchemaObject } from './documents/schema-object';

/** With what a target's requests are signed or authorized. */
export type CredentialMode =
  | 'none'
  | 'gatewayRole'
  | 'callerIam'
  | 'jwtPassthrough'
  | 'apiKey'
  | 'clientCredentials'
  | 'authorizationCode'
  | 'tokenExchange';

/** What a target's source and credentials are bound to: what the gateway's role must have for them, and what stands in their way. */
export class TargetBinding extends RoleBinding {
  /** The Region of the service that requests are signed for, if it is not the Region of the gateway. */
  public signingRegion?: string;
  private known = false;

  /**
   * @param mode how its requests are authorized
   * @param gatewayRole the role of its gateway, when it is known
   */
  public constructor(
    scope: Construct,
    gateway: IGatewayRef,
    public readonly mode: CredentialMode,
    public readonly gatewayRole?: IRole,
  ) {
    // The service names the identity of a gateway after the gateway's id.
    super(scope, gateway.gatewayRef.gatewayIdentifier);
  }

  /** What the gateway's role must be allowed when requests are signed with it, and need not be otherwise. */
  public permitSigned(permission: Permission): void {
    this.known = true;
    if (this.mode === 'gatewayRole') {
      this.permissions.add(permission);
    }
  }

  /** Whether requests are signed with the gateway's role, and nobody says what it may do. */
  public get signsForNothing(): boolean {
    return this.mode === 'gatewayRole' && !this.known;
  }

  /** The guide says that the gateway's role reads schemas, and users report that whoever deploys does: the role may, too. */
  public permitSchema(object?: SchemaObject): void {
    if (object) {
      const feature = { feature: 'TargetSchema', of: this.scope.node.id };
      const { bucket, key } = object;
      checkBucket(this.errors, 'source: the bucket of the schema', bucket);
      this.permissions.add({
        ...feature,
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects(literalText(key))],
      });
      permitDecrypt(this, feature, { service: 's3', region: bucket.env.region }, bucket.encryptionKey);
    }
  }
}
