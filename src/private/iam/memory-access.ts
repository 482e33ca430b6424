import type { IMemoryRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import { encryptionKeyOf, type KnownKey } from '../known/key';
import { regionOf } from '../known/resource';
import { quote } from '../validation/limit';
import { isUnknown } from '../validation/unknown';
import { agentCoreActions, type Feature, permitKey } from './access';
import type { RoleBinding } from './binding';
import type { Permission } from './permissions';
import { literalText } from './policy-text';

/** The part of a memory that a permission covers. */
export interface Narrowed {
  readonly actorId?: string;
  /** Further actor IDs, which may contain wildcards. */
  readonly additionalActorIds?: string[];
  readonly sessionId?: string;
  readonly namespacePath?: string;
  readonly strategyId?: string;
}

type Key = Exclude<keyof Narrowed, 'additionalActorIds'>;

/** The condition keys that limit the access to a memory. Events are stored by actor, memory records by namespace. */
const EVENT: Key[] = ['actorId', 'sessionId'];
const RECORDS: Key[] = ['namespacePath', 'strategyId'];
const KEYS: Record<string, Key[]> = {
  CreateEvent: EVENT,
  GetEvent: EVENT,
  ListEvents: EVENT,
  DeleteEvent: EVENT,
  ListSessions: ['actorId'],
  RetrieveMemoryRecords: RECORDS,
  ListMemoryRecords: RECORDS,
  BatchCreateMemoryRecords: ['namespacePath'],
  BatchUpdateMemoryRecords: ['namespacePath'],
};

/** The actions of harnesses, readers and writers of a memory. */
const AGENT = ['CreateEvent', 'DeleteEvent', 'GetEvent', 'ListEvents', 'RetrieveMemoryRecords'];
/** Public SDKs also read these: the strategies and namespaces of the memory, and records and sessions by list or ID. */
const SDK = ['GetMemory', 'GetMemoryRecord', 'ListMemoryRecords', 'ListSessions', 'ListActors'];
const OF_NO_ACTOR = ['GetMemory', 'RetrieveMemoryRecords', 'ListMemoryRecords', 'GetMemoryRecord'];
const READ_EVENTS = ['GetEvent', 'ListEvents', 'ListSessions', 'ListActors'];
const READ_RECORDS = ['RetrieveMemoryRecords', 'ListMemoryRecords', 'GetMemoryRecord'];
const WRITE = ['CreateEvent', 'BatchCreateMemoryRecords', 'BatchUpdateMemoryRecords'];
export const MEMORY_USES = {
  read: [...READ_EVENTS, ...READ_RECORDS, 'GetMemory'],
  write: WRITE,
  writeEvents: ['CreateEvent'],
  admin: [
    ...[...READ_EVENTS, ...READ_RECORDS, ...WRITE],
    ...['DeleteEvent', 'DeleteMemoryRecord', 'BatchDeleteMemoryRecords'],
    ...['StartMemoryExtractionJob', 'ListMemoryExtractionJobs', 'GetMemory', 'UpdateMemory', 'DeleteMemory'],
  ],
};

/**
 * The KMS actions of AgentCore with the key of a memory: for the memory itself, and on behalf of its readers and
 * writers.
 */
const KEEP_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
];
export const MEMORY_KEY_ACTIONS = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] };

/** Actions with the same conditions. */
export interface NarrowedActions {
  readonly actions: string[];
  readonly conditions?: Permission['conditions'];
}

/**
 * Limits actions to a part of a memory. An action whose requests cannot be limited to this part is left out, because it
 * would be allowed everywhere.
 */
export function narrow(actions: string[], scope: Narrowed): NarrowedActions[] {
  const { additionalActorIds = [], ...keys } = scope;
  const given = Object.entries(keys).filter(([, value]) => value !== undefined) as Array<[Key, string]>;
  if (given.length === 0) {
    return [{ actions: agentCoreActions(...actions) }];
  }
  return [EVENT, RECORDS].flatMap((family) => {
    const asked = given.filter(([key]) => family.includes(key));
    const able = actions.filter((action) => asked.length > 0 && asked.every(([key]) => KEYS[action]?.includes(key)));
    const searches = able.filter((action) => KEYS[action] === RECORDS);
    const others = able.filter((action) => KEYS[action] !== RECORDS);
    return [
      ...searchConditions(asked).map((conditions) => ({ actions: agentCoreActions(...searches), conditions })),
      {
        actions: agentCoreActions(...others),
        conditions: withActors(conditionsOf(asked, 'namespace'), additionalActorIds),
      },
    ].filter((part) => part.actions.length > 0);
  });
}

/**
 * Allows searches. A search contains a namespace, or a path whose descendants are searched, and IAM has one condition
 * key for each. Two statements therefore allow a search. A request with both must match both.
 */
function searchConditions(asked: Array<[Key, string]>): Array<Permission['conditions']> {
  const isByPath = asked.some(([key]) => key === 'namespacePath');
  return isByPath
    ? [conditionsOf(asked, 'namespacePath', 'namespace'), conditionsOf(asked, 'namespace', 'namespacePath')]
    : [conditionsOf(asked, 'namespace')];
}

/**
 * @param field The condition key that contains the path
 * @param other The condition key that can contain a path as well
 */
function conditionsOf(asked: Array<[Key, string]>, field: string, other?: string): Permission['conditions'] {
  const path = asked.find(([key]) => key === 'namespacePath')?.[1];
  const equal = asked.filter(([key]) => key !== 'namespacePath');
  return {
    ...(equal.length > 0 ? { StringEquals: keyed(equal.map(([key, value]) => [key, literalText(value)])) } : {}),
    ...(path === undefined ? {} : { StringLike: keyed([[field, below(path)]]) }),
    ...(path === undefined || !other ? {} : { StringLikeIfExists: keyed([[other, below(path)]]) }),
  };
}

/** Allows further actors by patterns. With `StringEquals`, a wildcard would be an ordinary character. */
function withActors(conditions: Permission['conditions'], additionalActorIds: string[]): Permission['conditions'] {
  const { 'bedrock-agentcore:actorId': actorId, ...equal } = conditions?.StringEquals ?? {};
  if (actorId === undefined || additionalActorIds.length === 0) {
    return conditions;
  }
  return {
    ...(Object.keys(equal).length > 0 ? { StringEquals: equal } : {}),
    StringLike: { 'bedrock-agentcore:actorId': [actorId, ...additionalActorIds].flat() },
  };
}

function keyed(values: Array<[name: string, value: string]>): Record<string, string> {
  return Object.fromEntries(values.map(([name, value]) => [`bedrock-agentcore:${name}`, value]));
}

/** The descendants of a namespace. Without the slash, `/tenant/a` would include `/tenant/ab`. */
function below(namespace: string): string {
  return `${namespace.replace(/\/$/, '')}/*`;
}

/**
 * Allows the memory actions of the agent loop of a harness. With an actor, the events are limited to that actor. Memory
 * records are identified by namespace, and not by actor.
 */
export function permitMemory(binding: RoleBinding, feature: Feature, memory: IMemoryRef, actors: Actors = {}): void {
  permit(binding, feature, memory, AGENT, actors);
}

/** Allows the memory actions of public SDKs. With an actor, the permission to list the actors is left out. */
export function permitMemoryToCode(
  binding: RoleBinding,
  feature: Feature,
  memory: IMemoryRef,
  actors: Actors = {},
): void {
  permit(binding, feature, memory, [...AGENT, ...SDK], actors);
}

type Actors = Pick<Narrowed, 'actorId' | 'additionalActorIds'>;

/** A text that the API accepts, in words and as a pattern. */
interface Accepted {
  readonly max: number;
  readonly pattern: RegExp;
  readonly words: string;
}

const ID: Accepted = {
  max: 100,
  pattern: /^[a-zA-Z0-9][a-zA-Z0-9-_]*$/,
  words: 'start with a letter or digit and contain only letters, digits, - and _',
};
const IDS: Record<Key, Accepted> = {
  actorId: {
    max: 255,
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9-_/]*(:[a-zA-Z0-9-_/]+)*$/,
    words: 'start with a letter or digit and contain only letters, digits, -, _, / and single colons between them',
  },
  sessionId: ID,
  strategyId: ID,
  namespacePath: {
    max: 1024,
    pattern: /^[a-zA-Z0-9/][a-zA-Z0-9-_/]*(:[a-zA-Z0-9-_/]+)*$/,
    words: 'start with a letter, digit or / and contain only letters, digits, -, _, / and single colons between them',
  },
};
/** A policy variable, which IAM replaces in each request: `${aws:PrincipalTag/tenant}`. */
const POLICY_VARIABLE = /\$\{[^{}]+\}/g;

/** Returns a message for each ID and path that no request can contain. */
export function idProblems(scope: Narrowed): string[] {
  return (Object.keys(IDS) as Key[]).flatMap((key) => {
    const { max, pattern, words } = IDS[key];
    const value = scope[key];
    if (value === undefined || isUnknown(value)) {
      return [];
    }
    // Only paths may contain policy variables.
    const resolved = key === 'namespacePath' ? value.replace(POLICY_VARIABLE, 'a') : value;
    return resolved.length <= max && pattern.test(resolved)
      ? []
      : [
          `${key} must be 1 to ${max} characters long, ${words}, got ${quote(value)}. Use the value that requests contain`,
        ];
  });
}

/** Returns a message for additional actor IDs that would not limit the access to events. */
export function actorProblems({ actorId, additionalActorIds = [] }: Actors): string[] {
  if (actorId === undefined && additionalActorIds.length > 0) {
    return ['additionalActorIds requires actorId. Set actorId, or remove additionalActorIds'];
  }
  if (isUnknown(additionalActorIds)) {
    return [
      'additionalActorIds must be a list with a known number of entries, because actorId is added to it, got a token. Pass each actor ID as an entry',
    ];
  }
  const foreign = [...additionalActorIds.entries()].filter(
    ([, id]) => id !== undefined && !isUnknown(id) && /[^\w/:*?-]/.test(id),
  );
  if (foreign.length > 0) {
    return foreign.map(
      ([index, id]) =>
        `additionalActorIds[${index}] must contain only letters, digits, -, _, /, : and the wildcards * and ?, got ${quote(id)}. Use a prefix such as "session_*"`,
    );
  }
  return [...additionalActorIds.entries()]
    .filter(([, id]) => id === undefined || (!isUnknown(id) && /^[*?]*$/.test(id)))
    .map(
      ([index, id]) =>
        `additionalActorIds[${index}] must contain at least one character that is not a wildcard, got ${id === undefined ? id : quote(id)}. Use a prefix such as "session_*"`,
    );
}

function permit(binding: RoleBinding, feature: Feature, memory: IMemoryRef, names: string[], actors: Actors): void {
  const resources = [memory.memoryRef.memoryArn];
  if (actors.actorId === undefined) {
    binding.permissions.add({ ...feature, actions: agentCoreActions(...names), resources });
  } else {
    for (const events of narrow(names, actors)) {
      binding.permissions.add({ ...feature, ...events, feature: `${feature.feature}Events`, resources });
    }
    const records = agentCoreActions(...names.filter((action) => OF_NO_ACTOR.includes(action)));
    binding.permissions.add({ ...feature, feature: `${feature.feature}Records`, actions: records, resources });
  }
  const user = { service: 'bedrock-agentcore', region: regionOf(memory, memory.memoryRef.memoryArn) };
  const key = encryptionKeyOf(memory);
  permitKey(binding, feature, user, MEMORY_KEY_ACTIONS.write, key);
  rejectLaterKey(binding, memory, key);
}

/**
 * Rejects a key that is set on an L1 memory after the permission to use the key was granted.
 */
function rejectLaterKey({ errors }: RoleBinding, memory: IMemoryRef, known: KnownKey | undefined): void {
  errors.scope.node.addValidation({
    validate: () =>
      encryptionKeyOf(memory)?.keyRef.keyArn === known?.keyRef.keyArn
        ? []
        : [
            `the encryption key of the memory ${memory.node.path} must be set before the memory is used, because the permission to use the key is granted at that time. Set encryptionKeyArn before this construct is created.`,
          ],
  });
}

/** The permissions of an agent on a memory of which only the ARN is known. */
export function memoryActions(): string[] {
  return agentCoreActions(...AGENT);
}

/**
 * The permission to encrypt a memory with its key, which AgentCore uses on behalf of the role that creates the memory.
 */
export function permitKeeping(binding: RoleBinding, encryptionKey?: IKeyRef): void {
  const user = { service: 'bedrock-agentcore', region: binding.stack.region };
  permitKey(binding, { feature: 'Memory' }, user, KEEP_ACTIONS, encryptionKey);
}

/** The namespace templates of a `MemoryStore`. `undefined` for other memories, whose templates are not known. */
export function namespacesOf(memory: { readonly _namespaces?: string[] } | IMemoryRef): string[] | undefined {
  return '_namespaces' in memory ? memory._namespaces : undefined;
}
