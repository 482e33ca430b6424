/** The changes that CloudFormation makes to resources when one template replaces another. */
import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { readSchemas } from '../../scripts/schemas';

const SCHEMAS = readSchemas();

/** The create-only properties according to the newest schema. */
function createOnly(type: string): string[][] {
  return (SCHEMAS[type]?.create_only_properties ?? []).map((path) => path.split('.'));
}

function valueAt(properties: unknown, path: string[]): string | undefined {
  return JSON.stringify(path.reduce((value, name) => (value as Record<string, unknown>)?.[name], properties));
}

function fateOf(change: ResourceDifference): 'created' | 'destroyed' | 'replaced' | 'updated' {
  if (!change.isUpdate) {
    return change.isAddition ? 'created' : 'destroyed';
  }
  const { oldProperties, newProperties, newResourceType = '' } = change;
  const another = createOnly(newResourceType).some(
    (path) => valueAt(oldProperties, path) !== valueAt(newProperties, path),
  );
  return another || change.changeImpact === ResourceImpact.WILL_REPLACE ? 'replaced' : 'updated';
}

/** The changes to the resources of a type. Resources without a change are not listed. */
export function fates(type: string, before: object, after: object): string[] {
  const { changes } = fullDiff(before, after).resources.filter((change) => change?.resourceType === type);
  return Object.values(changes).map(fateOf);
}

/** The resources that are deleted or replaced. */
export function losses(before: object, after: object): string[] {
  const fates = Object.entries(fullDiff(before, after).resources.changes).map(([id, change]) => [id, fateOf(change)]);
  return fates.filter(([, fate]) => fate === 'destroyed' || fate === 'replaced').map(([id, fate]) => `${id}: ${fate}`);
}
