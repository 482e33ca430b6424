import { createHash } from 'node:crypto';
import { duplicatesOf } from '../validation/duplicates';
import { isUnknown, replaceTokens } from '../validation/unknown';
import { oneOrMany, type Statement } from './statement';

/** A permission that a feature needs in the policy of the role, or a denial. */
export interface Permission {
  /** The name of the feature in PascalCase, with which the `Sid` of the statement starts. */
  readonly feature: string;
  /** The instance of the feature, for example a tool name or a mount path. */
  readonly of?: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Record<string, Record<string, string | string[]>>;
  /** @default Allow */
  readonly effect?: Statement['Effect'];
}

/** Collects the permissions of a role while its features are bound. */
export class Permissions {
  private readonly asked: Permission[] = [];

  public add(permission: Permission): void {
    this.asked.push(permission);
  }

  public get isEmpty(): boolean {
    return this.count === 0;
  }

  public get count(): number {
    return this.asked.length;
  }

  /**
   * Returns one statement for all permissions with the same actions and conditions.
   *
   * @param resolve Resolves tokens, because the numbers in their names differ between runs
   */
  public statements(resolve: (value: unknown) => unknown): Statement[] {
    const groups = new Map<string, Permission[]>();
    for (const permission of this.asked) {
      const { actions, conditions, effect, resources } = permission;
      const key = `${actions.join()} ${conditions ? JSON.stringify(conditions) : ''} ${effect} ${listOf(resources)}`;
      const group = groups.get(key);
      if (group) {
        group.push(permission);
      } else {
        groups.set(key, [permission]);
      }
    }
    return nameAll([...groups.values()], resolve).map(([sid, group]) => {
      const [{ actions, conditions, effect = 'Allow' }] = group;
      const all = group.length === 1 ? group[0].resources : group.flatMap(({ resources }) => resources);
      return {
        Action: oneOrMany(unique(actions)),
        ...(conditions && Object.keys(conditions).length > 0 && { Condition: conditions }),
        Effect: effect,
        Resource: oneOrMany(unique(all)),
        Sid: sid,
      };
    });
  }
}

/** Returns the token of a list, to which no entries can be added. */
function listOf([first = '']: string[]): string {
  return first.startsWith('#{') && isUnknown(first) ? first : '';
}

function unique<T>(values: T[]): T[] {
  return values.length === 1 ? values : [...new Set(values)];
}

/** IAM accepts only letters and digits in a `Sid`. Equal results get the hash of the original name as a suffix. */
function nameAll(
  groups: Permission[][],
  resolve: (value: unknown) => unknown,
): Array<[sid: string, group: Permission[]]> {
  const raw = groups.map((group) => unique(group.map(({ feature, of = '' }) => `${feature} ${of}`)));
  const sids = raw.map((names) => sidOf(unique(names.map((name) => replaceTokens(name, ' ')))));
  const ambiguous = new Set(duplicatesOf(sids));
  return groups.map((group, index) => {
    if (!ambiguous.has(sids[index])) {
      return [sids[index], group];
    }
    const { actions, conditions } = group[0];
    return [sids[index] + hash(JSON.stringify(resolve([raw[index], actions, conditions]))), group];
  });
}

const LONGEST_SID = 96;

function sidOf(names: string[]): string {
  const joined = names.map(pascal).join('And');
  return joined.length <= LONGEST_SID ? joined : `${pascal(names[0])}AndMore${hash(names.join())}`;
}

function pascal(name: string): string {
  // The name of a feature without an instance is a word already.
  if (name.indexOf(' ') === name.length - 1) {
    return name.slice(0, -1);
  }
  return name
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 4);
}
