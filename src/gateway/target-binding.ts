import type { IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { permitDecrypt } from '../private/iam/access';
import { RoleBinding } from '../private/iam/binding';
import type { Permission } from '../private/iam/permissions';
import { literalText } from '../private/iam/policy-text';
import { checkBucket } from '../private/validation/references';
import type { SchemaObject } from './documents/schema-object';

/** The outbound authorization of a target. */
export type CredentialMode =
  | 'none'
  | 'gatewayRole'
  | 'callerIam'
  | 'jwtPassthrough'
  | 'apiKey'
  | 'clientCredentials'
  | 'authorizationCode'
  | 'tokenExchange';

/** Collects the permissions, dependencies and errors of a target while its source and credentials are bound. */
export class TargetBinding extends RoleBinding {
  /** The Region of the service that requests are signed for, if it is not the Region of the gateway. */
  public signingRegion?: string;
  private known = false;

  /**
   * @param gateway The gateway of the target
   * @param mode The outbound authorization of the target
   * @param gatewayRole The execution role of the gateway, if it is known
   */
  public constructor(
    scope: Construct,
    public readonly gateway: IGatewayRef,
    public readonly mode: CredentialMode,
    public readonly gatewayRole?: IRole,
  ) {
    // The workload identity of a gateway has the ID of the gateway as its name.
    super(scope, gateway.gatewayRef.gatewayIdentifier);
  }

  /** Grants a permission that the execution role of the gateway needs only if it signs the requests. */
  public permitSigned(permission: Permission): void {
    this.known = true;
    if (this.mode === 'gatewayRole') {
      this.permissions.add(permission);
    }
  }

  /** Whether the execution role of the gateway signs the requests, but the permissions that it needs are not known. */
  public get signsForNothing(): boolean {
    return this.mode === 'gatewayRole' && !this.known;
  }

  /**
   * Grants the execution role of the gateway permission to read a schema in a bucket. AWS documents that this role
   * reads the schema. Users report that the role that deploys does.
   */
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
