import { listed } from '../private/listed';
import type { AgentInfo, Exposure, Highlight } from './model';
import { counted, sorted } from './phrases';

/**
 * The most important facts of a review: callers, permissions, networks and data of the agents.
 *
 * @param gateways The exposure of the gateways that no agent uses
 */
export function highlightsOf(agents: readonly AgentInfo[], gateways: readonly Exposure[]): Highlight[] {
  if (agents.length === 0) {
    return gateways.some(({ level }) => level === 'open') ? [callers(agents, gateways)] : [];
  }
  return [callers(agents, gateways), permissions(agents), network(agents), data(agents)];
}

/** The entries of a list that a card contains. */
const MOST = 6;
const INVOKE = /^Invoke(Harness|AgentRuntime)$/;

function callers(agents: readonly AgentInfo[], gateways: readonly Exposure[]): Highlight {
  const rows = [...agents.flatMap(({ exposure }) => exposure), ...gateways];
  const open = rows.filter(
    ({ way, level }) => level === 'open' && (INVOKE.test(way) || /^(Public|Gateway|Resource policy)/.test(way)),
  );
  if (open.length > 0) {
    const ways = sorted(open.map(({ way, who }) => `${way}: ${who}`));
    return {
      title: 'Open to the internet',
      text: `${(ways.length > MOST ? [...ways.slice(0, MOST), `and ${ways.length - MOST} more`] : ways).join('; ')}.`,
    };
  }
  const invocations = rows.filter(({ way }) => INVOKE.test(way));
  const byPolicy = agents
    .filter(({ exposure }) => !exposure.some(isByToken))
    .flatMap(({ exposure }) => exposure.filter(({ way }) => way === 'Resource policy'));
  const reached = [...invocations, ...byPolicy].filter(({ level }) => level !== 'none');
  const byToken = reached.filter(isByToken);
  if (reached.length === 0) {
    return { title: 'No callers', text: 'No principal of the app is permitted to invoke an agent.' };
  }
  const who = some(sorted(reached.map((row) => row.who)));
  if (byToken.length === reached.length) {
    return {
      title: 'Tokens only',
      text: `${sentence(who)} No IAM caller can invoke ${agents.length === 1 ? 'it' : 'them'}.`,
    };
  }
  return { title: byToken.length > 0 ? 'Tokens and IAM callers' : 'IAM callers', text: sentence(who) };
}

function isByToken({ way, who }: Exposure): boolean {
  return INVOKE.test(way) && who.startsWith('users of ');
}

function permissions(agents: readonly AgentInfo[]): Highlight {
  const all = agents.flatMap((agent) => agent.permissions);
  const unexplained = all.filter(({ isExplained }) => !isExplained);
  const features = sorted(all.filter(({ isExplained }) => isExplained).map(({ feature }) => feature));
  if (unexplained.length === 0) {
    return {
      title: counted(features.length, 'feature'),
      text: 'explain every statement of the roles. None is unexplained.',
    };
  }
  const owners = sorted(unexplained.map(({ owner }) => owner));
  return {
    title: counted(unexplained.length, 'unexplained permission'),
    text: `No feature explains ${unexplained.length === 1 ? 'this statement' : 'these statements'} of ${some(owners)}.`,
  };
}

function network(agents: readonly AgentInfo[]): Highlight {
  const rows = agents.flatMap(({ exposure }) => exposure.filter(({ way }) => way === 'Network'));
  const isOpen = ({ level }: Exposure) => level === 'open';
  const ways = sorted(rows.map(({ who }) => who));
  if (rows.every(isOpen)) {
    return { title: 'Public network', text: 'Sessions reach every address on the internet.' };
  }
  return { title: rows.some(isOpen) ? 'Public and private networks' : 'Private subnets', text: sentence(some(ways)) };
}

/** Logs and keys are in the list of data, and are not what an agent stores. */
const NO_DATA = /^(Logs of sessions|The key of encrypted data)$/;

function data(agents: readonly AgentInfo[]): Highlight {
  const stores = agents.flatMap((agent) => agent.data).filter(({ content }) => !NO_DATA.test(content));
  const retained = sorted(stores.filter(({ onDelete }) => onDelete === 'retained').map(({ store }) => store));
  const deleted = sorted(stores.filter(({ onDelete }) => onDelete === 'deleted').map(({ store }) => store));
  if (retained.length > 0) {
    const others = deleted.length > 0 ? ` Deleted: ${some(deleted)}.` : '';
    return {
      title: counted(retained.length, 'data store'),
      text: `${retained.length === 1 ? 'is' : 'are'} retained when the stack is deleted: ${some(retained)}.${others}`,
    };
  }
  return deleted.length > 0
    ? { title: 'Nothing is retained', text: `Deleted with the stack: ${some(deleted)}.` }
    : { title: 'No data stores', text: 'The agents store no data in the app.' };
}

/** The first entries of a list, and the number of the others. */
function some(items: readonly string[]): string {
  return listed(items.length > MOST ? [...items.slice(0, MOST - 1), `${items.length - MOST + 1} more`] : items);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
