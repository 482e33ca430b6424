import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { AccountPrincipal, ArnPrincipal, type IPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Names, Resource, Stage } from 'aws-cdk-lib/core';
import { type Endpoint, runtimeUrl } from '../../agent/endpoint';
import { propertyOf, regionOf, runtimeResourceOf, takesTokens } from '../../private/known';
import { ARNS } from '../../private/validation/arn';
import { checkReference } from '../../private/validation/environment';
import { isUnknown } from '../../private/validation/unknown';
import type { ApiSchema } from '../documents/api-schema';
import type { ToolSchema } from '../documents/tool-schema';
import type { BoundTarget, TargetBinding, TargetKind } from '../target-binding';
import { bindRuntimeAccess } from './runtime-access';

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
  const schema = tools._bind(binding.scope, binding.errors);
  binding.permitSchema(schema.object);
  const reference = { kind: ARNS.function, arn: fn.functionArn, env: fn.env };
  // Another account has a warning of its own.
  checkReference(binding.errors, 'source: the function', reference, { region: 'own', account: 'any' });
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
    binding.elsewhere.push(() =>
      fn.addPermission(`Gateway${Names.uniqueResourceName(binding.scope, { maxLength: 100 })}`, {
        principal,
        action: 'lambda:InvokeFunction',
      }),
    );
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
  return isUnknown(role.roleName) ? new AccountPrincipal(stack.account) : new ArnPrincipal(role.roleArn);
}

export function bindOpenApi(binding: TargetBinding, document: ApiSchema): BoundTarget {
  const schema = document._bind(binding.scope, binding.errors, 'OpenAPI');
  binding.permitSchema(schema.object);
  return { config: { mcp: { openApiSchema: schema.config } }, toolNames: schema.toolNames };
}

export function bindSmithy(binding: TargetBinding, model: ApiSchema): BoundTarget {
  const schema = model._bind(binding.scope, binding.errors, 'Smithy');
  binding.permitSchema(schema.object);
  return { config: { mcp: { smithyModel: schema.config } }, toolNames: schema.toolNames };
}

export function bindMcpServer(binding: TargetBinding, endpoint: string, options: McpServerOptions): BoundTarget {
  const { listingMode = McpListingMode.DEFAULT, resourcePriority, tools } = options;
  if (listingMode === McpListingMode.DYNAMIC && binding.mode === 'authorizationCode') {
    binding.errors.add(
      'source.listingMode must not be DYNAMIC with OAuthGrantType.AUTHORIZATION_CODE, for nobody has agreed when tools are listed',
    );
  }
  if (tools && binding.mode !== 'authorizationCode') {
    binding.errors.add(
      'source.tools is taken with OAuthGrantType.AUTHORIZATION_CODE only: with other credentials the gateway asks the server for its tools. Leave tools out',
    );
  }
  binding.errors.checkUrl('source.endpoint', endpoint);
  binding.errors.checkInteger('source.resourcePriority', resourcePriority, 0, 1000);
  const schema = tools?._bindAsMcp(binding.scope, binding.errors);
  binding.permitSchema(schema?.object);
  const mcpServer = { endpoint, listingMode, resourcePriority, mcpToolSchema: schema?.config };
  return { config: { mcp: { mcpServer } }, toolNames: schema?.toolNames };
}

export function bindMcpRuntime(binding: TargetBinding, runtime: IRuntimeRef, options: McpRuntimeOptions): BoundTarget {
  const { endpoint } = options;
  reviewMcpRuntime(binding, runtime);
  bindRuntimeAccess(binding, runtime, endpoint);
  const region = regionOf(runtime, runtime.runtimeRef.agentRuntimeArn);
  binding.signingRegion = region === binding.stack.region ? undefined : region;
  return bindMcpServer(binding, runtimeUrl(runtime, endpoint?.endpointName ?? 'DEFAULT'), options);
}

/** Rejects a runtime of this app that is not an MCP server, or that the gateway's role cannot invoke. */
function reviewMcpRuntime({ errors, mode }: TargetBinding, runtime: IRuntimeRef): void {
  const resource = runtimeResourceOf(runtime);
  const protocol = resource && (propertyOf(resource, 'protocolConfiguration') ?? 'HTTP');
  if (typeof protocol === 'string' && !isUnknown(protocol) && protocol !== 'MCP') {
    errors.add(`source: the runtime must speak MCP, got ${protocol}: give it protocol: ProtocolType.MCP`);
  }
  if (takesTokens(resource) && mode === 'gatewayRole') {
    errors.add('source: the runtime takes tokens and no signed requests: give credentials: TargetCredentials.oauth(…)');
  }
}
