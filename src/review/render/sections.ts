import { html } from 'ghtml';
import type { Cost, DataStore, Exposure, Fate, Permission } from '../model';
import { groupsOf } from '../phrases';
import { type RowGroup, rowOf, tableOf } from './tables';

/** The number of actions that are shown before the statement is unfolded. */
const MOST_ACTIONS = 2;
const ACCESS_WORDS: Record<Exposure['level'], string> = {
  open: 'open',
  limited: 'limited',
  none: 'nobody',
};

export function accessTag(level: Exposure['level']): string {
  return html`<span class="tag ${level}">${ACCESS_WORDS[level]}</span>`;
}

export function permissionTable(permissions: readonly Permission[], label: string): string {
  const groups = groupsOf(permissions, ({ owner, role }) => `${owner} ${role}`).map((group): RowGroup => {
    const [{ owner, role }] = group;
    return { heading: `Role of ${owner} · ${role}`, rows: group.map(permissionRow) };
  });
  return tableOf('permissions', label, groups);
}

function permissionRow({
  feature,
  effect,
  words,
  reason,
  isExplained,
  hasWildcard,
  actions,
  statement,
}: Permission): string {
  const tags = [
    effect === 'Deny' && feature !== 'Denied' ? '<span class="tag">denied</span>' : '',
    isExplained ? '' : '<span class="tag warning">added by hand</span>',
    hasWildcard ? '<span class="tag">wildcard</span>' : '',
  ].filter(Boolean);
  const why = reason === undefined ? '' : html`<div class="soft">${reason}</div>`;
  return rowOf(
    [
      html`${feature} !${tags.join(' ')}`,
      html`${words}!${why}`,
      html`<details><summary>${actionsOf(actions)}</summary><pre>${JSON.stringify(statement, null, 1)}</pre></details>`,
    ],
    isExplained ? '' : 'by-hand',
  );
}

/** "bedrock:InvokeModel, InvokeModelWithResponseStream and 2 more". */
export function actionsOf(actions: readonly string[]): string {
  const shown = actions.slice(0, MOST_ACTIONS).map((action, index) => {
    const [service, name] = action.split(':');
    return index > 0 && name !== undefined && actions[0].startsWith(`${service}:`) ? name : action;
  });
  const more = actions.length - shown.length;
  return shown.join(', ') + (more === 0 ? '' : ` and ${more} more`);
}

export function exposureTable(exposure: readonly Exposure[], label: string): string {
  const rows = exposure.map(({ way, who, checks, level }) =>
    rowOf([html`${way}`, html`${who}`, html`${checks}`, accessTag(level)]),
  );
  return tableOf('exposure', label, [{ rows }]);
}

export function dataTable(data: readonly DataStore[], label: string): string {
  const rows = data.map(({ content, store, key, duration, onDelete, onReplace, onRollback }) =>
    rowOf([
      html`${content}`,
      html`${store}<div class="soft">${key}</div>`,
      html`${duration}`,
      ...[onDelete, onReplace, onRollback].map(fateTag),
    ]),
  );
  return tableOf('data', label, [{ rows }]);
}

function fateTag(fate: Fate): string {
  return fate === 'not applicable'
    ? '<span class="soft">not applicable</span>'
    : html`<span class="tag ${fate}">${fate}</span>`;
}

/** The costs that differ in the resource only. */
export function costGroupsOf(costs: readonly Cost[]): Cost[][] {
  return groupsOf(costs, ({ path, ...cost }) => JSON.stringify(cost));
}

export function costTable(costs: readonly Cost[], label: string): string {
  const rows = costGroupsOf(costs).map((group) => {
    const [{ item, amount, pricing }] = group;
    const paths = group.flatMap(({ path }) =>
      path === undefined ? [] : [html`<div class="soft"><code>${path}</code></div>`],
    );
    return rowOf([
      html`${item}!${group.length === 1 ? '' : html` <span class="tag">${group.length} ×</span>`}!${paths}`,
      html`${amount}`,
      html`${pricing}`,
    ]);
  });
  return tableOf('costs', label, [{ rows }]);
}
