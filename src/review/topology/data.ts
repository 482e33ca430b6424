import type { ReviewedResource } from '../assembly';
import type { Agent, ReviewContext } from '../context';
import { titleOf } from '../kinds';
import { nameOf } from '../names';
import { agentNetwork, networkLines } from '../network';
import { entriesOf, jsonOf, memberOf } from '../parts';
import { counted } from '../phrases';
import type { Picture } from './picture';

export const MEMORY = 'AWS::BedrockAgentCore::Memory';

/** Draws the memory, the file systems and the network of an agent. */
export function drawData(picture: Picture, context: ReviewContext, agent: Agent): void {
  drawMemoryOf(picture, context, agent);
  for (const filesystem of agent.filesystems) {
    drawFilesystem(picture, context, agent, filesystem);
  }
  drawNetwork(picture, context, agent);
}

function drawMemoryOf(picture: Picture, context: ReviewContext, { resource }: Agent): void {
  const memory = jsonOf(resource.properties.Memory);
  const arn = memberOf(memory.AgentCoreMemoryConfiguration, 'Arn');
  const managed = memory.ManagedMemoryConfiguration;
  if (arn !== undefined) {
    picture.edge(resource.path, drawMemory(picture, context, arn, resource));
  } else if (managed !== undefined) {
    const { Strategies, EventExpiryDuration, EncryptionKeyArn } = jsonOf(managed);
    const strategies = entriesOf(Strategies).map((each) =>
      context.text(each, resource).toLowerCase().replaceAll('_', ' '),
    );
    const id = picture.node({
      id: `${resource.path}#memory`,
      column: 'data',
      kind: 'Memory',
      name: 'Managed memory',
      lines: [
        ...(strategies.length > 0 ? [strategies.join(', ')] : []),
        ...(typeof EventExpiryDuration === 'number' ? [`events ${counted(EventExpiryDuration, 'day')}`] : []),
        keyLine(context, EncryptionKeyArn, resource),
        'deleted with the harness',
      ],
    });
    picture.edge(resource.path, id);
  }
}

const STRATEGY = /(Override|Memory)?(Memory)?Strategy$/;

/** Draws a memory that is a resource, or one outside of the app. Returns its ID. */
export function drawMemory(picture: Picture, context: ReviewContext, value: unknown, from: ReviewedResource): string {
  const memory = context.references.resourceOf(value, from.stack, MEMORY);
  if (!memory) {
    const name = context.text(value, from).replace(/^.*\//, '');
    const lines = ['outside of the app'];
    return picture.node({ id: `${from.path}#memory ${name}`, column: 'data', kind: 'Memory', name, lines });
  }
  const { MemoryStrategies, EventExpiryDuration, EncryptionKeyArn } = memory.properties;
  const strategies = entriesOf(MemoryStrategies).flatMap((strategy) => {
    const [[kind, value] = ['', undefined]] = Object.entries(jsonOf(strategy));
    const words = kind
      .replace(STRATEGY, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
    return [words === 'custom' ? context.text(jsonOf(value).Name, memory) : words];
  });
  return picture.node({
    id: memory.path,
    column: 'data',
    kind: `Memory${/^Retain/.test(memory.deletionPolicy ?? '') ? ' · retained' : ''}`,
    name: nameOf(memory),
    lines: [
      ...(strategies.length > 0 ? [strategies.join(', ')] : []),
      ...(typeof EventExpiryDuration === 'number' ? [`events ${counted(EventExpiryDuration, 'day')}`] : []),
      keyLine(context, EncryptionKeyArn, memory),
    ],
    path: memory.path,
  });
}

function keyLine(context: ReviewContext, key: unknown, from: ReviewedResource): string {
  const found = context.resourceOf(key, from);
  return key === undefined ? 'AWS owned key' : `key ${found ? nameOf(found) : context.text(key, from)}`;
}

function drawFilesystem(picture: Picture, context: ReviewContext, agent: Agent, filesystem: unknown): void {
  const { resource } = agent;
  const [[kind, configuration] = ['', undefined]] = Object.entries(jsonOf(filesystem));
  const { AccessPointArn, MountPath, VolumeName } = jsonOf(configuration);
  const path = context.text(MountPath, resource);
  const point = context.resourceOf(AccessPointArn, resource);
  const { FileSystemId } = point?.properties ?? {};
  const store = (point && context.resourceOf(FileSystemId, point)) ?? point;
  const isRetained = /^Retain/.test(store?.deletionPolicy ?? '');
  const kinds: Readonly<Record<string, string>> = {
    CapacityProviderVolume: 'Volume',
    EfsAccessPoint: 'EFS',
    S3FilesAccessPoint: 'S3 Files',
    SessionStorage: 'Session storage',
  };
  const outside =
    AccessPointArn === undefined ? String(VolumeName ?? 'Session storage') : context.text(AccessPointArn, resource);
  const id = picture.node({
    id: store?.path ?? `${resource.path}#${path}`,
    column: 'data',
    kind: `${kinds[kind] ?? kind}${isRetained ? ' · retained' : ''}`,
    name: store ? nameOf(store) : outside.replace(/^arn:.*\//, ''),
    lines: [`${path}${writes(context, agent, [store, point].filter(Boolean))}`],
    ...(store && { path: store.path }),
  });
  picture.edge(resource.path, id);
}

/** Whether the role may write to a file system, in words. Empty if its statements do not say. */
function writes(
  context: ReviewContext,
  { principal }: Agent,
  parts: ReadonlyArray<ReviewedResource | undefined>,
): string {
  const about = (principal?.statements ?? []).filter(({ resources, conditions, stack, actions }) => {
    const isClient = actions.some((action) => /:Client/.test(action));
    return (
      isClient && context.references.resourcesIn([resources, conditions], stack).some((each) => parts.includes(each))
    );
  });
  const has = (effect: string, action: RegExp) =>
    about.some((statement) => statement.effect === effect && statement.actions.some((name) => action.test(name)));
  if (!has('Allow', /:Client/)) {
    return '';
  }
  return has('Allow', /:Client(Write|\*)/) && !has('Deny', /:ClientWrite/) ? ', read and write' : ', read only';
}

function drawNetwork(picture: Picture, context: ReviewContext, agent: Agent): void {
  const { resource } = agent;
  const network = agentNetwork(context, agent);
  const id = picture.node({
    id: network.vpc?.path ?? `${resource.path}#network`,
    column: 'data',
    kind: network.mode === 'public' ? 'Network' : 'VPC',
    name: network.name,
    lines: networkLines(network),
    ...(network.vpc && { path: network.vpc.path }),
  });
  picture.edge(resource.path, id);
}

/** Draws a credential provider, which stores an API key or an OAuth client. Returns its ID. */
export function drawCredential(picture: Picture, context: ReviewContext, from: ReviewedResource, arn: unknown): string {
  const provider = context.resourceOf(arn, from);
  const text = context.text(arn, from);
  return picture.node({
    id: provider?.path ?? `${from.path}#credential ${text}`,
    column: 'data',
    kind: provider ? titleOf(provider.type) : text.includes('oauth2') ? 'OAuth client' : 'API key',
    name: provider ? nameOf(provider) : text.replace(/^.*\//, ''),
    lines: provider ? secretLines(context, provider) : ['outside of the app'],
    ...(provider && { path: provider.path }),
  });
}

/** Where the secret of a credential provider is stored, by name. */
export function secretLines(context: ReviewContext, provider: ReviewedResource): string[] {
  const ids = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [key, member] of Object.entries(jsonOf(value))) {
      if (key === 'SecretId') {
        const secret = context.resourceOf(member, provider);
        ids.add(secret ? nameOf(secret) : context.text(member, provider).replace(/^.*:secret:/, ''));
      } else {
        visit(member);
      }
    }
  };
  visit(provider.properties);
  return ids.size === 0 ? ['secret managed by AgentCore'] : [...ids].map((id) => `secret ${id}`);
}
