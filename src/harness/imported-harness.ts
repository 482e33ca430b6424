import { Connections } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type AgentAttributes, identityOf } from '../agent/agent';
import type { Measured } from '../agent/metered';
import { ARNS } from '../private/validation/arn';
import { checkImport, checkReference, environmentFromArn, OWN } from '../private/validation/environment';
import { checkRole } from '../private/validation/references';
import { ValidationErrors } from '../private/validation/validation-errors';
import { HarnessBase } from './harness-base';

/** Attributes of an imported harness. */
export interface HarnessAttributes extends AgentAttributes {
  /**
   * The ARN of the harness.
   */
  readonly harnessArn: string;

  /**
   * The ARN of the managed runtime of the harness, to which its metrics and logs belong. `GetHarness` returns the ARN.
   *
   * @default - metrics and logs of the imported harness are not available
   */
  readonly runtimeArn?: string;
}

export class ImportedHarness extends HarnessBase {
  public readonly agentArn: string;
  public readonly agentId: string;
  public readonly agentName: string;
  public readonly version?: string;
  public readonly role?: IRole;
  public readonly _imageIsMutable = false;
  public readonly _takesTokens: boolean;
  protected readonly _connections?: Connections;

  public constructor(
    scope: Construct,
    id: string,
    private readonly attrs: HarnessAttributes,
  ) {
    super(scope, id, environmentFromArn(attrs.harnessArn, ARNS.harness));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'harnessArn', attrs.harnessArn, ARNS.harness);
    if (attrs.runtimeArn !== undefined) {
      checkReference(errors, 'runtimeArn', { kind: ARNS.runtime, arn: attrs.runtimeArn }, OWN);
    }
    checkRole(errors, 'role', attrs.role);
    errors.throwIfAny();
    this.agentArn = attrs.harnessArn;
    const { agentId, agentName } = identityOf(this, attrs.harnessArn);
    this.agentId = agentId;
    this.agentName = agentName;
    this.version = attrs.version;
    this.role = attrs.role;
    this._takesTokens = attrs.takesTokens ?? false;
    this._connections = attrs.securityGroups && new Connections({ securityGroups: attrs.securityGroups });
  }

  public get _measured(): Measured {
    const { runtimeArn } = this.attrs;
    if (runtimeArn === undefined) {
      throw new Error(
        `${this.node.path}: metrics and logs of an imported harness belong to its managed runtime, which is not known. Pass runtimeArn to Harness.fromHarnessAttributes.`,
      );
    }
    const { agentId: runtimeId, agentName: runtimeName } = identityOf(this, runtimeArn);
    return { runtimeArn, runtimeName, runtimeId, endpointName: 'DEFAULT', env: this.env };
  }
}
