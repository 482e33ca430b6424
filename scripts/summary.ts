/** Describes the agents of an app in words, from their review. */
import type { AgentInfo, Exposure, Permission, Review } from '../src/review/model';
import { statementLines } from './statements';

const WIDTH = 100;
const NEXT = `Next, with AWS credentials
  npx cdk bootstrap             prepares the account and Region, once
  npx cdk deploy
  npm run chat -- quickstart
  npx cdk destroy               deletes the agent and its memory, and retains its logs`;

/** The permissions of one feature in one line: "model: invoke Claude Sonnet 4.6". */
function featureLines(permissions: readonly Permission[]): string[] {
  const features = new Map<string, string[]>();
  for (const { feature, words } of permissions) {
    const known = features.get(feature) ?? [];
    features.set(feature, known.includes(words) ? known : [...known, words]);
  }
  return [...features].flatMap(([feature, words]) => wrapped(`${feature}: ${words.map(uncapital).join('; ')}`));
}

function callerLines(exposure: readonly Exposure[]): string[] {
  const rows = exposure.filter(({ way }) => /^Invoke|^Commands/.test(way));
  return rows.flatMap(({ way, who, checks }) => wrapped(`${way}: ${who}${checks === '' ? '' : ` (${checks})`}`));
}

function agentLines({ kind, name, topology, permissions, exposure }: AgentInfo): string[] {
  const [agent] = topology.nodes.filter(({ column }) => column === 'agent');
  const memories = topology.nodes.filter(({ kind: each }) => each.startsWith('Memory'));
  const denied = permissions.filter(({ effect }) => effect === 'Deny');
  return [
    `The ${kind} ${name}`,
    ...wrapped(agent.lines.join('; ')),
    ...memories.flatMap((memory) => wrapped(`${uncapital(memory.name)}: ${memory.lines.join('; ')}`)),
    '',
    'Callers',
    ...callerLines(exposure),
    '',
    'The agent can',
    ...featureLines(permissions.filter(({ effect }) => effect === 'Allow')),
    '',
    'The agent cannot',
    ...denied.flatMap(({ words }) => wrapped(uncapital(words))),
    ...wrapped('call other AWS APIs'),
  ];
}

/** The summary of an app: its agents, who can call them, and what they can and cannot do. */
export function summaryOf({ agents }: Review): string[] {
  return agents.flatMap((agent, index) => [...(index === 0 ? [] : ['']), ...agentLines(agent)]);
}

/** The output of `npm start`. */
export function screenOf(review: Review, isVerbose: boolean): string {
  const statements = review.agents.flatMap(({ permissions }) => permissions.flatMap(statementLines));
  const details = isVerbose
    ? ['', 'The statements', ...statements]
    : ['  For each statement, run npm start -- --verbose.'];
  return ['', ...summaryOf(review), ...details, '', NEXT, ''].join('\n');
}

/** An indented line, continued below if it is longer than the screen. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of text.split(' ')) {
    if (line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
