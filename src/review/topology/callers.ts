import { type Access, type AccessIndex, DEFAULT_ENDPOINT, type ForeignAccess } from '../access';
import type { ReviewedResource } from '../assembly';
import type { Agent, Forwarder, ReviewContext } from '../context';
import { identityProviderOf } from '../identity-provider';
import { titleOf } from '../kinds';
import { nameOf } from '../names';
import type { Principal } from '../policies';
import { callersOf, callWords, endpointName, principalWords, trustLines } from '../principals';
import type { Picture } from './picture';

/** Draws the callers and the endpoints of an agent. */
export function drawCallers(picture: Picture, context: ReviewContext, access: AccessIndex, agent: Agent): void {
  const endpoints = drawEndpoints(picture, context, agent);
  const granted = access.of(agent);
  for (const each of granted) {
    for (const caller of callersOf(context, each.principal)) {
      drawCaller(picture, context, agent, each, caller, endpoints);
    }
  }
  const foreign = agent.jwt ? [] : access.foreign(agent);
  for (const each of foreign) {
    drawForeign(picture, agent, each, endpoints);
  }
  const forwarders = context.forwardersOf(agent);
  for (const each of forwarders) {
    drawForwarder(picture, context, agent, each, endpoints);
  }
  if (agent.jwt) {
    drawIdentityProvider(picture, context, agent, [...endpoints.values()]);
  }
  if (granted.length === 0 && foreign.length === 0 && (agent.jwt || forwarders.length === 0)) {
    picture.node({
      id: `${agent.resource.path}#no-iam-callers`,
      column: 'callers',
      kind: 'IAM',
      name: 'No IAM callers',
      lines: [agent.jwt ? 'the agent accepts tokens only' : 'no principal of the app is permitted to invoke it'],
      isMuted: true,
    });
  }
}

type EndpointKey = ReviewedResource | typeof DEFAULT_ENDPOINT;

function drawEndpoints(picture: Picture, context: ReviewContext, agent: Agent): Map<EndpointKey, string> {
  const { path } = agent.resource;
  const ids = new Map<EndpointKey, string>();
  for (const endpoint of agent.endpoints) {
    const { TargetVersion, AgentRuntimeVersion } = endpoint.properties;
    const version = TargetVersion ?? AgentRuntimeVersion;
    ids.set(
      endpoint,
      picture.node({
        id: endpoint.path,
        column: 'endpoints',
        kind: 'Endpoint',
        name: endpointName(context, endpoint),
        lines: [versionWords(context, endpoint, version)],
        path: endpoint.path,
      }),
    );
  }
  const lines = ['always the newest version'];
  ids.set(
    DEFAULT_ENDPOINT,
    picture.node({ id: `${path}#DEFAULT`, column: 'endpoints', kind: 'Endpoint', name: DEFAULT_ENDPOINT, lines }),
  );
  for (const id of ids.values()) {
    picture.edge(id, path);
  }
  return ids;
}

function versionWords(context: ReviewContext, endpoint: ReviewedResource, version: unknown): string {
  if (version === undefined) {
    return 'the version at its creation';
  }
  return typeof version === 'object'
    ? 'follows each deployment'
    : `pinned to version ${context.text(version, endpoint)}`;
}

function drawCaller(
  picture: Picture,
  context: ReviewContext,
  agent: Agent,
  { principal, calls, endpoints: permitted, isExact }: Access,
  caller: ReviewedResource | undefined,
  endpoints: ReadonlyMap<EndpointKey, string>,
): void {
  const lines = [
    ...trustWords(context, principal, caller),
    ...callWords(agent, calls),
    ...(isExact ? [] : ['by a permission for every agent']),
    ...(caller ? context.triggersOf(caller).map(({ words }) => words) : []),
    ...(agent.jwt ? ['without effect: the agent accepts tokens only'] : []),
  ];
  const id = picture.node({
    id: `${agent.resource.path}#caller ${caller?.path ?? principal.id}`,
    column: 'callers',
    kind: caller ? titleOf(caller.type) : 'IAM role outside of the app',
    name: caller ? nameOf(caller) : principal.name,
    lines: [...new Set(lines)],
    ...(caller && { path: caller.path }),
    ...(agent.jwt && { isMuted: true }),
  });
  if (!agent.jwt) {
    for (const endpoint of permitted) {
      picture.edge(id, endpoints.get(endpoint) ?? agent.resource.path);
    }
  }
}

/**
 * The other principals that can assume the role of a caller. The service of a function or a state machine is omitted,
 * because it is obvious.
 */
function trustWords(context: ReviewContext, principal: Principal, caller: ReviewedResource | undefined): string[] {
  const lines = trustLines(context, principal);
  return caller === undefined || caller.type === 'AWS::IAM::Role'
    ? lines
    : lines.filter((line) => !line.startsWith('trusts the service ')).map((line) => `its role ${line}`);
}

/** Draws a gateway, an API or a distribution in front of the agent. */
function drawForwarder(
  picture: Picture,
  context: ReviewContext,
  agent: Agent,
  { resource, by, words }: Forwarder,
  endpoints: ReadonlyMap<EndpointKey, string>,
): void {
  const id = picture.node({
    id: `${agent.resource.path}#caller ${resource.path}`,
    column: 'callers',
    kind: titleOf(resource.type),
    name: nameOf(resource),
    lines: [words],
    path: resource.path,
  });
  const text = JSON.stringify(context.references.valueOf(by.properties, by.stack));
  const [, inUrl, inTarget] = /[?&]qualifier=([\w-]+)|"Qualifier":"([^"]+)"/.exec(text) ?? [];
  const qualifier = inUrl ?? inTarget;
  const named = agent.endpoints.find((endpoint) => endpointName(context, endpoint) === qualifier);
  const referred = context.references.resourcesIn(by.properties, by.stack);
  const endpoint = named ?? agent.endpoints.find((each) => referred.includes(each)) ?? DEFAULT_ENDPOINT;
  picture.edge(id, endpoints.get(endpoint) ?? agent.resource.path);
}

function drawForeign(
  picture: Picture,
  agent: Agent,
  { principal, calls, effect, conditions, endpoints: named }: ForeignAccess,
  endpoints: ReadonlyMap<EndpointKey, string>,
): void {
  const { kind, name, account } = principalWords(principal);
  const isDenied = effect === 'Deny';
  // A runtime needs the policy of the endpoint as well.
  const isIncomplete = agent.kind === 'runtime' && named.size === 0 && !isDenied;
  const id = picture.node({
    id: `${agent.resource.path}#policy ${effect} ${principal}`,
    column: 'callers',
    kind,
    name,
    lines: [
      ...(account === undefined || account === name ? [] : [`account ${account}`]),
      isDenied ? 'denied by the resource policy' : 'permitted by the resource policy',
      ...callWords(agent, calls),
      ...(isIncomplete ? ['no policy of an endpoint permits it'] : []),
      ...(conditions ? [conditions] : []),
    ],
    ...(isDenied && { isMuted: true }),
  });
  const reached = named.size > 0 ? [...named].flatMap((each) => endpoints.get(each) ?? []) : [...endpoints.values()];
  for (const endpoint of isDenied || isIncomplete ? [] : reached) {
    picture.edge(id, endpoint);
  }
}

function drawIdentityProvider(picture: Picture, context: ReviewContext, agent: Agent, endpoints: string[]): void {
  const { resource, jwt = {} } = agent;
  const provider = identityProviderOf(context, jwt, resource);
  const id = picture.node({
    id: provider.resource?.path ?? `${resource.path}#issuer`,
    column: 'callers',
    kind: provider.kind,
    name: provider.name,
    lines: [...provider.clients.map((client) => `client ${client}`), ...provider.checks],
    ...(provider.resource && { path: provider.resource.path }),
  });
  for (const endpoint of endpoints) {
    picture.edge(id, endpoint);
  }
}
