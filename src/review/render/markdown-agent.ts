import type { AgentInfo, DataStore, Exposure, Permission } from '../model';
import { groupsOf } from '../phrases';
import { markdownCode, markdownText, shortened } from './escape';
import { type Block, SEPARATOR } from './fit';
import { mermaidOf } from './mermaid';
import { DATA_HEADING, EXPOSURE_HEADING, explanationOf, PERMISSIONS_HEADING } from './overview';

/** The page with everything that is left out here. */
export const PAGE = '`agent-review.html`';
/** The longest text in a cell, in characters. */
const LONGEST_TEXT = 600;
const LONGEST_NAME = 200;
const MOST_NAMES = 3;
const ACCESS_WORDS: Record<Exposure['level'], string> = {
  open: '**open**',
  limited: 'limited',
  none: 'nobody',
};

export const textOf = (text: string): string => shortened(text, LONGEST_TEXT);
export const codeOf = (name: string): string => shortened(name, LONGEST_NAME, markdownCode);

export function tableOf(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

export function foldOf(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** The name and the path of a resource, in HTML. */
export function titleOf({ name, path }: { readonly name: string; readonly path: string }, kind: string): string {
  const [title, where] = [name, path].map((text) => shortened(text, LONGEST_NAME));
  return `<b>${title}</b> · ${shortened(kind, LONGEST_NAME)} · <code>${where}</code>`;
}

/** The details of an agent, which can be left out. */
export function agentBlock(agent: AgentInfo, isSingle: boolean, priority: number): Block {
  const { kind, permissions, exposure, data } = agent;
  const part = (heading: string, body: string): string => `${isSingle ? '###' : '####'} ${heading}\n\n${body}`;
  const topology = (): string => part('Topology', `\`\`\`mermaid\n${mermaidOf(agent.topology)}\n\`\`\``);
  const rights = (): string =>
    permissions.length === 0
      ? ''
      : part(PERMISSIONS_HEADING, foldOf(markdownText(explanationOf(agent)), permissionsOf(permissions)));
  const access = exposure.length === 0 ? '' : part(EXPOSURE_HEADING, exposureOf(exposure));
  const stores = data.length === 0 ? '' : part(DATA_HEADING, dataOf(data));
  const whole = (...parts: readonly string[]): string => {
    const body = parts.filter((text) => text !== '').join(SEPARATOR);
    return isSingle ? body : foldOf(titleOf(agent, kind), body);
  };
  const leftOut = (what: string): string => `The ${what} of this agent are left out here. They are in ${PAGE}.`;
  return {
    longer: [
      () => whole(topology(), rights(), access, stores),
      () => whole(rights(), access, stores, leftOut('boxes of the topology')),
      () => whole(access, stores, leftOut('topology and the permissions')),
    ],
    shortest: '',
    priority,
  };
}

export function permissionsOf(permissions: readonly Permission[]): string {
  return groupsOf(permissions, ({ owner, role }) => `${owner} ${role}`)
    .map((group) => {
      const [{ owner, role }] = group;
      const rows = group.map(({ feature, effect, words, reason, isExplained, ...permission }) => [
        [
          textOf(feature),
          effect === 'Deny' && feature !== 'Denied' ? '(denied)' : '',
          isExplained ? '' : '**added by hand**',
        ]
          .filter(Boolean)
          .join(' '),
        [words, reason ?? ''].filter(Boolean).map(textOf).join('<br>'),
        statementOf(permission),
      ]);
      return `Role of ${textOf(owner)}, ${codeOf(role)}:\n\n${tableOf(['Feature', 'In words', 'Statement'], rows)}`;
    })
    .join('\n\n');
}

/** The actions and resources of a statement. A managed policy has none that the review can list. */
function statementOf({
  actions,
  resources,
  statement,
}: Pick<Permission, 'actions' | 'resources' | 'statement'>): string {
  const others = (excluded: unknown) => `all except ${namesOf([excluded].flat().map(String))}`;
  const what = 'NotAction' in statement ? others(statement.NotAction) : namesOf(actions);
  const where = 'NotResource' in statement ? others(statement.NotResource) : namesOf(resources);
  return what === '' ? '' : `${what}<br>on ${where}`;
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, names.length > MOST_NAMES ? MOST_NAMES - 1 : MOST_NAMES).map(codeOf);
  const more = names.length - shown.length;
  return shown.join(', ') + (more === 0 ? '' : ` and ${more} more`);
}

export function exposureOf(exposure: readonly Exposure[]): string {
  const rows = exposure.map(({ way, who, checks, level }) => [...[way, who, checks].map(textOf), ACCESS_WORDS[level]]);
  return tableOf(['Way', 'Who', 'Checks', 'Access'], rows);
}

export function dataOf(data: readonly DataStore[]): string {
  const rows = data.map(({ content, store, key, duration, onDelete, onReplace, onRollback }) => [
    ...[content, store, key, duration].map(textOf),
    onDelete,
    onReplace,
    onRollback,
  ]);
  return tableOf(['Data', 'Where', 'Key', 'How long', 'Stack deleted', 'Replaced', 'Rolled back'], rows);
}
