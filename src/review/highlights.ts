import { counted, listed, sorted } from './kinds';
import type { AgentInfo, Exposure, Highlight } from './model';

/** The most important facts of a review: who can call the agents, what they may do, their networks, and their data. */
export function highlightsOf(agents: readonly AgentInfo[]): Highlight[] {
  return agents.length === 0 ? [] : [callers(agents), permissions(agents), network(agents), data(agents)];
}

const INVOKE = /^Invoke(Harness|AgentRuntime)$/;

function callers(agents: readonly AgentInfo[]): Highlight {
  const rows = agents.flatMap(({ exposure }) => exposure);
  const open = rows.filter(
    ({ way, level }) => level === 'open' && (INVOKE.test(way) || /^(Public URL|Gateway|Resource policy)/.test(way)),
  );
  if (open.length > 0) {
    const ways = sorted(open.map(({ way, who }) => `${way}: ${who}`));
    return { title: 'Open to the internet', text: `${ways.join('; ')}.` };
  }
  const invocations = rows.filter(({ way }) => INVOKE.test(way));
  const reached = invocations.filter(({ level }) => level !== 'none');
  const byToken = reached.filter(({ who }) => who.startsWith('users of '));
  if (reached.length === 0) {
    return { title: 'No callers', text: 'No principal of the app is permitted to invoke an agent.' };
  }
  const who = listed(sorted(reached.map((row) => row.who)));
  if (byToken.length === reached.length) {
    return {
      title: 'Tokens only',
      text: `${sentence(who)} No IAM caller can invoke ${agents.length === 1 ? 'it' : 'them'}.`,
    };
  }
  return { title: byToken.length > 0 ? 'Tokens and IAM callers' : 'IAM callers', text: sentence(who) };
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
    text: `No feature explains ${unexplained.length === 1 ? 'this statement' : 'these statements'} of ${listed(owners)}.`,
  };
}

function network(agents: readonly AgentInfo[]): Highlight {
  const rows = agents.flatMap(({ exposure }) => exposure.filter(({ way }) => way === 'Network'));
  const isOpen = ({ level }: Exposure) => level === 'open';
  const ways = sorted(rows.map(({ who }) => who));
  if (rows.every(isOpen)) {
    return { title: 'Public network', text: 'Sessions reach every address on the internet.' };
  }
  return { title: rows.some(isOpen) ? 'Public and private networks' : 'Private subnets', text: sentence(listed(ways)) };
}

function data(agents: readonly AgentInfo[]): Highlight {
  const stores = agents.flatMap((agent) => agent.data);
  const retained = sorted(stores.filter(({ onDelete }) => onDelete === 'retained').map(({ store }) => store));
  const deleted = sorted(stores.filter(({ onDelete }) => onDelete === 'deleted').map(({ store }) => store));
  if (retained.length > 0) {
    const others = deleted.length > 0 ? ` Deleted: ${listed(deleted)}.` : '';
    return {
      title: counted(retained.length, 'data store'),
      text: `${retained.length === 1 ? 'is' : 'are'} retained when the stack is deleted: ${listed(retained)}.${others}`,
    };
  }
  return deleted.length > 0
    ? { title: 'Nothing is retained', text: `Deleted with the stack: ${listed(deleted)}.` }
    : { title: 'No data stores', text: 'The agents store no data in the app.' };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
