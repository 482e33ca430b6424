import { CfnMemory, type IMemoryRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnKey, type IKey, type IKeyRef } from 'aws-cdk-lib/aws-kms';
import { Token } from 'aws-cdk-lib/core';
import { propertyOf, resourceOf } from './resource';

/** The properties of a KMS key that policies need. */
export interface KnownKey {
  readonly keyRef: Pick<IKeyRef['keyRef'], 'keyArn'>;
}

/** Returns the customer managed key of a memory: a `MemoryStore`, or an L1, an L2 or an import of aws-cdk-lib. */
export function encryptionKeyOf(memory: IMemoryRef): KnownKey | undefined {
  const { encryptionKey, kmsKey } = memory as { readonly encryptionKey?: KnownKey; readonly kmsKey?: KnownKey };
  const resource = resourceOf(memory, CfnMemory.isCfnMemory);
  const keyArn = resource && propertyOf(resource, 'encryptionKeyArn');
  return encryptionKey ?? kmsKey ?? (keyArn ? { keyRef: { keyArn: Token.asString(keyArn) } } : undefined);
}

/** Returns the key behind an alias: `undefined` for a key, and for an alias that is imported by its name. */
export function aliasedBy(key: KnownKey): KnownKey['keyRef'] | undefined {
  try {
    return (key as { readonly aliasTargetKey?: IKey }).aliasTargetKey?.keyRef;
  } catch {
    // The imported alias throws.
    return undefined;
  }
}

/** Returns what a KMS key can do: `undefined` for an import. */
export function keySpecOf(key: IKeyRef): { readonly keyUsage: string; readonly keySpec: string } | undefined {
  const resource = resourceOf(key, CfnKey.isCfnKey);
  if (!resource) {
    return undefined;
  }
  const { keyUsage = 'ENCRYPT_DECRYPT', keySpec = 'SYMMETRIC_DEFAULT' } = resource;
  return { keyUsage, keySpec };
}
