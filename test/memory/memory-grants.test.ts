import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Stack } from 'aws-cdk-lib/core';
import { type IMemoryStore, MemoryStore } from '../../src';
import { ACCOUNT, testStack } from '../support/helpers';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { synthesizeStack } from '../support/synthesize';

const MEMORY = agentCoreArn('memory/customers-a1B2c3D4e5');
const OTHER = agentCoreArn('memory/suppliers-a1B2c3D4e5');
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

const actions = (...names: string[]) => names.map((name) => `bedrock-agentcore:${name}`);
const READ_EVENTS = actions('GetEvent', 'ListEvents');
const SESSIONS = actions('ListSessions');
const FETCH = actions('RetrieveMemoryRecords', 'ListMemoryRecords');
const WRITE = actions('CreateEvent');
const WRITE_RECORDS = actions('BatchCreateMemoryRecords', 'BatchUpdateMemoryRecords');
const DELETE = actions('DeleteEvent', 'DeleteMemoryRecord', 'BatchDeleteMemoryRecords', 'DeleteMemory');
const UNNARROWED = actions('ListActors', 'GetMemoryRecord', 'GetMemory');

const storeIn = (stack: Stack, encrypted = false, memoryArn = MEMORY, keyArn = KEY) =>
  MemoryStore.fromMemoryStoreAttributes(stack, 'Store', {
    memoryArn,
    encryptionKey: encrypted ? Key.fromKeyArn(stack, 'Key', keyArn) : undefined,
  });

/** The actions that a grant allows a role, on a memory and under the given conditions. */
function grantedBy(give: (store: IMemoryStore, role: Role) => unknown, encrypted = false, memory = MEMORY, key = KEY) {
  const stacks = synthesizeStack((stack) => {
    give(
      storeIn(stack, encrypted, memory, key),
      new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) }),
    );
  });
  const policies = policiesOf(stacks, roleNamed(stacks, 'Caller'));
  return (asked: string[], context: Record<string, string> = {}, resource = MEMORY) =>
    allowedOf(policies, ['ask', asked, resource, context]);
}

const actor = (id: string) => ({ 'bedrock-agentcore:actorId': id });
const at = (path: string) => ({ 'bedrock-agentcore:namespace': path });
const below = (path: string) => ({ 'bedrock-agentcore:namespacePath': path });

describe('A read grant', () => {
  test('without a scope allows reading everything, and no writing or deleting', async () => {
    const may = grantedBy((store, role) => store.grants.read(role));
    expect(await may([...READ_EVENTS, ...SESSIONS, ...UNNARROWED, ...FETCH])).toHaveLength(8);
    expect(await may([...WRITE, ...WRITE_RECORDS, ...DELETE])).toEqual([]);
    expect(await may([...READ_EVENTS, ...FETCH], {}, OTHER)).toEqual([]);
  });

  test('for one actor allows reading the events of that actor only, and no memory records', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { actorId: 'ada' }));
    expect(await may([...READ_EVENTS, ...SESSIONS], actor('ada'))).toEqual([...READ_EVENTS, ...SESSIONS]);
    expect(await may([...READ_EVENTS, ...SESSIONS], actor('adam'))).toEqual([]);
    expect(await may(READ_EVENTS)).toEqual([]);
    expect(await may([...FETCH, ...UNNARROWED])).toEqual([]);
  });

  test('for one actor and a session manager allows reading the events of both', async () => {
    const scope = { actorId: 'ada', additionalActorIds: ['session_*'] };
    const may = grantedBy((store, role) => store.grants.read(role, scope));
    for (const id of ['ada', 'session_1']) {
      expect(await may([...READ_EVENTS, ...SESSIONS], actor(id))).toEqual([...READ_EVENTS, ...SESSIONS]);
    }
    expect(await may([...READ_EVENTS, ...SESSIONS], actor('bob'))).toEqual([]);
    expect(await may([...FETCH, ...UNNARROWED])).toEqual([]);
  });

  test('for one session of an actor and a session manager allows reading the events of that session', async () => {
    const scope = { actorId: 'ada', additionalActorIds: ['session_*'], sessionId: 'one' };
    const may = grantedBy((store, role) => store.grants.read(role, scope));
    expect(await may(READ_EVENTS, { ...actor('session_1'), 'bedrock-agentcore:sessionId': 'one' })).toEqual(
      READ_EVENTS,
    );
    expect(await may(READ_EVENTS, { ...actor('session_1'), 'bedrock-agentcore:sessionId': 'two' })).toEqual([]);
  });

  test('for one session allows reading its events, and not listing other sessions', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { actorId: 'ada', sessionId: 'one' }));
    expect(await may(READ_EVENTS, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'one' })).toEqual(READ_EVENTS);
    expect(await may(READ_EVENTS, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'two' })).toEqual([]);
    expect(await may(SESSIONS, actor('ada'))).toEqual([]);
  });

  describe.each(['/tenants/acme', '/tenants/acme/'])('for the namespace %s', (namespacePath) => {
    const may = grantedBy((store, role) => store.grants.read(role, { namespacePath }));
    const inside = ['/tenants/acme/', '/tenants/acme/facts/ada/'];
    const outside = ['/tenants/globex/', '/tenants/acme2/', '/tenants/acme', '/tenants/', '/', ''];

    test.each([
      ['that namespace', at],
      ['all namespaces below it', below],
    ])('allows a search by namespace in %s, and not in a similar namespace', async (_, where) => {
      for (const path of inside) {
        expect([path, await may(FETCH, where(path))]).toEqual([path, FETCH]);
      }
      for (const path of outside) {
        expect([path, await may(FETCH, where(path))]).toEqual([path, []]);
      }
    });

    test('denies a search in which either namespace field names another namespace', async () => {
      const [own] = inside;
      expect(await may(FETCH, { ...at(own), ...below(own) })).toEqual(FETCH);
      for (const path of outside) {
        expect([path, await may(FETCH, { ...at(own), ...below(path) })]).toEqual([path, []]);
        expect([path, await may(FETCH, { ...at(path), ...below(own) })]).toEqual([path, []]);
        expect([path, await may(FETCH, { ...at(path), ...below(path) })]).toEqual([path, []]);
      }
    });

    test('denies a search without a namespace and every other action', async () => {
      expect(await may(FETCH)).toEqual([]);
      expect(await may(READ_EVENTS, actor('ada'))).toEqual([]);
      expect(await may(UNNARROWED)).toEqual([]);
    });
  });

  test('for a namespace and a strategy allows reading records that match both', async () => {
    const may = grantedBy((store, role) =>
      store.grants.read(role, { namespacePath: '/a/', strategyId: 'facts-a1B2c3D4e5' }),
    );
    for (const where of [at('/a/b/'), below('/a/')]) {
      expect(await may(FETCH, { ...where, 'bedrock-agentcore:strategyId': 'facts-a1B2c3D4e5' })).toEqual(FETCH);
      expect(await may(FETCH, { ...where, 'bedrock-agentcore:strategyId': 'other-a1B2c3D4e5' })).toEqual([]);
      expect(await may(FETCH, where)).toEqual([]);
    }
  });

  test('for one strategy allows reading the records of that strategy only', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { strategyId: 'facts-a1B2c3D4e5' }));
    expect(await may(FETCH, { 'bedrock-agentcore:strategyId': 'facts-a1B2c3D4e5' })).toEqual(FETCH);
    expect(await may(FETCH, { 'bedrock-agentcore:strategyId': 'other-a1B2c3D4e5' })).toEqual([]);
  });

  test('for an actor and a namespace allows reading the events of the actor and the records of the namespace', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { actorId: 'ada', namespacePath: '/a' }));
    expect(await may(READ_EVENTS, actor('ada'))).toEqual(READ_EVENTS);
    expect(await may(FETCH, at('/a/'))).toEqual(FETCH);
    expect(await may(FETCH, at('/b/'))).toEqual([]);
  });
});

describe('A write grant', () => {
  test('allows writing for every actor, and no reading', async () => {
    const may = grantedBy((store, role) => store.grants.write(role));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE_RECORDS, at('/a/'))).toEqual(WRITE_RECORDS);
    expect(await may([...READ_EVENTS, ...SESSIONS, ...FETCH, ...UNNARROWED, ...DELETE])).toEqual([]);
  });

  test('for one actor allows writing events for that actor only, and no memory records', async () => {
    const may = grantedBy((store, role) => store.grants.write(role, { actorId: 'ada' }));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE, actor('bob'))).toEqual([]);
    expect(await may(WRITE_RECORDS, at('/a/'))).toEqual([]);
  });
});

describe('A write grant for a namespace', () => {
  test('allows writing records in that namespace only', async () => {
    const may = grantedBy((store, role) => store.grants.write(role, { namespacePath: '/a/' }));
    expect(await may(WRITE_RECORDS, at('/a/b/'))).toEqual(WRITE_RECORDS);
    expect(await may(WRITE_RECORDS, at('/b/'))).toEqual([]);
    expect(await may(WRITE_RECORDS)).toEqual([]);
    expect(await may(WRITE, actor('ada'))).toEqual([]);
  });
});

describe('A write grant for events', () => {
  test('allows writing the events of every actor', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE, actor('bob'))).toEqual(WRITE);
    expect(await may(WRITE, actor('ada'), OTHER)).toEqual([]);
  });

  test('does not allow writing records, reading or deleting', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role));
    expect(await may(WRITE_RECORDS, at('/a/'))).toEqual([]);
    expect(await may([...WRITE_RECORDS, ...READ_EVENTS, ...SESSIONS, ...FETCH, ...UNNARROWED])).toEqual([]);
    expect(await may(DELETE)).toEqual([]);
  });

  test('for one actor allows writing for that actor only', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role, { actorId: 'ada' }));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE, actor('bob'))).toEqual([]);
    expect(await may(WRITE)).toEqual([]);
  });

  test('for one session allows writing in that session only', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role, { actorId: 'ada', sessionId: 'one' }));
    expect(await may(WRITE, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'one' })).toEqual(WRITE);
    expect(await may(WRITE, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'two' })).toEqual([]);
  });
});

describe('An admin grant', () => {
  test('allows every action on this memory only', async () => {
    const may = grantedBy((store, role) => store.grants.admin(role));
    const all = [...READ_EVENTS, ...SESSIONS, ...FETCH, ...UNNARROWED, ...WRITE, ...WRITE_RECORDS, ...DELETE];
    expect(await may(all)).toEqual(all);
    expect(await may(all, {}, OTHER)).toEqual([]);
  });
});

describe('The KMS key of a memory', () => {
  const decrypt = ['kms:Decrypt'];
  const through = (service: string, region = 'us-east-1') => ({
    'kms:ViaService': `${service}.${region}.amazonaws.com`,
  });

  test('can be used by readers of the memory, through AgentCore only', async () => {
    const may = grantedBy((store, role) => store.grants.read(role), true);
    expect(await may(decrypt, through('bedrock-agentcore'), KEY)).toEqual(decrypt);
    expect(await may(decrypt, through('s3'), KEY)).toEqual([]);
    expect(await may(['kms:GenerateDataKey'], through('bedrock-agentcore'), KEY)).toEqual([]);
  });

  test('can be used in the Region of the memory, which can differ from the Region of the reader', async () => {
    const abroad = agentCoreArn('memory/customers-a1B2c3D4e5', ACCOUNT, 'eu-west-1');
    const key = KEY.replace('us-east-1', 'eu-west-1');
    const may = grantedBy((store, role) => store.grants.read(role), true, abroad, key);
    expect(await may(decrypt, through('bedrock-agentcore', 'eu-west-1'), key)).toEqual(decrypt);
    expect(await may(decrypt, through('bedrock-agentcore'), key)).toEqual([]);
  });

  test('can be used by writers of events for encryption', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role), true);
    const encrypt = [...decrypt, 'kms:GenerateDataKey'];
    expect(await may(encrypt, through('bedrock-agentcore'), KEY)).toEqual(encrypt);
    expect(await may(encrypt, through('s3'), KEY)).toEqual([]);
  });

  test('is not granted if the memory has no customer managed key', async () => {
    const may = grantedBy((store, role) => store.grants.read(role));
    expect(await may(decrypt, through('bedrock-agentcore'), KEY)).toEqual([]);
  });
});

describe('A grant with an invalid scope', () => {
  const granting =
    (scope?: object, use: 'read' | 'write' | 'writeEvents' = 'write') =>
    () => {
      const stack = testStack();
      storeIn(stack).grants[use](new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) }), scope);
    };

  test('is rejected if the scope is empty', () => {
    expect(granting({ strategyId: 'facts-a1B2c3D4e5' })).toThrow(
      /^Test\/Store: grants\.write cannot be limited by strategyId, so it would grant nothing\./,
    );
    expect(granting({ namespacePath: '/a/' })).not.toThrow();
  });

  test('is rejected for the events of a namespace or a strategy', () => {
    expect(granting({ namespacePath: '/a/' }, 'writeEvents')).toThrow(
      /^Test\/Store: grants\.writeEvents cannot be limited by namespacePath, so it would grant nothing\./,
    );
    expect(granting({ strategyId: 'facts-a1B2c3D4e5' }, 'writeEvents')).toThrow(/cannot be limited by strategyId/);
    expect(granting({ sessionId: 'one' }, 'writeEvents')).not.toThrow();
  });

  test.each(['read', 'write', 'writeEvents'] as const)('is rejected for %s if the scope has no value', (use) => {
    for (const scope of [{}, { actorId: undefined, sessionId: undefined }]) {
      expect(granting(scope, use)).toThrow(
        `Test/Store: grants.${use}: scope must have an actorId, sessionId, namespacePath or strategyId, got none. Set one of them, or omit scope to grant the whole memory.`,
      );
    }
    expect(granting(undefined, use)).not.toThrow();
    expect(granting({ actorId: 'ada', sessionId: undefined }, use)).not.toThrow();
  });

  test.each([
    ['all actors', { actorId: '*' }],
    ['an actor that may be any', { actorId: 'ad?' }],
    ['a namespace with a placeholder', { namespacePath: '/users/{actorId}/' }],
    ['no actor', { actorId: '' }],
  ])('is rejected for %s', (_, scope) => {
    expect(granting(scope)).toThrow(
      /grants\.write: \w+ must be one exact (ID|path), without \*, \? or variables such as \{actorId\}, got "/,
    );
  });

  test.each([
    [
      { additionalActorIds: ['session_*'] },
      'additionalActorIds requires actorId. Set actorId, or remove additionalActorIds.',
    ],
    [
      { actorId: 'ada', additionalActorIds: ['*'] },
      'additionalActorIds[0] must contain at least one character that is not a wildcard, got "*". Use a prefix such as "session_*".',
    ],
  ])('is rejected with additional actors but no actor, or with all actors: %j', (scope, problem) => {
    expect(granting(scope)).toThrow(`Test/Store: grants.write: ${problem}`);
  });

  test('is accepted with a policy variable', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is an IAM policy variable.
    expect(granting({ namespacePath: '/tenants/${aws:PrincipalTag/tenant}/' })).not.toThrow();
  });
});
