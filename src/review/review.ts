import { AccessIndex } from './access';
import type { ReviewedAssembly, ReviewedResource, ReviewedStack } from './assembly';
import { type Agent, ReviewContext } from './context';
import { exposureOf } from './exposure';
import { highlightsOf } from './highlights';
import { capital, compare, kindOf, sorted } from './kinds';
import type { AgentInfo, OtherInfo, Review, StackInfo } from './model';
import { nameOf } from './names';
import { ownerOf, ownersOf } from './owners';
import { permissionsOf } from './permissions';
import { topologyOf } from './topology/topology';

/** The review of the agents of an app. */
export function reviewOf(assembly: ReviewedAssembly): Review {
  const context = new ReviewContext(assembly);
  const access = new AccessIndex(context);
  const agents = context.agents.map((agent) => agentInfo(context, access, agent)).sort(byPath);
  const others = othersOf(context, agents);
  const stacks = stacksOf(context);
  return {
    version: 1,
    title: sorted(agents.map(({ stack }) => stack)).join(', ') || stacks.map(({ name }) => name).join(', '),
    stacks,
    highlights: highlightsOf(agents),
    agents,
    others,
    findings: [],
    costs: [],
  };
}

function agentInfo(context: ReviewContext, access: AccessIndex, agent: Agent): AgentInfo {
  const { resource, kind, name } = agent;
  const topology = topologyOf(context, access, agent);
  const owners = ownersOf(context, agent, topology.nodes);
  return {
    path: resource.path,
    name,
    kind,
    stack: resource.stack.name,
    topology,
    permissions: owners.flatMap((owner) => permissionsOf(context, owner)),
    exposure: exposureOf(context, access, agent, topology.nodes),
    data: [],
  };
}

const AGENTCORE = /^AWS::BedrockAgentCore::/;
/** Resources that belong to another resource, which the review shows with them. */
const PARTS = /::(\w*Endpoint|GatewayTarget|GatewayRule|GatewayRateLimit|ResourcePolicy|Policy)$/;

/** The AgentCore resources that no agent of the app uses. */
function othersOf(context: ReviewContext, agents: readonly AgentInfo[]): OtherInfo[] {
  const shown = new Set(agents.flatMap(({ path, topology }) => [path, ...topology.nodes.map((node) => node.path)]));
  const used = new Set(
    context.agents.flatMap(({ resource }) => context.references.resourcesIn(resource.properties, resource.stack)),
  );
  return context.references.resources
    .filter((resource) => AGENTCORE.test(resource.type) && !PARTS.test(resource.type))
    .filter((resource) => !shown.has(resource.path) && !used.has(resource))
    .map((resource) => otherInfo(context, resource))
    .sort(byPath);
}

function otherInfo(context: ReviewContext, resource: ReviewedResource): OtherInfo {
  const owner = ownerOf(context, resource);
  return {
    path: resource.path,
    name: nameOf(resource),
    kind: capital(kindOf(resource.type)),
    stack: resource.stack.name,
    permissions: owner ? permissionsOf(context, owner) : [],
    data: [],
  };
}

/** The stacks with AgentCore resources, and the stacks that these refer to. */
function stacksOf(context: ReviewContext): StackInfo[] {
  const stacks = new Set<ReviewedStack>();
  for (const resource of context.references.resources.filter(({ type }) => AGENTCORE.test(type))) {
    stacks.add(resource.stack);
    for (const { stack } of context.references.resourcesIn(resource.properties, resource.stack)) {
      stacks.add(stack);
    }
  }
  return [...stacks].map(({ name, path, stage, region }) => ({ name, path, stage, region })).sort(byPath);
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return compare(one.path, other.path);
}
