import type { ReviewedResource } from '../assembly';
import type { ReviewContext } from '../context';
import { identityProviderOf } from '../identity-provider';
import { titleOf } from '../kinds';
import { modelWords } from '../models';
import { nameOf } from '../names';
import { entriesOf, type Json, jsonOf, memberOf } from '../parts';
import { counted } from '../phrases';
import { drawCredential } from './data';
import type { Picture } from './picture';

export const GATEWAY = 'AWS::BedrockAgentCore::Gateway';
const TARGET = /GatewayTarget$/;

/** Draws a gateway, its targets and what is behind them. Returns the ID of the gateway. */
export function drawGateway(
  picture: Picture,
  context: ReviewContext,
  gateway: ReviewedResource,
  name?: string,
): string {
  const targets = context.childrenOf(gateway, TARGET);
  const isKnown = picture.has(gateway.path);
  const id = picture.node({
    id: gateway.path,
    column: 'tools',
    kind: 'Gateway',
    name: nameOf(gateway),
    lines: [
      ...(name === undefined || name === nameOf(gateway) ? [] : [`tool ${name}`]),
      counted(targets.length, 'target'),
      authorizerOf(context, gateway),
      ...engineLines(context, gateway),
    ],
    path: gateway.path,
  });
  if (!isKnown) {
    for (const target of targets) {
      drawTarget(picture, context, id, target);
    }
    drawInterceptors(picture, context, id, gateway);
  }
  return id;
}

/** How a gateway authorizes its callers. */
export function authorizerOf(context: ReviewContext, gateway: ReviewedResource): string {
  const { AuthorizerType, AuthorizerConfiguration } = gateway.properties;
  const jwt = memberOf(AuthorizerConfiguration, 'CustomJWTAuthorizer');
  switch (AuthorizerType) {
    case 'CUSTOM_JWT':
      return `JWT authorizer: ${identityProviderOf(context, jsonOf(jwt), gateway).name}`;
    case 'AWS_IAM':
      return 'IAM authorization';
    case 'NONE':
      return 'no authorization';
    case 'AUTHENTICATE_ONLY':
      return 'authentication without authorization';
    default:
      return context.text(AuthorizerType ?? 'authorization unknown', gateway);
  }
}

function engineLines(context: ReviewContext, gateway: ReviewedResource): string[] {
  const { Arn, Mode } = jsonOf(gateway.properties.PolicyEngineConfiguration);
  const engine = context.resourceOf(Arn, gateway);
  const name = engine ? nameOf(engine) : context.text(Arn, gateway);
  return Arn === undefined ? [] : [`policy engine ${name}${Mode === 'LOG_ONLY' ? ', which only logs' : ''}`];
}

function drawInterceptors(picture: Picture, context: ReviewContext, id: string, gateway: ReviewedResource): void {
  for (const configuration of entriesOf(gateway.properties.InterceptorConfigurations).map(jsonOf)) {
    const arn = memberOf(configuration.Interceptor, 'Lambda', 'Arn');
    const points = entriesOf(configuration.InterceptionPoints).map((point) =>
      context.text(point, gateway).toLowerCase(),
    );
    const line = `interceptor of ${points.length === 0 ? 'requests' : points.map((point) => `${point}s`).join(' and ')}`;
    picture.edge(id, drawBehind(picture, context, gateway, arn, [line]), 'interceptor');
  }
}

/** Draws a resource behind a tool, a hook or a gateway. Returns its ID. */
export function drawBehind(
  picture: Picture,
  context: ReviewContext,
  from: ReviewedResource,
  value: unknown,
  lines: readonly string[],
): string {
  const found = context.resourceOf(value, from);
  const text = context.text(value, from);
  return picture.node({
    id: found?.path ?? `${from.path}#${text}`,
    column: 'targets',
    kind: found ? titleOf(found.type) : outsideKind(text),
    name: found ? nameOf(found) : text.replace(/^arn:.*[:/](?=[^:/]+$)/, ''),
    lines: found ? lines : [...lines, 'outside of the app'],
    ...(found && { path: found.path }),
  });
}

function outsideKind(arn: string): string {
  const [, , service = ''] = arn.split(':');
  const kinds: Readonly<Record<string, string>> = {
    lambda: 'Lambda function',
    sns: 'SNS topic',
    events: 'Event bus',
    sqs: 'SQS queue',
    states: 'State machine',
  };
  return kinds[service] ?? 'Resource';
}

function drawTarget(picture: Picture, context: ReviewContext, gateway: string, target: ReviewedResource): void {
  const { TargetConfiguration, CredentialProviderConfigurations } = target.properties;
  const name = context.text(target.properties.Name ?? nameOf(target), target);
  const [[protocol, sources] = ['', undefined]] = Object.entries(jsonOf(TargetConfiguration));
  const [[source, value] = ['', undefined]] = Object.entries(jsonOf(sources));
  const id = drawSource(picture, context, target, `${protocol}.${source}`, jsonOf(value));
  picture.edge(gateway, id, name === picture.nameOf(id) ? undefined : nameOf(target));
  for (const configuration of entriesOf(CredentialProviderConfigurations)) {
    const provider = jsonOf(memberOf(configuration, 'CredentialProvider'));
    const arn = memberOf(provider.ApiKeyCredentialProvider ?? provider.OauthCredentialProvider, 'ProviderArn');
    if (arn !== undefined) {
      picture.edge(id, drawCredential(picture, context, target, arn));
    }
  }
}

function drawSource(
  picture: Picture,
  context: ReviewContext,
  target: ReviewedResource,
  source: string,
  value: Json,
): string {
  const other = (kind: string, name: string, lines: string[] = []) =>
    picture.node({ id: target.path, column: 'targets', kind, name, lines, path: target.path });
  const text = (each: unknown) => context.text(each, target);
  switch (source) {
    case 'Mcp.Lambda':
      return drawBehind(picture, context, target, value.LambdaArn, toolNames(context, target, value.ToolSchema));
    case 'Mcp.ApiGateway':
      return drawRestApi(picture, context, target, value);
    case 'Mcp.McpServer':
      return drawServer(picture, context, target, value.Endpoint, 'MCP server');
    case 'Mcp.OpenApiSchema':
      return drawDocument(context, target, value, other, 'API (OpenAPI)');
    case 'Mcp.SmithyModel':
      return drawDocument(context, target, value, other, 'API (Smithy)');
    case 'Http.AgentcoreRuntime':
      return drawBehind(picture, context, target, value.Arn, [
        ...(value.Qualifier === undefined ? [] : [`endpoint ${text(value.Qualifier)}`]),
      ]);
    case 'Http.Passthrough':
      return drawServer(picture, context, target, value.Endpoint, 'HTTP server');
    case 'Inference.Provider':
      return other('Inference provider', hostOf(text(value.Endpoint)));
    default: {
      const id = memberOf(value.Source, 'ConnectorId');
      return other('Connector', id === undefined ? nameOf(target) : modelWords(text(id)).name);
    }
  }
}

function drawRestApi(picture: Picture, context: ReviewContext, target: ReviewedResource, value: Json): string {
  const filters = entriesOf(memberOf(value.ApiGatewayToolConfiguration, 'ToolFilters')).map(jsonOf);
  const methods = filters.map(({ FilterPath, Methods }) => {
    const names = entriesOf(Methods).map((method) => context.text(method, target));
    return `${names.join(', ')} ${context.text(FilterPath, target)}`.trim();
  });
  const api = context.references.resourceOf(value.RestApiId, target.stack, 'AWS::ApiGateway::RestApi');
  return picture.node({
    id: api?.path ?? target.path,
    column: 'targets',
    kind: 'API Gateway REST API',
    name: api ? nameOf(api) : context.text(value.RestApiId, target),
    lines: [`stage ${context.text(value.Stage, target)}`, ...methods],
    path: api?.path ?? target.path,
  });
}

/** A server by URL. The URL can be that of a runtime of the app. */
function drawServer(
  picture: Picture,
  context: ReviewContext,
  target: ReviewedResource,
  url: unknown,
  kind: string,
): string {
  const found = context.resourceOf(url, target);
  if (found?.type.startsWith('AWS::BedrockAgentCore::')) {
    const [, qualifier] = /[?&]qualifier=([^&]+)/.exec(context.text(url, target)) ?? [];
    return drawBehind(picture, context, target, url, [kind, ...(qualifier ? [`endpoint ${qualifier}`] : [])]);
  }
  const text = context.text(url, target);
  return picture.node({
    id: target.path,
    column: 'targets',
    kind,
    name: hostOf(text),
    lines: [text],
    path: target.path,
  });
}

export function hostOf(url: string): string {
  const [, host = url] = /^[a-z]+:\/\/([^/?#]+)/.exec(url) ?? [];
  return host;
}

function drawDocument(
  context: ReviewContext,
  target: ReviewedResource,
  { InlinePayload, S3 }: Json,
  draw: (kind: string, name: string, lines: string[]) => string,
  kind: string,
): string {
  if (InlinePayload === undefined) {
    return draw(kind, nameOf(target), [`described in ${context.text(memberOf(S3, 'Uri'), target)}`]);
  }
  const text = context.text(InlinePayload, target);
  const [, title] = /"(?:title|smithy\.api#title)"\s*:\s*"([^"]+)"/.exec(text) ?? [];
  const [, server] = /"url"\s*:\s*"([^"]+)"/.exec(text) ?? [];
  return draw(kind, title ?? nameOf(target), server ? [server] : []);
}

function toolNames(context: ReviewContext, target: ReviewedResource, schema: unknown): string[] {
  const { InlinePayload, S3 } = jsonOf(schema);
  return S3 === undefined
    ? entriesOf(InlinePayload).map((tool) => context.text(jsonOf(tool).Name, target))
    : [`tools in ${context.text(memberOf(S3, 'Uri'), target)}`];
}
