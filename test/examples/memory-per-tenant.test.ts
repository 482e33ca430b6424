/** The permissions of the functions of the example, evaluated as IAM does. */
import { ACCOUNT, REGION } from '../support/helpers';
import { stacksOfExample } from '../support/shared';
import { agentCoreArn, allowedOf, list, policiesOf, type Row, roleNamed } from '../support/simulate';
import type { SynthesizedStack } from '../support/synthesize';
import { wire } from '../support/wiring';

const stacks: SynthesizedStack[] = stacksOfExample('memory-per-tenant');
const [{ template }] = wire(stacks);

const actions = (...names: string[]) => names.map((name) => `bedrock-agentcore:${name}`);
const SEARCH = actions('RetrieveMemoryRecords', 'ListMemoryRecords');
const READ_EVENTS = actions('GetEvent', 'ListEvents', 'ListSessions', 'ListActors');
const READ = [...SEARCH, ...READ_EVENTS, ...actions('GetMemoryRecord')];
const WRITE_RECORDS = actions('BatchCreateMemoryRecords', 'BatchUpdateMemoryRecords');
const CREATE_EVENT = actions('CreateEvent');
const DELETE = actions('DeleteEvent', 'DeleteMemoryRecord', 'BatchDeleteMemoryRecords');
const CHANGE = actions('UpdateMemory', 'DeleteMemory', 'StartMemoryExtractionJob');

/** The ARN of the memory in the policy of the writer. */
const USERS = memoryOf('RecordEventServiceRole');
const OTHER = agentCoreArn('memory/suppliers-a1B2c3D4e5');
const KEY = keyOf();

const at = (namespace: string) => ({ 'bedrock-agentcore:namespace': namespace });
const below = (path: string) => ({ 'bedrock-agentcore:namespacePath': path });
const by = (actorId: string) => ({ 'bedrock-agentcore:actorId': actorId });
const via = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });

function resourcesOf(rolePrefix: string): string[] {
  const policies = policiesOf(stacks, roleNamed(stacks, rolePrefix));
  return policies.flatMap(({ policy }) => policy.Statement).flatMap(({ Resource }) => list(Resource) as string[]);
}

function memoryOf(rolePrefix: string): string {
  return resourcesOf(rolePrefix).find((arn) => arn.includes(':memory/')) ?? '';
}

function keyOf(): string {
  const [memory] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::BedrockAgentCore::Memory');
  return String(memory.Properties?.EncryptionKeyArn);
}

/** Tests the allowed and the denied actions of a function. */
function testFunction(name: string, rolePrefix: string, may: Row[], mayNot: Row[]): void {
  describe(`${name} of memory-per-tenant`, () => {
    const policies = policiesOf(stacks, roleNamed(stacks, rolePrefix));

    for (const row of may) {
      test(`may ${row[0]}`, async () => {
        expect(await allowedOf(policies, row)).toEqual(list(row[1]));
      });
    }

    for (const row of mayNot) {
      test(`may not ${row[0]}`, async () => {
        expect(await allowedOf(policies, row)).toEqual([]);
      });
    }
  });
}

/** Namespaces that the reader of a tenant may not search. */
const ELSEWHERE: Array<[what: string, path: string]> = [
  ['search another tenant', '/tenants/globex/'],
  ['search a user of another tenant', '/tenants/globex/ada/facts/'],
  ['search a tenant whose name has the same prefix', '/tenants/acme2/'],
  ['search a user of a tenant whose name has the same prefix', '/tenants/acme2/ada/'],
  ['search by a prefix of the tenant name, which other tenants share', '/tenants/acme'],
  ['search all tenants', '/tenants/'],
  ['search everywhere', '/'],
];

test('the policies refer to the memory and the key of the example', () => {
  expect(USERS).toMatch(new RegExp(`^arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:memory/MemoryPerTant_Users_`));
  expect(memoryOf('RecallAcmeServiceRole')).toBe(USERS);
  expect(KEY).toMatch(/^arn:aws:kms:/);
});

testFunction(
  'the reader of a tenant',
  'RecallAcmeServiceRole',
  [
    ['search all of its tenant', SEARCH, USERS, below('/tenants/acme/')],
    ['search the records of one user', SEARCH, USERS, below('/tenants/acme/ada/')],
    ['search facts about one user', SEARCH, USERS, below('/tenants/acme/ada/facts/')],
    ['search one namespace', SEARCH, USERS, at('/tenants/acme/ada/facts/')],
    ['decrypt records through AgentCore', 'kms:Decrypt', KEY, via('bedrock-agentcore')],
  ],
  [
    ...ELSEWHERE.flatMap(([what, path]): Row[] => [
      [what, SEARCH, USERS, below(path)],
      [`${what}, by exact namespace`, SEARCH, USERS, at(path)],
      [
        `${what}, together with the namespace of its tenant`,
        SEARCH,
        USERS,
        { ...at('/tenants/acme/'), ...below(path) },
      ],
      [
        `${what}, by exact namespace, together with the path of its tenant`,
        SEARCH,
        USERS,
        { ...at(path), ...below('/tenants/acme/') },
      ],
    ]),
    ['search without a namespace', SEARCH, USERS],
    ['read a record by its ID', actions('GetMemoryRecord'), USERS],
    ['read events', READ_EVENTS, USERS],
    ['read events of users of its tenant', actions('GetEvent', 'ListEvents', 'ListSessions'), USERS, by('acme/ada')],
    ['write events', CREATE_EVENT, USERS, by('acme/ada')],
    ['write records', WRITE_RECORDS, USERS, at('/tenants/acme/ada/facts/')],
    ['delete anything', DELETE, USERS],
    ['change the memory', CHANGE, USERS],
    ['search another memory', SEARCH, OTHER, below('/tenants/acme/')],
    ['encrypt data', 'kms:GenerateDataKey', KEY, via('bedrock-agentcore')],
    ['use the key itself', 'kms:Decrypt', KEY],
    ['use the key through another service', 'kms:Decrypt', KEY, via('s3')],
  ],
);

testFunction(
  'the writer',
  'RecordEventServiceRole',
  [
    ['write events of a user', CREATE_EVENT, USERS, by('acme/ada')],
    ['write events of a user of another tenant', CREATE_EVENT, USERS, by('globex/eve')],
    ['encrypt events through AgentCore', ['kms:Decrypt', 'kms:GenerateDataKey'], KEY, via('bedrock-agentcore')],
  ],
  [
    ['read anything', READ, USERS],
    ['read events of a user for whom it wrote', actions('GetEvent', 'ListEvents'), USERS, by('acme/ada')],
    ['search a tenant', SEARCH, USERS, below('/tenants/acme/')],
    ['search one namespace of a tenant', SEARCH, USERS, at('/tenants/acme/ada/facts/')],
    ['write records', WRITE_RECORDS, USERS],
    ['write records of a user for whom it wrote', WRITE_RECORDS, USERS, at('/tenants/acme/ada/facts/')],
    ['delete anything', DELETE, USERS],
    ['change the memory', CHANGE, USERS],
    ['write to another memory', CREATE_EVENT, OTHER, by('acme/ada')],
    ['use the key itself', ['kms:Decrypt', 'kms:GenerateDataKey'], KEY],
  ],
);

describe.each(['DeskRole', 'ClerkRole'])('the agent with the role %s', (rolePrefix) => {
  const policies = policiesOf(stacks, roleNamed(stacks, rolePrefix));

  test('may store events and search the memory for the tenant that the caller specifies', async () => {
    const row: Row = ['use it', actions('CreateEvent', 'ListEvents', 'RetrieveMemoryRecords'), USERS];
    expect(await allowedOf(policies, row)).toEqual(row[1]);
  });

  test('may neither use another memory nor change this one', async () => {
    expect(await allowedOf(policies, ['use another', [...SEARCH, ...CREATE_EVENT], OTHER])).toEqual([]);
    expect(await allowedOf(policies, ['change it', CHANGE, USERS])).toEqual([]);
  });
});
