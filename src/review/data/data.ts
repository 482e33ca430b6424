import type { ReviewedResource, ReviewedStack } from '../assembly';
import type { Indexes } from '../findings/findings';
import { isAbsent } from '../intrinsics';
import type { DataStore } from '../model';
import { nameOf } from '../names';
import { entriesOf, isIntrinsic, jsonOf, memberOf } from '../parts';
import type { References } from '../references';
import { fatesOf } from './fates';
import { contentOfMemory, days, keyOf, STORES } from './store-types';

const HARNESS = 'AWS::BedrockAgentCore::Harness';
const AGENTS = [HARNESS, 'AWS::BedrockAgentCore::Runtime'];
/** The properties with the roles of agents, gateways, memories and functions. */
const ROLES = ['ExecutionRoleArn', 'RoleArn', 'MemoryExecutionRoleArn', 'Role'];
/** Resources that stand for the store to which they belong. */
const PARTS: Readonly<Record<string, string | undefined>> = {
  'AWS::EFS::AccessPoint': 'FileSystemId',
  'AWS::EFS::MountTarget': 'FileSystemId',
  'AWS::S3Files::AccessPoint': 'FileSystemId',
  'AWS::S3Files::FileSystem': 'Bucket',
  'AWS::KMS::Alias': 'TargetKeyId',
};

/**
 * The data of an agent, or of another AgentCore resource: what it stores itself, and what it uses.
 *
 * @param resources The resource, and the resources that act for it, such as the gateways of its tools
 */
export function dataOf(resources: readonly ReviewedResource[], { references, policies }: Indexes): DataStore[] {
  const used = new Set<ReviewedResource>();
  const add = (values: unknown, from: ReviewedStack) => {
    for (const found of references.resourcesIn(values, from)) {
      addStore(found, references, used);
    }
  };
  for (const resource of resources) {
    addStore(resource, references, used);
    add(resource.properties, resource.stack);
    const roles = ROLES.map((property) => resource.properties[property]);
    for (const role of roles) {
      for (const statement of policies.principalOf(role, resource.stack)?.statements ?? []) {
        if (statement.effect === 'Allow') {
          add(statement.resources, statement.stack);
        }
      }
    }
  }
  const stores = [...used].flatMap((one) => storeOf(one, references));
  const [first] = resources;
  return [...ownData(first, references), ...sorted(stores)];
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

/** The data that an agent stores without a separate resource. */
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

/**
 * The data that a harness stores in its managed memory. A harness without `Memory` has a managed memory. `undefined` if
 * the harness has no managed memory.
 */
export function managedContentOf({ type, properties: { Memory: memory } }: ReviewedResource): string | undefined {
  const managed = memberOf(memory, 'ManagedMemoryConfiguration');
  const isOther = !isAbsent(memory) && managed === undefined;
  if (type !== HARNESS || isOther || isIntrinsic(memory)) {
    return undefined;
  }
  const { Strategies } = jsonOf(managed);
  const records = entriesOf(Strategies).map((one) => RECORDS[String(one)] ?? 'memory records');
  return contentOfMemory(isAbsent(Strategies) ? ['memory records'] : records);
}

function managedMemory(harness: ReviewedResource, references: References): DataStore[] {
  const content = managedContentOf(harness);
  if (content === undefined) {
    return [];
  }
  const { EventExpiryDuration, EncryptionKeyArn } = jsonOf(
    memberOf(harness.properties.Memory, 'ManagedMemoryConfiguration'),
  );
  const events = typeof EventExpiryDuration === 'number' ? days(EventExpiryDuration) : 'for the default of AgentCore';
  return [
    {
      path: harness.path,
      content,
      store: `Managed memory of ${nameOf(harness)}`,
      key: keyOf(EncryptionKeyArn, harness.stack, references) ?? 'AWS owned key',
      duration: `events ${events}, memory records until deleted`,
      ...fatesOf(harness),
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
          ...fatesOf(agent),
        },
      ];
}

function sorted(stores: readonly DataStore[]): DataStore[] {
  const key = ({ store, path = '' }: DataStore) => `${store}\n${path}`;
  return [...stores].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
