import { modelsOf } from '../agent-models';
import type { Agent, ReviewContext } from '../context';
import { identityProviderOf } from '../identity-provider';
import { durationOf, titleOf } from '../kinds';
import { nameOf } from '../names';
import { entriesOf, jsonOf, memberOf } from '../parts';
import type { Picture } from './picture';

/** Draws the agent itself: its model, limits and authorizer. */
export function drawAgent(picture: Picture, context: ReviewContext, agent: Agent): void {
  const { resource, name } = agent;
  picture.node({
    id: resource.path,
    column: 'agent',
    kind: titleOf(resource.type),
    name,
    lines: [
      ...modelLines(context, agent),
      ...codeLines(context, agent),
      ...limitLines(agent),
      ...toolLines(context, agent),
      authorizerLine(context, agent),
    ],
    path: resource.path,
  });
}

function modelLines(context: ReviewContext, agent: Agent): string[] {
  const { model, temperature, permitted } = modelsOf(context, agent);
  return [
    ...(model ? [model] : []),
    ...(temperature === undefined ? [] : [`temperature ${temperature}`]),
    ...permitted.map((each) => (model ? `may also invoke ${each}` : `may invoke ${each}`)),
  ];
}

function codeLines(context: ReviewContext, { resource }: Agent): string[] {
  const { properties } = resource;
  const artifact = jsonOf(properties.AgentRuntimeArtifact ?? properties.EnvironmentArtifact);
  const image = memberOf(artifact, 'ContainerConfiguration', 'ContainerUri');
  const runtime = memberOf(artifact, 'CodeConfiguration', 'Runtime');
  const provider = memberOf(properties, 'CapacityProviderConfiguration', 'CapacityProviderArn');
  const fleet = context.resourceOf(provider, resource);
  const protocol = protocolOf(properties.ProtocolConfiguration);
  return [
    ...(image === undefined ? [] : [`image ${imageName(context.text(image, resource))}`]),
    ...(runtime === undefined ? [] : [`code for ${runtimeWords(context.text(runtime, resource))}`]),
    ...(protocol === undefined ? [] : [`protocol ${protocol}`]),
    ...(provider !== undefined ? [`on instances of ${fleet ? nameOf(fleet) : context.text(provider, resource)}`] : []),
  ];
}

function protocolOf(configuration: unknown): string | undefined {
  const protocol = typeof configuration === 'string' ? configuration : jsonOf(configuration).ServerProtocol;
  return typeof protocol === 'string' ? protocol : undefined;
}

/** The repository and the tag, without the registry and the digest. */
function imageName(uri: string): string {
  const [, name = uri] = /^[^/]+\/(.+?)(@sha256:.*)?$/.exec(uri) ?? [];
  if (/^cdk-.*container-assets-/.test(name)) {
    return 'built by the app';
  }
  return name.replace(/:[0-9a-f]{64}$/, '');
}

/** "PYTHON_3_13" in words: "Python 3.13". */
function runtimeWords(runtime: string): string {
  const [language, ...version] = runtime.split('_');
  const name = language === 'NODE' ? 'Node.js' : language.charAt(0) + language.slice(1).toLowerCase();
  return `${name} ${version.join('.')}`.trim();
}

function limitLines({ resource, lifecycle }: Agent): string[] {
  const { MaxIterations, TimeoutSeconds, MaxTokens } = resource.properties;
  const timeout = durationOf(TimeoutSeconds);
  const idle = durationOf(lifecycle.IdleRuntimeSessionTimeout);
  const longest = durationOf(lifecycle.MaxLifetime);
  const limits = [
    ...(typeof MaxIterations === 'number' ? [`${MaxIterations} iterations`] : []),
    ...(timeout ? [`timeout ${timeout}`] : []),
    ...(typeof MaxTokens === 'number' ? [`${MaxTokens} tokens`] : []),
  ];
  const sessions = [...(idle ? [`idle ${idle}`] : []), ...(longest ? [`at most ${longest}`] : [])];
  return [
    ...(limits.length > 0 ? [limits.join(', ')] : []),
    ...(sessions.length > 0 ? [`sessions: ${sessions.join(', ')}`] : []),
  ];
}

/** The tools that the model can select, if these are not all. */
function toolLines(context: ReviewContext, { resource }: Agent): string[] {
  const allowed = entriesOf(resource.properties.AllowedTools).map((tool) => context.text(tool, resource));
  return allowed.length === 0 || allowed.includes('*') ? [] : [`only the tools ${allowed.join(', ')}`];
}

function authorizerLine(context: ReviewContext, { jwt, optionalJwt, resource }: Agent): string {
  if (optionalJwt) {
    return `JWT authorizer or IAM authorization: ${identityProviderOf(context, optionalJwt, resource).name}`;
  }
  return jwt ? `JWT authorizer: ${identityProviderOf(context, jwt, resource).name}` : 'IAM authorization';
}
