import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnOutput } from 'aws-cdk-lib/core';
import { type AgentGrants, Runtime, RuntimeEndpoint } from '../../src';
import { Caller } from '../support/caller';
import { ACCOUNT, runtimeIn } from '../support/helpers';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { synthesizeStack } from '../support/synthesize';
import { exportOf } from '../support/wiring';

type Verb = keyof AgentGrants;

const NEEDED: Record<Verb, string[]> = {
  invoke: ['InvokeAgentRuntime'],
  invokeForUser: ['InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  streamBidirectionally: ['InvokeAgentRuntimeWithWebSocketStream'],
  streamBidirectionallyForUser: [
    'InvokeAgentRuntimeWithWebSocketStream',
    'InvokeAgentRuntimeWithWebSocketStreamForUser',
  ],
  readAgentCard: ['GetAgentCard'],
  stopSession: ['StopRuntimeSession'],
};
const VERBS = Object.keys(NEEDED) as Verb[];
/** The actions that a caller can perform on a runtime. */
const CALLER_ACTIONS = actions([...new Set(Object.values(NEEDED).flat())]);
const NEIGHBOUR = agentCoreArn('runtime/neighbour-a1B2c3D4e5');

function actions(names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

/** The allowed actions of a caller with a grant on a runtime or on its endpoint `live`, and the ARNs of both. */
function callerOf(verb: Verb, on: 'agent' | 'live', imported: boolean) {
  const caller = Caller.granted(verb, on, (stack) => {
    if (!imported) {
      const agent = runtimeIn(stack);
      return { agent, live: agent.addEndpoint('live') };
    }
    const runtime = Runtime.fromRuntimeAttributes(stack, 'Agent', {
      runtimeArn: agentCoreArn('runtime/agent-a1B2c3D4e5'),
    });
    const endpoint = { runtime, endpointName: 'live' };
    return { agent: runtime, live: RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', endpoint) };
  });
  const { agent, live } = caller;
  return { agent, live, may: (resource: string) => caller.may(resource, CALLER_ACTIONS) };
}

describe.each(VERBS)('A caller with grants.%s', (verb) => {
  const needed = actions(NEEDED[verb]).sort();

  describe.each([
    ['defined in the app', false],
    ['imported into the app', true],
  ])('on a runtime %s', (_, imported) => {
    test('has the required permissions on the runtime and all its endpoints, and no others', async () => {
      const caller = callerOf(verb, 'agent', imported);
      expect(await caller.may(caller.agent)).toEqual(needed);
      expect(await caller.may(caller.live)).toEqual(needed);
      expect(await caller.may(`${caller.agent}/runtime-endpoint/other`)).toEqual(needed);
    });

    test('has no permissions on another runtime or on the endpoints of another runtime', async () => {
      const caller = callerOf(verb, 'agent', imported);
      expect(await caller.may(NEIGHBOUR)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/runtime-endpoint/live`)).toEqual([]);
      expect(await caller.may(caller.agent.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z')))).toEqual([]);
    });

    test('has the required permissions on one endpoint only, if granted on that endpoint', async () => {
      const caller = callerOf(verb, 'live', imported);
      expect(await caller.may(caller.live)).toEqual(needed);
      // The service requires the permission on the runtime also, for every endpoint.
      expect(await caller.may(caller.agent)).toEqual(needed);
      expect(await caller.may(`${caller.agent}/runtime-endpoint/other`)).toEqual([]);
      expect(await caller.may(`${caller.live}2`)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/runtime-endpoint/live`)).toEqual([]);
    });
  });
});

test('A caller may never change the runtime, and a caller without a grant has no policy', async () => {
  const stacks = synthesizeStack((stack) => {
    const runtime = runtimeIn(stack);
    const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
    for (const verb of VERBS) {
      runtime.grants[verb](caller);
    }
    new Role(stack, 'Stranger', { assumedBy: new AccountPrincipal(ACCOUNT) });
    new CfnOutput(stack, 'AgentArn', { value: runtime.agentArn, exportName: 'agent' });
  });
  const policies = policiesOf(stacks, roleNamed(stacks, 'Caller'));
  const change = actions(['GetAgentRuntime', 'UpdateAgentRuntime', 'DeleteAgentRuntime', 'CreateAgentRuntimeEndpoint']);
  expect(await allowedOf(policies, ['change it', change, String(exportOf(stacks, 'agent'))])).toEqual([]);
  expect(policiesOf(stacks, roleNamed(stacks, 'Stranger'))).toEqual([]);
});
