import type { IMemoryRef, MemoryReference } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IResource, Resource } from 'aws-cdk-lib/core';
import { type ResourcePolicy, warnOfNoPolicy } from '../private/iam/resource-policy';
import { MemoryGrants } from './memory-grants';

/**
 * An AgentCore memory, defined in this app or imported.
 */
export interface IMemoryStore extends IResource, IMemoryRef {
  /**
   * The ARN of the memory.
   */
  readonly memoryArn: string;

  /**
   * The ID of the memory: the memory name and a suffix of ten characters that AgentCore generates.
   */
  readonly memoryId: string;

  /**
   * The customer managed KMS key that encrypts the memory. `undefined` if the memory uses an AWS owned key, or if the
   * memory was imported without its key.
   */
  readonly encryptionKey?: IKey;

  /**
   * Grant methods for principals that read or write the memory. The agents that use the memory do not need a grant.
   */
  readonly grants: MemoryGrants;

  /**
   * Adds a statement to the resource-based policy of the memory.
   *
   * To allow a principal of another account, use `grants`. The resource of the statement is set to the memory.
   *
   * On an imported memory, this adds a warning that contains the statement.
   *
   * @param statement The statement to add, with principals and actions
   * @returns whether the statement was added, and the policy
   * @throws if AgentCore rejects the statement
   */
  addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult;
}

/** @internal */
export abstract class MemoryStoreBase extends Resource implements IMemoryStore {
  public abstract readonly memoryArn: string;
  public abstract readonly memoryId: string;
  public abstract readonly encryptionKey?: IKey;

  /**
   * The resource-based policy. `undefined` if it is not managed in this app.
   *
   * @internal
   */
  protected readonly _policy?: ResourcePolicy;

  /**
   * The ARN of the memory for stacks of other accounts, with wildcards instead of what is known only at deployment.
   *
   * @internal
   */
  public _arnElsewhere(): string {
    return this.memoryArn;
  }

  public get memoryRef(): MemoryReference {
    return { memoryArn: this.memoryArn };
  }

  public get grants(): MemoryGrants {
    const { memoryArn, encryptionKey, _policy: policy } = this;
    return MemoryGrants._of({
      scope: this,
      memoryArn,
      arnElsewhere: () => this._arnElsewhere(),
      encryptionKey,
      policy,
    });
  }

  public addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    return this._policy
      ? this._policy.addChecked(statement, this.addToResourcePolicy)
      : warnOfNoPolicy(this, 'the memory', statement);
  }
}
