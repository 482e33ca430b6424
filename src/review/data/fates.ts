import type { ReviewedResource } from '../assembly';
import type { DataStore, Fate } from '../model';

type Fates = Pick<DataStore, 'onDelete' | 'onReplace' | 'onRollback'>;

/** The types that CloudFormation deletes with a snapshot, unless the template says otherwise. */
const WITH_SNAPSHOT = ['AWS::RDS::DBCluster'];

/**
 * What happens to a resource when it is deleted, when it is replaced, and when the deployment that creates it is rolled
 * back.
 */
export function fatesOf({ type, deletionPolicy, updateReplacePolicy }: ReviewedResource): Fates {
  const otherwise: Fate = WITH_SNAPSHOT.includes(type) ? 'snapshot' : 'deleted';
  const onDelete = fateOf(deletionPolicy, otherwise);
  return {
    onDelete,
    onReplace: fateOf(updateReplacePolicy, 'deleted'),
    onRollback: deletionPolicy === 'RetainExceptOnCreate' ? 'deleted' : onDelete,
  };
}

function fateOf(policy: string | undefined, otherwise: Fate): Fate {
  switch (policy) {
    case 'Retain':
    case 'RetainExceptOnCreate':
      return 'retained';
    case 'Snapshot':
      return 'snapshot';
    case 'Delete':
      return 'deleted';
    default:
      return otherwise;
  }
}
