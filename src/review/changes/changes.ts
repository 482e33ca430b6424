import { listed } from '../../private/listed';
import type { ReviewedAssembly, ReviewedResource } from '../assembly';
import { Schemas } from '../findings/schema';
import { type AgentInfo, CHANGE_KINDS, type Change, type Review, SEVERITIES } from '../model';
import { References } from '../references';
import { ENDPOINTS } from '../resource-words';
import { agentChanges, openExposure, permissionChanges } from './agent-changes';
import { differences, type Pairs, pairsOf } from './pairs';
import { causesOf, resourceChanges } from './resource-changes';
import { settingChanges, versionChanges } from './setting-changes';
import { withStatus } from './topology-status';

/** An assembly with its review. */
export interface Reviewed {
  readonly assembly: ReviewedAssembly;
  readonly review: Review;
}

const AGENTS = ['AWS::BedrockAgentCore::Harness', 'AWS::BedrockAgentCore::Runtime'];
const WHERE = { name: 'name', account: 'account', region: 'Region' } as const;
/** A change of these properties alone does not create a version. */
const WITHOUT_VERSION = ['Tags'];

/** Returns the review with the differences to a base. */
export function withChanges(head: Reviewed, base: Reviewed): Review {
  const pairs = pairsOf(base.assembly, head.assembly);
  const [old, next] = [new References(base.assembly), new References(head.assembly)];
  const schemas = new Schemas();
  const causes = new Map(pairs.kept.map(([from, to]) => [to, causesOf(from, to, schemas)]));
  const before = new Map(base.review.agents.map((agent) => [agent.path, agent]));
  const agents = head.review.agents.map((agent) => {
    const topology = withStatus(before.get(agent.path)?.topology, agent.topology);
    return before.has(agent.path) ? { ...agent, topology } : agent;
  });
  const changes = [
    ...stackChanges(base, head),
    ...resourceChanges(pairs, schemas),
    ...head.review.agents.flatMap((agent) => changesOfAgent(before.get(agent.path), agent)),
    ...changesOfOthers(base.review, head.review),
    ...pairs.kept.flatMap((pair) =>
      settingChanges(pair, causes.get(pair[1]) ?? [], { references: old }, { references: next }),
    ),
    ...changesOfVersions({ ...pairs, kept: pairs.kept.filter(([, to]) => causes.get(to)?.length === 0) }, next),
  ];
  return { ...head.review, agents, changes: sorted(unique(withoutRepeated(changes))) };
}

/** Stacks that are deployed elsewhere, or under another name: CloudFormation creates them again. */
function stackChanges(base: Reviewed, head: Reviewed): Change[] {
  const before = new Map(base.assembly.stacks.map((stack) => [stack.path, stack]));
  const reviewed = new Set([...base.review.stacks, ...head.review.stacks].map(({ path }) => path));
  return head.assembly.stacks.flatMap((after): Change[] => {
    const old = before.get(after.path);
    if (old === undefined || after.nestedIn || !reviewed.has(after.path)) {
      return [];
    }
    const moves = (['name', 'account', 'region'] as const).flatMap((what) => {
      const [from, to] = [old[what], after[what]];
      return from === to || from === undefined || to === undefined
        ? []
        : [`its ${WHERE[what]} changes from ${from} to ${to}`];
    });
    const words = `The stack ${after.path} is created again, because ${listed(moves)}. The new stack has none of the data of the old one, which is not deleted.`;
    return moves.length === 0
      ? []
      : [{ kind: 'replacement', tag: 'moved', severity: 'warning', status: 'changed', path: after.path, words }];
  });
}

function changesOfAgent(before: AgentInfo | undefined, after: AgentInfo): Change[] {
  return before ? agentChanges(before, after) : openExposure(after);
}

function changesOfOthers(base: Review, head: Review): Change[] {
  const before = new Map(base.others.map((other) => [other.path, other]));
  return head.others.flatMap((other) =>
    before.has(other.path) ? permissionChanges(before.get(other.path), other) : [],
  );
}

/** An endpoint before and after the change. A new endpoint has no state before. */
type EndpointPair = readonly [before: ReviewedResource | undefined, after: ReviewedResource];

function endpointsByAgent({ kept, added }: Pairs, references: References): Map<ReviewedResource, EndpointPair[]> {
  const found = new Map<ReviewedResource, EndpointPair[]>();
  const all: EndpointPair[] = [...kept, ...added.map((one) => [undefined, one] as const)];
  for (const pair of all.filter(([, { type }]) => ENDPOINTS.test(type))) {
    const [, { properties, stack }] = pair;
    for (const type of AGENTS) {
      const agent = references.resourceOf(properties.HarnessId ?? properties.AgentRuntimeId, stack, type);
      if (agent) {
        found.set(agent, [...(found.get(agent) ?? []), pair]);
      }
    }
  }
  return found;
}

function changesOfVersions(pairs: Pairs, references: References): Change[] {
  const endpoints = endpointsByAgent(pairs, references);
  const agents = pairs.kept.filter(([, { type }]) => AGENTS.includes(type));
  return agents.flatMap(([before, after]) => {
    const changed = differences(before.properties, after.properties).map(({ path: [property] }) => String(property));
    return versionChanges(
      endpoints.get(after) ?? [],
      after,
      changed.some((property) => !WITHOUT_VERSION.includes(property)),
    );
  });
}

/** A change of the network in the template says more than the change of the row about the network. */
function withoutRepeated(changes: readonly Change[]): Change[] {
  const isOfTemplate = ({ kind, words }: Change) => kind === 'network' && !words.startsWith('Network of');
  const paths = new Set(changes.filter(isOfTemplate).map(({ path }) => path));
  return changes.filter((change) => change.kind !== 'network' || isOfTemplate(change) || !paths.has(change.path));
}

function unique(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

function sorted(changes: readonly Change[]): Change[] {
  const rank = ({ kind, severity }: Change) => CHANGE_KINDS.indexOf(kind) * 10 + SEVERITIES.indexOf(severity);
  const text = ({ path, words }: Change) => `${path}\n${words}`;
  return [...changes].sort((one, other) => rank(one) - rank(other) || (text(one) < text(other) ? -1 : 1));
}
