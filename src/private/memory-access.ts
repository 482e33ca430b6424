import type { IMemoryRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKey, IKeyRef } from 'aws-cdk-lib/aws-kms';
import { type Asker, agentCoreActions, permitKey } from './access';
import type { RoleBinding } from './binding';
import type { Permission } from './permissions';

/** To what of a memory something is narrowed. */
export interface Narrowed {
  readonly actorId?: string;
  readonly sessionId?: string;
  readonly namespacePath?: string;
  readonly strategyId?: string;
}

type Key = keyof Narrowed;

/** By what of a request IAM can narrow what is done with a memory: events are kept by actor, records by namespace. */
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

/** What each may do who works with a memory. */
const AGENT = ['CreateEvent', 'DeleteEvent', 'GetEvent', 'ListEvents', 'RetrieveMemoryRecords'];
const READ_EVENTS = ['GetEvent', 'ListEvents', 'ListSessions', 'ListActors'];
const READ_RECORDS = ['RetrieveMemoryRecords', 'ListMemoryRecords', 'GetMemoryRecord'];
const WRITE = ['CreateEvent', 'BatchCreateMemoryRecords', 'BatchUpdateMemoryRecords'];
export const MEMORY_USES = {
  read: [...READ_EVENTS, ...READ_RECORDS],
  write: WRITE,
  writeEvents: ['CreateEvent'],
  admin: [
    ...[...READ_EVENTS, ...READ_RECORDS, ...WRITE],
    ...['DeleteEvent', 'DeleteMemoryRecord', 'BatchDeleteMemoryRecords'],
    ...['StartMemoryExtractionJob', 'ListMemoryExtractionJobs', 'GetMemory', 'UpdateMemory', 'DeleteMemory'],
  ],
};

/** What the service does with a memory's key: for the memory itself, and for those who work with it. */
const KEEP_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
];
export const MEMORY_KEY_ACTIONS = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] };

/** Some of the actions, narrowed alike. */
export interface NarrowedActions {
  readonly actions: string[];
  readonly conditions?: Permission['conditions'];
}

/**
 * Narrows actions. One that a request does not say enough of to be narrowed is left out: it would be allowed everywhere.
 */
export function narrow(actions: string[], scope: Narrowed): NarrowedActions[] {
  const given = Object.entries(scope).filter(([, value]) => value !== undefined) as Array<[Key, string]>;
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
      { actions: agentCoreActions(...others), conditions: conditionsOf(asked, 'namespace') },
    ].filter((part) => part.actions.length > 0);
  });
}

/**
 * A search names a namespace, or a path with all that is below it. IAM knows each by a key of its own, so that there are
 * two ways to be allowed. A request that has both may lead elsewhere by neither.
 */
function searchConditions(asked: Array<[Key, string]>): Array<Permission['conditions']> {
  const isByPath = asked.some(([key]) => key === 'namespacePath');
  return isByPath
    ? [conditionsOf(asked, 'namespacePath', 'namespace'), conditionsOf(asked, 'namespace', 'namespacePath')]
    : [conditionsOf(asked, 'namespace')];
}

/**
 * @param field what of a request says the path
 * @param other what may say it too
 */
function conditionsOf(asked: Array<[Key, string]>, field: string, other?: string): Permission['conditions'] {
  const path = asked.find(([key]) => key === 'namespacePath')?.[1];
  const equal = asked.filter(([key]) => key !== 'namespacePath');
  return {
    ...(equal.length > 0 ? { StringEquals: keyed(equal) } : {}),
    ...(path === undefined ? {} : { StringLike: keyed([[field, below(path)]]) }),
    ...(path === undefined || !other ? {} : { StringLikeIfExists: keyed([[other, below(path)]]) }),
  };
}

function keyed(values: Array<[name: string, value: string]>): Record<string, string> {
  return Object.fromEntries(values.map(([name, value]) => [`bedrock-agentcore:${name}`, value]));
}

/** All below a namespace. Without the slash, `/tenant/a` would open `/tenant/ab` as well. */
function below(namespace: string): string {
  return `${namespace.replace(/\/$/, '')}/*`;
}

/** What an agent does with a memory: with that of one actor, when there is one only. Records it finds by namespace. */
export function permitMemory(binding: RoleBinding, asker: Asker, memory: IMemoryRef, actorId?: string): void {
  const resources = [memory.memoryRef.memoryArn];
  if (actorId === undefined) {
    binding.permissions.add({ ...asker, actions: agentCoreActions(...AGENT), resources });
  } else {
    for (const events of narrow(AGENT, { actorId })) {
      binding.permissions.add({ ...asker, ...events, feature: `${asker.feature}Events`, resources });
    }
    const records = agentCoreActions(...AGENT.filter((action) => KEYS[action] === RECORDS));
    binding.permissions.add({ ...asker, feature: `${asker.feature}Records`, actions: records, resources });
  }
  const { encryptionKey } = knownOf(memory);
  permitKey(binding, asker, 'bedrock-agentcore', MEMORY_KEY_ACTIONS.write, encryptionKey, memory.env.region);
}

/** What an agent does with a memory that is known by its ARN alone. */
export function memoryActions(): string[] {
  return agentCoreActions(...AGENT);
}

/** The service keeps a memory by this key, and whoever makes the memory lets it. */
export function permitKeeping(binding: RoleBinding, encryptionKey?: IKeyRef): void {
  permitKey(binding, { feature: 'Memory' }, 'bedrock-agentcore', KEEP_ACTIONS, encryptionKey);
}

/** What a `MemoryStore` knows of itself; of other memories nothing is known. */
export function knownOf(memory: object): { readonly encryptionKey?: IKey; readonly _namespaces?: string[] } {
  return memory;
}
