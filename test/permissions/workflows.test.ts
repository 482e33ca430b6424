import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { type Credentials, TaskInput, TaskRole, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import {
  type Endpoint,
  InvokeHarness,
  type InvokeHarnessProps,
  InvokeRuntime,
  type InvokeRuntimeProps,
} from '../../src';
import { ACCOUNT, harnessIn, runtimeIn } from '../support/helpers';
import { agentCoreArn, allowedOf, policiesOf, roleNamed } from '../support/simulate';
import { exportOf } from '../support/wiring';
import { synthesizeWorkflow } from '../support/workflow';

interface Options {
  readonly endpoint?: Endpoint;
  readonly userId?: string;
  readonly credentials?: Credentials;
}

interface Kind {
  readonly path: 'harness' | 'runtime';
  readonly actions: string[];
  readonly taskIn: (stack: Stack, optionsOf: (stack: Stack, live: Endpoint) => Options) => TaskStateBase;
}

function exported(stack: Stack, agentArn: string): void {
  new CfnOutput(stack, 'AgentArn', { value: agentArn, exportName: 'agent' });
}

const KINDS: Record<string, Kind> = {
  InvokeHarness: {
    path: 'harness',
    actions: ['InvokeAgentRuntime', 'InvokeHarness'],
    taskIn: (stack, optionsOf) => {
      const harness = harnessIn(stack);
      exported(stack, harness.agentArn);
      const options: Partial<InvokeHarnessProps> = optionsOf(stack, harness.addEndpoint('live'));
      return new InvokeHarness(stack, 'Ask', { harness, prompt: 'Hello', ...options });
    },
  },
  InvokeRuntime: {
    path: 'runtime',
    actions: ['InvokeAgentRuntime'],
    taskIn: (stack, optionsOf) => {
      const runtime = runtimeIn(stack);
      exported(stack, runtime.agentArn);
      const options: Partial<InvokeRuntimeProps> = optionsOf(stack, runtime.addEndpoint('live'));
      return new InvokeRuntime(stack, 'Ask', { runtime, payload: TaskInput.fromText('Hello'), ...options });
    },
  },
};

const ALL = [
  ...['InvokeHarness', 'InvokeAgentRuntime', 'InvokeAgentRuntimeForUser', 'InvokeAgentRuntimeCommand'],
  ...['InvokeAgentRuntimeCommandShell', 'StopRuntimeSession'],
];

/** The permissions of the role of a state machine. */
function roleOf({ path, taskIn }: Kind, optionsOf: (stack: Stack, live: Endpoint) => Options) {
  const stacks = synthesizeWorkflow((stack) => taskIn(stack, optionsOf));
  const policies = policiesOf(stacks, roleNamed(stacks, 'FlowRole'));
  const agent = String(exportOf(stacks, 'agent'));
  const may = async (resource: string) => {
    const isHarness = resource.includes(':harness/');
    const asked = ALL.filter((action) => isHarness || action !== 'InvokeHarness');
    const actions = asked.map((action) => `bedrock-agentcore:${action}`);
    const allowed = await allowedOf(policies, ['call', actions, resource]);
    return allowed.map((action) => action.split(':')[1]).sort();
  };
  return { may, agent, endpoint: (name: string) => `${agent}/${path}-endpoint/${name}`, policies };
}

describe.each(Object.entries(KINDS))('The role of a state machine with %s', (_, kind) => {
  const { actions, path } = kind;

  test('may invoke the agent through the default endpoint, and nothing else', async () => {
    const { may, agent, endpoint } = roleOf(kind, () => ({}));
    expect(await may(agent)).toEqual(actions);
    expect(await may(endpoint('DEFAULT'))).toEqual(actions);
    expect(await may(endpoint('live'))).toEqual([]);
  });

  test('may invoke the agent through the given endpoint, and nothing else', async () => {
    const { may, agent, endpoint } = roleOf(kind, (__, live) => ({ endpoint: live }));
    expect(await may(agent)).toEqual(actions);
    expect(await may(endpoint('live'))).toEqual(actions);
    expect(await may(endpoint('DEFAULT'))).toEqual([]);
    expect(await may(endpoint('live2'))).toEqual([]);
  });

  test('may invoke the agent on behalf of a user only if there is a user ID', async () => {
    const { may, agent } = roleOf(kind, () => ({ userId: 'ada' }));
    expect(await may(agent)).toEqual([...actions, 'InvokeAgentRuntimeForUser'].sort());
  });

  test('may not invoke a neighbor', async () => {
    const { may } = roleOf(kind, () => ({}));
    const neighbor = agentCoreArn(`${path}/neighbor-a1B2c3D4e5`);
    expect(await may(neighbor)).toEqual([]);
    expect(await may(`${neighbor}/${path}-endpoint/DEFAULT`)).toEqual([]);
  });

  test('may only assume the role of the credentials, which has the permission', async () => {
    const credentialsIn = (stack: Stack) => ({
      credentials: {
        role: TaskRole.fromRole(new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) })),
      },
    });
    const { may, agent, policies } = roleOf(kind, credentialsIn);
    expect(await may(agent)).toEqual([]);
    expect(policies.flatMap(({ policy }) => policy.Statement)).toEqual([
      expect.objectContaining({ Action: 'sts:AssumeRole' }),
    ]);
  });
});
