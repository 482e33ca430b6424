import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnOutput } from 'aws-cdk-lib/core';
import { Harness, HarnessEndpoint } from '../../src';
import { Caller } from '../support/caller';
import { ACCOUNT, harnessIn } from '../support/helpers';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { synthesizeStack } from '../support/synthesize';
import { exportOf } from '../support/wiring';

type Verb = 'invoke' | 'invokeForUser' | 'invokeCommand' | 'openShell' | 'stopSession';

const NEEDED: Record<Verb, string[]> = {
  invoke: ['InvokeHarness', 'InvokeAgentRuntime'],
  invokeForUser: ['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeForUser'],
  invokeCommand: ['InvokeAgentRuntimeCommand', 'InvokeAgentRuntime'],
  openShell: ['InvokeAgentRuntimeCommandShell'],
  stopSession: ['StopRuntimeSession'],
};
const VERBS = Object.keys(NEEDED) as Verb[];
const CALLER_ACTIONS = actions([...new Set(Object.values(NEEDED).flat())]);
const NEIGHBOUR = agentCoreArn('harness/neighbour-a1B2c3D4e5');
const RUNTIME = agentCoreArn('runtime/harness_agent-a1B2c3D4e5');

function actions(names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

/** The allowed actions of a caller with a grant on an agent or on its endpoint `live`, and the ARNs of both. */
function callerOf(verb: Verb, on: 'agent' | 'live', imported: boolean) {
  const caller = Caller.granted(verb, on, (stack) => {
    if (!imported) {
      const agent = harnessIn(stack);
      return { agent, live: agent.addEndpoint('live') };
    }
    const harness = Harness.fromHarnessAttributes(stack, 'Agent', {
      harnessArn: agentCoreArn('harness/agent-a1B2c3D4e5'),
    });
    const endpoint = { harness, endpointName: 'live' };
    return { agent: harness, live: HarnessEndpoint.fromHarnessEndpointAttributes(stack, 'Live', endpoint) };
  });
  const { agent, live } = caller;
  return { agent, live, may: (resource: string) => caller.may(resource, askedOf(resource)) };
}

/** IAM does not define InvokeHarness for a runtime. */
function askedOf(resource: string): string[] {
  return CALLER_ACTIONS.filter((action) => !(resource.includes(':runtime/') && action.endsWith(':InvokeHarness')));
}

describe.each(VERBS)('A caller with grants.%s', (verb) => {
  describe.each([
    ['defined in the app', false],
    ['imported into the app', true],
  ])('on an agent %s', (_, imported) => {
    test('has the required permissions on the agent and all its endpoints, and no others', async () => {
      const caller = callerOf(verb, 'agent', imported);
      const needed = actions(NEEDED[verb]).sort();
      expect(await caller.may(caller.agent)).toEqual(needed);
      expect(await caller.may(caller.live)).toEqual(needed);
      expect(await caller.may(`${caller.agent}/harness-endpoint/other`)).toEqual(needed);
    });

    test('has no permissions on another agent, its endpoints or its underlying runtime', async () => {
      const caller = callerOf(verb, 'agent', imported);
      expect(await caller.may(NEIGHBOUR)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/harness-endpoint/live`)).toEqual([]);
      expect(await caller.may(caller.agent.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z')))).toEqual([]);
      expect(await caller.may(RUNTIME)).toEqual([]);
    });

    test('has the required permissions on one endpoint only, if granted on that endpoint', async () => {
      const caller = callerOf(verb, 'live', imported);
      const needed = actions(NEEDED[verb]).sort();
      expect(await caller.may(caller.live)).toEqual(needed);
      // The service requires the permission on the agent also, for every endpoint.
      expect(await caller.may(caller.agent)).toEqual(needed);
      expect(await caller.may(`${caller.agent}/harness-endpoint/other`)).toEqual([]);
      expect(await caller.may(`${caller.live}2`)).toEqual([]);
      expect(await caller.may(`${NEIGHBOUR}/harness-endpoint/live`)).toEqual([]);
    });
  });
});

test.each(VERBS)('A caller without grants.%s or any other grant has no policy', (verb) => {
  const stacks = synthesizeStack((stack) => {
    harnessIn(stack);
    new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
  });
  expect(policiesOf(stacks, roleNamed(stacks, 'Caller'))).toEqual([]);
  expect(NEEDED[verb]).not.toEqual([]);
});

test('A caller may never change the agent', async () => {
  const stacks = synthesizeStack((stack) => {
    const harness = harnessIn(stack);
    const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
    for (const verb of VERBS) {
      harness.grants[verb](caller);
    }
    new CfnOutput(stack, 'AgentArn', { value: harness.agentArn, exportName: 'agent' });
  });
  const policies = policiesOf(stacks, roleNamed(stacks, 'Caller'));
  const change = actions(['GetHarness', 'UpdateHarness', 'DeleteHarness', 'CreateHarnessEndpoint']);
  expect(await allowedOf(policies, ['change it', change, String(exportOf(stacks, 'agent'))])).toEqual([]);
});
