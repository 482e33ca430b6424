/** What CloudFormation does to resources when one template follows the other. */
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { readSchemas } from '../scripts/schemas';

const SCHEMAS = readSchemas();

/** The properties that only a new resource can have otherwise, as the newest schema says. */
function createOnly(type: string): string[][] {
  return (SCHEMAS[type].create_only_properties ?? []).map((path) => path.split('.'));
}

function valueAt(properties: unknown, path: string[]): string | undefined {
  return JSON.stringify(path.reduce((value, name) => (value as Record<string, unknown>)?.[name], properties));
}

/** What becomes of the resources of a type: those of which nothing is said stay as they are. */
export function fates(type: string, before: object, after: object): string[] {
  const { changes } = fullDiff(before, after).resources.filter((change) => change?.resourceType === type);
  return Object.values(changes).map((change) => {
    if (!change.isUpdate) {
      return change.isAddition ? 'created' : 'destroyed';
    }
    const { oldProperties, newProperties } = change;
    const another = createOnly(type).some((path) => valueAt(oldProperties, path) !== valueAt(newProperties, path));
    return another || change.changeImpact === ResourceImpact.WILL_REPLACE ? 'replaced' : 'updated';
  });
}
