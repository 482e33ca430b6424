import { listed } from '../private/listed';
import { actionSentence } from './action-words';
import type { ReviewedResource } from './assembly';
import { configuredFeatures, type Need, needsOf } from './configured';
import type { ReviewContext } from './context';
import { type Feature, featuresOf } from './features';
import type { Permission } from './model';
import { entriesOf, isJson } from './parts';
import { compare, sorted } from './phrases';
import { administratorPolicy, type PolicyStatement, type Principal } from './policies';
import { reasonOf } from './reasons';
import type { References } from './references';
import { resourceWords, theResource } from './resource-words';

/** The principal that assumes a role. */
export interface Owner {
  readonly resource: ReviewedResource;
  readonly principal: Principal;
}

/** The permissions and denials of a role, by feature. */
export function permissionsOf(context: ReviewContext, { resource, principal }: Owner): Permission[] {
  const owner = theResource(resource);
  const { references } = context;
  const names = namesOf(references, resource, principal);
  const needs = needsOf(context, resource);
  const statements = principal.statements.map((statement) =>
    permissionOf(context, statement, { principal, owner, names, needs }),
  );
  const all = [...statements, ...managedOf(principal, owner), ...outsideOf(principal, owner)];
  const keys = new Map(all.map((permission) => [permission, keyOf(permission)]));
  return all.sort((one, other) => compare(keys.get(one) ?? '', keys.get(other) ?? ''));
}

interface Role {
  readonly principal: Principal;
  readonly owner: string;
  readonly names: ReadonlyMap<string, string>;
  readonly needs: readonly Need[];
}

/** References to resources, which differ between roles. Those to the account and the Region do not. */
const OWN_REFERENCE = /"Fn::(GetAtt|Sub|ImportValue|GetStackOutput)"|"Ref":"(?!AWS::)/;

function permissionOf(context: ReviewContext, statement: PolicyStatement, role: Role): Permission {
  const { stack, raw, sid, actions } = statement;
  const text = JSON.stringify(raw);
  const features = OWN_REFERENCE.test(text) ? [] : featuresOf(sid, actions);
  const isShared = features.length > 0 && features.every(({ instance }) => instance === undefined);
  const key = isShared ? `${stack.account} ${stack.region} ${text}` : undefined;
  const known = key === undefined ? undefined : context.described.get(key);
  const { feature, ...rest } = known ?? described(context.references, statement, role);
  if (key !== undefined) {
    context.described.set(key, { feature, ...rest });
  }
  return { feature, role: role.principal.id, owner: role.owner, ...rest };
}

function described(
  references: References,
  statement: PolicyStatement,
  { names, needs }: Role,
): Omit<Permission, 'role' | 'owner'> {
  const { actions, resources, stack, sid, effect, raw } = statement;
  const named = featuresOf(sid, actions);
  const features = named.length > 0 || effect === 'Deny' ? named : configuredFeatures(references, needs, statement);
  const texts = resources.map((each) => references.textOf(each, stack));
  const reasons = [
    ...sorted(features.flatMap(({ reason = [] }) => reason)),
    reasonOf(references, statement) ?? [],
  ].flat();
  return {
    feature:
      features.length === 0 ? unexplained(statement) : listed(sorted(features.map((each) => labelOf(each, names)))),
    effect,
    words: wordsOf(references, statement, features),
    reason: reasons.join(' ') || undefined,
    isExplained: features.length > 0,
    hasWildcard:
      texts.includes('*') ||
      actions.some((action) => action.includes('*')) ||
      ['NotAction', 'NotResource'].some((name) => name in raw),
    actions: sorted(actions),
    resources: sorted(texts),
    statement: references.valueOf(raw, stack) as Permission['statement'],
  };
}

function unexplained({ sid, effect }: PolicyStatement): string {
  return sid ?? (effect === 'Deny' ? 'Denied' : 'Other');
}

function wordsOf(references: References, statement: PolicyStatement, features: readonly Feature[]): string {
  const { actions, resources, stack, raw } = statement;
  const [first] = features;
  if (features.length === 1 && first.words) {
    return first.words;
  }
  const words = resources.map((resource) => resourceWords(references, resource, stack));
  const isAll = words.includes(undefined) || resources.length === 0;
  const named = isAll ? exceptOf(references, statement) : mainOf(sorted(words.filter((each) => each !== undefined)));
  if (isJson(raw) && 'NotAction' in raw) {
    return `Call every action, except ${listed([raw.NotAction].flat().map(String))}, on ${named.length === 0 ? 'every resource' : listed(named)}`;
  }
  return actionSentence(actions, named);
}

/** The resources of a statement with `NotResource`. */
function exceptOf(references: References, { raw, stack }: PolicyStatement): string[] {
  const excluded = entriesOf(raw.NotResource).map((each) => resourceWords(references, each, stack) ?? 'all');
  return excluded.length === 0 ? [] : [`every resource except ${listed(sorted(excluded))}`];
}

/** The resources without those that are only needed on the way to them. */
function mainOf(words: string[]): string[] {
  const main = words.filter((each) => !/^the (workload identity|token vault)/.test(each));
  return main.length === 0 ? words : main;
}

function labelOf({ label, instance }: Feature, names: ReadonlyMap<string, string>): string {
  return instance === undefined ? label : `${label} · ${names.get(instance.toLowerCase()) ?? instance}`;
}

/** The names of tools, hooks and resources by the letters and digits, which are all that a `Sid` contains of them. */
function namesOf(references: References, resource: ReviewedResource, { statements }: Principal): Map<string, string> {
  const names = new Map<string, string>();
  const add = (name: string) => {
    const key = name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
    names.set(key, names.get(key) ?? name);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isJson(value)) {
      for (const [key, member] of Object.entries(value)) {
        if (key === 'Name' && typeof member === 'string') {
          add(member);
        }
        visit(member);
      }
    }
  };
  visit(resource.properties);
  for (const { resources, stack } of statements) {
    for (const found of references.resourcesIn(resources, stack)) {
      add(found.path.replace(/^.*\//, ''));
    }
  }
  return names;
}

function managedOf(principal: Principal, owner: string): Permission[] {
  const words = managedWords(sorted(principal.managedPolicies));
  return words.map(({ arn, hasWildcard, ...rest }) => ({
    feature: 'Managed policy',
    role: principal.id,
    owner,
    effect: 'Allow',
    ...rest,
    isExplained: false,
    hasWildcard,
    actions: [],
    resources: [],
    statement: { ManagedPolicyArn: arn },
  }));
}

function managedWords(arns: readonly string[]) {
  return arns.map((arn) => {
    const isAdministrator = administratorPolicy(arn) !== undefined;
    return {
      arn,
      words: `Everything that the managed policy ${arn.replace(/^.*policy\//, '')} permits`,
      reason: isAdministrator
        ? 'The policy permits actions with wildcards on every resource, also to invoke every agent of the account.'
        : 'The policy is not part of the app, so the review cannot list its statements.',
      hasWildcard: isAdministrator,
    };
  });
}

function outsideOf(principal: Principal, owner: string): Permission[] {
  return principal.resource
    ? []
    : [
        {
          feature: 'Role outside of the app',
          role: principal.id,
          owner,
          effect: 'Allow',
          words: `Everything that the policies of the role ${principal.name} permit`,
          reason: 'The role is not part of the app, so the review lists only the statements that the app adds.',
          isExplained: false,
          hasWildcard: false,
          actions: [],
          resources: [],
          statement: { RoleArn: principal.id },
        },
      ];
}

/** Denials and unexplained statements are last. */
function keyOf({ effect, isExplained, feature, words, statement }: Permission): string {
  return `${isExplained ? 0 : 2}${effect === 'Deny' ? 1 : 0}${feature} ${words} ${JSON.stringify(statement)}`;
}
