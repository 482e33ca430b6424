import { html } from 'ghtml';
import type { AgentInfo, OtherInfo } from '../model';
import { topologyList } from './lists';
import { DATA_HEADING, EXPOSURE_HEADING, explanationOf, PERMISSIONS_HEADING } from './overview';
import { topologyPicture } from './picture';
import { dataTable, exposureTable, permissionTable } from './sections';

/** A part of what is known of an agent, such as its permissions. */
export interface Part {
  readonly key: string;
  readonly heading: string;
  /** The heading in a few words, for links. */
  readonly link: string;
  readonly body: string;
}

const NOTHING_STORED = html`<p class="card none">The agent stores no data in this app.</p>`;
const NO_PERMISSIONS = html`<p class="card none">The templates contain no permissions of this agent.</p>`;
const NO_EXPOSURE = html`<p class="card none">The templates do not show who can reach this agent.</p>`;

/** The parts of an agent, in the order in which they are shown. `prefix` is for the IDs in them. */
export function partsOf(agent: AgentInfo, prefix: string): Part[] {
  const { name, permissions, exposure, data } = agent;
  return [
    {
      key: 'topology',
      heading: 'Topology',
      link: 'Topology',
      body: html`<div class="card">!${topologyPicture(agent, `${prefix}picture`)}!${topologyList(agent)}</div>`,
    },
    {
      key: 'permissions',
      heading: PERMISSIONS_HEADING,
      link: 'Permissions',
      body:
        permissions.length === 0
          ? NO_PERMISSIONS
          : html`<p class="soft">${explanationOf(agent)}</p>!${permissionTable(permissions, `Permissions of ${name}`)}`,
    },
    {
      key: 'exposure',
      heading: EXPOSURE_HEADING,
      link: 'Exposure',
      body: exposure.length === 0 ? NO_EXPOSURE : exposureTable(exposure, `Exposure of ${name}`),
    },
    {
      key: 'data',
      heading: DATA_HEADING,
      link: 'Data',
      body: data.length === 0 ? NOTHING_STORED : dataTable(data, `Data of ${name}`),
    },
  ];
}

/** A resource that no agent uses. */
export function otherResource({ kind, name, path, permissions, data }: OtherInfo): string {
  const roles = permissions.length === 0 ? '' : permissionTable(permissions, `Permissions of ${name}`);
  const stores = data.length === 0 ? '' : dataTable(data, `Data of ${name}`);
  return html`<h3>${kind} ${name}</h3><p class="soft"><code>${path}</code></p>!${roles}!${stores}`;
}
