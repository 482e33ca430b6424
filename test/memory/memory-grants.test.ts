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

/** What a role may do that was granted something, on a memory and in circumstances. */
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

describe('A reader', () => {
  test('of all reads all, and writes and deletes nothing', async () => {
    const may = grantedBy((store, role) => store.grants.read(role));
    expect(await may([...READ_EVENTS, ...SESSIONS, ...UNNARROWED, ...FETCH])).toHaveLength(8);
    expect(await may([...WRITE, ...WRITE_RECORDS, ...DELETE])).toEqual([]);
    expect(await may([...READ_EVENTS, ...FETCH], {}, OTHER)).toEqual([]);
  });

  test('of one actor reads its events, and no other’s, and no records, which are not kept by actor', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { actorId: 'ada' }));
    expect(await may([...READ_EVENTS, ...SESSIONS], actor('ada'))).toEqual([...READ_EVENTS, ...SESSIONS]);
    expect(await may([...READ_EVENTS, ...SESSIONS], actor('adam'))).toEqual([]);
    expect(await may(READ_EVENTS)).toEqual([]);
    expect(await may([...FETCH, ...UNNARROWED])).toEqual([]);
  });

  test('of one actor and of a session manager reads the events of both', async () => {
    const scope = { actorId: 'ada', additionalActorIds: ['session_*'] };
    const may = grantedBy((store, role) => store.grants.read(role, scope));
    for (const id of ['ada', 'session_1']) {
      expect(await may([...READ_EVENTS, ...SESSIONS], actor(id))).toEqual([...READ_EVENTS, ...SESSIONS]);
    }
    expect(await may([...READ_EVENTS, ...SESSIONS], actor('bob'))).toEqual([]);
    expect(await may([...FETCH, ...UNNARROWED])).toEqual([]);
  });

  test('of one session of an actor and of a session manager reads the events of that session', async () => {
    const scope = { actorId: 'ada', additionalActorIds: ['session_*'], sessionId: 'one' };
    const may = grantedBy((store, role) => store.grants.read(role, scope));
    expect(await may(READ_EVENTS, { ...actor('session_1'), 'bedrock-agentcore:sessionId': 'one' })).toEqual(
      READ_EVENTS,
    );
    expect(await may(READ_EVENTS, { ...actor('session_1'), 'bedrock-agentcore:sessionId': 'two' })).toEqual([]);
  });

  test('of one session reads its events, and does not list the others', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { actorId: 'ada', sessionId: 'one' }));
    expect(await may(READ_EVENTS, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'one' })).toEqual(READ_EVENTS);
    expect(await may(READ_EVENTS, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'two' })).toEqual([]);
    expect(await may(SESSIONS, actor('ada'))).toEqual([]);
  });

  describe.each(['/tenants/acme', '/tenants/acme/'])('of the namespace %s', (namespacePath) => {
    const may = grantedBy((store, role) => store.grants.read(role, { namespacePath }));
    const inside = ['/tenants/acme/', '/tenants/acme/facts/ada/'];
    const outside = ['/tenants/globex/', '/tenants/acme2/', '/tenants/acme', '/tenants/', '/', ''];

    test.each([
      ['that one', at],
      ['all below it', below],
    ])('searches by namespace, in %s, and in no twin of it', async (_, where) => {
      for (const path of inside) {
        expect([path, await may(FETCH, where(path))]).toEqual([path, FETCH]);
      }
      for (const path of outside) {
        expect([path, await may(FETCH, where(path))]).toEqual([path, []]);
      }
    });

    test('is led elsewhere by neither of two fields', async () => {
      const [own] = inside;
      expect(await may(FETCH, { ...at(own), ...below(own) })).toEqual(FETCH);
      for (const path of outside) {
        expect([path, await may(FETCH, { ...at(own), ...below(path) })]).toEqual([path, []]);
        expect([path, await may(FETCH, { ...at(path), ...below(own) })]).toEqual([path, []]);
        expect([path, await may(FETCH, { ...at(path), ...below(path) })]).toEqual([path, []]);
      }
    });

    test('searches nothing without saying where, and does nothing else', async () => {
      expect(await may(FETCH)).toEqual([]);
      expect(await may(READ_EVENTS, actor('ada'))).toEqual([]);
      expect(await may(UNNARROWED)).toEqual([]);
    });
  });

  test('of a namespace and a strategy reads what is of both', async () => {
    const may = grantedBy((store, role) =>
      store.grants.read(role, { namespacePath: '/a/', strategyId: 'facts-a1B2c3D4e5' }),
    );
    for (const where of [at('/a/b/'), below('/a/')]) {
      expect(await may(FETCH, { ...where, 'bedrock-agentcore:strategyId': 'facts-a1B2c3D4e5' })).toEqual(FETCH);
      expect(await may(FETCH, { ...where, 'bedrock-agentcore:strategyId': 'other-a1B2c3D4e5' })).toEqual([]);
      expect(await may(FETCH, where)).toEqual([]);
    }
  });

  test('of one strategy reads its records only', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { strategyId: 'facts-a1B2c3D4e5' }));
    expect(await may(FETCH, { 'bedrock-agentcore:strategyId': 'facts-a1B2c3D4e5' })).toEqual(FETCH);
    expect(await may(FETCH, { 'bedrock-agentcore:strategyId': 'other-a1B2c3D4e5' })).toEqual([]);
  });

  test('of an actor and a namespace reads the events of the one and the records of the other', async () => {
    const may = grantedBy((store, role) => store.grants.read(role, { actorId: 'ada', namespacePath: '/a' }));
    expect(await may(READ_EVENTS, actor('ada'))).toEqual(READ_EVENTS);
    expect(await may(FETCH, at('/a/'))).toEqual(FETCH);
    expect(await may(FETCH, at('/b/'))).toEqual([]);
  });
});

describe('A writer', () => {
  test('writes for every actor, and reads nothing', async () => {
    const may = grantedBy((store, role) => store.grants.write(role));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE_RECORDS, at('/a/'))).toEqual(WRITE_RECORDS);
    expect(await may([...READ_EVENTS, ...SESSIONS, ...FETCH, ...UNNARROWED, ...DELETE])).toEqual([]);
  });

  test('of one actor writes for that actor only, and no records', async () => {
    const may = grantedBy((store, role) => store.grants.write(role, { actorId: 'ada' }));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE, actor('bob'))).toEqual([]);
    expect(await may(WRITE_RECORDS, at('/a/'))).toEqual([]);
  });
});

describe('A writer of a namespace', () => {
  test('writes records there, and nowhere else', async () => {
    const may = grantedBy((store, role) => store.grants.write(role, { namespacePath: '/a/' }));
    expect(await may(WRITE_RECORDS, at('/a/b/'))).toEqual(WRITE_RECORDS);
    expect(await may(WRITE_RECORDS, at('/b/'))).toEqual([]);
    expect(await may(WRITE_RECORDS)).toEqual([]);
    expect(await may(WRITE, actor('ada'))).toEqual([]);
  });
});

describe('A writer of events', () => {
  test('writes those of every actor', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE, actor('bob'))).toEqual(WRITE);
    expect(await may(WRITE, actor('ada'), OTHER)).toEqual([]);
  });

  test('writes no records, reads nothing and deletes nothing', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role));
    expect(await may(WRITE_RECORDS, at('/a/'))).toEqual([]);
    expect(await may([...WRITE_RECORDS, ...READ_EVENTS, ...SESSIONS, ...FETCH, ...UNNARROWED])).toEqual([]);
    expect(await may(DELETE)).toEqual([]);
  });

  test('of one actor writes for that actor only', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role, { actorId: 'ada' }));
    expect(await may(WRITE, actor('ada'))).toEqual(WRITE);
    expect(await may(WRITE, actor('bob'))).toEqual([]);
    expect(await may(WRITE)).toEqual([]);
  });

  test('of one session writes in that session only', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role, { actorId: 'ada', sessionId: 'one' }));
    expect(await may(WRITE, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'one' })).toEqual(WRITE);
    expect(await may(WRITE, { ...actor('ada'), 'bedrock-agentcore:sessionId': 'two' })).toEqual([]);
  });
});

describe('An administrator', () => {
  test('does all that there is, with this memory only', async () => {
    const may = grantedBy((store, role) => store.grants.admin(role));
    const all = [...READ_EVENTS, ...SESSIONS, ...FETCH, ...UNNARROWED, ...WRITE, ...WRITE_RECORDS, ...DELETE];
    expect(await may(all)).toEqual(all);
    expect(await may(all, {}, OTHER)).toEqual([]);
  });
});

describe('The key of a memory', () => {
  const decrypt = ['kms:Decrypt'];
  const through = (service: string, region = 'us-east-1') => ({
    'kms:ViaService': `${service}.${region}.amazonaws.com`,
  });

  test('is used by those who may read it, through the service and no other way', async () => {
    const may = grantedBy((store, role) => store.grants.read(role), true);
    expect(await may(decrypt, through('bedrock-agentcore'), KEY)).toEqual(decrypt);
    expect(await may(decrypt, through('s3'), KEY)).toEqual([]);
    expect(await may(['kms:GenerateDataKey'], through('bedrock-agentcore'), KEY)).toEqual([]);
  });

  test('is used in the Region of the memory, which may be another than that of those who read it', async () => {
    const abroad = agentCoreArn('memory/customers-a1B2c3D4e5', ACCOUNT, 'eu-west-1');
    const key = KEY.replace('us-east-1', 'eu-west-1');
    const may = grantedBy((store, role) => store.grants.read(role), true, abroad, key);
    expect(await may(decrypt, through('bedrock-agentcore', 'eu-west-1'), key)).toEqual(decrypt);
    expect(await may(decrypt, through('bedrock-agentcore'), key)).toEqual([]);
  });

  test('is used by those who write events, to encrypt them', async () => {
    const may = grantedBy((store, role) => store.grants.writeEvents(role), true);
    const encrypt = [...decrypt, 'kms:GenerateDataKey'];
    expect(await may(encrypt, through('bedrock-agentcore'), KEY)).toEqual(encrypt);
    expect(await may(encrypt, through('s3'), KEY)).toEqual([]);
  });

  test('is not used when there is none', async () => {
    const may = grantedBy((store, role) => store.grants.read(role));
    expect(await may(decrypt, through('bedrock-agentcore'), KEY)).toEqual([]);
  });
});

describe('A grant is refused that', () => {
  const granting =
    (scope: object, use: 'write' | 'writeEvents' = 'write') =>
    () => {
      const stack = testStack();
      storeIn(stack).grants[use](new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) }), scope);
    };

  test('could be narrowed by nothing', () => {
    expect(granting({ strategyId: 'facts-a1B2c3D4e5' })).toThrow(
      /^Test\/Store: grants\.write cannot be limited by strategyId, so it would grant nothing\./,
    );
    expect(granting({ namespacePath: '/a/' })).not.toThrow();
  });

  test('is for the events of a namespace or a strategy', () => {
    expect(granting({ namespacePath: '/a/' }, 'writeEvents')).toThrow(
      /^Test\/Store: grants\.writeEvents cannot be limited by namespacePath, so it would grant nothing\./,
    );
    expect(granting({ strategyId: 'facts-a1B2c3D4e5' }, 'writeEvents')).toThrow(/cannot be limited by strategyId/);
    expect(granting({ sessionId: 'one' }, 'writeEvents')).not.toThrow();
  });

  test.each([
    ['all actors', { actorId: '*' }],
    ['an actor that may be any', { actorId: 'ad?' }],
    ['a namespace with a placeholder', { namespacePath: '/users/{actorId}/' }],
    ['no actor', { actorId: '' }],
  ])('is for %s', (_, scope) => {
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
  ])('is for the actors of a session manager alone, or for all actors: %j', (scope, problem) => {
    expect(granting(scope)).toThrow(`Test/Store: grants.write: ${problem}`);
  });

  test('and is not for what a policy fills in', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a variable of IAM.
    expect(granting({ namespacePath: '/tenants/${aws:PrincipalTag/tenant}/' })).not.toThrow();
  });
});
