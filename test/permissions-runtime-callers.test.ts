import { AccountPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { CfnOutput } from 'aws-cdk-lib/core';
import { type AgentGrants, Runtime, RuntimeEndpoint } from '../src';
import { ACCOUNT, runtimeIn } from './helpers';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from './simulate';
import { type SynthesizedStack, synthesizeStack } from './synthesize';
import { exportOf } from './wiring';

type Verb = keyof AgentGrants;

const NEEDED: Record<Verb, string[]> = {
  invoke: ['InvokeAgentRuntime'],
  invokeForUser: ['InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  streamBidirectionally: ['InvokeAgentRuntimeWithWebSocketStream'],
  stopSession: ['StopRuntimeSession'],
};
const VERBS = Object.keys(NEEDED) as Verb[];
/** All that a caller may want to do with a runtime, granted here or not. */
const CALLER_ACTIONS = actions([
  ...new Set(Object.values(NEEDED).flat()),
  'InvokeAgentRuntimeWithWebSocketStreamForUser',
  'GetAgentCard',
]);
const NEIGHBOUR = agentCoreArn('runtime/neighbour-a1B2c3D4e5');

function actions(names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

function give(grants: AgentGrants, verb: Verb, caller: IGrantable): void {
  grants[verb](caller);
}

/** A caller who was granted something on a runtime, or on its endpoint `live`, and the ARNs of both. */
function callerOf(verb: Verb, on: 'agent' | 'live', imported: boolean): Caller {
  const stacks = synthesizeStack((stack) => {
    const runtime = imported
      ? Runtime.fromRuntimeAttributes(stack, 'Agent', { runtimeArn: agentCoreArn('runtime/agent-a1B2c3D4e5') })
      : runtimeIn(stack);
    const live = imported
      ? RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', { runtime, endpointName: 'live' })
      : runtime.addEndpoint('live');
    const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
    give(on === 'agent' ? runtime.grants : live.grants, verb, caller);
    new CfnOutput(stack, 'AgentArn', { value: runtime.agentArn, exportName: 'agent' });
    new CfnOutput(stack, 'LiveArn', { value: live.endpointArn, exportName: 'live' });
  });
  return new Caller(stacks);
}

class Caller {
  public readonly agent: string;
  public readonly live: string;

  public constructor(private readonly stacks: SynthesizedStack[]) {
    this.agent = String(exportOf(stacks, 'agent'));
    this.live = String(exportOf(stacks, 'live'));
  }

  /** What the caller may do to a resource, of all that callers may want to do. */
  public async may(resource: string): Promise<string[]> {
    const policies = policiesOf(this.stacks, roleNamed(this.stacks, 'Caller'));
    return sorted(await allowedOf(policies, ['call', CALLER_ACTIONS, resource]));
  }
}

function sorted(names: string[]): string[] {
  return [...names].sort();
}

describe.each(VERBS)('a caller who was granted %s', (verb) => {
  const needed = sorted(actions(NEEDED[verb]));

  describe.each([
    ['that is made here', false],
    ['that is imported', true],
  ])('on a runtime %s', (_, imported) => {
    test('has what it takes through all endpoints of the runtime, and nothing else', async () => {
      const caller = callerOf(verb, 'agent', imported);
      expect(await caller.may(caller.agent)).toEqual(needed);
      expect(await caller.may(caller.live)).toEqual(needed);
      expect(await caller.may(`${caller.agent}/runtime-endpoint/other`)).toEqual(needed);
    });

    test('has nothing on a neighbour or on its endpoints', async () => {
      const caller = callerOf(verb, 'agent', imported);
      expect(await caller.may(NEIGHBOUR)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/runtime-endpoint/live`)).toEqual([]);
      expect(await caller.may(`${caller.agent.slice(0, -1)}Z`)).toEqual([]);
    });

    test('on one endpoint has what it takes through that endpoint, and nothing through another', async () => {
      const caller = callerOf(verb, 'live', imported);
      expect(await caller.may(caller.live)).toEqual(needed);
      // The service asks for the permission on the runtime also, whichever endpoint is called.
      expect(await caller.may(caller.agent)).toEqual(needed);
      expect(await caller.may(`${caller.agent}/runtime-endpoint/other`)).toEqual([]);
      expect(await caller.may(`${caller.live}2`)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/runtime-endpoint/live`)).toEqual([]);
    });
  });
});

test('none of the callers may change the runtime, and one who was granted nothing has no policy', async () => {
  const stacks = synthesizeStack((stack) => {
    const runtime = runtimeIn(stack);
    const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
    for (const verb of VERBS) {
      give(runtime.grants, verb, caller);
    }
    new Role(stack, 'Stranger', { assumedBy: new AccountPrincipal(ACCOUNT) });
    new CfnOutput(stack, 'AgentArn', { value: runtime.agentArn, exportName: 'agent' });
  });
  const policies = policiesOf(stacks, roleNamed(stacks, 'Caller'));
  const change = actions(['GetAgentRuntime', 'UpdateAgentRuntime', 'DeleteAgentRuntime', 'CreateAgentRuntimeEndpoint']);
  expect(await allowedOf(policies, ['change it', change, String(exportOf(stacks, 'agent'))])).toEqual([]);
  expect(policiesOf(stacks, roleNamed(stacks, 'Stranger'))).toEqual([]);
});
