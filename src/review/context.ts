import { isOpen, isPublicApi } from './apis';
import type { ReviewedAssembly, ReviewedResource } from './assembly';
import { kindOf } from './kinds';
import type { Permission } from './model';
import { nameOf } from './names';
import { entriesOf, isIntrinsic, isJson, isRemovedByCondition, type Json, jsonOf, memberOf } from './parts';
import { Policies, type Principal } from './policies';
import { References } from './references';
import { functionOf } from './resource-words';

export const HARNESS = 'AWS::BedrockAgentCore::Harness';
export const RUNTIME = 'AWS::BedrockAgentCore::Runtime';
const AGENTS = /^AWS::BedrockAgentCore::(Harness|Runtime)(Endpoint)?$/;
const FUNCTION = 'AWS::Lambda::Function';
const MACHINE = 'AWS::StepFunctions::StateMachine';
const API_WAY = /^AWS::(ApiGateway::Method|ApiGatewayV2::Integration)$/;

/** An agent of the app, with the parts of its configuration that both kinds have. */
export interface Agent {
  readonly resource: ReviewedResource;
  readonly kind: 'harness' | 'runtime';
  readonly name: string;
  readonly principal?: Principal;
  readonly endpoints: readonly ReviewedResource[];
  /** The configuration of the JWT authorizer. `undefined` if the agent accepts requests signed by IAM principals. */
  readonly jwt?: Json;
  /** The configuration of a JWT authorizer that a condition can remove. The review shows the IAM principals as well. */
  readonly optionalJwt?: Json;
  readonly network: unknown;
  readonly filesystems: readonly unknown[];
  readonly lifecycle: Json;
}

/** The triggers of a function or a state machine, in words. */
export interface Trigger {
  readonly words: string;
  readonly isPublic: boolean;
}

/** A resource that forwards requests to an agent, such as a gateway or a distribution. */
export interface Forwarder {
  readonly resource: ReviewedResource;
  readonly words: string;
  /** The resource whose properties name the agent. */
  readonly by: ReviewedResource;
  readonly isPublic: boolean;
}

/** The resources of an app, indexed once for all agents. */
export class ReviewContext {
  public readonly references: References;
  public readonly policies: Policies;
  public readonly agents: readonly Agent[];
  /** Statements in words that are the same in many roles, by their JSON. */
  public readonly described = new Map<string, Omit<Permission, 'role' | 'owner'>>();
  private readonly users = new Map<ReviewedResource, ReviewedResource[]>();
  private readonly triggers = new Map<ReviewedResource, Trigger[]>();
  private readonly forwarders = new Map<ReviewedResource, Forwarder[]>();
  private paths?: Map<string, ReviewedResource>;
  private readonly children = new Map<ReviewedResource, ReviewedResource[]>();

  public constructor(assembly: ReviewedAssembly) {
    this.references = new References(assembly);
    this.policies = new Policies(this.references);
    this.indexChildren();
    this.indexRoles();
    this.indexTriggers();
    this.indexForwarders();
    this.agents = this.references.ofType(HARNESS, RUNTIME).map((resource) => this.agentOf(resource));
  }

  /** The resources that assume a role. */
  public usersOf(role: ReviewedResource): readonly ReviewedResource[] {
    return this.users.get(role) ?? [];
  }

  public triggersOf(resource: ReviewedResource): readonly Trigger[] {
    return this.triggers.get(resource) ?? [];
  }

  /** The services that forward requests to an agent or one of its endpoints without an IAM permission. */
  public forwardersOf({ resource, endpoints }: Agent): Forwarder[] {
    return [resource, ...endpoints].flatMap((each) => this.forwarders.get(each) ?? []);
  }

  /** The resource at a construct path. */
  public atPath(path: string | undefined): ReviewedResource | undefined {
    this.paths ??= new Map(this.references.resources.map((resource) => [resource.path, resource]));
    return path === undefined ? undefined : this.paths.get(path);
  }

  /** The endpoints of an agent, the targets of a gateway, and the resource policies of a resource. */
  public childrenOf(resource: ReviewedResource, type: RegExp): ReviewedResource[] {
    return (this.children.get(resource) ?? []).filter((child) => type.test(child.type));
  }

  /** The resource of a value. The function, for a version or an alias of a function. */
  public resourceOf(value: unknown, { stack }: ReviewedResource): ReviewedResource | undefined {
    return functionOf(this.references, this.references.resourceOf(value, stack));
  }

  public text(value: unknown, { stack }: ReviewedResource): string {
    return this.references.textOf(value, stack);
  }

  private agentOf(resource: ReviewedResource): Agent {
    const { properties, stack, type } = resource;
    const isHarness = type === HARNESS;
    const environment = isHarness
      ? jsonOf(memberOf(properties, 'Environment', 'AgentCoreRuntimeEnvironment'))
      : properties;
    const jwt = memberOf(properties, 'AuthorizerConfiguration', 'CustomJWTAuthorizer');
    const authorizer = properties.AuthorizerConfiguration;
    const isOptional = [authorizer, memberOf(authorizer, 'CustomJWTAuthorizer')].some(isRemovedByCondition);
    return {
      resource,
      kind: isHarness ? 'harness' : 'runtime',
      name: nameOf(resource),
      principal: this.policies.principalOf(properties.ExecutionRoleArn ?? properties.RoleArn, stack),
      endpoints: this.childrenOf(resource, /Endpoint$/),
      ...(isJson(jwt) && (isOptional ? { optionalJwt: jwt } : { jwt })),
      network: environment.NetworkConfiguration,
      filesystems: entriesOf(environment.FilesystemConfigurations),
      lifecycle: jsonOf(environment.LifecycleConfiguration),
    };
  }

  private indexChildren(): void {
    const parents: ReadonlyArray<readonly [type: string, property: string, parent?: string]> = [
      ['AWS::BedrockAgentCore::HarnessEndpoint', 'HarnessId', HARNESS],
      ['AWS::BedrockAgentCore::RuntimeEndpoint', 'AgentRuntimeId', RUNTIME],
      ['AWS::BedrockAgentCore::GatewayTarget', 'GatewayIdentifier', 'AWS::BedrockAgentCore::Gateway'],
      ['AWS::BedrockAgentCore::Policy', 'PolicyEngineId', 'AWS::BedrockAgentCore::PolicyEngine'],
      ['AWS::BedrockAgentCore::ResourcePolicy', 'ResourceArn'],
      ['AWS::EC2::SubnetRouteTableAssociation', 'SubnetId'],
      ['AWS::EC2::Route', 'RouteTableId'],
      ['AWS::EC2::VPCEndpoint', 'VpcId'],
      ['AWS::EC2::SecurityGroupEgress', 'GroupId'],
    ];
    for (const [type, property, parentType] of parents) {
      for (const resource of this.references.ofType(type)) {
        const value = resource.properties[property];
        add(this.children, this.references.resourceOf(value, resource.stack, parentType), resource);
      }
    }
  }

  private indexRoles(): void {
    for (const resource of this.references.resources) {
      if (!resource.type.startsWith('AWS::IAM::')) {
        for (const role of this.rolesIn(resource)) {
          add(this.users, role, resource);
        }
      }
    }
  }

  /** The roles of the properties that are called `Role`, `RoleArn`, `ExecutionRoleArn` and the like. */
  private rolesIn({ properties, stack }: ReviewedResource): Set<ReviewedResource> {
    const roles = new Set<ReviewedResource>();
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) {
        value.forEach(visit);
      } else if (isJson(value) && !isIntrinsic(value)) {
        for (const [key, member] of Object.entries(value)) {
          const role = /Role(Arn|ARN)?$/.test(key) && this.references.resourceOf(member, stack, 'AWS::IAM::Role');
          if (role) {
            roles.add(role);
          } else {
            visit(member);
          }
        }
      }
    };
    visit(properties);
    return roles;
  }

  private indexTriggers(): void {
    const start = (resource: ReviewedResource, started: unknown, words: string, isPublic = false) => {
      add(this.triggers, this.resourceOf(started, resource), { words, isPublic });
    };
    for (const schedule of this.references.ofType('AWS::Scheduler::Schedule')) {
      start(schedule, memberOf(schedule.properties, 'Target', 'Arn'), `started by the schedule ${nameOf(schedule)}`);
    }
    for (const rule of this.references.ofType('AWS::Events::Rule')) {
      for (const target of entriesOf(rule.properties.Targets)) {
        start(rule, jsonOf(target).Arn, `started by the EventBridge rule ${nameOf(rule)}`);
      }
    }
    for (const url of this.references.ofType('AWS::Lambda::Url')) {
      const isPublic = url.properties.AuthType === 'NONE';
      start(
        url,
        url.properties.TargetFunctionArn,
        isPublic ? 'has a public URL' : 'has a URL for IAM principals',
        isPublic,
      );
    }
    for (const mapping of this.references.ofType('AWS::Lambda::EventSourceMapping')) {
      start(
        mapping,
        mapping.properties.FunctionName,
        `reads from ${this.nameIn(mapping, mapping.properties.EventSourceArn)}`,
      );
    }
    for (const subscription of this.references.ofType('AWS::SNS::Subscription')) {
      const { Endpoint, TopicArn } = subscription.properties;
      start(subscription, Endpoint, `subscribed to ${this.nameIn(subscription, TopicArn)}`);
    }
    for (const machine of this.references.ofType(MACHINE)) {
      const { DefinitionString, DefinitionSubstitutions, Definition } = machine.properties;
      const definition = [DefinitionString, DefinitionSubstitutions, Definition];
      for (const found of this.references.resourcesIn(definition, machine.stack)) {
        const started = functionOf(this.references, found);
        if (started?.type === FUNCTION) {
          add(this.triggers, started, { words: `started by the state machine ${nameOf(machine)}`, isPublic: false });
        }
      }
    }
    // An API starts a state machine with the permissions of the role of the API.
    for (const way of this.references.resources.filter(({ type }) => API_WAY.test(type))) {
      const { Integration = way.properties, RestApiId, ApiId, AuthorizationType } = way.properties;
      for (const machine of this.references
        .resourcesIn(Integration, way.stack)
        .filter(({ type }) => type === MACHINE)) {
        const isPublic =
          isPublicApi(this.references, this.resourceOf(RestApiId ?? ApiId, way)) &&
          isOpen(RestApiId ? AuthorizationType : undefined);
        const words = `started by ${this.nameIn(way, RestApiId ?? ApiId)}`;
        add(this.triggers, machine, { words, isPublic });
      }
    }
    for (const permission of this.references.ofType('AWS::Lambda::Permission')) {
      const { Principal: principal, FunctionName, SourceArn } = permission.properties;
      if (principal === 'apigateway.amazonaws.com') {
        const isPublic = isPublicApi(this.references, this.resourceOf(SourceArn, permission));
        start(permission, FunctionName, `called by ${this.nameIn(permission, SourceArn)}`, isPublic);
      } else if (principal === 'elasticloadbalancing.amazonaws.com') {
        const balancers = this.references.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer');
        // Load balancers are public, unless their scheme says otherwise. One outside of the app is unknown.
        const isInternal =
          balancers.length > 0 && balancers.every(({ properties }) => properties.Scheme === 'internal');
        start(permission, FunctionName, `called by ${isInternal ? 'an internal' : 'a'} load balancer`, !isInternal);
      } else if (principal === '*' && !isLimitedPermission(permission)) {
        start(permission, FunctionName, 'can be invoked by every AWS account', true);
      } else {
        const [account] = /\b\d{12}\b/.exec(String(principal)) ?? [];
        if (account && account !== permission.stack.account) {
          start(permission, FunctionName, `can be invoked by the account ${account}`);
        }
      }
    }
  }

  private indexForwarders(): void {
    const forward = (
      by: ReviewedResource,
      value: unknown,
      whole: ReviewedResource | undefined,
      words: string,
      isPublic: boolean,
    ) => {
      for (const agent of this.references.resourcesIn(value, by.stack).filter(({ type }) => AGENTS.test(type))) {
        add(this.forwarders, agent, { resource: whole ?? by, words, by, isPublic });
      }
    };
    for (const target of this.references.ofType('AWS::BedrockAgentCore::GatewayTarget')) {
      const { TargetConfiguration, GatewayIdentifier } = target.properties;
      forward(
        target,
        TargetConfiguration,
        this.resourceOf(GatewayIdentifier, target),
        `target ${nameOf(target)}`,
        false,
      );
    }
    for (const distribution of this.references.ofType('AWS::CloudFront::Distribution')) {
      const functions = this.references
        .resourcesIn(distribution.properties, distribution.stack)
        .filter(({ type }) => type === 'AWS::CloudFront::Function');
      for (const each of [distribution, ...functions]) {
        forward(each, each.properties, distribution, 'forwards requests of the internet', true);
      }
    }
    for (const method of this.references.ofType('AWS::ApiGateway::Method')) {
      const { Integration, RestApiId, AuthorizationType } = method.properties;
      const isPublic = (AuthorizationType ?? 'NONE') === 'NONE';
      forward(method, Integration, this.resourceOf(RestApiId, method), 'forwards requests of its callers', isPublic);
    }
    for (const integration of this.references.ofType('AWS::ApiGatewayV2::Integration')) {
      const { IntegrationUri, RequestParameters, ApiId } = integration.properties;
      forward(
        integration,
        [IntegrationUri, RequestParameters],
        this.resourceOf(ApiId, integration),
        'forwards requests of its callers',
        true,
      );
    }
  }

  private nameIn(resource: ReviewedResource, value: unknown): string {
    const found = this.resourceOf(value, resource);
    return found ? `the ${kindOf(found.type)} ${nameOf(found)}` : this.text(value, resource);
  }
}

/** Whether a permission for anyone has a source, or is that of a function URL, which is another trigger. */
function isLimitedPermission({ properties }: ReviewedResource): boolean {
  const { SourceArn, SourceAccount, PrincipalOrgID, FunctionUrlAuthType, InvokedViaFunctionUrl, Action } = properties;
  const limits = [SourceArn, SourceAccount, PrincipalOrgID, FunctionUrlAuthType, InvokedViaFunctionUrl];
  return limits.some((value) => value !== undefined) || Action === 'lambda:InvokeFunctionUrl';
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key | undefined, value: Value): void {
  if (key !== undefined) {
    const known = map.get(key);
    if (known) {
      known.push(value);
    } else {
      map.set(key, [value]);
    }
  }
}
