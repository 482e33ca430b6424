import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ARNS } from '../private/validation/arn';
import { checkImport, environmentFromArn } from '../private/validation/environment';
import { checkEncryptionKey } from '../private/validation/references';
import { ValidationErrors } from '../private/validation/validation-errors';
import { MemoryStoreBase } from './memory-store-base';

/** Attributes of an imported memory. */
export interface MemoryStoreAttributes {
  /**
   * The ARN of the memory.
   */
  readonly memoryArn: string;

  /**
   * The customer managed KMS key that encrypts the memory. Grants on the memory include permission to use the key
   * through AgentCore.
   *
   * @default - grants on the memory do not include permission to use a key
   */
  readonly encryptionKey?: IKey;
}

export class ImportedMemoryStore extends MemoryStoreBase {
  public readonly memoryArn: string;
  public readonly memoryId: string;
  public readonly encryptionKey?: IKey;

  public constructor(scope: Construct, id: string, attrs: MemoryStoreAttributes) {
    super(scope, id, environmentFromArn(attrs.memoryArn, ARNS.memory));
    const errors = new ValidationErrors(this);
    checkImport(errors, 'memoryArn', attrs.memoryArn, ARNS.memory);
    checkEncryptionKey(errors, 'encryptionKey', attrs.encryptionKey);
    errors.throwIfAny();
    this.memoryArn = attrs.memoryArn;
    this.memoryId = Stack.of(this).splitArn(attrs.memoryArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName ?? '';
    this.encryptionKey = attrs.encryptionKey;
  }
}
