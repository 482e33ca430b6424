/** Callers in other accounts: allowed with their own policies and the resource-based policies, denied with either. */
import { AccountPrincipal, type Grant, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import { type AgentGrants, MemoryStore, type Runtime } from '../../src';
import { Deployed } from '../support/deployed';
import { ACCOUNT, REGION, runtimeIn } from '../support/helpers';
import { synthesizeApp } from '../support/synthesize';
import { exportOf } from '../support/wiring';

const OTHER = '444455556666';
const ACTIONS: Record<keyof AgentGrants, string> = {
  invoke: 'InvokeAgentRuntime',
  invokeForUser: 'InvokeAgentRuntimeForUser',
  invokeCommand: 'InvokeAgentRuntimeCommand',
  openShell: 'InvokeAgentRuntimeCommandShell',
  streamBidirectionally: 'InvokeAgentRuntimeWithWebSocketStream',
  streamBidirectionallyForUser: 'InvokeAgentRuntimeWithWebSocketStreamForUser',
  readAgentCard: 'GetAgentCard',
  stopSession: 'StopRuntimeSession',
};
const VERBS = Object.keys(ACTIONS) as Array<keyof AgentGrants>;
const assumedBy = new ServicePrincipal('lambda.amazonaws.com');

/** Stacks of two accounts. The caller is a role with a name, because the name is part of the policies. */
function across(fill: (stack: Stack, caller: Role) => string) {
  const stacks = synthesizeApp((app) => {
    const stack = new Stack(app, 'Agents', { env: { account: ACCOUNT, region: REGION } });
    const callers = new Stack(app, 'Callers', { env: { account: OTHER, region: 'eu-west-1' } });
    const caller = new Role(callers, 'Caller', { roleName: 'caller', assumedBy });
    new Role(callers, 'Stranger', { roleName: 'stranger', assumedBy });
    new CfnOutput(stack, 'Arn', { value: fill(stack, caller), exportName: 'arn' });
  });
  return { arn: String(exportOf(stacks, 'arn')), deployed: new Deployed(stacks), stacks };
}

function onRuntime(grant: (runtime: Runtime, caller: Role) => unknown) {
  return across((stack, caller) => {
    const runtime = runtimeIn(stack);
    grant(runtime, caller);
    runtime.addEndpoint('later');
    return runtime.agentArn;
  });
}

describe.each(VERBS)('A role of another account with grants.%s on a runtime', (verb) => {
  const { arn, deployed } = onRuntime((runtime, caller) => {
    runtime.addEndpoint('live');
    runtime.grants[verb](caller);
  });
  const asked = { by: 'Caller', action: ACTIONS[verb] };

  test.each(['DEFAULT', 'live', 'later'])('is allowed through the endpoint %s with both policies', async (endpoint) => {
    expect(await deployed.allowsThrough(arn, endpoint, asked)).toBe(true);
  });

  test.each(['identity', 'resource'] as const)('is denied without the %s policy', async (without) => {
    expect(await deployed.allowsThrough(arn, 'DEFAULT', { ...asked, without })).toBe(false);
    expect(await deployed.allowsThrough(arn, 'live', { ...asked, without })).toBe(false);
  });

  test('is denied without the policy of either the runtime or the endpoint', async () => {
    const live = `${arn}/runtime-endpoint/live`;
    expect(await deployed.allowsThrough(arn, 'live', { ...asked, withoutPolicyOf: arn })).toBe(false);
    expect(await deployed.allowsThrough(arn, 'live', { ...asked, withoutPolicyOf: live })).toBe(false);
  });

  test('is denied every action that was not granted', async () => {
    const neighbor = verb === 'stopSession' ? 'invoke' : 'stopSession';
    expect(await deployed.allowsThrough(arn, 'live', { ...asked, action: ACTIONS[neighbor] })).toBe(false);
  });

  test('is the only role of its account that is allowed', async () => {
    expect(await deployed.allowsThrough(arn, 'live', { ...asked, by: 'Stranger' })).toBe(false);
  });
});

describe('A role of another account with a grant on one endpoint', () => {
  const { arn, deployed } = onRuntime((runtime, caller) => {
    runtime.addEndpoint('live').grants.invoke(caller);
  });
  const asked = { by: 'Caller', action: 'InvokeAgentRuntime' };

  test('is allowed through this endpoint only', async () => {
    expect(await deployed.allowsThrough(arn, 'live', asked)).toBe(true);
    expect(await deployed.allowsThrough(arn, 'DEFAULT', asked)).toBe(false);
    expect(await deployed.allowsThrough(arn, 'later', asked)).toBe(false);
  });

  test('adds no policy to the other endpoints', () => {
    expect([...deployed.policies.keys()]).toEqual([`${arn}/runtime-endpoint/live`, arn]);
  });
});

test('A grant on the default endpoint allows a role of another account no other endpoint', async () => {
  const { arn, deployed } = onRuntime((runtime, caller) => runtime.defaultEndpoint.grants.invoke(caller));
  const asked = { by: 'Caller', action: 'InvokeAgentRuntime' };
  expect(await deployed.allowsThrough(arn, 'DEFAULT', asked)).toBe(true);
  expect(await deployed.allowsThrough(arn, 'later', asked)).toBe(false);
});

test('A grant to an account allows its roles that have the permission, and no others', async () => {
  const { arn, deployed } = onRuntime((runtime, caller) => {
    runtime.grants.invoke(new AccountPrincipal(OTHER));
    // The administrator of the other account copies the statements, here to one of two roles.
    const arn = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/${runtime.runtimeName}-*`;
    caller.addToPolicy(new PolicyStatement({ actions: ['bedrock-agentcore:InvokeAgentRuntime'], resources: [arn] }));
  });
  const asked = { by: 'Caller', action: 'InvokeAgentRuntime' };
  expect(await deployed.allowsThrough(arn, 'DEFAULT', asked)).toBe(true);
  expect(await deployed.allowsThrough(arn, 'DEFAULT', { ...asked, by: 'Stranger' })).toBe(false);
});

test('A caller in the account of the runtime needs no resource-based policy', async () => {
  const { arn, deployed } = onRuntime((runtime) => {
    runtime.grants.invoke(new Role(runtime, 'Backend', { assumedBy }));
  });
  expect(deployed.policies.size).toBe(0);
  expect(await deployed.allowsThrough(arn, 'live', { by: 'AgentBackend', action: 'InvokeAgentRuntime' })).toBe(true);
});

describe('A role of another account with a grant to read a memory', () => {
  const granted: Grant[] = [];
  const { arn, deployed, stacks } = across((stack, caller) => {
    const store = new MemoryStore(stack, 'Store', { encryptionKey: new Key(stack, 'Key') });
    granted.push(store.grants.read(caller, { actorId: 'ada' }));
    return store.memoryArn;
  });
  const asked = { by: 'Caller', action: 'ListEvents', context: { 'bedrock-agentcore:actorId': 'ada' } };

  test('is allowed what was granted, with both policies', async () => {
    expect(await deployed.allows(arn, asked)).toBe(true);
  });

  test.each(['identity', 'resource'] as const)('is denied without the %s policy', async (without) => {
    expect(await deployed.allows(arn, { ...asked, without })).toBe(false);
  });

  test('is denied the events of other actors, and to write', async () => {
    expect(await deployed.allows(arn, { ...asked, context: { 'bedrock-agentcore:actorId': 'eve' } })).toBe(false);
    expect(await deployed.allows(arn, { ...asked, action: 'CreateEvent' })).toBe(false);
  });

  test('is allowed by the policy of the key', () => {
    const resources = stacks.flatMap(({ template }) => Object.values(template.Resources));
    const statement = {
      ...{ Action: 'kms:Decrypt', Effect: 'Allow', Resource: '*' },
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['bedrock-agentcore.us-east-1.', { Ref: 'AWS::URLSuffix' }]] },
        },
      },
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${OTHER}:role/caller`]] } },
    };
    expect(resources.find(({ Type }) => Type === 'AWS::KMS::Key')).toMatchObject({
      Properties: { KeyPolicy: { Statement: expect.arrayContaining([statement]) } },
    });
  });

  test('succeeds on both sides', () => {
    const [{ success, principalStatements, resourceStatements }] = granted;
    expect(success).toBe(true);
    expect(principalStatements.length).toBe(2);
    expect(resourceStatements.length).toBe(2);
  });
});
