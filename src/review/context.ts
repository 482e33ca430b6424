import type { ReviewedAssembly, ReviewedResource } from './assembly';
import { capital, kindOf } from './kinds';
import { nameOf } from './names';
import { entriesOf, isIntrinsic, isJson, type Json, jsonOf, memberOf } from './parts';
import { Policies, type Principal } from './policies';
import { References } from './references';
import { functionOf } from './resource-words';

export const HARNESS = 'AWS::BedrockAgentCore::Harness';
export const RUNTIME = 'AWS::BedrockAgentCore::Runtime';

/** An agent of the app, with the parts of its configuration that both kinds have. */
export interface Agent {
  readonly resource: ReviewedResource;
  readonly kind: 'harness' | 'runtime';
  readonly name: string;
  readonly principal?: Principal;
  readonly endpoints: readonly ReviewedResource[];
  /** The configuration of the JWT authorizer. `undefined` if the agent accepts requests signed by IAM principals. */
  readonly jwt?: Json;
  readonly network: unknown;
  readonly filesystems: readonly unknown[];
  readonly lifecycle: Json;
}

/** What starts a function or a state machine, in words. */
export interface Trigger {
  readonly words: string;
  readonly isPublic: boolean;
}

/** The resources of an app, indexed once for all agents. */
export class ReviewContext {
  public readonly references: References;
  public readonly policies: Policies;
  public readonly agents: readonly Agent[];
  private readonly users = new Map<ReviewedResource, ReviewedResource[]>();
  private readonly triggers = new Map<ReviewedResource, Trigger[]>();
  private paths?: Map<string, ReviewedResource>;
  private readonly children = new Map<ReviewedResource, ReviewedResource[]>();

  public constructor(assembly: ReviewedAssembly) {
    this.references = new References(assembly);
    this.policies = new Policies(this.references);
    this.indexChildren();
    this.indexRoles();
    this.indexTriggers();
    this.agents = this.references.ofType(HARNESS, RUNTIME).map((resource) => this.agentOf(resource));
  }

  /** The resources that assume a role. */
  public usersOf(role: ReviewedResource): readonly ReviewedResource[] {
    return this.users.get(role) ?? [];
  }

  public triggersOf(resource: ReviewedResource): readonly Trigger[] {
    return this.triggers.get(resource) ?? [];
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
    return {
      resource,
      kind: isHarness ? 'harness' : 'runtime',
      name: nameOf(resource),
      principal: this.policies.principalOf(properties.ExecutionRoleArn ?? properties.RoleArn, stack),
      endpoints: this.childrenOf(resource, /Endpoint$/),
      jwt: isJson(jwt) ? jwt : undefined,
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
    for (const permission of this.references.ofType('AWS::Lambda::Permission')) {
      const { Principal: principal, FunctionName, SourceArn } = permission.properties;
      if (principal === 'apigateway.amazonaws.com') {
        start(permission, FunctionName, `called by ${this.nameIn(permission, SourceArn)}`, true);
      }
    }
  }

  private nameIn(resource: ReviewedResource, value: unknown): string {
    const found = this.resourceOf(value, resource);
    return found ? `the ${kindOf(found.type)} ${nameOf(found)}` : this.text(value, resource);
  }
}

/** The kind and the name of a resource as a title, such as "Gateway Shop". */
export function titleAndName(resource: ReviewedResource): string {
  return `${capital(kindOf(resource.type))} ${nameOf(resource)}`;
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
