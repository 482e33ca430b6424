/** A deleted stack can be deployed again, although some of its resources were retained. */
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Size, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { CapacityProvider, LogDestination, MemoryStore, MemoryStrategy, Network } from '../../src';
import { FIXTURES } from '../support/fixtures';
import { NAMED, UNNAMED } from '../support/fixtures/create-only';
import { s3FilesIn } from '../support/fixtures/parts';
import { ACCOUNT, REGION, runtimeIn } from '../support/helpers';
import { stacksOfFixture } from '../support/shared';
import { type SynthesizedStack, synthesizeApp, synthesizeStack } from '../support/synthesize';
import { wire } from '../support/wiring';

function capacityIn(stack: Stack, role?: Role): void {
  new CapacityProvider(stack, 'Capacity', {
    instanceTypes: [new InstanceType('c8g.large')],
    network: Network.vpc(new Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 1 })),
    volumes: [{ name: 'cases', size: Size.gibibytes(20) }],
    role,
  });
}

const RETAINED: Record<string, (stack: Stack) => void> = {
  'a memory': (stack) => {
    new MemoryStore(stack, 'Memory');
  },
  'a memory with a key, a role and a long path': (stack) => {
    const scope = new Construct(stack, 'S'.repeat(60));
    new MemoryStore(scope, 'M'.repeat(60), { encryptionKey: new Key(scope, 'Key') });
  },
  'a memory with a strategy': (stack) => {
    new MemoryStore(stack, 'Memory', { strategies: [MemoryStrategy.semantic({ namespaceTemplate: '/facts/' })] });
  },
  'a memory with a resource-based policy': (stack) => {
    new MemoryStore(stack, 'Memory').grants.read(new AccountPrincipal('444455556666'));
  },
  'a capacity provider with volumes': (stack) => capacityIn(stack),
  'a capacity provider with volumes and a given role': (stack) => {
    capacityIn(stack, new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') }));
  },
  'a file system of a bucket': (stack) => {
    s3FilesIn(stack, 'Files', new Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 1 }));
  },
  'a log group of deliveries': (stack) => {
    runtimeIn(stack, { observability: { applicationLogs: LogDestination.cloudWatchLogs() } });
  },
};

interface Retained {
  readonly id: string;
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

/** The resources of the library that the deletion of the stacks retains, as one of several deployments creates them. */
function retainedIn(stacks: SynthesizedStack[], deployment: string): Retained[] {
  const wired = wire(stacks, deployment);
  return stacks.flatMap(({ stack, template, ours }, index) =>
    ours
      .filter((id) => /^Retain/.test((template.Resources[id] as { DeletionPolicy?: string }).DeletionPolicy ?? ''))
      .map((id) => ({
        id: `${stack}/${id}`,
        type: template.Resources[id].Type,
        properties: (wired[index].template.Resources[id] ?? template.Resources[id]).Properties ?? {},
      })),
  );
}

test.each(Object.entries(RETAINED))('the second deployment gives %s another name than the first', (_, fill) => {
  const stacks = synthesizeStack(fill);
  const [first, second] = ['first', 'second'].map((deployment) => retainedIn(stacks, deployment));
  expect(first).not.toEqual([]);
  for (const [index, { type, properties }] of first.entries()) {
    if (type in UNNAMED) {
      expect(properties).not.toHaveProperty(UNNAMED[type] ?? 'Name');
    } else {
      const names = [properties, second[index].properties].map((of) => of[NAMED[type].name]);
      expect(names[0]).not.toBe(names[1]);
      expect(names).toEqual([1, 2].map(() => expect.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/)));
    }
  }
});

test('the cases include every type that a construct retains', () => {
  const typesOf = (stacks: SynthesizedStack[]) => retainedIn(stacks, 'first').map(({ type }) => type);
  const tested = new Set(Object.values(RETAINED).flatMap((fill) => typesOf(synthesizeStack(fill))));
  const retained = new Set(Object.keys(FIXTURES).flatMap((name) => typesOf(stacksOfFixture(name))));
  expect([...retained].filter((type) => !tested.has(type))).toEqual([]);
});

const MEMORY = 'AWS::BedrockAgentCore::Memory';

test('the second deployment does not change a user-defined name', () => {
  const stacks = synthesizeStack((stack) => {
    new MemoryStore(stack, 'Memory', { memoryName: 'customers', encryptionKey: new Key(stack, 'Key') });
  });
  const memories = ['first', 'second'].flatMap((deployment) => retainedIn(stacks, deployment));
  expect(memories.filter(({ type }) => type === MEMORY).map(({ properties }) => properties.Name)).toEqual([
    'customers',
    'customers',
  ]);
});

test('another stack refers to a memory by the name that it has in its own stack', () => {
  const env = { account: ACCOUNT, region: REGION };
  const stacks = synthesizeApp((app) => {
    const [data, other] = ['Data', 'Other'].map((id) => new Stack(app, id, { env }));
    const { memoryName } = new MemoryStore(data, 'Memory');
    new MemoryStore(other, 'Notes', { description: memoryName });
  });
  const [memory, notes] = retainedIn(stacks, 'first').map(({ properties }) => properties);
  expect(notes.Description).toBe(memory.Name);
  expect(notes.Name).not.toBe(memory.Name);
});
