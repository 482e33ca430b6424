import { Agent, BedrockModel, Graph, TextBlock } from '@strands-agents/sdk';
import { type MultiAgentStreamEvent, Node, type NodeResultUpdate } from '@strands-agents/sdk/multiagent';

export interface GraphOptions {
  readonly modelId: string;
  readonly region: string;
  /** The terms of the insurance. */
  readonly terms?: string;
  /** Asks a person to approve the proposal. Without it, the workflow ends with the proposal. */
  readonly approve?: () => Promise<boolean>;
}

/** Two experts in parallel, a proposal, an approval by a person, and a letter if the person approves. */
export function claimsGraph({ modelId, region, terms = 'Water and fire are insured.', approve }: GraphOptions): Graph {
  const expert = (id: string, systemPrompt: string) =>
    new Agent({ id, systemPrompt, model: new BedrockModel({ modelId, region }), printer: false });
  const experts = [
    expert('damage', 'You estimate what a damage costs to repair. You answer with one sum and one reason.'),
    expert('coverage', `You say whether a damage is insured, and by what. The terms: ${terms}`),
    expert('proposal', 'You propose what is paid for a claim, from what two experts say. You answer in two sentences.'),
  ];
  const toProposal: Array<[string, string]> = [
    ['damage', 'proposal'],
    ['coverage', 'proposal'],
  ];
  if (!approve) {
    return new Graph({ nodes: experts, edges: toProposal });
  }
  const approval = new Approval(approve);
  const letter = expert('letter', 'You write to a customer what is paid and why. You are friendly and brief.');
  return new Graph({
    nodes: [...experts, approval, letter],
    edges: [
      ...toProposal,
      ['proposal', 'approval'],
      { source: 'approval', target: 'letter', handler: () => approval.isGiven },
    ],
  });
}

/** A node that asks a person. */
class Approval extends Node {
  public override readonly type = 'approval';
  public isGiven = false;

  public constructor(private readonly ask: () => Promise<boolean>) {
    super('approval', {});
  }

  public override async *handle(): AsyncGenerator<MultiAgentStreamEvent, NodeResultUpdate, undefined> {
    // A node streams its events. This one has none.
    yield* [];
    this.isGiven = await this.ask();
    return { content: [new TextBlock(this.isGiven ? 'It is approved.' : 'It is rejected.')] };
  }
}
