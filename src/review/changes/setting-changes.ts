import { listed } from '../../private/listed';
import { isSecretName } from '../../private/validation/secret-values';
import type { ReviewedResource } from '../assembly';
import { propertyPath } from '../findings/report';
import type { Change } from '../model';
import { nameOf } from '../names';
import { entriesOf, isIntrinsic, isJson, jsonOf, memberOf } from '../parts';
import { capital } from '../phrases';
import type { References } from '../references';
import { type Difference, differences } from './pairs';
import { inWords } from './resource-changes';
import { textDiff } from './text-diff';

const HARNESS = 'AWS::BedrockAgentCore::Harness';
/** The authorizer, without what the row of the exposure does not show: the values of scopes, audiences and claims. */
const AUTHORIZER = 'AuthorizerConfiguration(?:$|\\.\\w+$|\\.\\w+\\.(?:DiscoveryUrl|AllowedClients)\\b)';
/** Properties whose changes have words of other kinds, or none that matter, by type. */
const ELSEWHERE: Readonly<Record<string, RegExp | undefined>> = {
  [HARNESS]: new RegExp(`^(?:(?:Model|SystemPrompt|Tags|Tools|Hooks|ExecutionRoleArn)\\b|${AUTHORIZER})`),
  'AWS::BedrockAgentCore::Runtime': new RegExp(`^(?:(?:Tags|RoleArn)\\b|${AUTHORIZER})`),
};
const VERSION = /^(TargetVersion|AgentRuntimeVersion)$/;
const NETWORK = /(^|\.)NetworkConfiguration\b/;

/** The beginning of the path of a difference within a tool or a hook. */
const PARTS = '(parts)';
/** Settings that guard an agent or a gateway. */
const GUARDS = /^(PolicyEngineConfiguration|InterceptorConfigurations|Definition)\b/;

/** The templates of one side, with what resolves their references. */
export interface Side {
  readonly references: References;
}

/**
 * The changed properties of an AgentCore resource that is in both templates.
 *
 * @param causes The properties whose change replaces the resource, which the words of the replacement name
 */
export function settingChanges(
  [before, after]: readonly [ReviewedResource, ReviewedResource],
  causes: readonly string[],
  base: Side,
  head: Side,
): Change[] {
  if (!after.type.startsWith('AWS::BedrockAgentCore::')) {
    return [];
  }
  const valueIn = (side: Side, resource: ReviewedResource, value: unknown) =>
    side.references.textOf(value, resource.stack);
  const all = [...differences(before.properties, after.properties), ...partDifferences(before, after)].filter(
    (one) =>
      !causes.some((cause) => `${textOfPath(one.path)}.`.startsWith(`${cause}.`)) &&
      (valueIn(base, before, one.before) !== valueIn(head, after, one.after) ||
        isAbsentOnOneSide(one) ||
        isOtherLiteral(one)),
  );
  return [
    ...(after.type === HARNESS
      ? [...modelChange(before, after, base, head), ...promptChange(before, after, base, head)]
      : []),
    ...networkChange(before, after, all, base, head),
    ...otherSettings(after, all, (side, value) =>
      side === 'base' ? valueIn(base, before, value) : valueIn(head, after, value),
    ),
  ];
}

/** The entries of tools or hooks by their names. A tool without a name has that of its type, and a number if needed. */
function partsByName(property: string, entries: unknown): Map<string, unknown> {
  const parts = new Map<string, unknown>();
  for (const entry of entriesOf(entries)) {
    const [[event, hook] = ['', undefined]] = Object.entries(jsonOf(entry));
    const ofType = property === 'Tools' ? [memberOf(entry, 'Type')] : [event, memberOf(hook, 'Name')];
    const words = [memberOf(entry, 'Name') ?? ofType].flat();
    let name = JSON.stringify(words);
    for (let number = 2; parts.has(name); number++) {
      name = JSON.stringify([...words, number]);
    }
    parts.set(name, entry);
  }
  return parts;
}

/** The differences of tools and hooks that have one name before and after, wherever they are in the list. */
function partDifferences(before: ReviewedResource, after: ReviewedResource): Difference[] {
  return after.type !== HARNESS
    ? []
    : ['Tools', 'Hooks'].flatMap((property) => {
        const old = partsByName(property, before.properties[property]);
        return [...partsByName(property, after.properties[property])].flatMap(([name, entry]) => {
          const path = [PARTS, property === 'Tools' ? 'tool' : 'hook', name];
          return old.has(name) ? differences(old.get(name), entry, path) : [];
        });
      });
}

function isAbsentOnOneSide({ before, after }: Difference): boolean {
  return (before === undefined) !== (after === undefined);
}

/** The texts of two secrets are the same if they are not shown. */
function isOtherLiteral({ before, after }: Difference): boolean {
  return typeof before === 'string' && typeof after === 'string';
}

function modelChange(before: ReviewedResource, after: ReviewedResource, base: Side, head: Side): Change[] {
  const changed = differences(before.properties.Model, after.properties.Model);
  if (changed.length === 0) {
    return [];
  }
  const name = ({ properties, stack }: ReviewedResource, { references }: Side) => {
    const [model] = Object.values(jsonOf(properties.Model));
    return references.textOf(memberOf(model, 'ModelId'), stack);
  };
  const [old, next] = [name(before, base), name(after, head)];
  const others = changed.filter(({ path }) => path[path.length - 1] !== 'ModelId' && path.length > 1);
  const settings = others.map(
    ({ path, before: from, after: to }) =>
      `${propertyPath(path.slice(1))} from ${shown(from, base, before)} to ${shown(to, head, after)}`,
  );
  const sentences = [
    ...(old === next ? [] : [`The model of ${inWords(after)} changes from ${old} to ${next}.`]),
    ...(settings.length === 0 || old !== next
      ? []
      : [`Settings of the model of ${inWords(after)} change: ${settings.join(', ')}.`]),
  ];
  return sentences.map((words) => ({
    kind: 'model',
    tag: 'model',
    severity: 'warning',
    status: 'changed',
    path: after.path,
    words,
  }));
}

function shown(value: unknown, { references }: Side, { stack }: ReviewedResource): string {
  return value === undefined ? 'the default' : references.textOf(value, stack);
}

function promptChange(before: ReviewedResource, after: ReviewedResource, base: Side, head: Side): Change[] {
  const text = ({ properties, stack }: ReviewedResource, { references }: Side) =>
    entriesOf(properties.SystemPrompt)
      .map((part) => references.textOf(memberOf(part, 'Text'), stack))
      .join('\n');
  const [old, next] = [text(before, base), text(after, head)];
  if (old === next) {
    return [];
  }
  const status = old === '' ? 'added' : next === '' ? 'removed' : 'changed';
  return [
    {
      kind: 'prompt',
      tag: 'prompt',
      severity: 'info',
      status,
      path: after.path,
      words: `The system prompt of ${inWords(after)} ${status === 'changed' ? 'changes' : `is ${status}`}.`,
      text: textDiff(old, next),
    },
  ];
}

function networkChange(
  before: ReviewedResource,
  after: ReviewedResource,
  all: readonly Difference[],
  base: Side,
  head: Side,
): Change[] {
  const own = all.filter(({ path }) => NETWORK.test(textOfPath(path)));
  if (own.length === 0) {
    return [];
  }
  const network = ({ properties, type }: ReviewedResource) =>
    memberOf(
      type === HARNESS ? memberOf(properties, 'Environment', 'AgentCoreRuntimeEnvironment') : properties,
      'NetworkConfiguration',
    );
  const modeOf = (resource: ReviewedResource) => String(memberOf(network(resource), 'NetworkMode') ?? 'PUBLIC');
  const [old, next] = [modeOf(before), modeOf(after)];
  const isWider = old === 'VPC' && next !== 'VPC';
  const details = own
    .filter(({ path }) => /Subnets|SecurityGroups/.test(textOfPath(path)))
    .map(({ path, before: from, after: to }) =>
      to === undefined
        ? `${lastName(path)} loses ${shown(from, base, before)}`
        : `${lastName(path)} gets ${shown(to, head, after)}`,
    );
  const words = isWider
    ? `${capital(inWords(after))} leaves its VPC. Its sessions can reach the internet directly.`
    : old === next
      ? `The network of ${inWords(after)} changes${details.length > 0 ? `: ${details.join(', ')}` : ''}.`
      : `The network mode of ${inWords(after)} changes from ${old} to ${next}.`;
  return [
    {
      kind: 'network',
      tag: isWider ? 'wider network' : 'network',
      severity: isWider ? 'error' : 'warning',
      status: 'changed',
      path: after.path,
      words,
    },
  ];
}

function lastName(path: Difference['path']): string {
  return String([...path].reverse().find((step) => typeof step === 'string'));
}

function textOfPath(path: Difference['path']): string {
  return path.join('.');
}

function otherSettings(
  after: ReviewedResource,
  all: readonly Difference[],
  textOf: (side: 'base' | 'head', value: unknown) => string,
): Change[] {
  const others = all.filter(({ path }) => {
    const at = textOfPath(path);
    const isShownElsewhere = (ELSEWHERE[after.type] ?? /^Tags\b/).test(at);
    return !isShownElsewhere && !NETWORK.test(at) && !VERSION.test(at);
  });
  const one = (side: 'base' | 'head', { path, before, after: next }: Difference) => {
    const value = side === 'base' ? before : next;
    const isHidden = (step: string | number) => typeof step === 'string' && (step === 'Headers' || isSecretName(step));
    const isSecret = path.some(isHidden) && !isIntrinsic(value);
    const text = Array.isArray(value)
      ? listInWords(value, (entry) => textOf(side, entry))
      : isJson(value) && !isIntrinsic(value)
        ? 'an object'
        : textOf(side, value);
    return isSecret ? '…' : text.length > 120 ? `${text.slice(0, 80)}…` : text;
  };
  return others.map((difference): Change => {
    if (isCode(difference)) {
      const words = `The code of ${inWords(after)} changes.`;
      return { kind: 'setting', tag: 'code', severity: 'info', status: 'changed', path: after.path, words };
    }
    const [start, part, name, ...within] = difference.path;
    const isPart = start === PARTS;
    const of = isPart ? ` of the ${part} ${[JSON.parse(String(name))].flat().filter(Boolean).join(' ')}` : '';
    const subject = `${propertyPath(isPart ? within : difference.path)}${of} of ${inWords(after)}`;
    const status = difference.before === undefined ? 'added' : difference.after === undefined ? 'removed' : 'changed';
    const words = {
      added: `${subject} is set to ${one('head', difference)}.`,
      removed: `${subject} is no longer set. Before: ${one('base', difference)}.`,
      changed: `${subject} changes from ${one('base', difference)} to ${one('head', difference)}.`,
    }[status];
    const isAccess = difference.path[0] === 'AuthorizerType' || difference.path[0] === 'AuthorizerConfiguration';
    if (difference.path[0] === 'AuthorizerType' && JSON.stringify(difference.after ?? '').includes('"NONE"')) {
      const open = `${words} Anyone who knows the URL can call it.`;
      return { kind: 'exposure', tag: 'wider exposure', severity: 'error', status, path: after.path, words: open };
    }
    if (isPart || (GUARDS.test(textOfPath(difference.path)) && /::(Gateway|Policy)$/.test(after.type))) {
      const [kind, tag] = isPart ? (['tool', `changed ${part}`] as const) : (['exposure', 'exposure'] as const);
      return { kind, tag, severity: 'warning', status, path: after.path, words };
    }
    return isAccess
      ? { kind: 'exposure', tag: 'exposure', severity: 'warning', status, path: after.path, words }
      : { kind: 'setting', tag: 'setting', severity: 'info', status, path: after.path, words };
  });
}

/** A list of texts. Other lists are too long for a sentence. */
function listInWords(list: readonly unknown[], textOf: (entry: unknown) => string): string {
  const isText = list.every((entry) => !isJson(entry) || isIntrinsic(entry));
  return list.length === 0 ? 'an empty list' : isText ? listed(list.map(textOf)) : 'a list';
}

/** Whether a difference is the hash of an asset with the code or the image of an agent. */
function isCode({ path, before, after }: Difference): boolean {
  const isAsset = [before, after].every((value) => /[0-9a-f]{64}/.test(JSON.stringify(value) ?? ''));
  return isAsset && /^(AgentRuntime|Environment)Artifact$/.test(String(path[0]));
}

/** The versions that the endpoints of an agent will serve. */
export function versionChanges(
  endpoints: ReadonlyArray<readonly [before: ReviewedResource | undefined, after: ReviewedResource]>,
  agent: ReviewedResource,
  isNewVersion: boolean,
): Change[] {
  const versionOf = ({ properties }: ReviewedResource) => properties.TargetVersion ?? properties.AgentRuntimeVersion;
  const pinned = endpoints.filter(([, after]) => typeof versionOf(after) === 'string');
  const following = endpoints.filter(([, after]) => isIntrinsic(versionOf(after)));
  const moved = pinned.flatMap(([before, after]): Change[] => {
    const [old, next] = [before && versionOf(before), versionOf(after)];
    return before === undefined || old === next
      ? []
      : [
          {
            kind: 'version',
            tag: 'version',
            severity: 'info',
            status: 'changed',
            path: after.path,
            words: `The endpoint ${endpointName(after)} of ${inWords(agent)} changes ${typeof old === 'string' ? `from version ${old}` : 'from the newest version'} to version ${String(next)}.`,
          },
        ];
  });
  if (!isNewVersion) {
    return moved;
  }
  const serving = ['DEFAULT', ...following.map(([, after]) => endpointName(after))];
  const staying = pinned.map(
    ([, after]) => `the endpoint ${endpointName(after)} serves version ${String(versionOf(after))}`,
  );
  const words = [
    `The deployment creates a version of ${inWords(agent)}. ${listed(serving)} will serve it.`,
    ...(staying.length > 0 ? [`${capital(listed(staying))} as before.`] : []),
  ].join(' ');
  return [...moved, { kind: 'version', tag: 'version', severity: 'info', status: 'changed', path: agent.path, words }];
}

function endpointName({ properties, ...rest }: ReviewedResource): string {
  const name = properties.EndpointName ?? properties.Name;
  return typeof name === 'string' ? name : nameOf({ properties, ...rest });
}
