import { CfnMemory, type IMemoryRef, Memory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Stack } from 'aws-cdk-lib/core';
import { HarnessMemory, MemoryStore, Use } from '../../../src';
import { ACCOUNT, harnessIn, roleStatements, runtimeIn, testStack } from '../../support/helpers';
import { plain } from '../../support/rendered';

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const MEMORY = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:memory/customers-a1B2c3D4e5`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/memory`;
const keyIn = (stack: Stack) => Key.fromKeyArn(stack, 'Key', KEY);

const ENCRYPTED: Record<string, (stack: Stack) => IMemoryRef> = {
  'a MemoryStore': (stack) => new MemoryStore(stack, 'It', { encryptionKey: keyIn(stack) }),
  'an imported MemoryStore': (stack) =>
    MemoryStore.fromMemoryStoreAttributes(stack, 'It', { memoryArn: MEMORY, encryptionKey: keyIn(stack) }),
  'a Memory of aws-cdk-lib': (stack) => new Memory(stack, 'It', { memoryName: 'it', kmsKey: keyIn(stack) }),
  'an imported Memory of aws-cdk-lib': (stack) =>
    Memory.fromMemoryAttributes(stack, 'It', { memoryArn: MEMORY, roleArn: ROLE, kmsKeyArn: KEY }),
  'a CfnMemory': (stack) => new CfnMemory(stack, 'It', { name: 'it', eventExpiryDuration: 30, encryptionKeyArn: KEY }),
};

const PLAIN: Record<string, (stack: Stack) => IMemoryRef> = {
  'a MemoryStore': (stack) => new MemoryStore(stack, 'It'),
  'a Memory of aws-cdk-lib': (stack) => new Memory(stack, 'It', { memoryName: 'it' }),
  'an imported Memory of aws-cdk-lib': (stack) =>
    Memory.fromMemoryAttributes(stack, 'It', { memoryArn: MEMORY, roleArn: ROLE }),
  'a CfnMemory': (stack) => new CfnMemory(stack, 'It', { name: 'it', eventExpiryDuration: 30 }),
};

const USERS: Record<string, (stack: Stack, memory: IMemoryRef) => unknown> = {
  'HarnessMemory.store': (stack, memory) => harnessIn(stack, { memory: HarnessMemory.store(memory) }),
  'Use.memory': (stack, memory) => runtimeIn(stack, { uses: [Use.memory(memory)] }),
};

const keyStatements = (stack: Stack) =>
  Object.entries(roleStatements(stack))
    .filter(([sid]) => sid.startsWith('MemoryKey'))
    .map(([, { Action, Resource, Condition }]) => plain({ Action, Resource, Condition }));

describe.each(Object.entries(USERS))('%s', (_, use) => {
  test.each(Object.entries(ENCRYPTED))('allows the use of the key of %s, through AgentCore only', (__, memoryIn) => {
    const stack = testStack();
    use(stack, memoryIn(stack));
    expect(keyStatements(stack)).toEqual([
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: KEY,
        Condition: { StringEquals: { 'kms:ViaService': 'bedrock-agentcore.us-east-1.amazonaws.com' } },
      },
    ]);
  });

  test.each(Object.entries(PLAIN))(
    'does not allow the use of a key with %s without a customer managed key',
    (__, memoryIn) => {
      const stack = testStack();
      use(stack, memoryIn(stack));
      expect(keyStatements(stack)).toEqual([]);
    },
  );
});
