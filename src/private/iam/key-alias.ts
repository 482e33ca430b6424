import { aliasedBy, type KnownKey } from '../known/key';
import type { Permission } from './permissions';

/** The part of a statement that names a KMS key. */
export type KeyTarget = Pick<Permission, 'resources' | 'conditions'>;

/**
 * Returns how a policy names a KMS key. A policy on the ARN of an alias does not apply to the key behind the alias, so an
 * alias is replaced by its key, or by a condition on the aliases of the key if the key is not known. Returns `undefined`
 * for an AWS managed key, whose key policy allows the account to use the key through its service.
 */
export function targetOf(key: KnownKey): KeyTarget | undefined {
  const { keyArn } = aliasedBy(key) ?? key.keyRef;
  const [, arn, alias] = /^(.*):(alias\/.*)$/s.exec(keyArn) ?? [];
  if (alias === undefined) {
    return { resources: [keyArn] };
  }
  return alias.startsWith('alias/aws/')
    ? undefined
    : {
        resources: [`${arn}:key/*`],
        conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
      };
}
