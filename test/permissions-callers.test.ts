import { AccountPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { CfnOutput } from 'aws-cdk-lib/core';
import { type AgentGrants, Harness, HarnessEndpoint } from '../src';
import { ACCOUNT, harnessIn } from './helpers';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from './simulate';
import { type SynthesizedStack, synthesizeStack } from './synthesize';
import { exportOf } from './wiring';

type Verb = 'invoke' | 'invokeForUser' | 'invokeCommand' | 'openShell' | 'stopSession';

const NEEDED: Record<Verb, string[]> = {
  invoke: ['InvokeHarness', 'InvokeAgentRuntime'],
  invokeForUser: ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand', 'InvokeAgentRuntime'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  stopSession: ['StopRuntimeSession'],
};
const VERBS = Object.keys(NEEDED) as Verb[];
const CALLER_ACTIONS = [...new Set(Object.values(NEEDED).flat())];
const NEIGHBOUR = agentCoreArn('harness/neighbour-a1B2c3D4e5');
const RUNTIME = agentCoreArn('runtime/harness_agent-a1B2c3D4e5');

function actions(names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

function give(grants: AgentGrants, verb: Verb, caller: IGrantable): void {
  grants[verb](caller);
}

/** A caller who was granted something on an agent, or on its endpoint `live`, and the ARNs of both. */
async function callerOf(verb: Verb, on: 'agent' | 'live', imported: boolean) {
  const stacks = synthesizeStack((stack) => {
    const harness = imported
      ? Harness.fromHarnessAttributes(stack, 'Agent', { harnessArn: agentCoreArn('harness/agent-a1B2c3D4e5') })
      : harnessIn(stack);
    const live = imported
      ? HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Live', { harness, endpointName: 'live' })
      : harness.addEndpoint('live');
    const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
    give(on === 'agent' ? harness.grants : live.grants, verb, caller);
    new CfnOutput(stack, 'AgentArn', { value: harness.agentArn, exportName: 'agent' });
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
    return allowedOf(policies, ['call', actions(CALLER_ACTIONS).filter(isAskedOf(resource)), resource]);
  }
}

/** Of a runtime IAM knows no InvokeHarness. */
function isAskedOf(resource: string): (action: string) => boolean {
  return (action) => !(resource.includes(':runtime/') && action.endsWith(':InvokeHarness'));
}

function sorted(names: string[]): string[] {
  return [...names].sort();
}

describe.each(VERBS)('a caller who was granted %s', (verb) => {
  describe.each([
    ['that is made here', false],
    ['that is imported', true],
  ])('on an agent %s', (_, imported) => {
    test('has what it takes through all endpoints of the agent, and nothing else', async () => {
      const caller = await callerOf(verb, 'agent', imported);
      const needed = sorted(actions(NEEDED[verb]));
      expect(sorted(await caller.may(caller.agent))).toEqual(needed);
      expect(sorted(await caller.may(caller.live))).toEqual(needed);
      expect(sorted(await caller.may(`${caller.agent}/harness-endpoint/other`))).toEqual(needed);
    });

    test('has nothing on a neighbour, on its endpoints, or on the runtime behind it', async () => {
      const caller = await callerOf(verb, 'agent', imported);
      expect(await caller.may(NEIGHBOUR)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/harness-endpoint/live`)).toEqual([]);
      expect(await caller.may(`${caller.agent.slice(0, -1)}Z`)).toEqual([]);
      expect(await caller.may(RUNTIME)).toEqual([]);
    });

    test('on one endpoint has what it takes through that endpoint, and nothing through another', async () => {
      const caller = await callerOf(verb, 'live', imported);
      const needed = sorted(actions(NEEDED[verb]));
      expect(sorted(await caller.may(caller.live))).toEqual(needed);
      // The service asks for the permission on the agent also, whichever endpoint is called.
      expect(sorted(await caller.may(caller.agent))).toEqual(needed);
      expect(await caller.may(`${caller.agent}/harness-endpoint/other`)).toEqual([]);
      expect(await caller.may(`${caller.live}2`)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/harness-endpoint/live`)).toEqual([]);
    });
  });
});

test.each(VERBS)('a caller who was not granted %s, nor anything else, has no policy', (verb) => {
  const stacks = synthesizeStack((stack) => {
    harnessIn(stack);
    new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
  });
  expect(policiesOf(stacks, roleNamed(stacks, 'Caller'))).toEqual([]);
  expect(NEEDED[verb]).not.toEqual([]);
});

test('none of the callers may change the agent', async () => {
  const stacks = synthesizeStack((stack) => {
    const harness = harnessIn(stack);
    const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
    for (const verb of VERBS) {
      give(harness.grants, verb, caller);
    }
    new CfnOutput(stack, 'AgentArn', { value: harness.agentArn, exportName: 'agent' });
  });
  const policies = policiesOf(stacks, roleNamed(stacks, 'Caller'));
  const change = actions(['GetHarness', 'UpdateHarness', 'DeleteHarness', 'CreateHarnessEndpoint']);
  expect(await allowedOf(policies, ['change it', change, String(exportOf(stacks, 'agent'))])).toEqual([]);
});
