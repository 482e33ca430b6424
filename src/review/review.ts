import { AccessIndex } from './access';
import type { ReviewedAssembly, ReviewedResource, ReviewedStack } from './assembly';
import { type Agent, ReviewContext } from './context';
import { costsOf } from './costs';
import { dataOf } from './data/data';
import { exposureOf, gatewayRow } from './exposure';
import { findingsOf } from './findings/findings';
import { highlightsOf } from './highlights';
import { kindOf } from './kinds';
import type { AgentInfo, Exposure, OtherInfo, Permission, Review, StackInfo } from './model';
import { nameOf } from './names';
import { ownerOf, ownersOf } from './owners';
import { type Owner, permissionsOf } from './permissions';
import { capital, compare, sorted } from './phrases';
import { GATEWAY } from './topology/gateway';
import { topologyOf } from './topology/topology';

const MOST_STACKS = 6;

/** The review of the agents of an app. */
export function reviewOf(assembly: ReviewedAssembly): Review {
  const context = new ReviewContext(assembly);
  const access = new AccessIndex(context);
  const permissions = new PermissionIndex(context);
  const agents = context.agents.map((agent) => agentInfo(context, access, permissions, agent)).sort(byPath);
  const others = othersOf(context, permissions, agents);
  const stacks = stacksOf(context);
  return {
    version: 1,
    title:
      titleOf(sorted(agents.map(({ stack }) => stack))) ||
      titleOf(stacks.map(({ name }) => name)) ||
      'no AgentCore resources',
    stacks,
    highlights: highlightsOf(agents, gatewaysOf(context, access, others)),
    agents,
    others,
    findings: findingsOf(assembly, context),
    costs: costsOf(context, new Set(stacks.map(({ path }) => path))),
  };
}

/** The names of stacks. The sections of the review name all of them. */
function titleOf(stacks: readonly string[]): string {
  const shown = stacks.slice(0, stacks.length > MOST_STACKS ? MOST_STACKS - 1 : MOST_STACKS);
  const more = stacks.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more stacks`] : [])].join(', ');
}

/** The permissions of roles. Agents that use the same gateway share those of the gateway. */
class PermissionIndex {
  private readonly known = new Map<ReviewedResource, Permission[]>();

  public constructor(private readonly context: ReviewContext) {}

  public of(owner: Owner): Permission[] {
    const known = this.known.get(owner.resource) ?? permissionsOf(this.context, owner);
    this.known.set(owner.resource, known);
    return known;
  }
}

function agentInfo(context: ReviewContext, access: AccessIndex, permissions: PermissionIndex, agent: Agent): AgentInfo {
  const { resource, kind, name } = agent;
  const topology = topologyOf(context, access, agent);
  const owners = ownersOf(context, agent, topology.nodes);
  return {
    path: resource.path,
    name,
    kind,
    stack: resource.stack.name,
    topology,
    permissions: owners.flatMap((owner) => permissions.of(owner)),
    exposure: exposureOf(context, access, agent, topology.nodes),
    data: dataOf([resource, ...owners.map((owner) => owner.resource)], context),
  };
}

const AGENTCORE = /^AWS::BedrockAgentCore::/;
/** Resources that belong to another resource, which the review shows with them. */
const PARTS = /::(\w*Endpoint|GatewayTarget|GatewayRule|GatewayRateLimit|ResourcePolicy|Policy)$/;

/** The AgentCore resources that no agent of the app uses. */
function othersOf(context: ReviewContext, permissions: PermissionIndex, agents: readonly AgentInfo[]): OtherInfo[] {
  const shown = new Set(agents.flatMap(({ path, topology }) => [path, ...topology.nodes.map((node) => node.path)]));
  const used = new Set(
    context.agents.flatMap(({ resource }) => context.references.resourcesIn(resource.properties, resource.stack)),
  );
  return context.references.resources
    .filter((resource) => AGENTCORE.test(resource.type) && !PARTS.test(resource.type))
    .filter((resource) => !shown.has(resource.path) && !used.has(resource))
    .map((resource) => otherInfo(context, permissions, resource))
    .sort(byPath);
}

/** The exposure of the gateways that no agent of the app uses. */
function gatewaysOf(context: ReviewContext, access: AccessIndex, others: readonly OtherInfo[]): Exposure[] {
  const paths = new Set(others.map(({ path }) => path));
  return context.references
    .ofType(GATEWAY)
    .filter(({ path }) => paths.has(path))
    .map((gateway) => gatewayRow(context, access, gateway));
}

function otherInfo(context: ReviewContext, permissions: PermissionIndex, resource: ReviewedResource): OtherInfo {
  const owner = ownerOf(context, resource);
  return {
    path: resource.path,
    name: nameOf(resource),
    kind: capital(kindOf(resource.type)),
    stack: resource.stack.name,
    permissions: owner ? permissions.of(owner) : [],
    data: dataOf([resource], context),
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
