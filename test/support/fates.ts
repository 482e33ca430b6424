/** What CloudFormation does to resources when one template follows the other. */
import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { readSchemas } from '../../scripts/schemas';

const SCHEMAS = readSchemas();

/** The properties that only a new resource can have otherwise, as the newest schema says. */
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

/** What becomes of the resources of a type: those of which nothing is said stay as they are. */
export function fates(type: string, before: object, after: object): string[] {
  const { changes } = fullDiff(before, after).resources.filter((change) => change?.resourceType === type);
  return Object.values(changes).map(fateOf);
}

/** The resources that are not there any more, or others of the same name. */
export function losses(before: object, after: object): string[] {
  const fates = Object.entries(fullDiff(before, after).resources.changes).map(([id, change]) => [id, fateOf(change)]);
  return fates.filter(([, fate]) => fate === 'destroyed' || fate === 'replaced').map(([id, fate]) => `${id}: ${fate}`);
}
