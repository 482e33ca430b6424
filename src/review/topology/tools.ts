import type { ReviewedResource } from '../assembly';
import type { Agent, ReviewContext } from '../context';
import { durationOf, titleOf } from '../kinds';
import { nameOf } from '../names';
import { networkOf } from '../network';
import { entriesOf, isJson, type Json, jsonOf, memberOf, textOfParts } from '../parts';
import { capital } from '../phrases';
import { drawCredential, drawMemory, MEMORY } from './data';
import { drawBehind, drawGateway, GATEWAY, hostOf } from './gateway';
import type { Picture } from './picture';

/** Draws the tools and hooks of an agent, and what its role permits to use. */
export function drawTools(picture: Picture, context: ReviewContext, agent: Agent): void {
  for (const tool of entriesOf(agent.resource.properties.Tools).filter(isJson)) {
    drawTool(picture, context, agent, tool);
  }
  for (const hook of entriesOf(agent.resource.properties.Hooks).filter(isJson)) {
    drawHook(picture, context, agent, hook);
  }
  drawModelKeys(picture, context, agent);
  drawPermitted(picture, context, agent);
}

function drawTool(picture: Picture, context: ReviewContext, { resource }: Agent, tool: Json): void {
  const { path } = resource;
  const name = tool.Name === undefined ? undefined : context.text(tool.Name, resource);
  const [[kind, value] = ['', undefined]] = Object.entries(jsonOf(tool.Config));
  const config = jsonOf(value);
  const draw = (title: string, shown: string, lines: string[]) =>
    picture.node({ id: `${path}#tool ${name ?? title}`, column: 'tools', kind: title, name: shown, lines });
  switch (kind) {
    case 'AgentCoreGateway': {
      const id = drawGatewayTool(picture, context, resource, config.GatewayArn, name);
      picture.edge(path, id, authOf(config.OutboundAuth));
      const arn = memberOf(config.OutboundAuth, 'Oauth', 'ProviderArn');
      if (arn !== undefined) {
        picture.edge(id, drawCredential(picture, context, resource, arn));
      }
      return;
    }
    case 'AgentCoreBrowser':
      picture.edge(path, drawSandbox(picture, context, resource, config.BrowserArn, 'Browser'));
      return;
    case 'AgentCoreCodeInterpreter':
      picture.edge(path, drawSandbox(picture, context, resource, config.CodeInterpreterArn, 'Code interpreter'));
      return;
    case 'RemoteMcp': {
      const url = context.text(config.Url, resource);
      const headers = Object.keys(jsonOf(config.Headers)).sort();
      const id = draw('MCP server', name ?? hostOf(url), [url, ...headers.map((header) => `header ${header}`)]);
      picture.edge(path, id);
      for (const credential of context.references.resourcesIn(config.Headers, resource.stack)) {
        if (/CredentialProvider$/.test(credential.type)) {
          picture.edge(id, drawCredential(picture, context, resource, { Ref: credential.logicalId }));
        }
      }
      return;
    }
    case 'InlineFunction':
      picture.edge(path, draw('Function of the caller', name ?? 'function', ['the caller runs it']));
      return;
    default: {
      const type = String(tool.Type ?? kind);
      const id = /browser/.test(type)
        ? drawSandbox(picture, context, resource, undefined, 'Browser')
        : /interpreter/.test(type)
          ? drawSandbox(picture, context, resource, undefined, 'Code interpreter')
          : draw('Tool', name ?? type, []);
      picture.edge(path, id);
    }
  }
}

function drawGatewayTool(
  picture: Picture,
  context: ReviewContext,
  from: ReviewedResource,
  arn: unknown,
  name?: string,
): string {
  const gateway = context.references.resourceOf(arn, from.stack, GATEWAY);
  if (gateway) {
    return drawGateway(picture, context, gateway, name);
  }
  const text = context.text(arn, from).replace(/^.*\//, '');
  const lines = ['outside of the app'];
  return picture.node({
    id: `${from.path}#gateway ${text}`,
    column: 'tools',
    kind: 'Gateway',
    name: name ?? text,
    lines,
  });
}

/** How the agent authenticates at a gateway, unless by IAM. */
function authOf(auth: unknown): string | undefined {
  const [kind] = Object.keys(jsonOf(auth));
  return kind === 'Oauth' ? 'OAuth' : kind === 'None' ? 'without authentication' : undefined;
}

/** A browser or a code interpreter: one of the app, or that of AWS. */
function drawSandbox(
  picture: Picture,
  context: ReviewContext,
  from: ReviewedResource,
  arn: unknown,
  kind: string,
): string {
  const text = arn === undefined ? '' : context.text(arn, from);
  const found = context.resourceOf(arn, from);
  if (!found) {
    const isManaged = text === '' || /:aws:/.test(text);
    const name = isManaged ? 'AWS managed' : text.replace(/^.*\//, '');
    const lines = isManaged ? [] : ['outside of the app'];
    return picture.node({ id: `${from.path}#${kind} ${name}`, column: 'tools', kind, name, lines });
  }
  const network = networkOf(context, found.properties.NetworkConfiguration, found);
  const { NetworkMode } = jsonOf(found.properties.NetworkConfiguration);
  const sandboxed = NetworkMode === 'SANDBOX' ? 'no internet access' : undefined;
  const recording = memberOf(found.properties, 'RecordingConfig', 'S3Location', 'Bucket');
  const bucket = context.resourceOf(recording, found);
  return picture.node({
    id: found.path,
    column: 'tools',
    kind,
    name: nameOf(found),
    lines: [
      sandboxed ?? (network.mode === 'public' ? 'public network' : `VPC ${network.name}, ${network.egress}`),
      ...(recording !== undefined ? [`recorded in ${bucket ? nameOf(bucket) : context.text(recording, found)}`] : []),
    ],
    path: found.path,
  });
}

const POINTS: Readonly<Record<string, string>> = {
  AfterInvocation: 'after invocation',
  AfterToolCall: 'after tool call',
  BeforeInvocation: 'before invocation',
  BeforeToolCall: 'before tool call',
};

function drawHook(picture: Picture, context: ReviewContext, { resource }: Agent, hook: Json): void {
  const [[point, value] = ['', undefined]] = Object.entries(hook);
  const { Name, Target } = jsonOf(value);
  const [[kind, target] = ['', undefined]] = Object.entries(jsonOf(Target));
  const { Arn, FailureMode, TimeoutSeconds } = jsonOf(target);
  const name = context.text(Name, resource);
  const timeout = durationOf(TimeoutSeconds);
  const id = picture.node({
    id: `${resource.path}#hook ${name}`,
    column: 'tools',
    kind: `Hook · ${POINTS[point] ?? point}`,
    name,
    lines:
      kind === 'Lambda'
        ? [
            FailureMode === 'deny' ? 'denies on error or timeout' : 'continues on error or timeout',
            ...(timeout ? [`timeout ${timeout}`] : []),
          ]
        : ['notification only'],
  });
  picture.edge(resource.path, id);
  picture.edge(id, drawBehind(picture, context, resource, Arn, []));
}

/** The API keys of models of other providers, and of skills in private repositories. */
function drawModelKeys(picture: Picture, context: ReviewContext, { resource }: Agent): void {
  const [configuration] = Object.values(jsonOf(resource.properties.Model));
  const skills = entriesOf(resource.properties.Skills).map((skill) => memberOf(skill, 'Git', 'Auth', 'CredentialArn'));
  for (const arn of [jsonOf(configuration).ApiKeyArn, ...skills].filter((each) => each !== undefined)) {
    picture.edge(resource.path, drawCredential(picture, context, resource, arn));
  }
}

const OF_AGENTCORE = /^AWS::BedrockAgentCore::(\w+)$/;
/** Resources of which an agent uses the data, and resources that an agent starts. */
const STORES =
  /^AWS::(S3::Bucket|DynamoDB::(Global)?Table|RDS::DB(Cluster|Instance)|S3Vectors::\w+|Kinesis::Stream|SecretsManager::Secret|Bedrock::KnowledgeBase|SSM::Parameter)$/;
const STARTED =
  /^AWS::(Lambda::Function|StepFunctions::StateMachine|SNS::Topic|SQS::Queue|Events::EventBus|ApiGateway(V2)?::\w*Api)$/;

/** Draws the resources of the app in the statements of the role that are not drawn yet. */
function drawPermitted(picture: Picture, context: ReviewContext, { resource, principal }: Agent): void {
  for (const { effect, resources, stack, actions } of principal?.statements ?? []) {
    for (const each of effect === 'Allow' ? resources : []) {
      for (const found of context.references.resourcesIn(each, stack)) {
        drawFound(picture, context, resource, context.resourceOf({ Ref: found.logicalId }, found) ?? found, actions);
      }
      drawManaged(picture, context, resource, textOfParts(context.references.partsOf(each, stack)));
    }
  }
}

/** The browser and the code interpreter of AWS, in the statements of a runtime. */
function drawManaged(picture: Picture, context: ReviewContext, from: ReviewedResource, arn: string): void {
  if (/:aws:browser\//.test(arn)) {
    picture.edge(from.path, drawSandbox(picture, context, from, undefined, 'Browser'));
  } else if (/:aws:code-interpreter\//.test(arn)) {
    picture.edge(from.path, drawSandbox(picture, context, from, undefined, 'Code interpreter'));
  }
}

function drawFound(
  picture: Picture,
  context: ReviewContext,
  from: ReviewedResource,
  found: ReviewedResource,
  actions: readonly string[],
): void {
  const isShown = found.type === SECRET && picture.hasLine(`secret ${nameOf(found)}`);
  if (found === from || isShown || picture.has(found.path)) {
    return;
  }
  const [, kind] = OF_AGENTCORE.exec(found.type) ?? [];
  const reference = { Ref: found.logicalId };
  if (kind === 'Gateway') {
    picture.edge(from.path, drawGateway(picture, context, found));
  } else if (kind === 'BrowserCustom') {
    picture.edge(from.path, drawSandbox(picture, context, found, reference, 'Browser'));
  } else if (kind === 'CodeInterpreterCustom') {
    picture.edge(from.path, drawSandbox(picture, context, found, reference, 'Code interpreter'));
  } else if (found.type === MEMORY) {
    picture.edge(from.path, drawMemory(picture, context, reference, found));
  } else if (kind?.endsWith('CredentialProvider')) {
    picture.edge(from.path, drawCredential(picture, context, found, reference));
  } else if (kind === 'Runtime' || kind === 'Harness' || STARTED.test(found.type)) {
    picture.edge(from.path, drawBehind(picture, context, found, reference, []));
  } else if (STORES.test(found.type)) {
    const id = picture.node({
      id: found.path,
      column: 'data',
      kind: capital(titleOf(found.type)),
      name: nameOf(found),
      lines: [accessOf(actions)],
      path: found.path,
    });
    picture.edge(from.path, id);
  }
}

/** The secret of a credential provider is a line of the provider. */
const SECRET = 'AWS::SecretsManager::Secret';
const WRITES = /:(\*|Put|Write|Update|Delete|Create|Batch(Write|Put|Delete)|Abort|Send|Publish)/;

function accessOf(actions: readonly string[]): string {
  return actions.some((action) => action === '*' || WRITES.test(action)) ? 'read and write' : 'read';
}
