import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import type { AgentGrants, Endpoint, IAgent } from '../../src';
import { ACCOUNT } from './helpers';
import { allowedOf, policiesOf, roleNamed } from './simulate';
import { type SynthesizedStack, synthesizeStack } from './synthesize';
import { exportOf } from './wiring';

/** An agent, and its endpoint `live`. */
interface Called {
  readonly agent: IAgent;
  readonly live: Endpoint;
}

/** A caller with a grant on an agent or its endpoint, and the ARNs of both. */
export class Caller {
  public static granted(verb: keyof AgentGrants, on: keyof Called, calledIn: (stack: Stack) => Called): Caller {
    return new Caller(
      synthesizeStack((stack) => {
        const called = calledIn(stack);
        const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal(ACCOUNT) });
        called[on].grants[verb](caller);
        new CfnOutput(stack, 'AgentArn', { value: called.agent.agentArn, exportName: 'agent' });
        new CfnOutput(stack, 'LiveArn', { value: called.live.endpointArn, exportName: 'live' });
      }),
    );
  }

  public readonly agent: string;
  public readonly live: string;

  private constructor(private readonly stacks: SynthesizedStack[]) {
    this.agent = String(exportOf(stacks, 'agent'));
    this.live = String(exportOf(stacks, 'live'));
  }

  /** The actions that the caller may perform on a resource, in alphabetical order. */
  public async may(resource: string, wanted: string[]): Promise<string[]> {
    const policies = policiesOf(this.stacks, roleNamed(this.stacks, 'Caller'));
    return (await allowedOf(policies, ['call', wanted, resource])).sort();
  }
}
