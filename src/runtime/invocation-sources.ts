import type { CfnRuntime, IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IVPCEndpointRef, IVPCRef } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Annotations, Tokenization } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { AuthorizerConfig } from '../agent/authorizer';
import { agentCoreActions } from '../private/iam/access';
import { accountOtherThan } from '../private/iam/grant';
import { gatewayRoleOf } from '../private/known/gateway';
import { serviceOfVpcEndpoint, vpcEndpointsOf } from '../private/known/vpc';
import { checkGateway } from '../private/validation/references';
import { ValidationErrors } from '../private/validation/validation-errors';
import { RUNTIME_NAMES } from './property-names';
import type { RuntimePolicies } from './runtime-policies';

/** The actions of callers. The actions that manage a runtime are not among them, so that a policy can be removed. */
const CALLER_ACTIONS = agentCoreActions(
  'InvokeAgentRuntime',
  'InvokeAgentRuntimeForUser',
  'InvokeAgentRuntimeCommand',
  'InvokeAgentRuntimeCommandShell',
  'InvokeAgentRuntimeWithWebSocketStream',
  'InvokeAgentRuntimeWithWebSocketStreamForUser',
  'StopRuntimeSession',
  'GetAgentCard',
);

/** The end of the service names of VPC endpoints through which callers invoke runtimes. */
const DATA_PLANE = /(^|\.)bedrock-agentcore(-fips)?$/;

interface Workloads {
  readonly hostingEnvironments?: CfnRuntime.HostingEnvironmentProperty[];
  readonly workloadIdentities?: string[];
}

/** The runtime that is restricted. */
interface Restricted {
  readonly scope: Construct & { readonly env: { readonly account: string; readonly region: string } };
  readonly policies: RuntimePolicies;
  readonly takesTokens: boolean;
  readonly resource: CfnRuntime;
}

/** The networks and gateways that a runtime can be invoked from, once it is restricted to some. */
export class InvocationSources {
  private readonly vpcs = new Set<string>();
  private readonly vpcEndpoints = new Set<string>();
  private readonly roles = new Set<string>();
  private hasGateways = false;
  /** The Sids of the statements that the policies have. */
  private readonly added = new Set<string>();

  public constructor(private readonly restricted: Restricted) {}

  public addVpc(vpc: IVPCRef, method: CallableFunction): void {
    this.checkTokens(method, this.hasGateways);
    this.vpcs.add(vpc.vpcRef.vpcId);
    this.deny(method);
    this.allowTokens('AllowVpc', 'aws:SourceVpc', this.vpcs, method);
    this.reviewVpc(vpc);
  }

  public addVpcEndpoint(endpoint: IVPCEndpointRef, method: CallableFunction): void {
    this.checkTokens(method, this.hasGateways);
    this.checkService(endpoint, method);
    this.vpcEndpoints.add(endpoint.vpcEndpointRef.vpcEndpointId);
    this.deny(method);
    this.allowTokens('AllowVpcEndpoint', 'aws:SourceVpce', this.vpcEndpoints, method);
  }

  public addGateway(gateway: IGatewayRef, method: CallableFunction): void {
    const { scope, takesTokens } = this.restricted;
    this.checkTokens(method, this.vpcs.size + this.vpcEndpoints.size > 0);
    const errors = new ValidationErrors(scope);
    checkGateway(errors, 'onlyThroughGateway: gateway', gateway, { region: 'any', account: 'any' });
    if (takesTokens) {
      this.allowWorkload(gateway, errors, method);
    } else {
      this.allowRole(gateway, errors, method);
    }
    this.hasGateways = true;
  }

  /** With a token, each request must satisfy the authorizer and the policy, and no request comes from both. */
  private checkTokens(method: CallableFunction, hasOther: boolean): void {
    const { scope, takesTokens } = this.restricted;
    if (takesTokens && hasOther) {
      const errors = new ValidationErrors(scope);
      errors.add(
        'onlyThroughGateway cannot be combined with onlyFromVpc or onlyFromVpcEndpoint on a runtime with a JWT authorizer, because the requests of a gateway do not come from the VPC. Use one of them.',
      );
      errors.throwIfAnyOf(method);
    }
  }

  /** Requests pass through endpoints for the data plane of AgentCore, but not through those for gateways and management. */
  private checkService(endpoint: IVPCEndpointRef, method: CallableFunction): void {
    const service = serviceOfVpcEndpoint(endpoint);
    if (service !== undefined && !DATA_PLANE.test(service)) {
      const errors = new ValidationErrors(this.restricted.scope);
      errors.add(
        `onlyFromVpcEndpoint: vpcEndpoint must be an interface endpoint for bedrock-agentcore, got ${endpoint.node.path} for ${service}, through which no requests reach the runtime. Use InterfaceVpcEndpointAwsService.BEDROCK_AGENTCORE.`,
      );
      errors.throwIfAnyOf(method);
    }
  }

  /** AgentCore evaluates the policy of the runtime for all endpoints, so a denial there is sufficient. */
  private deny(method: CallableFunction): void {
    const { ofRuntime } = this.restricted.policies;
    if (this.isNew('DenyOtherSources')) {
      ofRuntime.addSource(() => [this.denial()], method);
    } else {
      ofRuntime.checkSize(method);
    }
  }

  /** Conditions in one statement apply together, so this denies what comes from none of the sources. */
  private denial(): PolicyStatement {
    const conditions = {
      StringNotEquals: filled({ 'aws:SourceVpc': this.vpcs, 'aws:SourceVpce': this.vpcEndpoints }),
      ArnNotEquals: filled({ 'aws:PrincipalArn': this.roles }),
    };
    return new PolicyStatement({
      sid: 'DenyOtherSources',
      effect: Effect.DENY,
      principals: [new StarPrincipal()],
      actions: CALLER_ACTIONS,
      conditions: Object.fromEntries(Object.entries(conditions).filter(([, keys]) => Object.keys(keys).length > 0)),
    });
  }

  /** Callers with tokens have no identity policies, so each resource with a policy must allow them. */
  private allowTokens(sid: string, key: string, values: Set<string>, method: CallableFunction): void {
    const { policies, takesTokens } = this.restricted;
    if (!takesTokens || !this.isNew(sid)) {
      return;
    }
    const allowed = () => [
      new PolicyStatement({
        sid,
        principals: [new StarPrincipal()],
        actions: CALLER_ACTIONS,
        conditions: { StringEquals: filled({ [key]: values }) },
      }),
    ];
    policies.ofRuntime.addSource(allowed, method);
    policies.ofEndpoints.addSource(allowed, method);
  }

  private isNew(sid: string): boolean {
    const isNew = !this.added.has(sid);
    this.added.add(sid);
    return isNew;
  }

  /** A gateway signs its requests as its execution role. */
  private allowRole(gateway: IGatewayRef, errors: ValidationErrors, method: CallableFunction): void {
    const { scope, policies } = this.restricted;
    const role = gatewayRoleOf(gateway);
    if (!role) {
      errors.add(
        `onlyThroughGateway: gateway must be a gateway whose execution role is known, got ${gateway.node.path}, whose role is not known. Import the gateway with Gateway.fromGatewayAttributes and its role.`,
      );
    }
    errors.throwIfAnyOf(method);
    if (role) {
      const statement = new PolicyStatement({ principals: [role], actions: agentCoreActions('InvokeAgentRuntime') });
      policies.ofRuntime.add(statement, method);
      if (accountOtherThan(scope.env, role) !== undefined) {
        policies.ofEndpoints.add(statement, method);
      }
      this.roles.add(role.roleArn);
      this.deny(method);
    }
  }

  /** A gateway adds its workload identity to requests with tokens. */
  private allowWorkload(gateway: IGatewayRef, errors: ValidationErrors, method: CallableFunction): void {
    const { resource } = this.restricted;
    const before = resource.authorizerConfiguration;
    if (!before || Tokenization.isResolvable(before)) {
      errors.add(
        'onlyThroughGateway cannot add to authorizerConfiguration of the L1, which is a token. Add the gateway to that token.',
      );
      errors.throwIfAnyOf(method);
    }
    const { customJwtAuthorizer } = before as AuthorizerConfig;
    const workloads = customJwtAuthorizer.allowedWorkloadConfiguration as Workloads | undefined;
    const environments = workloads?.hostingEnvironments ?? [];
    const arn = gateway.gatewayRef.gatewayArn;
    const isKnown = environments.some((environment) => environment.arn === arn);
    const authorizerConfiguration = {
      customJwtAuthorizer: {
        ...customJwtAuthorizer,
        allowedWorkloadConfiguration: {
          ...workloads,
          hostingEnvironments: isKnown ? environments : [...environments, { arn }],
        },
      },
    };
    errors.checkLimits('Runtime', { authorizerConfiguration }, RUNTIME_NAMES);
    errors.throwIfAnyOf(method);
    resource.authorizerConfiguration = authorizerConfiguration;
  }

  /** Requests have the ID of a VPC only if they pass through an interface endpoint, which can be defined later. */
  private reviewVpc(vpc: IVPCRef): void {
    const { scope } = this.restricted;
    scope.node.addValidation({
      validate: () => {
        if (vpcEndpointsOf(vpc, 'bedrock-agentcore')?.length === 0) {
          Annotations.of(scope).addWarningV2(
            'cdk-agentcore:vpcWithoutCallers',
            `onlyFromVpc: the VPC ${vpc.node.path} has no interface endpoint for bedrock-agentcore. Only requests through such an endpoint come from the VPC, so all requests are denied. Add InterfaceVpcEndpointAwsService.BEDROCK_AGENTCORE to the VPC.`,
          );
        }
        return [];
      },
    });
  }
}

/** A condition with one value has no list. Conditions without a value are left out. */
function filled(conditions: Record<string, Set<string>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(conditions)
      .filter(([, values]) => values.size > 0)
      .map(([key, values]) => [key, values.size === 1 ? [...values][0] : [...values]]),
  );
}
