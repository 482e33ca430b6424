import { type AgentInfo, type Column, type Exposure, type Review, SEVERITIES, type Severity } from '../model';
import { counted } from '../phrases';
import { oneLine } from './text';

export const PERMISSIONS_HEADING = 'Permissions and their reasons';
export const EXPOSURE_HEADING = 'Exposure';
export const DATA_HEADING = 'Stored data';
export const COSTS_HEADING = 'Idle costs';
export const OTHERS_HEADING = 'Resources that no agent of the app uses';

/** The figures of an agent in the overview. */
export interface Figures {
  readonly callers: number;
  readonly tools: number;
  readonly stores: number;
  /** The widest exposure, and the ways that are open to anyone. */
  readonly exposure: Exposure['level'];
  readonly openWays: readonly string[];
  readonly findings: number;
  /** The highest severity of the findings. */
  readonly severity?: Severity;
  readonly changes: number;
}

/** The figures of each agent. */
export function figuresOf({ agents, findings, changes = [] }: Review): Figures[] {
  const findingsAt = byPath(findings.filter(({ acknowledgement }) => acknowledgement === undefined));
  const changesAt = byPath(changes);
  return agents.map((agent): Figures => {
    const nodesIn = (column: Column): number =>
      agent.topology.nodes.filter((node) => node.column === column && !node.isMuted && node.status !== 'removed')
        .length;
    const paths = new Set([agent, ...agent.topology.nodes, ...agent.data].flatMap(({ path }) => path ?? []));
    const found = itemsAt(findingsAt, paths);
    const severities = new Set([...found].map(({ severity }) => severity));
    const levels = new Set(agent.exposure.map(({ level }) => level));
    return {
      callers: nodesIn('callers'),
      tools: nodesIn('tools'),
      stores: agent.data.length,
      exposure: (['open', 'limited'] as const).find((level) => levels.has(level)) ?? 'none',
      openWays: agent.exposure.flatMap(({ way, level }) => (level === 'open' ? [way] : [])),
      findings: found.size,
      severity: SEVERITIES.find((severity) => severities.has(severity)),
      changes: itemsAt(changesAt, paths).size,
    };
  });
}

/** The items by their construct path, and by each construct path that contains it. */
function byPath<T extends { readonly path: string }>(items: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const names = item.path.split('/');
    for (const length of names.keys()) {
      const path = names.slice(0, length + 1).join('/');
      const list = found.get(path) ?? [];
      list.push(item);
      found.set(path, list);
    }
  }
  return found;
}

function itemsAt<T>(items: ReadonlyMap<string, T[]>, paths: ReadonlySet<string>): Set<T> {
  return new Set([...paths].flatMap((path) => items.get(path) ?? []));
}

/** The resources of the app in numbers, such as "1 harness, 3 endpoints, 1 stack in us-east-1". */
export function summaryOf({ agents, others, stacks }: Review): string {
  const harnesses = agents.filter(({ kind }) => kind === 'harness').length;
  const endpoints = agents.flatMap(({ topology }) =>
    topology.nodes.filter(({ column }) => column === 'endpoints'),
  ).length;
  const regions = [...new Set(stacks.map(({ region }) => region ?? ''))].filter(Boolean).map(oneLine);
  const counts: [number, string, string?][] = [
    [harnesses, 'harness', 'harnesses'],
    [agents.length - harnesses, 'runtime'],
    [endpoints, 'endpoint'],
    [others.length, 'other resource'],
    [stacks.length, 'stack'],
  ];
  const texts = counts.flatMap(([number, noun, plural]) => (number === 0 ? [] : [counted(number, noun, plural)]));
  return texts.join(', ') + (regions.length === 0 ? '' : ` in ${regions.join(', ')}`);
}

/** Whether the roles have statements that no feature explains, in words. */
export function explanationOf(agent: Pick<AgentInfo, 'permissions'>): string {
  const byHand = agent.permissions.filter(({ isExplained }) => !isExplained).length;
  const features = agent.permissions.length - byHand;
  const explained = `${counted(features, 'statement')} ${features === 1 ? 'is' : 'are'} explained by a feature.`;
  return byHand === 0
    ? `${explained} None is unexplained.`
    : `${explained} ${counted(byHand, 'statement')} ${byHand === 1 ? 'was' : 'were'} added by hand.`;
}
