import { Connections } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type AgentAttributes, identityOf } from '../agent/agent';
import { ARNS } from '../private/validation/arn';
import { checkImport, environmentFromArn } from '../private/validation/environment';
import { checkRole } from '../private/validation/references';
import { ValidationErrors } from '../private/validation/validation-errors';
import { RuntimeBase } from './runtime-base';

/** Attributes of an imported runtime. */
export interface RuntimeAttributes extends AgentAttributes {
  /**
   * The ARN of the runtime.
   */
  readonly runtimeArn: string;
}

export class ImportedRuntime extends RuntimeBase {
  public readonly agentArn: string;
  public readonly agentId: string;
  public readonly agentName: string;
  public readonly version?: string;
  public readonly role?: IRole;
  public readonly _imageIsMutable = false;
  public readonly _takesTokens: boolean;
  protected readonly _connections?: Connections;

  public constructor(scope: Construct, id: string, attrs: RuntimeAttributes) {
    super(scope, id, environmentFromArn(attrs.runtimeArn, ARNS.runtime));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'runtimeArn', attrs.runtimeArn, ARNS.runtime);
    checkRole(errors, 'role', attrs.role);
    errors.throwIfAny();
    this.agentArn = attrs.runtimeArn;
    const { agentId, agentName } = identityOf(this, attrs.runtimeArn);
    this.agentId = agentId;
    this.agentName = agentName;
    this.version = attrs.version;
    this.role = attrs.role;
    this._takesTokens = attrs.takesTokens ?? false;
    this._connections = attrs.securityGroups && new Connections({ securityGroups: attrs.securityGroups });
  }
}
