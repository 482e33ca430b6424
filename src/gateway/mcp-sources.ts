import { CfnRestApi, type IRestApi, type IStage } from 'aws-cdk-lib/aws-apigateway';
import {
  type ApiGatewayToolFilter,
  type ApiGatewayToolOverride,
  CfnRuntime,
  type IRuntimeRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { AccountPrincipal, ArnPrincipal, type IPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Names, Resource, Stage, Token } from 'aws-cdk-lib/core';
import { type Endpoint, runtimeUrl } from '../agent/endpoint';
import { agentCoreActions } from '../private/access';
import { regionOf } from '../private/known';
import { quote } from '../private/limit';
import type { ApiSchema } from './api-schema';
import type { BoundTarget, TargetBinding, TargetKind } from './target-binding';
import type { ToolSchema } from './tool-schema';

/** How a gateway learns what an MCP server offers. */
export enum McpListingMode {
  /** When the target is made or synchronized: what is found is kept, and can be searched. */
  DEFAULT = 'DEFAULT',
  /** With each request. */
  DYNAMIC = 'DYNAMIC',
}

/** What a gateway is told of an MCP server. */
export interface McpServerOptions {
  /**
   * How the gateway learns what the server offers.
   *
   * @default McpListingMode.DEFAULT
   */
  readonly listingMode?: McpListingMode;

  /**
   * The server's tools, which the service is then told and does not ask for: neither when the target is made, nor later.
   * With `OAuthGrantType.AUTHORIZATION_CODE` only.
   *
   * @default - the service asks the server
   */
  readonly tools?: ToolSchema;

  /**
   * Which of several servers gives a resource that they all have, 0 to 1,000: the lowest does.
   *
   * @default 1000
   */
  readonly resourcePriority?: number;
}

/** What a gateway is told of an MCP server that is a runtime. */
export interface McpRuntimeOptions extends McpServerOptions {
  /**
   * The endpoint of the runtime that is called.
   *
   * @default - the one that leads to the newest version
   */
  readonly endpoint?: Endpoint;
}

/** Which operations of a REST API are tools. */
export interface ApiGatewayTargetOptions {
  /**
   * The paths and methods that are tools: `/orders/{id}`, or `/orders/*` for all below. At least one.
   */
  readonly filters: ApiGatewayToolFilter[];

  /**
   * Other names and descriptions than those of the API, each for one method of one path that the filters let through.
   *
   * @default - those of the API: its operations must then have names
   */
  readonly overrides?: ApiGatewayToolOverride[];

  /**
   * The stage that is called.
   *
   * @default - the stage that the API deploys to
   */
  readonly stage?: string;
}

const MCP = { isMcp: true } as const;
const ALL_OAUTH = ['clientCredentials', 'authorizationCode', 'tokenExchange'] as const;

export const FUNCTION: TargetKind = {
  ...MCP,
  name: 'a Lambda function',
  takes: ['gatewayRole'],
  usual: 'gatewayRole',
  signingService: 'known',
  mayBePrivate: false,
};
export const OPEN_API: TargetKind = {
  ...MCP,
  name: 'an OpenAPI target',
  takes: ['none', 'gatewayRole', 'apiKey', ...ALL_OAUTH],
  signingService: 'named',
  mayBePrivate: true,
};
export const SMITHY: TargetKind = {
  ...MCP,
  name: 'a Smithy target',
  takes: ['gatewayRole', 'clientCredentials'],
  usual: 'gatewayRole',
  signingService: 'known',
  mayBePrivate: true,
};
export const REST_API: TargetKind = {
  ...MCP,
  name: 'a REST API',
  takes: ['none', 'gatewayRole', 'apiKey'],
  usual: 'gatewayRole',
  signingService: 'known',
  mayBePrivate: false,
};
export const MCP_SERVER: TargetKind = {
  ...MCP,
  name: 'an MCP server',
  takes: ['none', 'gatewayRole', 'apiKey', ...ALL_OAUTH],
  signingService: 'named',
  mayBePrivate: true,
};
export const MCP_RUNTIME: TargetKind = {
  ...MCP,
  name: 'an MCP server on a runtime',
  takes: ['gatewayRole', ...ALL_OAUTH],
  usual: 'gatewayRole',
  usualService: 'bedrock-agentcore',
  mayBePrivate: false,
};

export function bindFunction(binding: TargetBinding, fn: IFunction, tools: ToolSchema): BoundTarget {
  const schema = tools._bind(binding.scope, binding.faults);
  binding.permitSchema(schema.object);
  binding.requireRegion('source: the function', fn.env);
  binding.permitSigned({
    feature: 'TargetFunction',
    of: fn.node.id,
    actions: ['lambda:InvokeFunction'],
    resources: [fn.functionArn],
  });
  permitFromElsewhere(binding, fn);
  const config = { mcp: { lambda: { lambdaArn: fn.functionArn, toolSchema: schema.config } } };
  return { config, toolNames: schema.toolNames };
}

/** In an account of its own a function asks for a permission of its own, too. */
function permitFromElsewhere(binding: TargetBinding, fn: IFunction): void {
  if (!binding.isOfOtherAccount(fn.env)) {
    return;
  }
  const role = binding.gatewayRole;
  if (role && Resource.isOwnedResource(fn)) {
    const principal = principalOf(binding, role);
    fn.addPermission(`Gateway${Names.uniqueResourceName(binding.scope, { maxLength: 100 })}`, {
      principal,
      action: 'lambda:InvokeFunction',
    });
    // Stages are deployed one by one, and know of no order between them.
    binding.prerequisites.push(...(Stage.of(fn) === Stage.of(binding.scope) ? [fn] : []));
    return;
  }
  const arn = role ? binding.stack.resolve(role.roleArn) : 'the role of the gateway';
  Annotations.of(binding.scope).addWarningV2(
    'cdk-agentcore:functionOfOtherAccount',
    `source: the function ${fn.functionArn} is of another account, which must let the gateway's role call it: lambda:InvokeFunction for the principal ${JSON.stringify(arn)} in the function's own policy`,
  );
}

/**
 * A role that is there already. One that this app makes may not be there yet, and Lambda refuses to name it: its account
 * is permitted, where the role's own policy decides.
 */
function principalOf({ stack }: TargetBinding, role: IRole): IPrincipal {
  return Token.isUnresolved(role.roleName) ? new AccountPrincipal(stack.account) : new ArnPrincipal(role.roleArn);
}

export function bindOpenApi(binding: TargetBinding, document: ApiSchema): BoundTarget {
  const schema = document._bind(binding.scope, binding.faults, 'OpenAPI');
  binding.permitSchema(schema.object);
  return { config: { mcp: { openApiSchema: schema.config } }, toolNames: schema.toolNames };
}

export function bindSmithy(binding: TargetBinding, model: ApiSchema): BoundTarget {
  const schema = model._bind(binding.scope, binding.faults, 'Smithy');
  binding.permitSchema(schema.object);
  return { config: { mcp: { smithyModel: schema.config } }, toolNames: schema.toolNames };
}

export function bindMcpServer(binding: TargetBinding, endpoint: string, options: McpServerOptions): BoundTarget {
  const { listingMode = McpListingMode.DEFAULT, resourcePriority, tools } = options;
  if (listingMode === McpListingMode.DYNAMIC && binding.mode === 'authorizationCode') {
    binding.faults.add(
      'source.listingMode must not be DYNAMIC with OAuthGrantType.AUTHORIZATION_CODE, for nobody has agreed when tools are listed',
    );
  }
  if (tools && binding.mode !== 'authorizationCode') {
    binding.faults.add(
      'source.tools is taken with OAuthGrantType.AUTHORIZATION_CODE only: with other credentials the gateway asks the server for its tools. Leave tools out',
    );
  }
  const schema = tools?._bindAsMcp(binding.scope, binding.faults);
  binding.permitSchema(schema?.object);
  const mcpServer = { endpoint, listingMode, resourcePriority, mcpToolSchema: schema?.config };
  return { config: { mcp: { mcpServer } }, toolNames: schema?.toolNames };
}

export function bindMcpRuntime(binding: TargetBinding, runtime: IRuntimeRef, options: McpRuntimeOptions): BoundTarget {
  const { endpoint } = options;
  reviewMcpRuntime(binding, runtime);
  permitRuntime(binding, runtime, endpoint?.endpointName);
  // The service asks the server for its tools as soon as the target is made: it must be able to start and to answer, also
  // with what was granted to a role that the runtime was given.
  const { role } = runtime as { readonly role?: IRole };
  binding.prerequisites.push(runtime, ...(role ? [role] : []), ...(endpoint ? [endpoint] : []));
  const region = regionOf(runtime, runtime.runtimeRef.agentRuntimeArn);
  binding.signingRegion = region === binding.stack.region ? undefined : region;
  return bindMcpServer(binding, runtimeUrl(runtime, endpoint?.endpointName ?? 'DEFAULT'), options);
}

/** What of a runtime keeps it from being an MCP server that the gateway's role may call, as far as this app made it. */
function reviewMcpRuntime({ faults, mode }: TargetBinding, runtime: IRuntimeRef): void {
  const resource = [runtime, runtime.node.defaultChild].find(CfnRuntime.isCfnRuntime);
  const protocol = resource && (resource.protocolConfiguration ?? 'HTTP');
  if (typeof protocol === 'string' && !Token.isUnresolved(protocol) && protocol !== 'MCP') {
    faults.add(`source: the runtime must speak MCP, got ${protocol}: give it protocol: ProtocolType.MCP`);
  }
  if (resource?.authorizerConfiguration && mode === 'gatewayRole') {
    faults.add('source: the runtime takes tokens and no signed requests: give credentials: TargetCredentials.oauth(…)');
  }
}

/** A runtime, and the endpoint of it that is called. */
export function permitRuntime(binding: TargetBinding, runtime: IRuntimeRef, qualifier = 'DEFAULT'): void {
  const { agentRuntimeArn } = runtime.runtimeRef;
  binding.permitSigned({
    feature: 'TargetRuntime',
    of: runtime.node.id,
    actions: agentCoreActions('InvokeAgentRuntime'),
    resources: [agentRuntimeArn, `${agentRuntimeArn}/runtime-endpoint/${qualifier}`],
  });
}

export function bindRestApi(binding: TargetBinding, restApi: IRestApi, options: ApiGatewayTargetOptions): BoundTarget {
  const { filters, overrides } = options;
  const { deploymentStage } = restApi as Partial<IRestApi>;
  const stage = options.stage ?? stageOf(binding, deploymentStage);
  binding.prerequisites.push(...(deploymentStage ? [deploymentStage] : []));
  checkFilters(binding, options);
  reviewRestApi(binding, restApi);
  binding.permitSigned({
    feature: 'TargetRestApi',
    of: restApi.node.id,
    actions: ['execute-api:Invoke'],
    resources: filters.flatMap(({ filterPath, methods }) =>
      methods.map(({ value }) =>
        binding.arn('execute-api', `${restApi.restApiId}/${stage}/${value}${anyOf(filterPath)}`),
      ),
    ),
  });
  const apiGatewayToolConfiguration = {
    toolFilters: filters.map(({ filterPath, methods }) => ({ filterPath, methods: methods.map(({ value }) => value) })),
    toolOverrides: overrides?.map((override) => ({ ...override, method: override.method.value })),
  };
  const apiGateway = { restApiId: restApi.restApiId, stage, apiGatewayToolConfiguration };
  return { config: { mcp: { apiGateway } } };
}

/** A path as IAM takes it, which knows nothing of parameters. */
function anyOf(path: string): string {
  return Token.isUnresolved(path) ? '/*' : path.replace(/\{[^}]*\}/g, '*');
}

/** Imported APIs have none, whatever their type says. */
function stageOf({ faults }: TargetBinding, stage?: IStage): string {
  if (!stage) {
    faults.add('source.stage must be given for an API that does not say to which stage it deploys');
  }
  return stage?.stageName ?? '';
}

function reviewRestApi(binding: TargetBinding, restApi: IRestApi): void {
  binding.requireRegion('source: the API', restApi.env);
  if (binding.isOfOtherAccount(restApi.env)) {
    binding.faults.add(`source: the API must be of the gateway's account, got ${restApi.env.account}`);
  }
  const configuration = restApi.node.defaultChild;
  const endpoints = CfnRestApi.isCfnRestApi(configuration) ? configuration.endpointConfiguration : undefined;
  if (endpoints && 'types' in endpoints && endpoints.types?.includes('PRIVATE')) {
    binding.faults.add(
      'source: the API is private, and the gateway reaches public ones only: give it a public endpoint, and what is behind it a private integration',
    );
  }
}

function checkFilters({ faults }: TargetBinding, { filters, overrides = [] }: ApiGatewayTargetOptions): void {
  if (filters.length === 0) {
    faults.add('source.filters must have at least one entry: {"filterPath": "/*", …} lets all paths through');
  }
  for (const [index, { filterPath, methods }] of filters.entries()) {
    checkPath(faults, `source.filters[${index}].filterPath`, filterPath);
    if (methods.length === 0) {
      faults.add(`source.filters[${index}].methods must have at least one entry`);
    }
  }
  for (const [index, { path, method }] of overrides.entries()) {
    checkPath(faults, `source.overrides[${index}].path`, path);
    const fits = filters.some(
      (filter) => matches(filter.filterPath, path) && filter.methods.some((m) => m.value === method.value),
    );
    if (path.includes('*') || !fits) {
      faults.add(
        `source.overrides[${index}] must be one method of one path that the filters let through, got ${method.value} ${quote(path)}`,
      );
    }
  }
}

function checkPath(faults: TargetBinding['faults'], prop: string, path: string): void {
  if (Token.isUnresolved(path)) {
    return;
  }
  if (!path.startsWith('/')) {
    faults.add(`${prop} must begin with "/", got ${quote(path)}`);
  }
  if (path.includes('+}')) {
    faults.add(`${prop} is of a proxy resource, which is no tool, got ${quote(path)}: give the paths behind it`);
  }
}

function matches(filterPath: string, path: string): boolean {
  const isKnown = !Token.isUnresolved(filterPath) && !Token.isUnresolved(path);
  return !isKnown || filterPath === path || (filterPath.endsWith('*') && path.startsWith(filterPath.slice(0, -1)));
}
