import { listed } from '../private/listed';
import type { ReviewedResource } from './assembly';
import type { Agent, ReviewContext } from './context';
import { entriesOf, isIntrinsic, isJson, jsonOf, resourcesOfParts, textOfParts } from './parts';
import { sorted } from './phrases';
import {
  covers,
  managedStatements,
  matchesAction,
  type PolicyStatement,
  type Principal,
  statementsIn,
} from './policies';
import { reasonOf } from './reasons';
import type { References } from './references';

/** The ways in which principals can use an agent, by IAM action. */
export const CALLS = {
  InvokeHarness: 'invoke',
  InvokeAgentRuntime: 'invoke',
  InvokeAgentRuntimeForUser: 'on behalf of users that the caller names',
  InvokeAgentRuntimeCommand: 'run commands as root in sessions',
  InvokeAgentRuntimeCommandShell: 'open shells as root in sessions',
  InvokeAgentRuntimeWithWebSocketStream: 'stream in both directions',
  InvokeAgentRuntimeWithWebSocketStreamForUser: 'stream on behalf of users that the caller names',
  StopRuntimeSession: 'stop sessions',
} as const;
export type Call = keyof typeof CALLS;
const ALL = Object.keys(CALLS) as Call[];
const PREFIX = 'bedrock-agentcore:';
export const DEFAULT_ENDPOINT = 'DEFAULT';
/** The start of a principal that is anyone, except for those of `NotPrincipal`. */
export const EXCEPT = '* except ';

/** The access of one principal to one agent. */
export interface Access {
  readonly principal: Principal;
  readonly calls: Set<Call>;
  /** The endpoints, and `DEFAULT`. Empty for all. */
  readonly endpoints: Set<ReviewedResource | typeof DEFAULT_ENDPOINT>;
  /** Whether the permission names the agent, and not each agent of the account. */
  isExact: boolean;
}

/** The access of one principal by the resource-based policies of an agent and its endpoints. */
export interface ForeignAccess {
  readonly principal: string;
  readonly effect: 'Allow' | 'Deny';
  readonly conditions?: string;
  /** Whether a statement includes every AWS account, and no condition limits the callers. */
  readonly isOpen: boolean;
  readonly calls: Set<Call>;
  /** The endpoints whose policies name the principal. */
  readonly endpoints: Set<ReviewedResource | typeof DEFAULT_ENDPOINT>;
}

/** The access of one principal by the resource-based policy of a gateway. */
export type GatewayAccess = Pick<ForeignAccess, 'principal' | 'conditions' | 'isOpen'>;

/** The principals that are permitted to call the agents of an app. The policies of all principals are read once. */
export class AccessIndex {
  private readonly byAgent = new Map<ReviewedResource, Map<string, Access>>();
  private readonly byGateway = new Map<ReviewedResource, Set<Principal>>();
  private readonly agentOf = new Map<ReviewedResource, Agent>();

  public constructor(private readonly context: ReviewContext) {
    for (const agent of context.agents) {
      this.agentOf.set(agent.resource, agent);
      for (const endpoint of agent.endpoints) {
        this.agentOf.set(endpoint, agent);
      }
    }
    for (const principal of context.policies.all()) {
      for (const statement of [...principal.statements, ...managedStatements(principal)]) {
        this.read(principal, statement);
        this.readGateways(principal, statement);
      }
    }
  }

  public of(agent: Agent): Access[] {
    const found = [...(this.byAgent.get(agent.resource)?.values() ?? [])];
    return found.sort((one, other) => (one.principal.id < other.principal.id ? -1 : 1));
  }

  /** The access that resource-based policies of the agent and its endpoints give and deny. */
  public foreign(agent: Agent): ForeignAccess[] {
    const found = new Map<string, ForeignAccess>();
    for (const of of [agent.resource, ...agent.endpoints]) {
      for (const policy of this.context.childrenOf(of, /ResourcePolicy$/)) {
        const endpoint = this.endpointOf(policy, agent);
        for (const statement of statementsIn(this.documentOf(policy), policy.stack)) {
          this.addForeign(found, statement, endpoint);
        }
      }
    }
    const keys = [...found.keys()].sort();
    return keys.flatMap((key) => found.get(key) ?? []).filter(({ calls }) => calls.size > 0);
  }

  private addForeign(
    found: Map<string, ForeignAccess>,
    statement: PolicyStatement,
    endpoint: ReviewedResource | typeof DEFAULT_ENDPOINT | undefined,
  ): void {
    const { effect } = statement;
    const conditions = reasonOf(this.context.references, { ...statement, resources: [] });
    for (const principal of principalsIn(this.context.references, statement)) {
      const key = JSON.stringify([effect, principal, conditions]);
      const isOpen = effect === 'Allow' && principal.startsWith('*') && !limitsCallers(statement);
      const calls = new Set<Call>();
      const known = found.get(key) ?? { principal, effect, conditions, isOpen, calls, endpoints: new Set() };
      found.set(key, known);
      for (const call of callsOf(statement)) {
        known.calls.add(call);
      }
      if (endpoint) {
        known.endpoints.add(endpoint);
      }
    }
  }

  /** The endpoint that a policy belongs to. `undefined` if the policy is that of the agent. */
  private endpointOf(
    { properties, stack }: ReviewedResource,
    agent: Agent,
  ): ReviewedResource | typeof DEFAULT_ENDPOINT | undefined {
    const parts = this.context.references.partsOf(properties.ResourceArn, stack);
    const endpoint = resourcesOfParts(parts).find((each) => agent.endpoints.includes(each));
    const text = textOfParts(parts);
    return endpoint ?? (/-endpoint\//.test(text) ? endpointIn(text, agent) : undefined);
  }

  /** The access to the tools of a gateway that its resource-based policies give. */
  public foreignOfGateway(gateway: ReviewedResource): GatewayAccess[] {
    return this.context.childrenOf(gateway, /ResourcePolicy$/).flatMap((policy) =>
      statementsIn(this.documentOf(policy), policy.stack)
        .filter((statement) => statement.effect === 'Allow' && covers(statement, `${PREFIX}InvokeGateway`))
        .flatMap((statement) => {
          const conditions = reasonOf(this.context.references, { ...statement, resources: [] });
          return principalsIn(this.context.references, statement).map((principal) => {
            const isOpen = principal.startsWith('*') && !limitsCallers(statement);
            return { principal, conditions, isOpen };
          });
        }),
    );
  }

  /** The principals that are permitted to call the tools of a gateway. */
  public ofGateway(gateway: ReviewedResource): Principal[] {
    return [...(this.byGateway.get(gateway) ?? [])];
  }

  private readGateways(principal: Principal, statement: PolicyStatement): void {
    if (statement.effect === 'Allow' && mayCall(statement) && covers(statement, `${PREFIX}InvokeGateway`)) {
      for (const resource of resourcesOf(statement)) {
        const named = this.context.references.resourcesIn(resource, statement.stack);
        const text = textOfParts(this.context.references.partsOf(resource, statement.stack));
        const all = this.context.references
          .ofType('AWS::BedrockAgentCore::Gateway')
          .filter((gateway) => coversAll(text, 'gateway') && isWithin(text, statement, gateway))
          .filter((gateway) => !this.isExcluded(statement, gateway, 'gateway'));
        for (const gateway of named.length > 0 ? named : all) {
          const known = this.byGateway.get(gateway) ?? new Set();
          this.byGateway.set(gateway, known.add(principal));
        }
      }
    }
  }

  private read(principal: Principal, statement: PolicyStatement): void {
    const calls = statement.effect === 'Allow' && mayCall(statement) ? callsOf(statement) : [];
    if (calls.length === 0) {
      return;
    }
    for (const resource of resourcesOf(statement)) {
      const parts = this.context.references.partsOf(resource, statement.stack);
      const text = textOfParts(parts);
      const [named] = [...resourcesOfParts(parts), this.literal(text, statement) ?? []].flat();
      const agent = named && this.agentOf.get(named);
      if (agent) {
        const endpoint = resourcesOfParts(parts).find((each) => each !== agent.resource && this.agentOf.has(each));
        this.add(agent, principal, calls, endpoint ?? endpointIn(text, agent), true);
      } else {
        for (const each of this.context.agents.filter(({ resource: one, kind }) => coversOne(text, one, kind))) {
          if (isWithin(text, statement, each.resource) && !this.isExcluded(statement, each.resource, each.kind)) {
            this.add(each, principal, calls, undefined, false);
          }
        }
      }
    }
  }

  /** Whether `NotResource` of a statement names a resource, or all of its kind. */
  private isExcluded(statement: PolicyStatement, resource: ReviewedResource, kind: Agent['kind'] | 'gateway'): boolean {
    const { references } = this.context;
    return entriesOf(statement.raw.NotResource).some((excluded) => {
      const text = textOfParts(references.partsOf(excluded, statement.stack));
      const isNamed = references.resourcesIn(excluded, statement.stack).includes(resource);
      return isNamed || (coversOne(text, resource, kind) && isWithin(text, statement, resource));
    });
  }

  private literal(text: string, { stack }: PolicyStatement): ReviewedResource | undefined {
    return text.startsWith('arn:') && !text.includes('*') ? this.context.references.resourceOf(text, stack) : undefined;
  }

  private add(
    agent: Agent,
    principal: Principal,
    calls: readonly Call[],
    endpoint: ReviewedResource | typeof DEFAULT_ENDPOINT | undefined,
    isExact: boolean,
  ): void {
    const ofAgent = this.byAgent.get(agent.resource) ?? new Map<string, Access>();
    this.byAgent.set(agent.resource, ofAgent);
    const known = ofAgent.get(principal.id);
    const access = known ?? { principal, calls: new Set<Call>(), endpoints: new Set(), isExact };
    ofAgent.set(principal.id, access);
    for (const call of calls) {
      access.calls.add(call);
    }
    access.isExact &&= isExact;
    if (endpoint) {
      access.endpoints.add(endpoint);
    } else {
      for (const each of [DEFAULT_ENDPOINT, ...agent.endpoints] as const) {
        access.endpoints.add(each);
      }
    }
  }

  /** A policy is JSON, in an object or in a text. */
  private documentOf({ properties, stack }: ReviewedResource): unknown {
    const { Policy: policy } = properties;
    const text = this.context.references.textOf(policy, stack);
    try {
      return JSON.parse(text);
    } catch {
      return policy;
    }
  }
}

/** The principals of a statement of a resource policy or a trust policy. */
export function principalsIn(references: References, { raw, stack }: PolicyStatement): string[] {
  const { Principal: principal, NotPrincipal: excluded } = raw;
  const namesOf = (value: unknown) =>
    sorted(
      (isJson(value) && !isIntrinsic(value) ? Object.values(value) : [value])
        .flatMap(entriesOf)
        .map((each) => references.textOf(each, stack)),
    );
  return excluded === undefined ? namesOf(principal) : [`${EXCEPT}${listed(namesOf(excluded))}`];
}

function mayCall({ actions, raw }: PolicyStatement): boolean {
  return 'NotAction' in raw || actions.some((action) => /^(\*|bedrock-agentcore:)/i.test(action));
}

/** The condition keys that tell callers apart. */
const CALLER_KEY =
  /^aws:(Principal(Arn|Account|OrgID|OrgPaths|Tag\/.+|ServiceName)|Source(Arn|Account|OrgID|OrgPaths|Ip|Vpc|Vpce|VpcArn)|userid|VpceAccount|VpceOrgID|FederatedProvider)$/i;
const POSITIVE = /^(ForAnyValue:)?(String(Equals|Like)(IgnoreCase)?|Arn(Equals|Like)|IpAddress)$/;

/** Whether a condition of a statement limits who the callers are. One with `*` or with exceptions only does not. */
export function limitsCallers({ conditions }: PolicyStatement): boolean {
  return Object.entries(conditions).some(
    ([operator, keys]) =>
      POSITIVE.test(operator) &&
      Object.entries(jsonOf(keys)).some(
        ([key, values]) =>
          CALLER_KEY.test(key) && entriesOf(values).every((value) => !/^\*+$|^(0\.0\.0\.0|::)\/0$/.test(String(value))),
      ),
  );
}

function callsOf(statement: PolicyStatement): Call[] {
  return ALL.filter((call) => covers(statement, `${PREFIX}${call}`));
}

/** Whether a resource of a statement includes the agents of a kind that the app does not name. */
function coversAll(text: string, kind: Agent['kind'] | 'gateway'): boolean {
  return text === '*' || text.endsWith(`:${kind}/*`) || /^arn:[^:]*:bedrock-agentcore:.*:\*$/.test(text);
}

/** The resources of a statement. `NotResource` includes all others. */
function resourcesOf({ resources, raw }: PolicyStatement): readonly unknown[] {
  return 'NotResource' in raw ? ['*'] : resources;
}

/** Whether a pattern includes an agent, by the name with which the generated ID begins, or all of its kind. */
function coversOne(text: string, { properties }: ReviewedResource, kind: Agent['kind'] | 'gateway'): boolean {
  const [, pattern] = new RegExp(`^arn:[^:]*:bedrock-agentcore:[^:]*:[^:]*:${kind}/(.*[*?].*)$`).exec(text) ?? [];
  const name = kind === 'harness' ? properties.HarnessName : properties.AgentRuntimeName;
  return (
    coversAll(text, kind) ||
    (pattern !== undefined && typeof name === 'string' && matchesAction(pattern, `${name}-0123456789`))
  );
}

/**
 * Whether a pattern includes the account and the Region of a resource. `*` includes each Region of the account of the
 * principal only, because a policy of a principal does not reach other accounts.
 */
function isWithin(text: string, { stack }: PolicyStatement, { stack: of }: ReviewedResource): boolean {
  const [, region = '*', account = '*'] = /^arn:[^:]*:[^:]*:([^:]*):([^:]*):/.exec(text) ?? [];
  const matches = (pattern: string, value: string | undefined) =>
    value === undefined || /[*?<]/.test(pattern) || pattern === value;
  return matches(region, of.region) && matches(account, of.account) && matches(stack.account ?? '*', of.account);
}

/** The endpoint after the ARN of an agent. `undefined` for all endpoints. */
function endpointIn(text: string, agent: Agent): ReviewedResource | typeof DEFAULT_ENDPOINT | undefined {
  const [, name] = /-endpoint\/([^/]+)$/.exec(text) ?? [];
  if (name === undefined) {
    return text.endsWith('*') ? undefined : DEFAULT_ENDPOINT;
  }
  const named = agent.endpoints.find(({ properties }) => [properties.EndpointName, properties.Name].includes(name));
  return name.includes('*') ? undefined : (named ?? DEFAULT_ENDPOINT);
}
