import type { ReviewedResource } from '../assembly';
import type { Indexes } from '../findings/findings';
import { isAbsent } from '../intrinsics';
import type { DataStore } from '../model';
import { nameOf } from '../names';
import { entriesOf, isIntrinsic, jsonOf, memberOf } from '../parts';
import type { References } from '../references';
import { fatesOf, WITH_ITS_OWNER } from './fates';
import { contentOfMemory, days, keyOf, STORES } from './store-types';

const HARNESS = 'AWS::BedrockAgentCore::Harness';
const AGENTS = [HARNESS, 'AWS::BedrockAgentCore::Runtime'];
/** Resources that stand for the store to which they belong. */
const PARTS: Readonly<Record<string, string | undefined>> = {
  'AWS::EFS::AccessPoint': 'FileSystemId',
  'AWS::EFS::MountTarget': 'FileSystemId',
  'AWS::S3Files::AccessPoint': 'FileSystemId',
  'AWS::S3Files::FileSystem': 'Bucket',
  'AWS::KMS::Alias': 'TargetKeyId',
};

/** The data of an agent, or of another AgentCore resource: what it stores itself, and what it uses. */
export function dataOf(resource: ReviewedResource, { references, policies }: Indexes): DataStore[] {
  const used = new Set<ReviewedResource>();
  const add = (values: unknown, from: ReviewedResource) => {
    for (const found of references.resourcesIn(values, from.stack)) {
      addStore(found, references, used);
    }
  };
  addStore(resource, references, used);
  add(resource.properties, resource);
  const { ExecutionRoleArn, RoleArn, MemoryExecutionRoleArn } = resource.properties;
  for (const role of [ExecutionRoleArn, RoleArn, MemoryExecutionRoleArn]) {
    for (const { resources, stack, effect } of policies.principalOf(role, resource.stack)?.statements ?? []) {
      if (effect === 'Allow') {
        add(resources, { ...resource, stack });
      }
    }
  }
  const stores = [...used].flatMap((one) => storeOf(one, references));
  return [...ownData(resource, references), ...sorted(stores)];
}

function addStore(resource: ReviewedResource, references: References, used: Set<ReviewedResource>): void {
  if (STORES[resource.type] && !used.has(resource)) {
    used.add(resource);
  }
  const property = PARTS[resource.type];
  const whole = property && references.resourceOf(resource.properties[property], resource.stack);
  if (whole && !used.has(whole)) {
    addStore(whole, references, used);
  }
}

function storeOf(resource: ReviewedResource, references: References): DataStore[] {
  const type = STORES[resource.type];
  return type
    ? [
        {
          path: resource.path,
          content: type.content(resource),
          store: `${type.kind} ${nameOf(resource)}`,
          key: type.key(resource, references),
          duration: type.duration(resource),
          ...fatesOf(resource),
        },
      ]
    : [];
}

/** The data that an agent stores without a resource of its own. */
function ownData(agent: ReviewedResource, references: References): DataStore[] {
  if (!AGENTS.includes(agent.type)) {
    return [];
  }
  const isHarness = agent.type === HARNESS;
  const settings = isHarness
    ? jsonOf(memberOf(agent.properties, 'Environment', 'AgentCoreRuntimeEnvironment'))
    : agent.properties;
  return [
    ...(isHarness ? managedMemory(agent, references) : []),
    ...entriesOf(settings.FilesystemConfigurations).flatMap((filesystem) => sessionStorage(agent, filesystem)),
    {
      content: 'Logs of sessions',
      store: `Log group that AgentCore creates for ${nameOf(agent)}`,
      key: 'key of CloudWatch Logs',
      duration: 'until deleted, unless a retention is set on the log group',
      onDelete: 'retained',
      onReplace: 'retained',
      onRollback: 'retained',
    },
  ];
}

const RECORDS: Readonly<Record<string, string | undefined>> = {
  SEMANTIC: 'facts',
  SUMMARIZATION: 'summaries of sessions',
  USER_PREFERENCE: 'preferences of users',
  EPISODIC: 'episodes',
};

/** A harness without a choice of memory gets a managed one. */
function managedMemory(harness: ReviewedResource, references: References): DataStore[] {
  const { Memory: memory } = harness.properties;
  const managed = memberOf(memory, 'ManagedMemoryConfiguration');
  const isOther = !isAbsent(memory) && managed === undefined;
  if (isOther || isIntrinsic(memory)) {
    return [];
  }
  const { Strategies, EventExpiryDuration, EncryptionKeyArn } = jsonOf(managed);
  const records = entriesOf(Strategies).map((one) => RECORDS[String(one)] ?? 'memory records');
  const events = typeof EventExpiryDuration === 'number' ? days(EventExpiryDuration) : 'for the default of AgentCore';
  return [
    {
      path: harness.path,
      content: contentOfMemory(isAbsent(Strategies) ? ['memory records'] : records),
      store: `Managed memory of ${nameOf(harness)}`,
      key: keyOf(EncryptionKeyArn, harness.stack, references) ?? 'AWS owned key',
      duration: `events ${events}, memory records until deleted`,
      ...WITH_ITS_OWNER,
    },
  ];
}

function sessionStorage(agent: ReviewedResource, filesystem: unknown): DataStore[] {
  const path = memberOf(filesystem, 'SessionStorage', 'MountPath');
  return path === undefined
    ? []
    : [
        {
          path: agent.path,
          content: `Files of a session in ${typeof path === 'string' ? path : 'its storage'}`,
          store: `Session storage of ${nameOf(agent)}`,
          key: 'AWS owned key',
          duration: '14 days without use, and until the next version of the agent',
          ...WITH_ITS_OWNER,
        },
      ];
}

function sorted(stores: readonly DataStore[]): DataStore[] {
  const key = ({ store, path = '' }: DataStore) => `${store}\n${path}`;
  return [...stores].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
