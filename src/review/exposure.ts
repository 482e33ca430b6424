import { listed } from '../private/listed';
import { type Access, type AccessIndex, type Call, DEFAULT_ENDPOINT } from './access';
import type { ReviewedResource } from './assembly';
import type { Agent, ReviewContext } from './context';
import { identityProviderOf } from './identity-provider';
import type { Exposure, TopologyNode } from './model';
import { nameOf } from './names';
import { agentNetwork } from './network';
import { entriesOf, isJson, jsonOf, memberOf } from './parts';
import { capital, sorted } from './phrases';
import { callersOf, endpointName, principalWords } from './principals';
import { theResource } from './resource-words';
import { secretLines } from './topology/data';
import { authorizerOf, GATEWAY } from './topology/gateway';
import { publicTrust } from './trust';

/** The ways to an agent and from an agent: invocations, commands, networks, URLs, tools and secrets. */
export function exposureOf(
  context: ReviewContext,
  access: AccessIndex,
  agent: Agent,
  nodes: readonly TopologyNode[],
): Exposure[] {
  const granted = agent.jwt ? [] : access.of(agent);
  return [
    ...(agent.optionalJwt ? [optionalTokenRow(context, agent)] : []),
    agent.jwt ? tokenRow(context, agent) : invokeRow(context, agent, granted),
    ...callRow(context, granted, 'Requests on behalf of users', FOR_USERS, UNVERIFIED),
    commandRow(context, granted),
    ...roleRows(context, granted),
    ...policyRows(context, access, agent),
    networkRow(context, agent),
    ...publicRows(context, nodes),
    ...forwardedRows(context, agent),
    ...gatewayRows(context, access, nodes),
    ...toolRows(context, agent),
    ...secretRows(context, nodes),
  ];
}

const FOR_USERS: Call[] = ['InvokeAgentRuntimeForUser', 'InvokeAgentRuntimeWithWebSocketStreamForUser'];
const UNVERIFIED = 'AgentCore does not verify the user IDs';

function wayOf({ kind }: Agent): string {
  return kind === 'harness' ? 'InvokeHarness' : 'InvokeAgentRuntime';
}

function tokenRow(context: ReviewContext, agent: Agent): Exposure {
  const { resource, jwt = {} } = agent;
  const { clients, checks, name, resource: pool } = identityProviderOf(context, jwt, resource);
  const canSignUp =
    pool !== undefined && memberOf(pool.properties, 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly') !== true;
  const has = (prefix: string) => checks.some((check) => check.startsWith(prefix));
  const isLimited = clients.length > 0 || checks.length > 0;
  const checked = [
    'issuer',
    ...(clients.length > 0 ? ['client ID'] : []),
    ...['audience', 'scope', 'claim'].filter(has),
  ];
  const notes = [
    ...(isLimited ? [] : ['every token of the issuer is accepted']),
    ...(has('scope') ? [] : ['no scope is required']),
    ...(canSignUp ? ['anyone can sign up in the user pool'] : []),
  ];
  const through = clients.map((client) => client.replace(/ \(secret\)$/, ''));
  return {
    way: wayOf(agent),
    who: `users of ${name}${through.length > 0 ? ` through the ${through.length === 1 ? 'client' : 'clients'} ${listed(through)}` : ''}`,
    checks: [checked.join(', '), ...notes].join('; '),
    level: !isLimited || canSignUp ? 'open' : 'limited',
  };
}

function optionalTokenRow(context: ReviewContext, agent: Agent): Exposure {
  const row = tokenRow(context, { ...agent, jwt: agent.optionalJwt });
  return { ...row, checks: `${row.checks}; only in one branch of a condition, IAM permissions in another one` };
}

function invokeRow(context: ReviewContext, agent: Agent, granted: readonly Access[]): Exposure {
  const needed: Call = agent.kind === 'harness' ? 'InvokeHarness' : 'InvokeAgentRuntime';
  const who = namesOf(context, granted, [needed, 'InvokeAgentRuntimeWithWebSocketStream']);
  return {
    way: wayOf(agent),
    who: who.length > 0 ? listed(who) : 'no principal of the app is granted it',
    checks: 'IAM permission of the caller',
    level: who.length > 0 ? 'limited' : 'none',
  };
}

function callRow(
  context: ReviewContext,
  granted: readonly Access[],
  way: string,
  calls: readonly Call[],
  checks: string,
): Exposure[] {
  const who = namesOf(context, granted, calls);
  return who.length > 0 ? [{ way, who: listed(who), checks, level: 'limited' }] : [];
}

function commandRow(context: ReviewContext, granted: readonly Access[]): Exposure {
  const way = 'Commands and shell, as root in the session';
  const commands = ['InvokeAgentRuntimeCommand', 'InvokeAgentRuntimeCommandShell'] as const;
  const [row] = callRow(context, granted, way, commands, 'IAM permission of the caller; the model is bypassed');
  return row ?? { way, who: 'no principal of the app is granted them', checks: '', level: 'none' };
}

/** Roles that anyone can assume to call the agent. */
function roleRows({ references }: ReviewContext, granted: readonly Access[]): Exposure[] {
  const roles = new Map<string, string>();
  for (const { principal } of granted) {
    const words = publicTrust(references, principal);
    if (principal.resource && words) {
      roles.set(theResource(principal.resource), words);
    }
  }
  return sorted(roles.keys()).map((role) => ({
    way: 'Public role',
    who: `anyone who assumes ${role}`,
    checks: roles.get(role) ?? '',
    level: 'open',
  }));
}

function namesOf(context: ReviewContext, granted: readonly Access[], calls: readonly Call[]): string[] {
  const found = granted.filter((each) => calls.some((call) => each.calls.has(call)));
  return sorted(
    found.flatMap(({ principal }) =>
      callersOf(context, principal).map((caller) =>
        caller ? theResource(caller) : `the IAM role ${principal.name}, which is not part of the app`,
      ),
    ),
  );
}

function policyRows(context: ReviewContext, access: AccessIndex, agent: Agent): Exposure[] {
  return access.foreign(agent).map(({ principal, effect, calls, conditions, isOpen, endpoints }) => {
    const names = [...endpoints].map((endpoint) =>
      endpoint === DEFAULT_ENDPOINT ? endpoint : endpointName(context, endpoint),
    );
    const on =
      names.length === 0 ? '' : ` on ${names.length === 1 ? 'the endpoint' : 'the endpoints'} ${listed(sorted(names))}`;
    return {
      way: effect === 'Allow' ? 'Resource policy' : 'Resource policy, denial',
      who: principalWords(principal).words,
      checks: [`${listed(sorted(calls))}${on}`, conditions ?? []].flat().join('. '),
      level: isOpen && !agent.jwt ? 'open' : 'limited',
    };
  });
}

function networkRow(context: ReviewContext, agent: Agent): Exposure {
  const network = agentNetwork(context, agent);
  if (network.mode === 'public') {
    return {
      way: 'Network',
      who: 'sessions reach every address on the internet',
      checks: 'no inbound connections',
      level: 'open',
    };
  }
  const outbound =
    network.outbound.length > 0 ? `outbound ${listed(network.outbound)}` : 'outbound rules are not part of the app';
  return {
    way: 'Network',
    who: `VPC ${network.name}: ${network.egress}`,
    checks: `no inbound connections; ${outbound}`,
    level: 'limited',
  };
}

/** Callers that the internet reaches. */
function publicRows(context: ReviewContext, nodes: readonly TopologyNode[]): Exposure[] {
  return nodes.flatMap(({ column, path, isMuted }) => {
    const caller = column === 'callers' && !isMuted ? context.atPath(path) : undefined;
    const triggers = caller ? context.triggersOf(caller).filter(({ isPublic }) => isPublic) : [];
    return caller && triggers.length > 0
      ? [
          {
            way: 'Public URL',
            who: `anyone who reaches ${theResource(caller)}`,
            checks: listed(sorted(triggers.map(({ words }) => words))),
            level: 'open' as const,
          },
        ]
      : [];
  });
}

/** APIs and distributions that forward requests of the internet to the agent. */
function forwardedRows(context: ReviewContext, agent: Agent): Exposure[] {
  const found = context.forwardersOf(agent).filter(({ isPublic }) => isPublic);
  return sorted(found.map(({ resource }) => theResource(resource))).map((name) => ({
    way: 'Public URL',
    who: `anyone who reaches ${name}`,
    checks: agent.jwt ? 'the agent checks the token' : `${name} signs the requests`,
    level: agent.jwt ? 'limited' : 'open',
  }));
}

function gatewayRows(context: ReviewContext, access: AccessIndex, nodes: readonly TopologyNode[]): Exposure[] {
  return nodes.flatMap(({ path, column }) => {
    const gateway = column === 'tools' ? context.atPath(path) : undefined;
    return gateway?.type === GATEWAY ? [gatewayRow(context, access, gateway)] : [];
  });
}

/** The callers that can use the tools of a gateway. */
export function gatewayRow(context: ReviewContext, access: AccessIndex, gateway: ReviewedResource): Exposure {
  const way = `Gateway ${nameOf(gateway)}`;
  const { AuthorizerType, AuthorizerConfiguration } = gateway.properties;
  // A condition selects one of the types at deployment.
  const types = entriesOf(AuthorizerType);
  if (types.includes('NONE')) {
    const checks = types.length > 1 ? 'no authorization in one branch of a condition' : 'no authorization';
    return { way, who: 'anyone on the internet', checks, level: 'open' };
  }
  if (types.length === 1 && !['AWS_IAM', 'CUSTOM_JWT', 'AUTHENTICATE_ONLY'].includes(String(types[0]))) {
    const checks = `the authorizer type is ${context.text(types[0], gateway)}, which is known at deployment only`;
    return { way, who: 'unknown callers, possibly anyone on the internet', checks, level: 'open' };
  }
  if (AuthorizerType === 'AWS_IAM') {
    const principals = access.ofGateway(gateway);
    const who = sorted(
      principals.flatMap((principal) =>
        callersOf(context, principal).map((caller) =>
          caller ? theResource(caller) : `the IAM role ${principal.name}`,
        ),
      ),
    );
    const foreign = access.foreignOfGateway(gateway);
    const all = sorted([...who, ...foreign.map(({ principal }) => principalWords(principal).words)]);
    const policies = foreign.length > 0 ? ['resource policy'] : [];
    const conditions = sorted(foreign.flatMap(({ conditions: each }) => each ?? []));
    return {
      way,
      who: listed(all) || 'no principal of the app is granted it',
      checks: ['IAM permission of the caller', ...policies, ...conditions].join('; '),
      level: foreign.some(({ isOpen }) => isOpen) ? 'open' : all.length > 0 ? 'limited' : 'none',
    };
  }
  const jwt = jsonOf(memberOf(AuthorizerConfiguration, 'CustomJWTAuthorizer'));
  const { clients, checks, name } = identityProviderOf(context, jwt, gateway);
  return {
    way,
    who: `callers with a token of ${name}`,
    checks: [authorizerOf(context, gateway), ...clients.map((client) => `client ${client}`), ...checks].join('; '),
    level: 'limited',
  };
}

/** Tools that the agent calls without authentication. */
function toolRows(context: ReviewContext, { resource }: Agent): Exposure[] {
  return entriesOf(resource.properties.Tools)
    .filter(isJson)
    .flatMap((tool) => {
      const remote = memberOf(tool.Config, 'RemoteMcp');
      const name = context.text(tool.Name ?? 'MCP server', resource);
      if (isJson(remote) && Object.keys(jsonOf(remote.Headers)).length === 0) {
        const who = `the agent calls ${context.text(remote.Url, resource)}`;
        return [{ way: `Tool ${name}`, who, checks: 'without authentication', level: 'open' as const }];
      }
      return memberOf(tool.Config, 'AgentCoreGateway', 'OutboundAuth', 'None') === undefined
        ? []
        : [
            {
              way: `Tool ${name}`,
              who: 'the agent calls the gateway',
              checks: 'without authentication',
              level: 'open' as const,
            },
          ];
    });
}

/** The secrets that the agent and its tools use, by name. */
function secretRows(context: ReviewContext, nodes: readonly TopologyNode[]): Exposure[] {
  return nodes.flatMap(({ path, column, kind, name }) => {
    const provider = column === 'data' ? context.atPath(path) : undefined;
    return provider?.type.endsWith('CredentialProvider')
      ? [
          {
            way: `${capital(kind)} ${name}`,
            who: 'the agent and its tools',
            checks: listed(secretLines(context, provider)),
            level: 'limited' as const,
          },
        ]
      : [];
  });
}
